import { failure, type Result, success } from '#shared/contract/result.ts';
import { AEAD_KEY_BYTES } from '../crypto/aead.ts';
import { randomSecret } from '../crypto/secret-bytes.ts';
import { storageFailure } from '../database/storage-errors.ts';
import type { ChangeCode } from './change-header.ts';
import { type HeaderSlot, signHeader, type VaultHeader, withoutMac, writeHeader } from './header.ts';
import { openSession } from './open-session.ts';
import { nextDatabaseName } from './paths.ts';
import { abandonRekeyLocked, finishRekeyLocked, type OnRekeyStep, settleLocked } from './rekey-finish.ts';
import { sealNewKey, sealRecoveryCode } from './rekey-secrets.ts';
import type { VaultSession } from './session.ts';
import { VaultKeys } from './vault-keys.ts';
import type { VaultPlace } from './vault-place.ts';

/** What opens the vault under its new key. */
export type NewWays<Code extends string> = {
  readonly slots: (newKeys: VaultKeys) => Promise<Result<readonly HeaderSlot[], Code>>;
  /** Where there is a new one: it is shown to whoever finishes a rotation that was cut off. */
  readonly recoveryCode?: string;
};

/**
 * Gives the vault a new key: the whole database is encrypted and sealed anew. By whoever holds the vault's lock.
 *
 * First the header notes what is coming, so that any later unlock finishes what a crash cut off. Then the old database
 * takes no more changes, a copy of it is made under the new key, and one rename of the header switches keys, slots and
 * database. Until that rename everything opens as before; after it, with the new key, and a header of before opens nothing.
 * @param step called by name between the parts; tests end the process there
 * @returns a session under the new key; `session` is locked then
 */
export async function rotateKey<Code extends string>(
  place: VaultPlace,
  session: VaultSession,
  { header, keys: oldKeys }: { header: VaultHeader; keys: VaultKeys },
  ways: NewWays<Code>,
  step: OnRekeyStep = () => undefined,
): Promise<Result<VaultSession, Code | ChangeCode>> {
  const newKeys = new VaultKeys(header.vaultId, randomSecret(AEAD_KEY_BYTES));
  try {
    const slots = await ways.slots(newKeys);
    if (!slots.ok) return slots;
    const { recoveryCode } = ways;
    const pending = signHeader(
      {
        ...withoutMac(header),
        rekey: {
          newKey: sealNewKey(newKeys.vaultKey, oldKeys),
          slots: [...slots.value],
          database: nextDatabaseName(header.database),
          ...(recoveryCode === undefined ? {} : { recoveryCode: sealRecoveryCode(recoveryCode, newKeys) }),
        },
      },
      oldKeys,
    );
    await writeHeader(place.home, pending);
    step('pending-written');
    const finished = await finishOrAbandon(place, pending, oldKeys, step);
    if (!finished.ok) return finished;
    return await openUnderNewKey(place, session, finished.value, step);
  } finally {
    newKeys.wipe();
  }
}

/** What cannot be finished now, for want of space or rights, is taken back, so that the vault can be worked with. */
async function finishOrAbandon(
  place: VaultPlace,
  pending: VaultHeader,
  oldKeys: VaultKeys,
  step: OnRekeyStep,
): Promise<Result<{ header: VaultHeader; keys: VaultKeys }, ChangeCode>> {
  try {
    return success(await finishRekeyLocked(place, pending, oldKeys, step));
  } catch (error) {
    const known = storageFailure(error);
    if (known === null) throw error;
    if (await takenBack(place, pending, oldKeys)) return known;
    return failure(
      'rekey-in-progress',
      'What you wanted has begun, and could neither be finished nor taken back: the disk refuses. It takes effect at an unlock, once there is room; until then the vault opens as before.',
    );
  }
}

async function takenBack(place: VaultPlace, pending: VaultHeader, oldKeys: VaultKeys): Promise<boolean> {
  try {
    return await abandonRekeyLocked(place, pending, oldKeys);
  } catch (error) {
    leaveToNextUnlock(error);
    return false;
  }
}

/** The key is the new one from here on, whatever fails, and nobody may be told otherwise. */
async function openUnderNewKey(
  place: VaultPlace,
  session: VaultSession,
  { header, keys }: { header: VaultHeader; keys: VaultKeys },
  step: OnRekeyStep,
): Promise<Result<VaultSession, ChangeCode>> {
  const { unlockedBy, databaseName } = session;
  session.lock();
  const settleKeys = keys.copy();
  try {
    const opened = await openSession(place, header, keys, unlockedBy);
    if (opened.ok) {
      await settleLocked(place, databaseName, settleKeys, step).catch(leaveToNextUnlock);
      return opened;
    }
  } catch (error) {
    leaveToNextUnlock(error);
  } finally {
    settleKeys.wipe();
  }
  keys.wipe();
  return failure(
    'rekey-in-progress',
    'The vault has its new key, and what opens it is as you wanted. It could not be opened with it just now: unlock it again.',
  );
}

function leaveToNextUnlock(error: unknown): void {
  if (storageFailure(error) === null) throw error;
}
