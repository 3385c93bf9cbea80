import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/time/units.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addKey } from '../keys/add-key.ts';
import { editKey } from '../keys/edit-key.ts';
import { setValue } from '../keys/versions.ts';
import { openStore, type Store } from '../store/store.ts';
import { claimTellings, type Pending, unfire } from './fired-log.ts';
import { listReminders } from './list-reminders.ts';
import { dismissReminder, snoozeReminder } from './marks.ts';
import { setPolicy } from './policy-rows.ts';
import { readFacts } from './read-facts.ts';
import { ZoneClock } from './zone-clock.ts';

let vault: TestVault;
let serial = 0;
beforeAll(async () => {
  vault = await createTestVault();
  // Only keys are of interest here; the vault's own reminders come and go with its age.
  must(setPolicy(vault.store, { of: 'everything' }, { rotateEvery: null }));
});
afterAll(() => vault.dispose());

const UTC = new ZoneClock('UTC');
const START = Date.UTC(2026, 10, 23, 12);

function newKey(): string {
  serial += 1;
  const { keyId } = must(
    addKey(vault.store, {
      environmentId: vault.environment.staging,
      name: `KEY_${serial}`,
      kind: 'secret',
      bytes: Buffer.from(`made-up-value-${serial}`),
    }),
  );
  return keyId;
}

/** A look of one process at one time; what it tells of the key, as "kind:lead". */
function look(store: Store, keyId: string, clock = UTC): string[] {
  return claimTellings(store, readFacts(store), store.now(), clock)
    .filter(({ due }) => due.thing.keyId === keyId)
    .flatMap(toldBy);
}

function toldBy({ due, tellings, snoozedUntil }: Pending): string[] {
  const told = tellings.map(({ leadDays }) => `${due.thing.kind}:${leadDays}`);
  return snoozedUntil === null ? told : [...told, `${due.thing.kind}:woken`];
}

function expireIn(keyId: string, days: number): void {
  must(editKey(vault.store, keyId, { expires: { at: vault.clock.at + days * MS_PER_DAY, precision: 'instant' } }));
}

