import { failure, type Result, success } from '#shared/contract/result.ts';
import { KEYCHAIN_SERVICE, type Keychain, type KeychainCode } from './keychain.ts';

/**
 * On Linux only the Secret Service (GNOME Keyring, KWallet, KeePassXC). Left to itself the library falls back to the
 * kernel's keyring, which forgets everything when the machine restarts: a vault's only key must not live there. The
 * library's keytar interface cannot say so, which is why the entry class beneath it is used.
 */
const STORE = { linux: { store: 'secret-service' } } as const;

/** The keychain that asks a person to unlock it waits for that person, but not for ever. */
const ANSWER_WITHIN_MS = 120_000;

/** The operating system's keychain. Loaded when first used. */
export class SystemKeychain implements Keychain {
  get(account: string): Promise<Result<string | null, KeychainCode>> {
    return this.#ask(account, (entry, signal) => entry.getPassword(signal));
  }

  set(account: string, secret: string): Promise<Result<void, KeychainCode>> {
    return this.#ask(account, (entry, signal) => entry.setPassword(secret, signal));
  }

  delete(account: string): Promise<Result<boolean, KeychainCode>> {
    return this.#ask(account, (entry, signal) => entry.deletePassword(signal));
  }

  async #ask<T>(
    account: string,
    question: (entry: KeychainEntry, signal: AbortSignal) => Promise<T>,
  ): Promise<Result<T, KeychainCode>> {
    let entry: KeychainEntry;
    try {
      const { AsyncEntry } = await import('@napi-rs/keyring');
      entry = new AsyncEntry(KEYCHAIN_SERVICE, account, STORE);
    } catch {
      return failure('keychain-unavailable', unavailableMessage());
    }
    const timer = new AbortController();
    const timeout = setTimeout(() => timer.abort(), ANSWER_WITHIN_MS);
    try {
      return success(await question(entry, timer.signal));
    } catch (error) {
      // The library has one code for every failure, and its texts differ by platform, so this cannot say more.
      return timer.signal.aborted || !(error instanceof Error)
        ? failure('keychain-unavailable', unavailableMessage())
        : failure('keychain-refused', refusedMessage());
    } finally {
      clearTimeout(timeout);
    }
  }
}

type KeychainEntry = InstanceType<typeof import('@napi-rs/keyring')['AsyncEntry']>;

function unavailableMessage(): string {
  return process.platform === 'linux'
    ? 'No keychain answers in this session. Start a Secret Service (gnome-keyring, KWallet or KeePassXC) or open the vault another way.'
    : 'The keychain does not answer. Log in to your session again, or open the vault another way.';
}

function refusedMessage(): string {
  return 'The keychain refused access. Unlock it and allow Keyrail to use it, or open the vault another way.';
}
