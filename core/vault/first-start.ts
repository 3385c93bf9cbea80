import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { storageFailure } from '../database/storage-errors.ts';
import { isNewer } from '../version-order.ts';
import { backupsPath } from './paths.ts';

/** Backups of this kind that stay; a daily one of every week stays as well. */
const KEPT = 3;
const NAME = /^before-version-.+\.keyrail-backup$/;

/**
 * The row of `meta` with the newest Keyrail that has opened this vault: what an update may have changed is compared with it. A
 * vault that has none is a new one, or from before this was written.
 */
const ROW = 'newest version';

/** Whether Keyrails have opened the vault, and none as new as this. */
export function isFirstStartOf(version: string, db: Database): boolean {
  const newest = newestVersion(db);
  return newest !== null && isNewer(version, newest);
}

/** Notes the first Keyrail that opens a vault. It waits for nobody: whoever makes a vault holds its lock. */
export function noteFirstVersion(version: string, db: Database): void {
  if (newestVersion(db) !== null) return;
  try {
    db.prepare('INSERT OR IGNORE INTO meta (name, value) VALUES (?, ?)').run(ROW, version);
  } catch (error) {
    if (storageFailure(error) === null) throw error;
  }
}

/** The newest version that has opened this vault, or null. */
function newestVersion(db: Database): string | null {
  const value: unknown = db.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(ROW);
  return typeof value === 'string' ? value : null;
}

/**
 * Makes a backup where this version is newer than all that have opened the vault, before it writes anything there. A disk that is
 * full or read-only does not keep people from their keys: the vault opens all the same, and the next start tries again.
 *
 * @param backUp writes the backup to the given path
 */
export async function backUpBeforeFirstStart(
  { home, version, db }: { home: string; version: string; db: Database },
  backUp: (path: string) => Promise<void>,
): Promise<void> {
  // Another process may have been first; it held the lock until now.
  if (!isFirstStartOf(version, db)) return;
  try {
    await backUp(join(backupsPath(home), `before-version-${version}.keyrail-backup`));
    await removeOlder(home, version);
    db.prepare(
      'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    ).run(ROW, version);
  } catch (error) {
    if (storageFailure(error) === null) throw error;
  }
}

async function removeOlder(home: string, version: string): Promise<void> {
  const names = (await readdir(backupsPath(home))).filter((name) => NAME.test(name));
  const versionOf = (name: string): string => name.slice('before-version-'.length, -'.keyrail-backup'.length);
  const newestFirst = names.toSorted((a, b) => (isNewer(versionOf(a), versionOf(b)) ? -1 : 1));
  for (const name of newestFirst.slice(KEPT)) {
    if (versionOf(name) !== version) await rm(join(backupsPath(home), name), { force: true });
  }
}
