import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '#shared/contract/result.ts';
import { seal } from '../crypto/aead.ts';
import { canonicalJson } from '../crypto/canonical-json.ts';
import { STANDARD_KDF } from '../crypto/passphrase.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { backUpDaily } from './backups.ts';
import { type CreatedVault, createVault, type NewVault } from './create-vault.ts';
import { readHeader, signHeader, withoutMac, writeHeader } from './header.ts';
import { readKeychainKeys } from './keychain-entry.ts';
import { addKeychainSlot, checkRecoveryCode, removeSlot, replaceRecoveryCode, setPassphrase } from './manage-slots.ts';
import { rekey } from './rekey.ts';
import { restoreBackup } from './restore-backup.ts';
import { keysOf, type VaultSession } from './session.ts';
import { CANARY, putNote, readNotes, temporaryHome, testPlace } from './testing/test-place.ts';
import type { UnlockWith } from './unlock-slot.ts';
import { unlockVault } from './unlock-vault.ts';
import type { VaultPlace } from './vault-place.ts';
import { vaultState } from './vault-state.ts';

const PASSPHRASE = 'correct horse battery staple';
const NEVER_NOW = 1_900_000_000_000;

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

async function created(wanted: NewVault): Promise<CreatedVault> {
  const made = await createVault(place, wanted);
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}

async function codeOf(secret: UnlockWith, at: VaultPlace = place): Promise<string> {
  const unlocked = await unlockVault(at, secret);
  if (!unlocked.ok) return unlocked.error.code;
  unlocked.value.session.lock();
  return `by ${unlocked.value.session.unlockedBy}`;
}

async function opened(secret: UnlockWith) {
  const unlocked = await unlockVault(place, secret);
  if (!unlocked.ok) throw new Error(unlocked.error.code);
  return unlocked.value.session;
}

const KEYCHAIN: UnlockWith = { kind: 'keychain' };
const withPassphrase = (passphrase: string): UnlockWith => ({ kind: 'passphrase', passphrase });
const withCode = (code: string): UnlockWith => ({ kind: 'recovery', code });

