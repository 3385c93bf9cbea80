import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { findProgram, runProgram } from './clipboard-tools.ts';
import { preventable, type Runtime } from './runtime.ts';

/**
 * `Notification` of one started app: `notify-send` where it is installed, else the browser's own from an isolated world (which
 * needs an open window). Actions are not shown; a click says 'click'.
 */
export function createNotification(runtime: Runtime) {
  const program = runtime.options.headless ? undefined : findProgram('notify-send');

  return class Notification extends EventEmitter {
    readonly #id = runtime.nextId();
    title: string;
    body: string;

    constructor(options: Electron.NotificationConstructorOptions = {}) {
      super();
      this.title = options.title ?? '';
      this.body = options.body ?? '';
    }

    static isSupported(): boolean {
      return program !== undefined || runtime.anyWindow() !== undefined || !runtime.ready;
    }

    show(): void {
      (program === undefined ? this.#throughPage() : this.#throughProgram(program)).catch((error: unknown) => {
        this.emit('failed', preventable(), String(error));
      });
    }

    close(): void {
      void runtime
        .anyWindow()
        ?.link?.act('closeNotification', [this.#id])
        .catch(() => undefined);
    }

    async #throughProgram(path: string): Promise<void> {
      const run = runProgram(
        [path, '--app-name', 'App', '--wait', '--action', 'default=Open', '--', this.title, this.body],
        { timeLimitMs: 0 },
      );
      this.emit('show', preventable());
      const { output } = await run;
      if (output.trim() === 'default') this.emit('click', preventable());
      this.emit('close', preventable());
    }

    async #throughPage(): Promise<void> {
      const window = runtime.anyWindow();
      if (window === undefined) throw new Error('There is no window to notify from.');
      const name = `notification-${this.#id}`;
      const listener = (event: string): void => {
        this.emit(event, preventable());
        if (event === 'close') runtime.app.off(name, listener);
      };
      runtime.app.on(name, listener);
      await window.withPermission(['notifications'], (link) => link.act('notify', [this.#id, this.title, this.body]));
    }
  };
}
