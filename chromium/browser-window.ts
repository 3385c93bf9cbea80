import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { preventable, type Runtime } from './runtime.ts';
import { core, type WebContents } from './web-contents.ts';
import { WebSession } from './web-session.ts';
import { type OpenedPage, WebWindow } from './web-window.ts';
import { WindowCore } from './window-core.ts';
import type { WindowPart } from './window-part.ts';

/** @throws Error for preferences that would open a door that this runtime, like a careful host, keeps shut. */
function checkPreferences(preferences: Electron.WebPreferences = {}): void {
  const refused: [keyof Electron.WebPreferences, boolean][] = [
    ['sandbox', false],
    ['contextIsolation', false],
    ['webSecurity', false],
    ['nodeIntegration', true],
    ['nodeIntegrationInSubFrames', true],
    ['nodeIntegrationInWorker', true],
    ['allowRunningInsecureContent', true],
    ['experimentalFeatures', true],
    ['webviewTag', true],
  ];
  for (const [name, value] of refused) {
    if (preferences[name] === value)
      throw new Error(`webPreferences.${name}: ${value} is refused: pages run in a sandbox here.`);
  }
}

/** @throws Error for a preload, which would give a page on the web the app's bridge */
function webPage(session: WebSession, options: Electron.BrowserWindowConstructorOptions): WebSession {
  if (options.webPreferences?.preload !== undefined) throw new Error('A page on the web gets no preload.');
  return session;
}

/** `BrowserWindow` for one started app; static members know its windows. */
export function createBrowserWindow(runtime: Runtime, session: () => unknown) {
  const facades = new Map<WindowPart, BrowserWindow>();

  class BrowserWindow extends EventEmitter {
    readonly [core]: WindowPart;

    /** @param opened a page that a page on the web has opened; for the runtime alone */
    constructor(options: Electron.BrowserWindowConstructorOptions = {}, opened: OpenedPage | null = null) {
      super();
      runtime.requireReady('Cannot create BrowserWindow before app is ready');
      checkPreferences(options.webPreferences);
      const chosen: unknown = options.webPreferences?.session;
      this[core] =
        chosen instanceof WebSession
          ? new WebWindow(runtime, webPage(chosen, options), this, options, opened)
          : new WindowCore(runtime, session(), this, options);
      facades.set(this[core], this);
      this.once('closed', () => facades.delete(this[core]));
      runtime.app.emit('browser-window-created', preventable(), this);
      runtime.app.emit('web-contents-created', preventable(), this.webContents);
    }

    static getAllWindows(): BrowserWindow[] {
      return [...facades.values()];
    }

    static getFocusedWindow(): BrowserWindow | null {
      return BrowserWindow.getAllWindows().find((window) => window.isFocused()) ?? null;
    }

    static fromWebContents(contents: WebContents): BrowserWindow | null {
      return facades.get(contents[core]) ?? null;
    }

    static fromId(id: number): BrowserWindow | null {
      return BrowserWindow.getAllWindows().find((window) => window.id === id) ?? null;
    }

    get id(): number {
      return this[core].id;
    }

    get webContents(): WebContents {
      return this.#alive().contents;
    }

    #alive(): WindowPart {
      if (this[core].destroyed) throw new TypeError('Object has been destroyed');
      return this[core];
    }

    loadURL(url: string): Promise<void> {
      return this.#alive().loadURL(url);
    }

    reload(): void {
      this.#alive().reload();
    }

    /** A browser's window is there from the start; showing brings it to the front. */
    show(): void {
      const window = this.#alive();
      const wasVisible = window.visible;
      window.visible = true;
      window.focus();
      if (!wasVisible) this.emit('show', preventable());
    }

    showInactive(): void {
      this.#alive().visible = true;
    }

    /** A browser's window cannot be hidden: it is minimised. */
    hide(): void {
      const window = this.#alive();
      window.visible = false;
      window.setWindow({ state: 'minimized' });
      this.emit('hide', preventable());
    }

    close(): void {
      this.#alive().close();
    }

    destroy(): void {
      this[core].destroy();
    }

    isDestroyed(): boolean {
      return this[core].destroyed;
    }

    focus(): void {
      this.#alive().focus();
    }

    blur(): void {}

    isFocused(): boolean {
      return this.#alive().focused && this.isVisible();
    }

    isVisible(): boolean {
      const window = this.#alive();
      return window.visible && window.state !== 'minimized';
    }

    isMinimized(): boolean {
      return this.#alive().state === 'minimized';
    }

    isMaximized(): boolean {
      return this.#alive().state === 'maximized';
    }

    isFullScreen(): boolean {
      return this.#alive().state === 'fullscreen';
    }

    isNormal(): boolean {
      return this.#alive().state === 'normal';
    }

    minimize(): void {
      this.#alive().setWindow({ state: 'minimized' });
      this.emit('minimize', preventable());
    }

    maximize(): void {
      this.#alive().setWindow({ state: 'maximized' });
      this.emit('maximize', preventable());
    }

    unmaximize(): void {
      this.restore();
      this.emit('unmaximize', preventable());
    }

    restore(): void {
      const window = this.#alive();
      window.visible = true;
      window.setWindow({ state: 'normal' });
      this.emit('restore', preventable());
    }

    setFullScreen(flag: boolean): void {
      this.#alive().setWindow({ state: flag ? 'fullscreen' : 'normal' });
    }

    getBounds(): Electron.Rectangle {
      return { ...this.#alive().bounds };
    }

    /** Bounds are only tracked while the window is neither minimised nor maximised. */
    getNormalBounds(): Electron.Rectangle {
      return { ...this.#alive().bounds };
    }

    setBounds(bounds: Partial<Electron.Rectangle>): void {
      const window = this.#alive();
      window.setWindow({ bounds: { ...window.bounds, ...bounds } });
    }

    getSize(): number[] {
      const { width, height } = this.getBounds();
      return [width, height];
    }

    setSize(width: number, height: number): void {
      this.setBounds({ width, height });
    }

    getPosition(): number[] {
      const { x, y } = this.getBounds();
      return [x, y];
    }

    /** The least size is the browser's own. */
    setMinimumSize(_width: number, _height: number): void {}

    setTitle(title: string): void {
      this.#alive().setTitle(title);
    }

    getTitle(): string {
      return this.#alive().title;
    }

    /** There is no menu bar in the window; accelerators are those of the application menu. */
    setMenu(_menu: unknown): void {}

    removeMenu(): void {}

    setMenuBarVisibility(_visible: boolean): void {}

    /** The screen of a browser's window cannot be hidden from capture. */
    setContentProtection(_enable: boolean): void {}

    setBackgroundColor(_color: string): void {}

    flashFrame(_flag: boolean): void {}

    setProgressBar(_progress: number): void {}
  }

  runtime.adoptPage = (chosen, options, opened) => {
    const webPreferences = { ...options.webPreferences, session: chosen as unknown as Electron.Session };
    return new BrowserWindow({ ...options, webPreferences }, opened);
  };
  return BrowserWindow;
}
