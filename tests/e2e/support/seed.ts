import { createEngine } from '#core/engine/engine.ts';
import { SystemKeychain } from '#core/keychain/system-keychain.ts';
import { resealEverything } from '#core/store/reseal.ts';
import { openStore } from '#core/store/store.ts';
import { createVault } from '#core/vault/create-vault.ts';
import { vaultPlace } from '#core/vault/vault-place.ts';
import type { EngineClient } from '#shared/contract/index.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { UnlockMethod } from '#shared/domain/vault.ts';
import { addManyKeys } from '../../fixtures/many-keys.ts';
import { TestPlatform } from '../../fixtures/test-platform.ts';
import { must } from '../../fixtures/test-vault.ts';
import { newHome, packageVersion } from './app.ts';

/** Made up, and long enough for the engine to take. */
export const PASSPHRASE = 'made-up harbour lantern 47 gravel';

export type Seed = {
  readonly home: string;
  readonly recoveryCode: string;
  readonly vaultId: string;
};

/** One key to put into a seeded vault. */
export type SeedKey = Omit<Parameters<EngineClient['keys']['add']>[0], 'environmentId' | 'value' | 'name'> & {
  readonly project: string;
  readonly environment: string;
  readonly name: string;
  readonly value: string;
};

/** What `fill` works with: the engine, and shorter ways to what most specs need. */
export type Filling = {
  readonly engine: EngineClient;
  /** The engine's desktop: what its dashboards show, and what its dialogs answer. */
  readonly platform: TestPlatform;
  /** Adds a key; its project is made where it is missing. */
  addKey(key: SeedKey): Promise<KeyId>;
  /** From now on the engine takes it for this time (milliseconds since 1970); at first it is the real one. */
  setClock(at: number): void;
};

/**
 * A vault in a data directory of its own, made by the real engine with its real key derivation, then locked.
 *
 * @param options.unlock how it opens; by default with `PASSPHRASE`, so that a spec needs no keychain
 */
export async function seedVault(
  fill: (filling: Filling) => Promise<void> = async () => undefined,
  options: { unlock?: UnlockMethod; home?: string } = {},
): Promise<Seed> {
  const home = options.home ?? newHome();
  const unlock = options.unlock ?? 'passphrase';
  let now = Date.now;
  const platform = new TestPlatform();
  const engine = createEngine({
    home,
    now: () => now(),
    platform,
    by: 'window',
    version: packageVersion(),
    runtime: 'chromium',
    features: { tray: false, notifications: false, globalShortcut: false, screenLockEvents: false },
  });
  try {
    const made = must(
      await engine.client.vault.create({ unlock, ...(unlock === 'keychain' ? {} : { passphrase: PASSPHRASE }) }),
    );
    await fill({
      engine: engine.client,
      platform,
      addKey: (key) => addKey(engine.client, key),
      setClock: (at) => {
        now = () => at;
      },
    });
    return { home, recoveryCode: made.recoveryCode, vaultId: made.vaultId };
  } finally {
    await engine.close();
  }
}

/** A vault that opens with `PASSPHRASE` and holds the made-up keys of `addManyKeys`. */
export async function seedManyKeys(count: number, keysPerProject: number): Promise<Seed> {
  const home = newHome();
  const place = vaultPlace({ home, keychain: new SystemKeychain(), reseal: resealEverything });
  const { session, recoveryCode } = must(await createVault(place, { unlock: 'passphrase', passphrase: PASSPHRASE }));
  addManyKeys(openStore(session, { by: 'window', now: Date.now }), count, keysPerProject);
  const { vaultId } = session;
  session.lock();
  return { home, recoveryCode, vaultId };
}

async function addKey(engine: EngineClient, { project, environment, ...key }: SeedKey): Promise<KeyId> {
  const { projects } = must(await engine.projects.list({}));
  const place =
    projects.find(({ name }) => name === project) ?? must(await engine.projects.create({ name: project })).project;
  const target = place.environments.find(({ name }) => name === environment);
  if (target === undefined) throw new Error(`${project} has no environment ${environment}.`);
  const added = await engine.keys.add({
    ...key,
    environmentId: target.id,
    value: { from: 'text', text: key.value },
  });
  return must(added).keyId;
}
