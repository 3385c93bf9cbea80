import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineEvent } from '#shared/contract/events.ts';
import { contract } from '#shared/contract/index.ts';
import type { EnvironmentId, KeyId } from '#shared/domain/ids.ts';
import { TestPlatform } from '../../tests/fixtures/test-platform.ts';
import { CHEAP_KDF, codeOf, must, TestClock } from '../../tests/fixtures/test-vault.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { createLog } from '../log.ts';
import { createEngine, type Engine } from './engine.ts';

// Made up, in the format of Norrix's documentation.
const VALUE = 'nrx_Ks7dF2xW9bT3mNq0madeUp';
const NOBODY = '00000000-0000-4000-8000-000000000000';
/** What is asked of one connection and needs nothing more. */
const CONNECTION_QUESTIONS = [
  ...['edit', 'remove', 'test', 'sync', 'cancelSync', 'syncs'],
  ...['openDashboard', 'closeDashboard', 'forgetDashboard'],
];
const CANARY = 'canary-value-5f1d-not-a-real-secret';

let home: string;
let platform: TestPlatform;
let keychain: MemoryKeychain;
let clock: TestClock;
let lines: string[];
const engines: Engine[] = [];

function newEngine(): Engine {
  const engine = createEngine({
    home,
    platform,
    keychain,
    kdf: CHEAP_KDF,
    now: clock.now,
    by: 'window',
    version: '0.0.0',
    runtime: 'chromium',
    features: { tray: false, notifications: false, globalShortcut: false, screenLockEvents: false },
    log: createLog((line) => lines.push(line)),
  });
  engines.push(engine);
  return engine;
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'keyrail-engine-'));
  platform = new TestPlatform();
  keychain = new MemoryKeychain();
  clock = new TestClock();
  lines = [];
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  await rm(home, { recursive: true, force: true });
});

type WithVault = { engine: Engine; staging: EnvironmentId; production: EnvironmentId; recoveryCode: string };
async function withVault(): Promise<WithVault> {
  const engine = newEngine();
  const { recoveryCode } = must(await engine.client.vault.create({ unlock: 'keychain' }));
  const { project } = must(await engine.client.projects.create({ name: 'storefront' }));
  const [, staging, production] = project.environments;
  if (staging === undefined || production === undefined) throw new Error('environments');
  return { engine, staging: staging.id, production: production.id, recoveryCode };
}

async function addKey(engine: Engine, environmentId: EnvironmentId, name = 'NORRIX_API_KEY', text = VALUE) {
  return must(await engine.client.keys.add({ environmentId, name, value: { from: 'text', text } })).keyId;
}

