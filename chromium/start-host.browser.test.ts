import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type * as Electron from 'electron';
import type { Page } from 'playwright-core';
import { type HostHandle, startHost } from './start-host.ts';

interface Bridge {
  echo(value: unknown): Promise<unknown>;
  sender(): Promise<unknown>;
  large(): Promise<unknown[]>;
  fail(): Promise<never>;
  missing(): Promise<never>;
  throws(): never;
  sendFunction(): Promise<unknown>;
  onSaid(listener: (value: unknown) => void): () => void;
  say(value: unknown): void;
  nested: { list: unknown[] };
  instance: object;
  ipcRenderer: object;
  sandbox: Record<string, unknown>;
}
declare global {
  interface Window {
    readonly bridge: Bridge;
    readonly inline?: boolean;
    readonly pageScript?: string;
  }
}
interface Seen {
  opened: string[];
  navigations: string[];
  accelerators: string[];
  second: string[][];
}

const fixtures = join(import.meta.dirname, 'fixtures');
// Made up; stands for a secret that must not outlive the window.
const CANARY = 'canary-4f9d2c7e81b3a605';
const folder = mkdtempSync(join(tmpdir(), 'host-'));
let host: HostHandle;
let page: Page;
const start = (userData: string): Promise<HostHandle> =>
  startHost({ mainFile: join(fixtures, 'main.cjs'), appPath: fixtures, headless: true, userData });
const seen = (): Seen => (globalThis as unknown as { fixtureSeen: Seen }).fixtureSeen;

/** Files under a folder that hold the text, as UTF-8 or UTF-16. */
function holding(root: string, text: string): string[] {
  const needles = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => {
      try {
        const content = readFileSync(path);
        return needles.some((needle) => content.includes(needle));
      } catch {
        return false;
      }
    });
}

/** Processes whose command line names the folder. */
function processesOf(root: string): string[] {
  return execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(`--user-data-dir=${root}`));
}

test.beforeAll(async () => {
  host = await start(join(folder, 'first'));
  page = await host.firstPage();
});
test.afterAll(async () => {
  await host?.close();
  rmSync(folder, { recursive: true, force: true });
});

test.describe('the order that Electron asks for', () => {
  const startWith = (code: string): Promise<HostHandle> => {
    const mainFile = join(folder, 'order.cjs');
    writeFileSync(mainFile, `const electron = require('electron');\n${code}`);
    return startHost({ mainFile, appPath: fixtures, headless: true, userData: join(folder, 'order') });
  };

  for (const [code, message] of [
    ['new electron.BrowserWindow()', 'Cannot create BrowserWindow before app is ready'],
    ['electron.session.defaultSession', 'Session can only be received when app is ready'],
    ["electron.session.fromPath('/tmp/somewhere')", 'Session can only be received when app is ready'],
    ["electron.protocol.handle('app', () => new Response())", "The 'protocol' module can't be used before"],
    [
      'electron.protocol.registerSchemesAsPrivileged([]); electron.protocol.registerSchemesAsPrivileged([])',
      'can be called only once',
    ],
    ['new electron.Tray()', 'Tray is not available'],
    ["electron.app.commandLine.appendSwitch('no-sandbox')", 'would take away'],
  ] as const)
    test(`refuses ${code}`, async () => {
      await expect(startWith(code)).rejects.toThrow(message);
    });

  test('refuses what is too late, and preferences that leave the sandbox', () => {
    const { electron } = host;
    expect(() => electron.protocol.registerSchemesAsPrivileged([])).toThrow('before app is ready');
    expect(() => electron.app.enableSandbox()).toThrow('before app is ready');
    for (const webPreferences of [{ sandbox: false }, { contextIsolation: false }, { nodeIntegration: true }]) {
      expect(() => new electron.BrowserWindow({ webPreferences })).toThrow('is refused');
    }
    expect(() => electron.session.fromPath('somewhere')).toThrow('absolute path');
    const session = electron.session.fromPath(join(folder, 'web')) as unknown as Electron.Session;
    expect(electron.session.fromPath(join(folder, 'web'))).toBe(session);
    const webPreferences = { session, preload: join(fixtures, 'preload.cjs') };
    expect(() => new electron.BrowserWindow({ webPreferences })).toThrow('gets no preload');
  });
});

test.describe('the preload', () => {
  test('sees what a sandboxed one sees', async () => {
    expect(await page.evaluate(() => window.bridge.sandbox)).toEqual({
      fs: 'module not found: node:fs',
      childProcess: 'module not found: node:child_process',
      events: 'function',
      binding: 'undefined',
      env: 0,
      globals: [],
    });
  });

  test('runs before the page, which reaches neither its globals nor its API', async () => {
    const found = await page.evaluate(() => {
      let replaced = true;
      try {
        (window as { bridge: unknown }).bridge = {};
      } catch {
        replaced = false;
      }
      return {
        replaced: replaced && Object.keys(window.bridge).length === 0,
        frozen: Object.isFrozen(window.bridge) && Object.isFrozen(window.bridge.nested.list[1]),
        instance: Object.keys(window.bridge.instance),
        renderer: Object.keys(window.bridge.ipcRenderer),
        leaked: Object.getOwnPropertyNames(window).filter((name) =>
          /^(preload|agent|receive|act)_|require|^process$/.test(name),
        ),
        order: window.pageScript,
        rtc: 'RTCPeerConnection' in window,
      };
    });
    expect(found).toEqual({
      replaced: false,
      frozen: true,
      instance: ['own'],
      renderer: [],
      leaked: [],
      order: 'object',
      rtc: false,
    });
  });
});

