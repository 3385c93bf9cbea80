import { describe, expect, it } from 'vitest';
import { DRIFT_KINDS, type DriftKind, type RemoteKey } from '#shared/domain/remote-key.ts';
import { remoteKeyWith } from '../../tests/fixtures/remote-key.ts';
import { whyInClient } from './client-consumer.ts';
import { type DriftKey, type DriftRemote, driftOf, driftToken, UNUSED_AFTER_MS } from './drift.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const DAY = 86_400_000;
const endOf = (iso: string) => Date.parse(`${iso}T23:59:59.999Z`);

function remote(given: Partial<RemoteKey> = {}): RemoteKey {
  return remoteKeyWith({
    prefix: 'nrx_Ks7dF2xW',
    statusText: 'active',
    firstSeenAt: NOW - 100 * DAY,
    lastSeenAt: NOW,
    match: { keyId: 'k' as NonNullable<RemoteKey['match']>['keyId'], confidence: 0.9, reason: 'prefix', detail: '' },
    ...given,
  });
}
function key(given: Partial<DriftKey> = {}): DriftKey {
  return {
    id: 'k',
    name: 'NORRIX_API_KEY',
    projectId: 'p',
    environmentId: 'e',
    environment: 'staging',
    kind: 'secret',
    status: 'active',
    prefix: 'nrx_Ks7dF2xW',
    suffix: 'abcd',
    scopes: [],
    expires: null,
    consumer: null,
    valueSince: NOW - 50 * DAY,
    sameValueIn: [],
    ...given,
  };
}
function drift(
  one: Partial<RemoteKey>,
  other: Partial<DriftKey> = {},
  about: Partial<Omit<DriftRemote, 'remote'>> & { earlier?: DriftKey; former?: DriftKey } = {},
) {
  const { earlier = null, former = null, ...rest } = about;
  return driftOf({
    connectionId: 'c',
    remotes: [{ remote: remote(one), accepted: {}, renamedFrom: null, onlyKind: null, ...rest }],
    keys: new Map([['k', key(other)]]),
    earlierValueOf: () => earlier,
    formerValueOf: () => former,
    now: NOW,
    unusedAfterMs: UNUSED_AFTER_MS,
  });
}
const typed = (iso: string) => ({ at: endOf(iso), origin: 'typed' as const, precision: 'day' as const });
const reported = (iso: string) => ({ at: Date.parse(iso), origin: 'reported' as const, precision: 'instant' as const });

type Case = readonly [DriftKind, string, Partial<RemoteKey>, Partial<DriftKey>];
const CASES: readonly Case[] = [
  ['unknown-at-provider', 'adopt', { match: null }, {}],
  ['missing-at-provider', 'confirm-gone', { missingAt: NOW - DAY }, {}],
  ['gone-at-provider', 'mark-revoked', { missingAt: NOW - 2 * DAY, goneAt: NOW - DAY }, {}],
  ['revoked-at-provider', 'mark-revoked', { status: 'revoked', statusText: 'Revoked' }, {}],
  ['deactivated-at-provider', 'mark-deactivated', { status: 'deactivated', statusText: 'Deactivated' }, {}],
  ['expired-at-provider', 'replace-value', { status: 'expired', statusText: 'expired' }, {}],
  ['active-at-provider', 'open-dashboard', {}, { status: 'revoked' }],
  ['value-differs', 'replace-value', { prefix: 'nrx_p0QmZ81a' }, {}],
  [
    'expiry-differs',
    'take-provider-date',
    { expires: reported('2027-01-01T00:00:00Z') },
    { expires: typed('2027-02-01') },
  ],
  ['scopes-differ', 'take-scopes', { scopes: ['build'] }, { scopes: ['build', 'submit'] }],
  ['name-differs', 'rename', { name: 'BILLING_API_KEY' }, {}],
  ['unused', 'open-dashboard', { lastUsed: reported('2026-01-01T00:00:00Z') }, {}],
  ['secret-in-client', 'replace-value', {}, { consumer: 'iOS app' }],
  ['same-key-in-environments', 'replace-value', {}, { sameValueIn: ['shop, production'] }],
];

