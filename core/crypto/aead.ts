import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/**
 * AES-256-GCM (NIST SP 800-38D) in one format:
 *
 *     1 byte version (1) | 12 bytes random nonce | ciphertext, as long as the plaintext | 16 bytes tag
 *
 * The version byte is part of the associated data, so that it cannot be changed either. Nonces are random: no key seals
 * anywhere near the 2^32 messages where that becomes a risk (values have a key each, slots seal once).
 */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';

export const AEAD_KEY_BYTES = 32;
/** How much longer a sealed text is than its plaintext. */
export const AEAD_OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * @param key 32 bytes
 * @param associatedData what the text belongs to; opening needs the same bytes
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array): Buffer {
  requireKey(key);
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound(VERSION, associatedData));
  const body = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([Buffer.from([VERSION]), nonce, body, cipher.getAuthTag()]);
}

/** The plaintext, or null where the key, the associated data or any byte is not what it was when it was sealed. */
export function open(key: Uint8Array, sealed: Uint8Array, associatedData: Uint8Array): Buffer | null {
  requireKey(key);
  if (sealed.length < AEAD_OVERHEAD_BYTES || sealed[0] !== VERSION) return null;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(1, 1 + NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(bound(VERSION, associatedData));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  const plaintext = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES));
  try {
    decipher.final();
    return plaintext;
  } catch {
    // Unauthenticated text must not leave this function, not even in freed memory.
    plaintext.fill(0);
    return null;
  }
}

function bound(version: number, associatedData: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([version]), associatedData]);
}

function requireKey(key: Uint8Array): void {
  if (key.length !== AEAD_KEY_BYTES) throw new RangeError('An AES-256 key has 32 bytes');
}
