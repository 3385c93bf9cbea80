import { type BusValue, BusVariant } from './session-bus/bus-values.ts';
import { SessionBus, sessionBusPath } from './session-bus/session-bus.ts';

const SERVICE = {
  destination: 'org.freedesktop.Notifications',
  path: '/org/freedesktop/Notifications',
  interface: 'org.freedesktop.Notifications',
} as const;
/** The key of the action that a click on the notification itself is, by the "Desktop Notifications Specification". */
const CLICK = 'default';

export type DesktopNotification = {
  readonly appName: string;
  readonly title: string;
  readonly body: string;
  /** Labels of its buttons. */
  readonly actions: readonly string[];
  /** Its index, or null for the notification itself. */
  readonly onAction: (index: number | null) => void;
  readonly onClose: () => void;
};

/**
 * Linux's notifications over the session bus, with buttons. Not by a program such as `notify-send`, whose arguments every
 * user of the machine can read as long as the notification is shown.
 */
export class DesktopNotifications {
  readonly #path: string | undefined;
  readonly #shown = new Map<number, DesktopNotification>();
  #bus: Promise<{ bus: SessionBus; capabilities: ReadonlySet<BusValue> }> | null = null;

  constructor(path: string | undefined = sessionBusPath()) {
    this.#path = path;
  }

  /** Whether there is a bus to ask; whether a desktop answers is known when something is shown. */
  get hasBus(): boolean {
    return this.#path !== undefined;
  }

  /** Answers with its id when the desktop has taken it. @throws Error where there is no desktop that takes any */
  async show(notification: DesktopNotification): Promise<number> {
    const { bus, capabilities } = await this.#connected();
    const buttons = capabilities.has('actions')
      ? [CLICK, 'Open', ...notification.actions.flatMap((label, index) => [String(index), label])]
      : [];
    const body = capabilities.has('body-markup') ? withoutMarkup(notification.body) : notification.body;
    const [id] = await bus.call({
      ...SERVICE,
      member: 'Notify',
      signature: 'susssasa{sv}i',
      body: [
        ...[notification.appName, 0, '', notification.title, body, buttons],
        new Map([['urgency', new BusVariant('y', 1)]]),
        -1,
      ],
    });
    if (typeof id !== 'number') throw new Error('The desktop did not take the notification.');
    this.#shown.set(id, notification);
    return id;
  }

  async close(id: number): Promise<void> {
    const { bus } = await this.#connected();
    await bus.call({ ...SERVICE, member: 'CloseNotification', signature: 'u', body: [id] });
  }

  /** Hangs up. */
  async end(): Promise<void> {
    const connected = await this.#bus?.catch(() => null);
    connected?.bus.close();
  }

  #connected(): Promise<{ bus: SessionBus; capabilities: ReadonlySet<BusValue> }> {
    this.#bus ??= this.#connect().catch((error: unknown) => {
      this.#bus = null;
      throw error;
    });
    return this.#bus;
  }

  async #connect(): Promise<{ bus: SessionBus; capabilities: ReadonlySet<BusValue> }> {
    if (this.#path === undefined) throw new Error('There is no session bus.');
    const bus = await SessionBus.connect(this.#path);
    bus.events.on('closed', () => {
      this.#bus = null;
      this.#shown.clear();
    });
    bus.events.on('message', ({ kind, interface: from, member, body: [id, what] }) => {
      if (kind !== 'signal' || from !== SERVICE.interface || typeof id !== 'number') return;
      const notification = this.#shown.get(id);
      if (notification === undefined) return;
      if (member === 'ActionInvoked' && typeof what === 'string') notification.onAction(indexOf(what));
      else if (member === 'NotificationClosed') {
        this.#shown.delete(id);
        notification.onClose();
      }
    });
    try {
      await bus.listen(`type='signal',sender='${SERVICE.destination}',interface='${SERVICE.interface}'`);
      const [capabilities] = await bus.call({ ...SERVICE, member: 'GetCapabilities' });
      return { bus, capabilities: new Set(Array.isArray(capabilities) ? (capabilities as BusValue[]) : []) };
    } catch (error) {
      // Its end comes later, when there may be another one in its place.
      bus.events.removeAllListeners();
      bus.close();
      throw error;
    }
  }
}

function indexOf(key: string): number | null {
  return /^\d{1,2}$/.test(key) ? Number(key) : null;
}

/** A key's name is no markup. */
function withoutMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
