import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Page } from 'playwright-core';
import { build, mergeConfig } from 'vite';
import { readPageScript } from '#core/capture/read-page-script.ts';
import type { DashboardPort } from '#core/platform.ts';
import { type HostHandle, startHost } from '../chromium/start-host.ts';
import { DEMO_ACCOUNTS } from '../tests/simulators/frame/demo-accounts.ts';
import type { Simulator } from '../tests/simulators/frame/server.ts';
import { type Norrix, startNorrix } from '../tests/simulators/seeds/norrix.ts';
import { hostMain } from '../vite.targets.config.ts';

/** The host's part that is tested, without the window and the vault; the page of the app is a blank one. */
const MAIN = `
import { app, BrowserWindow, ipcMain, protocol, session } from 'electron';
import { createLog } from '#core/log.ts';
import { createDashboards } from '../../electron/dashboards.ts';
import { hardenPages } from '../../electron/hardening.ts';
const lines: string[] = [];
const log = createLog((line) => lines.push(line));
protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
hardenPages(log);
void app.whenReady().then(() => {
  protocol.handle('app', () => new Response('<title>ours</title>', { headers: { 'content-type': 'text/html' } }));
  const calls: unknown[] = [];
  ipcMain.on('anything', () => calls.push('ipc'));
  const dashboards = createDashboards({
    folder: process.env.DASHBOARDS_FOLDER ?? '', icon: null, platform: process.platform, development: true, log,
  });
  const window = new BrowserWindow({ title: 'ours' });
  void window.loadURL('app://keyrail/').catch(() => undefined);
  (globalThis as any).dashboardTest = { dashboards, lines, calls, BrowserWindow };
});
`;

type Inside = {
  readonly dashboards: DashboardPort;
  readonly lines: readonly string[];
  readonly calls: readonly unknown[];
  readonly BrowserWindow: typeof import('electron').BrowserWindow;
};

const FIRST = '11111111-2222-4333-8444-555555555555';
const SECOND = '66666666-7777-4888-9999-aaaaaaaaaaaa';
const TIME_LIMIT_MS = 15_000;

// Inside the repository, where the bundle finds its packages.
const outputs = join(import.meta.dirname, '..', 'test-output');
const profiles = mkdtempSync(join(tmpdir(), 'kr-dashboards-'));
let folder: string;
let host: HostHandle;
let norrix: Simulator<Norrix>;
let pages: TestPages;

const inside = (): Inside => (globalThis as unknown as { dashboardTest: Inside }).dashboardTest;
const dashboards = (): DashboardPort => inside().dashboards;
const profileFolder = (profile: string): string => join(profiles, profile);
const log = (): string => inside().lines.join('\n');

async function startTheHost(): Promise<void> {
  host = await startHost({
    mainFile: join(folder, 'main.cjs'),
    appPath: join(folder, 'app'),
    headless: true,
    userData: join(folder, 'user-data'),
    env: { DASHBOARDS_FOLDER: profiles },
  });
  await host.firstPage();
}

/** Opens the page and gives it as a test drives it. */
async function open(url: string, profile = FIRST): Promise<Page> {
  const before = new Set(host.webPages());
  await dashboards().open({ profile, url, title: 'Norrix shop' });
  return pageBeside(before);
}

async function pageBeside(before: ReadonlySet<Page>): Promise<Page> {
  let found: Page | undefined;
  await expect
    .poll(() => {
      found = host.webPages().find((page) => !before.has(page));
      return found !== undefined;
    })
    .toBe(true);
  if (found === undefined) throw new Error('There is no page.');
  return found;
}

async function signIn(page: Page): Promise<void> {
  const [dana] = DEMO_ACCOUNTS;
  await page.getByLabel('User name').fill(dana.userName);
  await page.getByLabel('Password').fill(dana.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'API Keys' }).waitFor();
}

