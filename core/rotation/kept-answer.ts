import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AEAD_KEY_BYTES, open as openSealed, seal } from '../crypto/aead.ts';
import { FILE_MODE } from '../database/atomic-file.ts';
import { errorCode, storageFailure } from '../database/storage-errors.ts';
import type { Store } from '../store/store.ts';
import { VaultError } from '../vault/vault-error.ts';

/**
 * What a provider answers when it makes a value holds the only copy of it. It is sealed into the rotation's row as it came,
 * before anything else happens to it. Where the vault cannot take it (it was locked while the request was under way, or the
 * disk is full) it goes into a file beside the vault, sealed with a key that was made for this before the request and lies
 * sealed in the vault: whoever unlocks the vault next finds it.
 */

/** Makes the spare key of a request that is about to go out. Call it inside the `write` that notes the request. */
export function prepareSpare(store: Store, rotationId: string): Buffer {
  const spare = randomBytes(AEAD_KEY_BYTES);
  const id = randomUUID();
  store
    .sql('UPDATE rotations SET spare_id = ?, spare = ? WHERE id = ?')
    .run(id, store.session.seal(rotationId, id, spare), rotationId);
  return spare;
}

/**
 * Keeps an answer, in the vault or else in the file. Whatever kept it out of the vault, the file is tried: nothing else has
 * this value. What neither can take is thrown.
 */
export function keepAnswer(store: Store, rotationId: string, text: string, spare: Buffer): void {
  const bytes = Buffer.from(text, 'utf8');
  try {
    store.write(() => putIntoRow(store, rotationId, bytes));
  } catch (error) {
    const { locked } = store.session;
    writeKeptFile(filePath(store, rotationId), seal(spare, bytes, Buffer.from(rotationId, 'utf8')));
    if (locked)
      throw new VaultError('vault-locked', 'The vault was locked. What the provider answered is kept; go on later.');
    if (storageFailure(error) === null) throw error;
  } finally {
    bytes.fill(0);
  }
}

/**
 * The answer that was kept and not read yet; null where there is none. Wipe it after use.
 * Call it outside of `write`: the file goes only when its content is in the vault for good.
 */
export function keptAnswer(store: Store, rotationId: string): Buffer | null {
  if (store.db.inTransaction) throw new Error('A kept answer is looked for inside a transaction');
  const row = store.sql('SELECT answer_id, answer, spare_id, spare FROM rotations WHERE id = ?').get(rotationId) as
    | { answer_id: string | null; answer: Buffer | null; spare_id: string | null; spare: Buffer | null }
    | undefined;
  if (row === undefined) return null;
  if (row.answer_id !== null && row.answer !== null) {
    const bytes = store.session.open(rotationId, row.answer_id, row.answer);
    // Left by a process that ended between the two.
    removeFiles(store, rotationId);
    return bytes;
  }
  if (row.spare_id === null || row.spare === null) return null;
  const files = filesOf(store, rotationId).flatMap((path) => readIfThere(path) ?? []);
  if (files.length === 0) return null;
  const spare = store.session.open(rotationId, row.spare_id, row.spare);
  // One that was cut off while it was written does not open.
  const bytes = files
    .map((sealed) => openSealed(spare, sealed, Buffer.from(rotationId, 'utf8')))
    .find((opened) => opened !== null);
  spare.fill(0);
  if (bytes === undefined) return null;
  store.write(() => putIntoRow(store, rotationId, bytes));
  removeFiles(store, rotationId);
  return bytes;
}

/** Forgets the answer. Call it inside the `write` that stores its value. */
export function dropAnswer(store: Store, rotationId: string): void {
  store
    .sql('UPDATE rotations SET answer_id = NULL, answer = NULL, spare_id = NULL, spare = NULL WHERE id = ?')
    .run(rotationId);
}

function putIntoRow(store: Store, rotationId: string, bytes: Buffer): void {
  const id = randomUUID();
  store
    .sql('UPDATE rotations SET answer_id = ?, answer = ? WHERE id = ?')
    .run(id, store.session.seal(rotationId, id, bytes), rotationId);
}

/** The id is a UUID of our own making. */
function filePath(store: Store, rotationId: string): string {
  return join(store.session.home, `rotation-${rotationId}.answer`);
}

/** The name under which it is written comes second: a process that ended before the rename left the whole answer there. */
function filesOf(store: Store, rotationId: string): readonly string[] {
  const path = filePath(store, rotationId);
  return [path, `${path}.tmp`];
}

function removeFiles(store: Store, rotationId: string): void {
  for (const path of filesOf(store, rotationId)) rmSync(path, { force: true });
}

/** At once and to the disk: a lock may end this process in the next moment. */
function writeKeptFile(path: string, sealed: Uint8Array): void {
  const temporary = `${path}.tmp`;
  // All of it or an error; a single write may take a part.
  writeFileSync(temporary, sealed, { mode: FILE_MODE, flush: true });
  renameSync(temporary, path);
  // Windows has no such call; its file system journals renames.
  if (process.platform === 'win32') return;
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
