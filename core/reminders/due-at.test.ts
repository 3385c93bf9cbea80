import { describe, expect, it } from 'vitest';
import { LAST_INSTANT_MS, MS_PER_DAY } from '#shared/time/units.ts';
import { dueAt, nextTellingAt } from './due-at.ts';
import type { Facts, KeyFacts } from './facts.ts';
import { ENVIRONMENT, factsOf, KEY, keyFacts, PROJECT } from './testing/made-facts.ts';
import { ZoneClock } from './zone-clock.ts';

const OTHER = '00000000-0000-4000-8000-000000000002';
const UTC = new ZoneClock('UTC');
const utc = (text: string) => Date.parse(text);
const dayEnd = (text: string) => Date.parse(text) + MS_PER_DAY - 1;
/** Kinds and how many days ahead they are told, at an instant. */
const told = (facts: Facts, at: string, clock = UTC) =>
  dueAt(facts, utc(at), clock).map(({ kind, leadDays, firesAt }) => [kind, leadDays, new Date(firesAt).toISOString()]);
const expiring = (at: number, known: Partial<KeyFacts> = {}) =>
  factsOf([keyFacts({ expiresAt: at, expiresOrigin: 'typed', expiresPrecision: 'day', ...known })], {
    own: { rotateEvery: null },
  });

describe('an expiry', () => {
  const facts = expiring(dayEnd('2027-03-31'));
  it.each([
    ['2027-02-26T23:00:00Z', []],
    // Thirty days before is Monday, 1 March.
    ['2027-03-01T08:59:59Z', []],
    ['2027-03-01T09:00:00Z', [['expires', 30, '2027-03-01T09:00:00.000Z']]],
    ['2027-03-17T12:00:00Z', [['expires', 14, '2027-03-17T09:00:00.000Z']]],
    ['2027-03-31T12:00:00Z', [['expires', 1, '2027-03-30T09:00:00.000Z']]],
    // It ends in quiet hours, and is told of when they are over.
    ['2027-04-01T00:00:00Z', [['expired', 0, '2027-04-01T08:00:00.000Z']]],
    ['2029-01-01T00:00:00Z', [['expired', 0, '2027-04-01T08:00:00.000Z']]],
  ])('at %s', (at, expected) => {
    expect(told(facts, at)).toEqual(expected);
  });

  it('is told the working day before, where its day is off', () => {
    // 10 January 2027 is a Sunday; so is 3 January, a week before.
    const weekend = expiring(dayEnd('2027-01-10'));
    expect(told(weekend, '2027-01-02T00:00:00Z')).toEqual([['expires', 7, '2027-01-01T09:00:00.000Z']]);
    expect(told(weekend, '2027-01-08T10:00:00Z')).toEqual([['expires', 1, '2027-01-08T09:00:00.000Z']]);
  });

  it('waits for the end of quiet hours that go over the morning', () => {
    const night = factsOf([keyFacts({ expiresAt: dayEnd('2027-03-31'), expiresPrecision: 'day' })], {
      own: { rotateEvery: null, quietHours: { from: 20 * 60, to: 11 * 60 + 30 } },
    });
    expect(told(night, '2027-03-24T12:00:00Z')).toEqual([['expires', 7, '2027-03-24T11:30:00.000Z']]);
  });

  it('comes at nine on the clocks of whoever is there, across daylight saving', () => {
    const berlin = new ZoneClock('Europe/Berlin');
    // Clocks go forward on 28 March 2027.
    expect(told(facts, '2027-03-24T12:00:00Z', berlin)).toEqual([['expires', 7, '2027-03-24T08:00:00.000Z']]);
    expect(told(facts, '2027-03-30T12:00:00Z', berlin)).toEqual([['expires', 1, '2027-03-30T07:00:00.000Z']]);
    expect(told(facts, '2027-03-30T12:00:00Z', new ZoneClock('Asia/Kathmandu'))).toEqual([
      ['expires', 1, '2027-03-30T03:15:00.000Z'],
    ]);
  });

  it.each([
    ['reported', false, 'reported'],
    ['reported', true, 'header'],
    ['typed', false, 'typed'],
    ['inferred', false, 'value'],
  ] as const)('known as %s (header: %s) is said to be %s', (expiresOrigin, header, origin) => {
    const one = factsOf([keyFacts({ expiresAt: utc('2026-12-01'), expiresOrigin })], {
      headerExpiries: new Set(header ? [KEY] : []),
    });
    expect(dueAt(one, utc('2026-11-21'), UTC)[0]).toMatchObject({ kind: 'expires', origin });
  });

  it('is the known lifetime of the provider’s keys where nothing else says one', () => {
    const lifetimes = new Map([['norrix secret', 90 * MS_PER_DAY]]);
    const one = factsOf([keyFacts({ createdAt: utc('2026-09-01'), versions: 1 })], { lifetimes });
    expect(dueAt(one, utc('2026-11-21'), UTC)[0]).toMatchObject({
      kind: 'expires',
      origin: 'lifetime',
      dueAt: utc('2026-11-30'),
    });
  });

  it('of a session is nobody’s concern', () => {
    const session = new Map([['norrix secret', 7 * MS_PER_DAY]]);
    const expires = { expiresAt: utc('2026-11-22'), expiresOrigin: 'reported' } as const;
    expect(told(factsOf([keyFacts(expires)], { lifetimes: session }), '2027-11-22T00:00:00Z')).toEqual([]);
    const token = keyFacts({ rotatedAt: utc('2026-11-20'), expiresAt: utc('2026-11-27'), expiresOrigin: 'inferred' });
    // Neither before it ends, nor afterwards, nor by a policy.
    for (const at of ['2026-11-26T12:00:00Z', '2026-11-28T12:00:00Z', '2028-11-26T12:00:00Z']) {
      expect(told(factsOf([token]), at)).toEqual([]);
    }
  });

  it('in the past or in the year 9999 does no harm', () => {
    expect(told(expiring(0), '2026-11-21T12:00:00Z')).toEqual([['expired', 0, '1970-01-01T08:00:00.000Z']]);
    const last = expiring(LAST_INSTANT_MS);
    expect(told(last, '9999-11-01T00:00:00Z')).toEqual([]);
    expect(told(last, '9999-12-31T12:00:00Z')).toMatchObject([['expires', 1, '9999-12-30T09:00:00.000Z']]);
    expect(dueAt(last, LAST_INSTANT_MS, UTC)).toMatchObject([{ kind: 'expired' }]);
    expect(nextTellingAt(last, utc('2026-11-21'), utc('2026-12-21'), UTC)).toBe(utc('2026-12-21'));
  });
});

