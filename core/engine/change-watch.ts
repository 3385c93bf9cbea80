import { statSync } from 'node:fs';
import { readRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';

/** How often another process's changes are looked for, in milliseconds. A look costs some microseconds. */
const LOOK_EVERY_MS = 400;

export type ChangeWatch = {
  /** True where a change of our own came since the last look, which is then not taken for another process's. */
  readonly ours: () => boolean;
  readonly stop: () => void;
};

/** Watches the database for changes that another process made (SQLite's data_version), and some files for any change. */
export function watchChanges(
  store: Store,
  files: readonly string[],
  on: { changed: () => void; fileChanged: (file: string) => void },
): ChangeWatch {
  const dataVersion = store.db.prepare('PRAGMA data_version').pluck();
  let seenVersion = dataVersion.get();
  let seenRevision = readRevision(store);
  const seenStamps = new Map(files.map((file) => [file, stampOf(file)]));

  const timer = setInterval(() => {
    for (const [file, seen] of seenStamps) {
      const stamp = stampOf(file);
      if (stamp === seen) continue;
      seenStamps.set(file, stamp);
      on.fileChanged(file);
    }
    if (store.session.locked) return;
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
      if (store.session.locked) return false;
      const revision = readRevision(store);
      const changed = revision !== seenRevision;
      seenRevision = revision;
      return changed;
    },
    stop: () => clearInterval(timer),
  };
}

/** Inode and times of a file; both kinds of file are replaced whole, so both change with every write. */
function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat === undefined ? 'absent' : `${stat.ino}:${stat.mtimeMs}:${stat.size}`;
}