describe('creating and unlocking', () => {
  it.each([
    ['keychain', KEYCHAIN],
    ['passphrase', withPassphrase(PASSPHRASE)],
    ['keychain+passphrase', withPassphrase(PASSPHRASE)],
  ] as const)('opens by %s and by the recovery code, with the same content', async (unlock, secret) => {
    const { session, recoveryCode } = await created({ unlock, passphrase: PASSPHRASE });
    putNote(session, 'a', CANARY);
    session.lock();
    expect(await codeOf(secret)).toBe(`by ${unlock}`);
    const again = await opened(withCode(recoveryCode.toLowerCase().replaceAll('-', ' ')));
    expect(readNotes(again)).toEqual({ a: CANARY });
    again.lock();
  });

  it('needs both halves of a keychain with passphrase', async () => {
    const { session } = await created({ unlock: 'keychain+passphrase', passphrase: PASSPHRASE });
    session.lock();
    expect(await codeOf(KEYCHAIN)).toBe('passphrase-needed');
    expect(await codeOf(withPassphrase('another passphrase'))).toBe('wrong-passphrase');
    expect(await codeOf(withPassphrase(PASSPHRASE), testPlace(home))).toBe('keychain-refused');
  });

  it('takes a passphrase however its accents are composed', async () => {
    const { session } = await created({ unlock: 'passphrase', passphrase: 'caf\u00e9 cr\u00e8me br\u00fbl\u00e9e' });
    session.lock();
    expect(await codeOf(withPassphrase('cafe\u0301 cre\u0300me bru\u0302le\u0301e'))).toBe('by passphrase');
  });

  it('uses the product parameters where none are given, and refuses a header with weaker ones', async () => {
    const { session } = await created({ unlock: 'passphrase', passphrase: PASSPHRASE });
    session.lock();
    const standard = { ...place, kdf: STANDARD_KDF };
    expect(await codeOf(withPassphrase(PASSPHRASE), standard)).toBe('vault-damaged');
    remove();
    const made = await createVault(standard, { unlock: 'passphrase', passphrase: PASSPHRASE });
    if (!made.ok) throw new Error(made.error.code);
    made.value.session.lock();
    expect(headerJson().slots[0]).toMatchObject({ argon2id: { memoryKiB: 65_536, passes: 3, parallelism: 4 } });
    expect(await codeOf(withPassphrase(PASSPHRASE), standard)).toBe('by passphrase');
  });

  it('says what is missing before it makes anything', async () => {
    expect(await createVault(place, { unlock: 'passphrase' })).toMatchObject({ error: { code: 'passphrase-needed' } });
    expect(await createVault(place, { unlock: 'passphrase', passphrase: 'short' })).toMatchObject({
      error: { code: 'weak-passphrase' },
    });
    keychain.refuseWith('keychain-unavailable');
    expect(await createVault(place, { unlock: 'keychain' })).toMatchObject({ error: { code: 'keychain-unavailable' } });
    expect(await vaultState(home)).toEqual({ state: 'none' });
  });

  it('makes one vault when two first runs come at once', async () => {
    const both = await Promise.all([
      createVault(place, { unlock: 'keychain' }),
      createVault(place, { unlock: 'keychain' }),
    ]);
    expect(both.map((made) => (made.ok ? 'made' : made.error.code)).sort()).toEqual(['made', 'vault-exists']);
    for (const made of both) if (made.ok) made.value.session.lock();
    expect(await codeOf(KEYCHAIN)).toBe('by keychain');
    expect(readdirSync(home).filter((name) => name.endsWith('.db'))).toEqual(['vault-1.db']);
  });

  it('never makes a second vault where the keychain entry is gone, and names the other ways', async () => {
    const { session } = await created({ unlock: 'keychain' });
    session.lock();
    for (const other of [new MemoryKeychain(), refusing('keychain-unavailable'), refusing('keychain-refused')]) {
      const unlocked = await unlockVault({ ...place, keychain: other }, KEYCHAIN);
      expect(unlocked).toMatchObject({
        ok: false,
        error: { message: expect.stringContaining('recovery code'), detail: { slots: ['keychain', 'recovery'] } },
      });
      expect(await createVault({ ...place, keychain: other }, { unlock: 'keychain' })).toMatchObject({
        error: { code: 'vault-exists' },
      });
    }
    expect(await codeOf(KEYCHAIN)).toBe('by keychain');
  });

  it('fails everything with vault-locked after lock', async () => {
    const { session } = await created({ unlock: 'keychain' });
    const sealed = session.seal('k', 'v', Buffer.from(CANARY));
    const db = session.db;
    session.lock();
    session.lock();
    expect(db.open).toBe(false);
    for (const use of [
      () => session.db,
      () => session.seal('k', 'v', Buffer.from('x')),
      () => session.open('k', 'v', sealed),
      () => session.fingerprint(Buffer.from('x')),
      () => session.activityMac(Buffer.from('x')),
    ]) {
      expect(use).toThrow(expect.objectContaining({ code: 'vault-locked' }));
    }
    expect(await addKeychainSlot(place, session)).toMatchObject({ error: { code: 'vault-locked' } });
  });

  it('refuses a sealed value in another place', async () => {
    const { session } = await created({ unlock: 'keychain' });
    const sealed = session.seal('key-1', 'version-1', Buffer.from(CANARY));
    expect(session.open('key-1', 'version-1', sealed).toString()).toBe(CANARY);
    expect(() => session.open('key-2', 'version-1', sealed)).toThrow(
      expect.objectContaining({ code: 'vault-damaged' }),
    );
    expect(() => session.open('key-1', 'version-2', sealed)).toThrow(
      expect.objectContaining({ code: 'vault-damaged' }),
    );
    session.lock();
  });
});

