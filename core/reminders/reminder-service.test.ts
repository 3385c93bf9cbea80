import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/time/units.ts';
import { TestNotifications } from '../../tests/fixtures/test-notifications.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { addKey } from '../keys/add-key.ts';
import { editKey } from '../keys/edit-key.ts';
import { silentLog } from '../log.ts';
import { recordActivity } from '../store/activity-log.ts';
import { updateSettings } from '../store/settings-store.ts';
import { openStore, type Store } from '../store/store.ts';
import { unlockVault } from '../vault/unlock-vault.ts';
import { LockedScheduleFile, lockedSchedulePath } from './locked-schedule.ts';
import { setPolicy } from './policy-rows.ts';
import { ReminderService } from './reminder-service.ts';

let vault: TestVault;
let store: Store;
let desktop: TestNotifications;
let opened: (string | null)[];
const services: ReminderService[] = [];

beforeEach(async () => {
  vault = await createTestVault();
  store = vault.store;
  desktop = new TestNotifications();
  opened = [];
  // Times of day are the machine's own, and these tests are about other things.
  must(setPolicy(store, { of: 'everything' }, { rotateEvery: null, quietHours: null, daysOff: [] }));
});
afterEach(async () => {
  for (const service of services.splice(0)) await service.stop();
  await vault.dispose();
});

function newService(keychain = vault.keychain): ReminderService {
  const service = new ReminderService({
    notifications: desktop,
    schedule: new LockedScheduleFile(vault.place.home, keychain),
    log: silentLog,
    now: vault.clock.now,
    onOpen: (reminder) => opened.push(reminder?.name ?? null),
    onChange: () => undefined,
    askEveryMs: MS_PER_HOUR,
    firstLookAfterMs: MS_PER_HOUR,
  });
  services.push(service);
  return service;
}

/** As the engine's housekeeping does every day; without it the vault itself would need somebody. */
function backUp(): void {
  recordActivity(store, { what: 'backed-up', detail: 'daily' });
}

async function asked(service: ReminderService): Promise<string[]> {
  service.ask();
  await service.idle;
  return desktop.takeTitles();
}

function addExpiring(name: string, days: number): string {
  const { keyId } = must(
    addKey(store, {
      environmentId: vault.environment.production,
      name,
      kind: 'secret',
      bytes: Buffer.from(`made-up-value-of-${name}`),
    }),
  );
  must(editKey(store, keyId, { expires: { at: vault.clock.at + days * MS_PER_DAY, precision: 'instant' } }));
  return keyId;
}

/** Locks the vault as the engine does, and opens it again. */
async function relock(service: ReminderService, whileLocked: () => Promise<void>): Promise<void> {
  service.locked();
  store.session.lock();
  await whileLocked();
  const { session } = must(await unlockVault(vault.place, { kind: 'keychain' }));
  store = openStore(session, { by: 'window', now: vault.clock.now });
  vault.store = store;
  service.opened(store);
}

it('tells of one thing by its name, shows it, and puts it off', async () => {
  addExpiring('NPM_TOKEN', 5);
  const service = newService();
  service.opened(store);
  service.ask();
  await service.idle;
  expect(desktop.shown).toMatchObject([
    { title: 'NPM_TOKEN expires in 5 days', body: expect.stringContaining('storefront, production') },
  ]);
  desktop.shown[0]?.onChosen(null);
  desktop.shown.splice(0)[0]?.onChosen('snooze');
  expect(opened).toEqual(['NPM_TOKEN']);
  await service.idle;
  vault.clock.at += MS_PER_HOUR;
  expect(await asked(service)).toEqual([]);
  vault.clock.at += MS_PER_DAY;
  expect(await asked(service)).toEqual(['NPM_TOKEN expires in 3 days']);
});

