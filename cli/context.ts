import { type KdfPolicy, STANDARD_KDF } from '#core/crypto/passphrase.ts';
import { keyrailHome } from '#core/home.ts';
import { createOutput, type Output } from './output.ts';

/** What a command works with besides its arguments. */
export type Context = {
  /** The environment without `KEYRAIL_PASSPHRASE`. */
  readonly env: NodeJS.ProcessEnv;
  /** What `KEYRAIL_PASSPHRASE` held; null where it was not set or empty. */
  readonly passphrase: string | null;
  /** The data directory. */
  readonly home: string;
  readonly directory: string;
  readonly output: Output;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** How a passphrase is stretched: tests have a cheaper way. */
  readonly kdf: KdfPolicy;
};

/** Takes the passphrase out of the process's environment at once, so that no child can get it. */
export function createContext(): Context {
  const passphrase = process.env['KEYRAIL_PASSPHRASE'] ?? '';
  delete process.env['KEYRAIL_PASSPHRASE'];
  return {
    env: process.env,
    passphrase: passphrase === '' ? null : passphrase,
    // Asked for when it is needed: where the folder was deleted, what has no use for it goes on.
    get home() {
      return keyrailHome(process.env, process.platform);
    },
    get directory() {
      return process.cwd();
    },
    output: createOutput(process.env),
    now: Date.now,
    kdf: STANDARD_KDF,
  };
}
