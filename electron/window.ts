import { BrowserWindow, dialog, nativeTheme, screen } from 'electron';
import type { Log } from '#core/log.ts';
import type { EngineEvent } from '#shared/contract/events.ts';
import { APP_PAGE } from './app-origin.ts';
import { backgroundColour } from './appearance.ts';
import { createHostFile } from './host-file.ts';
import { orAbsent } from './runtime.ts';
import { tellPage } from './tell-page.ts';
import { MINIMUM_SIZE, placeWindow, type Rectangle, windowState } from './window-state.ts';

const REMEMBER_AFTER_MS = 400;
/** A page that keeps crashing is not loaded again for ever. */
const MOST_RELOADS = 3;

/** The one window. It can be closed and opened again; whoever holds this does not have to care. */
export type MainWindow = Readonly<{
  current: () => BrowserWindow | null;
  /** Brings the window to the front, opening it where it was closed. */
  show: () => void;
  /** Tells the page of an event, if there is a page. */
  tell: (event: EngineEvent) => void;
  /** Brings the window to the front and has its page do something, as soon as it can. */
  ask: (event: Extract<EngineEvent, { type: 'command' | 'show-key' }>) => void;
  /** Writes down size and place now. */
  remember: () => void;
}>;

export function createMainWindow(options: {
  statePath: string;
  preload: string;
  icon: string | null;
  platform: NodeJS.Platform;
  development: boolean;
  log: Log;
  /** Settles when there is somebody to answer the page, which is loaded then. */
  answered: Promise<void>;
  /** Called when the window is gone. */
  onClosed: () => void;
}): MainWindow {
  const state = createHostFile(options.statePath, windowState, options.log);
  let current: BrowserWindow | null = null;
  let loaded = false;
  let waiting: EngineEvent[] = [];

  const remember = (): void => {
    if (current === null || current.isDestroyed()) return;
    const bounds = orAbsent(() => current?.getNormalBounds());
    if (bounds === undefined) return;
    const parsed = windowState.safeParse({ bounds, maximised: current.isMaximized() });
    if (parsed.success) state.write(parsed.data);
  };

  const open = (): BrowserWindow => {
    const remembered = state.read();
    const window = new BrowserWindow({
      ...placeWindow(remembered?.bounds ?? null, workAreas()),
      minWidth: MINIMUM_SIZE.width,
      minHeight: MINIMUM_SIZE.height,
      title: 'Keyrail',
      // Hidden until the page has drawn itself, on a ground of its own colour: no white flash in either theme.
      show: false,
      backgroundColor: backgroundColour(),
      ...(options.platform === 'darwin' ? { titleBarStyle: 'hiddenInset' as const } : { autoHideMenuBar: true }),
      ...(options.icon === null || options.platform === 'darwin' ? {} : { icon: options.icon }),
      webPreferences: {
        preload: options.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        // A file dropped on the window would otherwise replace the page.
        navigateOnDragDrop: false,
        disableBlinkFeatures: 'Auxclick',
        spellcheck: false,
        devTools: options.development,
        enableWebSQL: false,
        safeDialogs: true,
        v8CacheOptions: 'bypassHeatCheck',
      },
    });
    current = window;
    loaded = false;
    if (remembered?.maximised === true) window.maximize();

    let pending: NodeJS.Timeout | undefined;
    const rememberSoon = (): void => {
      clearTimeout(pending);
      pending = setTimeout(remember, REMEMBER_AFTER_MS);
    };
    window.on('resize', rememberSoon);
    window.on('move', rememberSoon);
    window.on('close', remember);
    window.on('closed', () => {
      clearTimeout(pending);
      nativeTheme.off('updated', recolour);
      current = null;
      options.onClosed();
    });
    const recolour = (): void => window.setBackgroundColor(backgroundColour());
    nativeTheme.on('updated', recolour);

    window.once('ready-to-show', () => window.show());
    const page = window.webContents;
    page.on('did-finish-load', () => {
      loaded = true;
      for (const event of waiting.splice(0)) tellPage(page, event);
    });
    let agreed = false;
    // The page has a form with something in it. Electron leaves it at that, without a word; a browser asks by itself.
    page.on('will-prevent-unload', (event) => {
      if (agreed) {
        event.preventDefault();
        return;
      }
      askToClose(window).then(
        (yes) => {
          if (!yes || window.isDestroyed()) return;
          agreed = true;
          window.close();
        },
        (error: unknown) => options.log.error('question-not-shown', error),
      );
    });
    let reloads = 0;
    page.on('render-process-gone', (_event, details) => {
      options.log.warn('page-gone', { reason: details.reason });
      if (details.reason === 'clean-exit' || window.isDestroyed() || reloads >= MOST_RELOADS) return;
      reloads += 1;
      loaded = false;
      page.reload();
    });
    // A page that cannot be loaded is logged; the window is shown all the same, or the app would seem not to start.
    options.answered
      .then(() => (window.isDestroyed() ? undefined : window.loadURL(APP_PAGE)))
      .catch((error: unknown) => {
        options.log.error('page-not-loaded', error);
        if (!window.isDestroyed()) window.show();
      });
    return window;
  };

  const show = (): void => {
    if (current === null) {
      waiting = [];
      open();
      return;
    }
    if (current.isMinimized()) current.restore();
    current.show();
    current.focus();
  };

  return {
    current: () => current,
    show,
    tell: (event) => {
      if (current !== null && loaded) tellPage(current.webContents, event);
    },
    ask: (event) => {
      show();
      if (current !== null && loaded) tellPage(current.webContents, event);
      else waiting.push(event);
    },
    remember,
  };
}

/** Asks whether a window may go although what was typed in it is not stored. */
async function askToClose(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'Discard what you typed?',
    detail: 'A form is open with something in it that is not stored.',
    buttons: ['Keep editing', 'Discard and close'],
    defaultId: 0,
    cancelId: 0,
  });
  return response === 1;
}

/** Work areas of the displays, the primary one first; none where the runtime does not know them. */
function workAreas(): readonly Rectangle[] {
  return (
    orAbsent(() => {
      const primary = screen.getPrimaryDisplay();
      const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
      return [primary, ...others].map((display) => display.workArea);
    }) ?? []
  );
}