describe('the contract', () => {
  const everything = Object.entries(contract).flatMap(([group, procedures]) =>
    Object.keys(procedures).map((name) => [group, name] as const),
  );
  const junk: unknown[] = [undefined, null, 7, 'text', [], { unknown: 1 }, { __proto__: null, keyId: {} }];

  it.each(everything)('%s.%s refuses what is not a request, and a locked vault', async (group, name) => {
    const engine = newEngine();
    for (const request of junk) {
      const result = await engine.call(group, name, request);
      expect(result).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
    }
    expect(lines).toEqual([]);
  });

  it.each([
    ['keys', 'constructor'],
    ['__proto__', 'toString'],
    ['nothing', 'here'],
  ])('has no procedure %s.%s', async (group, name) => {
    expect(codeOf(await newEngine().call(group, name, {}))).toBe('invalid-request');
  });

  it('says that the vault is locked to everything that needs it', async () => {
    const engine = newEngine();
    const asked = await Promise.all([
      engine.client.keys.list({}),
      engine.client.projects.list({}),
      engine.client.settings.get({}),
      engine.client.reminders.list({}),
      engine.client.activity.verify({}),
      engine.client.vault.newRecoveryCode({}),
      engine.client.vault.replaceRecoveryCode({ typedBack: 'x' }),
      engine.client.providers.list({}),
      engine.client.providers.get({ providerId: 'norrix' }),
      engine.client.providers.openPage({ providerId: 'norrix', page: 'keys' }),
      engine.client.connections.list({}),
      engine.client.connections.add({ provider: 'norrix' }),
      engine.client.connections.syncAll({}),
      ...CONNECTION_QUESTIONS.map((name) => engine.call('connections', name, { connectionId: NOBODY })),
      ...(['fromDashboard', 'fromFile'] as const).map((name) =>
        engine.call('captures', name, { connectionId: NOBODY }),
      ),
      engine.call('captures', 'fromText', { connectionId: NOBODY, text: 'a' }),
      ...(['addPage', 'apply', 'discard'] as const).map((name) => engine.call('captures', name, { previewId: NOBODY })),
      engine.call('captures', 'correct', { previewId: NOBODY, list: 0 }),
      engine.call('remoteKeys', 'list', { connectionId: NOBODY }),
      engine.call('remoteKeys', 'ofKey', { keyId: NOBODY }),
      ...(['history', 'unlink'] as const).map((name) => engine.call('remoteKeys', name, { remoteKeyId: NOBODY })),
      engine.call('remoteKeys', 'link', { remoteKeyId: NOBODY, keyId: NOBODY }),
      engine.call('remoteKeys', 'ignore', { remoteKeyId: NOBODY, ignored: true }),
      engine.client.drifts.list({}),
      engine.call('drifts', 'settle', { kind: 'unused', remoteKeyId: NOBODY, action: 'ignore' }),
      engine.call('keys', 'check', { keyId: NOBODY }),
      engine.call('copyAssistant', 'begin', { keyId: NOBODY, targetId: NOBODY }),
      engine.call('copyAssistant', 'copyName', { copyId: NOBODY, openPage: true }),
      engine.call('copyAssistant', 'copyValue', { copyId: NOBODY, agreed: true }),
      ...(['finish', 'cancel'] as const).map((name) => engine.call('copyAssistant', name, { copyId: NOBODY })),
      engine.client.repositoryScans.list({}),
      engine.client.repositoryScans.run({ projectId: null }),
      engine.client.repositoryScans.cancel({}),
      engine.call('repositoryScans', 'accept', { scanId: NOBODY, suggestions: [0] }),
      engine.call('repositoryScans', 'forget', { scanId: NOBODY }),
    ]);
    expect(asked.map(codeOf)).toEqual(asked.map(() => 'vault-locked'));
  });

  it('names the field that is wrong and never what was in it', async () => {
    const { engine, staging } = await withVault();
    const result = await engine.call('keys', 'add', {
      environmentId: staging,
      name: `${CANARY}\n`,
      value: { from: 'text', text: CANARY },
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-request', detail: { field: 'name' } } });
    expect(JSON.stringify(result)).not.toContain(CANARY);
  });
});

describe('values', () => {
  it('are in no answer but a reveal', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging, 'A', CANARY);
    const answers = [
      await engine.client.keys.list({}),
      await engine.client.keys.get({ keyId }),
      await engine.client.keys.copy({ keyId, field: 'value' }),
      await engine.client.keys.recognise({ text: `A=${CANARY}` }),
      await engine.client.imports.openText({ environmentId: staging, text: `A=${CANARY}\nB=${CANARY}` }),
      await engine.client.activity.list({}),
      await engine.client.reminders.list({}),
    ];
    for (const answer of answers) expect(answer.ok && JSON.stringify(answer)).not.toContain(CANARY);
    expect(must(await engine.client.keys.reveal({ keyId })).text).toBe(CANARY);
  });

  it('are nowhere on disk in the clear, nor is a name or a project', async () => {
    const { engine, staging } = await withVault();
    await addKey(engine, staging, 'CANARY_NAME_7c1', CANARY);
    await engine.close();
    for (const file of await readdir(home, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue;
      const content = await readFile(join(file.parentPath, file.name));
      for (const text of [CANARY, 'CANARY_NAME_7c1', 'storefront']) {
        expect(content.includes(text), `${file.name} holds ${text}`).toBe(false);
      }
    }
    expect(lines.join('\n')).not.toContain(CANARY);
  });

  it('are cleaned on the way in, unless they are to be taken verbatim', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging, 'A', ` export NORRIX_API_KEY="${VALUE}" `);
    expect(must(await engine.client.keys.reveal({ keyId })).text).toBe(VALUE);
    const value = { from: 'text', text: ` ${VALUE} ` } as const;
    const verbatim = must(await engine.client.keys.add({ environmentId: staging, name: 'B', value, verbatim: true }));
    expect(must(await engine.client.keys.reveal({ keyId: verbatim.keyId })).text).toBe(` ${VALUE} `);
  });

  it('of every version can be had, a retired one included, and each use is logged with its number', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging, 'A', 'made-up-first-value');
    for (const text of ['made-up-second-value', 'made-up-third-value']) {
      must(await engine.client.keys.setValue({ keyId, value: { from: 'text', text } }));
    }
    const { versions } = must(await engine.client.keys.get({ keyId })).key;
    const retired = versions.find(({ state }) => state === 'retired');
    if (retired === undefined) throw new Error('no retired version');
    const versionId = retired.id;
    expect(must(await engine.client.keys.reveal({ keyId, versionId })).text).toBe('made-up-first-value');
    must(await engine.client.keys.copy({ keyId, field: 'value', version: { id: versionId } }));
    expect(platform.clipboardText).toBe('made-up-first-value');
    platform.fileToSave = join(home, 'old-value');
    must(await engine.client.keys.saveToFile({ keyId, versionId }));
    expect(await readFile(platform.fileToSave, 'utf8')).toBe('made-up-first-value');
    const { entries } = must(await engine.client.activity.list({ keyId }));
    expect(entries.filter(({ detail }) => detail === 'version 1').map(({ what }) => what)).toEqual([
      'exported',
      'copied',
      'revealed',
    ]);
    // A version of another key is none of this one.
    const other = await addKey(engine, staging, 'B', 'made-up-other-value');
    expect(codeOf(await engine.client.keys.copy({ keyId: other, field: 'value', version: { id: versionId } }))).toBe(
      'version-not-found',
    );
  });

  it('of a file come from a dialog, and go back into one', async () => {
    const { engine, staging } = await withVault();
    const file = join(home, 'service.p12');
    const bytes = Buffer.from([0, 1, 2, 255, 10]);
    await writeFile(file, bytes);
    const request = { environmentId: staging, name: 'CERT', kind: 'file', value: { from: 'file' } } as const;
    expect(codeOf(await engine.client.keys.add(request))).toBe('cancelled');
    platform.fileToOpen = join(home, 'missing.p12');
    expect(codeOf(await engine.client.keys.add(request))).toBe('file-unreadable');
    platform.fileToOpen = file;
    const { keyId } = must(await engine.client.keys.add(request));
    expect(must(await engine.client.keys.get({ keyId })).key.versions[0]?.identifier).toBe('service.p12');
    expect(must(await engine.client.keys.reveal({ keyId })).encoding).toBe('base64');
    expect(codeOf(await engine.client.keys.copy({ keyId, field: 'value' }))).toBe('value-invalid');
    platform.fileToSave = join(home, 'out.p12');
    must(await engine.client.keys.saveToFile({ keyId }));
    expect((await readFile(platform.fileToSave)).equals(bytes)).toBe(true);
  });
});