describe('somebody is told', () => {
  it('once for each lead time, and of what was missed together', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 40);
    expect(look(vault.store, key)).toEqual([]);
    vault.clock.advanceDays(12);
    expect(look(vault.store, key)).toEqual(['expires:30']);
    expect(look(vault.store, key)).toEqual([]);
    vault.clock.advanceDays(22);
    expect(look(vault.store, key)).toEqual(['expires:14', 'expires:7']);
    vault.clock.advanceDays(300);
    expect(look(vault.store, key)).toEqual(['expired:0']);
    expect(look(vault.store, key)).toEqual([]);
  });

  it('by one of two processes that look at the same time', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 10);
    const facts = readFacts(vault.store);
    // Both have read before either wrote.
    const both = [vault.store, openStore(vault.store.session, { by: 'cli', now: vault.clock.now })].map((store) =>
      claimTellings(store, facts, store.now(), UTC).filter(({ due }) => due.thing.keyId === key),
    );
    expect(both.map((told) => told.flatMap(toldBy))).toEqual([['expires:30', 'expires:14'], []]);
  });

  it('again where the desktop could not show it', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 10);
    const told = claimTellings(vault.store, readFacts(vault.store), vault.clock.at, UTC);
    unfire(vault.store, told);
    expect(look(vault.store, key)).toEqual(['expires:30', 'expires:14']);
  });

  it('not twice when a date is said more exactly, moved forward, or forward and back', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 25);
    expect(look(vault.store, key)).toEqual(['expires:30']);
    expireIn(key, 25.6);
    expect(look(vault.store, key)).toEqual([]);
    expireIn(key, 20);
    expect(look(vault.store, key)).toEqual([]);
    expireIn(key, 200);
    expect(look(vault.store, key)).toEqual([]);
    expireIn(key, 20);
    expect(look(vault.store, key)).toEqual([]);
    // A provider that ends it sooner: the lead times that were not told are.
    expireIn(key, 5);
    expect(look(vault.store, key)).toEqual(['expires:14', 'expires:7']);
  });

  it('of the next date of a key that was renewed', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 5);
    expect(look(vault.store, key)).toEqual(['expires:30', 'expires:14', 'expires:7']);
    expireIn(key, 95);
    expect(look(vault.store, key)).toEqual([]);
    vault.clock.advanceDays(67);
    expect(look(vault.store, key)).toEqual(['expires:30']);
  });

  it('not twice when the clock is set back, and still of what is to come when it ran ahead', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 10);
    vault.clock.advanceDays(365 * 4);
    expect(look(vault.store, key)).toEqual(['expired:0']);
    vault.clock.at = START;
    expect(look(vault.store, key)).toEqual(['expires:30', 'expires:14']);
    expireIn(key, 100);
    vault.clock.advanceDays(72);
    expect(look(vault.store, key)).toEqual(['expires:30']);
    vault.clock.advanceDays(-2);
    expect(look(vault.store, key)).toEqual([]);
  });

  it('at nine wherever they are, and once when they travel', () => {
    vault.clock.at = Date.UTC(2027, 2, 17, 0, 30);
    const key = newKey();
    must(editKey(vault.store, key, { expires: { at: Date.UTC(2027, 2, 25) - 1, precision: 'day' } }));
    const [tokyo, honolulu] = [new ZoneClock('Asia/Tokyo'), new ZoneClock('Pacific/Honolulu')];
    // Half past nine in Tokyo on the day a week before; in Honolulu it is the day before that.
    expect(look(vault.store, key, honolulu)).toEqual(['expires:30', 'expires:14']);
    expect(look(vault.store, key, tokyo)).toEqual(['expires:7']);
    expect(look(vault.store, key, honolulu)).toEqual([]);
    vault.clock.advanceDays(1);
    expect(look(vault.store, key, honolulu)).toEqual([]);
  });

  it('of a rotation on each new value, and not again when its policy is edited', () => {
    vault.clock.at = START;
    const key = newKey();
    must(editKey(vault.store, key, { rotateEvery: '60d' }));
    vault.clock.advanceDays(31);
    expect(look(vault.store, key)).toEqual(['rotate:30']);
    must(editKey(vault.store, key, { rotateEvery: '50d' }));
    expect(look(vault.store, key)).toEqual([]);
    must(setValue(vault.store, { keyId: key, bytes: Buffer.from(`made-up-next-${serial}`), discardPrevious: false }));
    expect(look(vault.store, key)).toEqual([]);
    vault.clock.advanceDays(22);
    expect(look(vault.store, key)).toEqual(['rotate:30']);
  });

  it('after a snooze once more, though its policy was removed and came back meanwhile', () => {
    vault.clock.at = START;
    const key = newKey();
    must(editKey(vault.store, key, { rotateEvery: '20d' }));
    vault.clock.advanceDays(7);
    expect(look(vault.store, key)).toEqual(['rotate:14']);
    const reminder = listReminders(vault.store).reminders.find(({ keyId }) => keyId === key);
    if (reminder === undefined) throw new Error('no reminder');
    must(snoozeReminder(vault.store, reminder, vault.clock.at + 2 * MS_PER_DAY));
    must(editKey(vault.store, key, { rotateEvery: null }));
    vault.clock.advanceDays(3);
    expect(look(vault.store, key)).toEqual([]);
    must(editKey(vault.store, key, { rotateEvery: '20d' }));
    expect(look(vault.store, key)).toEqual(['rotate:woken']);
    expect(look(vault.store, key)).toEqual([]);
  });

  it('no more of what was dismissed, until its date moves to a later day', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 20);
    const [reminder] = listReminders(vault.store).reminders.filter(({ keyId }) => keyId === key);
    if (reminder === undefined) throw new Error('no reminder');
    must(dismissReminder(vault.store, reminder, 'It may end.'));
    expect(look(vault.store, key)).toEqual([]);
    vault.clock.advanceDays(15);
    expect(look(vault.store, key)).toEqual([]);
    expireIn(key, 6);
    expect(look(vault.store, key)).toEqual([]);
    expireIn(key, 13);
    expect(look(vault.store, key)).toEqual(['expires:30', 'expires:14']);
  });
});

