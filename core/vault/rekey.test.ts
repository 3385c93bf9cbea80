import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { createVault, type NewVault } from './create-vault.ts';
import { addKeychainSlot, setPassphrase } from './manage-slots.ts';
import { rekey } from './rekey.ts';
import type { VaultSession } from './session.ts';
import { CANARY, fingerprintsFit, putNote, readNotes, temporaryHome, testPlace } from './testing/test-place.ts';
import type { UnlockWith } from './unlock-slot.ts';
import { unlockVault } from './unlock-vault.ts';
import type { VaultPlace } from './vault-place.ts';

const PASSPHRASE = 'correct horse battery staple';

let home: string;
let remove: () => void;
let keychain: MemoryKeychain;
let place: VaultPlace;

beforeEach(() => {
  ({ home, remove } = temporaryHome());
  keychain = new MemoryKeychain();
  place = testPlace(home, { keychain });
});
afterEach(() => remove());

async function created(unlock: NewVault['unlock']): Promise<{ session: VaultSession; recoveryCode: string }> {
  const made = await createVault(place, { unlock, passphrase: PASSPHRASE });
  if (!made.ok) throw new Error(made.error.code);
  putNote(made.value.session, 'a', CANARY);
  return made.value;
}

async function outcome(secret: UnlockWith): Promise<string | Record<string, string>> {
  const unlocked = await unlockVault(place, secret);
  if (!unlocked.ok) return unlocked.error.code;
  const notes = readNotes(unlocked.value.session);
  unlocked.value.session.lock();
  return notes;
}

it.each(['keychain', 'passphrase', 'keychain+passphrase'] as const)(
  'gives a %s vault a new key and a new code',
  async (unlock) => {
    const { session, recoveryCode } = await created(unlock);
    const oldEntry = await keychain.get(session.vaultId);
    const oldDatabase = readFileSync(join(home, 'vault-1.db'));
    const newCode = newRecoveryCode();
    const rotated = await rekey(place, session, { passphrase: PASSPHRASE, recoveryCode: newCode });
    if (!rotated.ok) throw new Error(rotated.error.code);
    expect(session.locked).toBe(true);
    expect(readNotes(rotated.value)).toEqual({ a: CANARY });
    expect(fingerprintsFit(rotated.value)).toBe(true);
    putNote(rotated.value, 'b', 'later');
    rotated.value.lock();

    const secret: UnlockWith =
      unlock === 'keychain' ? { kind: 'keychain' } : { kind: 'passphrase', passphrase: PASSPHRASE };
    expect(await outcome(secret)).toEqual({ a: CANARY, b: 'later' });
    expect(await outcome({ kind: 'recovery', code: newCode })).toEqual({ a: CANARY, b: 'later' });
    expect(await outcome({ kind: 'recovery', code: recoveryCode })).toBe('wrong-recovery-code');
    expect(readdirSync(home).filter((name) => name.startsWith('vault-'))).toEqual(['vault-2.db']);
    expect(readFileSync(join(home, 'vault-2.db')).subarray(0, 64).equals(oldDatabase.subarray(0, 64))).toBe(false);
    const entry = await keychain.get(session.vaultId);
    if (unlock !== 'passphrase') {
      expect(entry).not.toEqual(oldEntry);
      expect(entry).toMatchObject({ value: expect.stringMatching(/^v1:[^,]+$/) });
    }
    expect(JSON.parse(readFileSync(join(home, 'vault.json'), 'utf8'))).not.toHaveProperty('afterRekey');
  },
);

it('keeps a vault with every kind of slot, and again after a second time', async () => {
  let { session } = await created('keychain');
  await setPassphrase(place, session, { passphrase: PASSPHRASE, withKeychain: false });
  for (let round = 0; round < 2; round += 1) {
    const rotated = await rekey(place, session, { passphrase: PASSPHRASE, recoveryCode: newRecoveryCode() });
    if (!rotated.ok) throw new Error(rotated.error.code);
    session = rotated.value;
  }
  expect(await addKeychainSlot(place, session)).toMatchObject({ ok: true });
  session.lock();
  expect(await outcome({ kind: 'keychain' })).toEqual({ a: CANARY });
  expect(await outcome({ kind: 'passphrase', passphrase: PASSPHRASE })).toEqual({ a: CANARY });
});

