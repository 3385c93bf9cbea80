import { type BrowserWindow, powerMonitor, shell } from 'electron';
import type { DashboardPort, NotificationPort, Platform, UpdatePort } from '#core/platform.ts';
import { createClipboard } from './clipboard.ts';
import { mayShow } from './dashboard-rules.ts';
import { createFileDialogs } from './file-dialogs.ts';
import { orAbsent } from './runtime.ts';

/** The desktop as the engine sees it. */
export function createPlatform(options: {
  platform: NodeJS.Platform;
  currentWindow: () => BrowserWindow | null;
  dashboards: DashboardPort;
  notifications: NotificationPort;
  updates: UpdatePort | null;
  setAppearance: Platform['setAppearance'];
}): Platform {
  return {
    clipboard: createClipboard(options.platform),
    files: createFileDialogs(options.currentWindow),
    dashboards: options.dashboards,
    notifications: options.notifications,
    updates: options.updates,
    openUrl: async (url) => {
      // The operating system opens whatever it is handed, programs and network shares as well.
      const { username, password } = new URL(url);
      if (!mayShow(url) || username !== '' || password !== '') {
        throw new TypeError('Only https addresses are opened, and http ones of this machine.');
      }
      await shell.openExternal(url);
    },
    setAppearance: options.setAppearance,
    idleMs: () => {
      const seconds = orAbsent(() => powerMonitor.getSystemIdleTime());
      return seconds === undefined ? null : seconds * 1000;
    },
    onAway: (listener) => {
      const suspended = (): void => listener('suspend');
      const screenLocked = (): void => listener('screen-lock');
      orAbsent(() => powerMonitor.on('suspend', suspended));
      orAbsent(() => powerMonitor.on('lock-screen', screenLocked));
      return () => {
        orAbsent(() => powerMonitor.off('suspend', suspended));
        orAbsent(() => powerMonitor.off('lock-screen', screenLocked));
      };
    },
  };
}