describe('a rotation', () => {
  it.each([
    ['production', '2027-02-01T12:00:00.000Z'],
    ['staging', '2027-05-01T12:00:00.000Z'],
    ['development', '2027-11-01T12:00:00.000Z'],
  ])('of %s is due by default on %s', (environment, due) => {
    const facts = factsOf([keyFacts()], { environment });
    const [reminder] = dueAt(facts, utc(due), UTC);
    expect(reminder).toMatchObject({ kind: 'rotate', origin: 'policy', action: 'rotate', dueAt: utc(due) });
  });

  it.each([
    ['2027-11-30T12:00:00Z', 'P3M', '2028-02-29T12:00:00Z'],
    ['2028-02-29T12:00:00Z', 'P1Y', '2029-02-28T12:00:00Z'],
    ['2027-01-31T12:00:00Z', 'P1M', '2027-02-28T12:00:00Z'],
  ])('from %s every %s is due on %s', (rotatedAt, rotateEvery, due) => {
    const facts = factsOf([keyFacts({ rotatedAt: utc(rotatedAt), rotateEvery })]);
    expect(dueAt(facts, utc(due), UTC)[0]?.dueAt).toBe(utc(due));
  });

  it('is counted from when the provider made the value that came later into the vault', () => {
    const known = { createdAt: utc('2026-01-01'), rotateEvery: 'P90D' };
    expect(dueAt(factsOf([keyFacts(known)]), utc('2026-11-21'), UTC)[0]?.dueAt).toBe(utc('2026-04-01'));
    expect(dueAt(factsOf([keyFacts({ ...known, versions: 2 })]), utc('2026-11-21'), UTC)).toEqual([]);
  });

  it('can be planned for another day until there is a new value', () => {
    const planned = new Map([[KEY, { rotatedAt: keyFacts().rotatedAt, at: utc('2026-12-01T12:00:00Z') }]]);
    expect(dueAt(factsOf([keyFacts()], { planned }), utc('2026-12-01'), UTC)[0]).toMatchObject({
      dueAt: utc('2026-12-01T12:00:00Z'),
      origin: 'typed',
    });
    const rotated = keyFacts({ rotatedAt: utc('2026-11-20'), versions: 2 });
    expect(dueAt(factsOf([rotated], { planned }), utc('2026-12-01'), UTC)).toEqual([]);
  });

  it('is not asked of what may be public, nor where the policy says never', () => {
    const late = utc('2036-01-01');
    expect(dueAt(factsOf([keyFacts({ kind: 'publishable' })]), late, UTC)).toEqual([]);
    expect(dueAt(factsOf([keyFacts()], { own: { rotateEvery: null } }), late, UTC)).toEqual([]);
  });

  it('every week is not told of a month before', () => {
    const weekly = factsOf([keyFacts({ rotatedAt: utc('2026-11-16T12:00:00Z'), rotateEvery: 'P7D' })]);
    // It is listed, and the first to be told is the day before, a Sunday.
    expect(told(weekly, '2026-11-17T12:00:00Z')).toEqual([['rotate', 1, '2026-11-20T09:00:00.000Z']]);
  });
});

