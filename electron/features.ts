import { globalShortcut, Notification, powerMonitor } from 'electron';
import type { z } from 'zod';
import type { desktopFeatures } from '#shared/contract/app.ts';
import { orAbsent } from './runtime.ts';

export type DesktopFeatures = z.output<typeof desktopFeatures>;

/** What this desktop can do, found out by asking for it. */
export function desktopFeaturesOf(platform: NodeJS.Platform, tray: boolean): DesktopFeatures {
  return {
    tray,
    notifications: orAbsent(() => Notification.isSupported()) ?? false,
    globalShortcut: orAbsent(() => globalShortcut.isRegistered('CommandOrControl+Alt+Shift+K')) !== undefined,
    // Electron hears of a locked screen on these two only; elsewhere idle time and suspend have to do.
    screenLockEvents: platform !== 'linux' && orAbsent(() => powerMonitor.getSystemIdleTime()) !== undefined,
  };
}