describe('the clipboard', () => {
  it('gets the value, marked as secret, and is cleared in time', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { clearAfterMs } = must(await engine.client.keys.copy({ keyId, field: 'value' }));
      expect([platform.clipboardText, platform.clipboardSecret]).toEqual([VALUE, true]);
      await vi.advanceTimersByTimeAsync(clearAfterMs - 1);
      expect(platform.clipboardText).toBe(VALUE);
      await vi.advanceTimersByTimeAsync(2);
      expect(platform.clipboardText).toBe('');
    } finally {
      vi.useRealTimers();
    }
  });

  it('keeps what somebody copied meanwhile, and is cleared by a lock', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging);
    must(await engine.client.keys.copy({ keyId, field: 'value' }));
    platform.clipboardText = 'something else';
    must(await engine.client.vault.lock({}));
    expect(platform.clipboardText).toBe('something else');
    must(await engine.client.vault.unlock({ with: { kind: 'keychain' } }));
    must(await engine.client.keys.copy({ keyId, field: 'value' }));
    must(await engine.client.vault.lock({}));
    expect(platform.clipboardText).toBe('');
  });

  it('that cannot be reached is said with what to do', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging);
    platform.clipboardWorks = false;
    const result = await engine.client.keys.copy({ keyId, field: 'value' });
    expect(result).toMatchObject({ ok: false, error: { code: 'clipboard-unavailable', message: 'Install xclip.' } });
  });

  it('takes the name without a question, and a line for a dotenv file', async () => {
    const { engine, production } = await withVault();
    const keyId = await addKey(engine, production, 'A', VALUE);
    must(await engine.client.keys.copy({ keyId, field: 'name' }));
    expect([platform.clipboardText, platform.clipboardSecret]).toEqual(['A', false]);
    must(await engine.client.environments.confirmProtected({ environmentId: production }));
    must(await engine.client.keys.copy({ keyId, field: 'dotenv-line' }));
    expect(platform.clipboardText).toMatch(/^A="?nrx_/);
  });
});

