import { randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
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

/** Keeps an answer. What neither the vault nor the file can take is thrown. */
export function keepAnswer(store: Store, rotationId: string, text: string, spare: Buffer): void {
  const bytes = Buffer.from(text, 'utf8');
  try {
    store.write(() => putIntoRow(store, rotationId, bytes));
  } catch (error) {
    const locked = store.session.locked;
    if (!locked && storageFailure(error) === null) throw error;
    const path = filePath(store, rotationId);
    const temporary = `${path}.tmp`;
    const file = openSync(temporary, 'w', FILE_MODE);
    try {
      writeSync(file, seal(spare, bytes, Buffer.from(rotationId, 'utf8')));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    if (locked)
      throw new VaultError('vault-locked', 'The vault was locked. What the provider answered is kept; go on later.');
  } finally {
    bytes.fill(0);
  }
}

/** The answer that was kept and not read yet; null where there is none. Wipe it after use. */
export function keptAnswer(store: Store, rotationId: string): Buffer | null {
  const row = store.sql('SELECT answer_id, answer, spare_id, spare FROM rotations WHERE id = ?').get(rotationId) as
    | { answer_id: string | null; answer: Buffer | null; spare_id: string | null; spare: Buffer | null }
    | undefined;
  if (row === undefined) return null;
  if (row.answer_id !== null && row.answer !== null) return store.session.open(rotationId, row.answer_id, row.answer);
  if (row.spare_id === null || row.spare === null) return null;
  const sealed = readIfThere(filePath(store, rotationId));
  if (sealed === null) return null;
  const spare = store.session.open(rotationId, row.spare_id, row.spare);
  const bytes = openSealed(spare, sealed, Buffer.from(rotationId, 'utf8'));
  spare.fill(0);
  if (bytes === null) return null;
  store.write(() => putIntoRow(store, rotationId, bytes));
  rmSync(filePath(store, rotationId), { force: true });
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

function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
