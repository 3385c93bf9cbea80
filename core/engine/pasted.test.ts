import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineEvent } from '#shared/contract/events.ts';
import type { EnvironmentId, KeyId } from '#shared/domain/ids.ts';
import { TestPlatform } from '../../tests/fixtures/test-platform.ts';
import { CHEAP_KDF, codeOf, must, TestClock } from '../../tests/fixtures/test-vault.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { createLog } from '../log.ts';
import { createEngine, type Engine } from './engine.ts';
import { PastedShelf } from './pasted-shelf.ts';

// Made up; it only looks like a key.
const VALUE = 'nrx_Ks7dF2xW9bT3mNq0madeUp';

let home: string;
let clock: TestClock;
let platform: TestPlatform;
let engine: Engine;
let staging: EnvironmentId;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'keyrail-pasted-'));
  clock = new TestClock();
  platform = new TestPlatform();
  engine = createEngine({
    home,
    platform,
    keychain: new MemoryKeychain(),
    kdf: CHEAP_KDF,
    now: clock.now,
    by: 'window',
    version: '0.0.0',
    runtime: 'chromium',
    features: { tray: false, notifications: false, globalShortcut: false, screenLockEvents: false },
    log: createLog(() => undefined),
  });
  must(await engine.client.vault.create({ unlock: 'keychain' }));
  const { project } = must(await engine.client.projects.create({ name: 'storefront' }));
  const found = project.environments.find(({ name }) => name === 'staging');
  if (found === undefined) throw new Error('A project has a staging environment.');
  staging = found.id;
});
afterEach(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

const note = { form: '{"request":{"kind":"add-key"}}', label: 'Add NORRIX_API_KEY' };

async function keep(text = VALUE) {
  return must(await engine.client.pasted.keep({ text, ...note })).pastedId;
}

async function textOf(keyId: KeyId): Promise<string> {
  return must(await engine.client.keys.reveal({ keyId })).text;
}

describe('what was pasted and not stored', () => {
  it('is recognised, added and set without being pasted again', async () => {
    const { client } = engine;
    const pastedId = await keep(`NORRIX_API_KEY="${VALUE}"\n`);
    const found = must(await client.keys.recognise({ text: { pastedId } }));
    expect(found).toMatchObject({ shape: 'one', name: 'NORRIX_API_KEY', lengthBytes: VALUE.length });
    const value = { from: 'text', text: { pastedId } } as const;
    const { keyId } = must(await client.keys.add({ environmentId: staging, name: 'A', value }));
    expect(await textOf(keyId)).toBe(VALUE);
    const other = must(
      await client.keys.add({ environmentId: staging, name: 'B', value: { from: 'text', text: 'b' } }),
    );
    must(await client.keys.setValue({ keyId: other.keyId, value }));
    expect(await textOf(other.keyId)).toBe(VALUE);
    const preview = must(await client.imports.openText({ environmentId: staging, text: { pastedId } }));
    expect(preview.entries.map(({ name }) => name)).toEqual(['NORRIX_API_KEY']);
  });

  it('is listed without its value, described anew, replaced and discarded', async () => {
    const { pasted } = engine.client;
    const pastedId = await keep();
    must(await pasted.describe({ pastedId, form: '{}', label: 'Add B' }));
    const listed = must(await pasted.list({})).pasted;
    expect(listed).toEqual([{ pastedId, form: '{}', label: 'Add B' }]);
    expect(JSON.stringify(listed)).not.toContain(VALUE);
    expect(must(await pasted.keep({ pastedId, text: 'other-made-up', ...note })).pastedId).toBe(pastedId);
    expect(must(await engine.client.keys.recognise({ text: { pastedId } })).lengthBytes).toBe(13);
    must(await pasted.discard({ pastedId }));
    must(await pasted.discard({ pastedId }));
    expect(must(await pasted.list({})).pasted).toEqual([]);
    expect(codeOf(await engine.client.keys.recognise({ text: { pastedId } }))).toBe('pasted-not-found');
    const value = { from: 'text', text: { pastedId } } as const;
    expect(codeOf(await engine.client.keys.add({ environmentId: staging, name: 'A', value }))).toBe('pasted-not-found');
    expect(codeOf(await pasted.describe({ pastedId, ...note }))).toBe('pasted-not-found');
  });

  it('is gone after the lock', async () => {
    const pastedId = await keep();
    must(await engine.client.vault.lock({}));
    expect(codeOf(await engine.client.pasted.list({}))).toBe('vault-locked');
    must(await engine.client.vault.unlock({ with: { kind: 'keychain' } }));
    expect(must(await engine.client.pasted.list({})).pasted).toEqual([]);
    expect(codeOf(await engine.client.keys.recognise({ text: { pastedId } }))).toBe('pasted-not-found');
  });

  it('is kept for a few forms, the newest', async () => {
    const ids = [];
    for (let count = 0; count < 10; count += 1) ids.push(await keep(`made-up-${count}`));
    expect(must(await engine.client.pasted.list({})).pasted.map(({ pastedId }) => pastedId)).toEqual(ids.slice(2));
  });

  it('is sealed in memory', () => {
    const sealed: Uint8Array[] = [];
    const session = {
      seal: (_key: string, _version: string, value: Uint8Array) => {
        const made = Buffer.from(value.map((byte) => byte ^ 0x5a));
        sealed.push(made);
        return made;
      },
      open: (_key: string, _version: string, made: Uint8Array) => Buffer.from(made.map((byte) => byte ^ 0x5a)),
    } as unknown as Parameters<PastedShelf['keep']>[0];
    const shelf = new PastedShelf();
    const pastedId = shelf.keep(session, VALUE, note);
    expect(sealed).toHaveLength(1);
    expect(JSON.stringify(shelf)).not.toContain(VALUE);
    expect(must(shelf.textOf(session, { pastedId }))).toBe(VALUE);
  });
});

describe('before an idle vault locks', () => {
  async function eventsOfAnIdleMinute(): Promise<readonly EngineEvent[]> {
    const events: EngineEvent[] = [];
    engine.onEvent((event) => events.push(event));
    for (let second = 0; second < 65; second += 5) {
      clock.at += 5_000;
      await vi.advanceTimersByTimeAsync(5_000);
    }
    return events.filter(({ type }) => type === 'locking-soon' || type === 'vault-status-changed');
  }

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    // The look that locks has to be one of the fake ones.
    must(await engine.client.vault.lock({}));
    must(await engine.client.vault.unlock({ with: { kind: 'keychain' } }));
    must(await engine.client.settings.update({ change: { autoLockAfterMs: 60_000 } }));
    platform.idle = null;
  });
  afterEach(() => vi.useRealTimers());

  it('it says so once, where something pasted would go with it', async () => {
    must((await engine.call('pasted', 'keep', { text: VALUE, ...note })) as never);
    expect(await eventsOfAnIdleMinute()).toEqual([
      { type: 'locking-soon', inMs: 30_000 },
      { type: 'vault-status-changed' },
    ]);
  });

  it('it says nothing where nothing would', async () => {
    must((await engine.call('projects', 'list', {})) as never);
    expect(await eventsOfAnIdleMinute()).toEqual([{ type: 'vault-status-changed' }]);
  });
});
