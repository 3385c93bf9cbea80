import { randomBytes } from 'node:crypto';
import { AEAD_OVERHEAD_BYTES, open, seal } from './aead.ts';
import { hkdf } from './hkdf.ts';
import { wipe } from './secret-bytes.ts';

/**
 * One version's value, sealed on its own inside the encrypted database:
 *
 *     1 byte version (1) | 16 bytes random salt | AES-256-GCM text (see aead.ts)
 *
 * The key is HKDF-SHA-256(values key, salt, `keyrail/v1/value`). The associated data names the vault, the key and the
 * version, each preceded by its length, so that a value copied to another row does not open there.
 */
const VERSION = 1;
const SALT_BYTES = 16;
const INFO = 'keyrail/v1/value';

export const SEALED_VALUE_OVERHEAD_BYTES = 1 + SALT_BYTES + AEAD_OVERHEAD_BYTES;

export type ValuePlace = { readonly vaultId: string; readonly keyId: string; readonly versionId: string };

export function sealValue(valuesKey: Uint8Array, place: ValuePlace, value: Uint8Array): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const key = hkdf(valuesKey, salt, INFO);
  try {
    return Buffer.concat([Buffer.from([VERSION]), salt, seal(key, value, placeBytes(place))]);
  } finally {
    wipe(key);
  }
}

/** The value, or null where the key or the place is another one or the bytes were changed. */
export function openValue(valuesKey: Uint8Array, place: ValuePlace, sealed: Uint8Array): Buffer | null {
  if (sealed.length < SEALED_VALUE_OVERHEAD_BYTES || sealed[0] !== VERSION) return null;
  const key = hkdf(valuesKey, sealed.subarray(1, 1 + SALT_BYTES), INFO);
  try {
    return open(key, sealed.subarray(1 + SALT_BYTES), placeBytes(place));
  } finally {
    wipe(key);
  }
}

function placeBytes({ vaultId, keyId, versionId }: ValuePlace): Buffer {
  const parts = [vaultId, keyId, versionId].flatMap((id) => {
    const bytes = Buffer.from(id, 'utf8');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(bytes.length);
    return [length, bytes];
  });
  return Buffer.concat([Buffer.from([VERSION]), ...parts]);
}