it('tells of what was missed in one digest, and counts what has come', async () => {
  for (const [name, days] of [
    ['ONE', 3],
    ['TWO', 20],
    ['THREE', 35],
  ] as const)
    addExpiring(name, days);
  vault.clock.advanceDays(25);
  backUp();
  const service = newService();
  service.opened(store);
  expect(await asked(service)).toEqual(['3 keys need attention']);
  expect(desktop.count).toBe(2);
  expect(await asked(service)).toEqual([]);
  const again = newService();
  again.opened(store);
  expect(await asked(again)).toEqual([]);
});

it('looks again when the vault changed, and at the next time', async () => {
  const service = newService();
  service.opened(store);
  expect(await asked(service)).toEqual([]);
  addExpiring('NPM_TOKEN', 31);
  await expect.poll(() => asked(service)).toEqual([]);
  vault.clock.advanceDays(2);
  expect(await asked(service)).toEqual(['NPM_TOKEN expires in 29 days']);
});

it('names nothing where it must not, and shows nothing where it is switched off', async () => {
  updateSettings(store, { namesInNotifications: false });
  addExpiring('NPM_TOKEN', 5);
  const service = newService();
  service.opened(store);
  service.ask();
  await service.idle;
  expect(JSON.stringify(desktop.shown)).not.toMatch(/NPM_TOKEN|storefront|production/);
  expect(desktop.takeTitles()).toEqual(['A key expires in 5 days']);
  updateSettings(store, { notifyReminders: false });
  vault.clock.advanceDays(6);
  expect(await asked(service)).toEqual([]);
  expect(desktop.count).toBe(1);
});

it('tries again what the desktop did not show', async () => {
  addExpiring('NPM_TOKEN', 5);
  const service = newService();
  service.opened(store);
  desktop.works = false;
  expect(await asked(service)).toEqual([]);
  desktop.works = true;
  vault.clock.at += 60_000;
  expect(await asked(service)).toEqual(['NPM_TOKEN expires in 4 days']);
});

it('says once that a look fails, and looks again a while later', async () => {
  addExpiring('NPM_TOKEN', 5);
  const error = vi.spyOn(silentLog, 'error');
  const elapsed = vi.spyOn(performance, 'now');
  const service = newService();
  service.opened(store);
  store.db.exec(`CREATE TRIGGER full BEFORE INSERT ON reminders_fired BEGIN SELECT raise(ABORT, 'made up'); END`);
  const start = performance.now();
  for (const seconds of [0, 20, 40, 61, 120, 179]) {
    elapsed.mockReturnValue(start + seconds * 1_000);
    expect(await asked(service)).toEqual([]);
  }
  expect(error).toHaveBeenCalledTimes(1);
  store.db.exec('DROP TRIGGER full');
  elapsed.mockReturnValue(start + 180_000);
  expect(await asked(service)).toEqual([]);
  elapsed.mockReturnValue(start + 182_000);
  expect(await asked(service)).toEqual(['NPM_TOKEN expires in 5 days']);
  vi.restoreAllMocks();
});

it('tells how many while the vault is locked, also after a restart, and not again when it is opened', async () => {
  addExpiring('NPM_TOKEN', 8);
  addExpiring('OTHER', 8);
  const service = newService();
  service.opened(store);
  expect(await asked(service)).toEqual(['2 keys need attention']);
  const file = readFileSync(lockedSchedulePath(vault.place.home));
  expect(file.toString('latin1')).not.toMatch(/NPM_TOKEN|OTHER|entries|expires/);
  await relock(service, async () => {
    expect(await asked(service)).toEqual([]);
    vault.clock.advanceDays(2);
    expect(await asked(service)).toEqual(['2 keys need attention']);
    expect(await asked(service)).toEqual([]);
    // Started again, with the vault still locked.
    const restarted = newService();
    expect(await asked(restarted)).toEqual([]);
    vault.clock.advanceDays(7);
    expect(await asked(restarted)).toEqual(['2 keys need attention']);
    expect(desktop.count).toBe(2);
  });
  backUp();
  expect(await asked(service)).toEqual([]);
  expect(desktop.count).toBe(2);
  // What came into the vault from elsewhere meanwhile is told.
  addExpiring('THIRD', 5);
  vault.clock.at += MS_PER_HOUR * 7;
  expect(await asked(service)).toEqual(['THIRD expires in 4 days']);
});

