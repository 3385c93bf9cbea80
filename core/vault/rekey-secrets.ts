import { open, seal } from '../crypto/aead.ts';
import { hkdf } from '../crypto/hkdf.ts';
import { wipe } from '../crypto/secret-bytes.ts';
import { VaultError } from './vault-error.ts';
import type { VaultKeys } from './vault-keys.ts';

/**
 * What a pending rotation keeps in the header: the new vault key, sealed under the old keys, and the new recovery code,
 * sealed under the new ones, in base64. The sealing key is HKDF of the header key, which itself only makes MACs.
 */
const INFO = 'keyrail/v1/header/rekey';
const NEW_KEY = Buffer.from('keyrail/v1/rekey/new-key', 'latin1');
const RECOVERY_CODE = Buffer.from('keyrail/v1/rekey/recovery-code', 'latin1');

export const sealNewKey = (newKey: Uint8Array, oldKeys: VaultKeys): string => sealWith(oldKeys, newKey, NEW_KEY);
export const openNewKey = (sealed: string, oldKeys: VaultKeys): Buffer => openWith(oldKeys, sealed, NEW_KEY);

export const sealRecoveryCode = (code: string, newKeys: VaultKeys): string =>
  sealWith(newKeys, Buffer.from(code, 'latin1'), RECOVERY_CODE);
export const openRecoveryCode = (sealed: string, newKeys: VaultKeys): string =>
  openWith(newKeys, sealed, RECOVERY_CODE).toString('latin1');

function sealWith(keys: VaultKeys, bytes: Uint8Array, binding: Uint8Array): string {
  const key = hkdf(keys.for('header'), Buffer.from(keys.vaultId, 'utf8'), INFO);
  try {
    return seal(key, bytes, binding).toString('base64');
  } finally {
    wipe(key);
  }
}

function openWith(keys: VaultKeys, sealed: string, binding: Uint8Array): Buffer {
  const key = hkdf(keys.for('header'), Buffer.from(keys.vaultId, 'utf8'), INFO);
  try {
    const bytes = open(key, Buffer.from(sealed, 'base64'), binding);
    // The header's MAC was right, so this is not damage on the way.
    if (bytes === null) throw new VaultError('vault-damaged', 'The key rotation in the vault header does not open.');
    return bytes;
  } finally {
    wipe(key);
  }
}