it('changes nothing without the passphrase, with a wrong one, or without the keychain', async () => {
  const { session } = await created('keychain+passphrase');
  const before = readFileSync(join(home, 'vault.json'));
  expect(await rekey(place, session, { recoveryCode: newRecoveryCode() })).toMatchObject({
    error: { code: 'passphrase-needed' },
  });
  expect(await rekey(place, session, { passphrase: 'not this one', recoveryCode: newRecoveryCode() })).toMatchObject({
    error: { code: 'wrong-passphrase' },
  });
  keychain.refuseWith('keychain-refused');
  expect(await rekey(place, session, { passphrase: PASSPHRASE, recoveryCode: newRecoveryCode() })).toMatchObject({
    error: { code: 'keychain-refused' },
  });
  keychain.refuseWith(null);
  expect(readFileSync(join(home, 'vault.json')).equals(before)).toBe(true);
  putNote(session, 'b', 'still writable');
  session.lock();
  expect(await outcome({ kind: 'passphrase', passphrase: PASSPHRASE })).toEqual({ a: CANARY, b: 'still writable' });
});

it('takes itself back where there is no room, and the vault goes on', async () => {
  const { session, recoveryCode } = await created('keychain');
  const full = Object.assign(new Error('made up'), { code: 'ENOSPC' });
  const crowded: VaultPlace = {
    ...place,
    reseal: () => {
      throw full;
    },
  };
  expect(await rekey(crowded, session, { recoveryCode: newRecoveryCode() })).toMatchObject({
    error: { code: 'disk-full' },
  });
  putNote(session, 'b', 'still writable');
  expect(existsSync(join(home, 'vault-2.db'))).toBe(false);
  session.lock();
  expect(await outcome({ kind: 'keychain' })).toEqual({ a: CANARY, b: 'still writable' });
  expect(await outcome({ kind: 'recovery', code: recoveryCode })).toEqual({ a: CANARY, b: 'still writable' });
});

it('opens for reading while a cut-off rotation cannot be finished, and finishes it when it can', async () => {
  const { session } = await created('keychain');
  const cut = new Error('stopped here');
  await expect(
    rekey(place, session, { recoveryCode: newRecoveryCode() }, (step) => {
      if (step === 'copied') throw cut;
    }),
  ).rejects.toBe(cut);
  session.lock();
  const crowded: VaultPlace = {
    ...place,
    reseal: () => {
      throw Object.assign(new Error('made up'), { code: 'ENOSPC' });
    },
  };
  const reading = await unlockVault(crowded, { kind: 'keychain' });
  if (!reading.ok) throw new Error(reading.error.code);
  expect(readNotes(reading.value.session)).toEqual({ a: CANARY });
  expect(() => putNote(reading.value.session, 'b', 'x')).toThrow(
    expect.objectContaining({ code: 'SQLITE_CONSTRAINT_TRIGGER' }),
  );
  expect(
    await setPassphrase(place, reading.value.session, { passphrase: PASSPHRASE, withKeychain: false }),
  ).toMatchObject({
    error: { code: 'rekey-in-progress' },
  });
  reading.value.session.lock();
  const finished = await unlockVault(place, { kind: 'keychain' });
  if (!finished.ok) throw new Error(finished.error.code);
  putNote(finished.value.session, 'b', 'x');
  expect(finished.value.newRecoveryCode).not.toBe(null);
  finished.value.session.lock();
  expect(await outcome({ kind: 'keychain' })).toEqual({ a: CANARY, b: 'x' });
});

it('keeps the new code for an unlock that somebody sees', async () => {
  const made = await createVault(place, { unlock: 'keychain' });
  if (!made.ok) throw new Error(made.error.code);
  const code = newRecoveryCode();
  const cutOff = (step: string): void => {
    if (step === 'switched') throw new Error('cut off');
  };
  await expect(rekey(place, made.value.session, { recoveryCode: code }, cutOff)).rejects.toThrow('cut off');
  made.value.session.lock();
  const unlock = async (unseen: boolean): Promise<string | null> => {
    const unlocked = await unlockVault(place, { kind: 'keychain' }, { unseen });
    if (!unlocked.ok) throw new Error(unlocked.error.message);
    unlocked.value.session.lock();
    return unlocked.value.newRecoveryCode;
  };
  expect([await unlock(true), await unlock(true)]).toEqual([null, null]);
  expect([await unlock(false), await unlock(false)]).toEqual([code, null]);
});
