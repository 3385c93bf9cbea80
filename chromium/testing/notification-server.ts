import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BusMessage } from '../session-bus/bus-message.ts';
import type { BusValue } from '../session-bus/bus-values.ts';
import { SessionBus, sessionBusPath } from '../session-bus/session-bus.ts';

const NAME = 'org.freedesktop.Notifications';
const PATH = '/org/freedesktop/Notifications';

export type Notified = {
  readonly id: number;
  readonly app: string;
  readonly title: string;
  readonly body: string;
  /** Keys and labels, as they are sent. */
  readonly actions: readonly string[];
};

/** A session bus of its own: the real `dbus-daemon`. */
export class TestBus {
  readonly address: string;
  readonly #daemon: ChildProcess;
  readonly #folder: string;

  private constructor(address: string, daemon: ChildProcess, folder: string) {
    this.address = address;
    this.#daemon = daemon;
    this.#folder = folder;
  }

  static async start(): Promise<TestBus> {
    const folder = mkdtempSync(join(tmpdir(), 'bus-'));
    const args = ['--session', '--nofork', '--nopidfile', '--print-address', `--address=unix:path=${folder}/bus`];
    const daemon = spawn('dbus-daemon', args, { stdio: ['ignore', 'pipe', 'ignore'] });
    if (daemon.stdout === null) throw new Error('no output');
    const [address] = (await once(createInterface(daemon.stdout), 'line')) as [string];
    return new TestBus(address, daemon, folder);
  }

  stop(): void {
    this.#daemon.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A desktop that takes notifications: the service of the "Desktop Notifications Specification" on a bus. */
export class NotificationServer {
  readonly notified: Notified[] = [];
  readonly closed: number[] = [];
  readonly #bus: SessionBus;
  readonly #capabilities: readonly string[];

  private constructor(bus: SessionBus, capabilities: readonly string[]) {
    this.#bus = bus;
    this.#capabilities = capabilities;
    bus.events.on('message', (message) => this.#hear(message));
  }

  static async start(address: string, capabilities: readonly string[]): Promise<NotificationServer> {
    const path = sessionBusPath({ DBUS_SESSION_BUS_ADDRESS: address });
    if (path === undefined) throw new Error('no bus');
    const bus = await SessionBus.connect(path);
    const server = new NotificationServer(bus, capabilities);
    await bus.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'RequestName',
      signature: 'su',
      body: [NAME, 4],
    });
    return server;
  }

  /** As when a person clicks: `default` for the notification itself, else the key of a button. */
  choose(id: number, key: string): void {
    this.#tell('ActionInvoked', 'us', [id, key]);
  }

  /** As when a person closes it. */
  dismiss(id: number): void {
    this.#tell('NotificationClosed', 'uu', [id, 2]);
  }

  stop(): void {
    this.#bus.close();
  }

  #tell(member: string, signature: string, body: readonly BusValue[]): void {
    this.#bus.send({ kind: 'signal', path: PATH, interface: NAME, member, signature, body });
  }

  #hear({ kind, member, body, serial, sender }: BusMessage): void {
    if (kind !== 'call') return;
    const answer = (signature: string, values: readonly BusValue[]): void =>
      void this.#bus.send({ kind: 'reply', destination: sender, replyTo: serial, signature, body: values });
    switch (member) {
      case 'GetCapabilities':
        answer('as', [this.#capabilities]);
        return;
      case 'GetServerInformation':
        answer('ssss', ['test', 'test', '1', '1.2']);
        return;
      case 'Notify': {
        const [app, , , title, text, actions] = body as [string, number, string, string, string, string[]];
        const id = this.notified.length + 1;
        this.notified.push({ id, app, title, body: text, actions });
        answer('u', [id]);
        return;
      }
      case 'CloseNotification':
        this.closed.push(body[0] as number);
        answer('', []);
        return;
      default:
        this.#bus.send({
          kind: 'error',
          destination: sender,
          replyTo: serial,
          error: 'org.freedesktop.DBus.Error.UnknownMethod',
        });
    }
  }
}
