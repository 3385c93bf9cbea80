import process from 'node:process';
import { SystemKeychain } from '#core/keychain/system-keychain.ts';
import { runtime } from './app.ts';

/** Why the specs that need a keychain do not run here; null where they do. */
export function noKeychainBecause(): string | null {
  if (process.platform !== 'linux' && !process.env['CI']) {
    return "outside Linux they would use your own login's keychain; CI machines run them";
  }
  // macOS asks a person before one program reads what another has put there, and nobody is at the machine.
  if (process.platform === 'darwin' && runtime() === 'electron')
    return 'macOS would ask whether Electron may read the entry';
  return null;
}

/** Takes a vault's entry out of the keychain, as a person or another program may. */
export async function forgetKeychainEntry(vaultId: string): Promise<void> {
  const forgotten = await new SystemKeychain().delete(vaultId);
  if (!forgotten.ok) throw new Error(forgotten.error.message);
}