test.describe('messages', () => {
  test('keep what structured clone keeps', async () => {
    const kept = await page.evaluate(async () => {
      const value = (await window.bridge.echo({
        date: new Date(5),
        map: new Map([['a', 1n]]),
        bytes: Uint8Array.of(1, 255),
        nothing: undefined,
      })) as { date: Date; map: Map<string, bigint>; bytes: Uint8Array };
      return [value.date.getTime() === 5, value.map.get('a') === 1n, value.bytes[1] === 255, 'nothing' in value];
    });
    expect(kept).toEqual([true, true, true, true]);
  });

  test('carry large results whole, in their order', async () => {
    expect(await page.evaluate(async () => (await window.bridge.large()).length)).toBe(10_000);
    const order = await page.evaluate(async () => {
      const done: string[] = [];
      await Promise.all([
        window.bridge.large().then(() => done.push('large')),
        window.bridge.echo(1).then(() => done.push('small')),
      ]);
      return done;
    });
    expect(order).toEqual(['large', 'small']);
  });

  test('fail as in Electron', async () => {
    const messages = await page.evaluate(async () => {
      const of = (run: () => unknown): Promise<string> =>
        Promise.resolve()
          .then(run)
          .then(String, (error: Error) => error.message);
      const { bridge } = window;
      return [
        await of(() => bridge.fail()),
        await of(() => bridge.missing()),
        await of(() => bridge.throws()),
        await of(() => bridge.sendFunction()),
      ];
    });
    expect(messages).toEqual([
      "Error invoking remote method 'fail': TypeError: this failed",
      "Error invoking remote method 'missing': Error: No handler registered for 'missing'",
      'out of range',
      'An object could not be cloned.',
    ]);
  });

  test('reach listeners until they are taken off, and name their sender', async () => {
    const heard = await page.evaluate(async () => {
      const all: unknown[] = [];
      const stop = window.bridge.onSaid((value) => all.push(value));
      window.bridge.say('one');
      await window.bridge.echo(0);
      stop();
      window.bridge.say('two');
      await window.bridge.echo(0);
      return all;
    });
    expect(heard).toEqual(['one']);
    const sender = { url: 'app://fixture/index.html', origin: 'app://fixture', top: true };
    expect(await page.evaluate(() => window.bridge.sender())).toEqual(sender);
  });
});