it('knows while it is locked what was changed just before', async () => {
  const service = newService();
  service.opened(store);
  expect(await asked(service)).toEqual([]);
  addExpiring('NPM_TOKEN', 31);
  addExpiring('NOW', 5);
  await relock(service, async () => {
    await service.idle;
    // Started again: it is in the file.
    expect(await asked(newService())).toEqual(['1 key needs attention']);
    vault.clock.advanceDays(2);
    expect(await asked(service)).toEqual(['1 key needs attention']);
  });
  expect(await asked(service)).toEqual([]);
});

describe('where a time comes twice', () => {
  const zone = process.env['TZ'];
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });
  /** Nine in the morning in Tokyo, a week before the end; in New York it is nine again fourteen hours later. */
  const MORNING = Date.UTC(2027, 10, 22);
  const addTold = (): ReminderService => {
    process.env['TZ'] = 'Asia/Tokyo';
    vault.clock.at = MORNING - MS_PER_HOUR;
    backUp();
    recordActivity(store, { what: 'recovery-code-checked' });
    addExpiring('NPM_TOKEN', 7 + 15 / 24);
    const service = newService();
    service.opened(store);
    return service;
  };

  it('tells nothing again while it is locked, after a move to where it is earlier', async () => {
    const service = addTold();
    expect(await asked(service)).toEqual(['NPM_TOKEN expires in 7 days']);
    vault.clock.at = MORNING + MS_PER_HOUR;
    expect(await asked(service)).toEqual(['NPM_TOKEN expires in 7 days']);
    process.env['TZ'] = 'America/New_York';
    expect(await asked(service)).toEqual([]);
    await relock(service, async () => {
      vault.clock.at += 14 * MS_PER_HOUR;
      expect(await asked(service)).toEqual([]);
      vault.clock.at += 6 * MS_PER_DAY;
      expect(await asked(service)).toEqual(['1 key needs attention']);
    });
  });

  it('tells nothing again of what it told while it was locked, before it is that time once more', async () => {
    const service = addTold();
    expect(await asked(service)).toEqual(['NPM_TOKEN expires in 7 days']);
    await relock(service, async () => {
      vault.clock.at = MORNING + MS_PER_HOUR;
      expect(await asked(service)).toEqual(['1 key needs attention']);
      process.env['TZ'] = 'America/New_York';
    });
    expect(await asked(service)).toEqual([]);
    await relock(service, async () => {
      vault.clock.at += 14 * MS_PER_HOUR;
      expect(await asked(service)).toEqual([]);
    });
    expect(await asked(service)).toEqual([]);
  });

  it('tells nothing again while it is locked with a clock that was set back', async () => {
    const service = addTold();
    vault.clock.at = MORNING + MS_PER_HOUR;
    expect(await asked(service)).toEqual(['NPM_TOKEN expires in 7 days']);
    vault.clock.at -= 3 * MS_PER_DAY;
    expect(await asked(service)).toEqual([]);
    await relock(service, async () => {
      vault.clock.at += 3 * MS_PER_DAY;
      expect(await asked(service)).toEqual([]);
    });
  });
});

it('keeps what comes in this process alone, where there is no keychain to seal it under', async () => {
  class NoKeychain extends MemoryKeychain {
    override async get() {
      return { ok: false as const, error: { code: 'keychain-unavailable' as const, message: 'There is none.' } };
    }
  }
  addExpiring('NPM_TOKEN', 8);
  const service = newService(new NoKeychain());
  service.opened(store);
  await asked(service);
  expect(existsSync(lockedSchedulePath(vault.place.home))).toBe(false);
  await relock(service, async () => {
    vault.clock.advanceDays(2);
    expect(await asked(service)).toEqual(['1 key needs attention']);
  });
  expect(await asked(service)).toEqual([]);
});
