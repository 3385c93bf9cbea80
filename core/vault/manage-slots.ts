import { failure, type Result, success } from '#shared/contract/result.ts';
import { AEAD_KEY_BYTES } from '../crypto/aead.ts';
import { weakPassphraseReason } from '../crypto/passphrase.ts';
import { randomSecret, wipe } from '../crypto/secret-bytes.ts';
import { type StorageCode, withStorageFailures } from '../database/storage-errors.ts';
import type { KeychainCode } from '../keychain/keychain.ts';
import { type ChangeCode, withHeader } from './change-header.ts';
import { recoverySlotFor } from './create-vault.ts';
import {
  type HeaderFailure,
  type HeaderSlot,
  readHeader,
  signHeader,
  type VaultHeader,
  withoutMac,
  writeHeader,
} from './header.ts';
import { createKeychainKey, readKeychainKeys, storeAndCheck } from './keychain-entry.ts';
import { rotateKey } from './rotate-key.ts';
import type { VaultSession } from './session.ts';
import { keychainSlot, opensSlot, passphraseSlot, rewrapSlot, type SlotContext } from './slots.ts';
import { type SlotCode, unwrapVaultKey } from './unlock-slot.ts';
import type { VaultKeys } from './vault-keys.ts';
import type { VaultPlace } from './vault-place.ts';

/**
 * Taking a way to open the vault away gives the vault a new key: a header of before, as every backup and every copy of the disk holds
 * one, opens the vault key of before, and that must be of no use any more. Adding one only adds it to the header.
 */
export type ChangeSlotsCode = 'conflict' | KeychainCode | ChangeCode;

/**
 * Adds a passphrase, or changes it.
 * @param request.withKeychain both together are needed from now on; the keychain alone opens the vault no more
 * @returns the session that goes on: another one, and `session` locked, where a way was taken away
 */
export async function setPassphrase(
  place: VaultPlace,
  session: VaultSession,
  request: { passphrase: string; withKeychain: boolean },
): Promise<Result<VaultSession, 'weak-passphrase' | ChangeSlotsCode>> {
  const { passphrase, withKeychain } = request;
  const weak = weakPassphraseReason(passphrase);
  if (weak !== null) return failure('weak-passphrase', weak);
  return withHeader<VaultSession, ChangeSlotsCode>(place, session, async (header, keys) => {
    const replaced: readonly HeaderSlot['kind'][] = withKeychain
      ? ['passphrase', 'keychain+passphrase', 'keychain']
      : ['passphrase', 'keychain+passphrase'];
    // One of its own: the key in the keychain until now may open the vault of before by itself.
    const fresh = withKeychain ? await freshKeychainKey(place, header) : success(null);
    if (!fresh.ok) return fresh;
    try {
      return await changeSlots(place, session, { header, keys }, replaced, (context) =>
        passphraseSlot(context, { passphrase, keychainKey: fresh.value }, place.kdf),
      );
    } finally {
      wipe(fresh.value);
    }
  });
}

/** Lets the keychain open the vault by itself: on a new machine, or after its entry was lost. */
export async function addKeychainSlot(
  place: VaultPlace,
  session: VaultSession,
): Promise<Result<void, KeychainCode | ChangeCode>> {
  return withHeader(place, session, async (header, keys) => {
    const keychainKey = await keychainKeyOf(place, header, keys);
    if (!keychainKey.ok) return keychainKey;
    try {
      const slot = keychainSlot(contextOf(place, keys), keychainKey.value);
      const kept = header.slots.filter(({ kind }) => kind !== 'keychain');
      await writeHeader(place.home, signHeader({ ...withoutMac(header), slots: [slot, ...kept] }, keys));
      return success();
    } finally {
      wipe(keychainKey.value);
    }
  });
}

/**
 * Puts a new recovery code in force; the old one opens nothing from now on.
 * @param recoveryCode made by `newRecoveryCode`, and written down by the person already
 * @returns the session that goes on, see {@link setPassphrase}
 */
export async function replaceRecoveryCode(
  place: VaultPlace,
  session: VaultSession,
  recoveryCode: string,
): Promise<Result<VaultSession, ChangeSlotsCode>> {
  return withHeader<VaultSession, ChangeSlotsCode>(place, session, (header, keys) =>
    changeSlots(
      place,
      session,
      { header, keys },
      ['recovery'],
      async (context) => recoverySlotFor(context, recoveryCode),
      recoveryCode,
    ),
  );
}

/**
 * Takes one way to open the vault away: not the recovery code, and not the last way besides it.
 * @returns the session that goes on, see {@link setPassphrase}
 */
