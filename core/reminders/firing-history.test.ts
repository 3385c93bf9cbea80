import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/time/units.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addKey } from '../keys/add-key.ts';
import { editKey } from '../keys/edit-key.ts';
import { takeReportedDates } from '../matching/provider-dates.ts';
import { openStore, type Store } from '../store/store.ts';
import { claimTellings, type Tellings } from './fired-log.ts';
import { findReminder } from './list-reminders.ts';
import { reopenReminder, snoozeReminder } from './marks.ts';
import { setPolicy } from './policy-rows.ts';
import { readFacts } from './read-facts.ts';
import { ZoneClock } from './zone-clock.ts';

let vault: TestVault;
let serial = 0;
beforeAll(async () => {
  vault = await createTestVault();
});
afterAll(() => vault.dispose());

/** What can happen between two looks. */
type Event =
  | { readonly is: 'awake'; readonly hours: number }
  | { readonly is: 'asleep'; readonly days: number }
  | { readonly is: 'clock'; readonly days: number }
  | { readonly is: 'zone'; readonly zone: number }
  | { readonly is: 'restart' }
  | { readonly is: 'two-processes' }
  | { readonly is: 'typed'; readonly days: number | null }
  | { readonly is: 'synced'; readonly days: number | null }
  | { readonly is: 'said-again'; readonly hours: number }
  | { readonly is: 'warn'; readonly ahead: readonly number[] }
  | { readonly is: 'snooze'; readonly hours: number }
  | { readonly is: 'end-snooze' };

const START = Date.UTC(2026, 10, 23, 12);
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Pacific/Chatham', 'Pacific/Honolulu'];
const CLOCKS = ZONES.map((zone) => new ZoneClock(zone));
const LEADS = [30, 14, 7, 1];

