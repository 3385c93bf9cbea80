import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { SlotKind } from '#shared/domain/vault.ts';
import { kdfAllowed } from '../crypto/passphrase.ts';
import { parseRecoveryCode } from '../crypto/recovery-code.ts';
import { wipe } from '../crypto/secret-bytes.ts';
import type { KeychainCode } from '../keychain/keychain.ts';
import { damagedHeader, type HeaderSlot, type VaultHeader } from './header.ts';
import { readKeychainKeys } from './keychain-entry.ts';
import { openSlot, passphraseSlotKey, recoverySlotKey } from './slots.ts';
import { attemptInTurn } from './unlock-attempts.ts';
import type { VaultPlace } from './vault-place.ts';

export type UnlockWith =
  | { readonly kind: 'keychain' }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  | { readonly kind: 'recovery'; readonly code: string };

export type SlotCode =
  | 'slot-missing'
  | 'passphrase-needed'
  | 'wrong-passphrase'
  | 'wrong-recovery-code'
  | 'mistyped-recovery-code'
  | 'too-many-attempts'
  | 'vault-busy'
  | 'vault-damaged'
  | KeychainCode;

export type OpenedSlot = { readonly vaultKey: Buffer; readonly kind: SlotKind };

type SlotOf<Kind extends SlotKind> = Extract<HeaderSlot, { kind: Kind }>;

/** The vault key out of the slot that fits what a person has. Whether the header is authentic is checked after this. */
export async function unwrapVaultKey(
  place: VaultPlace,
  header: VaultHeader,
  secret: UnlockWith,
): Promise<Result<OpenedSlot, SlotCode>> {
  switch (secret.kind) {
    case 'keychain':
      return byKeychain(place, header);
    case 'passphrase':
      return byPassphrase(place, header, secret.passphrase);
    case 'recovery':
      return byRecoveryCode(place, header, secret.code);
  }
}

async function byKeychain(place: VaultPlace, header: VaultHeader): Promise<Result<OpenedSlot, SlotCode>> {
  const slot = slotOf(header, 'keychain');
  if (slot === null) {
    return slotOf(header, 'keychain+passphrase') !== null
      ? failure(
          'passphrase-needed',
          'This vault opens with the keychain and your passphrase together. Give the passphrase.',
        )
      : missing(header, 'the keychain');
  }
  const keys = await keychainKeys(place, header);
  if (!keys.ok) return keys;
  try {
    for (const key of keys.value) {
      const vaultKey = openSlot(header.vaultId, slot, key);
      if (vaultKey !== null) return success({ vaultKey, kind: slot.kind });
    }
  } finally {
    wipe(...keys.value);
  }
  return failure(
    'keychain-refused',
    `The keychain's entry does not open this vault. ${otherWays(header, 'keychain')}`,
    { slots: kindsOf(header) },
  );
}

async function byPassphrase(
  place: VaultPlace,
  header: VaultHeader,
  passphrase: string,
): Promise<Result<OpenedSlot, SlotCode>> {
  const slot = slotOf(header, 'passphrase') ?? slotOf(header, 'keychain+passphrase');
  if (slot === null) return missing(header, 'a passphrase');
  const { salt: _, ...parameters } = slot.argon2id;
  if (!kdfAllowed(place.kdf, parameters))
    return damagedHeader('its passphrase parameters are outside the allowed range');
  // The keychain first: that it refuses is not a wrong passphrase and does not count as an attempt.
  const keys: Result<readonly (Buffer | null)[], KeychainCode> =
    slot.kind === 'passphrase' ? success([null]) : await keychainKeys(place, header);
  if (!keys.ok) return keys;
  try {
    return await attemptInTurn(place.home, place.now, async (): Promise<Result<OpenedSlot, 'wrong-passphrase'>> => {
      for (const keychainKey of keys.value) {
        const key = await passphraseSlotKey(slot, { passphrase, keychainKey }, place.kdf);
        const vaultKey = openSlot(header.vaultId, slot, key);
        wipe(key);
        if (vaultKey !== null) return success({ vaultKey, kind: slot.kind });
      }
      return failure(
        'wrong-passphrase',
        'That is not the passphrase of this vault. Check the keyboard layout and caps lock.',
      );
    });
  } finally {
    wipe(...keys.value);
  }
}

async function byRecoveryCode(
  place: VaultPlace,
  header: VaultHeader,
  code: string,
): Promise<Result<OpenedSlot, SlotCode>> {
  const slot = slotOf(header, 'recovery');
  if (slot === null) return missing(header, 'a recovery code');
  const secret = parseRecoveryCode(code);
  if (secret === null) {
    return failure(
      'mistyped-recovery-code',
      'The recovery code has a typing mistake: it is 7 groups of 4, and its last two characters do not fit the others.',
    );
  }
  try {
    return await attemptInTurn(place.home, place.now, async (): Promise<Result<OpenedSlot, 'wrong-recovery-code'>> => {
      const key = recoverySlotKey(slot, secret);
      const vaultKey = openSlot(header.vaultId, slot, key);
      wipe(key);
      if (vaultKey !== null) return success({ vaultKey, kind: slot.kind });
      return failure(
        'wrong-recovery-code',
        'The recovery code is well-formed but not the one of this vault. Look for a newer one: it may have been replaced.',
      );
    });
  } finally {
    wipe(secret);
  }
}

/** At least one wrapping key; a keychain without the entry is told from one that refuses. */
async function keychainKeys(place: VaultPlace, header: VaultHeader): Promise<Result<readonly Buffer[], KeychainCode>> {
  const keys = await readKeychainKeys(place.keychain, header.vaultId);
  if (!keys.ok) {
    return failure(keys.error.code, `${keys.error.message} ${otherWays(header, 'keychain')}`, {
      slots: kindsOf(header),
    });
  }
  if (keys.value.length > 0) return keys;
  return failure(
    'keychain-refused',
    `The keychain has no entry for this vault; it may have been reset, or this is another machine. ${otherWays(header, 'keychain')}`,
    { slots: kindsOf(header) },
  );
}

function slotOf<Kind extends SlotKind>(header: VaultHeader, kind: Kind): SlotOf<Kind> | null {
  return header.slots.find((slot): slot is SlotOf<Kind> => slot.kind === kind) ?? null;
}

function missing(header: VaultHeader, what: string): Failed<'slot-missing'> {
  return failure('slot-missing', `This vault does not open with ${what}. ${otherWays(header, null)}`, {
    slots: kindsOf(header),
  });
}

function kindsOf(header: VaultHeader): readonly string[] {
  return header.slots.map(({ kind }) => kind);
}

function otherWays(header: VaultHeader, except: SlotKind | null): string {
  const ways = header.slots
    .filter(({ kind }) => except === null || !kind.startsWith(except))
    .map(({ kind }) => WAY_NAMES[kind]);
  return ways.length === 0 ? '' : `It opens with ${ways.join(' or ')}.`;
}

const WAY_NAMES: Readonly<Record<SlotKind, string>> = {
  keychain: 'the keychain',
  'keychain+passphrase': 'the keychain and your passphrase together',
  passphrase: 'your passphrase',
  recovery: 'the recovery code',
};
