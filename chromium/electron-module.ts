import { createApp } from './app.ts';
import { createBrowserWindow } from './browser-window.ts';
import { ClipboardItem, createClipboard } from './clipboard.ts';
import { createDialog } from './dialog.ts';
import { createIpcMain } from './ipc-main.ts';
import { createMenu } from './menu.ts';
import { nativeImage } from './native-image.ts';
import { createNativeTheme } from './native-theme.ts';
import { createNotification } from './notification.ts';
import { createPowerMonitor } from './power-monitor.ts';
import { createProtocol } from './protocol.ts';
import type { Runtime } from './runtime.ts';
import { createScreen } from './screen.ts';
import { createSession } from './session.ts';
import { shell } from './shell.ts';
import { UnavailableHere } from './unavailable-here.ts';

/** A browser has no tray. */
export class Tray {
  constructor(_image?: unknown) {
    throw new UnavailableHere('Tray');
  }
}

function unavailable(what: string): never {
  throw new UnavailableHere(what);
}

/** What `require('electron')` gives the main script of one started app. */
export function createElectron(runtime: Runtime) {
  const app = createApp(runtime);
  const protocol = createProtocol(runtime);
  const session = createSession(runtime, protocol);
  return {
    app,
    protocol,
    session,
    ipcMain: createIpcMain(runtime),
    BrowserWindow: createBrowserWindow(runtime, () => session.defaultSession),
    clipboard: createClipboard(runtime),
    ClipboardItem,
    ...createMenu(runtime),
    Notification: createNotification(runtime, () => app.getName()),
    Tray,
    /** A browser hears keys only while its window has the focus. */
    globalShortcut: {
      register: (_accelerator: string, _callback: () => void): boolean => unavailable('globalShortcut'),
      unregister: (_accelerator: string): void => unavailable('globalShortcut'),
      unregisterAll: (): void => unavailable('globalShortcut'),
      isRegistered: (_accelerator: string): boolean => unavailable('globalShortcut'),
    },
    shell,
    dialog: createDialog(runtime),
    nativeTheme: createNativeTheme(runtime),
    nativeImage,
    powerMonitor: createPowerMonitor(runtime),
    screen: createScreen(runtime),
    /** No crash is ever reported; the browser's reporter is off. */
    crashReporter: { start: (_options?: object): void => undefined },
  };
}

export type ElectronModule = ReturnType<typeof createElectron>;