test.describe('what the page may not do', () => {
  test('run inline script under the policy of its response', async () => {
    expect(await page.evaluate(() => window.inline)).toBeUndefined();
  });

  test('reach the network', async () => {
    let hits = 0;
    const server = createServer((_request, response) => {
      hits += 1;
      response.end('x');
    });
    server.on('upgrade', (_request, socket) => {
      hits += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const results = await page.evaluate(async (at) => {
      const socket = new Promise((resolve) => {
        const opened = new WebSocket(`ws://127.0.0.1:${at}/`);
        opened.onerror = () => resolve('refused');
        opened.onopen = () => resolve('open');
      });
      const image = new Promise((resolve) => {
        const element = new Image();
        element.onerror = () => resolve('refused');
        element.onload = () => resolve('open');
        element.src = `http://127.0.0.1:${at}/x.png`;
      });
      navigator.sendBeacon(`http://127.0.0.1:${at}/beacon`, 'x');
      const fetched = fetch(`http://127.0.0.1:${at}/`, { mode: 'no-cors' }).then(
        () => 'open',
        () => 'refused',
      );
      return Promise.all([socket, image, fetched]);
    }, port);
    await page.waitForTimeout(200);
    server.close();
    expect(results).toEqual(['refused', 'refused', 'refused']);
    expect(hits).toBe(0);
  });

  test('navigate away or open windows', async () => {
    await page.evaluate(() => {
      location.href = 'https://example.org/away';
    });
    await page.evaluate(() => window.open('https://example.org/opened'));
    await page.click('#out');
    await expect.poll(() => seen().opened).toEqual(['https://example.org/opened', 'https://example.org/']);
    expect(seen().navigations).toEqual(['https://example.org/away']);
    expect(page.url()).toBe('https://fixture.app.invalid/index.html');
    expect(host.electron.BrowserWindow.getAllWindows()[0]?.webContents.getURL()).toBe('app://fixture/index.html');
    expect(page.context().pages()).toHaveLength(1);
  });

  test('leave for a document without an address', async () => {
    await page.evaluate(() => {
      location.href = 'about:blank';
    });
    await expect.poll(() => page.evaluate(() => typeof window.bridge).catch(() => '')).toBe('object');
  });
});

test.describe('the desktop around the page', () => {
  test('runs accelerators of the menu, unless the page takes the key', async () => {
    await page.keyboard.press('Control+k');
    await expect.poll(() => seen().accelerators).toEqual(['go']);
    await page.evaluate(() =>
      window.addEventListener('keydown', (event) => {
        if (event.key === 'k') event.preventDefault();
      }),
    );
    await page.keyboard.press('Control+k');
    await page.evaluate(() => window.bridge.echo(0));
    expect(seen().accelerators).toEqual(['go']);
  });

  test('has a clipboard that the page has not', async () => {
    const { clipboard } = host.electron;
    await clipboard.writeText('from the host ✓');
    expect(await clipboard.readText()).toBe('from the host ✓');
    expect(await page.evaluate(() => navigator.clipboard.readText().catch((error: Error) => error.name))).toBe(
      'NotAllowedError',
    );
    clipboard.clear();
    await expect.poll(() => clipboard.readText()).toBe('');
  });

  test('opens files and folders by path and asks for names to save under', async () => {
    const { dialog, app } = host.electron;
    const file = join(folder, 'chosen.env');
    writeFileSync(file, 'A=1');
    page.once('filechooser', (chooser) => void chooser.setFiles(file));
    expect(await dialog.showOpenDialog({ properties: ['openFile'] })).toEqual({ canceled: false, filePaths: [file] });
    const repository = join(folder, 'chosen');
    mkdirSync(join(repository, 'src', 'deep'), { recursive: true });
    writeFileSync(join(repository, 'src', 'deep', 'only.ts'), '');
    page.once('filechooser', (chooser) => void chooser.setFiles(repository));
    expect(await dialog.showOpenDialog({ properties: ['openDirectory'] })).toEqual({
      canceled: false,
      filePaths: [repository],
    });
    app.setPath('downloads', folder);
    const saved = dialog.showSaveDialog({ defaultPath: 'out.json' });
    await page.waitForTimeout(300);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await saved).toEqual({ canceled: false, filePath: join(folder, 'out.json') });
  });

  test('switches the theme', async () => {
    host.electron.nativeTheme.themeSource = 'dark';
    const isDark = (): Promise<boolean> => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    await expect.poll(isDark).toBe(true);
    host.electron.nativeTheme.themeSource = 'light';
    await expect.poll(isDark).toBe(false);
  });
});

test.describe('starting and ending', () => {
  test('tells the first of a second start, which ends', async () => {
    const first = seen();
    const second = await start(join(folder, 'first'));
    expect(await second.exited).toBe(7);
    expect(first.second).toHaveLength(1);
    (globalThis as unknown as { fixtureSeen: Seen }).fixtureSeen = first;
  });

  test('leaves nothing of the page on disk, and no process', async () => {
    const userData = join(folder, 'canary');
    const own = await start(userData);
    const shown = await own.firstPage();
    await shown.fill('#field', CANARY);
    await shown.evaluate(async (canary) => {
      document.title = canary;
      document.body.append(canary);
      await window.bridge.echo(canary);
      history.replaceState({ canary }, '');
    }, CANARY);
    await shown.waitForTimeout(4_000);
    expect(processesOf(userData)).not.toEqual([]);
    expect(holding(userData, CANARY)).toEqual([]);
    await own.close();
    expect(await own.exited).toBe(0);
    expect(processesOf(userData)).toEqual([]);
    expect(holding(userData, CANARY)).toEqual([]);
    expect(readdirSync(join(userData, 'browser-profiles'))).toEqual([]);
  });

  test('ends when the browser is killed, and removes what a killed start left', async () => {
    const userData = join(folder, 'killed');
    const own = await start(userData);
    await own.firstPage();
    const stale = join(userData, 'browser-profiles', `${2 ** 30}-stale`);
    execFileSync('mkdir', ['-p', stale]);
    const events: string[] = [];
    own.electron.app.on('will-quit', () => events.push('will-quit'));
    const [pid] = processesOf(userData)
      .filter((line) => !line.includes('--type='))
      .map((line) => Number.parseInt(line, 10));
    process.kill(pid ?? 0, 'SIGKILL');
    expect(await own.exited).toBe(0);
    expect(events).toEqual(['will-quit']);
    const next = await start(userData);
    await next.firstPage();
    expect(existsSync(stale)).toBe(false);
    next.electron.app.quit();
    expect(await next.exited).toBe(0);
  });

  test('says what to do without a display or a browser', async () => {
    const options = { mainFile: join(fixtures, 'main.cjs'), appPath: fixtures, userData: join(folder, 'none') };
    const env = { DISPLAY: undefined, WAYLAND_DISPLAY: undefined };
    if (process.platform === 'linux') await expect(startHost({ ...options, env })).rejects.toThrow('xvfb-run');
    const none = await startHost({ ...options, headless: true, browserPath: '/nowhere/browser' });
    await expect(none.firstPage()).rejects.toThrow('status 1');
  });
});
