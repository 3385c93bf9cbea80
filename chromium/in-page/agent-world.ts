/** One accelerator of the application menu. `key` is lower case, as `KeyboardEvent.key` gives it. */
export interface BoundKey {
  id: number;
  key: string;
  ctrl: boolean;
  alt: boolean;
  shift: boolean;
  meta: boolean;
}

/** What the agent reports to the runtime. Coordinates are device-independent pixels. */
export type FromAgent =
  | { what: 'accelerator'; id: number }
  | { what: 'window-open'; url: string }
  | { what: 'geometry'; x: number; y: number; width: number; height: number }
  | { what: 'visibility'; visible: boolean }
  | { what: 'notification'; id: number; event: 'show' | 'click' | 'close' | 'failed' };

/** What the runtime asks of the agent; called over the debugging protocol, arguments and results are JSON. */
export interface Agent {
  bindKeys(keys: BoundKey[]): void;
  writeText(text: string): Promise<void>;
  readText(): Promise<string>;
  notify(id: number, title: string, body: string): void;
  closeNotification(id: number): void;
  /** Shows a box and resolves with the index of the button, and the text of its field when it has one. */
  ask(box: {
    title: string;
    detail: string;
    buttons: string[];
    cancelId: number;
    field?: string;
  }): Promise<{ button: number; text: string }>;
}

/**
 * Runs in an isolated world of its own: what a desktop window does around a page, where a browser leaves it to the page.
 * It has no access to the preload's binding, and page scripts have none to it.
 *
 * Sent to the page as source: refers to nothing outside itself and its arguments.
 */
export function installAgentWorld(names: { binding: string; agent: string }): void {
  const world = globalThis as unknown as Record<string, unknown>;
  const post = world[names.binding] as (text: string) => void;
  Reflect.deleteProperty(world, names.binding);
  const say = (message: FromAgent): void => post(JSON.stringify(message));
  let keys: BoundKey[] = [];

  const matches = (bound: BoundKey, event: KeyboardEvent): boolean => {
    const symbol = bound.key.length === 1 && !/[a-z0-9]/.test(bound.key);
    const code = /^[a-z]$/.test(bound.key) ? `Key${bound.key.toUpperCase()}` : `Digit${bound.key}`;
    return (
      bound.ctrl === event.ctrlKey &&
      bound.alt === event.altKey &&
      bound.meta === event.metaKey &&
      (symbol || bound.shift === event.shiftKey) &&
      (event.key.toLowerCase() === bound.key || event.code === code)
    );
  };

  // As in Electron, a page that handles the key itself keeps it. The bubbling listener is added while the key is on its
  // way, so that it comes after those of the page; the timer is for pages that stop the event from bubbling.
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing || event.repeat) return;
      const bound = keys.find((key) => matches(key, event));
      if (bound === undefined) return;
      let done = false;
      const finish = (): void => {
        if (done) return;
        done = true;
        window.removeEventListener('keydown', finish);
        if (event.defaultPrevented) return;
        event.preventDefault();
        say({ what: 'accelerator', id: bound.id });
      };
      window.addEventListener('keydown', finish, { once: true });
      setTimeout(finish, 0);
    },
    true,
  );

  const openInstead = (event: MouseEvent): void => {
    const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement && node.href !== '');
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented) return;
    const elsewhere = link.target !== '' && link.target !== '_self' && link.target !== '_top';
    if (!elsewhere && event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) return;
    event.preventDefault();
    say({ what: 'window-open', url: link.href });
  };
  window.addEventListener('click', openInstead);
  window.addEventListener('auxclick', (event) => {
    if (event.button === 1) openInstead(event);
  });

  let last = '';
  const report = (): void => {
    const geometry = { x: window.screenX, y: window.screenY, width: window.outerWidth, height: window.outerHeight };
    const text = JSON.stringify(geometry);
    if (text === last) return;
    last = text;
    say({ what: 'geometry', ...geometry });
  };
  window.addEventListener('resize', report);
  window.addEventListener('mouseover', report);
  document.addEventListener('visibilitychange', () => {
    say({ what: 'visibility', visible: document.visibilityState === 'visible' });
  });

  const notifications = new Map<number, Notification>();

  const box = (title: string, detail: string): { dialog: HTMLDialogElement; remove: () => void } => {
    const host = document.createElement('div');
    const root = host.attachShadow({ mode: 'closed' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      dialog { font: 14px/1.5 system-ui, sans-serif; border: 1px solid #8888; border-radius: 8px; padding: 20px; max-width: 420px; color-scheme: light dark; }
      h1 { font-size: 15px; margin: 0 0 6px; } p { margin: 0 0 14px; white-space: pre-wrap; overflow-wrap: anywhere; }
      input { box-sizing: border-box; width: 100%; font: inherit; padding: 6px 8px; margin-bottom: 14px; }
      footer { display: flex; gap: 8px; justify-content: flex-end; } button { font: inherit; padding: 5px 14px; }`);
    root.adoptedStyleSheets = [sheet];
    const dialog = document.createElement('dialog');
    const heading = document.createElement('h1');
    heading.textContent = title;
    const text = document.createElement('p');
    text.textContent = detail;
    dialog.append(heading, text);
    root.append(dialog);
    document.documentElement.append(host);
    return { dialog, remove: () => host.remove() };
  };

  const agent: Agent = {
    bindKeys: (next) => {
      keys = next;
    },
    writeText: (text) => navigator.clipboard.writeText(text),
    readText: () => navigator.clipboard.readText(),
    notify: (id, title, body) => {
      const notification = new Notification(title, { body });
      notifications.set(id, notification);
      notification.onshow = () => say({ what: 'notification', id, event: 'show' });
      notification.onclick = () => say({ what: 'notification', id, event: 'click' });
      notification.onerror = () => {
        notifications.delete(id);
        say({ what: 'notification', id, event: 'failed' });
      };
      notification.onclose = () => {
        notifications.delete(id);
        say({ what: 'notification', id, event: 'close' });
      };
    },
    closeNotification: (id) => notifications.get(id)?.close(),
    ask: ({ title, detail, buttons, cancelId, field }) =>
      new Promise((resolve) => {
        const { dialog, remove } = box(title, detail);
        const input = document.createElement('input');
        if (field !== undefined) {
          input.value = field;
          input.setAttribute('autocomplete', 'off');
          input.setAttribute('aria-label', title);
          dialog.append(input);
        }
        const footer = document.createElement('footer');
        const answer = (button: number): void => {
          remove();
          resolve({ button, text: input.value });
        };
        buttons.forEach((label, index) => {
          const button = document.createElement('button');
          button.textContent = label;
          button.addEventListener('click', () => answer(index));
          footer.append(button);
        });
        dialog.append(footer);
        dialog.addEventListener('cancel', () => answer(cancelId));
        dialog.showModal();
      }),
  };
  Object.defineProperty(world, names.agent, { value: agent });
  report();
}
