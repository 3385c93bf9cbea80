import { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type * as Electron from 'electron';
import type { Page } from 'playwright-core';
import type { BoundKey } from './in-page/agent-world.ts';
import type { WebSession } from './web-session.ts';
import type { OpenedPage, WebWindow } from './web-window.ts';
import type { WindowCore } from './window-core.ts';
import type { WindowPart } from './window-part.ts';

const PENDING_LIMIT_MS = 2_000;

/** A handler of `protocol.handle`. */
export type SchemeHandler = (request: Request) => Response | Promise<Response>;

export interface WebRequestDetails {
  id: number;
  url: string;
  method: string;
  resourceType: string;
  timestamp: number;
  responseHeaders?: Record<string, string[]>;
}
export interface WebRequestAnswer {
  cancel?: boolean;
  responseHeaders?: Record<string, string | string[]>;
}
export type WebRequestListener = (details: WebRequestDetails, callback: (answer: WebRequestAnswer) => void) => void;

export interface RuntimeOptions {
  appPath: string;
  headless: boolean;
  browserPath: string | undefined;
  userData: string | undefined;
  viewport: { width: number; height: number } | undefined;
}

/** What an application menu binds: the keys for the pages, and what each does. */
export interface BoundMenu {
  keys: BoundKey[];
  click(id: number): void;
}

/**
 * The state of one started app that the modules of `electron` share. Every start has its own, so that a process can start
 * the app several times.
 */
export class Runtime {
  readonly options: RuntimeOptions;
  /** Windows of the app's own pages. */
  readonly windows = new Set<WindowCore>();
  /** Windows on the web, which have no bridge: nothing of the app is ever shown or asked in them. */
  readonly webWindows = new Set<WebWindow>();
  /** Makes a `BrowserWindow` of a page that a page on the web has opened. */
  adoptPage: (session: WebSession, options: Electron.BrowserWindowConstructorOptions, opened: OpenedPage) => object =
    () => {
      throw new Error('There is no BrowserWindow yet.');
    };
  readonly switches: string[] = [];
  /** What `app.getPath` answers. */
  readonly paths = new Map<string, string>();
  readonly schemes = new Set<string>();
  readonly handlers = new Map<string, SchemeHandler>();
  readonly invokeHandlers = new Map<string, (event: unknown, ...args: unknown[]) => unknown>();
  /** Emits what `ipcRenderer.send` sent. */
  readonly ipcMain = new EventEmitter();
  /** Emits the events of `app`. */
  readonly app = new EventEmitter();
  /** 'page' when the page of a window can be driven, 'loaded' when the app is in it; 'web-page' for one on the web. */
  readonly pages = new EventEmitter<{ page: [Page]; loaded: [Page]; 'web-page': [Page] }>();
  /** Run before the process may end; in order. */
  readonly cleanups: (() => void | Promise<void>)[] = [];
  menu: BoundMenu | null = null;
  beforeRequest: WebRequestListener | null = null;
  headersReceived: WebRequestListener | null = null;
  permissionCheck: ((permission: string, origin: string) => boolean) | null = null;
  colorScheme: 'system' | 'light' | 'dark' = 'system';
  /** Known from ready on. */
  systemIsDark = false;
  ready = false;
  quitting = false;
  readonly exited: Promise<number>;
  #resolveExited: (status: number) => void = () => undefined;
  #ending = false;
  readonly #pending = new Set<Promise<undefined>>();
  #nextId = 1;

  constructor(options: RuntimeOptions) {
    this.options = options;
    this.exited = new Promise((resolve) => {
      this.#resolveExited = resolve;
    });
  }

  get ending(): boolean {
    return this.#ending;
  }

  /** @throws Error for a name that `app.getPath` does not know. */
  path(name: string): string {
    const path = this.paths.get(name);
    if (path === undefined) throw new Error(`Failed to get '${name}' path`);
    return path;
  }

  /** Work that the app must not end before, such as clearing the clipboard. */
  track<T>(work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.#pending.add(settled);
    void settled.then(() => this.#pending.delete(settled));
    return work;
  }

  nextId(): number {
    const id = this.#nextId;
    this.#nextId += 1;
    return id;
  }

  /** Messages for the person or the developer at the terminal; never values. */
  log(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  /** @throws Error naming what was used too early, in Electron's words. */
  requireReady(message: string): void {
    if (!this.ready) throw new Error(message);
  }

  /** @throws Error naming what was used too late. */
  requireNotReady(message: string): void {
    if (this.ready) throw new Error(message);
  }

  #allWindows(): WindowPart[] {
    return [...this.webWindows, ...this.windows];
  }

  /** The window that dialogs, the clipboard and notifications use when none is given. */
  anyWindow(): WindowCore | undefined {
    return [...this.windows].find((window) => !window.destroyed);
  }

  /** Called when a window has gone. */
  windowGone(window: WindowPart): void {
    this.windows.delete(window as WindowCore);
    this.webWindows.delete(window as WebWindow);
    if (this.#allWindows().length > 0 || this.#ending || this.quitting) return;
    if (this.app.listenerCount('window-all-closed') === 0) this.quit();
    else this.app.emit('window-all-closed');
  }

  /** Electron's `app.quit`: every step may be refused by the host. */
  quit(): void {
    if (this.#ending || this.quitting) return;
    if (!this.#emitPreventable('before-quit')) return;
    this.quitting = true;
    for (const window of this.#allWindows()) {
      if (!window.close()) {
        this.quitting = false;
        return;
      }
    }
    if (!this.#emitPreventable('will-quit')) {
      this.quitting = false;
      return;
    }
    void this.exit(0);
  }

  #emitPreventable(name: string): boolean {
    const event = preventable();
    this.app.emit(name, event);
    return !event.defaultPrevented;
  }

  /** Ends without asking; resolves when the browsers are gone and their profiles removed. */
  async exit(status: number): Promise<void> {
    if (this.#ending) return;
    this.#ending = true;
    this.app.emit('quit', preventable(), status);
    if (this.#pending.size > 0) await Promise.race([Promise.all(this.#pending), delay(PENDING_LIMIT_MS)]);
    for (const window of this.#allWindows()) window.destroy();
    for (const cleanup of this.cleanups) {
      try {
        await cleanup();
      } catch (error) {
        this.log(`While ending: ${String(error)}`);
      }
    }
    this.#resolveExited(status);
  }
}

export interface PreventableEvent {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

/** An event as Electron gives it to listeners. */
export function preventable<Extra extends object = object>(extra?: Extra): PreventableEvent & Extra {
  let prevented = false;
  return Object.assign(
    Object.defineProperties(
      {},
      {
        preventDefault: {
          value: () => {
            prevented = true;
          },
        },
        defaultPrevented: { get: () => prevented },
      },
    ) as PreventableEvent,
    extra as Extra,
  );
}
