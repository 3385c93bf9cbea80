import { rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Runtime, WebRequestListener } from './runtime.ts';
import { UnavailableHere } from './unavailable-here.ts';
import { WebBrowser } from './web-browser.ts';

/** Where a session keeps its inner part; a symbol, so that its names are Electron's only. */
export const web = Symbol('web');

/** What the windows of one session on the web share: a profile on disk, and the browser process that uses it. */
export class WebSessionCore {
  readonly runtime: Runtime;
  readonly path: string;
  beforeRequest: WebRequestListener | null = null;
  #browser: WebBrowser | null = null;

  constructor(runtime: Runtime, path: string) {
    this.runtime = runtime;
    this.path = path;
  }

  /** The browser that runs on the profile, started once the one before it has ended: a profile has one user at a time. */
  get browser(): WebBrowser {
    if (this.#browser === null || this.#browser.ended) {
      this.#browser = new WebBrowser(this, this.#browser?.gone ?? Promise.resolve());
    }
    return this.#browser;
  }

  /** @throws Error while a window of the session is open */
  async erase(): Promise<void> {
    if (this.#browser !== null && !this.#browser.ended) throw new Error('A window of this session is still open.');
    await this.#browser?.gone;
    // The browser's last child processes may still write for a moment after it has gone.
    await rm(this.path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

/**
 * Electron's `session` for pages on the web. Its profile is a directory of its own that stays, and a window on it is an
 * ordinary window of the browser, with its address bar.
 *
 * Every permission is refused, but for putting text on the clipboard by the person's own click; downloads are refused; the
 * handlers are taken so that the host's code runs as it is.
 */
export class WebSession {
  readonly [web]: WebSessionCore;
  readonly storagePath: string;
  readonly cookies = { flushStore: (): Promise<void> => Promise.resolve() };
  readonly webRequest: {
    onBeforeRequest(filter: unknown, listener?: WebRequestListener | null): void;
  };

  constructor(runtime: Runtime, path: string) {
    const inner = new WebSessionCore(runtime, path);
    this[web] = inner;
    this.storagePath = path;
    this.webRequest = {
      /** Filters are not applied. What is asked about are documents, those of frames and redirects as well. */
      onBeforeRequest: (filter, listener) => {
        inner.beforeRequest = typeof filter === 'function' ? (filter as WebRequestListener) : (listener ?? null);
      },
    };
  }

  on(_event: string, _listener: unknown): this {
    return this;
  }

  setPermissionRequestHandler(_handler: unknown): void {}

  setPermissionCheckHandler(_handler: unknown): void {}

  setDevicePermissionHandler(_handler: unknown): void {}

  setDisplayMediaRequestHandler(_handler: unknown): void {}

  setSpellCheckerEnabled(_enable: boolean): void {}

  getStoragePath(): string {
    return this.storagePath;
  }

  /** @throws UnavailableHere always: the browser says what it is, and this runtime does not change that */
  getUserAgent(): string {
    throw new UnavailableHere('session.getUserAgent');
  }

  /** @throws UnavailableHere always */
  setUserAgent(_userAgent: string): void {
    throw new UnavailableHere('session.setUserAgent');
  }

  /** The browser writes what it holds when it ends. */
  flushStorageData(): void {}

  /** Connections end with the windows. */
  closeAllConnections(): Promise<void> {
    return Promise.resolve();
  }

  /** Erases all that the profile holds, by removing its directory. @throws Error while a window of the session is open */
  clearData(_options?: object): Promise<void> {
    return this[web].erase();
  }
}

/** `session.fromPath`: one session for each path. */
export function createWebSessions(runtime: Runtime): (path: string) => WebSession {
  const sessions = new Map<string, WebSession>();
  return (path) => {
    if (path === '' || !isAbsolute(path)) throw new TypeError('An absolute path was not provided');
    const known = sessions.get(path) ?? new WebSession(runtime, path);
    sessions.set(path, known);
    return known;
  };
}
