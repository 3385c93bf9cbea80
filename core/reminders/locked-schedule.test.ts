import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { MS_PER_DAY, MS_PER_HOUR } from '#shared/time/units.ts';
import { createTestVault, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { type LockedEntry, LockedScheduleFile, lockedSchedulePath } from './locked-schedule.ts';
import { ZoneClock } from './zone-clock.ts';

const UTC = new ZoneClock('UTC');

let vault: TestVault;
let path: string;
beforeEach(async () => {
  vault = await createTestVault();
  path = lockedSchedulePath(vault.place.home);
});
afterEach(() => vault.dispose());

const file = (keychain = vault.keychain): LockedScheduleFile => new LockedScheduleFile(vault.place.home, keychain);
const vaultId = (): string => vault.store.session.vaultId;
const look = async (schedule: LockedScheduleFile, at = vault.clock.at) => schedule.claim(at, UTC);

function entry(change: Partial<LockedEntry> = {}): LockedEntry {
  return { at: vault.clock.at, tag: 'one', subject: 'a key', isKey: true, adds: false, quiet: null, ...change };
}

it('is a file of its owner alone, written whole, that says nothing', async () => {
  await file().write(vaultId(), { due: 1, entries: [entry()] });
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'latin1')).not.toMatch(/a key|one|entries/);
  expect(readdirSync(vault.place.home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

it('tells once, by whichever process, and counts things', async () => {
  const entries = [
    entry(),
    entry({ tag: 'two', at: vault.clock.at + 1 }),
    entry({ tag: 'three', subject: 'other', isKey: false, adds: true }),
    entry({ tag: 'later', at: vault.clock.at + MS_PER_DAY }),
  ];
  await file().write(vaultId(), { due: 4, entries: entries.toSorted((a, b) => a.at - b.at) });
  vault.clock.at += MS_PER_HOUR;
  const looks = await Promise.all([look(file()), look(file())]);
  expect(looks.map((one) => one?.fresh).sort()).toEqual([0, 2]);
  expect(looks.map((one) => one?.due)).toEqual([5, 5]);
  expect(looks.find((one) => one?.fresh === 2)?.areKeys).toBe(false);
  expect(looks[0]?.nextAt).toBe(vault.clock.at - MS_PER_HOUR + MS_PER_DAY);
  expect([...(await file().takeTold(vaultId()))].sort()).toEqual(['one', 'three', 'two']);
});

it('tells again what the desktop could not show', async () => {
  const schedule = file();
  await schedule.write(vaultId(), { due: 0, entries: [entry()] });
  const first = await look(schedule);
  expect(first?.fresh).toBe(1);
  await first?.giveBack();
  expect((await look(file()))?.fresh).toBe(1);
});

it('keeps quiet at night', async () => {
  vault.clock.at = Date.UTC(2026, 11, 1, 23);
  await file().write(vaultId(), { due: 0, entries: [entry({ quiet: { from: 22 * 60, to: 8 * 60 } })] });
  const night = await look(file());
  expect(night?.fresh).toBe(0);
  expect(night?.nextAt).toBeLessThan(vault.clock.at + MS_PER_HOUR);
  vault.clock.at += 9 * MS_PER_HOUR;
  expect((await look(file()))?.fresh).toBe(1);
});

it.each([
  [
    'damaged',
    (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 20), Buffer.of((bytes[20] ?? 0) ^ 1), bytes.subarray(21)]),
  ],
  ['cut off', (bytes: Buffer) => bytes.subarray(0, 9)],
  ['empty', () => Buffer.alloc(0)],
  ['of another program', () => Buffer.from('{"entries":[{"at":0}]}')],
])('is nothing where it is %s, and is written anew', async (_what, change) => {
  await file().write(vaultId(), { due: 3, entries: [entry()] });
  writeFileSync(path, change(readFileSync(path)));
  expect(await look(file())).toMatchObject({ fresh: 0, due: 0 });
  expect(await file().takeTold(vaultId())).toEqual([]);
  const next = file();
  await next.write(vaultId(), { due: 3, entries: [entry()] });
  expect(await look(next)).toMatchObject({ fresh: 1, due: 3 });
});

it('of another vault is nothing', async () => {
  const other = await createTestVault();
  const strange = new LockedScheduleFile(other.place.home, vault.keychain);
  await strange.write(other.store.session.vaultId, { due: 3, entries: [entry()] });
  writeFileSync(path, readFileSync(lockedSchedulePath(other.place.home)));
  expect(await look(file())).toMatchObject({ fresh: 0, due: 0 });
  await other.dispose();
});

it('is nothing where a folder stands in its place', async () => {
  mkdirSync(path);
  expect(await look(file())).toMatchObject({ fresh: 0 });
});

it('is nothing where there is no vault', async () => {
  const nowhere = new LockedScheduleFile(`${vault.place.home}-not-there`, vault.keychain);
  expect(await nowhere.claim(vault.clock.at, UTC)).toBeNull();
});

it('waits for no keychain that does not answer', { timeout: 40_000 }, async () => {
  class Silent extends MemoryKeychain {
    override get(): Promise<never> {
      return new Promise(() => undefined);
    }
  }
  const schedule = file(new Silent());
  await schedule.write(vaultId(), { due: 1, entries: [entry()] });
  expect(await look(schedule)).toMatchObject({ fresh: 1, due: 1 });
});
