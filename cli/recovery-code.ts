import type { Output } from './output.ts';

/** Shows a recovery code, which is kept nowhere else. */
export function sayRecoveryCode(output: Output, code: string, why: string): void {
  output.say(`${why} This is the recovery code from now on:

    ${code}

Write it down and keep it away from this machine. It opens the vault when the keychain or the passphrase is lost, and it
is shown only now.`);
}
