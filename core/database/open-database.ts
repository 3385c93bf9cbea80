import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite, { type Database } from 'better-sqlite3';
import { openSqlite } from './sqlite.ts';
import { errorCode, storageFailure } from './storage-errors.ts';

/** How long a write waits for another process's write. */
export const BUSY_TIMEOUT_MS = 5000;

/** KiB of decrypted pages that a connection keeps: enough for the lists of a large vault, and a bound on memory. */
const PAGE_CACHE_KIB = 16 * 1024;

/**
 * Opens a database file with SQLCipher 4's page format (AES-256-CBC and HMAC-SHA-512 a page, each page its own IV) under
 * a raw key, so that no key derivation costs start-up time.
 * @param key 32 bytes
 * @param options.create makes the file where there is none; otherwise a missing file is an error
 * @throws SqliteError `SQLITE_NOTADB` where the key is another one or the file is damaged, `SQLITE_CANTOPEN`
 */
export function openDatabase(path: string, key: Uint8Array, options: { create: boolean }): Database {
  try {
    return openShared(path, key, options);
  } catch (error) {
    if (options.create || storageFailure(error)?.error.code !== 'disk-full') throw error;
    // What processes share about the WAL is a file, for which a full disk has no room. Alone, the memory will do.
    return openShared(path, key, { ...options, alone: true });
  }
}

/** As {@link openDatabase}, of a file that nobody else has: nothing about the WAL is shared with other processes. */
export function openDatabaseAlone(path: string, key: Uint8Array): Database {
  return openShared(path, key, { create: false, alone: true });
}

function openShared(path: string, key: Uint8Array, options: { create: boolean; alone?: boolean }): Database {
  const db = connect(path, { fileMustExist: !options.create, timeout: BUSY_TIMEOUT_MS });
  try {
    applyKey(db, key);
    if (options.alone === true) db.pragma('locking_mode = EXCLUSIVE');
    // SQLite would take a file that lost all of its content for a new database, and begin it.
    if (!options.create && db.pragma('page_count', { simple: true }) === 0) {
      throw new Sqlite.SqliteError('file is not a database', 'SQLITE_NOTADB');
    }
    // Not in the clear and not on disk: sorting, temporary tables and freed pages. mmap would bypass the decryption.
    db.exec(`
      PRAGMA temp_store = MEMORY;
      PRAGMA mmap_size = 0;
      PRAGMA trusted_schema = OFF;
      PRAGMA foreign_keys = ON;
      PRAGMA cache_size = -${PAGE_CACHE_KIB};
    `);
    // The first statements that read the file: they fail where the key does not fit.
    db.pragma('secure_delete = ON');
    if (db.pragma('journal_mode', { simple: true }) !== 'wal') db.pragma('journal_mode = WAL');
    // WAL mode is built to default to NORMAL here, which loses the last commits when the power goes.
    db.pragma('synchronous = FULL');
    return db;
  } catch (error) {
    db.close();
    throw reasonOf(error, path);
  }
}

/**
 * Opens a copy (a backup, the target of a key rotation) without changing how it is kept: a rollback journal, so that the
 * file is whole by itself.
 */
export function openDatabaseCopy(path: string, key: Uint8Array, options: { readonly: boolean }): Database {
  const db = connect(path, { fileMustExist: true, readonly: options.readonly, timeout: BUSY_TIMEOUT_MS });
  try {
    applyKey(db, key);
    db.exec(
      'PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;',
    );
    db.pragma('schema_version');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Encrypts every page of an open copy anew, under another raw key. */
export function changeDatabaseKey(db: Database, newKey: Uint8Array): void {
  const literal = rawKeyLiteral(newKey);
  try {
    (db as Encrypting).rekey(literal);
  } finally {
    literal.fill(0);
  }
}

function connect(path: string, options: Sqlite.Options): Database {
  try {
    return openSqlite(path, options);
  } catch (error) {
    throw reasonOf(error, path);
  }
}

/** SQLite has one code for every file that it cannot open. Why not, the file system says when it is asked. */
function reasonOf(error: unknown, path: string): unknown {
  if (errorCode(error)?.startsWith('SQLITE_CANTOPEN') !== true || !existsSync(path)) return error;
  try {
    for (const needed of [path, dirname(path)]) accessSync(needed, constants.R_OK | constants.W_OK);
    return error;
  } catch (reason) {
    return reason;
  }
}

/** The encrypting build adds these two methods to the interface that @types/better-sqlite3 declares. */
type Encrypting = Database & { key(literal: Buffer): number; rekey(literal: Buffer): number };

/** The key goes in as bytes and not as SQL text, which SQLite would quote in an error. */
function applyKey(db: Database, key: Uint8Array): void {
  db.pragma(`cipher = 'sqlcipher'`);
  // The layout of SQLCipher 4 itself, with no byte of the file header in the clear.
  db.pragma('legacy = 4');
  const literal = rawKeyLiteral(key);
  try {
    (db as Encrypting).key(literal);
  } finally {
    literal.fill(0);
  }
}

/** SQLCipher's spelling of a raw key: x'…64 hexadecimal digits…'. */
function rawKeyLiteral(key: Uint8Array): Buffer {
  if (key.length !== 32) throw new RangeError('A database key has 32 bytes');
  const literal = Buffer.alloc(67);
  literal.write("x'", 0, 'latin1');
  for (const [index, byte] of key.entries()) {
    literal[2 + 2 * index] = hexDigit(byte >> 4);
    literal[3 + 2 * index] = hexDigit(byte & 15);
  }
  literal.write("'", 66, 'latin1');
  return literal;
}

function hexDigit(nibble: number): number {
  return nibble < 10 ? 48 + nibble : 87 + nibble;
}
