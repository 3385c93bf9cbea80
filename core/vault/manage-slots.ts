import { failure, type Result, success } from '#shared/contract/result.ts';
import { weakPassphraseReason } from '../crypto/passphrase.ts';
import { wipe } from '../crypto/secret-bytes.ts';
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
  writeHeader,
} from './header.ts';
import { createKeychainKey, readKeychainKeys } from './keychain-entry.ts';
import { withoutMac } from './rekey-finish.ts';
import type { VaultSession } from './session.ts';
import { keychainSlot, openSlot, passphraseSlot, type SlotContext } from './slots.ts';
import { type SlotCode, unwrapVaultKey } from './unlock-slot.ts';
import type { VaultKeys } from './vault-keys.ts';
import type { VaultPlace } from './vault-place.ts';

/**
 * Adds a passphrase, or changes it.
 * @param request.withKeychain both together are needed from now on; the keychain alone opens the vault no more
 */
export async function setPassphrase(
  place: VaultPlace,
  session: VaultSession,
  request: { passphrase: string; withKeychain: boolean },
): Promise<Result<void, 'weak-passphrase' | KeychainCode | ChangeCode>> {
  const weak = weakPassphraseReason(request.passphrase);
  if (weak !== null) return failure('weak-passphrase', weak);
  return withHeader(place, session, async (header, keys) => {
    const { passphrase, withKeychain } = request;
    if (!withKeychain) {
      const slot = await passphraseSlot(contextOf(place, keys), { passphrase, keychainKey: null }, place.kdf);
      return replaceSlots(place, header, keys, ['passphrase', 'keychain+passphrase'], slot);
    }
    const keychainKey = await keychainKeyOf(place, header, keys);
    if (!keychainKey.ok) return keychainKey;
    try {
      const slot = await passphraseSlot(
        contextOf(place, keys),
        { passphrase, keychainKey: keychainKey.value },
        place.kdf,
      );
      return await replaceSlots(place, header, keys, ['passphrase', 'keychain+passphrase', 'keychain'], slot);
    } finally {
      wipe(keychainKey.value);
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
      return await replaceSlots(place, header, keys, ['keychain'], slot);
    } finally {
      wipe(keychainKey.value);
    }
  });
}

/**
 * Puts a new recovery code in force; the old one opens nothing from now on.
 * @param recoveryCode made by `newRecoveryCode`, and written down by the person already
 */
export async function replaceRecoveryCode(
  place: VaultPlace,
  session: VaultSession,
  recoveryCode: string,
): Promise<Result<void, ChangeCode>> {
  return withHeader(place, session, (header, keys) =>
    replaceSlots(place, header, keys, ['recovery'], recoverySlotFor(contextOf(place, keys), recoveryCode)),
  );
}

/** Takes one way to open the vault away: not the recovery code, and not the last way besides it. */
export async function removeSlot(
  place: VaultPlace,
  session: VaultSession,
  slotId: string,
): Promise<Result<void, 'slot-missing' | 'last-slot' | ChangeCode>> {
  return withHeader(place, session, async (header, keys) => {
    const slot = header.slots.find(({ id }) => id === slotId);
    if (slot === undefined) return failure('slot-missing', 'There is no such way to open the vault any more.');
    const left = header.slots.filter(({ id }) => id !== slotId);
    if (slot.kind === 'recovery') {
      return failure('last-slot', 'The recovery code cannot be removed, only replaced.');
    }
    if (!left.some(({ kind }) => kind !== 'recovery')) {
      return failure(
        'last-slot',
        'This is the only way to open the vault besides the recovery code. Add another first.',
      );
    }
    await writeHeader(place.home, signHeader({ ...withoutMac(header), slots: left }, keys));
    if (usesKeychain(slot) && !left.some(usesKeychain)) await place.keychain.delete(header.vaultId);
    return success();
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

async function replaceSlots(
  place: VaultPlace,
  header: VaultHeader,
  keys: VaultKeys,
  replaced: readonly HeaderSlot['kind'][],
  slot: HeaderSlot,
): Promise<Result<void, never>> {
  const slots = [slot, ...header.slots.filter(({ kind }) => !replaced.includes(kind))];
  await writeHeader(place.home, signHeader({ ...withoutMac(header), slots }, keys));
  return success();
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
  const used = found.value.findIndex((key) => slot !== undefined && opensSlot(header, slot, key));
  const kept = found.value.at(Math.max(used, 0));
  wipe(...found.value.filter((key) => key !== kept));
  return kept === undefined ? createKeychainKey(place.keychain, keys.vaultId) : success(kept);
}

export function opensSlot(header: VaultHeader, slot: HeaderSlot, key: Uint8Array): boolean {
  const opened = openSlot(header.vaultId, slot, key);
  wipe(opened);
  return opened !== null;
}
