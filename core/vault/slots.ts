import { randomBytes, randomUUID } from 'node:crypto';
import type { SlotId } from '#shared/domain/ids.ts';
import { open } from '../crypto/aead.ts';
import { canonicalJson } from '../crypto/canonical-json.ts';
import { hkdf } from '../crypto/hkdf.ts';
import { KDF_SALT_BYTES, type KdfPolicy, keyFromPassphrase } from '../crypto/passphrase.ts';
import { openSealedTo, sealTo, x25519PublicKey } from '../crypto/sealed-to.ts';
import { joinSecrets, wipe } from '../crypto/secret-bytes.ts';
import type { HeaderSlot } from './header.ts';

/** A slot without its wrapped key: what the associated data binds. */
type Unwrapped<Slot> = Slot extends HeaderSlot ? Omit<Slot, 'wrapped'> : never;
type SlotParameters = Unwrapped<HeaderSlot>;
const PRIVATE_KEY_INFO = 'keyrail/v1/slot/x25519';
type PassphraseSlot = Extract<HeaderSlot, { argon2id: object }>;

export type SlotContext = {
  readonly vaultId: string;
  readonly vaultKey: Uint8Array;
  /** Milliseconds since 1970. */
  readonly nowMs: number;
};

export function keychainSlot(context: SlotContext, keychainKey: Uint8Array): HeaderSlot {
  const parameters = { ...newSlot(context), kind: 'keychain' } as const;
  return closed(context, parameters, keychainKey);
}

/** @param keychainKey with it, both are needed to open the slot */
export async function passphraseSlot(
  context: SlotContext,
  secret: { passphrase: string; keychainKey: Uint8Array | null },
  policy: KdfPolicy,
): Promise<HeaderSlot> {
  const argon2id = { salt: randomBytes(KDF_SALT_BYTES).toString('base64'), ...policy.fresh };
  const kind = secret.keychainKey === null ? 'passphrase' : 'keychain+passphrase';
  const parameters = { ...newSlot(context), kind, argon2id } as const;
  const key = await passphraseSlotKey(parameters, secret, policy);
  try {
    return closed(context, parameters, key);
  } finally {
    wipe(key);
  }
}

/** @param code the secret bytes of a recovery code, which are random enough to need no slow derivation */
export function recoverySlot(context: SlotContext, code: Uint8Array): HeaderSlot {
  const salt = randomBytes(KDF_SALT_BYTES).toString('base64');
  const parameters = { ...newSlot(context), kind: 'recovery', salt } as const;
  const key = recoverySlotKey(parameters, code);
  try {
    return closed(context, parameters, key);
  } finally {
    wipe(key);
  }
}

/** The vault key, or null where the wrapping key is another one or the slot was changed. */
export function openSlot(vaultId: string, { wrapped, ...parameters }: HeaderSlot, key: Uint8Array): Buffer | null {
  const sealed = Buffer.from(wrapped, 'base64');
  if (parameters.publicKey === undefined) return open(key, sealed, slotBinding(vaultId, parameters));
  const privateKey = hkdf(key, Buffer.from(vaultId, 'utf8'), PRIVATE_KEY_INFO);
  try {
    return openSealedTo(privateKey, sealed, slotBinding(vaultId, parameters));
  } finally {
    wipe(privateKey);
  }
}

export function opensSlot(vaultId: string, slot: HeaderSlot, key: Uint8Array): boolean {
  const opened = openSlot(vaultId, slot, key);
  wipe(opened);
  return opened !== null;
}

/**
 * The same way to open the vault around another vault key. What opens it is not needed.
 * @returns null for a slot of the first days, which has no public key
 */
export function rewrapSlot(
  { vaultId, vaultKey }: SlotContext,
  { wrapped: _, ...parameters }: HeaderSlot,
): HeaderSlot | null {
  if (parameters.publicKey === undefined) return null;
  const publicKey = Buffer.from(parameters.publicKey, 'base64');
  return { ...parameters, wrapped: sealTo(publicKey, vaultKey, slotBinding(vaultId, parameters)).toString('base64') };
}

/** The key that a passphrase slot is wrapped with: Argon2id, and HKDF over both where the keychain has a part in it. */
export async function passphraseSlotKey(
  slot: Pick<PassphraseSlot, 'kind' | 'argon2id'>,
  secret: { passphrase: string; keychainKey: Uint8Array | null },
  policy: KdfPolicy,
): Promise<Buffer> {
  const { salt, ...parameters } = slot.argon2id;
  const stretched = await keyFromPassphrase(secret.passphrase, Buffer.from(salt, 'base64'), parameters, policy);
  if (secret.keychainKey === null) return stretched;
  const both = joinSecrets(secret.keychainKey, stretched);
  try {
    return hkdf(both, Buffer.from(salt, 'base64'), 'keyrail/v1/slot/keychain+passphrase');
  } finally {
    wipe(both, stretched);
  }
}

export function recoverySlotKey(slot: { readonly salt: string }, code: Uint8Array): Buffer {
  return hkdf(code, Buffer.from(slot.salt, 'base64'), 'keyrail/v1/slot/recovery');
}

function newSlot({ nowMs }: SlotContext) {
  return { id: randomUUID() as SlotId, createdAt: nowMs };
}

/** A new slot, whose private key follows from `key`: what the slot's secret gives. */
function closed<Parameters extends SlotParameters>(
  { vaultId, vaultKey }: SlotContext,
  parameters: Parameters,
  key: Uint8Array,
): Parameters & { publicKey: string; wrapped: string } {
  const privateKey = hkdf(key, Buffer.from(vaultId, 'utf8'), PRIVATE_KEY_INFO);
  try {
    const publicKey = x25519PublicKey(privateKey);
    const bound = { ...parameters, publicKey: publicKey.toString('base64') };
    return { ...bound, wrapped: sealTo(publicKey, vaultKey, slotBinding(vaultId, bound)).toString('base64') };
  } finally {
    wipe(privateKey);
  }
}

/** What a slot is bound to: its vault, and all of its own parameters. */
function slotBinding(vaultId: string, parameters: SlotParameters): Buffer {
  return canonicalJson({ purpose: 'keyrail/v1/slot', vaultId, slot: parameters });
}
