import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { AEAD_OVERHEAD_BYTES, open, seal } from './aead.ts';
import { hkdf } from './hkdf.ts';
import { wipe } from './secret-bytes.ts';

/**
 * Seals a short secret to an X25519 public key (RFC 7748), as age's X25519 recipients do (age-encryption.org/v1), with AES-256-GCM:
 *
 *     32 bytes ephemeral public key | aead.ts's format under HKDF-SHA-256(shared secret, ephemeral key || public key, INFO)
 *
 * Whoever has the public key can seal again, without the private key or what it is derived from.
 */
const INFO = 'keyrail/v1/sealed-to/x25519';
export const X25519_KEY_BYTES = 32;
/** How much longer a sealed text is than its plaintext. */
export const SEALED_TO_OVERHEAD_BYTES = X25519_KEY_BYTES + AEAD_OVERHEAD_BYTES;

// RFC 8410: what stands before the 32 bytes of a key in DER.
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');
const SPKI_PREFIX = Buffer.from('302a300506032b656e032100', 'hex');

/** @param privateKey any 32 secret bytes */
export function x25519PublicKey(privateKey: Uint8Array): Buffer {
  return rawPublicKey(createPublicKey(privateKeyObject(privateKey)));
}

export function sealTo(publicKey: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array): Buffer {
  const ephemeral = generateKeyPairSync('x25519');
  const share = rawPublicKey(ephemeral.publicKey);
  const shared = diffieHellman({ privateKey: ephemeral.privateKey, publicKey: publicKeyObject(publicKey) });
  const key = hkdf(shared, Buffer.concat([share, publicKey]), INFO);
  try {
    return Buffer.concat([share, seal(key, plaintext, associatedData)]);
  } finally {
    wipe(shared, key);
  }
}

/** The plaintext, or null where the key, the associated data or any byte is not what it was when it was sealed. */
export function openSealedTo(privateKey: Uint8Array, sealed: Uint8Array, associatedData: Uint8Array): Buffer | null {
  if (sealed.length < SEALED_TO_OVERHEAD_BYTES) return null;
  const share = sealed.subarray(0, X25519_KEY_BYTES);
  const own = privateKeyObject(privateKey);
  const shared = agreed(own, share);
  if (shared === null) return null;
  const key = hkdf(shared, Buffer.concat([share, rawPublicKey(createPublicKey(own))]), INFO);
  try {
    return open(key, sealed.subarray(X25519_KEY_BYTES), associatedData);
  } finally {
    wipe(shared, key);
  }
}

/** Null for a share of low order, which has the same shared secret with everyone; the library refuses it. */
function agreed(privateKey: KeyObject, share: Uint8Array): Buffer | null {
  try {
    const shared = diffieHellman({ privateKey, publicKey: publicKeyObject(share) });
    return shared.every((byte) => byte === 0) ? null : shared;
  } catch {
    return null;
  }
}

function privateKeyObject(bytes: Uint8Array): KeyObject {
  const der = Buffer.concat([PKCS8_PREFIX, bytes]);
  try {
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  } finally {
    wipe(der);
  }
}

function publicKeyObject(bytes: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([SPKI_PREFIX, bytes]), format: 'der', type: 'spki' });
}

function rawPublicKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-X25519_KEY_BYTES);
}
