import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { backUpDaily, backUpVault, keptDays } from './backups.ts';
import { createVault } from './create-vault.ts';
import { restoreBackup } from './restore-backup.ts';
import type { VaultSession } from './session.ts';
import { CANARY, putNote, readNotes, temporaryHome, testPlace } from './testing/test-place.ts';
import { unlockVault } from './unlock-vault.ts';
import { mendHeader, vaultState } from './vault-state.ts';

let home: string;
let remove: () => void;
let otherHome: string;
let removeOther: () => void;
let session: VaultSession;
let recoveryCode: string;
let nowMs = Date.UTC(2026, 10, 21, 12);

beforeEach(async () => {
  ({ home, remove } = temporaryHome());
  ({ home: otherHome, remove: removeOther } = temporaryHome());
  const made = await createVault(place(), { unlock: 'keychain' });
  if (!made.ok) throw new Error(made.error.code);
  ({ session, recoveryCode } = made.value);
  putNote(session, 'a', CANARY);
});
afterEach(() => {
  session.lock();
  remove();
  removeOther();
});

const place = () => testPlace(home, { now: () => nowMs });
const restore = (into: string, file: string, replace: 'damaged' | 'any' = 'damaged') =>
  restoreBackup({ home: into, now: () => nowMs }, file, { replace });
const target = () => join(home, 'copy.keyrail-backup');

it('opens on another machine with the recovery code, with what was there when it was made', async () => {
  expect(await backUpVault(place(), session, target())).toMatchObject({ ok: true });
  putNote(session, 'b', 'later');
  expect(readFileSync(target()).includes(CANARY)).toBe(false);
  expect(await restore(otherHome, target())).toMatchObject({ ok: true });
  const unlocked = await unlockVault(testPlace(otherHome), { kind: 'recovery', code: recoveryCode });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
  unlocked.value.session.lock();
  expect(await restore(otherHome, target())).toMatchObject({ error: { code: 'vault-exists' } });
  expect(readdirSync(home).filter((name) => name.startsWith('.backup'))).toEqual([]);
});

it('is refused with any byte changed, at any other length, and where it is something else', async () => {
  await backUpVault(place(), session, target());
  const good = readFileSync(target());
  const bad = join(home, 'bad.keyrail-backup');
  const step = Math.max(1, Math.floor(good.length / 150));
  for (let at = 0; at < good.length; at += at < 80 ? 1 : step) {
    const changed = Buffer.from(good);
    changed[at] = (changed[at] ?? 0) ^ 1;
    writeFileSync(bad, changed);
    expect(await restore(otherHome, bad), `byte ${at}`).toMatchObject({ error: { code: 'backup-invalid' } });
    writeFileSync(bad, good.subarray(0, at));
    expect(await restore(otherHome, bad), `length ${at}`).toMatchObject({ error: { code: 'backup-invalid' } });
  }
  writeFileSync(bad, 'KEY=value\n');
  expect(await restore(otherHome, bad)).toMatchObject({ error: { code: 'backup-invalid' } });
  expect(await restore(otherHome, join(home, 'none'))).toMatchObject({ error: { code: 'file-unreadable' } });
  expect(await vaultState(otherHome)).toEqual({ state: 'none' });
});

describe('in the place of a damaged vault', () => {
  const damages: Record<string, () => void> = {
    'a header that does not read': () => writeFileSync(join(home, 'vault.json'), '{'),
    'no header and no copy': () => {
      for (const name of ['vault.json', 'vault.json.bak']) rmSync(join(home, name));
    },
    'a database that is gone': () => rmSync(join(home, 'vault-1.db')),
    'an empty database': () => writeFileSync(join(home, 'vault-1.db'), ''),
  };

  it.each(Object.entries(damages))('%s: all that is left of it is set aside', async (_, damage) => {
    await backUpVault(place(), session, target());
    session.lock();
    damage();
    writeFileSync(join(home, 'vault-7.db'), 'of another time');
    const names = readdirSync(home).filter((name) => /^vault(\.json|-\d+\.db)/.test(name));
    const left = new Map(names.map((name) => [name, readFileSync(join(home, name))]));

    const restored = await restore(home, target());
    expect(restored).toMatchObject({ ok: true });
    const folder = restored.ok ? (restored.value.setAside ?? '') : '';
    expect(readdirSync(folder).sort()).toEqual([...left.keys()].sort());
    for (const [name, bytes] of left) expect(readFileSync(join(folder, name)).equals(bytes), name).toBe(true);
    const unlocked = await unlockVault(testPlace(home), { kind: 'recovery', code: recoveryCode });
    if (!unlocked.ok) throw new Error(unlocked.error.code);
    expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
    unlocked.value.session.lock();
  });

  it('leaves a whole one alone, unless somebody says so; twice in a second takes two folders', async () => {
    await backUpVault(place(), session, target());
    session.lock();
    expect(await restore(home, target())).toMatchObject({ error: { code: 'vault-exists' } });
    const folders = [await restore(home, target(), 'any'), await restore(home, target(), 'any')];
    expect(new Set(folders.map((restored) => (restored.ok ? restored.value.setAside : null))).size).toBe(2);
    expect(readdirSync(join(home, 'set-aside'))).toHaveLength(2);
  });
});