describe('a protected environment', () => {
  it('asks once per unlock for revealing and copying', async () => {
    const { engine, production } = await withVault();
    const keyId = await addKey(engine, production);
    expect(codeOf(await engine.client.keys.reveal({ keyId }))).toBe('confirmation-needed');
    expect(codeOf(await engine.client.keys.copy({ keyId, field: 'value' }))).toBe('confirmation-needed');
    must(await engine.client.environments.confirmProtected({ environmentId: production }));
    must(await engine.client.keys.reveal({ keyId }));
    must(await engine.client.keys.reveal({ keyId }));
    must(await engine.client.vault.lock({}));
    must(await engine.client.vault.unlock({ with: { kind: 'keychain' } }));
    expect(codeOf(await engine.client.keys.reveal({ keyId }))).toBe('confirmation-needed');
  });
});

describe('locking', () => {
  it('ends everything, and tells the window', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging);
    const events: EngineEvent[] = [];
    engine.onEvent((event) => events.push(event));
    must(await engine.client.vault.lock({}));
    expect(events).toEqual([{ type: 'vault-status-changed' }]);
    expect(must(await engine.client.vault.status({})).state).toBe('locked');
    expect(codeOf(await engine.client.keys.reveal({ keyId }))).toBe('vault-locked');
  });

  it('follows the machine to sleep and the screen, as the settings say', async () => {
    const { engine } = await withVault();
    must(await engine.client.settings.update({ change: { lockOnScreenLock: false } }));
    platform.leave('screen-lock');
    expect(must(await engine.client.vault.status({})).state).toBe('unlocked');
    platform.leave('suspend');
    await vi.waitFor(async () => expect(must(await engine.client.vault.status({})).state).toBe('locked'));
  });

  it('comes after idle time', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      const { engine } = await withVault();
      must(await engine.client.settings.update({ change: { autoLockAfterMs: 60_000 } }));
      platform.idle = null;
      for (let second = 0; second < 55; second += 5) {
        clock.at += 5_000;
        await vi.advanceTimersByTimeAsync(5_000);
      }
      expect((await engine.call('projects', 'list', {})).ok).toBe(true);
      for (let second = 0; second < 65; second += 5) {
        clock.at += 5_000;
        await vi.advanceTimersByTimeAsync(5_000);
      }
      expect(codeOf(await engine.client.projects.list({}))).toBe('vault-locked');
    } finally {
      vi.useRealTimers();
    }
  });

  it('is what another process can ask for', async () => {
    const { engine } = await withVault();
    await writeFile(join(home, 'lock-request'), 'made up');
    await vi.waitFor(async () => expect(codeOf(await engine.client.projects.list({}))).toBe('vault-locked'), 3000);
  });
});

