import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DISK_BYTES, fillDisk, mountSmallDisk, noSmallDiskBecause, unmount } from '../../tests/fixtures/small-disk.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { storageFailure } from '../database/storage-errors.ts';
import { createVault } from './create-vault.ts';
import { setPassphrase } from './manage-slots.ts';
import { rekey } from './rekey.ts';
import type { VaultSession } from './session.ts';
import { CANARY, putNote, readNotes, temporaryHome, testPlace } from './testing/test-place.ts';
import { unlockVault } from './unlock-vault.ts';
import type { VaultPlace } from './vault-place.ts';
import { vaultState } from './vault-state.ts';

const PASSPHRASE = 'correct horse battery staple';

let home: string;
let remove: () => void;
let place: VaultPlace;

beforeEach(() => {
  ({ home, remove } = temporaryHome());
  place = testPlace(home);
});
afterEach(() => {
  unmount(home);
  remove();
});

async function created(): Promise<VaultSession> {
  const made = await createVault(place, { unlock: 'keychain' });
  if (!made.ok) throw new Error(made.error.code);
  return made.value.session;
}

async function notesOnDisk(): Promise<Record<string, string>> {
  const unlocked = await unlockVault(place, { kind: 'keychain' });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  const notes = readNotes(unlocked.value.session);
  unlocked.value.session.lock();
  return notes;
}

it('keeps everything acknowledged when the disk is full, and works again when there is room', async ({ skip }) => {
  skip(noSmallDiskBecause !== null, noSmallDiskBecause ?? '');
  mountSmallDisk(home);
  const session = await created();
  const ballast = join(home, 'ballast');
  const acknowledged: Record<string, string> = {};
  let refusal: unknown = null;
  for (let i = 0; refusal === null && i < 1000; i += 1) {
    const text = `${i}-`.padEnd(20_000, 'x');
    try {
      session.db.transaction(() => putNote(session, String(i), text)).immediate();
      acknowledged[String(i)] = text;
    } catch (error) {
      refusal = error;
    }
  }
  expect(storageFailure(refusal)).toMatchObject({ error: { code: 'disk-full' } });
  expect(Object.keys(acknowledged).length).toBeGreaterThan(5);
  const header = readFileSync(join(home, 'vault.json'));
  // To the last byte, so that not even a header fits.
  fillDisk(ballast);
  expect(await setPassphrase(place, session, { passphrase: PASSPHRASE, withKeychain: false })).toMatchObject({
    error: { code: 'disk-full' },
  });
  expect(await rekey(place, session, { recoveryCode: newRecoveryCode() })).toMatchObject({
    error: { code: 'disk-full' },
  });
  expect(readFileSync(join(home, 'vault.json')).equals(header)).toBe(true);
  expect(readNotes(session)).toEqual(acknowledged);
  rmSync(ballast);
  session.lock();
  spawnSync('mount', ['-o', `remount,size=${4 * DISK_BYTES}`, home]);
  expect(await notesOnDisk()).toEqual(acknowledged);
});

it('opens for reading on a disk without a free byte', async ({ skip }) => {
  skip(noSmallDiskBecause !== null, noSmallDiskBecause ?? '');
  mountSmallDisk(home);
  const made = await createVault(place, { unlock: 'passphrase', passphrase: PASSPHRASE });
  if (!made.ok) throw new Error(made.error.code);
  putNote(made.value.session, 'a', CANARY);
  made.value.session.lock();
  fillDisk(join(home, 'ballast'));
  const unlocked = await unlockVault(place, { kind: 'passphrase', passphrase: PASSPHRASE });
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  const { session } = unlocked.value;
  expect(readNotes(session)).toEqual({ a: CANARY });
  let refusal: unknown = null;
  try {
    putNote(session, 'b', 'x'.repeat(20_000));
  } catch (error) {
    refusal = error;
  }
  expect(storageFailure(refusal)).toMatchObject({ error: { code: 'disk-full' } });
  expect(readNotes(session)).toEqual({ a: CANARY });
  rmSync(join(home, 'ballast'));
  putNote(session, 'b', 'x');
  session.lock();
  const again = await unlockVault(place, { kind: 'passphrase', passphrase: PASSPHRASE });
  if (!again.ok) throw new Error(again.error.code);
  expect(readNotes(again.value.session)).toEqual({ a: CANARY, b: 'x' });
  again.value.session.lock();
});

