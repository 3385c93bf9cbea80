import type { Result } from '#shared/contract/result.ts';
import { failure, success } from '#shared/contract/result.ts';
import { AEAD_KEY_BYTES } from '../crypto/aead.ts';
import { randomSecret, wipe } from '../crypto/secret-bytes.ts';
import type { Keychain, KeychainCode } from '../keychain/keychain.ts';

/**
 * A vault's keychain entry: `v1:` and the wrapping key in base64. While the vault key is rotated there are two, old first,
 * separated by a comma, so that a crash leaves either header usable.
 */
const PREFIX = 'v1:';

/** The wrapping keys; empty where there is no entry. Wipe them after use. */
export async function readKeychainKeys(
  keychain: Keychain,
  vaultId: string,
): Promise<Result<readonly Buffer[], KeychainCode>> {
  const entry = await keychain.get(vaultId);
  if (!entry.ok) return entry;
  if (entry.value === null) return success([]);
  const keys = entry.value.startsWith(PREFIX)
    ? entry.value
        .slice(PREFIX.length)
        .split(',')
        .map((text) => Buffer.from(text, 'base64'))
    : [];
  if (keys.length === 0 || keys.some((key) => key.length !== AEAD_KEY_BYTES)) {
    wipe(...keys);
    return failure(
      'keychain-refused',
      'The keychain entry of this vault was changed by something else. Open the vault with its passphrase or recovery code.',
    );
  }
  return success(keys);
}

export function writeKeychainKeys(
  keychain: Keychain,
  vaultId: string,
  keys: readonly Buffer[],
): Promise<Result<void, KeychainCode>> {
  return keychain.set(vaultId, PREFIX + keys.map((key) => key.toString('base64')).join(','));
}

/** Stores a fresh wrapping key, and reads it back: a vault must not depend on an entry that was not kept. */
export async function createKeychainKey(keychain: Keychain, vaultId: string): Promise<Result<Buffer, KeychainCode>> {
  const key = randomSecret(AEAD_KEY_BYTES);
  const stored = await storeAndCheck(keychain, vaultId, [key]);
  if (stored.ok) return success(key);
  wipe(key);
  return stored;
}

export async function storeAndCheck(
  keychain: Keychain,
  vaultId: string,
  keys: readonly Buffer[],
): Promise<Result<void, KeychainCode>> {
  const written = await writeKeychainKeys(keychain, vaultId, keys);
  if (!written.ok) return written;
  const kept = await readKeychainKeys(keychain, vaultId);
  if (!kept.ok) return kept;
  const same = kept.value.length === keys.length && kept.value.every((key, index) => keys[index]?.equals(key) === true);
  wipe(...kept.value);
  return same
    ? success()
    : failure('keychain-unavailable', 'The keychain did not keep what was stored in it. Open the vault another way.');
}
