import { type KdfPolicy, STANDARD_KDF } from '../crypto/passphrase.ts';
import { MIGRATIONS } from '../database/migrations/index.ts';
import type { Migration } from '../database/migrations.ts';
import type { Keychain } from '../keychain/keychain.ts';
import type { VaultSession } from './session.ts';

/**
 * Seals everything anew that was sealed under the keys of `old`: values, fingerprints, the activity chain. `fresh` is
 * over a copy of the whole database under the new keys, which nobody else sees yet; a run that was cut off is started
 * again on a new copy. Reads sealed bytes with `old.open`, writes through `fresh`.
 */
export type Reseal = (old: Pick<VaultSession, 'open'>, fresh: VaultSession) => void;

/** Where a vault is and what it works with. */
export type VaultPlace = {
  readonly home: string;
  readonly keychain: Keychain;
  readonly reseal: Reseal;
  readonly kdf: KdfPolicy;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly migrations: readonly Migration[];
  /** Of this Keyrail, so that a vault is backed up before the first start of a newer one. Null: it is not noted. */
  readonly version: string | null;
};

/** A place with the product's own policy for what is not given. */
export function vaultPlace(
  given: Pick<VaultPlace, 'home' | 'keychain' | 'reseal'> &
    Partial<Pick<VaultPlace, 'kdf' | 'now' | 'migrations' | 'version'>>,
): VaultPlace {
  return { kdf: STANDARD_KDF, now: Date.now, migrations: MIGRATIONS, version: null, ...given };
}

/** How long a change of the header waits for another one. */
export const LOCK_WAIT_MS = 15_000;
