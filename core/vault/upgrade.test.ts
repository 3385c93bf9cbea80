import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../database/migrations/index.ts';
import type { Migration } from '../database/migrations.ts';
import { createVault } from './create-vault.ts';
import { restoreBackup } from './restore-backup.ts';
import { markRunning } from './running-marker.ts';
import { CANARY, putNote, readNotes, temporaryHome, testPlace } from './testing/test-place.ts';
import { unlockVault } from './unlock-vault.ts';
import type { VaultPlace } from './vault-place.ts';

const NEXT: Migration = {
  version: MIGRATIONS.length + 1,
  name: 'next',
  up: (db) => void db.exec('ALTER TABLE settings ADD COLUMN extra TEXT'),
};
const BROKEN: Migration = {
  ...NEXT,
  up: (db) => {
    db.exec('DROP TABLE settings');
    throw new Error('half way');
  },
};

let home: string;
let remove: () => void;
let older: ReturnType<typeof testPlace>;

beforeEach(async () => {
  ({ home, remove } = temporaryHome());
  older = testPlace(home);
  const made = await createVault(older, { unlock: 'keychain' });
  if (!made.ok) throw new Error(made.error.code);
  putNote(made.value.session, 'a', CANARY);
  made.value.session.lock();
});
afterEach(() => remove());

const backupNames = () => readdirSync(join(home, 'backups'));

it('backs a vault up before it migrates it, and an older Keyrail then leaves it alone', async () => {
  const newer = { ...older, migrations: [...MIGRATIONS, NEXT] };
  const unlocked = await unlockVault(newer, { kind: 'keychain' });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
  unlocked.value.session.lock();
  expect(backupNames()).toEqual([expect.stringMatching(/^before-\d{4}-next-.*\.keyrail-backup$/)]);

  const before = readFileSync(join(home, 'vault-1.db'));
  expect(await unlockVault(older, { kind: 'keychain' })).toMatchObject({ error: { code: 'vault-newer' } });
  expect(readFileSync(join(home, 'vault-1.db')).equals(before)).toBe(true);

  // The backup is of the schema before, so that the older one opens it.
  const elsewhere = temporaryHome();
  const backup = join(home, 'backups', backupNames()[0] ?? '');
  expect(await restoreBackup({ ...older, home: elsewhere.home }, backup, { replace: 'damaged' })).toMatchObject({
    ok: true,
  });
  const restored = await unlockVault({ ...older, home: elsewhere.home }, { kind: 'keychain' });
  if (!restored.ok) throw new Error(restored.error.code);
  expect(readNotes(restored.value.session)).toEqual({ a: CANARY });
  restored.value.session.lock();
  elsewhere.remove();
});

it('leaves a vault as it was when a migration fails', async () => {
  const broken = { ...older, migrations: [...MIGRATIONS, BROKEN] };
  await expect(unlockVault(broken, { kind: 'keychain' })).rejects.toThrow('half way');
  const unlocked = await unlockVault(older, { kind: 'keychain' });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
  expect(unlocked.value.session.db.prepare('SELECT count(*) AS n FROM settings').get()).toEqual({ n: 0 });
  unlocked.value.session.lock();
});

describe('the first start of a newer Keyrail', () => {
  const openedBy = async (version: string, given: Partial<VaultPlace> = {}): Promise<void> => {
    const unlocked = await unlockVault({ ...older, version, ...given }, { kind: 'keychain' });
    if (!unlocked.ok) throw new Error(unlocked.error.code);
    expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
    unlocked.value.session.lock();
  };
  const namesIfAny = () => (existsSync(join(home, 'backups')) ? backupNames() : []);

  it('has a backup made before it, also where the schema stays', async () => {
    await openedBy('0.1.0');
    expect(namesIfAny()).toEqual([]);
    await openedBy('0.2.0');
    expect(backupNames()).toEqual(['before-version-0.2.0.keyrail-backup']);
    const before = readFileSync(join(home, 'backups', 'before-version-0.2.0.keyrail-backup'));
    for (const version of ['0.2.0', '0.1.0', '0.2.0-rc.1', '0.2.0']) await openedBy(version);
    expect(backupNames()).toHaveLength(1);
    expect(readFileSync(join(home, 'backups', 'before-version-0.2.0.keyrail-backup')).equals(before)).toBe(true);

    const elsewhere = temporaryHome();
    const backup = join(home, 'backups', backupNames()[0] ?? '');
    const there = { home: elsewhere.home, now: Date.now };
    expect(await restoreBackup(there, backup, { replace: 'damaged' })).toMatchObject({ ok: true });
    await openedBy('0.1.0', { home: elsewhere.home });
    elsewhere.remove();
  });

  it('keeps the backups before the last three versions', async () => {
    for (const version of ['0.8.0', '0.9.0', '0.10.0', '0.11.0', '0.12.0']) await openedBy(version);
    expect(backupNames().sort()).toEqual(
      ['0.10.0', '0.11.0', '0.12.0'].map((version) => `before-version-${version}.keyrail-backup`),
    );
  });

  it('opens the vault where there is no room for a backup, and makes it at the next start', async ({ skip }) => {
    skip(process.platform !== 'linux', 'a folder that refuses root as well is on Linux only');
    await openedBy('0.1.0');
    rmSync(join(home, 'backups'), { recursive: true, force: true });
    symlinkSync('/sys/kernel', join(home, 'backups'));
    await openedBy('0.2.0');
    rmSync(join(home, 'backups'), { force: true });
    await openedBy('0.2.0');
    expect(backupNames()).toEqual(['before-version-0.2.0.keyrail-backup']);
  });

  it('makes one backup when two processes open the vault at the same time', async () => {
    await openedBy('0.1.0');
    await Promise.all([openedBy('0.2.0'), openedBy('0.2.0')]);
    expect(backupNames()).toEqual(['before-version-0.2.0.keyrail-backup']);
  });
});

it('migrates once when two processes open a vault at the same time', async () => {
  const newer = { ...older, migrations: [...MIGRATIONS, NEXT] };
  const both = await Promise.all([unlockVault(newer, { kind: 'keychain' }), unlockVault(newer, { kind: 'keychain' })]);
  for (const unlocked of both) {
    if (!unlocked.ok) throw new Error(unlocked.error.code);
    expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
    unlocked.value.session.lock();
  }
});

it('knows that the process before did not end well', async () => {
  const first = await markRunning(home, 1);
  expect(first.endedUncleanly).toBe(false);
  await first.remove();
  expect((await markRunning(home, 2)).endedUncleanly).toBe(false);
  // No process has the highest id that a marker may state.
  writeFileSync(join(home, 'running.json'), JSON.stringify({ pid: 2 ** 31 - 1, startedAtMs: 1 }));
  expect((await markRunning(home, 3)).endedUncleanly).toBe(true);
  writeFileSync(join(home, 'running.json'), '{');
  expect((await markRunning(home, 4)).endedUncleanly).toBe(true);
});
