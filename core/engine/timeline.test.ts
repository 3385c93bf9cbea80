import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KeyId } from '#shared/domain/ids.ts';
import { TestPlatform } from '../../tests/fixtures/test-platform.ts';
import { CHEAP_KDF, codeOf, must, TestClock } from '../../tests/fixtures/test-vault.ts';
import { MemoryKeychain } from '../keychain/memory-keychain.ts';
import { createLog } from '../log.ts';
import { createEngine, type Engine } from './engine.ts';

const DAY = 86_400_000;

let home: string;
let clock: TestClock;
let engine: Engine;
let keyId: KeyId;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'keyrail-timeline-'));
  clock = new TestClock();
  engine = createEngine({
    home,
    platform: new TestPlatform(),
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
  const staging = project.environments.find(({ name }) => name === 'staging');
  if (staging === undefined) throw new Error('A project has a staging environment.');
  const added = await engine.client.keys.add({
    environmentId: staging.id,
    name: 'NORRIX_API_KEY',
    provider: 'norrix',
    value: { from: 'text', text: 'made-up-value-one' },
    rotateEvery: 'P90D',
  });
  keyId = must(added).keyId;
});
afterEach(async () => {
  await engine.close();
  await rm(home, { recursive: true, force: true });
});

async function marks(days = 200) {
  const answer = await engine.client.timeline.marks({ from: clock.at - DAY, to: clock.at + days * DAY });
  return must(answer).marks.map(({ kind, at, planned, projected, provider }) => ({
    ...{ kind, planned, projected, provider },
    inDays: Math.round((at - clock.at) / DAY),
  }));
}

it('has expiries and rotations by date, and those that follow', async () => {
  const expires = { at: clock.at + 30 * DAY, precision: 'instant' as const };
  must(await engine.client.keys.edit({ keyId, expires }));
  expect(await marks()).toEqual([
    { kind: 'expires', planned: false, projected: false, provider: 'norrix', inDays: 30 },
    { kind: 'rotate', planned: false, projected: false, provider: 'norrix', inDays: 90 },
    { kind: 'rotate', planned: false, projected: true, provider: 'norrix', inDays: 180 },
  ]);
});

it('moves a rotation to another day, back to its policy, and takes either back', async () => {
  const plan = (at: number | null) => engine.client.timeline.planRotation({ keyId, at });
  const moved = must(await plan(clock.at + 20 * DAY));
  expect((await marks()).map(({ inDays, planned }) => [inDays, planned])).toEqual([
    [20, true],
    [110, false],
    [200, false],
  ]);
  must(await engine.client.history.undo({ undoId: moved.undoId ?? '' }));
  expect((await marks(100)).map(({ inDays, planned }) => [inDays, planned])).toEqual([[90, false]]);
  must(await plan(clock.at + 40 * DAY));
  const back = must(await plan(null));
  expect((await marks(100)).map(({ inDays }) => inDays)).toEqual([90]);
  must(await engine.client.history.undo({ undoId: back.undoId ?? '' }));
  expect((await marks(100)).map(({ inDays }) => inDays)).toEqual([40]);
});

it('refuses a day that is over and a key that is gone', async () => {
  const plan = (at: number) => engine.client.timeline.planRotation({ keyId, at });
  expect(codeOf(await plan(clock.at - DAY))).toBe('date-invalid');
  must(await engine.client.keys.remove({ keyIds: [keyId] }));
  expect(codeOf(await plan(clock.at + DAY))).toBe('key-not-found');
  expect(await marks()).toEqual([]);
});