describe('another process', () => {
  it('is seen within a second, and its reads are not taken for changes', async () => {
    const { engine, staging } = await withVault();
    const other = newEngine();
    await other.start();
    const keyId = await addKey(engine, staging);
    const events: EngineEvent[] = [];
    engine.onEvent((event) => events.push(event));
    must(await other.client.keys.reveal({ keyId }));
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(events).toEqual([]);
    must(await other.client.keys.rename({ keyId, name: 'B' }));
    await vi.waitFor(() => expect(events).toEqual([{ type: 'vault-changed', by: 'another-process' }]), 1000);
  });

  it('puts a new recovery code in force only once it was typed back', async () => {
    const { engine, recoveryCode: before } = await withVault();
    const replace = async (typedBack: string) => {
      const replaced = await engine.client.vault.replaceRecoveryCode({ typedBack });
      return replaced.ok ? 'in force' : replaced.error.code;
    };
    const holds = async (code: string) => (await engine.client.vault.checkRecoveryCode({ code })).ok;
    expect(await replace(before)).toBe('conflict');
    const { recoveryCode } = must(await engine.client.vault.newRecoveryCode({}));
    expect(await holds(before)).toBe(true);
    expect(await replace(before)).toBe('wrong-recovery-code');
    expect(await replace(recoveryCode.slice(0, -1))).toBe('mistyped-recovery-code');
    expect(await holds(before)).toBe(true);
    expect(await replace(` ${recoveryCode.toLowerCase().replaceAll('-', ' ')} `)).toBe('in force');
    expect(await holds(recoveryCode)).toBe(true);
    expect(await replace(recoveryCode)).toBe('conflict');

    const never = must(await engine.client.vault.newRecoveryCode({})).recoveryCode;
    must(await engine.client.vault.lock({}));
    must(await engine.client.vault.unlock({ with: { kind: 'recovery', code: recoveryCode } }));
    expect(await replace(never)).toBe('conflict');
  });

  it('that rotates the vault key leaves this window with the new one', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging);
    const other = newEngine();
    await other.start();
    const { recoveryCode } = must(await other.client.vault.newRecoveryCode({}));
    must(await other.client.vault.rekey({ typedBack: recoveryCode }));
    await vi.waitFor(async () => {
      expect(must(await engine.client.keys.reveal({ keyId })).text).toBe(VALUE);
      must(await engine.client.keys.edit({ keyId, description: 'after' }));
    }, 4000);
    expect(must(await engine.client.activity.verify({})).intact).toBe(true);
  });
});

