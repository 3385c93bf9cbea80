import { expect, it, vi } from 'vitest';
import { addManyKeys } from '../../tests/fixtures/many-keys.ts';
import { createTestVault, must } from '../../tests/fixtures/test-vault.ts';
import { setPolicy } from './policy-rows.ts';
import { scheduleForLock } from './reminder-look.ts';
import { ZoneClock } from './zone-clock.ts';

it('keeps the first of what comes, and hashes no more than it keeps', async () => {
  const vault = await createTestVault();
  const { store } = vault;
  addManyKeys(store, 1_200);
  must(setPolicy(store, { of: 'everything' }, { rotateEvery: 'P3M', quietHours: null, daysOff: [] }));
  vault.clock.advanceDays(10);
  const hashed = vi.spyOn(store.session, 'fingerprint');
  const { entries } = scheduleForLock(store, new ZoneClock('UTC'));
  expect(entries).toHaveLength(2_000);
  expect(hashed.mock.calls.length).toBeLessThanOrEqual(2_000);
  expect(entries.map(({ at }) => at)).toEqual(entries.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(new Set(entries.map(({ tag }) => tag)).size).toBe(2_000);
  await vault.dispose();
});
