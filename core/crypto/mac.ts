import { createHmac, timingSafeEqual } from 'node:crypto';

export const MAC_BYTES = 32;

/** HMAC-SHA-256 (RFC 2104). */
export function mac(key: Uint8Array, message: Uint8Array): Buffer {
  return createHmac('sha256', key).update(message).digest();
}

/** Compares in constant time; false where the lengths differ. */
export function sameMac(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
