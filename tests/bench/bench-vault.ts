import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Keychain } from '#core/keychain/keychain.ts';
import { MemoryKeychain } from '#core/keychain/memory-keychain.ts';
import { SystemKeychain } from '#core/keychain/system-keychain.ts';
import { resealEverything } from '#core/store/reseal.ts';
import { openStore, type Store } from '#core/store/store.ts';
import { createVault } from '#core/vault/create-vault.ts';
import { unlockVault } from '#core/vault/unlock-vault.ts';
import { vaultPlace } from '#core/vault/vault-place.ts';
import { addManyKeys } from '../fixtures/many-keys.ts';

/** A vault on disk, locked, with the made-up keys of `addManyKeys`, opened by its keychain slot. */
export type BenchVault = {
  readonly home: string;
  readonly keychain: Keychain;
  /** Takes its entry out of the keychain. */
  readonly forget: () => Promise<void>;
};

/**
 * @param folder where its data directory goes
 * @param options.keychain `system`: other processes open it; `memory`: only this one does
 * @param options.withKeys gets the unlocked vault once it has its keys
 */
export async function createBenchVault(
  folder: string,
  options: {
    keychain: 'system' | 'memory';
    keys: number;
    keysPerProject?: number;
    withKeys?: (store: Store) => void;
  },
): Promise<BenchVault> {
  const home = mkdtempSync(join(folder, 'vault-'));
  const keychain = options.keychain === 'system' ? new SystemKeychain() : new MemoryKeychain();
  const created = await createVault(vaultPlace({ home, keychain, reseal: resealEverything }), { unlock: 'keychain' });
  if (!created.ok) throw new Error(created.error.message);
  const { session } = created.value;
  const store = openStore(session, { by: 'window', now: Date.now });
  addManyKeys(store, options.keys, options.keysPerProject);
  options.withKeys?.(store);
  session.lock();
  return {
    home,
    keychain,
    forget: async () => {
      await keychain.delete(session.vaultId);
    },
  };
}

/** A vault on disk that this process has open, by a keychain of its own. */
export async function openBenchVault(
  folder: string,
  withKeys: (store: Store) => void,
): Promise<{ readonly store: Store; readonly close: () => void }> {
  const { home, keychain } = await createBenchVault(folder, { keychain: 'memory', keys: 0, withKeys });
  return unlockBenchVault(home, keychain);
}

export async function unlockBenchVault(
  home: string,
  keychain: Keychain,
): Promise<{ readonly store: Store; readonly close: () => void }> {
  const unlocked = await unlockVault(vaultPlace({ home, keychain, reseal: resealEverything }), { kind: 'keychain' });
  if (!unlocked.ok) throw new Error(unlocked.error.message);
  const { session } = unlocked.value;
  return { store: openStore(session, { by: 'window', now: Date.now }), close: () => session.lock() };
}
