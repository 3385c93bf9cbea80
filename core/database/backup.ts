import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, promises as files } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { createPrivateFile, flushDirectory, makePrivateDirectory, replaceFileAtomically } from './atomic-file.ts';
import { openDatabaseCopy } from './open-database.ts';

/**
 * A backup is one file, as encrypted as the vault itself and opened by the same slots:
 *
 *     "KEYRAIL-BACKUP-1\n" | 4 bytes header length | header (vault.json) | 8 bytes database length | database | SHA-256
 *
 * Lengths are big-endian. The hash over everything before it finds damage and truncation; against tampering stand the
 * header's MAC and the MAC of every database page, which are checked at unlock.
 */
const MAGIC = Buffer.from('KEYRAIL-BACKUP-1\n', 'latin1');
const HASH_BYTES = 32;
const MAX_HEADER_BYTES = 64 * 1024;
const COPY_CHUNK_BYTES = 256 * 1024;

/**
 * Writes a consistent backup of an open database, while others may write to it, and checks that the copy opens.
 * @param workDirectory where the copy is made first, still encrypted: a place that belongs to the vault
 * @throws errors of the file system and of SQLite; then `path` is as it was before
 */
export async function writeBackup(backup: {
  path: string;
  header: string;
  db: Database;
  databaseKey: Uint8Array;
  workDirectory: string;
}): Promise<void> {
  const copy = join(backup.workDirectory, `.backup-${randomBytes(6).toString('hex')}.tmp`);
  try {
    await createPrivateFile(copy);
    backup.db.prepare('VACUUM INTO ?').run(copy);
    const opened = openDatabaseCopy(copy, backup.databaseKey, { readonly: true });
    opened.close();
    await makePrivateDirectory(dirname(backup.path));
    const { size } = await files.stat(copy);
    const chunksOfCopy = createReadStream(copy, { highWaterMark: COPY_CHUNK_BYTES });
    await replaceFileAtomically(backup.path, (file) =>
      pack(file, Buffer.from(backup.header, 'utf8'), { lengthBytes: size, chunks: chunksOfCopy }),
    );
  } finally {
    await files.rm(copy, { force: true });
  }
}

/**
 * Gives a backup another header, and keeps its database byte for byte.
 * @throws errors of the file system; then the file is as it was before. RangeError where it is no whole backup
 */
export async function replaceBackupHeader(path: string, header: string): Promise<void> {
  const backup = await readBackup(path);
  if (backup === null) throw new RangeError('Not a whole backup');
  const { database } = backup;
  const file = await files.open(path, 'r');
  try {
    await replaceFileAtomically(path, (output) =>
      pack(output, Buffer.from(header, 'utf8'), {
        lengthBytes: database.end - database.start,
        chunks: chunks(file, database.start, database.end),
      }),
    );
  } finally {
    await file.close();
  }
}

type DatabaseBytes = { readonly lengthBytes: number; readonly chunks: AsyncIterable<Uint8Array> };

async function pack(file: FileHandle, header: Buffer, database: DatabaseBytes): Promise<void> {
  const hash = createHash('sha256');
  const write = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    await file.writeFile(bytes);
  };
  const headerLength = Buffer.alloc(4);
  headerLength.writeUInt32BE(header.length);
  const databaseLength = Buffer.alloc(8);
  databaseLength.writeBigUInt64BE(BigInt(database.lengthBytes));
  await write(Buffer.concat([MAGIC, headerLength, header, databaseLength]));
  for await (const chunk of database.chunks) await write(chunk);
  await file.writeFile(hash.digest());
}

export type BackupContent = {
  /** The bytes of `vault.json`. */
  readonly header: Buffer;
  /** Where the database's bytes are in the file: from `start` up to, without, `end`. */
  readonly database: { readonly start: number; readonly end: number };
  /** Writes the database to a path where nothing is yet, and flushes it. */
  readonly extractDatabase: (path: string) => Promise<void>;
};

/** Checks a backup file from its first byte to its last. Null where it is none, or is damaged or cut off. */
export async function readBackup(path: string): Promise<BackupContent | null> {
  const file = await files.open(path, 'r');
  try {
    const { size } = await file.stat();
    const front = await readExactly(file, 0, MAGIC.length + 4);
    if (front === null || !front.subarray(0, MAGIC.length).equals(MAGIC)) return null;
    const headerLength = front.readUInt32BE(MAGIC.length);
    if (headerLength > MAX_HEADER_BYTES) return null;
    const headerStart = MAGIC.length + 4;
    const header = await readExactly(file, headerStart, headerLength);
    const lengthBytes = await readExactly(file, headerStart + headerLength, 8);
    if (header === null || lengthBytes === null) return null;
    const databaseStart = headerStart + headerLength + 8;
    const databaseLength = lengthBytes.readBigUInt64BE();
    if (BigInt(size) !== BigInt(databaseStart) + databaseLength + BigInt(HASH_BYTES) || databaseLength === 0n)
      return null;
    const databaseEnd = size - HASH_BYTES;
    const hash = createHash('sha256');
    for await (const chunk of chunks(file, 0, databaseEnd)) hash.update(chunk);
    const stated = await readExactly(file, databaseEnd, HASH_BYTES);
    if (stated === null || !hash.digest().equals(stated)) return null;
    const database = { start: databaseStart, end: databaseEnd };
    return { header, database, extractDatabase: (target) => extract(path, databaseStart, databaseEnd, target) };
  } finally {
    await file.close();
  }
}

async function extract(path: string, start: number, end: number, target: string): Promise<void> {
  const file = await files.open(path, 'r');
  try {
    await replaceFileAtomically(target, async (output) => {
      for await (const chunk of chunks(file, start, end)) await output.writeFile(chunk);
    });
  } finally {
    await file.close();
  }
  await flushDirectory(dirname(target));
}

async function* chunks(file: FileHandle, start: number, end: number): AsyncGenerator<Buffer> {
  for (let at = start; at < end; at += COPY_CHUNK_BYTES) {
    const chunk = await readExactly(file, at, Math.min(COPY_CHUNK_BYTES, end - at));
    if (chunk === null) throw new RangeError('The backup became shorter while it was read');
    yield chunk;
  }
}

async function readExactly(file: FileHandle, position: number, lengthBytes: number): Promise<Buffer | null> {
  const bytes = Buffer.alloc(lengthBytes);
  const { bytesRead } = await file.read(bytes, 0, lengthBytes, position);
  return bytesRead === lengthBytes ? bytes : null;
}