describe('on disk', () => {
  it('has nothing in the clear, while open and after, and no SQLite header', async () => {
    const { session, recoveryCode } = await created({ unlock: 'passphrase', passphrase: PASSPHRASE });
    putNote(session, 'planted-name', CANARY);
    session.db.prepare('INSERT INTO settings (name, value) VALUES (?, ?)').run('planted-setting', CANARY);
    for (const state of ['open', 'closed']) {
      for (const name of readdirSync(home)) {
        const bytes = readFileSync(join(home, name));
        for (const secret of [CANARY, 'planted-name', 'planted-setting', PASSPHRASE, recoveryCode, 'SQLite format']) {
          expect(bytes.includes(secret), `${secret} in ${name} (${state})`).toBe(false);
        }
      }
      session.lock();
    }
    const plain = new Sqlite(join(home, 'vault-1.db'));
    expect(() => plain.prepare('SELECT * FROM sqlite_schema').all()).toThrow(/not a database/);
    plain.close();
  });

  it('is readable by its owner only', async ({ skip }) => {
    skip(process.platform === 'win32', 'not on Windows');
    const { session } = await created({ unlock: 'keychain' });
    for (const name of readdirSync(home)) expect((statSync(join(home, name)).mode & 0o077).toString(8), name).toBe('0');
    session.lock();
  });
});

describe('wrong secrets', () => {
  it('tells a mistyped recovery code from a wrong one', async () => {
    const { session, recoveryCode } = await created({ unlock: 'keychain' });
    session.lock();
    const swapped = (recoveryCode.startsWith('2') ? '3' : '2') + recoveryCode.slice(1);
    expect(await codeOf(withCode(swapped))).toBe('mistyped-recovery-code');
    const otherHome = temporaryHome();
    const other = await createVault(testPlace(otherHome.home), { unlock: 'keychain' });
    if (!other.ok) throw new Error(other.error.code);
    other.value.session.lock();
    expect(await codeOf(withCode(other.value.recoveryCode))).toBe('wrong-recovery-code');
    otherHome.remove();
    expect(await checkRecoveryCode(place, recoveryCode)).toMatchObject({ ok: true });
  });

  it('slows attempts, and a right one ends that', async () => {
    let nowMs = NEVER_NOW;
    place = { ...place, now: () => nowMs };
    const { session } = await created({ unlock: 'passphrase', passphrase: PASSPHRASE });
    session.lock();
    for (let i = 0; i < 3; i += 1) expect(await codeOf(withPassphrase('not this one'))).toBe('wrong-passphrase');
    const refused = await unlockVault(place, withPassphrase(PASSPHRASE));
    expect(refused).toMatchObject({ error: { code: 'too-many-attempts', detail: { retryAfterMs: 1000 } } });
    nowMs += 1000;
    expect(await codeOf(withPassphrase('not this one'))).toBe('wrong-passphrase');
    nowMs += 1999;
    expect(await codeOf(withPassphrase(PASSPHRASE))).toBe('too-many-attempts');
    nowMs += 1;
    expect(await codeOf(withPassphrase(PASSPHRASE))).toBe('by passphrase');
    expect(await codeOf(withPassphrase('not this one'))).toBe('wrong-passphrase');
  });

  it('lets 16 right attempts at once all in, and counts every wrong one', async () => {
    const { session } = await created({ unlock: 'passphrase', passphrase: PASSPHRASE });
    session.lock();
    const right = await Promise.all(Array.from({ length: 16 }, () => codeOf(withPassphrase(PASSPHRASE))));
    expect(new Set(right)).toEqual(new Set(['by passphrase']));
    const wrong = await Promise.all(Array.from({ length: 16 }, () => codeOf(withPassphrase('not this one'))));
    expect(wrong.filter((code) => code === 'wrong-passphrase')).toHaveLength(3);
    expect(wrong.filter((code) => code === 'too-many-attempts')).toHaveLength(13);
  });

  it('waits no longer than the longest wait when the clock is set back', async () => {
    let nowMs = NEVER_NOW;
    place = { ...place, now: () => nowMs };
    const { session } = await created({ unlock: 'passphrase', passphrase: PASSPHRASE });
    session.lock();
    for (let i = 0; i < 12; i += 1) {
      await unlockVault(place, withPassphrase('not this one'));
      nowMs += 60_000;
    }
    nowMs -= 10 * 365 * 86_400_000;
    expect(await codeOf(withPassphrase(PASSPHRASE))).toBe('too-many-attempts');
    nowMs += 60_000;
    expect(await codeOf(withPassphrase(PASSPHRASE))).toBe('by passphrase');
  });
});

