import { app, dialog, Notification } from 'electron';
import { z } from 'zod';
import type { Log } from '#core/log.ts';
import { createHostFile } from './host-file.ts';
import { orAbsent } from './runtime.ts';

const notices = z.strictObject({ staysInTray: z.boolean() });

/**
 * What closing the last window means: on macOS nothing, elsewhere the end, unless there is a tray to come back from.
 * That it stays is said once. (A Linux desktop may have a tray that it does not show; starting the app again opens the
 * window there.)
 */
export function onLastWindow(options: {
  platform: NodeJS.Platform;
  tray: boolean;
  noticesPath: string;
  log: Log;
}): void {
  const told = createHostFile(options.noticesPath, notices, options.log);
  // Without a listener Electron quits by itself, on macOS as well.
  app.on('window-all-closed', () => {
    if (options.platform === 'darwin') return;
    if (!options.tray) {
      app.quit();
      return;
    }
    if (told.read()?.staysInTray === true) return;
    told.write({ staysInTray: true });
    tellOnce(options.log);
  });
}

function tellOnce(log: Log): void {
  const title = 'Keyrail stays in the tray';
  const body = 'It goes on reminding you. Open or quit it from its icon, or start it again to see its window.';
  if (orAbsent(() => Notification.isSupported()) === true) {
    new Notification({ title, body }).show();
    return;
  }
  dialog.showMessageBox({ type: 'info', message: title, detail: body }).catch((error: unknown) => {
    log.error('notice-not-shown', error);
  });
}
