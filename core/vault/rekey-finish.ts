import { existsSync, promises as files } from 'node:fs';
import { wipe } from '../crypto/secret-bytes.ts';
import { createPrivateFile, flushDirectory, flushFile } from '../database/atomic-file.ts';
import { allowWrites, blockWrites } from '../database/block-writes.ts';
import { checkIntegrity } from '../database/integrity.ts';
import { changeDatabaseKey, openDatabase, openDatabaseCopy } from '../database/open-database.ts';
import { storageFailure } from '../database/storage-errors.ts';
import {
  type HeaderSlot,
  headerIsAuthentic,
  MAX_FORMER_KEYS,
  readHeader,
  signHeader,
  type VaultHeader,
  withoutMac,
  writeHeader,
} from './header.ts';
import { readKeychainKeys, writeKeychainKeys } from './keychain-entry.ts';
import { databasePath } from './paths.ts';
import { openNewKey, openRecoveryCode, sealNewKey } from './rekey-secrets.ts';
import { renewBackupHeaders } from './renew-backups.ts';
import { openVersionValue, VaultSession } from './session.ts';
import { opensSlot } from './slots.ts';
import { VaultError } from './vault-error.ts';
import { VaultKeys } from './vault-keys.ts';
import { withVaultLock } from './vault-lock.ts';
import { LOCK_WAIT_MS, type VaultPlace } from './vault-place.ts';

export type RekeyStep =
  | 'keychain-stored'
  | 'pending-written'
  | 'writes-blocked'
  | 'copied'
  | 'key-changed'
  | 'resealed'
  | 'switched'
  | 'old-deleted'
  | 'backups-renewed'
  | 'settled';
export type OnRekeyStep = (step: RekeyStep) => void;

/** Values can be read by the old key meanwhile, so a window does not wait long for a process that rotates it. */
export const FINISH_WAIT_MS = 500;

/**
 * Takes a pending rotation of the vault key to its end, or finds that another process did.
 * @param pending an authentic header with `rekey`
 * @param oldKeys the keys that it is under; they are not wiped
 * @param waitMs how long to wait for a process that is at it
 * @returns the header and the keys that hold now; `moved` where the header must be read again; `busy` while another process
 *   holds the vault's lock, which mostly takes it to its end
 * @throws errors of the file system and of SQLite; then the rotation is still pending and the old database whole
 */
export async function finishRekey(
  place: VaultPlace,
  pending: VaultHeader,
  oldKeys: VaultKeys,
  waitMs: number,
): Promise<{ header: VaultHeader; keys: VaultKeys } | 'moved' | 'busy'> {
  const finished = await withVaultLock(place.home, waitMs, async () => {
    const current = await readHeader(place.home);
    if (!current.ok || current.value.mac !== pending.mac) return 'moved';
    return finishRekeyLocked(place, current.value, oldKeys, () => undefined);
  });
  return finished ?? 'busy';
}

/** As {@link finishRekey}, by whoever holds the vault's lock. */
export async function finishRekeyLocked(
  place: VaultPlace,
  pending: VaultHeader,
  oldKeys: VaultKeys,
  step: OnRekeyStep,
): Promise<{ header: VaultHeader; keys: VaultKeys }> {
  const { rekey, ...rest } = pending;
  if (rekey === undefined) throw new RangeError('No rotation is pending');
  const keys = new VaultKeys(pending.vaultId, openNewKey(rekey.newKey, oldKeys));
  try {
    await buildResealedCopy(place, { from: pending.database, to: rekey.database }, { oldKeys, keys }, step);
    const header = signHeader(
      {
        ...withoutMac(rest),
        database: rekey.database,
        slots: rekey.slots,
        afterRekey: {
          oldDatabase: pending.database,
          ...(hasFreshKeychainKey(pending.slots, rekey.slots) ? { freshKeychainKey: true as const } : {}),
          ...(rekey.recoveryCode === undefined ? {} : { recoveryCode: rekey.recoveryCode }),
        },
        formerKeys: formerKeysUnder(keys, pending, oldKeys),
      },
      keys,
    );
    // The one step that switches keys, slots and database.
    await writeHeader(place.home, header);
    step('switched');
    return { header, keys };
  } catch (error) {
    keys.wipe();
    throw error;
  }
}

/**
 * Does what is left after the switch: deletes the old database, takes the old key out of the keychain, gives the backups the ways
 * to open that the vault has now, and hands over the recovery code. What cannot be done now is left for the next unlock.
 * @returns the new recovery code, or null where nothing was left or the code is the one of before
 */
export async function settleRekey(
  place: VaultPlace,
  header: VaultHeader,
  keys: VaultKeys,
  step: OnRekeyStep = () => undefined,
): Promise<string | null> {
  if (header.afterRekey === undefined) return null;
  const { oldDatabase, recoveryCode } = header.afterRekey;
  const code = recoveryCode === undefined ? null : openRecoveryCode(recoveryCode, keys);
  try {
    await withVaultLock(place.home, LOCK_WAIT_MS, () => settleLocked(place, oldDatabase, keys, step));
  } catch (error) {
    if (storageFailure(error) === null) throw error;
  }
  return code;
}

