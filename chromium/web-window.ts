import { randomBytes } from 'node:crypto';
import type * as Electron from 'electron';
import type { CDPSession, Page } from 'playwright-core';
import { reportUse } from './in-page/report-use.ts';
import { preventable, type Runtime } from './runtime.ts';
import type { WebBrowser } from './web-browser.ts';
import { askToOpen, WebContents } from './web-contents.ts';
import type { WebSession } from './web-session.ts';
import { web } from './web-session.ts';
import type { WindowEvents, WindowPart, WindowState } from './window-part.ts';

/** A page that a page has opened, to make a window of. */
export interface OpenedPage {
  page: Page;
  opener: WebWindow;
}

/**
 * A window on the web. There is no preload, no bridge and no IPC in it, and nothing of the app's scheme: it is another
 * browser process than the app's own, on another profile.
 */
export class WebWindow implements WindowPart {
  readonly id: number;
  readonly runtime: Runtime;
  readonly session: WebSession;
  readonly contents: WebContents;
  readonly document = null;
  readonly #owner: WindowEvents;
  readonly #browser: WebBrowser;
  readonly #opener: WebWindow | null;
  readonly #started: Promise<CDPSession>;
  readonly #useBinding = `used_${randomBytes(12).toString('hex')}`;
  #everReady = false;
  /** What the page last wanted to open; a window that was refused its address is left at about:blank. */
  #wanted = '';
  page: Page | null;
  destroyed = false;
  loading = false;
  focused = true;
  visible: boolean;
  state: WindowState = 'normal';
  url = '';
  title: string;
  bounds: Electron.Rectangle;
  /** Where the host wants the window; without x and y the browser chooses. */
  readonly place: { x?: number; y?: number; width: number; height: number };