describe('slots', () => {
  it('adds and changes a passphrase, and with the keychain needs both', async () => {
    const { session } = await created({ unlock: 'keychain' });
    expect(await setPassphrase(place, session, { passphrase: PASSPHRASE, withKeychain: false })).toMatchObject({
      ok: true,
    });
    expect(await codeOf(withPassphrase(PASSPHRASE))).toBe('by passphrase');
    expect(await codeOf(KEYCHAIN)).toBe('by keychain');
    const alone = await keychain.get(session.vaultId);
    const both = await setPassphrase(place, session, { passphrase: 'a second passphrase', withKeychain: true });
    if (!both.ok) throw new Error(both.error.code);
    expect(session.locked).toBe(true);
    expect(await codeOf(withPassphrase(PASSPHRASE))).toBe('wrong-passphrase');
    expect(await codeOf(KEYCHAIN)).toBe('passphrase-needed');
    expect(await codeOf(withPassphrase('a second passphrase'))).toBe('by keychain+passphrase');
    expect(await keychain.get(both.value.vaultId)).not.toEqual(alone);
    expect(await setPassphrase(place, both.value, { passphrase: 'short', withKeychain: false })).toMatchObject({
      error: { code: 'weak-passphrase' },
    });
    both.value.lock();
  });

  type TakingAway = (session: VaultSession) => Promise<Result<VaultSession, string>>;
  const takings: Record<string, readonly [old: UnlockWith | 'recovery code', take: TakingAway]> = {
    'a passphrase that was changed': [
      withPassphrase(PASSPHRASE),
      (session) => setPassphrase(place, session, { passphrase: 'a second passphrase', withKeychain: false }),
    ],
    'a passphrase that was removed': [
      withPassphrase(PASSPHRASE),
      async (session) => removeSlot(place, session, await slotOf('passphrase')),
    ],
    'the keychain alone, of a vault that asks for both': [
      KEYCHAIN,
      (session) => setPassphrase(place, session, { passphrase: 'a second passphrase', withKeychain: true }),
    ],
    'the keychain that was removed': [
      KEYCHAIN,
      async (session) => removeSlot(place, session, await slotOf('keychain')),
    ],
    'a recovery code that was replaced': [
      'recovery code',
      (session) => replaceRecoveryCode(place, session, newRecoveryCode()),
    ],
  };
  const slotOf = async (kind: string): Promise<string> => {
    const state = await vaultState(home);
    return (state.state === 'locked' && state.slots.find((slot) => slot.kind === kind)?.id) || '';
  };

  it.each(Object.entries(takings))('%s opens nothing with a header of before', async (_, [old, takeAway]) => {
    const { session, recoveryCode } = await created({ unlock: 'keychain' });
    putNote(session, 'a', CANARY);
    await setPassphrase(place, session, { passphrase: PASSPHRASE, withKeychain: false });
    expect(await backUpDaily(place, session, 7)).toMatchObject({ ok: true });
    const before = readFileSync(join(home, 'vault.json'));
    const entryBefore = await keychain.get(session.vaultId);
    const secret = old === 'recovery code' ? withCode(recoveryCode) : old;
    expect(await codeOf(secret)).toMatch(/^by /);

    const taken = await takeAway(session);
    if (!taken.ok) throw new Error(taken.error.code);
    expect(readNotes(taken.value)).toEqual({ a: CANARY });
    putNote(taken.value, 'b', 'later');
    taken.value.lock();
    expect(await codeOf(secret)).not.toMatch(/^by /);

    // The header of before beside the database of now, under the name that it gives; and the keychain's entry of then.
    const now = readFileSync(join(home, 'vault.json'));
    renameSync(join(home, 'vault-2.db'), join(home, 'vault-1.db'));
    writeFileSync(join(home, 'vault.json'), before);
    const entryNow = await keychain.get(session.vaultId);
    if (entryBefore.ok && entryBefore.value !== null) await keychain.set(session.vaultId, entryBefore.value);
    expect(await codeOf(secret)).toBe('vault-damaged');

    // The daily backup opens as the vault does now.
    renameSync(join(home, 'vault-1.db'), join(home, 'vault-2.db'));
    writeFileSync(join(home, 'vault.json'), now);
    if (entryNow.ok && entryNow.value !== null) await keychain.set(session.vaultId, entryNow.value);
    const [name = ''] = readdirSync(join(home, 'backups'));
    const backup = join(home, 'backups', name);
    expect(await restoreBackup(place, backup, { replace: 'any' })).toMatchObject({ ok: true });
    expect(await codeOf(secret)).not.toMatch(/^by /);
    const stillThere = old === KEYCHAIN ? withCode(recoveryCode) : KEYCHAIN;
    const restored = await opened(stillThere);
    expect(readNotes(restored)).toEqual({ a: CANARY });
    restored.lock();
  });

  it('renews backups of two keys before, and forgets keys that no backup is under', async () => {
    const { session } = await created({ unlock: 'passphrase', passphrase: PASSPHRASE });
    expect(await backUpDaily(place, session, 7)).toMatchObject({ ok: true });
    const formerKeys = () => JSON.parse(readFileSync(join(home, 'vault.json'), 'utf8')).formerKeys?.length ?? 0;
    let current = session;
    for (const passphrase of ['a second passphrase', 'a third passphrase']) {
      const set = await setPassphrase(place, current, { passphrase, withKeychain: false });
      if (!set.ok) throw new Error(set.error.code);
      current = set.value;
      // Of the two keys before, the backup is under the first.
      expect(formerKeys()).toBe(1);
    }
    const [name = ''] = readdirSync(join(home, 'backups'));
    const backup = join(home, 'backups', name);
    current.lock();
    expect(await restoreBackup(place, backup, { replace: 'any' })).toMatchObject({ ok: true });
    expect(await codeOf(withPassphrase(PASSPHRASE))).toBe('wrong-passphrase');
    expect(await codeOf(withPassphrase('a second passphrase'))).toBe('wrong-passphrase');
    expect(await codeOf(withPassphrase('a third passphrase'))).toBe('by passphrase');
  });

  it('opens with a slot of the first days, and takes nothing away before the vault key was rotated once', async () => {
    const { session } = await created({ unlock: 'keychain' });
    const keys = keysOf(session);
    const stored = await readKeychainKeys(keychain, session.vaultId);
    const header = await readHeader(home);
    if (!stored.ok || !header.ok) throw new Error('made up');
    const slots = header.value.slots.map((slot) => {
      if (slot.kind !== 'keychain') return slot;
      const { publicKey: _, wrapped: __, ...older } = slot;
      const binding = canonicalJson({ purpose: 'keyrail/v1/slot', vaultId: session.vaultId, slot: older });
      return {
        ...older,
        wrapped: seal(stored.value[0] ?? Buffer.alloc(32), keys.vaultKey, binding).toString('base64'),
      };
    });
    await writeHeader(home, signHeader({ ...withoutMac(header.value), slots }, keys));
    expect(await codeOf(KEYCHAIN)).toBe('by keychain');

    expect(await setPassphrase(place, session, { passphrase: PASSPHRASE, withKeychain: false })).toMatchObject({
      ok: true,
    });
    const another = { passphrase: 'a second passphrase', withKeychain: false };
    expect(await setPassphrase(place, session, another)).toMatchObject({ error: { code: 'conflict' } });
    const rotated = await rekey(place, session, { passphrase: PASSPHRASE, recoveryCode: newRecoveryCode() });
    if (!rotated.ok) throw new Error(rotated.error.code);
    const changed = await setPassphrase(place, rotated.value, another);
    if (!changed.ok) throw new Error(changed.error.code);
    changed.value.lock();
    expect(await codeOf(KEYCHAIN)).toBe('by keychain');
    expect(await codeOf(withPassphrase('a second passphrase'))).toBe('by passphrase');
  });

  it('gets a keychain again on a new machine, by the recovery code', async () => {
    const { session, recoveryCode } = await created({ unlock: 'keychain' });
    session.lock();
    keychain = new MemoryKeychain();
    place = { ...place, keychain };
    expect(await codeOf(KEYCHAIN)).toBe('keychain-refused');
    const recovered = await opened(withCode(recoveryCode));
    expect(await addKeychainSlot(place, recovered)).toMatchObject({ ok: true });
    recovered.lock();
    expect(await codeOf(KEYCHAIN)).toBe('by keychain');
  });

  it('replaces the recovery code, in the header copy too', async () => {
    const { session, recoveryCode } = await created({ unlock: 'keychain' });
    const newCode = newRecoveryCode();
    const replaced = await replaceRecoveryCode(place, session, newCode);
    if (!replaced.ok) throw new Error(replaced.error.code);
    replaced.value.lock();
    expect(await codeOf(withCode(recoveryCode))).toBe('wrong-recovery-code');
    expect(await codeOf(withCode(newCode))).toBe('by recovery');
    expect(readFileSync(join(home, 'vault.json.bak'), 'utf8')).toBe(readFileSync(join(home, 'vault.json'), 'utf8'));
  });

  it('keeps the last way and the recovery code', async () => {
    const { session } = await created({ unlock: 'keychain' });
    const state = await vaultState(home);
    if (state.state !== 'locked') throw new Error(state.state);
    for (const slot of state.slots) {
      expect(await removeSlot(place, session, slot.id)).toMatchObject({ error: { code: 'last-slot' } });
    }
    expect(await removeSlot(place, session, 'none')).toMatchObject({ error: { code: 'slot-missing' } });
    await setPassphrase(place, session, { passphrase: PASSPHRASE, withKeychain: false });
    const keychainSlot = state.slots.find(({ kind }) => kind === 'keychain');
    const removed = await removeSlot(place, session, keychainSlot?.id ?? '');
    if (!removed.ok) throw new Error(removed.error.code);
    removed.value.lock();
    expect(await codeOf(KEYCHAIN)).toBe('slot-missing');
    expect(await keychain.get(session.vaultId)).toEqual({ ok: true, value: null });
  });
});

