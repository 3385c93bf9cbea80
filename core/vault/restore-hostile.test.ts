import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { writeBackup } from '../database/backup.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { backUpVault } from './backups.ts';
import { createVault } from './create-vault.ts';
import { readHeader, signHeader, spellHeader, type VaultHeader, withoutMac } from './header.ts';
import { readKeychainKeys, writeKeychainKeys } from './keychain-entry.ts';
import { replaceRecoveryCode, setPassphrase } from './manage-slots.ts';
import { restoreBackup } from './restore-backup.ts';
import { keysOf, type VaultSession } from './session.ts';
import { putNote, readNotes, temporaryHome, testPlace } from './testing/test-place.ts';
import { unlockVault } from './unlock-vault.ts';
import type { VaultPlace } from './vault-place.ts';
import { vaultState } from './vault-state.ts';

const PASSPHRASE = 'correct horse battery staple';

let home: string;
/** Where backups lie that come from elsewhere. */
let shelf: string;
let removeShelf: () => void;
let remove: () => void;
let place: VaultPlace;

beforeEach(() => {
  ({ home, remove } = temporaryHome());
  ({ home: shelf, remove: removeShelf } = temporaryHome());
  place = testPlace(home);
});
afterEach(() => {
  remove();
  removeShelf();
});

async function created(where: VaultPlace = place): Promise<VaultSession> {
  const made = await createVault(where, { unlock: 'passphrase', passphrase: PASSPHRASE });
  if (!made.ok) throw new Error(made.error.code);
  return made.value.session;
}

/** A backup by somebody who has the keys of their own vault, and says in it what they like. */
async function hostileBackup(
  change: (header: Omit<VaultHeader, 'mac'>) => Omit<VaultHeader, 'mac'>,
  sql = '',
): Promise<string> {
  const other = temporaryHome();
  const session = await created(testPlace(other.home));
  if (sql !== '') session.db.exec(sql);
  const header = await readHeader(other.home);
  if (!header.ok) throw new Error(header.error.code);
  const path = join(shelf, 'hostile.keyrail-backup');
  const keys = keysOf(session);
  await writeBackup({
    path,
    header: spellHeader(signHeader(change(withoutMac(header.value)), keys)),
    db: session.db,
    databaseKey: keys.for('database'),
    workDirectory: other.home,
  });
  session.lock();
  other.remove();
  return path;
}

const junk = Buffer.alloc(60, 7).toString('base64');

it.each([
  ['files to delete', (header: Omit<VaultHeader, 'mac'>) => ({ ...header, afterRekey: { oldDatabase: 'vault-1.db' } })],
  [
    'a rotation to finish',
    (header: Omit<VaultHeader, 'mac'>) => ({
      ...header,
      rekey: { newKey: junk, slots: header.slots, database: 'vault-2.db' },
    }),
  ],
])('refuses a backup that names %s, and touches nothing', async (_, change) => {
  const session = await created();
  putNote(session, 'a', 'mine');
  session.lock();
  const before = readdirSync(home).toSorted();
  const file = await hostileBackup(change);
  expect(await restoreBackup(place, file, { replace: 'any' })).toMatchObject({ error: { code: 'backup-invalid' } });
  expect(readdirSync(home).toSorted()).toEqual(before);
  const unlocked = await unlockVault(place, { kind: 'passphrase', passphrase: PASSPHRASE });
  expect(unlocked.ok && readNotes(unlocked.value.session)).toEqual({ a: 'mine' });
});

it('uses nothing of a restored database that has triggers of others', async () => {
  const file = await hostileBackup(
    (header) => header,
    `CREATE TRIGGER t AFTER INSERT ON activity BEGIN DELETE FROM keys; END`,
  );
  expect(await restoreBackup(place, file, { replace: 'damaged' })).toMatchObject({ ok: true });
  expect(await unlockVault(place, { kind: 'passphrase', passphrase: PASSPHRASE })).toMatchObject({
    error: { code: 'vault-damaged', message: expect.stringContaining('never made') },
  });
});

