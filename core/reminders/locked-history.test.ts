import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/time/units.ts';
import { TestNotifications } from '../../tests/fixtures/test-notifications.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addKey } from '../keys/add-key.ts';
import { editKey } from '../keys/edit-key.ts';
import { silentLog } from '../log.ts';
import { recordActivity } from '../store/activity-log.ts';
import { openStore } from '../store/store.ts';
import { unlockVault } from '../vault/unlock-vault.ts';
import { LockedScheduleFile } from './locked-schedule.ts';
import { setPolicy } from './policy-rows.ts';
import { ReminderService } from './reminder-service.ts';

let vault: TestVault;
let keyId: string;
const zone = process.env['TZ'];
beforeAll(async () => {
  // Times of day are the machine's own.
  process.env['TZ'] = 'UTC';
  vault = await createTestVault();
  must(setPolicy(vault.store, { of: 'everything' }, { rotateEvery: null, quietHours: null, daysOff: [] }));
  const { production: environmentId } = vault.environment;
  const bytes = Buffer.from('made-up-value-0123456789');
  ({ keyId } = must(addKey(vault.store, { environmentId, name: 'NPM_TOKEN', kind: 'token', bytes })));
});
afterAll(async () => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
  await vault.dispose();
});

type Event =
  | { readonly is: 'time'; readonly hours: number }
  | { readonly is: 'lock' }
  | { readonly is: 'unlock' }
  | { readonly is: 'restart' }
  | { readonly is: 'second-process' }
  | { readonly is: 'not-shown' }
  | { readonly is: 'date'; readonly days: number };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ is: fc.constant('time' as const), hours: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 3, arbitrary: fc.constant({ is: 'lock' as const }) },
  { weight: 3, arbitrary: fc.constant({ is: 'unlock' as const }) },
  { weight: 2, arbitrary: fc.constant({ is: 'restart' as const }) },
  { weight: 2, arbitrary: fc.constant({ is: 'second-process' as const }) },
  { weight: 1, arbitrary: fc.constant({ is: 'not-shown' as const }) },
  { weight: 2, arbitrary: fc.record({ is: fc.constant('date' as const), days: fc.integer({ min: 3, max: 60 }) }) },
);

const LEADS = [30, 14, 7, 1];

/** A key that ends at noon of a day: warned of at nine, so many days before, and at its end. Each date is told of once. */
class Model {
  due = 0;
  readonly #told = new Set<string>();

  /** Whether a look at this instant tells something, which it then has. */
  tells(now: number, isLocked: boolean): boolean {
    const reached = LEADS.filter((lead) => this.due - lead * MS_PER_DAY - 3 * MS_PER_HOUR <= now).map(String);
    // An open vault knows that what was to be warned of has come; a locked one counts it as one all the same.
    const what = now < this.due ? reached : isLocked ? [...reached, 'end'] : ['end'];
    const fresh = what.map((one) => `${this.due} ${one}`).filter((one) => !this.#told.has(one));
    // Its end is told in place of all that was to be said before it.
    for (const one of now < this.due ? what : [...reached, 'end']) this.#told.add(`${this.due} ${one}`);
    return fresh.length > 0;
  }
}

it('tells once through locks, restarts, a second process and a desktop that fails', { timeout: 300_000 }, async () => {
  let lockedTold = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 30 }), async (history) => {
      const model = new Model();
      const desktop = new TestNotifications();
      const services: ReminderService[] = [];
      let isLocked = false;
      // The vault's own reminders would need somebody as well.
      const backUp = (): void => recordActivity(vault.store, { what: 'recovery-code-checked' });
      const newService = (): ReminderService => {
        const made = new ReminderService({
          notifications: desktop,
          schedule: new LockedScheduleFile(vault.place.home, vault.keychain),
          log: silentLog,
          now: vault.clock.now,
          onOpen: () => undefined,
          onChange: () => undefined,
          askEveryMs: MS_PER_HOUR,
          firstLookAfterMs: MS_PER_HOUR,
        });
        services.push(made);
        if (!isLocked) made.opened(vault.store);
        return made;
      };
      const looked = async (by: ReminderService): Promise<number> => {
        // What changed is looked at when it is due; here, at once.
        if (!isLocked) by.opened(vault.store);
        by.ask();
        await by.idle;
        return desktop.shown.splice(0).length;
      };
      const say = (days: number): void => {
        // Later than what it was: dates that move back and forth are walked through elsewhere.
        const from = Math.max(Math.floor(vault.clock.at / MS_PER_DAY), Math.floor(model.due / MS_PER_DAY));
        model.due = (from + days) * MS_PER_DAY + 12 * MS_PER_HOUR;
        must(editKey(vault.store, keyId, { expires: { at: model.due, precision: 'instant' } }));
      };
      const unlock = async (): Promise<void> => {
        const { session } = must(await unlockVault(vault.place, { kind: 'keychain' }));
        vault.store = openStore(session, { by: 'window', now: vault.clock.now });
        isLocked = false;
      };
      // What came before may have failed with the vault locked.
      await unlock();
      let service = newService();
      vault.clock.at += 400 * MS_PER_DAY;
      backUp();
      recordActivity(vault.store, { what: 'backed-up' });
      say(40);
      await looked(service);
      model.tells(vault.clock.at, false);
      for (const happens of history) {
        switch (happens.is) {
          case 'time':
            vault.clock.at += happens.hours * MS_PER_HOUR;
            break;
          case 'lock':
            if (isLocked) break;
            isLocked = true;
            for (const one of services) one.locked();
            vault.store.session.lock();
            for (const one of services) await one.idle;
            break;
          case 'unlock':
            if (isLocked) await unlock();
            break;
          case 'restart':
            await service.stop();
            service = newService();
            break;
          case 'date':
            if (!isLocked) say(happens.days);
            break;
          case 'second-process':
          case 'not-shown':
            break;
        }
        if (!isLocked) {
          recordActivity(vault.store, { what: 'backed-up' });
          backUp();
        }
        if (happens.is === 'not-shown') {
          desktop.works = false;
          expect(await looked(service)).toBe(0);
          desktop.works = true;
        }
        const looks = [await looked(service)];
        if (happens.is === 'second-process') looks.push(await looked(newService()));
        const expected = model.tells(vault.clock.at, isLocked);
        expect(looks.reduce((all, one) => all + one, 0)).toBe(expected ? 1 : 0);
        if (expected && isLocked) lockedTold += 1;
      }
      if (isLocked) await unlock();
      for (const one of services) await one.stop();
    }),
    { numRuns: 40 },
  );
  expect(lockedTold).toBeGreaterThan(10);
});
