import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';
import type * as Electron from 'electron';
import type { BrowserContext, Page } from 'playwright-core';
import { toAppUrl, toBrowserUrl } from './app-origin.ts';
import type { FromAgent } from './in-page/agent-world.ts';
import { createCodec } from './in-page/codec.ts';
import type { FromPage } from './in-page/preload-world.ts';
import { CannotStart, launchBrowser } from './launch-browser.ts';
import { type PageDocument, PageLink } from './page-link.ts';
import { createProfile, removeProfile } from './profile.ts';
import { RequestGate } from './request-gate.ts';
import { preventable, type Runtime } from './runtime.ts';
import { UnavailableHere } from './unavailable-here.ts';
import { askToOpen, WebContents, WebFrameMain } from './web-contents.ts';
import type { WindowEvents, WindowPart, WindowState } from './window-part.ts';

/**
 * A window of the app: one browser process in app mode with a profile of its own, so that closing it ends everything that
 * belongs to it. Hosts see it through BrowserWindow and WebContents.
 */
export class WindowCore implements WindowPart {
  readonly id: number;
  readonly runtime: Runtime;
  readonly session: unknown;
  readonly contents: WebContents;
  readonly #owner: WindowEvents;
  readonly #options: Electron.BrowserWindowConstructorOptions;
  readonly #codec = createCodec();
  readonly #started: Promise<Page>;
  #profile: string | null = null;
  #context: BrowserContext | null = null;
  #windowId: number | null = null;
  #allowed: string | null = null;
  #everReady = false;
  #permissionTurn: Promise<unknown> = Promise.resolve();
  link: PageLink | null = null;
  destroyed = false;
  loading = false;
  focused = true;
  visible: boolean;
  state: WindowState = 'normal';
  url = '';
  title: string;
  bounds: Electron.Rectangle;
  /** Resolves when the browser is gone and its profile removed. */
  gone: Promise<void> = Promise.resolve();

  constructor(
    runtime: Runtime,
    session: unknown,
    owner: WindowEvents,
    options: Electron.BrowserWindowConstructorOptions,
  ) {
    this.id = runtime.nextId();
    this.runtime = runtime;
    this.session = session;
    this.#owner = owner;
    this.#options = options;
    this.title = options.title ?? 'App';
    this.visible = options.show !== false;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.contents = new WebContents(this);
    runtime.windows.add(this);
    this.#started = this.#start();
    this.#started.catch((error: unknown) => this.#failed(error));
  }