const read = (profile = FIRST): Promise<unknown> => dashboards().evaluate(profile, readPageScript(), TIME_LIMIT_MS);

/** Pages of a test's own, on an address of this machine; each is a function of the request. */
type TestPages = { readonly url: string; readonly port: number; readonly server: Server; readonly hits: string[] };
type Answer = string | ((request: IncomingMessage, response: ServerResponse) => void);
const answers = new Map<string, Answer>();

async function startPages(): Promise<TestPages> {
  const hits: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    hits.push(`${request.headers.host} ${path}`);
    const answer = answers.get(path) ?? '<h1>Nothing here</h1>';
    if (typeof answer === 'function') {
      answer(request, response);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><title>${path}</title>${answer}`);
  });
  await new Promise<void>((done) => server.listen(0, '0.0.0.0', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, port, server, hits };
}

test.beforeAll(async () => {
  mkdirSync(outputs, { recursive: true });
  folder = mkdtempSync(join(outputs, 'dashboards-'));
  writeFileSync(join(folder, 'main.ts'), MAIN);
  mkdirSync(join(folder, 'app'));
  writeFileSync(join(folder, 'app', 'package.json'), JSON.stringify({ name: 'keyrail', version: '0.0.1' }));
  await build(
    mergeConfig(hostMain, {
      logLevel: 'silent' as const,
      build: { ssr: join(folder, 'main.ts'), outDir: folder, sourcemap: false },
    }),
  );
  norrix = await startNorrix();
  pages = await startPages();
  await startTheHost();
});
test.afterEach(async () => {
  await dashboards().closeAll();
  await expect.poll(() => host.webPages().length).toBe(0);
  answers.clear();
});
test.afterAll(async () => {
  await host?.close();
  await norrix?.close();
  pages?.server.close();
  for (const path of [folder, profiles]) rmSync(path, { recursive: true, force: true });
});

test.describe('a dashboard', () => {
  test('keeps the person signed in, in a profile of its own, until it is forgotten', async () => {
    const keysPage = `${norrix.url}/dashboard/settings/api-keys`;
    const page = await open(keysPage);
    await signIn(page);
    const reading = JSON.stringify(await read());
    for (const { name } of norrix.state.keys) expect(reading).toContain(name);
    for (const { value } of norrix.state.keys) expect(reading).not.toContain(value);

    expect(dashboards().isOpen(FIRST)).toBe(true);
    expect(await dashboards().close(FIRST)).toBe(true);
    expect(await dashboards().close(FIRST)).toBe(false);
    expect(dashboards().isOpen(FIRST)).toBe(false);
    await expect(read()).rejects.toThrow('No window is open');

    const other = await open(keysPage, SECOND);
    await other.getByLabel('User name').waitFor();
    const again = await open(keysPage);
    await again.getByRole('heading', { name: 'API Keys' }).waitFor();
    if (process.platform !== 'win32') expect(statSync(profileFolder(FIRST)).mode & 0o777).toBe(0o700);

    // The whole app anew, as after a restart of the machine.
    await host.close();
    await startTheHost();
    const afterwards = await open(keysPage);
    await afterwards.getByRole('heading', { name: 'API Keys' }).waitFor();

    await dashboards().forget(FIRST);
    expect(readdirSync(profiles)).toEqual([SECOND]);
    const anew = await open(keysPage);
    await anew.getByLabel('User name').waitFor();
    expect(norrix.bugs).toEqual([]);
  });

  test('is opened once, and brought to the front as it is', async () => {
    const page = await open(`${pages.url}/one`);
    let changes = 0;
    const end = dashboards().onChange(() => {
      changes += 1;
    });
    await dashboards().open({ profile: FIRST, url: `${pages.url}/two`, title: 'Norrix shop' });
    expect(host.webPages()).toEqual([page]);
    expect(page.url()).toBe(`${pages.url}/one`);
    expect(changes).toBe(0);
    // Chromium now and then drops a close that comes right after its window was brought to the front. Whoever closes it does
    // so again.
    await expect
      .poll(
        async () => {
          await page.close({ runBeforeUnload: true }).catch(() => undefined);
          return dashboards().isOpen(FIRST);
        },
        { timeout: 20_000, intervals: [300] },
      )
      .toBe(false);
    expect(changes).toBe(1);
    end();
  });

  test('has the host first in its title, and never the page’s own', async () => {
    answers.set('/liar', '<title>accounts.example.com – Sign in</title>');
    await open(`${pages.url}/liar`);
    const titles = inside()
      .BrowserWindow.getAllWindows()
      .map((window) => window.getTitle());
    expect(titles).toContain(`127.0.0.1:${pages.port} – Norrix shop – Keyrail`);
  });

  test('is named by a connection’s id and goes to secure addresses only', async () => {
    const attempt = (profile: string, url: string): Promise<void> => dashboards().open({ profile, url, title: 'x' });
    await expect(attempt('../../escape', pages.url)).rejects.toThrow('connection’s id');
    await expect(dashboards().forget('..')).rejects.toThrow('connection’s id');
    for (const url of [
      'http://example.org/',
      'file:///etc/hosts',
      'app://keyrail/',
      'data:text/html,x',
      'chrome://version',
    ]) {
      await expect(attempt(FIRST, url), url).rejects.toThrow('https only');
    }
    expect(host.webPages()).toEqual([]);
  });

  test('tells who asked when nothing is there, and leaves no window', async () => {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    await expect(open(`http://127.0.0.1:${port}/`)).rejects.toThrow('ERR_CONNECTION_REFUSED');
    expect(dashboards().isOpen(FIRST)).toBe(false);
  });
});

