import { DEFAULT_ENVIRONMENTS } from '#shared/domain/default-environments.ts';
import type { EnvironmentId, KeyId, ProjectId, VersionId } from '#shared/domain/ids.ts';
import type { DatedFact } from '#shared/domain/instant.ts';
import type { KeyKind, KeyVersion, StoredStatus } from '#shared/domain/key.ts';

const DAY = 86_400_000;

export interface FakeEnvironment {
  readonly id: EnvironmentId;
  name: string;
  colour: number;
  protected: boolean;
}

export interface FakeProject {
  readonly id: ProjectId;
  name: string;
  archivedAt: number | null;
  environments: FakeEnvironment[];
}

/** A key as the fake engine keeps it, values included: made-up ones that only look real. */
export interface FakeKey {
  readonly id: KeyId;
  environmentId: EnvironmentId;
  name: string;
  provider: string | null;
  kind: KeyKind;
  status: StoredStatus;
  consumer: string | null;
  description: string;
  notes: string;
  scopes: string[];
  tags: string[];
  created: DatedFact | null;
  expires: DatedFact | null;
  lastUsed: DatedFact | null;
  rotateEvery: string | null;
  versions: (KeyVersion & { value: string })[];
  readonly addedAt: number;
  updatedAt: number;
  archivedAt: number | null;
  deletedAt: number | null;
}

let counter = 0;

/** Ids that are the same in every run, so that screenshots are. */
export function nextId<T extends string>(): T {
  counter += 1;
  // A made-up id of the right shape stands in for every brand.
  return `00000000-0000-4000-8000-${counter.toString(16).padStart(12, '0')}` as T;
}

export interface Vault {
  projects: FakeProject[];
  keys: Map<KeyId, FakeKey>;
}

export function emptyVault(): Vault {
  return { projects: [], keys: new Map() };
}

export function makeProject(name: string): FakeProject {
  const environments = DEFAULT_ENVIRONMENTS.map((environment) => ({ ...environment, id: nextId<EnvironmentId>() }));
  return { id: nextId<ProjectId>(), name, archivedAt: null, environments };
}

export function prefixOf(value: string): string {
  return value.length < 12 ? '' : value.slice(0, Math.min(12, Math.floor(value.length / 3)));
}

interface KeyDraft {
  name: string;
  value: string;
  provider?: string | null;
  kind?: KeyKind;
  status?: StoredStatus;
  consumer?: string;
  scopes?: string[];
  tags?: string[];
  expires?: DatedFact | null;
  rotateEvery?: string;
  olderVersions?: number;
  identifier?: string;
  addedDaysAgo?: number;
  description?: string;
}

export function makeKey(environmentId: EnvironmentId, draft: KeyDraft, now: number): FakeKey {
  const addedAt = now - (draft.addedDaysAgo ?? 81) * DAY;
  const older = draft.olderVersions ?? 0;
  const versions: FakeKey['versions'] = [];
  for (let number = older + 1; number >= 1; number -= 1) {
    const state = number === older + 1 ? 'current' : number === older ? 'previous' : 'retired';
    const text = number === older + 1 ? draft.value : `${draft.value}-v${number}`;
    versions.push({
      id: nextId<VersionId>(),
      number,
      state,
      prefix: prefixOf(text),
      suffix: text.slice(-4),
      identifier: draft.identifier ?? null,
      lengthBytes: text.length,
      hasValue: state !== 'retired',
      createdAt: addedAt - (older + 1 - number) * 90 * DAY,
      retiredAt: state === 'retired' ? addedAt - 60 * DAY : null,
      value: text,
    });
  }
  return {
    id: nextId<KeyId>(),
    environmentId,
    name: draft.name,
    provider: draft.provider ?? null,
    kind: draft.kind ?? 'secret',
    status: draft.status ?? 'active',
    consumer: draft.consumer ?? null,
    description: draft.description ?? '',
    notes: '',
    scopes: draft.scopes ?? [],
    tags: draft.tags ?? [],
    created: { at: addedAt, origin: 'reported', precision: 'instant' },
    expires: draft.expires ?? null,
    lastUsed: null,
    rotateEvery: draft.rotateEvery ?? null,
    versions,
    addedAt,
    updatedAt: addedAt,
    archivedAt: null,
    deletedAt: null,
  };
}

