import { statSync } from 'node:fs';
import { readRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';

/** How often another process's changes are looked for, in milliseconds. A look costs some microseconds. */
const LOOK_EVERY_MS = 400;

export type ChangeWatch = {
  /** To be called after a change of our own, so that it is not taken for another process's. */
  readonly ours: () => void;
  readonly stop: () => void;
};

/**
 * Watches the database for changes that another process made (SQLite's data_version), and the header for a change of
 * slots or of the vault key.
 */
export function watchChanges(
  store: Store,
  headerFile: string,
  on: { changed: () => void; headerChanged: () => void },
): ChangeWatch {
  const dataVersion = store.db.prepare('PRAGMA data_version').pluck();
  let seenVersion = dataVersion.get();
  let seenRevision = readRevision(store);
  let seenHeader = stampOf(headerFile);

  const timer = setInterval(() => {
    const header = stampOf(headerFile);
    if (header !== seenHeader) {
      seenHeader = header;
      on.headerChanged();
    }
    if (!store.db.open) return;
    const version = dataVersion.get();
    if (version === seenVersion) return;
    seenVersion = version;
    const revision = readRevision(store);
    if (revision === seenRevision) return;
    seenRevision = revision;
    on.changed();
  }, LOOK_EVERY_MS);
  timer.unref();

  return {
    ours: () => {
      if (store.db.open) seenRevision = readRevision(store);
    },
    stop: () => clearInterval(timer),
  };
}

/** Inode and times of a file; a header is replaced whole, so both change with it. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'absent' : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}