test.describe('a page in it', () => {
  test('reaches nothing of ours', async () => {
    const page = await open(`${pages.url}/plain`);
    const found = await page.evaluate(async () => ({
      globals: Object.getOwnPropertyNames(window).filter((name) =>
        /keyrail|electron|ipc|^require$|^process$|^used_|^preload|^agent/i.test(name),
      ),
      app: await fetch('https://keyrail.app.invalid/').then(
        () => 'answered',
        () => 'refused',
      ),
      scheme: await fetch('app://keyrail/').then(
        () => 'answered',
        () => 'refused',
      ),
    }));
    expect(found).toEqual({ globals: [], app: 'refused', scheme: 'refused' });
    expect(inside().calls).toEqual([]);
    expect(host.pages()).toHaveLength(1);
  });

  test('is read in a world of its own: what it overrides changes nothing', async () => {
    answers.set(
      '/overridden',
      `<table><thead><tr><th>Name</th><th>Key</th></tr></thead><tbody><tr><td>ci</td><td>nrx_1234…</td></tr></tbody></table>
<script>JSON.stringify = () => 'lies';
document.querySelector = document.getElementById = () => null; Object.prototype.toJSON = () => 'lies';
window.marks = 0; Object.defineProperty(window, 'secretOfThePage', { value: 1 });
new MutationObserver(() => { window.marks += 1; }).observe(document, { childList: true, subtree: true, attributes: true });</script>`,
    );
    const page = await open(`${pages.url}/overridden`);
    expect(JSON.stringify(await read())).toContain('nrx_1234');
    const seen = await dashboards().evaluate(FIRST, 'typeof window.secretOfThePage', TIME_LIMIT_MS);
    expect(seen).toBe('undefined');
    await dashboards().evaluate(FIRST, '(globalThis.ours = 1)', TIME_LIMIT_MS);
    expect(
      await page.evaluate(() => [typeof (window as { ours?: number }).ours, (window as { marks?: number }).marks]),
    ).toEqual(['undefined', 0]);
  });

  test('does not stop us when it hangs, or when it has more than can be read', async () => {
    answers.set('/hangs', `<h1>Busy</h1><script>setTimeout(() => { while (true); }, 300);</script>`);
    await open(`${pages.url}/hangs`);
    await new Promise((done) => setTimeout(done, 1_000));
    await expect(dashboards().evaluate(FIRST, '1', 500)).rejects.toThrow('in time');
    expect(await dashboards().close(FIRST)).toBe(true);

    answers.set('/endless', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const row = `<tr><td>key</td><td>nrx_${'x'.repeat(60)}</td></tr>`;
      response.end(`<table><tr><th>Name</th><th>Key</th></tr>${row.repeat(200_000)}</table>
<script>const body = document.querySelector('tbody'); for (let i = 0; i < 800_000; i++) body.append(document.createElement('tr'));</script>`);
    });
    await open(`${pages.url}/endless`, SECOND);
    const before = process.memoryUsage().heapUsed;
    const reading = (await dashboards().evaluate(SECOND, readPageScript(), 60_000)) as object;
    expect(JSON.stringify(reading).length).toBeLessThan(20_000_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(400_000_000);
    await expect(dashboards().evaluate(SECOND, "'x'.repeat(30_000_000)", 60_000)).rejects.toThrow(
      'more than can be read',
    );
  });

  test('gets no permission, no download and no password box', async () => {
    answers.set('/file', (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment' });
      response.end('x');
    });
    answers.set('/password', (_request, response) => {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"', 'content-type': 'text/html' });
      response.end('<h1>Refused</h1>');
    });
    const page = await open(`${pages.url}/plain`);
    const states = await page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'];
      const query = async (name: string): Promise<string> =>
        (await navigator.permissions.query({ name: name as PermissionName })).state;
      return Promise.all(names.map(query));
    });
    expect(new Set(states)).toEqual(new Set(['denied']));
    const outcome = page.waitForEvent('download').then((download) => download.failure());
    await page.evaluate(() => {
      location.href = '/file';
    });
    expect(await outcome).toMatch(/cancel|denied|accept/i);
    await page.evaluate(() => {
      location.href = '/password';
    });
    await page.getByRole('heading', { name: 'Refused' }).waitFor();
  });

  test('does not come from a server whose certificate is wrong, and cannot be let through', async () => {
    const openssl = spawnSync('openssl', ['version']);
    test.skip(openssl.status !== 0, 'openssl makes the certificate, and is not installed');
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'];
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    let asked = 0;
    const server = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
      asked += 1;
      response.end('<h1>Not to be seen</h1>');
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await expect(open(`https://127.0.0.1:${port}/`)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
    const page = await open(`${pages.url}/plain`);
    await page.goto(`https://127.0.0.1:${port}/`).catch(() => undefined);
    await expect.poll(() => page.locator('#main-message').count()).toBe(1);
    expect(await page.locator('#proceed-link').count()).toBe(0);
    expect(asked).toBe(0);
    server.close();
  });

  test('goes to secure addresses only, also by redirects and in frames', async () => {
    const elsewhere = Object.values(networkInterfaces())
      .flat()
      .find((each) => each !== undefined && each.family === 'IPv4' && !each.internal)?.address;
    // Another address of this machine, so that the request would be seen if it were made.
    const insecure = `http://${elsewhere ?? '192.0.2.1'}:${pages.port}/insecure`;
    answers.set('/redirect', (_request, response) => {
      response.writeHead(302, { location: insecure });
      response.end();
    });
    const page = await open(`${pages.url}/plain`);
    for (const target of [
      insecure,
      '/redirect',
      'mailto:x@example.org',
      'weird-scheme:thing',
      'file:///etc/hosts',
      'chrome://version/',
      'view-source:x',
    ]) {
      await page.evaluate((to) => {
        location.href = to;
      }, target);
      await page.evaluate(() => new Promise((done) => setTimeout(done, 300))).catch(() => undefined);
      expect(page.url(), target).toMatch(/^http:\/\/127\.0\.0\.1|^chrome-error:/);
      // The browser may still be about to show that it refused.
      await expect
        .poll(() =>
          page.goto(`${pages.url}/plain`).then(
            () => page.url(),
            () => '',
          ),
        )
        .toMatch(/plain$/);
    }
    await page.evaluate((to) => {
      const frame = document.createElement('iframe');
      frame.src = to;
      document.body.append(frame);
    }, insecure);
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)));
    expect(pages.hits.filter((hit) => hit.endsWith('/insecure'))).toEqual([]);
    // What the page makes itself is shown.
    const shown = await page.evaluate(async () => {
      const made = URL.createObjectURL(new Blob(['<h1>made here</h1>'], { type: 'text/html' }));
      const frame = Object.assign(document.createElement('iframe'), { src: made });
      const loaded = new Promise((done) => frame.addEventListener('load', done));
      document.body.append(frame);
      await loaded;
      return frame.contentDocument?.querySelector('h1')?.textContent;
    });
    expect(shown).toBe('made here');
    expect(log()).toContain('dashboard-request-denied');
  });
});

