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
    .now.filter(({ due }) => due.thing.keyId === keyId)
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
      claimTellings(store, facts, store.now(), UTC).now.filter(({ due }) => due.thing.keyId === key),
    );
    expect(both.map((told) => told.flatMap(toldBy))).toEqual([['expires:30', 'expires:14'], []]);
  });

  it('again where the desktop could not show it', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 10);
    const told = claimTellings(vault.store, readFacts(vault.store), vault.clock.at, UTC);
    unfire(vault.store, told.now);
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

  it('in the morning, where a machine wakes at night', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 40);
    expect(look(vault.store, key)).toEqual([]);
    vault.clock.at = Date.UTC(2026, 11, 8, 3);
    const { now, waiting } = claimTellings(vault.store, readFacts(vault.store), vault.clock.at, UTC);
    expect(now.filter(({ due }) => due.thing.keyId === key)).toEqual([]);
    expect(waiting.filter(({ pending }) => pending.due.thing.keyId === key)).toMatchObject([
      { until: Date.UTC(2026, 11, 8, 8) },
    ]);
    vault.clock.at += 5 * MS_PER_HOUR;
    expect(look(vault.store, key)).toEqual(['expires:30']);
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

  it('nothing of a snooze that was over when the next date was still far', () => {
    vault.clock.at = START;
    const key = newKey();
    expireIn(key, 5);
    look(vault.store, key);
    const { reminders } = listReminders(vault.store);
    const reminder = reminders.find(({ keyId }) => keyId === key);
    if (reminder === undefined) throw new Error('nothing is due');
    must(snoozeReminder(vault.store, reminder, vault.clock.at + 3 * MS_PER_DAY));
    // Replaced meanwhile: the new value ends later.
    vault.clock.advanceDays(1);
    expireIn(key, 60);
    vault.clock.advanceDays(2);
    expect(look(vault.store, key)).toEqual([]);
    // It comes near: told once, as any other.
    vault.clock.at = START + 31 * MS_PER_DAY;
    expect(look(vault.store, key)).toEqual(['expires:30']);
    vault.clock.at += MS_PER_DAY;
    expect(look(vault.store, key)).toEqual([]);
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
