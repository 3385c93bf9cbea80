import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addConnection } from './connections.ts';
import { finishSync } from './finish-sync.ts';
import { packDraft } from './packed-draft.ts';
import { listRemoteKeys, remoteKeyHistory } from './remote-key-rows.ts';
import { applySnapshot } from './snapshot.ts';
import { failingSince, lastSync, listSyncs, recordFailedSync } from './sync-records.ts';
import { ago, draft, instant, LOOKS } from './testing/drafts.ts';

let vault: TestVault;
let connectionId: string;
beforeEach(async () => {
  vault = await createTestVault();
  ({ connectionId } = must(addConnection(vault.store, { provider: 'norrix' })));
});
afterEach(() => vault.dispose());

function see(
  drafts: readonly RemoteKeyDraft[],
  how: { origin?: 'api' | 'dashboard' | 'file'; look?: keyof typeof LOOKS; into?: string; lookedAt?: number } = {},
) {
  const { origin = 'dashboard', look = 'complete', into = connectionId } = how;
  const readAt = vault.clock.at;
  const completeness = LOOKS[look];
  const reading = { drafts: drafts.map(packDraft), origin, completeness, readAt, lookedAt: how.lookedAt ?? readAt };
  return applySnapshot(vault.store, into, reading);
}
const keys = () => listRemoteKeys(vault.store, connectionId);
const changes = (name: string) =>
  remoteKeyHistory(vault.store, keys().find((key) => key.name === name)?.id ?? '').map(({ field, before, after }) => [
    field,
    before,
    after,
  ]);