it('says that a vault without headers is damaged, and puts the header of its newest backup back', async () => {
  await backUpDaily(place(), session, 7);
  session.lock();
  for (const name of ['vault.json', 'vault.json.bak']) rmSync(join(home, name));
  expect(await vaultState(home)).toMatchObject({ state: 'damaged', headerMendable: true });
  expect(await createVault(place(), { unlock: 'keychain' })).toMatchObject({ error: { code: 'vault-damaged' } });
  expect(await mendHeader(home)).toMatchObject({
    ok: true,
    value: { from: expect.stringContaining('daily-2026-11-21') },
  });
  const unlocked = await unlockVault(testPlace(home), { kind: 'recovery', code: recoveryCode });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
  unlocked.value.session.lock();
});

it('is not mixed with a WAL that a lost database left', async () => {
  await backUpVault(place(), session, target());
  putNote(session, 'b', 'only in the WAL');
  const wal = readFileSync(join(home, 'vault-1.db-wal'));
  writeFileSync(join(otherHome, 'vault-1.db-wal'), wal);
  expect(await restore(otherHome, target())).toMatchObject({ ok: true });
  const unlocked = await unlockVault(testPlace(otherHome), { kind: 'recovery', code: recoveryCode });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  expect(readNotes(unlocked.value.session)).toEqual({ a: CANARY });
  unlocked.value.session.lock();
  const [folder = ''] = readdirSync(join(otherHome, 'set-aside'));
  expect(readFileSync(join(otherHome, 'set-aside', folder, 'vault-1.db-wal')).equals(wal)).toBe(true);
});

it('clears away what killed processes left, at the next unlock', async () => {
  const old = '.vault.json.0123456789ab.tmp';
  const beingWritten = '.reminders.sealed.0123456789ab.tmp';
  const copy = '.backup-0123456789ab.tmp';
  for (const name of [old, beingWritten, copy, '.mine.tmp']) {
    writeFileSync(join(home, name), 'half');
    const at = new Date(name === old ? nowMs - 3_600_000 : nowMs);
    utimesSync(join(home, name), at, at);
  }
  const unlocked = await unlockVault(place(), { kind: 'recovery', code: recoveryCode });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  unlocked.value.session.lock();
  const left = readdirSync(home).filter((name) => name.endsWith('.tmp'));
  expect(left.sort()).toEqual(['.mine.tmp', beingWritten]);
});

it('puts the copy of the header back, and leaves a whole header alone', async () => {
  session.lock();
  const header = readFileSync(join(home, 'vault.json'));
  expect(await mendHeader(home)).toMatchObject({ error: { code: 'vault-exists' } });
  writeFileSync(join(home, 'vault.json'), header.subarray(0, 100));
  expect(await mendHeader(home)).toMatchObject({ ok: true });
  expect(readFileSync(join(home, 'vault.json')).equals(header)).toBe(true);
  writeFileSync(join(home, 'vault.json'), '');
  writeFileSync(join(home, 'vault.json.bak'), '');
  expect(await mendHeader(home)).toMatchObject({ error: { code: 'vault-damaged' } });
});

it('makes one a day, and keeps 7 days and 4 weeks', async () => {
  const first = nowMs;
  for (let day = 0; day < 60; day += 1) {
    nowMs = first + day * 86_400_000;
    if (day < 58) {
      mkdirSync(join(home, 'backups'), { recursive: true });
      writeFileSync(
        join(home, 'backups', `daily-${new Date(nowMs).toISOString().slice(0, 10)}.keyrail-backup`),
        'older',
      );
      continue;
    }
    expect(await backUpDaily(place(), session, 7)).toEqual({ ok: true, value: true });
    expect(await backUpDaily(place(), session, 7)).toEqual({ ok: true, value: false });
  }
  nowMs = first;
  const names = readdirSync(join(home, 'backups')).sort();
  // 2027-01-19 is a Tuesday: 7 days back to the 13th, then the newest of each week before, which end on Sundays.
  expect(names.map((name) => name.slice(6, 16))).toEqual([
    '2026-12-27',
    '2027-01-03',
    '2027-01-10',
    '2027-01-12',
    '2027-01-13',
    '2027-01-14',
    '2027-01-15',
    '2027-01-16',
    '2027-01-17',
    '2027-01-18',
    '2027-01-19',
  ]);
});

it('counts backups, not days since', () => {
  expect([...keptDays(['2020-01-01', '2026-11-21', '2031-05-05'], 7)].sort()).toEqual([
    '2020-01-01',
    '2026-11-21',
    '2031-05-05',
  ]);
});
