import { hkdfSync } from 'node:crypto';

export const PURPOSES = ['database', 'values', 'fingerprints', 'activity', 'header'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** HKDF-SHA-256 (RFC 5869), extract and expand. */
export function hkdf(inputKey: Uint8Array, salt: Uint8Array, info: string | Uint8Array, lengthBytes = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', inputKey, salt, info, lengthBytes));
}

/**
 * The key for one purpose: HKDF of the vault key with the vault id as salt and `keyrail/v1/<purpose>` as info, so that
 * no key is used for two things and a key of one vault means nothing in another.
 */
export function derivePurposeKey(vaultKey: Uint8Array, vaultId: string, purpose: Purpose): Buffer {
  return hkdf(vaultKey, Buffer.from(vaultId, 'utf8'), `keyrail/v1/${purpose}`);
}
