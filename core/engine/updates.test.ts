import { afterEach, beforeEach, expect, it } from 'vitest';
import { TestPlatform } from '../../tests/fixtures/test-platform.ts';
import { temporaryHome } from '../vault/testing/test-place.ts';
import { createEngine, type Engine } from './engine.ts';

let home: string;
let remove: () => void;
let platform: TestPlatform;
let engine: Engine;

function start(given: { updates: TestPlatform['updates'] | null }): Engine {
  engine = createEngine({
    home,
    platform: Object.assign(platform, given),
    by: 'window',
    version: '0.1.0',
    runtime: 'electron',
    features: { tray: false, notifications: false, globalShortcut: false, screenLockEvents: false },
  });
  return engine;
}

beforeEach(() => {
  ({ home, remove } = temporaryHome());
  platform = new TestPlatform();
});
afterEach(async () => {
  await engine.close();
  remove();
});

it('looks for newer versions where it was allowed, without an open vault, and tells the window', async () => {
  platform.updates.newest = '0.2.0';
  const running = start({ updates: platform.updates });
  const { client } = running;
  const told: string[] = [];
  running.onEvent(({ type }) => told.push(type));
  await client.updates.check({});
  expect(platform.updates.looks).toBe(0);
  await client.updates.allow({ allowed: true });
  expect(await client.updates.status({})).toMatchObject({ value: { status: { state: 'found', version: '0.2.0' } } });
  expect(await client.updates.download({})).toMatchObject({ value: { status: { state: 'ready' } } });
  await client.updates.install({});
  expect(platform.updates.installed).toBe(1);
  expect(new Set(told)).toEqual(new Set(['updates-changed']));
});

it('says that there is nothing to look with on a desktop that has no updates', async () => {
  const { client } = start({ updates: null });
  for (const answer of [
    await client.updates.status({}),
    await client.updates.allow({ allowed: true }),
    await client.updates.check({}),
    await client.updates.download({}),
    await client.updates.install({}),
  ]) {
    expect(answer).toMatchObject({ ok: true, value: { status: { available: false, allowed: null, state: 'idle' } } });
  }
});
