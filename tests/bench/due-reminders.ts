import { dueAt } from '#core/reminders/due-at.ts';
import { RECURRING_VALUES, readFacts } from '#core/reminders/read-facts.ts';
import { KEY_FACTS } from '#core/reminders/read-key-facts.ts';
import { scheduleOf, timelineMarks } from '#core/reminders/schedule.ts';
import { systemTimeZone } from '#core/reminders/system-time-zone.ts';
import { ZoneClock } from '#core/reminders/zone-clock.ts';
import type { Store } from '#core/store/store.ts';
import { addManyKeys } from '../fixtures/many-keys.ts';
import { type Bench, medianOf, row, type Target } from './bench-row.ts';
import { openBenchVault } from './bench-vault.ts';
import { interleaved } from './interleaved.ts';

const INSTANT_TARGET: Target = { kind: 'ratio', atMost: 2 };
const YEAR_TARGET: Target = { kind: 'ratio', atMost: 12 };
const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
/** Values of a vault that is in use were replaced some time ago, each at its own. */
const REPLACED_WITHIN_DAYS = 90;

/** What is due at an instant, read and worked out, against reading the rows that it needs and doing nothing with them. */
export const dueReminders: Bench = async ({ folder, quick, progress }) => {
  const keys = quick ? 10_000 : 100_000;
  progress(`making a vault of ${keys} keys`);
  const vault = await openBenchVault(folder, (store) => addUsedKeys(store, keys));
  const { store } = vault;
  progress('asking what is due');
  let due = 0;
  const samples = await interleaved(quick ? 10 : 25, {
    ours: () =>
      timed(() => {
        due = dueAt(readFacts(store), store.now(), new ZoneClock(systemTimeZone())).length;
        return due;
      }),
    baseline: () => timed(() => readRows(store, keys)),
  });
  vault.close();
  return [
    row(
      `reminders of ${keys.toLocaleString('en')} keys at one instant / reading the rows they need`,
      { ours: medianOf(samples.ours, 'ms'), baseline: medianOf(samples.baseline, 'ms') },
      INSTANT_TARGET,
      `${due.toLocaleString('en')} reminders`,
    ),
  ];
};

/** What is told in the next year, and the year of the timeline, against what is due at one instant. */
export const yearOfReminders: Bench = async ({ folder, quick, progress }) => {
  const keys = quick ? 1_000 : 10_000;
  progress(`making a vault of ${keys} keys`);
  const vault = await openBenchVault(folder, (store) => addUsedKeys(store, keys));
  const { store } = vault;
  const clock = (): ZoneClock => new ZoneClock(systemTimeZone());
  let told = 0;
  progress('making schedules');
  const samples = await interleaved(quick ? 10 : 40, {
    schedule: () =>
      timed(() => {
        const now = store.now();
        told = scheduleOf(readFacts(store), now, now + YEAR_MS, clock()).flatMap(({ tellings }) => tellings).length;
        return told;
      }),
    timeline: () =>
      timed(() => {
        const now = store.now();
        return timelineMarks(readFacts(store), now, now + YEAR_MS).length;
      }),
    baseline: () => timed(() => dueAt(readFacts(store), store.now(), clock()).length),
  });
  vault.close();
  const many = keys.toLocaleString('en');
  const baseline = medianOf(samples.baseline, 'ms');
  return [
    row(
      `next year's schedule of ${many} keys / one instant`,
      { ours: medianOf(samples.schedule, 'ms'), baseline },
      YEAR_TARGET,
      `${told.toLocaleString('en')} times to tell of something`,
    ),
    row(
      `next year's timeline of ${many} keys / one instant`,
      { ours: medianOf(samples.timeline, 'ms'), baseline },
      YEAR_TARGET,
    ),
  ];
};

function addUsedKeys(store: Store, count: number): void {
  addManyKeys(store, count);
  store.write(() => {
    store
      .sql('UPDATE keys SET rotated_at = rotated_at - (rowid * 7919 % @days) * @day')
      .run({ days: REPLACED_WITHIN_DAYS, day: DAY_MS });
  });
}

function timed(work: () => number): number {
  const startedAt = performance.now();
  const found = work();
  const elapsedMs = performance.now() - startedAt;
  if (found === 0) throw new Error('Nothing was found');
  return elapsedMs;
}

function readRows(store: Store, keys: number): number {
  const { length } = store.sql(KEY_FACTS).all();
  store.sql(RECURRING_VALUES).pluck().all();
  if (length !== keys) throw new Error('Another number of keys was read');
  return length;
}