describe('a header that was changed', () => {
  it('never opens with any byte changed, and is whole again when it is put back', async () => {
    const { session } = await created({ unlock: 'keychain' });
    session.lock();
    const path = join(home, 'vault.json');
    const good = readFileSync(path);
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      writeFileSync(path, bad);
      const unlocked = await unlockVault(place, KEYCHAIN);
      if (unlocked.ok) {
        unlocked.value.session.lock();
        // Only white space between members may change without a trace.
        expect(JSON.parse(bad.toString()), `byte ${at}`).toEqual(JSON.parse(good.toString()));
      }
    }
    writeFileSync(path, good);
    expect(await codeOf(KEYCHAIN)).toBe('by keychain');
  });

  it('is damaged at every length but its own', async () => {
    const { session } = await created({ unlock: 'keychain' });
    session.lock();
    const path = join(home, 'vault.json');
    const good = readFileSync(path);
    for (let length = 0; length < good.length - 2; length += 7) {
      writeFileSync(path, good.subarray(0, length));
      expect(await codeOf(KEYCHAIN), `length ${length}`).toBe('vault-damaged');
      expect(await vaultState(home)).toMatchObject({ state: 'damaged', headerMendable: true });
    }
  });

  it('is noticed when a slot was taken away, or a newer version wrote it', async () => {
    const { session } = await created({ unlock: 'keychain' });
    session.lock();
    const header = headerJson();
    writeFileSync(join(home, 'vault.json'), JSON.stringify({ ...header, slots: header.slots.slice(0, 1) }));
    expect(await codeOf(KEYCHAIN)).toBe('vault-damaged');
    const newer = JSON.stringify({ ...header, version: 2, something: 'new' });
    writeFileSync(join(home, 'vault.json'), newer);
    expect(await codeOf(KEYCHAIN)).toBe('vault-newer');
    expect(await vaultState(home)).toMatchObject({ state: 'newer' });
    expect(await createVault(place, { unlock: 'keychain' })).toMatchObject({ error: { code: 'vault-newer' } });
    expect(readFileSync(join(home, 'vault.json'), 'utf8')).toBe(newer);
  });
});

function headerJson(): { slots: unknown[] } & Record<string, unknown> {
  return JSON.parse(readFileSync(join(home, 'vault.json'), 'utf8'));
}

function refusing(code: 'keychain-unavailable' | 'keychain-refused'): MemoryKeychain {
  const refuses = new MemoryKeychain();
  refuses.refuseWith(code);
  return refuses;
}
