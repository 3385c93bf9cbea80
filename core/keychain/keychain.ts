import type { Result } from '#shared/contract/result.ts';

export type KeychainCode = 'keychain-unavailable' | 'keychain-refused';

/**
 * The operating system's store for secrets of a person's session. Entries belong to the service "Keyrail".
 *
 * `keychain-unavailable`: there is none, or it does not answer. `keychain-refused`: it answered, and said no.
 */
export type Keychain = {
  /** The entry's text, or null where there is none. */
  get(account: string): Promise<Result<string | null, KeychainCode>>;
  set(account: string, secret: string): Promise<Result<void, KeychainCode>>;
  /** True where there was an entry. */
  delete(account: string): Promise<Result<boolean, KeychainCode>>;
};

export const KEYCHAIN_SERVICE = 'Keyrail';