describe('drift', () => {
  it('is told of every kind', () => {
    expect(CASES.map(([kind]) => kind)).toEqual([...DRIFT_KINDS]);
  });

  it.each(CASES)('%s, settled first by %s', (kind, action, one, other) => {
    const [found, ...more] = drift(one, other);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ kind, connectionId: 'c', remoteKeyId: 'r', keyId: one.match === null ? null : 'k' });
    expect(found?.actions[0]).toBe(action);
    expect(found?.detail).not.toBe('');
  });

  it.each(CASES.filter(([kind]) => kind !== 'unknown-at-provider'))(
    '%s is let stand until the provider says something else',
    (kind, _action, one, other) => {
      const token = driftToken(kind, remote(one));
      expect(drift(one, other, { accepted: { [kind]: token } })).toEqual([]);
      expect(drift(one, other, { accepted: { [kind]: `${token} before` } })).toHaveLength(1);
    },
  );

  it.each<readonly [string, Partial<RemoteKey>, Partial<DriftKey>]>([
    ['nothing differs', {}, {}],
    ['it is ignored', { match: null, ignored: true }, {}],
    ['an unknown key does not work any more', { match: null, status: 'revoked' }, {}],
    ['an unknown key is gone', { match: null, goneAt: NOW }, {}],
    ['it is revoked here as well', { status: 'revoked' }, { status: 'revoked' }],
    ['the end is on the typed day', { expires: reported('2027-02-01T09:30:00Z') }, { expires: typed('2027-02-01') }],
    [
      'the date here follows the provider',
      { expires: reported('2027-01-01T00:00:00Z') },
      { expires: reported('2026-12-24T00:00:00Z') },
    ],
    ['the provider says nothing of an end', { expires: null }, { expires: typed('2027-02-01') }],
    ['scopes are in another order', { scopes: ['b', 'A'] }, { scopes: ['a', 'B'] }],
    ['nobody wrote scopes down', { scopes: ['build'] }, { scopes: [] }],
    ['a label is no name of a variable', { name: 'GitHub Actions' }, {}],
    ['it was used', { lastUsed: reported('2026-11-01T00:00:00Z') }, {}],
    ['it is too young to be unused', { neverUsed: true, created: reported('2026-11-01T00:00:00Z') }, {}],
    ['the provider does not tell when it was used', { created: reported('2020-01-01T00:00:00Z') }, {}],
    ['a public key is in a client', { kind: 'publishable' }, { consumer: 'iOS app' }],
    ['it is gone or over there, and revoked here', { goneAt: NOW }, { status: 'revoked' }],
    ['it is deactivated on both sides', { status: 'deactivated' }, { status: 'deactivated' }],
    ['nobody says that it is active', { status: 'unknown', statusText: '' }, { status: 'revoked' }],
    [
      'it was made within a day of when its value came here',
      { prefix: '', created: { at: NOW - 49.5 * DAY, origin: 'reported', precision: 'instant' } },
      { prefix: '', suffix: '' },
    ],
    [
      'its ends are those of the value here, whenever it was made',
      { created: { at: NOW - DAY, origin: 'reported', precision: 'instant' } },
      {},
    ],
    ['the value here was replaced since', { status: 'revoked' }, { prefix: 'nrx_p0QmZ81a' }],
  ])('is not told where %s', (_, one, other) => {
    expect(drift(one, other)).toEqual([]);
  });

  it('tells that the provider knows no end where one was typed', () => {
    expect(drift({ neverExpires: true }, { expires: typed('2027-02-01') })).toMatchObject([
      { kind: 'expiry-differs', detail: 'Expires never as reported by the provider, 2027-02-01 as typed here.' },
    ]);
  });

  it('offers the date where it ended by its date', () => {
    const [found] = drift({ expires: reported('2026-11-01T00:00:00Z') }, { expires: typed('2027-02-01') });
    expect(found).toMatchObject({ kind: 'expired-at-provider' });
    expect(found?.actions).toContain('take-provider-date');
  });

  it('tells of another name at the provider once it was renamed there', () => {
    expect(drift({ name: 'New label' }, {}, { renamedFrom: 'Old label' })).toMatchObject([{ kind: 'name-differs' }]);
  });

  it('does not offer to adopt first what is an earlier value of a key', () => {
    const [found] = drift({ match: null }, {}, { earlier: key() });
    expect(found).toMatchObject({ kind: 'unknown-at-provider', keyId: 'k', keyName: 'NORRIX_API_KEY' });
    expect(found?.actions[0]).toBe('open-dashboard');
  });

  it('tells of another value where the provider made the key after its value came here', () => {
    const created = { at: NOW - DAY, origin: 'reported', precision: 'day' } as const;
    expect(drift({ prefix: '', created })).toMatchObject([
      { kind: 'value-differs', keyId: 'k', detail: expect.stringContaining('was made on 2026-11-20') },
    ]);
  });

  it('tells of another value where the provider shows one that no earlier version had', () => {
    const other = { prefix: 'nrx_p0QmZ81a' };
    expect(drift(other, {}, { earlier: key() })).toEqual([]);
    expect(drift({ ...other, match: null }, {}, { former: key() })).toMatchObject([
      {
        kind: 'value-differs',
        keyId: 'k',
        keyName: 'NORRIX_API_KEY',
        actions: ['replace-value', 'open-dashboard', 'ignore'],
      },
    ]);
  });

  it('is not told of a key that is gone where another took its place', () => {
    const gone = remote({ id: 'old' as RemoteKey['id'], goneAt: NOW });
    const about = { accepted: {}, renamedFrom: null, onlyKind: null };
    expect(
      driftOf({
        connectionId: 'c',
        remotes: [
          { remote: gone, ...about },
          { remote: remote(), ...about },
        ],
        keys: new Map([['k', key()]]),
        earlierValueOf: () => null,
        formerValueOf: () => null,
        now: NOW,
        unusedAfterMs: UNUSED_AFTER_MS,
      }),
    ).toEqual([]);
  });
});

describe('a client', () => {
  it.each(['NEXT_PUBLIC_KEY', 'VITE_KEY'])('is where %s goes', (name) => {
    expect(whyInClient(name, null)).not.toBeNull();
  });
  it.each(['browser', 'Android app', 'React Native', 'our website'])('is what "%s" says', (consumer) => {
    expect(whyInClient('KEY', consumer)).not.toBeNull();
  });
  it.each([null, 'api', 'CI of the iOS app', 'website backend', 'billing service'])('is not %s', (consumer) => {
    expect(whyInClient('KEY', consumer)).toBeNull();
  });
});