/** What can happen between two looks. */
type Event =
  | { readonly is: 'awake'; readonly hours: number }
  | { readonly is: 'asleep'; readonly days: number }
  | { readonly is: 'clock'; readonly days: number }
  | { readonly is: 'zone'; readonly zone: number }
  | { readonly is: 'restart' }
  | { readonly is: 'other-process' }
  | { readonly is: 'date'; readonly days: number | null; readonly sync: boolean }
  | { readonly is: 'said-again'; readonly hours: number }
  | { readonly is: 'warn'; readonly ahead: readonly number[] };

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Pacific/Chatham', 'Pacific/Honolulu'].map(
  (zone) => new ZoneClock(zone),
);
const LEADS = [30, 14, 7, 1];

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('awake' as const), hours: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('asleep' as const), days: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('clock' as const), days: fc.integer({ min: -150, max: 150 }) }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('zone' as const), zone: fc.nat({ max: ZONES.length - 1 }) }) },
  { weight: 1, arbitrary: fc.constant({ is: 'restart' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'other-process' as const }) },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('date' as const),
      days: fc.option(fc.integer({ min: -5, max: 120 }), { freq: 6 }),
      sync: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ is: fc.constant('said-again' as const), hours: fc.integer({ min: -60, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('warn' as const), ahead: fc.subarray(LEADS) }) },
);

/**
 * What the issue promises, said over days alone and knowing nothing of how it is done: a lead time of a date is told once,
 * and nothing that lies further back than a day of zones, quiet hours and days off is left untold.
 */
class Model {
  readonly #told: { readonly what: string; readonly due: number; readonly at: number }[] = [];

  /** @throws where something is told again for a date that lies within a day of one for which it was told */
  tell(what: string, due: number, at: number): void {
    const again = this.#told.find((one) => one.what === what && Math.abs(one.due - due) <= MS_PER_DAY);
    if (again !== undefined) throw new Error(`${what} was told twice`);
    this.#told.push({ what, due, at });
  }

  /** The lead times that should have been told for a date by now, and were neither for it nor, when they came, for a later one. */
  missed(due: number, now: number, ahead: readonly number[]): string[] {
    // The weekend and the longest night, and the clocks' distance.
    const slack = 4 * MS_PER_DAY;
    const leads = due <= now ? [0] : ahead;
    return leads
      .filter((days) => due - days * MS_PER_DAY + slack <= now)
      .filter((days) => {
        const what = due <= now ? 'expired:0' : `expires:${days}`;
        const came = due - days * MS_PER_DAY - slack;
        return !this.#told.some(
          (one) =>
            one.what === what &&
            (Math.abs(one.due - due) <= MS_PER_DAY || (one.due > due && one.at >= came && one.at <= now)),
        );
      })
      .map(String);
  }
}

it('keeps both promises through any history', () => {
  fc.assert(
    fc.property(fc.array(event, { minLength: 3, maxLength: 30 }), (history) => {
      vault.clock.at = START;
      must(setPolicy(vault.store, { of: 'everything' }, { rotateEvery: null }));
      const key = newKey();
      const model = new Model();
      let store = vault.store;
      let clock = UTC;
      let due: number | null = null;
      let ahead: readonly number[] = LEADS;
      const lookAndCheck = (): void => {
        for (const pending of claimTellings(store, readFacts(store), vault.clock.at, clock)) {
          if (pending.due.thing.keyId !== key) continue;
          for (const what of toldBy(pending)) model.tell(what, pending.due.thing.dueAt, vault.clock.at);
        }
        if (due !== null) expect(model.missed(due, vault.clock.at, ahead)).toEqual([]);
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
            clock = ZONES[happens.zone] ?? UTC;
            break;
          case 'restart':
            store = openStore(vault.store.session, { by: 'window', now: vault.clock.now });
            break;
          case 'other-process': {
            const other = openStore(vault.store.session, { by: 'cli', now: vault.clock.now });
            const facts = readFacts(store);
            for (const one of [other, store]) {
              for (const pending of claimTellings(one, facts, vault.clock.at, clock)) {
                if (pending.due.thing.keyId !== key) continue;
                for (const what of toldBy(pending)) model.tell(what, pending.due.thing.dueAt, vault.clock.at);
              }
            }
            break;
          }
          case 'said-again':
          case 'date': {
            if (happens.is === 'said-again') {
              if (due === null) break;
              due += happens.hours * MS_PER_HOUR;
            } else due = happens.days === null ? null : vault.clock.at + happens.days * MS_PER_DAY;
            const isTyped = happens.is === 'date' && !happens.sync;
            const origin = isTyped ? ('typed' as const) : ('reported' as const);
            const expires = due === null ? null : { at: due, precision: 'instant' as const, origin };
            must(editKey(store, key, { expires }));
            break;
          }
          case 'warn':
            ahead = happens.ahead;
            must(setPolicy(store, { of: 'everything' }, { rotateEvery: null, warnAheadDays: [...ahead] }));
            break;
        }
        lookAndCheck();
      }
      must(editKey(vault.store, key, { expires: null }));
    }),
    { numRuns: 150 },
  );
});