  #failed(error: unknown): void {
    if (this.runtime.ending || this.destroyed) return;
    this.runtime.log(error instanceof CannotStart ? error.message : `The window could not be opened: ${String(error)}`);
    void this.runtime.exit(1);
  }

  async #start(): Promise<Page> {
    const { runtime } = this;
    const preloadPath = this.#options.webPreferences?.preload;
    const preload = preloadPath === undefined ? undefined : readPreload(preloadPath);
    this.#profile = createProfile(runtime.path('userData'));
    const { x, y } = this.#options;
    const context = await launchBrowser({
      kind: 'app',
      profile: this.#profile,
      title: this.title,
      backgroundColor: this.#options.backgroundColor ?? '#ffffff',
      bounds: {
        width: this.bounds.width,
        height: this.bounds.height,
        ...(x === undefined || y === undefined ? {} : { x, y }),
      },
      headless: runtime.options.headless,
      browserPath: runtime.options.browserPath,
      viewport: runtime.options.viewport,
      switches: runtime.switches,
    });
    this.#context = context;
    context.on('close', () => this.#closedByPerson());
    if (this.destroyed) {
      await context.close();
      throw new Error('The window was destroyed while it was opening.');
    }
    const page = context.pages()[0] ?? (await context.waitForEvent('page'));
    context.on('page', (other) => {
      void other.close().catch(() => undefined);
    });
    page.on('close', () => this.#closedByPerson());
    page.on('crash', () =>
      this.contents.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 1 }),
    );
    this.link = await PageLink.open(page, {
      preload,
      preloadPath,
      versions: { chrome: context.browser()?.version() ?? '' },
      onPage: (message, body, document) => this.#onPage(message, body, document),
      onAgent: (message) => this.#onAgent(message),
      onAgentReady: () => this.bindKeys(),
    });
    await this.#watch(this.link);
    this.contents.on('did-finish-load', () => runtime.pages.emit('loaded', page));
    runtime.pages.emit('page', page);
    return page;
  }

  async #watch(link: PageLink): Promise<void> {
    const { session } = link;
    const gate = new RequestGate(this.runtime, session, {
      isMainFrame: (frameId) => frameId === link.mainFrameId,
      mayNavigate: (url) => this.#mayNavigate(url),
    });
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      const url = toAppUrl(frame.url, this.runtime.schemes);
      // about:blank and the like do not pass the gate; nothing but the app's own pages stays in the window.
      if (url === frame.url && this.url !== '') void this.loadURL(this.url).catch(() => undefined);
      else if (url !== frame.url) {
        this.url = url;
        this.contents.emit('did-navigate', preventable(), url, 200, 'OK');
      }
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === link.mainFrameId) this.url = toAppUrl(url, this.runtime.schemes);
    });
    session.on('Page.domContentEventFired', () => {
      if (this.url === '') return;
      this.contents.emit('dom-ready', preventable());
      if (this.#everReady) return;
      this.#everReady = true;
      this.#owner.emit('ready-to-show', preventable());
    });
    session.on('Page.loadEventFired', () => {
      if (this.url === '') return;
      this.loading = false;
      this.contents.emit('did-finish-load', preventable());
    });
    const [, { windowId }] = await Promise.all([
      gate.open(),
      session.send('Browser.getWindowForTarget'),
      session.send('Network.enable').then(() => session.send('Network.setCacheDisabled', { cacheDisabled: true })),
      this.applyColorScheme(),
    ]);
    this.#windowId = windowId;
    await this.#grant([]);
  }

  /** Gives the page's origin exactly these permissions of the browser, and refuses the others without a prompt. */
  async #grant(permissions: ('notifications' | 'clipboardReadWrite' | 'clipboardSanitizedWrite')[]): Promise<void> {
    const { link, url } = this;
    const origin = url === '' ? undefined : new URL(toBrowserUrl(url, this.runtime.schemes)).origin;
    await link?.session.send('Browser.grantPermissions', { permissions, ...(origin === undefined ? {} : { origin }) });
  }

  /** Runs with a permission that is taken back afterwards. */
  async withPermission<T>(
    permissions: ('notifications' | 'clipboardReadWrite' | 'clipboardSanitizedWrite')[],
    run: (link: PageLink) => Promise<T>,
  ): Promise<T> {
    const link = await this.ready();
    // One after the other: the end of one use would take the permission from another.
    const turn = this.#permissionTurn.then(async () => {
      await this.#grant(permissions);
      try {
        return await run(link);
      } finally {
        await this.#grant([]).catch(() => undefined);
      }
    });
    this.#permissionTurn = turn.catch(() => undefined);
    return turn;
  }

  get document(): PageDocument | null {
    return this.link?.document ?? null;
  }

  /** @throws UnavailableHere always: a host that needs it would run text as code in the app's own page */
  evaluateIsolated(_world: number, _code: string): Promise<unknown> {
    return Promise.reject(new UnavailableHere('webContents.executeJavaScriptInIsolatedWorld in a page of the app'));
  }

  /** The link once the browser has started. */
  async ready(): Promise<PageLink> {
    await this.#started;
    if (this.link === null) throw new Error('The window has been closed.');
    return this.link;
  }

  #mayNavigate(url: string): boolean {
    if (url === this.#allowed || url === this.url) {
      this.#allowed = null;
      return true;
    }
    const event = preventable({ url, isMainFrame: true, isSameDocument: false, frame: this.contents.mainFrame });
    this.contents.emit('will-navigate', event, url);
    return !event.defaultPrevented;
  }

  #onPage(message: FromPage, body: string, document: PageDocument): void {
    const url = toAppUrl('url' in message ? message.url : '', this.runtime.schemes);
    switch (message.what) {
      case 'window-open':
        this.#askToOpen(message.url);
        return;
      case 'preload-failed': {
        const path = this.#options.webPreferences?.preload ?? '';
        this.runtime.log(`Unable to load preload script: ${path}\n${message.message}`);
        this.contents.emit('preload-error', preventable(), path, new Error(message.message));
        return;
      }
      case 'send':
        this.runtime.ipcMain.emit(
          message.channel,
          this.#ipcEvent(document, url),
          ...(this.#codec.decode(body) as unknown[]),
        );
        return;
      case 'invoke':
        void this.#invoke(message, body, document, url);
        return;
    }
  }

  /** A page of the app opens no windows, whatever the host says: a second one would have no preload. */
  #askToOpen(url: string): void {
    if (this.contents[askToOpen](url)?.action === 'allow')
      this.runtime.log('A window that a page of the app opens is not available in this runtime.');
  }

  #ipcEvent(document: PageDocument, url: string): object {
    const frame = new WebFrameMain(this, document, url);
    return Object.defineProperty(
      preventable({
        type: 'frame',
        processId: frame.processId,
        frameId: frame.routingId,
        sender: this.contents,
        reply: (channel: string, ...args: unknown[]) => this.send(channel, args),
      }),
      'senderFrame',
      { enumerable: true, get: () => (frame.isDestroyed() ? null : frame) },
    );
  }

  async #invoke(
    message: Extract<FromPage, { what: 'invoke' }>,
    body: string,
    document: PageDocument,
    url: string,
  ): Promise<void> {
    const { channel, id } = message;
    try {
      const handler = this.runtime.invokeHandlers.get(channel);
      if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
      const result = await handler(this.#ipcEvent(document, url), ...(this.#codec.decode(body) as unknown[]));
      await this.link?.deliver({ what: 'resolve', id }, this.#codec.encode(result), document);
    } catch (error) {
      const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      await this.link?.deliver(
        { what: 'reject', id, message: `Error invoking remote method '${channel}': ${text}` },
        '',
        document,
      );
    }
  }

  /** @throws Error when an argument cannot be cloned. */
  send(channel: string, args: unknown[]): void {
    const body = this.#codec.encode(args);
    void this.link?.deliver({ what: 'send', channel }, body).catch((error: unknown) => this.runtime.log(String(error)));
  }

  #onAgent(message: FromAgent): void {
    switch (message.what) {
      case 'accelerator':
        this.runtime.menu?.click(message.id);
        return;
      case 'window-open':
        this.#askToOpen(message.url);
        return;
      case 'geometry':
        void this.#refreshBounds();
        return;
      case 'visibility':
        this.#setVisible(message.visible);
        return;
      case 'notification':
        this.runtime.app.emit(`notification-${message.id}`, message.event);
        return;
    }
  }

  #setVisible(visible: boolean): void {
    this.focused = visible;
    this.#owner.emit(visible ? 'focus' : 'blur', preventable());
    this.runtime.app.emit(visible ? 'browser-window-focus' : 'browser-window-blur', preventable(), this.#owner);
  }

  async #refreshBounds(): Promise<void> {
    if (this.#windowId === null || this.link === null) return;
    try {
      const { bounds } = await this.link.session.send('Browser.getWindowBounds', { windowId: this.#windowId });
      this.state = (bounds.windowState ?? 'normal') as WindowState;
      const { x, y, width, height } = this.bounds;
      const next = {
        x: bounds.left ?? x,
        y: bounds.top ?? y,
        width: bounds.width ?? width,
        height: bounds.height ?? height,
      };
      if (this.state !== 'normal') return;
      this.bounds = next;
      if (next.x !== x || next.y !== y) this.#owner.emit('move', preventable());
      if (next.width !== width || next.height !== height) this.#owner.emit('resize', preventable());
    } catch {
      // The window has gone meanwhile.
    }
  }

  /** Sets the size or state of the browser's window. */
  setWindow(change: { state: WindowState } | { bounds: Electron.Rectangle }): void {
    const bounds =
      'state' in change
        ? { windowState: change.state }
        : { left: change.bounds.x, top: change.bounds.y, width: change.bounds.width, height: change.bounds.height };
    if ('state' in change) this.state = change.state;
    else this.bounds = change.bounds;
    this.#whenStarted(async (link) => {
      if (this.#windowId !== null)
        await link.session.send('Browser.setWindowBounds', { windowId: this.#windowId, bounds });
    });
  }

  focus(): void {
    this.focused = true;
    if (this.state === 'minimized') this.setWindow({ state: 'normal' });
    this.#whenStarted((link) => link.session.send('Page.bringToFront'));
  }

  setTitle(title: string): void {
    this.title = title;
  }

  reload(): void {
    this.loading = true;
    this.#whenStarted((link) => link.session.send('Page.reload', { ignoreCache: true }));
  }

  bindKeys(): void {
    // Fails only where no page of the app is loaded; the next one asks again.
    void this.link?.act('bindKeys', [this.runtime.menu?.keys ?? []]).catch(() => undefined);
  }

  async applyColorScheme(): Promise<void> {
    const value = this.runtime.colorScheme === 'system' ? '' : this.runtime.colorScheme;
    await this.link?.session.send('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value }],
    });
  }

  #whenStarted(run: (link: PageLink) => Promise<unknown>): void {
    this.ready()
      .then(run)
      .catch((error: unknown) => {
        if (!this.destroyed && !(error instanceof CannotStart)) this.runtime.log(`Window: ${String(error)}`);
      });
  }

  /** @throws Error with Electron's shape when the page cannot be loaded. */
  async loadURL(url: string): Promise<void> {
    const link = await this.ready();
    this.loading = true;
    this.#allowed = url;
    const loaded = new Promise<void>((resolve) => this.contents.once('did-finish-load', () => resolve()));
    const { errorText } = await link.session.send('Page.navigate', { url: toBrowserUrl(url, this.runtime.schemes) });
    if (errorText !== undefined) {
      this.loading = false;
      this.contents.emit('did-fail-load', preventable(), -2, errorText, url, true);
      throw new Error(`${errorText} (-2) loading '${url}'`);
    }
    await loaded;
  }

  /** Closes as the host or the app asks: the host may refuse. False when it did. */
  close(): boolean {
    if (this.destroyed) return true;
    const event = preventable();
    this.#owner.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }

  #closedByPerson(): void {
    if (this.destroyed) return;
    const event = preventable();
    this.#owner.emit('close', event);
    if (event.defaultPrevented)
      this.runtime.log('The window was closed in the browser; that cannot be prevented here.');
    this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.gone = this.#end();
    this.runtime.cleanups.push(() => this.gone);
    this.contents.emit('destroyed', preventable());
    this.#owner.emit('closed', preventable());
    this.runtime.windowGone(this);
  }

  async #end(): Promise<void> {
    await this.#started.catch(() => undefined);
    await this.#context?.close().catch(() => undefined);
    if (this.#profile !== null) await removeProfile(this.#profile);
  }
}

/** @throws Error when the file is not there or not one CommonJS script, as a sandboxed preload has to be. */
function readPreload(path: string): string {
  const source = readFileSync(path, 'utf8');
  new Script(`(function (require, process, module, exports) {${source}\n})`, { filename: path });
  return source;
}
