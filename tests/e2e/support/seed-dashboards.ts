import type { Page } from 'playwright-core';
import type { Dashboard } from '../../simulators/frame/dashboard.ts';
import type { Simulator } from '../../simulators/frame/server.ts';
import { startBkend } from '../../simulators/seeds/bkend.ts';
import { startNativeBridge } from '../../simulators/seeds/nativebridge.ts';
import { startNativeMessage } from '../../simulators/seeds/nativemessage.ts';
import { startNorrix } from '../../simulators/seeds/norrix.ts';
import { startSdkKey } from '../../simulators/seeds/sdkkey.ts';

/** One of the five providers that are read from their dashboards, with what a spec does there. */
export type SeedDashboard = {
  readonly simulator: Simulator<{ readonly dashboard: Dashboard }>;
  /** Its name in the catalogue. */
  readonly provider: string;
  readonly dashboardUrl: string;
  /** How many keys the whole list has. */
  readonly keyCount: number;
  /** Names of keys that are in the list, from its start and its end. */
  readonly listed: readonly string[];
  /** Names on the same page that are no keys. */
  readonly notListed: readonly string[];
  /** What the list's columns are taken for without a correction, by their titles. */
  readonly columns: Readonly<Record<string, string>>;
  /** Where the page shows a part of the list only: goes on to the next part as a person does; it is then added. */
  readonly nextPart?: (dashboard: Page) => Promise<void>;
  /** The key that the vault has as well. */
  readonly known: {
    /** What the provider calls it, and what the vault does. */
    readonly remote: string;
    readonly name: string;
    readonly value: string;
    /** Why the two are taken for the same. */
    readonly match: RegExp;
  };
  /** Changes the known key at the provider's side. */
  readonly change: () => ProviderChange;
  /** A key that only the provider knows. */
  readonly unknown: { readonly remote: string; readonly value: string };
  /** Makes one more key at the provider's side. */
  readonly add: (name: string) => void;
};

type ProviderChange = {
  /** Whether it is simply not listed any more, which the page does not prove. */
  readonly isMissing?: true;
  /** The drift that it is, and the main action that settles it. */
  readonly drift: string;
  readonly action: string;
  /** The key's new value, where there is one. */
  readonly value?: string;
  /** How the vault calls the key's state afterwards. */
  readonly statusHere: string;
};

export const SEED_IDS = ['nativebridge', 'norrix', 'nativemessage', 'sdkkey', 'bkend'] as const;
export type SeedId = (typeof SEED_IDS)[number];