/** The vault of the design's example, so that screens can be laid beside it. All values are made up. */
export function demoVault(now: number): Vault {
  const vault = emptyVault();
  const storefront = makeProject('storefront');
  const mobile = makeProject('mobile-app');
  const jobs = makeProject('data-jobs');
  vault.projects.push(storefront, mobile, jobs);
  const put = (project: FakeProject, environment: number, draft: KeyDraft): FakeKey => {
    const place = project.environments[environment];
    if (place === undefined) throw new Error('The demo has no such environment.');
    const key = makeKey(place.id, draft, now);
    vault.keys.set(key.id, key);
    return key;
  };
  const inDays = (days: number, origin: DatedFact['origin'] = 'reported'): DatedFact => ({
    at: (Math.floor(now / DAY) + days + 1) * DAY - 1,
    origin,
    precision: 'day',
  });
  const norrix = { provider: 'norrix', kind: 'token' as const };
  put(storefront, 0, {
    ...norrix,
    name: 'NORRIX_API_KEY',
    value: 'nrx_Ks7dF2xWmadeup0000000000000000001',
    scopes: ['build'],
    expires: inDays(83),
  });
  const staging = put(storefront, 1, {
    ...norrix,
    name: 'NORRIX_API_KEY',
    value: 'nrx_p0QmZ81amadeup0000000000000000002',
    scopes: ['build', 'submit'],
    tags: ['release', 'team-web'],
    expires: inDays(9),
    rotateEvery: 'P90D',
    olderVersions: 2,
    description: 'Builds and submits the web shop from staging.',
    consumer: 'deploy-bot',
  });
  staging.lastUsed = { at: now - 2 * 3_600_000, origin: 'reported', precision: 'instant' };
  put(storefront, 2, {
    ...norrix,
    name: 'NORRIX_API_KEY',
    value: 'nrx_77abCDefmadeup0000000000000000003',
    scopes: ['build'],
    expires: inDays(61, 'inferred'),
  });
  put(storefront, 1, {
    ...norrix,
    name: 'NORRIX_DEPLOY_KEY',
    value: 'nrx_Lm20xxTqmadeup0000000000000000004',
    scopes: ['submit', 'update'],
  });
  put(storefront, 2, {
    ...norrix,
    name: 'NORRIX_DEPLOY_KEY',
    value: 'nrx_9zRt41Bcmadeup0000000000000000005',
    scopes: ['submit', 'update'],
    status: 'revoked',
  });
  for (const [index, environment] of ['dev', 'stg', 'live'].entries()) {
    put(storefront, index, {
      name: 'BKEND_PUBLIC_KEY',
      provider: 'bkend',
      kind: 'publishable',
      value: `pk_${environment}_7Ta20fA9Xc31madeup000000000`,
    });
    put(storefront, index, {
      name: 'BKEND_SECRET_KEY',
      provider: 'bkend',
      value: `sk_${environment}_9xYz77aB04Qemadeup0000000${index}`,
      rotateEvery: 'P90D',
      addedDaysAgo: [68, 50, 96][index] ?? 68,
    });
  }
  put(storefront, 0, {
    name: 'NATIVEMESSAGE_API_KEY',
    provider: 'nativemessage',
    value: 'nmk_live_12cdefmadeup000000000000000',
  });
  put(storefront, 2, {
    name: 'NATIVEMESSAGE_API_KEY',
    provider: 'nativemessage',
    value: 'nmk_live_9a0042madeup000000000000000',
    status: 'deactivated',
  });
  for (const [index, environment] of ['default', 'staging', 'prod'].entries()) {
    put(storefront, index, {
      name: 'EXPERIMENT_TOKEN',
      provider: 'sdk-key',
      consumer: 'server',
      value: `server_${environment}_madeup0000000000000000`,
      expires: index === 0 ? null : inDays(120 - index * 16),
    });
  }
  put(storefront, 2, {
    name: 'EXPERIMENT_BATCH_TOKEN',
    provider: 'sdk-key',
    consumer: 'ci',
    value: 'http_batch_madeup000000000000000000000',
    expires: inDays(-2),
  });
  put(storefront, 2, {
    name: 'SSO_CLIENT',
    kind: 'oauth-client',
    identifier: 'storefront.apps.example.test',
    value: 'GOCSPX-madeup-client-secret-000000',
  });
  put(storefront, 1, {
    name: 'SSO_CLIENT',
    kind: 'oauth-client',
    identifier: 'storefront-staging.apps.example.test',
    value: 'GOCSPX-madeup-client-secret-000001',
  });
  put(storefront, 2, {
    name: 'SIGNING_CERTIFICATE_FOR_THE_STOREFRONT_INSTALLER_P12',
    kind: 'file',
    identifier: 'storefront-installer-2026.p12',
    value: 'MIIKmadeup'.repeat(300),
    expires: inDays(204, 'inferred'),
  });
  put(mobile, 0, {
    name: 'MAPS_TOKEN',
    value: 'pk.madeup.mobile.maps.000000000000000',
    kind: 'publishable',
    provider: 'mapbox',
  });
  put(mobile, 2, {
    name: 'PUSH_KEY',
    value: 'push-madeup-000000000000000000000000',
    kind: 'key-pair',
    identifier: 'ABC123DEFG',
    expires: inDays(21, 'typed'),
  });
  put(mobile, 2, { name: 'BKEND_SECRET_KEY', provider: 'bkend', value: 'sk_live_9xYz77aB04Qemadeup00000002' });
  put(jobs, 2, {
    name: 'WAREHOUSE_LOGIN',
    kind: 'username-password',
    identifier: 'reporting',
    value: 'madeup-password-000000000000',
    rotateEvery: 'P6M',
    addedDaysAgo: 30,
  });
  const archived = put(jobs, 0, { name: 'OLD_QUEUE_TOKEN', value: 'queue-madeup-0000000000000000000' });
  archived.archivedAt = now - 40 * DAY;
  const deleted = put(jobs, 0, { name: 'TRIAL_API_KEY', value: 'trial-madeup-0000000000000000000' });
  deleted.deletedAt = now - 3 * DAY;
  return vault;
}

