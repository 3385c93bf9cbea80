import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from 'playwright-core';
import { build, mergeConfig } from 'vite';
import { contract, type PreloadApi } from '#shared/contract/index.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import { type HostHandle, startHost } from '../chromium/start-host.ts';
import { NotificationServer, TestBus } from '../chromium/testing/notification-server.ts';
import { PASSPHRASE, seedVault } from '../tests/e2e/support/seed.ts';
import { must } from '../tests/fixtures/test-vault.ts';
import { hostMain, hostPreload } from '../vite.targets.config.ts';

const PAGE = '<!doctype html><html lang="en"><head><title>Fixture</title></head><body></body></html>';
type FixtureWindow = { heard: unknown[]; readonly keyrail: PreloadApi };

const outputs = join(import.meta.dirname, '..', 'test-output');
const noBus =
  process.platform === 'linux' && spawnSync('sh', ['-c', 'command -v dbus-daemon'], { stdio: 'ignore' }).status === 0
    ? null
    : 'no dbus-daemon';
let folder: string | undefined;
let bus: TestBus | undefined;
let server: NotificationServer | undefined;
let host: HostHandle | undefined;
let page: Page;
let keyId: KeyId;
let expiresAt: number;

test.beforeAll(async () => {
  if (noBus !== null) return;
  mkdirSync(outputs, { recursive: true });
  folder = mkdtempSync(join(outputs, 'notifications-'));
  mkdirSync(join(folder, 'dist', 'renderer'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'keyrail', version: '0.0.1' }));
  writeFileSync(join(folder, 'dist', 'renderer', 'index.html'), PAGE);
  const procedures = Object.fromEntries(
    Object.entries(contract).map(([group, declared]) => [group, Object.keys(declared)] as const),
  );
  const output = { logLevel: 'silent' as const, build: { outDir: join(folder, 'dist', 'host'), sourcemap: false } };
  await build(mergeConfig(hostMain, output));
  await build(mergeConfig(hostPreload(procedures), output));
  const home = join(folder, 'home');
  await seedVault(
    async ({ engine, addKey }) => {
      // Whatever the time of day and the day of the week are here.
      must(
        await engine.policies.set({
          scope: { of: 'everything' },
          own: { rotateEvery: null, quietHours: null, daysOff: [], warnAheadDays: [30] },
        }),
      );
      const value = 'made-up-value-0123456789';
      keyId = await addKey({
        project: 'storefront',
        environment: 'production',
        name: 'NPM_TOKEN',
        kind: 'token',
        value,
      });
    },
    { home },
  );
  bus = await TestBus.start();
  server = await NotificationServer.start(bus.address, ['actions', 'body']);
  host = await startHost({
    mainFile: join(folder, 'dist', 'host', 'main.cjs'),
    appPath: folder,
    headless: false,
    env: { KEYRAIL_HOME: home, DBUS_SESSION_BUS_ADDRESS: bus.address },
  });
  page = await host.firstPage();
  await page.evaluate(() => {
    const fixture = window as unknown as FixtureWindow;
    fixture.heard = [];
    fixture.keyrail.onEvent((event) => fixture.heard.push(event));
  });
});
test.afterAll(async () => {
  await host?.close();
  server?.stop();
  bus?.stop();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

const titles = (): string[] => server?.notified.map(({ title }) => title) ?? [];
const heard = (): Promise<unknown[]> => page.evaluate(() => (window as unknown as FixtureWindow).heard);
const unlock = (): Promise<boolean> =>
  page.evaluate(async (passphrase) => {
    const { keyrail } = window as unknown as FixtureWindow;
    return (await keyrail.vault.unlock({ with: { kind: 'passphrase', passphrase } })).ok;
  }, PASSPHRASE);
const within = { timeout: 60_000, intervals: [200] };

test('tells of a key on the desktop by its name, and shows the key that was clicked', async () => {
  test.skip(noBus !== null, noBus ?? '');
  expect(await unlock()).toBe(true);
  expiresAt = Date.now() + 25_000;
  await page.evaluate(
    ([id, at]) =>
      (window as unknown as FixtureWindow).keyrail.keys.edit({
        keyId: id,
        expires: { at, precision: 'instant' },
      } as never),
    [keyId, expiresAt] as const,
  );
  await expect.poll(titles, within).toEqual([expect.stringMatching(/^NPM_TOKEN expires in /)]);
  expect(server?.notified).toMatchObject([
    {
      app: 'Keyrail',
      body: expect.stringContaining('storefront, production'),
      actions: ['default', 'Open', '0', 'Show', '1', 'Snooze for a day'],
    },
  ]);
  server?.choose(1, 'default');
  await expect.poll(heard).toContainEqual({ type: 'show-key', keyId });
});

test('tells how many, and no name, while the vault is locked', async () => {
  test.skip(noBus !== null, noBus ?? '');
  await page.evaluate(() => (window as unknown as FixtureWindow).keyrail.vault.lock({}));
  expect(Date.now()).toBeLessThan(expiresAt);
  await expect.poll(titles, within).toEqual([expect.any(String), '1 key needs attention']);
  expect(JSON.stringify(server?.notified[1])).not.toMatch(/NPM_TOKEN|storefront|production/);
  server?.choose(2, '0');
  await expect.poll(heard).toContainEqual({ type: 'command', command: 'inbox' });
  // Somebody was told: it is not told again when the vault is opened.
  expect(await unlock()).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 8_000));
  expect(titles()).toHaveLength(2);
});
