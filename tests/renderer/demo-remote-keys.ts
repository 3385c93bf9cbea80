import type { RemoteKeyId } from '#shared/domain/ids.ts';
import type { DatedFact } from '#shared/domain/instant.ts';
import type { RemoteKey } from '#shared/domain/remote-key.ts';
import { remoteKeyWith } from '../fixtures/remote-key.ts';
import type { FakeConnection } from './demo-connections.ts';
import { type FakeKey, nextId, prefixOf } from './demo-data.ts';

const DAY = 86_400_000;

export type FakeRemoteKey = { -readonly [Field in keyof RemoteKey]: RemoteKey[Field] };

function blank({ connection }: FakeConnection, name: string, now: number): FakeRemoteKey {
  return remoteKeyWith({
    id: nextId<RemoteKeyId>(),
    connectionId: connection.id,
    name,
    statusText: 'Active',
    firstSeenAt: now - 60 * DAY,
    lastSeenAt: connection.snapshotAt ?? now,
  });
}

const day = (at: number): DatedFact => ({
  at: (Math.floor(at / DAY) + 1) * DAY - 1,
  origin: 'reported',
  precision: 'day',
});
const instant = (at: number): DatedFact => ({ at, origin: 'reported', precision: 'instant' });

function matchedTo(key: FakeKey, confidence = 0.9): NonNullable<RemoteKey['match']> {
  const prefix = prefixOf(key.versions[0]?.value ?? '');
  return { keyId: key.id, confidence, reason: 'prefix', detail: `the same visible start, ${prefix}` };
}

/** What the last sync of a connection saw: of Norrix a key in each state, of the others what the vault has of them. */
export function demoRemoteKeys(state: FakeConnection, keys: readonly FakeKey[], now: number): FakeRemoteKey[] {
  const { provider, snapshotAt, remoteKeyCount } = state.connection;
  if (snapshotAt === null) return [];
  if (provider === 'cloudflare') return many(state, remoteKeyCount, now);
  const own = keys.filter((key) => key.provider === provider && key.deletedAt === null);
  if (provider !== 'norrix') {
    return own.map((key) => ({
      ...blank(state, key.name.toLowerCase().replaceAll('_', '-'), now),
      prefix: prefixOf(key.versions[0]?.value ?? ''),
      match: matchedTo(key),
    }));
  }
  const [development, staging, production, deployStaging, deployProduction] = own;
  if (!development || !staging || !production || !deployStaging || !deployProduction)
    throw new Error('The demo has five keys of Norrix.');
  const seen = (key: FakeKey, name: string, part: Partial<FakeRemoteKey>): FakeRemoteKey => ({
    ...blank(state, name, now),
    prefix: prefixOf(key.versions[0]?.value ?? ''),
    kind: 'token',
    scopes: [...key.scopes],
    created: instant(key.addedAt),
    createdBy: 'dana@example.test',
    match: matchedTo(key),
    ...part,
  });
  return [
    seen(staging, 'Web shop, staging', {
      scopes: ['build', 'submit', 'update'],
      expires: day(now + 9 * DAY),
      lastUsed: instant(now - 2 * 3_600_000),
      description: 'Used by the deploy bot.',
      environment: 'stage',
    }),
    seen(development, 'Web shop, development', {
      expires: day(now + 20 * DAY),
      lastUsed: instant(now - 30 * 60_000),
    }),
    seen(deployStaging, 'Deploys, staging', {
      status: 'revoked',
      statusText: 'Revoked',
      neverExpires: true,
      lastUsed: instant(now - 5 * DAY),
    }),
    seen(deployProduction, 'Deploys, live', {
      status: 'revoked',
      statusText: 'Revoked',
      match: { keyId: deployProduction.id, confidence: 0.55, reason: 'name', detail: 'the same name in production' },
    }),
    {
      ...blank(state, 'Old CI runner', now),
      prefix: 'nrx_Zt81kQ0w',
      scopes: ['build', 'submit', 'update', 'admin'],
      created: day(now - 400 * DAY),
      createdBy: 'sam@example.test',
      lastUsed: instant(now - 94 * DAY),
      neverExpires: true,
      environment: 'stage',
    },
    {
      ...blank(state, 'release bot', now),
      prefix: 'nrx_8dPq20Lm',
      scopes: ['update'],
      created: day(now - 12 * DAY),
      createdBy: 'dana@example.test',
      neverUsed: true,
      unreadDates: { expires: 'end of Q1' },
    },
    {
      ...blank(state, 'Sandbox', now),
      prefix: 'nrx_00000000',
      status: 'unknown',
      statusText: '',
      ignored: true,
    },
    seen(production, 'Web shop, live', {
      expires: day(now + 61 * DAY),
      missingAt: now - 3 * DAY,
      goneAt: now - 2 * DAY,
      absence: [3, 2].map((days) => ({
        at: now - days * DAY,
        way: 'dashboard',
        evidence: 'It says “1–6 of 6”, and as many were read.',
      })),
      lastSeenAt: now - 2 * DAY,
    }),
  ];
}

function many(state: FakeConnection, count: number, now: number): FakeRemoteKey[] {
  return Array.from({ length: count }, (_, index) => ({
    ...blank(state, `worker-${index}`, now),
    prefix: `cf_${(index * 2_654_435_761).toString(36).slice(0, 8)}`,
    origin: 'api' as const,
    scopes: index % 3 === 0 ? ['zone:read', 'dns:edit'] : ['workers:edit'],
    created: day(now - (index % 900) * DAY),
    createdBy: index % 2 === 0 ? 'dana@example.test' : 'sam@example.test',
    lastUsed: index % 7 === 0 ? null : instant(now - (index % 50) * 3_600_000),
    ignored: index % 2 === 1,
  }));
}
