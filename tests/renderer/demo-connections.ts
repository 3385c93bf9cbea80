import type { ConnectionState } from '#shared/contract/connections.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import type { Connection, SyncOutcome } from '#shared/domain/remote-key.ts';
import { nextId, type Vault } from './demo-data.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type FakeConnection = { -readonly [Field in keyof ConnectionState]: ConnectionState[Field] };

/** A connection that nothing was said of but its provider and name. */
export function blankConnection(provider: string, name: string): FakeConnection {
  const connection: Connection = {
    id: nextId<ConnectionId>(),
    provider,
    name,
    baseUrl: null,
    dashboardUrl: null,
    plan: null,
    parameters: {},
    hasCredential: false,
    projectId: null,
    environments: [],
    syncEveryMs: null,
    chosenWay: null,
    lastSync: null,
    snapshotAt: null,
    remoteKeyCount: 0,
    driftCount: 0,
  };
  return { connection, way: 'dashboard', running: null, nextSyncAt: null, dashboardOpen: false };
}

export function outcome(startedAt: number, change: Partial<SyncOutcome> = {}): SyncOutcome {
  return {
    startedAt,
    finishedAt: startedAt + 4_200,
    status: 'done',
    way: 'api',
    seen: 0,
    new: 0,
    changed: 0,
    missing: 0,
    gone: 0,
    completeness: { kind: 'complete', evidence: ['Its API listed the keys to the end.'] },
    rateLimit: null,
    error: null,
    ...change,
  };
}

/** A connection in each state that a person can meet. */
export function demoConnections(vault: Vault, now: number): FakeConnection[] {
  const [storefront, mobile] = vault.projects;
  if (storefront === undefined || mobile === undefined) throw new Error('The demo has two projects.');
  const [development, staging, production] = storefront.environments;
  if (development === undefined || staging === undefined || production === undefined)
    throw new Error('The demo has three environments.');
  const make = (
    provider: string,
    name: string,
    said: Partial<Connection>,
    state: Partial<Omit<FakeConnection, 'connection'>> = {},
  ): FakeConnection => {
    const blank = blankConnection(provider, name);
    return { ...blank, connection: { ...blank.connection, ...said }, ...state };
  };
  return [
    make(
      'norrix',
      'Norrix',
      {
        dashboardUrl: 'https://norrix.example.test/keys',
        projectId: storefront.id,
        environments: [
          { remote: 'stage', environmentId: staging.id },
          { remote: '', environmentId: production.id },
        ],
        snapshotAt: now - 3 * HOUR,
        remoteKeyCount: 6,
        driftCount: 3,
        lastSync: outcome(now - 3 * HOUR, { way: 'dashboard', seen: 6, new: 1, changed: 2 }),
      },
      { dashboardOpen: true },
    ),
    make('bkend', 'bkend', {
      dashboardUrl: 'https://bkend.example.test/projects/storefront/keys',
      projectId: storefront.id,
      environments: [{ remote: '', environmentId: production.id }],
      snapshotAt: now - 12 * DAY,
      remoteKeyCount: 7,
      lastSync: outcome(now - 12 * DAY, { way: 'dashboard', seen: 7 }),
    }),
    make('nativebridge', 'NativeBridge', { plan: 'starter' }),
    make(
      'github',
      'GitHub acme',
      {
        parameters: { org: 'acme' },
        hasCredential: true,
        projectId: storefront.id,
        environments: [{ remote: '', environmentId: development.id }],
        syncEveryMs: HOUR,
        snapshotAt: now - 5 * MINUTE,
        remoteKeyCount: 42,
        driftCount: 1,
        lastSync: outcome(now - 5 * MINUTE, {
          seen: 42,
          new: 1,
          rateLimit: { limit: 5_000, remaining: 4_312, resetsAt: now + 12 * MINUTE + 20_000 },
        }),
      },
      { way: 'api', nextSyncAt: now + 55 * MINUTE },
    ),
    make(
      'datadog',
      'Datadog EU',
      {
        baseUrl: 'https://api.datadoghq.eu',
        hasCredential: true,
        projectId: mobile.id,
        syncEveryMs: 6 * HOUR,
        snapshotAt: now - 2 * DAY,
        remoteKeyCount: 18,
        lastSync: outcome(now - 40 * MINUTE, {
          status: 'failed',
          error: {
            code: 'provider-refused',
            message: 'Datadog refused the credential (403). Give the connection a new application key.',
          },
          rateLimit: { limit: 100, remaining: 4, resetsAt: now + 40_000 },
        }),
      },
      { way: 'api', nextSyncAt: now + 5 * HOUR },
    ),
    make(
      'vercel',
      'Vercel',
      {
        hasCredential: true,
        syncEveryMs: DAY,
        snapshotAt: now - 26 * HOUR,
        remoteKeyCount: 9,
        lastSync: outcome(now - 2 * HOUR, {
          status: 'failed',
          error: { code: 'provider-unreachable', message: 'api.vercel.com did not answer. Check the network.' },
        }),
      },
      { way: 'api', nextSyncAt: now + 22 * HOUR },
    ),
    make(
      'cloudflare',
      'Cloudflare',
      {
        hasCredential: true,
        snapshotAt: now - DAY,
        remoteKeyCount: 1_240,
        lastSync: outcome(now - DAY, { seen: 1_240 }),
      },
      { way: 'api', running: { page: 9, pages: 25, keys: 450 } },
    ),
    make('sendgrid', 'SendGrid', {}, { way: 'api' }),
    make('openai', 'OpenAI', { hasCredential: true }, { way: 'api' }),
  ];
}
