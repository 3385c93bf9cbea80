import { type Failed, failure } from '#shared/contract/result.ts';

export type StorageCode =
  | 'disk-full'
  | 'disk-read-only'
  | 'disk-error'
  | 'permission-denied'
  | 'vault-busy'
  | 'vault-damaged'
  | 'rekey-in-progress';

/**
 * What an error of the file system or of SQLite means for a person, or null where it is none of these and so a bug.
 * An unlocked vault refuses changes while (and after) another process rotates its key; see core/vault/rekey.ts.
 */
export function storageFailure(error: unknown): Failed<StorageCode> | null {
  const code = errorCode(error);
  if (code === null) return null;
  const kind = STORAGE_CODES.find(([pattern]) => pattern.test(code))?.[1];
  return kind === undefined ? null : failure(kind, MESSAGES[kind]);
}

/** Runs `work`; what {@link storageFailure} knows becomes a failure, and everything else is thrown on. */
export async function withStorageFailures<T>(work: () => Promise<T>): Promise<T | Failed<StorageCode>> {
  try {
    return await work();
  } catch (error) {
    const known = storageFailure(error);
    if (known === null) throw error;
    return known;
  }
}

/** The system's or SQLite's code of an error, such as `ENOENT` or `SQLITE_FULL`. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

const STORAGE_CODES: readonly (readonly [RegExp, StorageCode])[] = [
  // A write past RLIMIT_FSIZE is EFBIG; a write that the disk had no room for shows as an I/O error in the WAL's index.
  [/^(ENOSPC|EDQUOT|EFBIG|SQLITE_FULL|SQLITE_IOERR_(WRITE|SHMSIZE|TRUNCATE))$/, 'disk-full'],
  [/^(EROFS|SQLITE_READONLY(_DIRECTORY|_CANTINIT|_RECOVERY|_ROLLBACK|_CANTLOCK)?)$/, 'disk-read-only'],
  [/^(EACCES|EPERM|SQLITE_PERM|SQLITE_CANTOPEN(_ISDIR|_FULLPATH)?|SQLITE_AUTH)$/, 'permission-denied'],
  [/^SQLITE_(BUSY|LOCKED)(_[A-Z]+)*$/, 'vault-busy'],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT(_[A-Z]+)*|SQLITE_IOERR_SHORT_READ|SQLITE_IOERR_DATA)$/, 'vault-damaged'],
  // What is not named above: reads, writes and flushes that the device refused.
  [/^(EIO|ENXIO|EUCLEAN|SQLITE_IOERR(_[A-Z]+)*)$/, 'disk-error'],
  [/^(SQLITE_CONSTRAINT_TRIGGER|SQLITE_READONLY_DBMOVED)$/, 'rekey-in-progress'],
];

const MESSAGES: Readonly<Record<StorageCode, string>> = {
  'disk-full': 'The disk is full or refused the write; nothing was changed. Make room and try again.',
  'disk-read-only': 'The vault is on a disk or in a folder that cannot be written to. Make it writable and try again.',
  'disk-error':
    'The disk reported an error. What was asked may have been kept or not: look before you do it again, and look after the disk.',
  'permission-denied': 'The vault files belong to someone else or may not be opened. `keyrail doctor` shows which.',
  'vault-busy': 'Another Keyrail process is writing to the vault and did not finish in time. Try again.',
  'vault-damaged': 'The vault database is damaged. Restore a backup; `keyrail doctor` lists what is there.',
  'rekey-in-progress':
    'Another Keyrail process rotated the vault key. Lock and unlock the vault, then make the change again.',
};
