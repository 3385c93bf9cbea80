import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { appOrigin, toAppUrl } from './app-origin.ts';
import type { PageDocument } from './page-link.ts';
import { UnavailableHere } from './unavailable-here.ts';
import type { WindowPart } from './window-part.ts';

/** Where the public classes keep their inner part; a symbol, so that their names are Electron's only. */
export const core = Symbol('core');
export const askToOpen = Symbol('askToOpen');

/** The frame of one document, as `event.senderFrame` gives it. */
export class WebFrameMain {
  readonly #window: WindowPart;
  readonly #document: PageDocument | null;
  readonly url: string;
  readonly origin: string;
  readonly parent = null;
  readonly frames: WebFrameMain[] = [];
  readonly name = '';
  readonly routingId = 1;
  readonly frameTreeNodeId: number;
  readonly processId: number;
  readonly frameToken: string;

  constructor(window: WindowPart, document: PageDocument | null, url: string) {
    this.#window = window;
    this.#document = document;
    this.url = url;
    this.origin = appOrigin(url);
    this.frameTreeNodeId = window.id;
    this.processId = window.id;
    this.frameToken = document?.frameId ?? '';
  }

  get top(): WebFrameMain {
    return this;
  }

  get detached(): boolean {
    return this.isDestroyed();
  }

  isDestroyed(): boolean {
    return this.#window.destroyed || this.#document?.gone === true;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#window.send(channel, args);
  }

  reload(): boolean {
    this.#window.reload();
    return true;
  }
}

type OpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse;

/** The part of Electron's `webContents` that a browser page has. */
export class WebContents extends EventEmitter {
  readonly [core]: WindowPart;
  #openHandler: OpenHandler | null = null;

  constructor(window: WindowPart) {
    super();
    this[core] = window;
  }

  get id(): number {
    return this[core].id;
  }

  get mainFrame(): WebFrameMain {
    return new WebFrameMain(this[core], this[core].document, this.getURL());
  }

  get session(): Electron.Session {
    return this[core].session as Electron.Session;
  }

  send(channel: string, ...args: unknown[]): void {
    this[core].send(channel, args);
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler;
  }

  /** Asks the host's handler about a window that the page wants; undefined where there is no handler. */
  [askToOpen](url: string): Electron.WindowOpenHandlerResponse | undefined {
    const shown = toAppUrl(url, this[core].runtime.schemes);
    return this.#openHandler?.({
      url: shown,
      frameName: '',
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: '', policy: 'no-referrer' },
    });
  }

  getURL(): string {
    return this[core].url;
  }

  getTitle(): string {
    return this[core].title;
  }

  reload(): void {
    this[core].reload();
  }

  loadURL(url: string): Promise<void> {
    return this[core].loadURL(url);
  }

  isDestroyed(): boolean {
    return this[core].destroyed;
  }

  isLoading(): boolean {
    return this[core].loading;
  }

  isFocused(): boolean {
    return this[core].focused;
  }

  focus(): void {
    this[core].focus();
  }

  /** The browser's own tools open by its own key (F12); the protocol cannot open them. */
  openDevTools(): void {
    this[core].runtime.log('Open the developer tools from the window itself, with F12 or Ctrl+Shift+I.');
  }

  closeDevTools(): void {}

  isDevToolsOpened(): boolean {
    return false;
  }

  /**
   * The value of the last script, as JSON can carry it. For pages on the web only.
   * @throws UnavailableHere in a page of the app
   */
  async executeJavaScriptInIsolatedWorld(worldId: number, scripts: Electron.WebSource[]): Promise<unknown> {
    let value: unknown;
    for (const { code } of scripts) value = await this[core].evaluateIsolated(worldId, code);
    return value;
  }

  /** @throws UnavailableHere always: a host that needs it would run text as code in the page. */
  executeJavaScript(_code: string): Promise<never> {
    return Promise.reject(new UnavailableHere('webContents.executeJavaScript'));
  }
}
