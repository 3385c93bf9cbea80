import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Keychain, KeychainCode } from './keychain.ts';

/** A keychain that lives as long as the object: for tests, and where a program is told to use none. */
export class MemoryKeychain implements Keychain {
  readonly #entries = new Map<string, string>();
  #refusal: KeychainCode | null = null;

  /** From now on every call fails with this code; null ends it. */
  refuseWith(code: KeychainCode | null): void {
    this.#refusal = code;
  }

  async get(account: string): Promise<Result<string | null, KeychainCode>> {
    return this.#answer(() => this.#entries.get(account) ?? null);
  }

  async set(account: string, secret: string): Promise<Result<void, KeychainCode>> {
    return this.#answer(() => {
      this.#entries.set(account, secret);
    });
  }

  async delete(account: string): Promise<Result<boolean, KeychainCode>> {
    return this.#answer(() => this.#entries.delete(account));
  }

  #answer<T>(answer: () => T): Result<T, KeychainCode> {
    return this.#refusal === null
      ? success(answer())
      : failure(this.#refusal, 'This keychain was told to refuse. Open the vault another way.');
  }
}