it('makes no half vault on a full disk', async ({ skip }) => {
  skip(noSmallDiskBecause !== null, noSmallDiskBecause ?? '');
  mountSmallDisk(home);
  const ballast = join(home, 'ballast');
  for (const freeBytes of [0, 4096, 16_384, 65_536, 131_072]) {
    fillDisk(ballast);
    truncateSync(ballast, Math.max(0, statSync(ballast).size - freeBytes));
    const made = await createVault(place, { unlock: 'keychain' });
    if (made.ok) throw new Error(`a vault fits into ${freeBytes} bytes`);
    expect([freeBytes, made.error.code]).toEqual([freeBytes, 'disk-full']);
    expect(await vaultState(home)).toEqual({ state: 'none' });
    rmSync(ballast);
  }
  const session = await created();
  putNote(session, 'a', CANARY);
  session.lock();
  expect(await notesOnDisk()).toEqual({ a: CANARY });
});

it('says that the disk cannot be written to, and reads from it', async ({ skip }) => {
  skip(noSmallDiskBecause !== null, noSmallDiskBecause ?? '');
  mountSmallDisk(home);
  (await created()).lock();
  spawnSync('mount', ['-o', 'remount,ro', home]);
  expect(await createVault(place, { unlock: 'keychain' })).toMatchObject({ error: { code: 'disk-read-only' } });
  expect(await notesOnDisk()).toEqual({});
  spawnSync('mount', ['-o', 'remount,rw', home]);
  expect(await notesOnDisk()).toEqual({});
});

it('says that files belong to someone else', async ({ skip }) => {
  skip(process.platform === 'win32', 'Windows has no file modes');
  skip(process.getuid?.() === 0, 'root may read every file');
  (await created()).lock();
  chmodSync(join(home, 'vault.json'), 0);
  expect(await unlockVault(place, { kind: 'keychain' })).toMatchObject({ error: { code: 'permission-denied' } });
});

it('says that the database is damaged or missing, and touches nothing', async () => {
  const session = await created();
  for (let i = 0; i < 50; i += 1) putNote(session, String(i), CANARY.repeat(20));
  session.lock();
  const path = join(home, 'vault-1.db');
  const good = readFileSync(path);
  const header = readFileSync(join(home, 'vault.json'));
  for (const bad of [
    Buffer.alloc(0),
    good.subarray(0, 100),
    good.subarray(0, 4096),
    Buffer.alloc(good.length, 1),
    flipped(good, 20),
  ]) {
    writeFileSync(path, bad);
    expect(await unlockVault(place, { kind: 'keychain' })).toMatchObject({ error: { code: 'vault-damaged' } });
    expect(readFileSync(path).equals(bad)).toBe(true);
  }
  rmSync(path);
  expect(await unlockVault(place, { kind: 'keychain' })).toMatchObject({
    error: { code: 'vault-damaged', message: expect.stringContaining('vault-1.db') },
  });
  expect(existsSync(path)).toBe(false);
  expect(readFileSync(join(home, 'vault.json')).equals(header)).toBe(true);
  writeFileSync(path, good);
  expect(Object.keys(await notesOnDisk())).toHaveLength(50);
});

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

it('opens for reading on a read-only disk, the WAL of a killed process included', async ({ skip }) => {
  skip(noSmallDiskBecause !== null, noSmallDiskBecause ?? '');
  const { home: elsewhere, remove: removeElsewhere } = temporaryHome();
  const made = await createVault(testPlace(elsewhere, { keychain: place.keychain }), {
    unlock: 'passphrase',
    passphrase: PASSPHRASE,
  });
  if (!made.ok) throw new Error(made.error.code);
  putNote(made.value.session, 'a', CANARY);
  mountSmallDisk(home);
  for (const name of ['vault.json', 'vault-1.db', 'vault-1.db-wal'])
    copyFileSync(join(elsewhere, name), join(home, name));
  made.value.session.lock();
  removeElsewhere();
  chmodSync(join(home, 'vault-1.db-wal'), 0o400);
  spawnSync('mount', ['-o', 'remount,ro', home]);
  const left = copiesLeft();
  const unlocked = await unlockVault(place, { kind: 'passphrase', passphrase: PASSPHRASE });
  if (!unlocked.ok) throw new Error(`${unlocked.error.code} ${unlocked.error.message}`);
  const { session } = unlocked.value;
  expect(readNotes(session)).toEqual({ a: CANARY });
  let refusal: unknown = null;
  try {
    putNote(session, 'b', 'lost');
  } catch (error) {
    refusal = error;
  }
  expect(storageFailure(refusal)).toMatchObject({ error: { code: 'disk-read-only' } });
  expect(await setPassphrase(place, session, { passphrase: PASSPHRASE, withKeychain: false })).toMatchObject({
    error: { code: 'disk-read-only' },
  });
  expect(copiesLeft()).toEqual(left);
  session.lock();
});

function copiesLeft(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('keyrail-read-'));
}