/** As {@link settleRekey}, by whoever holds the vault's lock. */
export async function settleLocked(
  place: VaultPlace,
  oldDatabase: string,
  keys: VaultKeys,
  step: OnRekeyStep,
): Promise<void> {
  const current = await readHeader(place.home);
  if (!current.ok || !headerIsAuthentic(current.value, keys) || current.value.afterRekey === undefined) return;
  if (oldDatabase !== current.value.database) await removeDatabase(place.home, oldDatabase);
  step('old-deleted');
  await dropUnusedKeychainKeys(place, current.value, current.value.afterRekey.freshKeychainKey === true);
  const formerKeys = await renewBackupHeaders(place, current.value, keys);
  step('backups-renewed');
  const { afterRekey: _, formerKeys: __, ...rest } = current.value;
  const settled = { ...withoutMac(rest), ...(formerKeys.length === 0 ? {} : { formerKeys: [...formerKeys] }) };
  await writeHeader(place.home, signHeader(settled, keys));
  step('settled');
}

/**
 * A rotation that cannot go on: the old key stays. By whoever holds the vault's lock.
 * @returns false where the switch had been made after all
 */
export async function abandonRekeyLocked(
  place: VaultPlace,
  pending: VaultHeader,
  oldKeys: VaultKeys,
): Promise<boolean> {
  const { rekey, ...rest } = pending;
  const current = await readHeader(place.home);
  if (rekey === undefined || !current.ok || current.value.mac !== pending.mac) return false;
  await removeDatabase(place.home, rekey.database);
  const db = openDatabase(databasePath(place.home, pending.database), oldKeys.for('database'), { create: false });
  try {
    allowWrites(db);
  } finally {
    db.close();
  }
  await writeHeader(place.home, signHeader(withoutMac(rest), oldKeys));
  await dropUnusedKeychainKeys(place, pending, false);
  return true;
}

async function buildResealedCopy(
  place: VaultPlace,
  names: { from: string; to: string },
  { oldKeys, keys }: { oldKeys: VaultKeys; keys: VaultKeys },
  step: OnRekeyStep,
): Promise<void> {
  const target = databasePath(place.home, names.to);
  // What a run that was cut off left here is of no use: it is under either key, in part.
  await removeDatabase(place.home, names.to);
  const old = openDatabase(databasePath(place.home, names.from), oldKeys.for('database'), { create: false });
  try {
    blockWrites(old);
    step('writes-blocked');
    await createPrivateFile(target);
    old.prepare('VACUUM INTO ?').run(target);
  } finally {
    old.close();
  }
  step('copied');
  const copy = openDatabaseCopy(target, oldKeys.for('database'), { readonly: false });
  try {
    allowWrites(copy);
    changeDatabaseKey(copy, keys.for('database'));
  } finally {
    copy.close();
  }
  step('key-changed');
  // The session wipes its keys, so it gets keys of its own.
  const fresh = new VaultSession({
    home: place.home,
    unlockedBy: 'recovery',
    databaseName: names.to,
    keys: keys.copy(),
    db: openDatabase(target, keys.for('database'), { create: false }),
  });
  try {
    place.reseal({ open: (keyId, versionId, sealed) => openVersionValue(oldKeys, keyId, versionId, sealed) }, fresh);
    const found = checkIntegrity(fresh.db, 'quick');
    if (!found.intact)
      throw new VaultError('vault-damaged', 'The copy under the new key is not whole; the old key stays.');
  } finally {
    fresh.lock();
  }
  await flushFile(target);
  await flushDirectory(place.home);
  step('resealed');
}

/**
 * Deletes a database with its companions. It is not overwritten: another process may still be reading it, and journals
 * and flash keep old blocks anyway. Its key is gone from the header; that is what makes it unreadable.
 */
async function removeDatabase(home: string, name: string): Promise<void> {
  for (const suffix of ['', '-wal', '-shm', '-journal']) {
    const path = databasePath(home, name) + suffix;
    if (existsSync(path)) await files.rm(path, { force: true });
  }
}

/** The vault keys of before that backups may be under, the one that was just replaced first. */
function formerKeysUnder(newKeys: VaultKeys, header: VaultHeader, oldKeys: VaultKeys): string[] {
  const former = (header.formerKeys ?? []).map((sealed) => {
    const key = openNewKey(sealed, oldKeys);
    try {
      return sealNewKey(key, newKeys);
    } finally {
      wipe(key);
    }
  });
  return [sealNewKey(oldKeys.vaultKey, newKeys), ...former].slice(0, MAX_FORMER_KEYS);
}

/**
 * Best effort: a second key in the entry opens nothing. Which key is in use shows where the keychain opens the vault by itself; where
 * the passphrase is needed as well, only that the newest one was made for it. What cannot be told is kept.
 */
async function dropUnusedKeychainKeys(place: VaultPlace, header: VaultHeader, newestIsInUse: boolean): Promise<void> {
  const alone = header.slots.find(({ kind }) => kind === 'keychain');
  const both = header.slots.some(({ kind }) => kind === 'keychain+passphrase');
  if (alone === undefined && !both) {
    await place.keychain.delete(header.vaultId);
    return;
  }
  if (both && !newestIsInUse) return;
  const keys = await readKeychainKeys(place.keychain, header.vaultId);
  if (!keys.ok) return;
  const newest = keys.value.at(-1);
  const used = keys.value.filter(
    (key) => (both && key === newest) || (alone !== undefined && opensSlot(header.vaultId, alone, key)),
  );
  if (used.length > 0 && used.length < keys.value.length) await writeKeychainKeys(place.keychain, header.vaultId, used);
  wipe(...keys.value);
}

/** Whether a rotation made a slot for a key that was put into the keychain before. */
function hasFreshKeychainKey(before: readonly HeaderSlot[], after: readonly HeaderSlot[]): boolean {
  const known = new Set(before.map(({ publicKey }) => publicKey));
  return after.some(({ kind, publicKey }) => kind.startsWith('keychain') && !known.has(publicKey));
}