describe('an import', () => {
  it('shows names, applies what was chosen, and can be taken back', async () => {
    const { engine, staging } = await withVault();
    await addKey(engine, staging, 'SAME', 'same-made-up-value');
    await addKey(engine, staging, 'CHANGED', 'old-made-up-value');
    const text = `SAME=same-made-up-value\nCHANGED=${CANARY}\nNEW_TOKEN='${VALUE}'\nPORT=3000\n`;
    const preview = must(await engine.client.imports.openText({ environmentId: staging, text }));
    expect(preview.entries.map(({ name, outcome }) => [name, outcome])).toEqual([
      ['SAME', 'same'],
      ['CHANGED', 'changed'],
      ['NEW_TOKEN', 'new'],
      ['PORT', 'not-a-secret'],
    ]);
    const answer = must(await engine.client.imports.apply({ previewId: preview.previewId, indexes: [0, 1, 2] }));
    expect(answer).toMatchObject({ added: 1, changed: 1 });
    expect(must(await engine.client.keys.list({})).keys).toHaveLength(3);
    if (answer.undoId === null) throw new Error('no undo');
    must(await engine.client.history.undo({ undoId: answer.undoId }));
    const after = must(await engine.client.keys.list({})).keys;
    expect(after.map(({ name }) => name).toSorted()).toEqual(['CHANGED', 'SAME']);
    const changed = after.find(({ name }) => name === 'CHANGED')?.id as KeyId;
    expect(must(await engine.client.keys.reveal({ keyId: changed })).text).toBe('old-made-up-value');
  });

  it('with a broken line imports nothing, and names the line', async () => {
    const { engine, staging } = await withVault();
    const text = `A=one-made-up\nB="never closed\n`;
    const preview = must(await engine.client.imports.openText({ environmentId: staging, text }));
    expect(preview.errors).toMatchObject([{ line: 2 }]);
    expect(codeOf(await engine.client.imports.apply({ previewId: preview.previewId, indexes: [0] }))).toBe(
      'import-invalid',
    );
    expect(must(await engine.client.keys.list({})).keys).toEqual([]);
  });

  it('goes out without the keys that the format cannot hold only where a person says so', async () => {
    const { engine, staging } = await withVault();
    await addKey(engine, staging, 'FINE', 'made-up-fine');
    await addKey(engine, staging, 'with space', 'made-up-spaced');
    await addKey(engine, staging, 'with.dot', 'made-up-dotted');
    platform.fileToSave = join(home, 'export.sh');
    const request = { environmentId: staging, format: 'shell' } as const;
    const refused = await engine.client.exports.save(request);
    const names = ['with space', 'with.dot'];
    expect(refused).toMatchObject({ ok: false, error: { code: 'value-invalid', detail: { names } } });
    await expect(readFile(platform.fileToSave)).rejects.toThrow('ENOENT');
    expect(must(await engine.client.exports.save({ ...request, except: names })).count).toBe(1);
    expect(await readFile(platform.fileToSave, 'utf8')).toBe("export FINE='made-up-fine'\n");
    await addKey(engine, staging, 'EXPANDED', 'made$up');
    const noted = must(await engine.client.exports.save({ ...request, format: 'dotenv', except: ['with space'] }));
    expect(noted.notes.join()).toContain('EXPANDED');
    const { entries } = must(await engine.client.activity.list({}));
    expect(entries.filter(({ what }) => what === 'exported').map(({ detail }) => detail)).toEqual([
      '3 values',
      '1 value',
    ]);
  });

  it('of our own JSON gives the same keys again', async () => {
    const { engine, staging, production } = await withVault();
    const keyId = await addKey(engine, staging);
    const fields = { provider: 'norrix', scopes: ['build'], tags: ['ios'], rotateEvery: 'P90D', notes: 'a\nb' };
    must(await engine.client.keys.edit({ keyId, ...fields, expires: { at: 1_800_000_000_000, precision: 'instant' } }));
    platform.fileToSave = join(home, 'export.json');
    must(await engine.client.exports.save({ environmentId: staging, format: 'json' }));
    platform.fileToOpen = platform.fileToSave;
    const preview = must(await engine.client.imports.openFile({ environmentId: production }));
    must(await engine.client.imports.apply({ previewId: preview.previewId, indexes: [0] }));
    const copy = must(await engine.client.keys.list({ environmentId: production })).keys[0];
    if (copy === undefined) throw new Error('not imported');
    const { key } = must(await engine.client.keys.get({ keyId: copy.id }));
    expect(key).toMatchObject({ ...fields, expires: { at: 1_800_000_000_000 } });
  });
});

