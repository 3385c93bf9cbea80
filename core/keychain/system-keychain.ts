import { createRequire } from 'node:module';
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
const TOO_LATE = Symbol('too late');

/** The operating system's keychain. Loaded when first used. */
export class SystemKeychain implements Keychain {
  get(account: string): Promise<Result<string | null, KeychainCode>> {
    return this.#ask(account, (entry) => entry.getPassword());
  }

  set(account: string, secret: string): Promise<Result<void, KeychainCode>> {
    return this.#ask(account, (entry) => entry.setPassword(secret));
  }

  delete(account: string): Promise<Result<boolean, KeychainCode>> {
    return this.#ask(account, (entry) => entry.deletePassword());
  }

  async #ask<T>(account: string, question: (entry: KeychainEntry) => Promise<T>): Promise<Result<T, KeychainCode>> {
    let entry: KeychainEntry;
    try {
      const { AsyncEntry } = await loadLibrary();
      entry = new AsyncEntry(KEYCHAIN_SERVICE, account, STORE);
    } catch {
      return failure('keychain-unavailable', unavailableMessage());
    }
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<typeof TOO_LATE>((resolve) => {
      timer = setTimeout(resolve, ANSWER_WITHIN_MS, TOO_LATE);
    });
    try {
      // Without the library's signal, which stops only a question that was not yet asked.
      const answer = await Promise.race([question(entry), tooLate]);
      return answer === TOO_LATE ? failure('keychain-unavailable', unavailableMessage()) : success(answer);
    } catch (error) {
      // The library has one code for every failure, and its texts differ by platform, so this cannot say more.
      return error instanceof Error
        ? failure('keychain-refused', refusedMessage())
        : failure('keychain-unavailable', unavailableMessage());
    } finally {
      clearTimeout(timer);
    }
  }
}

type Library = typeof import('@napi-rs/keyring');

/**
 * The library, or on the usual Linux the native module that it consists of: on the way to it, the library reads a script of the
 * system to tell which C library runs, and looks for two files that are not there, which is 2 ms of each `keyrail get`.
 */
async function loadLibrary(): Promise<Library> {
  if (process.platform === 'linux') {
    try {
      return createRequire(import.meta.url)(`@napi-rs/keyring-linux-${process.arch}-gnu`) as Library;
    } catch {
      // Another C library, or installed elsewhere.
    }
  }
  return import('@napi-rs/keyring');
}

type KeychainEntry = InstanceType<Library['AsyncEntry']>;

function unavailableMessage(): string {
  return process.platform === 'linux'
    ? 'No keychain answers in this session. Start a Secret Service (gnome-keyring, KWallet or KeePassXC) or open the vault another way.'
    : 'The keychain does not answer. Log in to your session again, or open the vault another way.';
}

function refusedMessage(): string {
  return 'The keychain refused access. Unlock it and allow Keyrail to use it, or open the vault another way.';
}
