import { chmodSync, constants, copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { FILE_MODE } from './atomic-file.ts';
import { openDatabaseAlone } from './open-database.ts';
import { storageFailure } from './storage-errors.ts';

const TRIES = 3;

/** Whether a database could not be opened because its place cannot be written to. */
export function cannotWriteThere(error: unknown): boolean {
  const code = storageFailure(error)?.error.code;
  return code === 'disk-read-only' || code === 'permission-denied';
}

/**
 * Opens a copy of a database and its WAL where the place of both cannot be written to: SQLite reads a WAL only beside files
 * that it may write. The copy is as encrypted as they are, in a folder of its own, and has lost its name before this returns.
 * Whoever is done with it makes it refuse changes by {@link refuseChanges}.
 * @throws errors of the file system and of SQLite
 */
export function openCopyElsewhere(path: string, key: Uint8Array): Database {
  const folder = mkdtempSync(join(tmpdir(), 'keyrail-read-'));
  const copy = join(folder, 'vault.db');
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    copyTogether(path, copy);
    return openDatabaseAlone(copy, key);
  } finally {
    // Windows deletes no open file.
    if (process.platform === 'win32') process.once('exit', remove);
    else remove();
  }
}

/** What is written into a copy would be lost, so it fails as on the read-only disk that the database is on. */
export function refuseChanges(copy: Database): void {
  copy.pragma('query_only = ON');
}

/** Both files as they are at one time, though whoever may write there does. */
function copyTogether(path: string, copy: string): void {
  for (let attempt = 1; ; attempt += 1) {
    const before = stateOf(path);
    copyWritable(path, copy);
    rmSync(`${copy}-wal`, { force: true });
    if (existsSync(`${path}-wal`)) copyWritable(`${path}-wal`, `${copy}-wal`);
    if (stateOf(path) === before || attempt >= TRIES) return;
  }
}

/** With a mode of its own: SQLite works on it, whatever may be done with what it is of. */
function copyWritable(from: string, to: string): void {
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, FILE_MODE);
}

function stateOf(path: string): string {
  return [path, `${path}-wal`]
    .map((file) => statSync(file, { throwIfNoEntry: false }))
    .map((found) => (found === undefined ? '' : `${found.size} ${found.mtimeMs} ${found.ino}`))
    .join();
}
