import { BrowserWindow, type BrowserWindowConstructorOptions, type Session } from 'electron';
import type { Log } from '#core/log.ts';
import { mayOpen, titleOf } from './dashboard-rules.ts';

/** Any number but those of the page's own world and Electron's. */
const READING_WORLD = 1_100;

/** What the reader may hand over: the text of a long list, not a browser's memory. In UTF-16 characters. */
const MOST_CHARACTERS = 20_971_520;

/** Sign-in takes one or two. A page that opens more wants something else. */
const MOST_POPUPS = 4;

/** The windows of one profile: the provider's page, and what its pages open. */
export type DashboardWindow = Readonly<{
  /** Goes to the page. @throws when nothing is there, or the window is closed meanwhile */
  load: (url: string) => Promise<void>;
  show: () => void;
  evaluate: (script: string, timeLimitMs: number) => Promise<unknown>;
  /** Closes all of them at once; the page is not asked. */
  close: () => void;
}>;

/**
 * Opens a window on a hardened session. It has no preload, so nothing of ours is in it, and its messages would be refused.
 *
 * @param options.name what the person calls the connection
 * @param options.onClosed called once, when the main window is gone, whoever closed it
 */
export function openDashboardWindow(options: {
  session: Session;
  name: string;
  icon: string | null;
  platform: NodeJS.Platform;
  development: boolean;
  log: Log;
  onClosed: () => void;
}): DashboardWindow {
  const { log, name } = options;
  const shape: BrowserWindowConstructorOptions = {
    title: titleOf('', name),
    backgroundColor: '#ffffff',
    ...(options.icon === null || options.platform === 'darwin' ? {} : { icon: options.icon }),
    webPreferences: {
      session: options.session,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: options.development,
      enableWebSQL: false,
      safeDialogs: true,
      autoplayPolicy: 'document-user-activation-required',
    },
  };
  const main = new BrowserWindow({ ...shape, width: 1_180, height: 820 });
  const popups = new Set<BrowserWindow>();
  let lastUsed = main;

  const dress = (window: BrowserWindow): void => {
    const contents = window.webContents;
    // Its shortcuts would reach Keyrail's own window from somebody else's page. On macOS the menu is the app's, not the
    // window's.
    if (options.platform !== 'darwin') window.removeMenu();
    window.on('focus', () => {
      lastUsed = window;
    });
    window.on('page-title-updated', (event) => event.preventDefault());
    const retitle = (): void => window.setTitle(titleOf(contents.getURL(), name));
    contents.on('did-navigate', retitle);
    contents.on('did-navigate-in-page', retitle);
    contents.on('before-input-event', (event, input) => {
      if (input.type !== 'keyDown' || !browse(window, input, options.platform)) return;
      event.preventDefault();
    });
    contents.on('render-process-gone', (_event, details) => {
      log.warn('dashboard-gone', { reason: details.reason });
      if (!window.isDestroyed()) window.destroy();
    });
    contents.setWindowOpenHandler(({ url }) => {
      if (!mayOpen(url) || popups.size >= MOST_POPUPS) {
        log.warn('dashboard-window-denied');
        return { action: 'deny' };
      }
      return { action: 'allow', overrideBrowserWindowOptions: { ...shape, parent: main } };
    });
    contents.on('did-create-window', (popup) => {
      popups.add(popup);
      lastUsed = popup;
      popup.once('closed', () => {
        popups.delete(popup);
        if (lastUsed === popup) lastUsed = main;
      });
      dress(popup);
    });
  };
  dress(main);

  const close = (): void => {
    for (const window of [...popups, main]) if (!window.isDestroyed()) window.destroy();
  };
  main.once('closed', () => {
    close();
    options.onClosed();
  });

  return {
    load: (url) => firstAnswer(main, url),
    show: () => {
      const window = lastUsed.isDestroyed() ? main : lastUsed;
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    evaluate: (script, timeLimitMs) => read(lastUsed.isDestroyed() ? main : lastUsed, script, timeLimitMs),
    close,
  };
}

/** Keys that every browser has; there is no bar with buttons for them. True when it was one. */
function browse(
  window: BrowserWindow,
  input: Readonly<{ key: string; alt: boolean; control: boolean; meta: boolean; shift: boolean }>,
  platform: NodeJS.Platform,
): boolean {
  const history = window.webContents.navigationHistory;
  const command = platform === 'darwin' ? input.meta && !input.control : input.control && !input.meta;
  const key = input.key.toLowerCase();
  const sideways = platform === 'darwin' ? command && !input.alt : input.alt && !input.control && !input.meta;
  if (sideways && key === (platform === 'darwin' ? '[' : 'arrowleft')) history.goBack();
  else if (sideways && key === (platform === 'darwin' ? ']' : 'arrowright')) history.goForward();
  else if ((command && !input.alt && key === 'r') || key === 'f5') window.webContents.reload();
  else if (command && !input.alt && key === 'w') window.close();
  else return false;
  return true;
}

/** Loads the page until something answers: what a page goes on to load may take for ever. */
function firstAnswer(window: BrowserWindow, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    window.webContents.once('did-navigate', () => resolve());
    window.once('closed', () => reject(new Error('The window was closed before its page was there.')));
    window.loadURL(url).then(resolve, (error: unknown) => {
      // The message of the runtime holds the address; its code is enough.
      const [code = 'no reason given'] = /ERR_[A-Z_]+/.exec(String(error)) ?? [];
      reject(new Error(`The page could not be loaded (${code}).`));
    });
  });
}

/**
 * The value of a script (one expression) in an isolated world. It comes as text, which is measured before it is sent: what
 * a page makes the reader say must not fill our memory.
 */
async function read(window: BrowserWindow, script: string, timeLimitMs: number): Promise<unknown> {
  const code = `(() => {
const text = JSON.stringify(${script}
) ?? 'null';
return text.length > ${MOST_CHARACTERS} ? null : text;
})()`;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The page did not answer in time.')), timeLimitMs);
  });
  try {
    const answer = window.webContents.executeJavaScriptInIsolatedWorld(READING_WORLD, [{ code }]);
    // When it is late nobody listens to it any more.
    answer.catch(() => undefined);
    const text: unknown = await Promise.race([answer, late]);
    if (typeof text !== 'string') throw new Error('The page said more than can be read.');
    return JSON.parse(text);
  } finally {
    clearTimeout(timer);
  }
}