describe('reminders', () => {
  it('tells what has expired, what expires, and what is to be rotated, most urgent first', async () => {
    const { engine, staging } = await withVault();
    const day = 86_400_000;
    const expired = await addKey(engine, staging, 'EXPIRED', 'made-up-value-one');
    const soon = await addKey(engine, staging, 'SOON', 'made-up-value-two');
    const rotate = await addKey(engine, staging, 'ROTATE', 'made-up-value-three');
    await addKey(engine, staging, 'FINE', 'made-up-value-four');
    const at = (days: number) => ({ at: clock.at + days * day, precision: 'instant' as const });
    must(await engine.client.keys.edit({ keyId: expired, expires: at(-1) }));
    must(await engine.client.keys.edit({ keyId: soon, expires: at(9) }));
    must(await engine.client.keys.edit({ keyId: rotate, rotateEvery: '7d' }));
    const { reminders } = must(await engine.client.reminders.list({}));
    expect(reminders.map(({ name, kind }) => [name, kind])).toEqual([
      ['EXPIRED', 'expired'],
      ['ROTATE', 'rotate'],
      ['SOON', 'expires'],
    ]);
    const summary = must(await engine.client.reminders.summary({}));
    expect(summary).toMatchObject({ open: 3, overdue: 1, next: { name: 'EXPIRED' } });
    expect(must(await engine.client.reminders.summary({}))).toEqual(summary);
    const reminderId = reminders[0]?.id ?? '';
    must(await engine.client.reminders.dismiss({ reminderId, reason: 'made up' }));
    expect(must(await engine.client.reminders.summary({}))).toMatchObject({ open: 2, overdue: 0 });
    must(await engine.client.reminders.reopen({ reminderId }));
    clock.at += 10 * day;
    expect(must(await engine.client.reminders.summary({})).overdue).toBe(3);
    clock.at -= 10 * day;
    const dates = must(await engine.client.reminders.datesOf({ keyId: soon }));
    expect(dates).toEqual({
      expiry: { ...at(9), origin: 'typed' },
      // A quarter or a half-year later, as the environment's policy has it.
      rotation: { at: expect.any(Number), planned: false },
    });
    expect(dates.rotation?.at).toBeGreaterThan(clock.at + 80 * day);
    must(await engine.client.keys.remove({ keyIds: [soon] }));
    expect(must(await engine.client.reminders.datesOf({ keyId: soon }))).toEqual({ expiry: null, rotation: null });
    expect((await engine.client.reminders.datesOf({ keyId: NOBODY })).ok).toBe(false);
    const last = must(await engine.client.reminders.list({ at: Date.UTC(10_000, 0) - 1 }));
    expect(last.reminders.map(({ name }) => name)).toContain('FINE');
  });

  it('follow the policies, of which each place says what it would inherit', async () => {
    const { engine, staging } = await withVault();
    const keyId = await addKey(engine, staging, 'ONE', 'made-up-value-one');
    const environment = { of: 'environment', environmentId: staging } as const;
    must(await engine.client.policies.set({ scope: environment, own: { rotateEvery: 'P45D' } }));
    must(await engine.client.policies.set({ scope: { of: 'key', keyId }, own: { rotateEvery: null } }));
    expect(must(await engine.client.policies.get({ scope: { of: 'key', keyId } }))).toMatchObject({
      own: { rotateEvery: null },
      inForce: { rotateEvery: null, unusedAfterDays: 90 },
      from: { rotateEvery: 'key', unusedAfterDays: 'default' },
      inherited: { rotateEvery: 'P45D' },
      inheritedFrom: { rotateEvery: 'environment' },
    });
    expect(must(await engine.client.policies.get({ scope: environment }))).toMatchObject({
      inherited: { rotateEvery: 'P6M' },
      inheritedFrom: { rotateEvery: 'default' },
    });
    expect(must(await engine.client.reminders.datesOf({ keyId })).rotation).toBeNull();
    const provider = { of: 'provider', provider: 'sdkkey' } as const;
    const { label } = must(await engine.client.policies.set({ scope: provider, own: { unusedAfterDays: 30 } }));
    expect(label).toBe('Changed the policy of SDK&Key');
    must(await engine.client.policies.set({ scope: { of: 'key', keyId }, own: {} }));
    const { rotation } = must(await engine.client.reminders.datesOf({ keyId }));
    expect(rotation).toEqual({ at: clock.at + 45 * 86_400_000, planned: false });
  });

  it('of the vault itself are read again when it was backed up or its recovery code was checked', async () => {
    const engine = newEngine();
    const { recoveryCode } = must(await engine.client.vault.create({ unlock: 'keychain' }));
    const events: EngineEvent[] = [];
    engine.onEvent((event) => events.push(event));
    must(await engine.client.vault.checkRecoveryCode({ code: recoveryCode }));
    expect(events).toContainEqual({ type: 'vault-changed', by: 'this-window' });
  });
});