it('goes on with a restore that was cut off while the vault of before was moved', async () => {
  const session = await created();
  putNote(session, 'a', 'mine');
  const file = join(home, 'b.keyrail-backup');
  expect(await backUpVault(place, session, file)).toMatchObject({ ok: true });
  session.lock();
  const folder = join(home, 'set-aside', '2026-11-29T10-00-00 (unfinished)');
  const files = ['vault.json.bak', 'vault.json', 'vault-1.db'];
  for (let moved = 1; moved <= files.length; moved += 1) {
    mkdirSync(folder, { recursive: true });
    for (const name of files.slice(0, moved)) renameSync(join(home, name), join(folder, name));
    // Without the header it is told as damage, never as a place for a new vault.
    expect((await vaultState(home)).state).toBe(moved === 1 ? 'locked' : 'damaged');
    const restored = await restoreBackup(place, file, { replace: 'any' });
    if (!restored.ok) throw new Error(restored.error.message);
    expect(readdirSync(restored.value.setAside ?? '').toSorted()).toEqual(files.toSorted());
    expect(readdirSync(join(home, 'set-aside')).filter((name) => name.includes('unfinished'))).toEqual([]);
    expect((await vaultState(home)).state).toBe('locked');
  }
});

it('keeps the vault of before where the restored one was in place without its header', async () => {
  const session = await created();
  putNote(session, 'a', 'mine');
  const file = join(home, 'b.keyrail-backup');
  expect(await backUpVault(place, session, file)).toMatchObject({ ok: true });
  session.lock();
  const now = Date.UTC(2026, 10, 29, 10);
  place = testPlace(home, { now: () => now });
  const folder = join(home, 'set-aside', '2026-11-29T10-00-00 (unfinished)');
  mkdirSync(folder, { recursive: true });
  for (const name of ['vault.json.bak', 'vault.json', 'vault-1.db']) renameSync(join(home, name), join(folder, name));
  const mine = readFileSync(join(folder, 'vault-1.db'));
  writeFileSync(join(home, 'vault-1.db'), 'what the restore had put there');
  expect(await restoreBackup(place, file, { replace: 'damaged' })).toMatchObject({ ok: true });
  const databases = readdirSync(join(home, 'set-aside')).map((name) =>
    readFileSync(join(home, 'set-aside', name, 'vault-1.db')),
  );
  expect(databases).toHaveLength(2);
  expect(databases.some((database) => database.equals(mine))).toBe(true);
});

it('says nothing of work to be done in a backup, though some is left', async () => {
  const session = await created();
  const header = await readHeader(home);
  if (!header.ok) throw new Error(header.error.code);
  const { writeHeader } = await import('./header.ts');
  const left = { ...withoutMac(header.value), afterRekey: { oldDatabase: 'vault-9.db' } };
  await writeHeader(home, signHeader(left, keysOf(session)));
  const file = join(home, 'b.keyrail-backup');
  expect(await backUpVault(place, session, file)).toMatchObject({ ok: true });
  expect(await restoreBackup(place, file, { replace: 'any' })).toMatchObject({ ok: true });
  session.lock();
});

it('keeps the keychain key in use, whatever keys killed changes left behind it', async () => {
  const keychain = new MemoryKeychain();
  place = testPlace(home, { keychain });
  const made = await createVault(place, { unlock: 'keychain+passphrase', passphrase: PASSPHRASE });
  if (!made.ok) throw new Error(made.error.code);
  let { session } = made.value;
  const stray = async (): Promise<void> => {
    const keys = await readKeychainKeys(keychain, session.vaultId);
    if (!keys.ok) throw new Error(keys.error.code);
    await writeKeychainKeys(keychain, session.vaultId, [...keys.value, Buffer.alloc(32, keys.value.length)]);
  };
  const opens = async (passphrase: string): Promise<boolean> => {
    const unlocked = await unlockVault(place, { kind: 'passphrase', passphrase });
    if (unlocked.ok) unlocked.value.session.lock();
    return unlocked.ok;
  };
  await stray();
  await stray();
  const replaced = await replaceRecoveryCode(place, session, newRecoveryCode());
  if (!replaced.ok) throw new Error(replaced.error.message);
  session = replaced.value;
  expect(await opens(PASSPHRASE)).toBe(true);
  await stray();
  const set = await setPassphrase(place, session, { passphrase: `${PASSPHRASE} 2`, withKeychain: true });
  if (!set.ok) throw new Error(set.error.message);
  session = set.value;
  expect(await opens(`${PASSPHRASE} 2`)).toBe(true);
  const keys = await readKeychainKeys(keychain, session.vaultId);
  expect(keys.ok && keys.value).toHaveLength(1);
  session.lock();
});
