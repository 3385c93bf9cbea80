import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineEvent } from '#shared/contract/events.ts';
import type { EnvironmentId, ProjectId } from '#shared/domain/ids.ts';
import { TestPlatform } from '../../../tests/fixtures/test-platform.ts';
import { CHEAP_KDF, must, TestClock } from '../../../tests/fixtures/test-vault.ts';
import { MemoryKeychain } from '../../keychain/memory-keychain.ts';
import { createLog } from '../../log.ts';
import { createEngine, type Engine } from '../engine.ts';

/** A window's engine on a vault of its own, unlocked, with a project. What it tells is kept. */
export type TestWindow = {
  readonly home: string;
  readonly engine: Engine;
  readonly platform: TestPlatform;
  readonly clock: TestClock;
  readonly events: EngineEvent[];
  /** What was logged. */
  readonly lines: string[];
  readonly projectId: ProjectId;
  readonly staging: EnvironmentId;
  readonly close: () => Promise<void>;
};

export async function openTestWindow(): Promise<TestWindow> {
  const home = await mkdtemp(join(tmpdir(), 'keyrail-window-'));
  const platform = new TestPlatform();
  const clock = new TestClock();
  const lines: string[] = [];
  const events: EngineEvent[] = [];
  const engine = createEngine({
    home,
    platform,
    keychain: new MemoryKeychain(),
    kdf: CHEAP_KDF,
    now: clock.now,
    by: 'window',
    version: '0.0.0',
    runtime: 'chromium',
    features: { tray: false, notifications: false, globalShortcut: false, screenLockEvents: false },
    log: createLog((line) => lines.push(line)),
  });
  must(await engine.client.vault.create({ unlock: 'keychain' }));
  const { project } = must(await engine.client.projects.create({ name: 'storefront' }));
  const staging = project.environments[1]?.id;
  if (staging === undefined) throw new Error('environments');
  engine.onEvent((event) => events.push(event));
  return {
    ...{ home, engine, platform, clock, events, lines, projectId: project.id, staging },
    close: async () => {
      await engine.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}