export async function removeSlot(
  place: VaultPlace,
  session: VaultSession,
  slotId: string,
): Promise<Result<VaultSession, 'slot-missing' | 'last-slot' | ChangeSlotsCode>> {
  type Code = 'slot-missing' | 'last-slot' | ChangeSlotsCode;
  return withHeader<VaultSession, Code>(place, session, async (header, keys): Promise<Result<VaultSession, Code>> => {
    const slot = header.slots.find(({ id }) => id === slotId);
    if (slot === undefined) return failure('slot-missing', 'There is no such way to open the vault any more.');
    if (slot.kind === 'recovery') {
      return failure('last-slot', 'The recovery code cannot be removed, only replaced.');
    }
    if (!header.slots.some(({ id, kind }) => id !== slotId && kind !== 'recovery')) {
      return failure(
        'last-slot',
        'This is the only way to open the vault besides the recovery code. Add another first.',
      );
    }
    return changeSlots(place, session, { header, keys }, [slot.kind], null);
  });
}

/** Whether what a person typed back from paper is the vault's recovery code. Opens nothing. */
export async function checkRecoveryCode(
  place: VaultPlace,
  code: string,
): Promise<Result<void, HeaderFailure | SlotCode | StorageCode>> {
  return withStorageFailures(async (): Promise<Result<void, HeaderFailure | SlotCode | StorageCode>> => {
    const header = await readHeader(place.home);
    if (!header.ok) return header;
    const opened = await unwrapVaultKey(place, header.value, { kind: 'recovery', code });
    if (!opened.ok) return opened;
    wipe(opened.value.vaultKey);
    return success();
  });
}

export function usesKeychain({ kind }: HeaderSlot): boolean {
  return kind === 'keychain' || kind === 'keychain+passphrase';
}

export function contextOf(place: VaultPlace, keys: VaultKeys): SlotContext {
  return { vaultId: keys.vaultId, vaultKey: keys.vaultKey, nowMs: place.now() };
}

/**
 * Puts a slot in the place of those of some kinds.
 * @param make the new slot around a vault key, or null where none takes their place
 * @param recoveryCode a new one: where this is cut off, it is shown to whoever finishes it
 */
async function changeSlots(
  place: VaultPlace,
  session: VaultSession,
  { header, keys }: { header: VaultHeader; keys: VaultKeys },
  replaced: readonly HeaderSlot['kind'][],
  make: ((context: SlotContext) => Promise<HeaderSlot>) | null,
  recoveryCode?: string,
): Promise<Result<VaultSession, ChangeSlotsCode>> {
  const kept = header.slots.filter(({ kind }) => !replaced.includes(kind));
  const added = async (context: SlotContext): Promise<HeaderSlot[]> => (make === null ? [] : [await make(context)]);
  if (kept.length === header.slots.length) {
    const slots = [...(await added(contextOf(place, keys))), ...kept];
    await writeHeader(place.home, signHeader({ ...withoutMac(header), slots }, keys));
    return success(session);
  }
  return rotateKey<'conflict'>(
    place,
    session,
    { header, keys },
    {
      ...(recoveryCode === undefined ? {} : { recoveryCode }),
      slots: async (newKeys) => {
        const context = contextOf(place, newKeys);
        const rewrapped = kept.flatMap((slot) => rewrapSlot(context, slot) ?? []);
        if (rewrapped.length < kept.length) {
          return failure(
            'conflict',
            'This vault is from the first days of Keyrail. Rotate its vault key once ("keyrail vault rekey"), which renews every way to open it; then try again.',
          );
        }
        return success([...(await added(context)), ...rewrapped]);
      },
    },
  );
}

/**
 * A wrapping key that the keychain keeps beside those that it has until the change has taken effect. Which of them is in use only a
 * passphrase tells where both are needed, and changes that were killed left others behind it: none is dropped before that.
 */
async function freshKeychainKey(place: VaultPlace, header: VaultHeader): Promise<Result<Buffer, KeychainCode>> {
  const found = await readKeychainKeys(place.keychain, header.vaultId);
  if (!found.ok) return found;
  const fresh = randomSecret(AEAD_KEY_BYTES);
  const alone = header.slots.find(({ kind }) => kind === 'keychain');
  const both = header.slots.some(({ kind }) => kind === 'keychain+passphrase');
  const inUse = found.value.filter((key) => both || (alone !== undefined && opensSlot(header.vaultId, alone, key)));
  const stored = await storeAndCheck(place.keychain, header.vaultId, [...inUse, fresh]);
  wipe(...found.value);
  if (stored.ok) return success(fresh);
  wipe(fresh);
  return stored;
}

/** The wrapping key that the keychain has for this vault, made where there is none. */
async function keychainKeyOf(
  place: VaultPlace,
  header: VaultHeader,
  keys: VaultKeys,
): Promise<Result<Buffer, KeychainCode>> {
  const found = await readKeychainKeys(place.keychain, header.vaultId);
  if (!found.ok) return found;
  const slot = header.slots.find(({ kind }) => kind === 'keychain');
  // While there are two keys only the slot tells which one is in use.
  const used = found.value.findIndex((key) => slot !== undefined && opensSlot(header.vaultId, slot, key));
  const kept = found.value.at(Math.max(used, 0));
  wipe(...found.value.filter((key) => key !== kept));
  return kept === undefined ? createKeychainKey(place.keychain, keys.vaultId) : success(kept);
}