/** Starts a seed's simulator with the keys that its specs need. */
export const SEED_DASHBOARDS: Readonly<Record<SeedId, () => Promise<SeedDashboard>>> = {
  nativebridge: async () => {
    const simulator = await startNativeBridge();
    const { state } = simulator;
    const known = the(state.keys, 'GitHub Actions');
    return {
      simulator,
      provider: 'NativeBridge',
      dashboardUrl: `${simulator.url}/dashboard/api-keys`,
      keyCount: 3,
      listed: ['GitHub Actions', 'Production'],
      notListed: [],
      columns: { Name: 'Name', Created: 'Created', 'Last Used': 'Last used' },
      // The list shows no part of a value: the name is all there is.
      known: {
        remote: known.name,
        name: 'GITHUB_ACTIONS',
        value: known.value,
        match: /the same name in the environment/,
      },
      change: () => ({
        drift: 'Another value there',
        action: 'Set new value…',
        value: state.regenerate(known.id)?.value ?? '',
        statusHere: 'Active',
      }),
      unknown: { remote: 'Production', value: the(state.keys, 'Production').value },
      add: (name) => state.create(name),
    };
  },

  norrix: async () => {
    const simulator = await startNorrix();
    const { state } = simulator;
    state.fill(12);
    const known = the(state.keys, 'GitHub Actions');
    return {
      simulator,
      provider: 'Norrix',
      dashboardUrl: `${simulator.url}/dashboard/settings/api-keys`,
      keyCount: 16,
      listed: ['pipeline-12', 'Old laptop'],
      notListed: [],
      columns: { 'Key prefix': 'Visible part', Expiration: 'Expires', 'Created by': 'Created by', Status: 'Status' },
      nextPart: async (dashboard) => {
        await dashboard.getByRole('link', { name: 'Next' }).click();
        await dashboard.getByRole('cell', { name: 'Old laptop' }).waitFor();
      },
      known: {
        remote: known.name,
        name: 'NORRIX_API_KEY',
        value: known.value,
        match: /the same visible start, nrx_/,
      },
      change: () => {
        state.revoke(known.id);
        return { drift: 'Revoked at the provider', action: 'Mark revoked', statusHere: 'Revoked' };
      },
      unknown: { remote: 'OTA deploys', value: the(state.keys, 'OTA deploys').value },
      add: (name) => state.create(name),
    };
  },

  nativemessage: async () => {
    const simulator = await startNativeMessage();
    const { state } = simulator;
    state.fill(22);
    const known = the(state.keys, 'billing');
    return {
      simulator,
      provider: 'NativeMessage',
      dashboardUrl: `${simulator.url}/settings/api-keys`,
      keyCount: 25,
      listed: ['billing', 'worker 22'],
      notListed: [],
      columns: { Name: 'Name', 'Created by': 'Created by' },
      // Scrolling to the button presses it.
      nextPart: async (dashboard) => {
        await dashboard.mouse.move(200, 200);
        await dashboard.mouse.wheel(0, 5_000);
        await dashboard.getByRole('cell', { name: 'worker 22' }).waitFor();
      },
      known: {
        remote: known.name,
        name: 'BILLING',
        value: known.value,
        // The vault shows no more of such a value than what all of them start with.
        match: /the same name in the environment/,
      },
      change: () => {
        state.revoke(known.id);
        return { isMissing: true, drift: 'Gone at the provider', action: 'Mark revoked', statusHere: 'Revoked' };
      },
      unknown: { remote: 'alerts', value: the(state.keys, 'alerts').value },
      add: (name) => state.create(name),
    };
  },

  sdkkey: async () => {
    const simulator = await startSdkKey();
    const { state } = simulator;
    const keys = state.keysOf('6666') ?? [];
    const known = the(keys, 'server_prod');
    return {
      simulator,
      provider: 'SDK&Key',
      dashboardUrl: `${simulator.url}/projects/6666/settings/sdk-key`,
      keyCount: 4,
      listed: ['server_staging', 'http_batch'],
      notListed: ['Android', 'go'],
      columns: { Name: 'Name', Status: 'Status', Token: 'Visible part', Description: 'Description' },
      known: {
        remote: known.name,
        name: 'EXPERIMENTS_SDK_KEY',
        value: known.token,
        match: /the same visible start and end/,
      },
      change: () => {
        state.deactivate('6666', known.id);
        return { drift: 'Deactivated there', action: 'Mark deactivated', statusHere: 'Deactivated' };
      },
      unknown: { remote: 'server_staging', value: the(keys, 'server_staging').token },
      add: (name) => state.create('6666', name),
    };
  },

  bkend: async () => {
    const simulator = await startBkend();
    const { state } = simulator;
    const [known] = state.keysOf('prod', 'secret');
    if (known === undefined) throw new Error('bkend has a secret key in prod.');
    return {
      simulator,
      provider: 'bkend',
      dashboardUrl: `${simulator.url}/project/api-keys?environment=prod`,
      keyCount: 3,
      listed: ['web', 'ios', 'server-key'],
      // Of another environment.
      notListed: ['my-app-key'],
      columns: {},
      known: {
        remote: known.name,
        name: 'BKEND_SECRET_KEY',
        value: known.value,
        match: /the same visible start and end, sk_/,
      },
      change: () => {
        state.delete(known.id, known.name);
        return { isMissing: true, drift: 'Gone at the provider', action: 'Mark revoked', statusHere: 'Revoked' };
      },
      unknown: { remote: 'web', value: the(state.keysOf('prod', 'publishable'), 'web').value },
      add: (name) => state.create('prod', 'secret', name),
    };
  },
};

function the<K extends { readonly name: string }>(keys: readonly K[], name: string): K {
  const key = keys.find((candidate) => candidate.name === name);
  if (key === undefined) throw new Error(`There is no key ${name}.`);
  return key;
}
