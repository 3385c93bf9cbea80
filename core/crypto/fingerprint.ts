import { mac } from './mac.ts';

/**
 * Finds the same value in two places without keeping a plain hash, which could be searched for likely values.
 * @returns 32 bytes: HMAC-SHA-256 under the fingerprints key
 */
export function fingerprint(fingerprintsKey: Uint8Array, value: Uint8Array): Buffer {
  return mac(fingerprintsKey, value);
}