describe('a snapshot', () => {
  it('counts what is new, changed, missing, gone and back, and keeps the history of each', () => {
    expect(see([draft({ name: 'a' }), draft({ name: 'b' })])).toMatchObject({ seen: 2, new: 2, changed: 0, gone: 0 });
    const first = vault.clock.at;
    vault.clock.advanceDays(1);
    const revoked = draft({ name: 'a', status: 'revoked', statusText: 'revoked', scopes: ['build'] });
    expect(see([revoked])).toMatchObject({ seen: 1, new: 0, changed: 1, missing: 1, gone: 0 });
    const missed = vault.clock.at;
    expect(changes('a')).toEqual([
      ['scopes', null, 'build'],
      ['status', 'active', 'revoked'],
    ]);
    expect(keys()).toMatchObject([
      { name: 'a', goneAt: null, firstSeenAt: first, lastSeenAt: vault.clock.at, status: 'revoked' },
      { name: 'b', missingAt: missed, goneAt: null, lastSeenAt: first },
    ]);
    // The very same look once more is no second one.
    expect(see([revoked])).toMatchObject({ changed: 0, missing: 0, gone: 0 });
    vault.clock.advanceDays(1);
    expect(see([revoked])).toMatchObject({ changed: 0, missing: 0, gone: 1 });
    const [evidence = ''] = LOOKS.complete.evidence;
    expect(keys().find(({ name }) => name === 'b')).toMatchObject({
      ...{ missingAt: missed, goneAt: vault.clock.at, lastSeenAt: first },
      absence: [
        { at: missed, way: 'dashboard', evidence },
        { at: vault.clock.at, way: 'dashboard', evidence },
      ],
    });
    expect(see([revoked, draft({ name: 'b' })])).toMatchObject({ new: 0, changed: 1, gone: 0 });
    expect(changes('b')).toEqual([
      ['listed', 'yes', 'no'],
      ['listed', 'no', 'yes'],
    ]);
    expect(keys()).toMatchObject([{ missingAt: null }, { missingAt: null, goneAt: null, absence: [] }]);
  });

  it.each(['dashboard', 'file', 'api'] as const)(
    'misses no key of another environment than the one that a %s lists',
    (origin) => {
      const of = (name: string, environment: string | null) => draft({ name, environment });
      see([of('a', 'live'), of('b', 'live'), of('c', 'test'), of('d', null)], { origin });
      vault.clock.advanceDays(1);
      see([of('a', 'live')], { origin });
      const missing = keys().flatMap(({ name, missingAt }) => (missingAt === null ? [] : [name]));
      expect(missing.toSorted()).toEqual(origin === 'api' ? ['b', 'c', 'd'] : ['b', 'd']);
      vault.clock.advanceDays(1);
      // A list of both tells of both.
      see([of('a', 'live'), of('e', 'test')], { origin });
      expect(keys().find(({ name }) => name === 'c')?.missingAt).not.toBeNull();
    },
  );

  it.each(['partial', 'unknown'] as const)('notes nothing where the list is %s, however often', (look) => {
    see([draft({ name: 'a' }), draft({ name: 'b' })]);
    for (let time = 0; time < 3; time += 1) {
      vault.clock.advanceDays(1);
      expect(see([draft({ name: 'a' })], { look })).toMatchObject({ seen: 1, missing: 0, gone: 0, absent: 1 });
    }
    expect(keys()).toMatchObject([
      { name: 'a', missingAt: null, lastSeenAt: vault.clock.at },
      { name: 'b', missingAt: null, goneAt: null },
    ]);
    expect(keys()[1]?.lastSeenAt).toBeLessThan(vault.clock.at);
  });

  it('takes a list that is older than the last sight of a key for no word about it', () => {
    const old = vault.clock.at;
    vault.clock.advanceDays(1);
    see([draft({ name: 'a' }), draft({ name: 'b' })]);
    vault.clock.advanceDays(1);
    expect(see([draft({ name: 'a' })], { lookedAt: old })).toMatchObject({ missing: 0, gone: 0, absent: 1 });
    expect(keys().find(({ name }) => name === 'b')).toMatchObject({ missingAt: null });
  });

  it('knows a key by its id whatever else changes, and a key that got one', () => {
    see([draft({ name: 'old', prefix: 'nrx_abcd' })]);
    expect(see([draft({ name: 'old', prefix: 'nrx_abcd', remoteId: '7' })])).toMatchObject({ new: 0, gone: 0 });
    expect(see([draft({ name: 'new', prefix: 'nrx_wxyz', remoteId: '7' })])).toMatchObject({ changed: 1, new: 0 });
    expect(keys()).toMatchObject([{ name: 'new', remoteId: '7' }]);
    expect(changes('new')).toContainEqual(['name', 'old', 'new']);
  });

  it('knows a renamed key by its visible start, unless two look alike', () => {
    see([draft({ name: 'x', prefix: 'nrx_Ks7dF2xW' })]);
    expect(see([draft({ name: 'y', prefix: 'nrx_Ks7dF2xW' })])).toMatchObject({ new: 0, changed: 1, gone: 0 });
    see([draft({ name: 'p', prefix: 'nrx_' }), draft({ name: 'y', prefix: 'nrx_Ks7dF2xW' })]);
    vault.clock.advanceDays(1);
    expect(see([draft({ name: 'q', prefix: 'nrx_' })])).toMatchObject({ new: 1, missing: 2, gone: 0 });
  });

  it('counts and names duplicates, and keeps each that has no id', () => {
    const made = (day: string) => draft({ name: 'ci', created: instant(`2026-01-${day}T00:00:00Z`) });
    expect(
      see([made('02'), made('01'), draft({ name: 'z', remoteId: '1' }), draft({ name: 'z', remoteId: '1' })]),
    ).toEqual({
      seen: 3,
      new: 3,
      changed: 0,
      missing: 0,
      gone: 0,
      absent: 0,
      duplicates: [
        { name: 'ci', count: 2 },
        { name: 'z', count: 2 },
      ],
    });
    expect(see([made('01'), made('02'), draft({ name: 'z', remoteId: '1' })])).toMatchObject({ changed: 0, new: 0 });
  });

  it('does not take a relative date that only moved on with the clock for a change', () => {
    const used = (count: number, unit: 'minutes' | 'hours' | 'days') =>
      draft({ name: 'a', lastUsed: ago(vault.clock.at, count, unit) });
    see([used(5, 'minutes')]);
    vault.clock.at += 3 * 3_600_000;
    expect(see([used(3, 'hours')]).changed).toBe(0);
    for (let day = 1; day <= 35; day += 1) {
      vault.clock.advanceDays(1);
      expect(see([used(day, 'days')]).changed).toBe(0);
    }
    // The exact time of the first reading is kept, and its day is not lost.
    expect(keys()[0]?.lastUsed).toEqual({
      at: Date.UTC(2026, 10, 21, 11, 55),
      origin: 'reported',
      precision: 'instant',
    });
    expect(see([used(5, 'minutes')]).changed).toBe(1);
    expect(changes('a')).toEqual([['lastUsed', '2026-11-21', '2026-12-26']]);
  });

  it('does not take what only one way tells for a change, and keeps it', () => {
    const told = draft({ name: 'a', scopes: ['build'], createdBy: 'dana', lastUsed: instant('2026-11-01T10:05:30Z') });
    see([told], { origin: 'api' });
    const page = draft({ name: 'a', lastUsed: instant('2026-11-01T10:05:00Z') });
    expect(see([page], { origin: 'file' }).changed).toBe(0);
    expect(see([page], { origin: 'file' }).changed).toBe(0);
    expect(keys()).toMatchObject([{ scopes: ['build'], createdBy: 'dana', origin: 'file' }]);
    expect(see([{ ...told, scopes: null }], { origin: 'api' }).changed).toBe(0);
    expect(see([{ ...told, createdBy: 'eve' }], { origin: 'api' }).changed).toBe(1);
  });

  it('keeps the text of a date that nobody can read, and says never', () => {
    see([draft({ name: 'a', expires: { at: null, precision: 'day', text: 'soon' }, lastUsed: 'never' })]);
    expect(keys()).toMatchObject([
      { expires: null, unreadDates: { expires: 'soon' }, neverUsed: true, neverExpires: false },
    ]);
  });

  it('follows a simple model through any history', () => {
    const key = fc.record({
      remoteId: fc.constantFrom('1', '2', '3', '4'),
      status: fc.constantFrom('active' as const, 'revoked' as const),
      scopes: fc.constantFrom(['a'], ['a', 'b'], ['b', 'a']),
    });
    const histories = fc.array(fc.uniqueArray(key, { selector: ({ remoteId }) => remoteId }), { maxLength: 8 });
    fc.assert(
      fc.property(histories, (history) => {
        const into = must(addConnection(vault.store, { provider: 'norrix' })).connectionId;
        const model = new Map<string, { status: string; scopes: string; lacking: number }>();
        for (const listed of history) {
          const expected = { seen: listed.length, new: 0, changed: 0, missing: 0, gone: 0, absent: 0 };
          for (const { remoteId, status, scopes } of listed) {
            const before = model.get(remoteId);
            const now = { status, scopes: scopes.toSorted().join(), lacking: 0 };
            if (before === undefined) expected.new += 1;
            else if (JSON.stringify(before) !== JSON.stringify(now)) expected.changed += 1;
            model.set(remoteId, now);
          }
          for (const [id, before] of model) {
            if (before.lacking === 2 || listed.some(({ remoteId }) => remoteId === id)) continue;
            before.lacking += 1;
            expected.absent += 1;
            expected[before.lacking === 1 ? 'missing' : 'gone'] += 1;
          }
          vault.clock.at += 1_000;
          const drafts = listed.map((one) =>
            draft({ ...one, scopes: [...one.scopes], name: `key ${one.remoteId}`, statusText: one.status }),
          );
          expect(see(drafts, { into })).toEqual({ ...expected, duplicates: [] });
        }
        const stored = listRemoteKeys(vault.store, into).map((one) => [
          one.remoteId,
          { status: one.status, scopes: one.scopes?.toSorted().join(), lacking: one.absence.length },
        ]);
        expect(new Map(stored as [string, object][])).toEqual(model);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a sync', () => {
  const reading = (drafts: readonly RemoteKeyDraft[]) => ({
    drafts: drafts.map(packDraft),
    completeness: LOOKS.complete,
    way: 'file' as const,
    startedAt: vault.clock.at,
    rateLimit: null,
  });

  it('leaves the last good snapshot with the error where it fails or is cancelled', () => {
    must(finishSync(vault.store, connectionId, reading([draft({ name: 'a' })])));
    const before = keys();
    vault.clock.advanceDays(2);
    const error = { code: 'refused', message: 'The provider refused the token.' };
    const how = { startedAt: vault.clock.at, way: 'api' as const, rateLimit: null };
    recordFailedSync(vault.store, connectionId, { ...how, status: 'failed', error });
    expect(keys()).toEqual(before);
    expect(lastSync(vault.store, connectionId)).toMatchObject({ status: 'failed', error, seen: 0 });
    expect(listSyncs(vault.store, connectionId, 10).map(({ status }) => status)).toEqual(['failed', 'done']);
  });

  it('keeps since when it fails, however often it does', () => {
    must(finishSync(vault.store, connectionId, reading([draft({ name: 'a' })])));
    expect(failingSince(vault.store, connectionId)).toBeNull();
    vault.clock.advanceDays(1);
    const since = vault.clock.at;
    for (let time = 1; time <= 300; time += 1) {
      const error = { code: 'refused', message: `Refused for the ${time}th time.` };
      const how = { startedAt: vault.clock.at, way: 'api' as const, rateLimit: null };
      recordFailedSync(vault.store, connectionId, { ...how, status: 'failed', error });
      vault.clock.at += 21_600_000;
    }
    expect(failingSince(vault.store, connectionId)).toEqual({ since, message: 'Refused for the 300th time.' });
    expect(listSyncs(vault.store, connectionId, 1_000)).toHaveLength(201);
    must(finishSync(vault.store, connectionId, reading([draft({ name: 'a' })])));
    expect(failingSince(vault.store, connectionId)).toBeNull();
    expect(listSyncs(vault.store, connectionId, 1_000)).toHaveLength(200);
  });

  it('writes all of it or nothing', () => {
    must(finishSync(vault.store, connectionId, reading([draft({ name: 'a' })])));
    const before = keys();
    vault.store.db.exec(`CREATE TRIGGER full BEFORE INSERT ON syncs BEGIN SELECT raise(ABORT, 'made up'); END`);
    expect(() => finishSync(vault.store, connectionId, reading([draft({ name: 'b' })]))).toThrow('made up');
    expect(keys()).toEqual(before);
  });
});
