import { existsSync } from 'node:fs';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { loadSqliteMeanwhile } from '../database/sqlite.ts';
import { errorCode, type StorageCode, storageFailure, withStorageFailures } from '../database/storage-errors.ts';
import { damagedHeader, type HeaderFailure, headerIsAuthentic, readHeader, type VaultHeader } from './header.ts';
import { removeLeftovers } from './leftovers.ts';
import { openSession } from './open-session.ts';
import { databasePath } from './paths.ts';
import { FINISH_WAIT_MS, finishRekey, settleRekey } from './rekey-finish.ts';
import type { VaultSession } from './session.ts';
import { type OpenedSlot, type SlotCode, type UnlockWith, unwrapVaultKey } from './unlock-slot.ts';
import { VaultKeys } from './vault-keys.ts';
import type { VaultPlace } from './vault-place.ts';

export type UnlockCode = HeaderFailure | SlotCode | StorageCode;

export type UnlockedVault = {
  readonly session: VaultSession;
  /** Set when this unlock finished a rotation of the vault key that was cut off: the code that holds from now on. */
  readonly newRecoveryCode: string | null;
};

export type UnlockOptions = { readonly unseen?: boolean; readonly waitMs?: number };

/** A rotation in another process may replace header and database between reading one and opening the other. */
const TRIES = 3;

/**
 * Opens the vault. Finishes a rotation of the vault key that was cut off, and brings the schema up to date.
 * @param options.waitMs how long to wait for another process that rotates the vault key
 * @param options.unseen nobody sees what this unlock gives: a new recovery code waits for one that somebody sees
 */
export async function unlockVault(
  place: VaultPlace,
  secret: UnlockWith,
  options: UnlockOptions = {},
): Promise<Result<UnlockedVault, UnlockCode>> {
  return withStorageFailures(async () => {
    loadSqliteMeanwhile();
    for (let attempt = 1; ; attempt += 1) {
      const header = await readHeader(place.home);
      if (!header.ok) return header;
      const slot = await unwrapVaultKey(place, header.value, secret);
      if (!slot.ok) {
        if (attempt < TRIES && (await headerChanged(place.home, header.value))) continue;
        return slot;
      }
      const opened = await openUnwrapped(place, header.value, slot.value, options);
      if (opened !== 'moved') return opened;
      if (attempt >= TRIES) {
        return failure(
          'vault-damaged',
          `The vault's database (${header.value.database}) is missing. Restore a backup; nothing was changed.`,
        );
      }
    }
  });
}

async function openUnwrapped(
  place: VaultPlace,
  header: VaultHeader,
  slot: OpenedSlot,
  { unseen = false, waitMs = FINISH_WAIT_MS }: UnlockOptions,
): Promise<Result<UnlockedVault, UnlockCode> | 'moved'> {
  const keys = new VaultKeys(header.vaultId, slot.vaultKey);
  let kept: VaultKeys | null = null;
  try {
    if (!headerIsAuthentic(header, keys)) {
      return damagedHeader('it was changed by something other than Keyrail, so its slots cannot be trusted');
    }
    let current = { header, keys };
    if (header.rekey !== undefined) {
      const finished = await finishedOrNot(place, header, keys, waitMs);
      if (finished === 'moved') return 'moved';
      current = finished ?? current;
    }
    const session = await openSession(place, current.header, current.keys, slot.kind);
    if (!session.ok) return session;
    kept = current.keys;
    await removeLeftovers(place);
    const waits = unseen && current.header.afterRekey?.recoveryCode !== undefined;
    const newRecoveryCode = waits ? null : await settleRekey(place, current.header, current.keys);
    return success({ session: session.value, newRecoveryCode });
  } catch (error) {
    // A missing database is a rotation's doing, or damage, which another look at the header tells.
    if (isCannotOpen(error) && !existsSync(databasePath(place.home, header.database))) return 'moved';
    throw error;
  } finally {
    if (kept !== keys) keys.wipe();
  }
}

/**
 * A rotation goes on with the old key where it cannot be finished now (a full disk, or another process is at it): the vault
 * still opens, for reading, and the next unlock tries again.
 */
async function finishedOrNot(
  place: VaultPlace,
  header: VaultHeader,
  keys: VaultKeys,
  waitMs: number,
): Promise<{ header: VaultHeader; keys: VaultKeys } | 'moved' | null> {
  try {
    const finished = await finishRekey(place, header, keys, waitMs);
    return finished === 'busy' ? null : finished;
  } catch (error) {
    if (storageFailure(error) === null) throw error;
    return null;
  }
}

async function headerChanged(home: string, before: VaultHeader): Promise<boolean> {
  const now = await readHeader(home);
  return now.ok && now.value.mac !== before.mac;
}

function isCannotOpen(error: unknown): boolean {
  return errorCode(error)?.startsWith('SQLITE_CANTOPEN') === true;
}
