import { type Failed, failure, type Result } from '#shared/contract/result.ts';
import { type StorageCode, withStorageFailures } from '../database/storage-errors.ts';
import { damagedHeader, headerIsAuthentic, readHeader, type VaultHeader } from './header.ts';
import { keysOf, type VaultSession } from './session.ts';
import type { VaultKeys } from './vault-keys.ts';
import { withVaultLock } from './vault-lock.ts';
import { LOCK_WAIT_MS, type VaultPlace } from './vault-place.ts';

export type ChangeCode = 'vault-locked' | 'vault-missing' | 'vault-newer' | StorageCode;

/** Runs a change of an unlocked vault's header while nobody else changes it, on the header as it is on disk now. */
export async function withHeader<T, Code extends string>(
  place: VaultPlace,
  session: VaultSession,
  change: (header: VaultHeader, keys: VaultKeys) => Promise<Result<T, Code>>,
): Promise<Result<T, Code | ChangeCode>> {
  if (session.locked) return locked();
  return withStorageFailures(async (): Promise<Result<T, Code | ChangeCode>> => {
    const changed = await withVaultLock(place.home, LOCK_WAIT_MS, async (): Promise<Result<T, Code | ChangeCode>> => {
      if (session.locked) return locked();
      const header = await readHeader(place.home);
      if (!header.ok) return header;
      if (header.value.database !== session.databaseName || header.value.rekey !== undefined) {
        return failure(
          'rekey-in-progress',
          'Another Keyrail process rotated the vault key. Lock and unlock the vault, then try again.',
        );
      }
      if (!headerIsAuthentic(header.value, keysOf(session)))
        return damagedHeader('it was changed while the vault was open');
      return change(header.value, keysOf(session));
    });
    return changed ?? failure('vault-busy', 'Another Keyrail process is changing this vault. Try again in a moment.');
  });
}

function locked(): Failed<'vault-locked'> {
  return failure('vault-locked', 'The vault is locked. Unlock it and try again.');
}
