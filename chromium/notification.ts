import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { DesktopNotifications } from './desktop-notifications.ts';
import { preventable, type Runtime } from './runtime.ts';

/** Other uses of permissions wait that long where the browser does not say that it shows one, in milliseconds. */
const APPEARS_WITHIN_MS = 3_000;

/**
 * `Notification` of one started app: the desktop's own with their buttons where there is a session bus, else the browser's
 * from an isolated world, which needs an open window and has no buttons. Without a head there is no desktop.
 */
export function createNotification(runtime: Runtime, appName: () => string) {
  const desktop = runtime.options.headless ? null : new DesktopNotifications();
  runtime.cleanups.push(() => desktop?.end());

  return class Notification extends EventEmitter {
    readonly #id = runtime.nextId();
    readonly #actions: readonly string[];
    #onDesktop: number | null = null;
    title: string;
    body: string;

    constructor(options: Electron.NotificationConstructorOptions = {}) {
      super();
      this.title = options.title ?? '';
      this.body = options.body ?? '';
      this.#actions = (options.actions ?? []).map(({ text }) => text ?? '');
    }

    static isSupported(): boolean {
      return desktop?.hasBus === true || runtime.anyWindow() !== undefined || !runtime.ready;
    }

    show(): void {
      this.#show().catch((error: unknown) => {
        this.emit('failed', preventable(), String(error));
      });
    }

    close(): void {
      const closing =
        this.#onDesktop === null
          ? runtime.anyWindow()?.link?.act('closeNotification', [this.#id])
          : desktop?.close(this.#onDesktop);
      closing?.catch(() => undefined);
    }

    async #show(): Promise<void> {
      if (desktop?.hasBus === true) {
        try {
          this.#onDesktop = await desktop.show({
            appName: appName(),
            title: this.title,
            body: this.body,
            actions: this.#actions,
            onAction: (index) =>
              index === null
                ? this.emit('click', preventable())
                : this.emit('action', preventable({ actionIndex: index, selectionIndex: -1 }), index, -1),
            onClose: () => this.emit('close', preventable()),
          });
          this.emit('show', preventable());
          return;
        } catch {
          // A bus without a desktop behind it: the browser shows its own.
        }
      }
      await this.#throughPage();
    }

    async #throughPage(): Promise<void> {
      const window = runtime.anyWindow();
      if (window === undefined) throw new Error('There is no window to notify from.');
      const name = `notification-${this.#id}`;
      const appeared = Promise.withResolvers<void>();
      const listener = (event: string): void => {
        appeared.resolve();
        if (event === 'failed') this.emit(event, preventable(), 'The browser showed no notification.');
        else this.emit(event, preventable());
        if (event === 'close' || event === 'failed') runtime.app.off(name, listener);
      };
      runtime.app.on(name, listener);
      const tooLate = setTimeout(appeared.resolve, APPEARS_WITHIN_MS);
      try {
        await window.withPermission(['notifications'], async (link) => {
          await link.act('notify', [this.#id, this.title, this.body]);
          // The browser looks at the permission once more when it shows it.
          await appeared.promise;
        });
      } finally {
        clearTimeout(tooLate);
      }
    }
  };
}