test.describe('a window that the page opens', () => {
  const openFrom = async (page: Page, url: string): Promise<void> => {
    answers.set('/opener', `<button onclick="window.open('${url}', '', 'width=400,height=300')">Open</button>`);
    await page.goto(`${pages.url}/opener`);
    await page.getByRole('button', { name: 'Open' }).click();
  };

  test('is allowed on the web, shares the profile, and is what is read while it is open', async () => {
    answers.set('/sets', `<h1>Popup</h1><script>document.cookie = 'shared=yes; Path=/'</script>`);
    const page = await open(`${pages.url}/plain`);
    const before = new Set(host.webPages());
    await openFrom(page, '/sets');
    const popup = await pageBeside(before);
    await popup.getByRole('heading', { name: 'Popup' }).waitFor();
    await expect.poll(() => dashboards().evaluate(FIRST, 'location.pathname', TIME_LIMIT_MS)).toBe('/sets');
    expect(await page.evaluate(() => document.cookie)).toContain('shared=yes');
    await page.bringToFront();
    await page.getByRole('button').click({ trial: true });
    await page.mouse.click(5, 5);
    await expect.poll(() => dashboards().evaluate(FIRST, 'location.pathname', TIME_LIMIT_MS)).toBe('/opener');
    await popup.mouse.click(5, 5);
    await expect.poll(() => dashboards().evaluate(FIRST, 'location.pathname', TIME_LIMIT_MS)).toBe('/sets');
    await popup.close();
    await expect.poll(() => dashboards().evaluate(FIRST, 'location.pathname', TIME_LIMIT_MS)).toBe('/opener');
    expect(dashboards().isOpen(FIRST)).toBe(true);
  });

  test('goes with the dashboard', async () => {
    const page = await open(`${pages.url}/plain`);
    const before = new Set(host.webPages());
    await openFrom(page, '');
    const popup = await pageBeside(before);
    expect(popup.url()).toBe('about:blank');
    await dashboards().close(FIRST);
    await expect.poll(() => popup.isClosed() && page.isClosed()).toBe(true);
  });

  for (const url of [
    'file:///etc/hosts',
    'weird-scheme:thing',
    'data:text/html,x',
    'http://192.0.2.1/',
    'chrome://version/',
  ]) {
    test(`is refused for ${url}`, async () => {
      const page = await open(`${pages.url}/plain`);
      await openFrom(page, url);
      await new Promise((done) => setTimeout(done, 700));
      expect(page.context().pages()).toEqual([page]);
      expect(host.webPages()).toEqual([page]);
    });
  }

  test('is one of a few at most', async () => {
    const page = await open(`${pages.url}/plain`);
    for (let count = 0; count < 6; count += 1) await openFrom(page, `/popup-${count}`);
    await expect.poll(() => page.context().pages().length).toBe(5);
  });
});
