import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { createElectron, type ElectronModule } from './electron-module.ts';
import { requireDisplay } from './launch-browser.ts';
import { loadMain } from './load-main.ts';
import { askSystemIsDark } from './native-theme.ts';
import { Runtime } from './runtime.ts';

export interface StartOptions {
  /** A CommonJS bundle that requires `electron`. */
  mainFile: string;
  /** The folder with the app's package.json. */
  appPath: string;
  headless?: boolean;
  browserPath?: string;
  /** Where `app.getPath('userData')` points until the host sets it. */
  userData?: string;
  /** Set in process.env until the app has ended; undefined takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  /** Size of the page in pixels, headless only; default: the window's size. */
  viewport?: { width: number; height: number };
}

export interface HostHandle {
  /** The module that the host sees as `electron`; it belongs to this start alone. */
  electron: ElectronModule;
  /** The page of the first window, once its app has loaded. Rejects when the app ends before. */
  firstPage(): Promise<Page>;
  pages(): Page[];
  /** Pages of the web, in windows of sessions with a profile of their own; oldest first. */
  webPages(): Page[];
  /** The exit status, when the browsers are gone and their profiles removed. */
  exited: Promise<number>;
  /** Ends the app without asking it. */
  close(): Promise<void>;
}

const PROCESS_EVENTS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection'] as const;
type Listener = (...args: unknown[]) => void;

/** Takes away, when called, what was added to `process` since: several apps may run in it one after the other. */
function rememberListeners(): () => void {
  const before = new Map(PROCESS_EVENTS.map((name) => [name, new Set(process.rawListeners(name))]));
  return () => {
    for (const [name, known] of before) {
      for (const listener of process.rawListeners(name)) {
        if (!known.has(listener)) process.off(name, listener as Listener);
      }
    }
  };
}

function applyEnvironment(env: StartOptions['env'] = {}): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(env)) set(name, value);
  return () => {
    for (const [name, value] of before) set(name, value);
  };
}

/**
 * Starts an Electron host in an installed browser. Resolves when its main script has run; windows open afterwards.
 * @throws CannotStart when there is no display; what the main script throws
 */
export async function startHost(options: StartOptions): Promise<HostHandle> {
  const headless = options.headless ?? false;
  const restoreListeners = rememberListeners();
  const restoreEnvironment = applyEnvironment(options.env);
  const runtime = new Runtime({
    appPath: resolve(options.appPath),
    headless,
    browserPath: options.browserPath,
    userData: options.userData,
    viewport: options.viewport,
  });
  const pages: Page[] = [];
  const webPages: Page[] = [];
  runtime.pages.on('web-page', (page) => {
    webPages.push(page);
    page.once('close', () => webPages.splice(webPages.indexOf(page), 1));
  });
  const first = new Promise<Page>((resolvePage, reject) => {
    runtime.pages.on('page', (page) => {
      pages.push(page);
      page.once('close', () => pages.splice(pages.indexOf(page), 1));
    });
    runtime.pages.once('loaded', resolvePage);
    void runtime.exited.then((status) =>
      reject(new Error(`The app ended with status ${status} before its page was there.`)),
    );
  });
  // Who never asks for the first page need not hear that there was none.
  first.catch(() => undefined);
  const exited = runtime.exited.finally(() => {
    restoreListeners();
    restoreEnvironment();
  });

  let electron: ElectronModule;
  let systemIsDark: Promise<boolean>;
  try {
    requireDisplay(headless, process.env);
    // Asking another program takes a while, in which everything else is loaded.
    systemIsDark = askSystemIsDark();
    // Begins to load while the main script runs; the first window waits for it.
    void import('playwright-core');
    electron = createElectron(runtime);
    loadMain(resolve(options.mainFile), electron);
  } catch (error) {
    await runtime.exit(1);
    await exited;
    throw error;
  }
  setImmediate(async () => {
    runtime.systemIsDark = await systemIsDark;
    if (runtime.ending || runtime.quitting) return;
    runtime.ready = true;
    runtime.app.emit('ready', {});
  });
  return {
    electron,
    firstPage: () => first,
    pages: () => [...pages],
    webPages: () => [...webPages],
    exited,
    close: async () => {
      await runtime.exit(0);
      await exited;
    },
  };
}
