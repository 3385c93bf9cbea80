import { app, dialog, powerMonitor } from 'electron';
import type { Log } from '#core/log.ts';
import { orAbsent } from './runtime.ts';

/** Closing locks the vault and clears the clipboard; a clipboard that hangs must not keep the app from ending. */
const CLOSE_LIMIT_MS = 3_000;

/**
 * Every way in which the app ends goes through here: quitting, a signal, the end of the session, an unexpected error.
 *
 * @param close writes down what is to be remembered and closes the engine
 */
export function endInOrder(close: () => Promise<void>, log: Log): { fail: (error: unknown) => void } {
  let ending = false;

  const end = async (exitStatus: number): Promise<void> => {
    if (ending) return;
    ending = true;
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), CLOSE_LIMIT_MS);
    });
    try {
      if ((await Promise.race([close(), limit])) === 'late') log.warn('close-took-too-long');
    } catch (error) {
      log.error('close-failed', error);
    } finally {
      clearTimeout(timer);
    }
    // Not `quit`, which would ask the windows again and could be refused by them.
    app.exit(exitStatus);
  };

  // Electron does not wait for a listener's promise, so quitting is held until the engine is closed.
  app.on('before-quit', (event) => {
    event.preventDefault();
    void end(0);
  });
  // Windows ends the session without `before-quit`, and gives a window a few seconds.
  app.on('browser-window-created', (_event, window) => {
    if (process.platform === 'win32') window.on('session-end', () => void end(0));
  });
  // A head start on the signal that follows.
  orAbsent(() => powerMonitor.on('shutdown', () => void end(0)));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));

  // After a bug nothing is known to be as it should, so the vault is closed rather than kept open.
  const fail = (error: unknown): void => {
    log.error('unexpected', error);
    if (ending) return;
    dialog.showErrorBox(
      'Keyrail has to close',
      'Something went wrong that should not have. Everything saved so far is safe in your vault. Please start Keyrail again.',
    );
    void end(1);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return { fail };
}
