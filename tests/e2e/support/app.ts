import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type * as Electron from 'electron';
import type { Page } from 'playwright-core';
import type { PreloadApi } from '#shared/contract/index.ts';
import { startHost } from '../../../chromium/start-host.ts';
import { findElectron } from '../../../scripts/setup/runtimes.mjs';

export const ROOT = resolve(import.meta.dirname, '..', '..', '..');
const MAIN_FILE = join(ROOT, 'dist', 'host', 'main.cjs');
const QUIT_WITHIN_MS = 10_000;
/** How long a wait for something in the page lasts before it counts as failed; generous, since machines are slow. */
const PATIENCE_MS = Number(process.env['KEYRAIL_E2E_PATIENCE_MS'] ?? 15_000);

/** On which of the two runtimes the app is started: `KEYRAIL_E2E_RUNTIME=electron` chooses Electron itself. */
export function runtime(): 'chromium' | 'electron' {
  return process.env['KEYRAIL_E2E_RUNTIME'] === 'electron' ? 'electron' : 'chromium';
}

/** The page's window with what the preload gives it. */
export type AppWindow = Window & { readonly keyrail: PreloadApi };

/** The app as a person has it in front of them, and the few strings that a test pulls from outside. */
export type App = {
  /** The window's page. */
  readonly page: Page;
  /** Its data directory. */
  readonly home: string;
  /**
   * Runs a function in the host with what it knows as `electron`. It is sent as source where the host is another process:
   * it may use nothing but its two arguments.
   */
  inHost<A, R>(run: (electron: typeof Electron, argument: A) => R | Promise<R>, argument: A): Promise<R>;
  /** Pages of providers that are open in windows of their own, oldest first. */
  webPages(): readonly Page[];
  /** What the app has written to standard error. */
  log(): string;
  /** Errors of the page's scripts, and what its console called an error. */
  readonly pageErrors: readonly string[];
  /** Addresses that the page asked for. */
  readonly requests: readonly string[];
  /** The exit status, once the app has ended. */
  readonly exited: Promise<number>;
  /** Quits as a person would, and waits for the end. */
  quit(): Promise<number>;
  /** Ends it whatever it does. */
  kill(): Promise<void>;
};

export type StartOptions = {
  /** The data directory; absent: a new, empty one. */
  readonly home?: string;
  /** Unlocks the vault with this passphrase once the page is there, without the page's doing. */
  readonly passphrase?: string;
  /** Size of the page in pixels. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** More environment variables for the app. */
  readonly env?: Readonly<Record<string, string>>;
};

/** A new, empty data directory. */
export function newHome(): string {
  return mkdtempSync(join(tmpdir(), 'kr-home-'));
}

/** Starts the built app in a window of its own and waits for its page. */
export async function startApp(options: StartOptions = {}): Promise<App> {
  const home = options.home ?? newHome();
  const env = { KEYRAIL_HOME: home, KEYRAIL_PASSPHRASE: undefined, ...options.env };
  const app = runtime() === 'electron' ? await onElectron(home, env, options) : await onChromium(home, env, options);
  app.page.setDefaultTimeout(PATIENCE_MS);
  await app.page.waitForFunction(() => 'keyrail' in window);
  if (options.passphrase !== undefined) await unlockFromOutside(app.page, options.passphrase);
  return app;
}

/** Opens the vault as the page would, but without its screen. */
export async function unlockFromOutside(page: Page, passphrase: string): Promise<void> {
  const answer = await page.evaluate(
    (given) =>
      (window as unknown as AppWindow).keyrail.vault.unlock({ with: { kind: 'passphrase', passphrase: given } }),
    passphrase,
  );
  if (!answer.ok) throw new Error(`The vault did not open: ${answer.error.code}`);
}

/** Electron's major version; null on the Chromium runtime. */
export async function electronVersion(app: App): Promise<number | null> {
  if (runtime() === 'chromium') return null;
  return Number.parseInt(await app.inHost(() => process.versions['electron'] ?? '', null), 10);
}

type HostEnvironment = Readonly<Record<string, string | undefined>>;

