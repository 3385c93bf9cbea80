import { app, Notification } from 'electron';
import type { NotificationPort } from '#core/platform.ts';
import { orAbsent } from './runtime.ts';

/** Some desktops do not say that they show one: after this time it counts as shown, in milliseconds, and is not shown twice. */
const APPEARS_WITHIN_MS = 10_000;

/**
 * Notifications of the desktop. Actions are shown where the system has them; a click opens the app, where everything can be
 * done.
 * @param desktop.show brings the window to the front
 * @param desktop.counted is told the count, besides the app's icon
 */
export function createNotifications(desktop: {
  readonly show: () => void;
  readonly counted: (due: number) => void;
}): NotificationPort {
  // What is not referenced may be collected, and its clicks with it.
  const open = new Set<Notification>();
  return {
    notify: ({ title, body, actions, onChosen }) =>
      new Promise((resolve, reject) => {
        if (orAbsent(() => Notification.isSupported()) !== true) {
          reject(new Error('This desktop shows no notifications.'));
          return;
        }
        const notification = new Notification({
          title,
          body,
          actions: actions.map(({ label }) => ({ type: 'button' as const, text: label })),
        });
        open.add(notification);
        const tooLate = setTimeout(resolve, APPEARS_WITHIN_MS);
        const choose = (action: string | null): void => {
          if (action !== 'snooze') desktop.show();
          onChosen(action);
        };
        notification.on('show', () => {
          clearTimeout(tooLate);
          resolve();
        });
        notification.on('failed', (_event, error) => {
          clearTimeout(tooLate);
          open.delete(notification);
          reject(new Error(error));
        });
        notification.on('click', () => choose(null));
        notification.on('action', ({ actionIndex }) => choose(actions[actionIndex]?.id ?? null));
        notification.on('close', () => open.delete(notification));
        notification.show();
      }),
    setCount: (count) => {
      orAbsent(() => app.setBadgeCount(count));
      desktop.counted(count);
    },
  };
}