const SERVICES = [
  'stripe',
  'github',
  'openai',
  'sendgrid',
  'twilio',
  'aws',
  'sentry',
  'slack',
  'datadog',
  'cloudflare',
  'gitlab',
  'npm',
  'vercel',
  'supabase',
  'anthropic',
  'mailgun',
];
const PARTS = [
  'API_KEY',
  'SECRET',
  'TOKEN',
  'WEBHOOK_SECRET',
  'DEPLOY_KEY',
  'CLIENT_SECRET',
  'SIGNING_KEY',
  'PUBLIC_KEY',
];
const TEAMS = [
  'billing',
  'search',
  'checkout',
  'reports',
  'mobile',
  'internal',
  'edge',
  'support',
  'catalogue',
  'ledger',
];

/** A vault with `count` made-up keys in projects of `perProject` keys each, three environments a name. */
export function bigVault(count: number, perProject: number, now: number): Vault {
  const vault = emptyVault();
  let project = makeProject('big-0');
  for (let index = 0; index < count; index += 1) {
    if (index % perProject === 0) {
      const team = TEAMS[(index / perProject) % TEAMS.length] ?? 'team';
      project = makeProject(`${team}-${Math.floor(index / perProject)}`);
      vault.projects.push(project);
    }
    const row = Math.floor(index / 3);
    const service = SERVICES[row % SERVICES.length] ?? 'stripe';
    const part = PARTS[Math.floor(row / SERVICES.length) % PARTS.length] ?? 'KEY';
    const environment = project.environments[index % 3];
    if (environment === undefined) throw new Error('A made-up project has three environments.');
    const days = (index * 37) % 700;
    const key = makeKey(
      environment.id,
      {
        name: `${service.toUpperCase()}_${part}_${row}`,
        provider: service,
        value: `${service}_${(index * 2_654_435_761).toString(36)}madeup00000000`,
        scopes: index % 4 === 0 ? ['read', 'write'] : [],
        expires:
          index % 3 === 0
            ? { at: (Math.floor(now / DAY) + days - 9) * DAY - 1, origin: 'reported', precision: 'day' }
            : null,
        status: index % 997 === 0 ? 'revoked' : 'active',
      },
      now,
    );
    vault.keys.set(key.id, key);
  }
  return vault;
}
