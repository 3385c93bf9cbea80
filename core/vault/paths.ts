import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The files of a data directory. Everything that Keyrail keeps on a machine is here. */
export const headerPath = (home: string): string => join(home, 'vault.json');
/** A second copy of the header, offered where the first one is damaged. */
export const headerCopyPath = (home: string): string => join(home, 'vault.json.bak');
export const lockPath = (home: string): string => join(home, 'vault.lock');
/** What attempts to unlock by a passphrase or code take turns on. */
export const attemptsLockPath = (home: string): string => join(home, 'unlock-attempts.lock');
export const attemptsPath = (home: string): string => join(home, 'unlock-attempts.json');
/** Vaults that a restored backup took the place of, each in a folder by the time (UTC). */
export const setAsidePath = (home: string): string => join(home, 'set-aside');
/** The header of a vault that is being made; the rename to `vault.json` makes it one. */
export const newHeaderPath = (home: string): string => join(home, 'new-vault.json');
export const backupsPath = (home: string): string => join(home, 'backups');
/** A long-running process notes here that it runs, so that the next one knows when it did not end well. */
export const runningPath = (home: string): string => join(home, 'running.json');
export const databasePath = (home: string, name: string): string => join(home, name);

/** The only names that a header may give to its database: it cannot point elsewhere. */
export const DATABASE_NAME = /^vault-([1-9]\d{0,8})\.db$/;

export const FIRST_DATABASE = 'vault-1.db';

/** Whether a database, or a WAL that outlived one, has this name. */
export function databaseNameTaken(home: string, name: string): boolean {
  return existsSync(databasePath(home, name)) || existsSync(`${databasePath(home, name)}-wal`);
}

export function nextDatabaseName(name: string): string {
  const count = DATABASE_NAME.exec(name)?.[1];
  if (count === undefined) throw new RangeError('Not the name of a vault database');
  return `vault-${Number(count) + 1}.db`;
}
