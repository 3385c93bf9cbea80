import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from 'playwright-core';
import { build, mergeConfig } from 'vite';
import { contract, type PreloadApi } from '#shared/contract/index.ts';
import { type HostHandle, startHost } from '../chromium/start-host.ts';
import { hostMain, hostPreload } from '../vite.targets.config.ts';

/** The fixture page's own script: what it finds, and what it may not do. */
const PAGE_SCRIPT = `
  window.found = { events: [], bridge: typeof window.keyrail, require: typeof require, process: typeof process };
  window.keyrail.onEvent((event) => window.found.events.push(event));
  const attempt = (run) => { try { run(); return 'done'; } catch (error) { return error.name; } };
  setTimeout(() => {
    window.found.evaluated = attempt(() => window.eval('1'));
    window.found.markup = attempt(() => { document.body.innerHTML = '<b>x</b>'; });
    const colour = () => getComputedStyle(document.querySelector('h1')).color;
    const element = document.createElement('style');
    element.textContent = 'h1 { color: rgb(1, 2, 3) }';
    document.head.append(element);
    window.found.styleElement = colour() === 'rgb(1, 2, 3)';
    element.remove();
    window.found.styleFile = colour() === 'rgb(4, 5, 6)';
  });
`;
const PAGE =
  '<!doctype html><html lang="en"><head><title>Fixture</title><link rel="stylesheet" href="page.css"></head><body><h1>Fixture</h1>' +
  '<script>window.inlineRan = true</script><script src="page.js"></script></body></html>';

type Found = Readonly<Record<'bridge' | 'require' | 'process' | 'evaluated' | 'markup', string>> & {
  readonly events: readonly unknown[];
  readonly styleElement: boolean;
  readonly styleFile: boolean;
};
type FixtureWindow = { readonly found: Found; readonly inlineRan?: true; readonly keyrail: PreloadApi };

// Inside the repository, where the bundle finds the native packages.
const outputs = join(import.meta.dirname, '..', 'test-output');
let folder: string;
let home: string;
let host: HostHandle;
let page: Page;

const start = (): Promise<HostHandle> =>
  startHost({
    mainFile: join(folder, 'dist', 'host', 'main.cjs'),
    appPath: folder,
    headless: true,
    env: { KEYRAIL_HOME: home, KEYRAIL_PASSPHRASE: 'made-up passphrase, not a real one' },
  });
const found = (): Promise<Found> => page.evaluate(() => (window as unknown as FixtureWindow).found);

test.beforeAll(async () => {
  mkdirSync(outputs, { recursive: true });
  folder = mkdtempSync(join(outputs, 'host-'));
  home = join(folder, 'home');
  mkdirSync(join(folder, 'dist', 'renderer'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'keyrail', version: '0.0.1' }));
  writeFileSync(join(folder, 'dist', 'renderer', 'index.html'), PAGE);
  writeFileSync(join(folder, 'dist', 'renderer', 'page.js'), PAGE_SCRIPT);
  writeFileSync(join(folder, 'dist', 'renderer', 'page.css'), 'h1 { color: rgb(4, 5, 6) }');
  const procedures = Object.fromEntries(
    Object.entries(contract).map(([group, declared]) => [group, Object.keys(declared)] as const),
  );
  const output = { logLevel: 'silent' as const, build: { outDir: join(folder, 'dist', 'host'), sourcemap: false } };
  await build(mergeConfig(hostMain, output));
  await build(mergeConfig(hostPreload(procedures), output));
  host = await start();
  page = await host.firstPage();
});
test.afterAll(async () => {
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

test.describe('the host in a browser', () => {
  test('shows the page with the bridge and nothing of Node', async () => {
    expect(await found()).toMatchObject({ bridge: 'object', require: 'undefined', process: 'undefined' });
    expect(await page.evaluate(() => isSecureContext && crossOriginIsolated)).toBe(true);
  });

  test('answers a call from its page', async () => {
    const answers = await page.evaluate(async () => {
      const { keyrail } = window as unknown as FixtureWindow;
      return { status: await keyrail.vault.status({}), info: await keyrail.app.info({}) };
    });
    expect(answers.status).toMatchObject({ ok: true, value: { state: 'none' } });
    expect(answers.info).toMatchObject({ ok: true, value: { version: '0.0.1', runtime: 'chromium', home } });
  });

  test('names what is wrong with a bad request', async () => {
    const answer = await page.evaluate(() =>
      (window as unknown as FixtureWindow).keyrail.vault.status({ extra: 1 } as never),
    );
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-request' } });
  });

  test('runs no inline script, no text as code or markup, and no style but from our files', async () => {
    await page.waitForFunction(() => 'styleFile' in (window as unknown as FixtureWindow).found);
    expect(await page.evaluate(() => 'inlineRan' in window)).toBe(false);
    expect(await found()).toMatchObject({
      evaluated: 'EvalError',
      markup: 'TypeError',
      styleElement: false,
      styleFile: true,
    });
  });

  test('neither navigates nor opens windows', async () => {
    const address = page.url();
    for (const target of ['https://example.org/', '/page.js', 'file:///etc/hosts', 'data:text/html,x']) {
      await page.evaluate((to) => {
        window.location.href = to;
      }, target);
      expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true);
      expect(page.url()).toBe(address);
    }
    expect(await found()).toMatchObject({ bridge: 'object' });
    expect(host.pages()).toHaveLength(1);
  });

  test('sends menu commands to the page', async () => {
    await page.keyboard.press('ControlOrMeta+k');
    await page.waitForFunction(() => (window as unknown as FixtureWindow).found.events.length > 0);
    expect((await found()).events).toContainEqual({ type: 'command', command: 'palette' });
  });

  test('keeps the passphrase variable from the processes it starts', () => {
    expect(process.env['KEYRAIL_PASSPHRASE']).toBeUndefined();
  });

  test('is there once: a second start ends and leaves the first one', async () => {
    const second = await start();
    expect(await second.exited).toBe(0);
    expect(page.isClosed()).toBe(false);
  });

  test('quits in order, remembering its window and making no vault', async () => {
    host.electron.app.quit();
    expect(await host.exited).toBe(0);
    const state = JSON.parse(readFileSync(join(home, 'host', 'window.json'), 'utf8')) as object;
    expect(state).toMatchObject({ bounds: { width: 1240, height: 800 }, maximised: false });
    expect(readdirSync(home)).not.toContain('vault.json');
  });
});