async function onChromium(home: string, env: HostEnvironment, options: StartOptions): Promise<App> {
  const log = keepStandardError();
  const host = await startHost({
    mainFile: MAIN_FILE,
    appPath: ROOT,
    headless: process.env['KEYRAIL_E2E_HEADED'] === undefined,
    env,
    ...(options.viewport === undefined ? {} : { viewport: { ...options.viewport } }),
  }).catch((error: unknown) => {
    log.end();
    throw error;
  });
  const exited = host.exited.finally(log.end);
  const page = await host.firstPage();
  return {
    page,
    home,
    // The runtime has the part of Electron that the host uses, under the same names.
    inHost: async (run, argument) => run(host.electron as unknown as typeof Electron, argument),
    webPages: () => host.webPages(),
    log: log.text,
    ...watch(page),
    exited,
    quit: () => {
      host.electron.app.quit();
      return within(exited, () => host.close());
    },
    kill: () => host.close(),
  };
}

async function onElectron(home: string, env: HostEnvironment, options: StartOptions): Promise<App> {
  const executablePath = findElectron();
  if (executablePath === undefined) throw new Error('Electron is not installed. Run: npx install-electron');
  const { _electron } = await import('playwright-core');
  const app = await _electron.launch({
    executablePath,
    args: [ROOT],
    chromiumSandbox: process.getuid?.() !== 0,
    cwd: ROOT,
    env: definedOnly({ ...process.env, ...env }),
  });
  let text = '';
  const child = app.process();
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const exited = new Promise<number>((done) => {
    child.once('exit', (status) => done(status ?? 1));
  });
  const page = await app.firstWindow();
  await app.evaluate(fillInHost);
  await page.addInitScript(fillIn);
  await page.evaluate(fillIn);
  if (options.viewport !== undefined) {
    await app.evaluate(({ BrowserWindow }, { width, height }) => {
      for (const window of BrowserWindow.getAllWindows()) window.setContentSize(width, height);
    }, options.viewport);
  }
  const kill = async (): Promise<void> => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exited;
  };
  return {
    page,
    home,
    inHost: (run, argument) => app.evaluate(run as never, argument as never),
    webPages: () => app.windows().filter((window) => window !== page),
    log: () => text,
    ...watch(page),
    exited,
    quit: async () => {
      // The answer to a question that ends the process may never come.
      app.evaluate((electron) => electron.app.quit()).catch(() => undefined);
      return within(exited, kill);
    },
    kill,
  };
}

/** Runs in Electron's main process: what the engine takes of Node and versions before 20 lack. */
function fillInHost(): void {
  const { mainModule } = process as unknown as { mainModule?: NodeJS.Module };
  if (globalThis.crypto !== undefined || mainModule === undefined) return;
  const util = mainModule.require('node:util') as { parseEnv?: (text: string) => object };
  util.parseEnv ??= (mainModule.require('dotenv') as { parse: (text: string) => object }).parse;
  const { webcrypto } = mainModule.require('node:crypto') as { webcrypto: Crypto };
  Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
}

/** Runs in the page: what its scripts take of the language and Chromium before 117 lacks. */
function fillIn(): void {
  // An own implementation only where there is none, so that nothing else is tried than what people have.
  Map.groupBy ??= <K, T>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> => {
    const groups = new Map<K, T[]>();
    let index = 0;
    for (const item of items) {
      const key = keyOf(item, index);
      index += 1;
      groups.set(key, [...(groups.get(key) ?? []), item]);
    }
    return groups;
  };
}

function watch(page: Page): Pick<App, 'pageErrors' | 'requests'> {
  const pageErrors: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => pageErrors.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') pageErrors.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  return { pageErrors, requests };
}

/** The host of the Chromium runtime runs in this process, so its log comes out here: kept, and not shown. */
function keepStandardError(): { text: () => string; end: () => void } {
  const write = process.stderr.write;
  let text = '';
  const own: typeof process.stderr.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    const written = rest.at(-1);
    if (typeof written === 'function') process.nextTick(written);
    return true;
  };
  process.stderr.write = own;
  return {
    text: () => text,
    end: () => {
      if (process.stderr.write === own) process.stderr.write = write;
    },
  };
}

/** The status of an app that was told to quit. One that does not is ended, and the test told. */
async function within(exited: Promise<number>, kill: () => Promise<void>): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((done) => {
    timer = setTimeout(() => done('late'), QUIT_WITHIN_MS);
  });
  const status = await Promise.race([exited, late]);
  clearTimeout(timer);
  if (status !== 'late') return status;
  await kill();
  throw new Error('The app was told to quit and did not.');
}

function definedOnly(env: HostEnvironment): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Removes a data directory. On Windows a file may be held a moment longer than its process. */
export async function removeHome(home: string): Promise<void> {
  await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** The version in package.json. */
export function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}
