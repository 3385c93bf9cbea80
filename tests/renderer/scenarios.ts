import { bigCi, demoCi } from './demo-ci.ts';
import { demoConnections } from './demo-connections.ts';
import { bigVault, demoVault, emptyVault } from './demo-data.ts';
import { demoReminders } from './demo-reminders.ts';
import { demoRotations } from './demo-rotations.ts';
import type { FakeOptions } from './fake-engine.ts';

/** The states of the engine that screens are shown in, by name. */
export function scenario(name: string, now: number): FakeOptions {
  switch (name) {
    case 'demo':
      return { vault: demoVault(now) };
    case 'providers': {
      const vault = demoVault(now);
      return { vault, connections: demoConnections(vault, now) };
    }
    case 'inventory': {
      const vault = demoVault(now);
      // Two sides can only disagree on an end that a person typed.
      for (const key of vault.keys.values())
        if (key.provider === 'norrix' && key.expires !== null) key.expires = { ...key.expires, origin: 'typed' };
      return { vault, connections: demoConnections(vault, now) };
    }
    case 'inventory-10000': {
      const vault = demoVault(now);
      const connections = demoConnections(vault, now);
      for (const state of connections) {
        if (state.connection.provider !== 'cloudflare') continue;
        state.running = null;
        state.connection = { ...state.connection, remoteKeyCount: 10_000 };
      }
      return { vault, connections };
    }
    case 'inventory-broken': {
      const vault = demoVault(now);
      return { vault, connections: demoConnections(vault, now), broken: ['remoteKeys.list'] };
    }
    case 'providers-broken':
      return { vault: demoVault(now), broken: ['connections.list', 'providers.list', 'providers.get'] };
    case 'ci': {
      const vault = demoVault(now);
      return { vault, ci: demoCi(vault, now) };
    }
    case 'rotations': {
      const vault = demoVault(now);
      // One of each strategy by its real definition.
      for (const key of vault.keys.values()) {
        if (key.provider === 'sdk-key') key.provider = 'sdkkey';
        if (key.name === 'MAPS_TOKEN') Object.assign(key, { provider: 'cloudflare', kind: 'token' });
        if (key.name === 'WAREHOUSE_LOGIN') key.provider = null;
        if (key.name === 'PUSH_KEY') key.provider = 'nativebridge';
        if (key.name === 'EXPERIMENT_BATCH_TOKEN') key.provider = 'gitlab';
      }
      return { vault, ci: demoCi(vault, now), rotations: demoRotations(vault, now) };
    }
    case 'rotations-broken':
      return {
        vault: demoVault(now),
        broken: ['rotations.plan', 'rotations.list', 'rotations.campaigns', 'rotations.planCampaign'],
      };
    case 'ci-disk-full': {
      const vault = demoVault(now);
      return { vault, ci: { ...demoCi(vault, now), diskIsFull: true } };
    }
    case 'ci-good': {
      const vault = demoVault(now);
      const { targets, placements } = demoCi(vault, now);
      const shop = targets.slice(0, 1);
      const there = placements.filter(({ targetId }) => shop.some(({ target }) => target.id === targetId));
      for (const placement of there) {
        placement.fixed = null;
        placement.placedVersionId = vault.keys.get(placement.keyId)?.versions[0]?.id ?? null;
      }
      return { vault, ci: { targets: shop, placements: there, receipts: [] } };
    }
    case 'ci-10000': {
      const vault = bigVault(10_000, 500, now);
      return { vault, ci: bigCi(vault, 10_000, now) };
    }
    case 'inbox': {
      const vault = demoVault(now);
      return {
        vault,
        // Of a thousand keys of one connection nothing else would be seen.
        connections: demoConnections(vault, now).filter(({ connection }) => connection.provider !== 'cloudflare'),
        ci: demoCi(vault, now),
        reminders: demoReminders(vault, now),
      };
    }
    case 'inbox-good': {
      const vault = demoVault(now);
      for (const key of vault.keys.values()) if (key.kind !== 'publishable') vault.keys.delete(key.id);
      return { vault };
    }
    case 'inbox-10000':
      return { vault: bigVault(10_000, 500, now) };
    case 'inbox-broken':
      return { vault: demoVault(now), broken: ['reminders.list', 'policies.get', 'policies.list'] };
    case 'ci-broken':
      return {
        vault: demoVault(now),
        broken: ['ciTargets.list', 'ciTargets.systems', 'placements.list', 'pushes.receipts'],
      };
    case 'empty':
      return { vault: emptyVault() };
    case 'first-run':
      return { state: 'none' };
    case 'first-run-no-keychain':
      return { state: 'none', keychain: 'unavailable', message: 'No Secret Service answers on the session bus.' };
    case 'locked-passphrase':
      return { vault: demoVault(now), state: 'locked', slots: ['keychain+passphrase', 'recovery'] };
    case 'locked-keychain-gone':
      return {
        vault: demoVault(now),
        state: 'locked',
        slots: ['keychain', 'passphrase', 'recovery'],
        keychain: 'unavailable',
      };
    case 'interrupted-rekey':
      return {
        vault: demoVault(now),
        state: 'locked',
        slots: ['passphrase', 'recovery'],
        newRecoveryCode: 'NEW0-MADE-0PRE-C0VE-RYC0-DET3-ST12',
      };
    case 'damaged':
      return {
        state: 'damaged',
        message: 'The header’s seal does not fit: vault.json was changed or cut short. Nothing was written.',
      };
    case 'newer':
      return {
        state: 'newer',
        message:
          'This vault was opened by Keyrail 3.0 and has a newer format. Update Keyrail; the vault was left untouched.',
      };
    case 'engine-gone':
      return { vault: demoVault(now), broken: ['vault.status', 'app.info'] };
    case 'timeline-empty': {
      const vault = demoVault(now);
      vault.keys.clear();
      return { vault };
    }
    case 'timeline-broken':
      return { vault: demoVault(now), broken: ['timeline.marks'] };
    case 'timeline-10000':
      return { vault: bigVault(10_000, 500, now) };
    case 'keys-10000':
      return { vault: bigVault(10_000, 10_000, now) };
    case 'keys-100000':
      return { vault: bigVault(100_000, 2_000, now) };
    default:
      throw new Error(`There is no scenario called ${name}.`);
  }
}
