import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import { AEAD_KEY_BYTES } from '../crypto/aead.ts';
import { randomSecret, wipe } from '../crypto/secret-bytes.ts';
import type { KeychainCode } from '../keychain/keychain.ts';
import { type ChangeCode, withHeader } from './change-header.ts';
import { recoverySlotFor } from './create-vault.ts';
import type { HeaderSlot, VaultHeader } from './header.ts';
import { readKeychainKeys, storeAndCheck } from './keychain-entry.ts';
import { contextOf, usesKeychain } from './manage-slots.ts';
import type { OnRekeyStep } from './rekey-finish.ts';
import { rotateKey } from './rotate-key.ts';
import type { VaultSession } from './session.ts';
import { keychainSlot, opensSlot, passphraseSlot, passphraseSlotKey, type SlotContext } from './slots.ts';
import { attemptInTurn } from './unlock-attempts.ts';
import type { VaultKeys } from './vault-keys.ts';
import type { VaultPlace } from './vault-place.ts';

export type RekeyCode =
  | 'passphrase-needed'
  | 'wrong-passphrase'
  | 'too-many-attempts'
  | 'slot-missing'
  | KeychainCode
  | ChangeCode;
type PassphraseSlot = Extract<HeaderSlot, { argon2id: object }>;

/**
 * Rotates the vault key because it may have leaked: a new key, new slots with new secrets as far as they are ours, a new recovery
 * code, and the whole database encrypted and sealed anew; see rotate-key.ts.
 * @param request.passphrase needed where the vault has a passphrase, so that its slot is made anew
 * @param request.recoveryCode a new code that the person has written down already: whatever happens from here on, the code that
 *   is in force is one that somebody has
 * @param step called by name between the parts; tests end the process there
 * @returns a session under the new key; `session` is locked then
 */
export async function rekey(
  place: VaultPlace,
  session: VaultSession,
  request: { passphrase?: string | undefined; recoveryCode: string },
  step: OnRekeyStep = () => undefined,
): Promise<Result<VaultSession, RekeyCode>> {
  const { passphrase, recoveryCode } = request;
  return withHeader<VaultSession, RekeyCode>(place, session, (header, keys) =>
    rotateKey<RekeyCode>(
      place,
      session,
      { header, keys },
      {
        recoveryCode,
        slots: async (newKeys) => {
          const slots = await freshSlots(place, header, newKeys, passphrase, step);
          return slots.ok ? success([...slots.value, recoverySlotFor(contextOf(place, newKeys), recoveryCode)]) : slots;
        },
      },
      step,
    ),
  );
}

/** The same ways to open the vault as before, around the new key; the recovery slot is made apart. */
async function freshSlots(
  place: VaultPlace,
  header: VaultHeader,
  newKeys: VaultKeys,
  passphrase: string | undefined,
  step: OnRekeyStep,
): Promise<Result<readonly HeaderSlot[], RekeyCode>> {
  const keychain = await workingKeychainKeys(place, header);
  if (!keychain.ok) return keychain;
  const candidates = keychain.value;
  const freshKey = randomSecret(AEAD_KEY_BYTES);
  try {
    const checked = await checkPassphrase(place, header, passphrase, candidates);
    if (!checked.ok) return checked;
    const current = checked.value ?? candidates[0];
    if (current !== undefined) {
      const stored = await storeAndCheck(place.keychain, header.vaultId, [current, freshKey]);
      if (!stored.ok) return stored;
    }
    step('keychain-stored');
    const slots: HeaderSlot[] = [];
    for (const slot of header.slots) {
      const fresh = await freshSlot(place, contextOf(place, newKeys), slot, passphrase, freshKey);
      if (fresh !== null) slots.push(fresh);
    }
    return success(slots);
  } finally {
    wipe(freshKey, ...candidates);
  }
}

async function freshSlot(
  place: VaultPlace,
  context: SlotContext,
  slot: HeaderSlot,
  passphrase: string | undefined,
  keychainKey: Buffer,
): Promise<HeaderSlot | null> {
  switch (slot.kind) {
    case 'recovery':
      return null;
    case 'keychain':
      return keychainSlot(context, keychainKey);
    case 'passphrase':
    case 'keychain+passphrase': {
      if (passphrase === undefined) throw new RangeError('The passphrase was checked before');
      return passphraseSlot(
        context,
        { passphrase, keychainKey: slot.kind === 'passphrase' ? null : keychainKey },
        place.kdf,
      );
    }
  }
}

/** The keychain's keys that may be in use; none where no slot uses the keychain. */
async function workingKeychainKeys(
  place: VaultPlace,
  header: VaultHeader,
): Promise<Result<readonly Buffer[], KeychainCode>> {
  if (!header.slots.some(usesKeychain)) return success([]);
  const keys = await readKeychainKeys(place.keychain, header.vaultId);
  if (!keys.ok) return keys;
  const alone = header.slots.find(({ kind }) => kind === 'keychain');
  const working = alone === undefined ? keys.value : keys.value.filter((key) => opensSlot(header.vaultId, alone, key));
  wipe(...keys.value.filter((key) => !working.includes(key)));
  if (working.length > 0) return success(working);
  return failure(
    'keychain-refused',
    "The keychain's entry of this vault is gone or was changed. Add the keychain anew or remove that way to unlock first.",
  );
}

/** Checks the passphrase where there is one. The value is the keychain key that fits together with it, if that is needed. */
async function checkPassphrase(
  place: VaultPlace,
  header: VaultHeader,
  passphrase: string | undefined,
  keychainKeys: readonly Buffer[],
): Promise<Result<Buffer | null, RekeyCode>> {
  const slots = header.slots.filter((slot): slot is PassphraseSlot => 'argon2id' in slot);
  if (slots.length === 0) return success(null);
  if (passphrase === undefined) {
    return failure('passphrase-needed', 'The new vault key has to be wrapped with your passphrase as well. Give it.');
  }
  return attemptInTurn(place.home, place.now, () =>
    fittingKeychainKey(place, header, slots, { passphrase, keychainKeys }),
  );
}

/** The keychain key that opens every slot with a passphrase together with this one, or null where it needs none. */
async function fittingKeychainKey(
  place: VaultPlace,
  header: VaultHeader,
  slots: readonly PassphraseSlot[],
  { passphrase, keychainKeys }: { passphrase: string; keychainKeys: readonly Buffer[] },
): Promise<Result<Buffer | null, 'wrong-passphrase'>> {
  let fitting: Buffer | null = null;
  for (const slot of slots) {
    let fits = false;
    for (const keychainKey of slot.kind === 'passphrase' ? [null] : keychainKeys) {
      const key = await passphraseSlotKey(slot, { passphrase, keychainKey }, place.kdf);
      fits = opensSlot(header.vaultId, slot, key);
      wipe(key);
      if (fits) {
        fitting = keychainKey ?? fitting;
        break;
      }
    }
    if (!fits) return wrongPassphrase();
  }
  return success(fitting);
}

function wrongPassphrase(): Failed<'wrong-passphrase'> {
  return failure('wrong-passphrase', 'That is not the passphrase of this vault. Nothing was changed.');
}