  constructor(
    runtime: Runtime,
    session: WebSession,
    owner: WindowEvents,
    options: Electron.BrowserWindowConstructorOptions,
    opened: OpenedPage | null,
  ) {
    this.id = runtime.nextId();
    this.runtime = runtime;
    this.session = session;
    this.#owner = owner;
    this.#browser = session[web].browser;
    this.#opener = opened?.opener ?? null;
    this.page = opened?.page ?? null;
    this.title = options.title ?? 'App';
    this.visible = options.show !== false;
    const { x, y, width = 800, height = 600 } = options;
    this.place = { width, height, ...(x === undefined || y === undefined ? {} : { x, y }) };
    this.bounds = { x: x ?? 0, y: y ?? 0, width, height };
    this.contents = new WebContents(this);
    runtime.webWindows.add(this);
    this.#started = this.#start();
    this.#started.catch((error: unknown) => {
      if (!this.destroyed && !runtime.ending) runtime.log(`The window could not be opened: ${String(error)}`);
      this.destroy();
    });
  }

  async #start(): Promise<CDPSession> {
    if (this.page === null) this.page = await this.#browser.openPage(this);
    else this.#browser.windows.add(this);
    const { page } = this;
    page.on('close', () => this.closedByPerson());
    page.on('crash', () =>
      this.contents.emit('render-process-gone', preventable(), { reason: 'crashed', exitCode: 1 }),
    );
    const session = await page.context().newCDPSession(page);
    await this.#watch(session);
    this.runtime.pages.emit('web-page', page);
    return session;
  }

  async #watch(session: CDPSession): Promise<void> {
    let mainFrameId = '';
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.parentId !== undefined) return;
      mainFrameId = frame.id;
      // The browser's own page about a failure; whoever asked is told by loadURL.
      if (frame.unreachableUrl === undefined) this.#navigated(frame.url, 'did-navigate');
      else this.url = frame.unreachableUrl;
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
      if (frameId === mainFrameId) this.#navigated(url, 'did-navigate-in-page');
    });
    session.on('Page.domContentEventFired', () => {
      if (this.url === '') return;
      this.contents.emit('dom-ready', preventable());
      if (this.#everReady) return;
      this.#everReady = true;
      this.#owner.emit('ready-to-show', preventable());
    });
    session.on('Page.loadEventFired', () => {
      this.loading = false;
      if (this.url !== '') this.contents.emit('did-finish-load', preventable());
    });
    session.on('Page.windowOpen', ({ url }) => {
      this.#wanted = url;
    });
    session.on('Runtime.bindingCalled', ({ name }) => {
      if (name === this.#useBinding) this.#owner.emit('focus', preventable());
    });
    const world = `use-${this.#useBinding}`;
    const source = `(${reportUse})(${JSON.stringify(this.#useBinding)});`;
    const [{ frameTree }] = await Promise.all([
      session.send('Page.getFrameTree'),
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Runtime.addBinding', { name: this.#useBinding, executionContextName: world }),
      session.send('Page.addScriptToEvaluateOnNewDocument', { worldName: world, source, runImmediately: true }),
    ]);
    mainFrameId = frameTree.frame.id;
    // A window that a page opened may have arrived already.
    if (this.#opener !== null) this.#navigated(frameTree.frame.url, 'did-navigate');
  }

  #navigated(url: string, event: 'did-navigate' | 'did-navigate-in-page'): void {
    // The browser's first, empty page is none that the host asked for.
    if (this.destroyed || (this.url === '' && url === 'about:blank')) return;
    this.url = url;
    if (event === 'did-navigate') this.contents.emit(event, preventable(), url, 200, 'OK');
    else this.contents.emit(event, preventable(), url, true, this.id, this.id);
  }

  /** Makes a window of a page that this one's page opened, if the host allows it. */
  adopt(page: Page): boolean {
    const blank = page.url() === '' || page.url() === 'about:blank';
    const url = blank && this.#wanted !== '' ? this.#wanted : page.url();
    this.#wanted = '';
    const answer = this.contents[askToOpen](url);
    if (answer?.action === 'deny' || this.destroyed) return false;
    const options = answer?.overrideBrowserWindowOptions ?? {};
    const child = this.runtime.adoptPage(this.session, options, { page, opener: this });
    this.contents.emit('did-create-window', child, {
      url,
      frameName: '',
      options,
      referrer: { url: '', policy: 'no-referrer' },
      disposition: 'new-window',
    });
    return true;
  }

  /** @throws Error with Electron's shape when the page cannot be loaded, or the window goes meanwhile */
  async loadURL(url: string): Promise<void> {
    const session = await this.#started;
    this.loading = true;
    let ends: () => void = () => undefined;
    const loaded = new Promise<void>((resolve) => {
      ends = resolve;
    });
    this.contents.once('did-finish-load', ends);
    this.contents.once('destroyed', ends);
    const { errorText } = await session.send('Page.navigate', { url });
    if (errorText !== undefined) {
      this.loading = false;
      this.contents.emit('did-fail-load', preventable(), -2, errorText, url, true);
      throw new Error(`${errorText} (-2) loading '${url}'`);
    }
    await loaded;
    if (this.destroyed) throw new Error(`ERR_ABORTED (-3) loading '${url}'`);
  }

  async evaluateIsolated(world: number, code: string): Promise<unknown> {
    const session = await this.#started;
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: `world-${world}`,
    });
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: code,
      contextId: executionContextId,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  reload(): void {
    this.#whenStarted((session) => session.send('Page.reload'));
  }

  focus(): void {
    if (this.state === 'minimized') this.setWindow({ state: 'normal' });
    this.#whenStarted((session) => session.send('Page.bringToFront'));
    this.#owner.emit('focus', preventable());
  }

  setWindow(change: { state: WindowState } | { bounds: Electron.Rectangle }): void {
    const bounds =
      'state' in change
        ? { windowState: change.state }
        : { left: change.bounds.x, top: change.bounds.y, width: change.bounds.width, height: change.bounds.height };
    if ('state' in change) this.state = change.state;
    else this.bounds = change.bounds;
    this.#whenStarted(async (session) => {
      const { windowId } = await session.send('Browser.getWindowForTarget');
      await session.send('Browser.setWindowBounds', { windowId, bounds });
    });
  }

  /** The browser shows the page's own title, below an address that the page cannot change. */
  setTitle(title: string): void {
    this.title = title;
  }

  /** Pages on the web have no bridge, so there is nobody to hear it. */
  send(_channel: string, _args: unknown[]): void {}

  close(): boolean {
    if (this.destroyed) return true;
    const event = preventable();
    this.#owner.emit('close', event);
    if (event.defaultPrevented) return false;
    this.destroy();
    return true;
  }

  closedByPerson(): void {
    if (this.destroyed) return;
    this.#owner.emit('close', preventable());
    this.destroy();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    // A window goes with the one that opened it, as in Electron.
    for (const window of [...this.#browser.windows]) if (window.#opener === this) window.destroy();
    const gone = this.#browser.leave(this);
    this.runtime.cleanups.push(() => gone);
    this.contents.emit('destroyed', preventable());
    this.#owner.emit('closed', preventable());
    this.runtime.windowGone(this);
  }

  #whenStarted(run: (session: CDPSession) => Promise<unknown>): void {
    this.#started.then(run).catch((error: unknown) => {
      if (!this.destroyed) this.runtime.log(`Window: ${String(error)}`);
    });
  }
}