const one = <T extends object>(is: string, fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Event> =>
  fc.record({ is: fc.constant(is), ...fields }) as unknown as fc.Arbitrary<Event>;
const days = fc.option(fc.integer({ min: -5, max: 120 }), { freq: 6 });
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 5, arbitrary: one('awake', { hours: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 2, arbitrary: one('asleep', { days: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: one('clock', { days: fc.integer({ min: -150, max: 150 }) }) },
  { weight: 1, arbitrary: one('zone', { zone: fc.nat({ max: ZONES.length - 1 }) }) },
  { weight: 1, arbitrary: one('restart', {}) },
  { weight: 1, arbitrary: one('two-processes', {}) },
  { weight: 2, arbitrary: one('typed', { days }) },
  { weight: 3, arbitrary: one('synced', { days }) },
  { weight: 2, arbitrary: one('said-again', { hours: fc.integer({ min: -60, max: 60 }) }) },
  { weight: 1, arbitrary: one('warn', { ahead: fc.subarray(LEADS) }) },
  { weight: 2, arbitrary: one('snooze', { hours: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 1, arbitrary: one('end-snooze', {}) },
);

type Kind = 'expires' | 'expired';

/**
 * What the issue promises, said over days alone and knowing nothing of how it is done: a lead time of a date is told once,
 * never in the quiet hours and never while it is snoozed; and nothing that lies further back than a weekend, a night and a day
 * of zones is left untold by a look at daytime.
 */
class Model {
  due: number | null = null;
  /** Whether a person typed the date: a sync leaves it then. */
  typed = false;
  ahead: readonly number[] = LEADS;
  zone = 'UTC';
  readonly snoozed = new Map<Kind, number>();
  readonly #told: { readonly what: string; readonly due: number; readonly at: number }[] = [];

  tell(kind: Kind, lead: number | 'woken', due: number, at: number): void {
    const what = `${kind}:${lead}`;
    if (this.isNight(at)) throw new Error(`${what} was told at night`);
    if ((this.snoozed.get(kind) ?? 0) > at) throw new Error(`${what} was told while it was snoozed`);
    const isSame = (other: { what: string; due: number }): boolean =>
      other.what === what && (lead === 'woken' ? other.due === due : Math.abs(other.due - due) <= MS_PER_DAY);
    if (this.#told.some(isSame)) throw new Error(`${what} was told twice`);
    this.#told.push({ what, due, at });
  }

  /** The hour on the wall, by another way than the program's. */
  isNight(at: number): boolean {
    const hour = Number(
      new Intl.DateTimeFormat('en-GB', { timeZone: this.zone, hour: '2-digit', hourCycle: 'h23' }).format(at),
    );
    return hour >= 22 || hour < 8;
  }

  /** What a look at this instant should have told by its end, and neither it nor one before did. */
  missed(now: number): string[] {
    const { due } = this;
    if (due === null || this.isNight(now)) return [];
    const kind: Kind = due <= now ? 'expired' : 'expires';
    const snoozedUntil = this.snoozed.get(kind);
    if (snoozedUntil !== undefined && snoozedUntil > now) return [];
    // A snooze that was over before the date came near was of another date.
    const listedFrom = kind === 'expired' ? due : due - (this.ahead[0] ?? 0) * MS_PER_DAY;
    const isListed = listedFrom < now && listedFrom < (snoozedUntil ?? now);
    const wasWoken = this.#told.some(({ what, due: until }) => what === `${kind}:woken` && until === snoozedUntil);
    const woken = snoozedUntil !== undefined && isListed && !wasWoken ? [`${kind}:woken`] : [];
    const slack = 4 * MS_PER_DAY;
    const untold = (kind === 'expired' ? [0] : this.ahead)
      .filter((lead) => due - lead * MS_PER_DAY + slack <= now)
      .filter((lead) => {
        const came = due - lead * MS_PER_DAY - slack;
        return !this.#told.some(
          (told) =>
            told.what === `${kind}:${lead}` &&
            (Math.abs(told.due - due) <= MS_PER_DAY || (told.due > due && told.at >= came && told.at <= now)),
        );
      });
    return [...woken, ...untold.map((lead) => `${kind}:${lead}`)];
  }
}

const asleep = (nights: number): Event => ({ is: 'asleep', days: nights });
/** Run besides the random ones: together they reach everything that can be told. */
const EXAMPLES: readonly Event[][] = [
  [{ is: 'synced', days: 40 }, asleep(12), asleep(15), asleep(7), asleep(5), asleep(4)],
  [
    { is: 'synced', days: 20 },
    { is: 'snooze', hours: 20 },
    { is: 'awake', hours: 26 },
  ],
];

it('tells once and misses nothing, through any history', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(event, { minLength: 3, maxLength: 40 }), (history) => {
      vault.clock.at = START;
      let store: Store = vault.store;
      must(setPolicy(store, { of: 'everything' }, { rotateEvery: null }));
      serial += 1;
      const { keyId } = must(
        addKey(store, {
          environmentId: vault.environment.staging,
          name: `KEY_${serial}`,
          kind: 'secret',
          bytes: Buffer.from(`made-up-value-${serial}`),
        }),
      );
      const model = new Model();
      let clock = CLOCKS[0] as ZoneClock;
      const take = ({ now }: Tellings): void => {
        for (const { due, tellings, snoozedUntil } of now) {
          if (due.thing.keyId !== keyId) continue;
          const kind = due.thing.kind as Kind;
          for (const { leadDays } of tellings) model.tell(kind, leadDays, due.thing.dueAt, vault.clock.at);
          if (snoozedUntil !== null) model.tell(kind, 'woken', snoozedUntil, vault.clock.at);
          for (const { leadDays } of tellings) seen.add(`${kind}:${leadDays}`);
          if (snoozedUntil !== null) seen.add('woken');
        }
      };
      const say = (at: number | null, by: 'typed' | 'synced'): void => {
        if (by === 'synced') {
          // As a sync does: what a person typed stays.
          const expires = at === null ? null : { at, precision: 'instant' as const, origin: 'reported' as const };
          const remote = { expires, created: null, lastUsed: null, neverExpires: at === null, goneAt: null };
          store.write(() => takeReportedDates(store, [{ ...remote, match: { keyId, confidence: 1 } }]));
          if (!model.typed) model.due = at;
          return;
        }
        must(editKey(store, keyId, { expires: at === null ? null : { at, precision: 'instant' } }));
        model.typed = at !== null;
        model.due = at;
      };
      for (const happens of history) {
        switch (happens.is) {
          case 'awake':
            vault.clock.at += happens.hours * MS_PER_HOUR;
            break;
          case 'asleep':
          case 'clock':
            vault.clock.advanceDays(happens.days);
            break;
          case 'zone':
            clock = CLOCKS[happens.zone] ?? clock;
            model.zone = clock.zone;
            break;
          case 'restart':
            store = openStore(vault.store.session, { by: 'window', now: vault.clock.now });
            break;
          case 'two-processes': {
            const other = openStore(vault.store.session, { by: 'cli', now: vault.clock.now });
            // Both have read before either writes.
            const facts = readFacts(store);
            for (const process of [other, store]) take(claimTellings(process, facts, vault.clock.at, clock));
            break;
          }
          case 'typed':
          case 'synced':
            say(happens.days === null ? null : vault.clock.at + happens.days * MS_PER_DAY, happens.is);
            break;
          case 'said-again':
            if (model.due !== null) say(model.due + happens.hours * MS_PER_HOUR, model.typed ? 'typed' : 'synced');
            break;
          case 'warn':
            model.ahead = happens.ahead;
            must(setPolicy(store, { of: 'everything' }, { rotateEvery: null, warnAheadDays: [...happens.ahead] }));
            break;
          case 'snooze':
          case 'end-snooze': {
            if (model.due === null) break;
            const kind: Kind = model.due <= vault.clock.at ? 'expired' : 'expires';
            const found = findReminder(store, `${kind}:${keyId}`);
            if (!found.ok) break;
            if (happens.is === 'snooze') {
              const until = vault.clock.at + happens.hours * MS_PER_HOUR;
              must(snoozeReminder(store, found.value, until));
              model.snoozed.set(kind, until);
            } else {
              must(reopenReminder(store, found.value));
              model.snoozed.delete(kind);
            }
            break;
          }
        }
        take(claimTellings(store, readFacts(store), vault.clock.at, clock));
        expect(model.missed(vault.clock.at)).toEqual([]);
      }
      must(editKey(vault.store, keyId, { expires: null }));
    }),
    { numRuns: Number(process.env['KEYRAIL_HISTORIES'] ?? 200), examples: EXAMPLES.map((history) => [history]) },
  );
  // The histories reach everything that can be told.
  expect([...seen].sort()).toEqual(['expired:0', 'expires:1', 'expires:14', 'expires:30', 'expires:7', 'woken']);
});