it('tells every other kind, each with its action', () => {
  const since = utc('2026-11-18T12:00:00Z');
  const remote = {
    connectionId: OTHER,
    projectId: null,
    environmentId: null,
    provider: 'norrix',
    since,
    detail: 'It is so.',
  };
  const other = keyFacts({ id: OTHER, name: 'VITE_SECRET', environmentId: 'other-environment' });
  const facts = factsOf([keyFacts(), other], {
    own: { rotateEvery: null },
    placements: [
      { id: KEY, keyId: KEY, state: 'behind', since, detail: 'An older version is there.' },
      { id: OTHER, keyId: KEY, state: 'missing', since, detail: 'It is gone.' },
    ],
    remotes: [
      { ...remote, kind: 'ended-at-provider', remoteKeyId: KEY, keyId: KEY, name: 'NORRIX_API_KEY' },
      { ...remote, kind: 'unknown-key', remoteKeyId: OTHER, keyId: null, name: 'Old laptop' },
    ],
    uses: [
      { keyId: KEY, remoteKeyId: KEY, connectionId: OTHER, since: utc('2026-08-01'), never: false },
      { keyId: OTHER, remoteKeyId: KEY, connectionId: OTHER, since: utc('2026-08-01'), never: true },
    ],
    placed: new Set([KEY]),
    sameValues: [[KEY, OTHER]],
    failing: [
      {
        id: OTHER,
        name: 'Norrix',
        provider: 'norrix',
        projectId: null,
        failingSince: since - 4 * MS_PER_DAY,
        message: '',
      },
    ],
    rotations: [{ id: OTHER, keyId: KEY, since: since - 2 * MS_PER_DAY, leaked: false, detail: 'It waits.' }],
    vault: { backedUpAt: utc('2026-09-01'), dailyBackups: true, recoveryCheckedAt: utc('2026-01-01') },
  });
  const found = dueAt(facts, utc('2026-11-19T12:00:00Z'), UTC);
  expect(found.map(({ kind, action, name }) => `${kind} ${action} ${name}`).toSorted()).toEqual([
    'backup-overdue back-up Vault',
    'ended-at-provider settle NORRIX_API_KEY',
    'placement-behind push NORRIX_API_KEY',
    'placement-changed look-at-ci NORRIX_API_KEY',
    'recovery-drill check-recovery-code Vault',
    'rotation-unfinished resume-rotation NORRIX_API_KEY',
    'safe-to-revoke revoke VITE_SECRET',
    'same-value rotate NORRIX_API_KEY',
    'secret-in-client replace-value VITE_SECRET',
    'sync-failing sync Norrix',
    'unknown-key adopt Old laptop',
    'unused show-key NORRIX_API_KEY',
  ]);
  // What programs fail of comes before what only should be tidied up.
  expect(found[0]?.kind).toBe('rotation-unfinished');
  expect(found.at(-1)?.kind).toMatch(/unknown-key|same-value|secret-in-client/);
  expect(found.every(({ detail }) => detail.length > 0)).toBe(true);
});

it('finds no backup overdue on a day to come where backups are made by themselves', () => {
  const vault = { backedUpAt: utc('2026-11-21'), dailyBackups: true, recoveryCheckedAt: utc('2026-11-21') };
  expect(dueAt(factsOf([], { vault }), utc('2027-01-15'), UTC)).toEqual([]);
  const byHand = factsOf([], { vault: { ...vault, dailyBackups: false } });
  expect(dueAt(byHand, utc('2027-01-15'), UTC)).toMatchObject([
    // Also true of a vault that was made on that day, and never backed up.
    { kind: 'backup-overdue', detail: 'There was no backup since 2026-11-21.' },
  ]);
});

it('belongs to the environment and project of its key', () => {
  const [reminder] = dueAt(expiring(dayEnd('2026-11-25')), utc('2026-11-21'), UTC);
  expect(reminder).toMatchObject({
    id: `expires:${KEY}`,
    keyId: KEY,
    environmentId: ENVIRONMENT,
    projectId: PROJECT,
    environment: 'staging',
    project: 'storefront',
    detail: 'It expires on 2026-11-25, as typed here.',
  });
});

it('presses on with the rotation of a key that leaked, on a day off as well', () => {
  // A Saturday.
  const since = utc('2026-11-21T10:00:00Z');
  const half = (leaked: boolean) =>
    factsOf([keyFacts()], { rotations: [{ id: OTHER, keyId: KEY, since, leaked, detail: 'It waits.' }] });
  const kinds = (leaked: boolean, at: string) =>
    dueAt(half(leaked), utc(at), UTC).filter(({ kind }) => kind === 'rotation-unfinished');
  expect(kinds(true, '2026-11-21T10:59:00Z')).toEqual([]);
  expect(kinds(true, '2026-11-21T11:00:00Z')).toMatchObject([{ firesAt: utc('2026-11-21T11:00:00Z') }]);
  expect(kinds(false, '2026-11-22T09:00:00Z')).toEqual([]);
});
