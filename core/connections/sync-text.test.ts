import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { listing } from '../capture/testing/capture-text.ts';
import { addConnection } from './connections.ts';
import { listRemoteKeys } from './remote-key-rows.ts';
import { syncText } from './sync-text.ts';

let vault: TestVault;
beforeEach(async () => {
  vault = await createTestVault();
});
afterEach(() => vault.dispose());

const connect = (provider: string): string => must(addConnection(vault.store, { provider })).connectionId;
function sync(connectionId: string, text: string, isWhole = false) {
  vault.clock.at += 60_000;
  return must(syncText(vault.store, connectionId, [text], vault.clock.at, isWhole));
}
const states = (connectionId: string) =>
  listRemoteKeys(vault.store, connectionId).map(({ name, missingAt, goneAt }) => [
    name,
    missingAt !== null,
    goneAt !== null,
  ]);

describe('a part of a list', () => {
  it.each([
    ['openai', 'oa-full.json', 'oa-p1.json'],
    ['norrix', 'pg-full.html', 'pg-p1.html'],
    ['norrix', 'pg-full.html', 'pg-p1b.html'],
  ])('after all of it ends nothing, however often (%s, %s, %s)', (provider, whole, part) => {
    const connectionId = connect(provider);
    expect(sync(connectionId, listing(whole)).outcome).toMatchObject({ seen: 5, new: 5 });
    for (let time = 0; time < 3; time += 1) {
      const { outcome, completeness } = sync(connectionId, listing(part));
      expect(outcome).toMatchObject({ seen: 2, new: 0, missing: 0, gone: 0 });
      expect(completeness).toMatchObject({ kind: 'partial' });
    }
    // Not even a person's word makes a whole of what says that it is a part.
    expect(sync(connectionId, listing(part), true).outcome).toMatchObject({ missing: 0, gone: 0 });
    expect(states(connectionId).flatMap(([, ...is]) => is)).not.toContain(true);
  });

  it('is never taken for the whole, wherever it was cut', () => {
    const names = [
      'oa-full.json',
      'pg-full.html',
      'datadog-jsonapi.json',
      'excel-sep-min.csv',
      'struck2.html',
      'rtl.html',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), (name, at) => {
        const text = listing(name);
        const connectionId = connect('norrix');
        const { seen } = sync(connectionId, text).outcome;
        for (let time = 0; time < 2; time += 1) sync(connectionId, text.slice(0, at % text.length));
        expect(listRemoteKeys(vault.store, connectionId).length).toBeGreaterThanOrEqual(seen);
        expect(states(connectionId).flatMap(([, , isGone]) => isGone)).not.toContain(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('a list that says nothing of its extent', () => {
  const rows = ['a,nrx_Ks7d…9xYz,2026-01-01', 'b,nrx_Ab1c…2dEf,2026-01-02'];
  const csv = (count: number) => ['Name,Key,Created', ...rows.slice(0, count), ''].join('\n');

  it('ends nothing by itself, and by a person’s word only the second time', () => {
    const connectionId = connect('norrix');
    sync(connectionId, csv(2));
    expect(sync(connectionId, csv(1)).completeness?.kind).toBe('unknown');
    expect(states(connectionId)).toEqual([
      ['a', false, false],
      ['b', false, false],
    ]);
    expect(sync(connectionId, csv(1), true).outcome).toMatchObject({ missing: 1, gone: 0 });
    expect(sync(connectionId, csv(1)).outcome).toMatchObject({ missing: 0, gone: 0 });
    expect(sync(connectionId, csv(1), true).outcome).toMatchObject({ missing: 0, gone: 1 });
    expect(states(connectionId)).toContainEqual(['b', true, true]);
  });

  it('and that is the very same file once more is no second look', () => {
    const connectionId = connect('norrix');
    sync(connectionId, csv(2));
    vault.clock.at += 60_000;
    const writtenAt = vault.clock.at;
    for (const expected of [1, 0, 0]) {
      vault.clock.at += 60_000;
      const { outcome } = must(syncText(vault.store, connectionId, [csv(1)], writtenAt, true));
      expect(outcome).toMatchObject({ missing: expected, gone: 0 });
    }
  });
});
