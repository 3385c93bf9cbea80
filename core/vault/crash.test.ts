import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Keychain } from '../keychain/keychain.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { type CreateStep, createVault } from './create-vault.ts';
import type { RekeyStep } from './rekey-finish.ts';
import { CANARY, fingerprintsFit, putNote, readNotes, temporaryHome, testPlace } from './testing/test-place.ts';
import { unlockVault } from './unlock-vault.ts';
import { vaultState } from './vault-state.ts';

const PROGRAM = fileURLToPath(new URL('./testing/vault-process.ts', import.meta.url));
const PASSPHRASE = 'correct horse battery staple';

const CREATE_STEPS: Record<CreateStep, 'none' | 'locked'> = {
  'keychain-stored': 'none',
  'database-built': 'none',
  'database-named': 'none',
  'header-written': 'locked',
};
/** Which recovery code holds once the vault was unlocked after a kill at that step; somebody has written down both. */
const REKEY_STEPS: Record<RekeyStep, 'old' | 'new' | 'settled'> = {
  'keychain-stored': 'old',
  'pending-written': 'new',
  'writes-blocked': 'new',
  copied: 'new',
  'key-changed': 'new',
  resealed: 'new',
  switched: 'new',
  'old-deleted': 'new',
  'backups-renewed': 'new',
  settled: 'settled',
};

let home: string;
let remove: () => void;
let keychainHome: string;
let removeKeychain: () => void;

beforeEach(() => {
  ({ home, remove } = temporaryHome());
  ({ home: keychainHome, remove: removeKeychain } = temporaryHome());
});
afterEach(() => {
  remove();
  removeKeychain();
});

const keychainFile = () => join(keychainHome, 'keychain.json');

function order(action: string, more: object = {}): string {
  return JSON.stringify({ home, keychainFile: keychainFile(), action, passphrase: PASSPHRASE, ...more });
}

function run(action: string, more: object = {}): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [PROGRAM, order(action, more)], { encoding: 'utf8' });
}

/** What the processes left in the file that stands for the keychain. */
async function keychainNow(): Promise<Keychain> {
  const keychain = new MemoryKeychain();
  const entries = JSON.parse(readFileSync(keychainFile(), 'utf8')) as Record<string, string>;
  for (const [account, secret] of Object.entries(entries)) await keychain.set(account, secret);
  return keychain;
}

async function unlocked(secret: Parameters<typeof unlockVault>[1]) {
  const result = await unlockVault(testPlace(home, { keychain: await keychainNow() }), secret);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

describe('a process that is killed', () => {
  it.each(Object.entries(CREATE_STEPS))('while it makes a vault, at %s, leaves %s', async (killAt, state) => {
    expect(run('create', { killAt }).signal).toBe('SIGKILL');
    expect((await vaultState(home)).state).toBe(state);
    const again = run('create');
    expect(again.stdout).toContain(state === 'none' ? 'made' : 'vault-exists');
    const { session } = await unlocked({ kind: 'passphrase', passphrase: PASSPHRASE });
    putNote(session, 'a', CANARY);
    expect(readNotes(session)).toEqual({ a: CANARY });
    session.lock();
    // Nothing of the first one is left.
    expect(readdirSync(home).filter((name) => name.endsWith('.db'))).toHaveLength(1);
    expect(readdirSync(home)).not.toContain('new-vault.json');
  });

  it.each(Object.entries(REKEY_STEPS))(
    'while it rotates the key, at %s, leaves a whole vault (%s code)',
    async (killAt, holds) => {
      const made = JSON.parse(run('create').stdout) as { made: string };
      const first = await unlocked({ kind: 'passphrase', passphrase: PASSPHRASE });
      for (let i = 0; i < 50; i += 1) putNote(first.session, `n${i}`, `${CANARY}-${i}`);
      const before = readNotes(first.session);
      first.session.lock();

      const killed = run('rekey', { killAt });
      expect([killed.signal, killed.stderr]).toEqual(['SIGKILL', '']);

      const after = await unlocked({ kind: 'passphrase', passphrase: PASSPHRASE });
      expect(readNotes(after.session)).toEqual(before);
      expect(fingerprintsFit(after.session)).toBe(true);
      putNote(after.session, 'written-after', 'x');
      after.session.lock();
      expect(after.newRecoveryCode === null).toBe(holds !== 'new');
      const { writtenDown } = JSON.parse(killed.stdout) as { writtenDown: string };
      const code = holds === 'old' ? made.made : writtenDown;
      expect([null, writtenDown]).toContain(after.newRecoveryCode);
      (await unlocked({ kind: 'recovery', code })).session.lock();
      if (holds === 'new') {
        const old = await unlockVault(testPlace(home), { kind: 'recovery', code: made.made });
        expect(old).toMatchObject({ error: { code: 'wrong-recovery-code' } });
        expect(readdirSync(home).filter((name) => name.endsWith('.db'))).toEqual(['vault-2.db']);
      }
      // A second unlock finds nothing left to do.
      const second = await unlocked({ kind: 'passphrase', passphrase: PASSPHRASE });
      expect(second.newRecoveryCode).toBe(null);
      expect(readNotes(second.session)).toEqual({ ...before, 'written-after': 'x' });
      second.session.lock();
    },
  );

  it('while it writes loses nothing that it had acknowledged', async () => {
    run('create');
    const child = spawn(process.execPath, [PROGRAM, order('write', { notes: 100_000 })]);
    let said = '';
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.split('\n').length > 40) child.kill('SIGKILL');
      });
      child.on('close', () => resolve());
    });
    const { session } = await unlocked({ kind: 'passphrase', passphrase: PASSPHRASE });
    const notes = readNotes(session);
    session.lock();
    const acknowledged = said.split('\n').slice(0, -1);
    expect(acknowledged.length).toBeGreaterThan(30);
    for (const name of acknowledged) expect(notes[name]).toBe(`written by ${name.split('-')[0]}`);
  });
});

describe('two processes', () => {
  it('make one vault between them', async () => {
    const outputs = await Promise.all([1, 2, 3].map(() => output('create')));
    expect(outputs.filter((text) => text.includes('"made"'))).toHaveLength(1);
    expect(outputs.filter((text) => text.includes('vault-exists'))).toHaveLength(2);
  });

  it('write at the same time and lose nothing', async () => {
    run('create');
    const outputs = await Promise.all([1, 2, 3].map(() => output('write', { notes: 40 })));
    for (const text of outputs) expect(text).toContain('{"written":40}');
    const { session } = await unlocked({ kind: 'passphrase', passphrase: PASSPHRASE });
    expect(Object.keys(readNotes(session))).toHaveLength(120);
    session.lock();
  });

  it('rotate and write: what is written is kept or refused, never lost', async () => {
    const place = testPlace(home);
    const made = await createVault(place, { unlock: 'passphrase', passphrase: PASSPHRASE });
    if (!made.ok) throw new Error(made.error.code);
    const { session } = made.value;
    putNote(session, 'before', CANARY);
    expect(run('rekey').stdout).toContain('rotated');
    expect(() => putNote(session, 'late', 'x')).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^SQLITE_(CONSTRAINT_TRIGGER|READONLY_DBMOVED)$/) }),
    );
    expect(readNotes(session)).toEqual({ before: CANARY });
    session.lock();
    const after = await unlockVault(place, { kind: 'passphrase', passphrase: PASSPHRASE });
    if (!after.ok) throw new Error(after.error.code);
    expect(readNotes(after.value.session)).toEqual({ before: CANARY });
    after.value.session.lock();
  });
});

async function output(action: string, more: object = {}): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM, order(action, more)]);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  return text;
}
