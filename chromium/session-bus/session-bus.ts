import { EventEmitter } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { type BusMessage, busMessage, decodeMessage, encodeMessage } from './bus-message.ts';
import type { BusValue } from './bus-values.ts';

const ANSWERS_WITHIN_MS = 5_000;

/** Where the session's bus listens, as `node:net` takes it, or undefined where there is none. Linux alone has one. */
export function sessionBusPath(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (process.platform !== 'linux') return undefined;
  for (const address of (env['DBUS_SESSION_BUS_ADDRESS'] ?? '').split(';')) {
    const [, options = ''] = /^unix:(.*)$/.exec(address) ?? [];
    for (const option of options.split(',')) {
      const [, name, value = ''] = /^(path|abstract)=(.+)$/.exec(option) ?? [];
      const path = name === undefined ? null : unescaped(value);
      if (path !== null) return (name === 'abstract' ? '\0' : '') + path;
    }
  }
  return undefined;
}

/** Null for what nobody escaped: an address that somebody mistyped is no reason not to start. */
function unescaped(value: string): string | null {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
}

/** A connection to the session's bus: calls methods, and hears calls and signals. */
export class SessionBus {
  /** Every signal and call that arrives; 'closed' when the bus has hung up. */
  readonly events = new EventEmitter<{ message: [BusMessage]; closed: [] }>();
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (answer: BusMessage | null) => void>();
  #unread: Buffer = Buffer.alloc(0);
  #serial = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @throws Error where nobody listens there, or whoever does lets us not in */
  static async connect(path: string): Promise<SessionBus> {
    const socket = createConnection(path);
    const bus = new SessionBus(socket);
    try {
      await bus.#authenticate();
      await bus.call({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'Hello',
      });
      return bus;
    } catch (error) {
      bus.close();
      throw error;
    }
  }

  /** Asks for signals: `interface='…',member='…'` and so on. */
  async listen(rule: string): Promise<void> {
    await this.call({
      destination: 'org.freedesktop.DBus',
      path: '/org/freedesktop/DBus',
      interface: 'org.freedesktop.DBus',
      member: 'AddMatch',
      signature: 's',
      body: [rule],
    });
  }

  /** Calls a method. @throws Error when it fails, or nobody answers in time */
  async call(call: Partial<BusMessage>): Promise<readonly BusValue[]> {
    const serial = this.send({ ...call, kind: 'call' });
    const answer = await new Promise<BusMessage | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), ANSWERS_WITHIN_MS);
      this.#waiting.set(serial, (message) => {
        clearTimeout(timer);
        resolve(message);
      });
    });
    this.#waiting.delete(serial);
    if (answer === null) throw new Error(`The session bus did not answer ${call.member ?? ''}.`);
    if (answer.kind === 'error') throw new Error(`${call.member ?? ''} failed: ${answer.error}`);
    return answer.body;
  }

  /** Sends a message and answers with its serial. */
  send(message: Partial<BusMessage> & Pick<BusMessage, 'kind'>): number {
    this.#serial += 1;
    this.#socket.write(encodeMessage(busMessage({ ...message, serial: this.#serial })));
    return this.#serial;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** Says who we are by the system's own word for it: the socket tells the bus our user. */
  #authenticate(): Promise<void> {
    const user = Buffer.from(String(process.getuid?.() ?? '')).toString('hex');
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(
        () => this.#socket.destroy(new Error('The session bus does not answer.')),
        ANSWERS_WITHIN_MS,
      );
      const refuse = (error?: Error): void => {
        clearTimeout(tooLate);
        reject(error ?? new Error('The session bus hung up.'));
      };
      let said = '';
      const hear = (bytes: Buffer): void => {
        said += bytes.toString('latin1');
        if (!said.includes('\r\n')) return;
        this.#socket.off('data', hear);
        clearTimeout(tooLate);
        if (!said.startsWith('OK ')) {
          this.#socket.destroy();
          reject(new Error('The session bus does not let us in.'));
          return;
        }
        this.#socket.write('BEGIN\r\n');
        this.#socket.on('data', (next: Buffer) => this.#hear(next));
        resolve();
      };
      this.#socket.on('data', hear);
      this.#socket.on('error', refuse);
      this.#socket.on('close', () => {
        refuse();
        for (const answer of this.#waiting.values()) answer(null);
        this.events.emit('closed');
      });
      this.#socket.write(`\0AUTH EXTERNAL ${user}\r\n`);
    });
  }

  #hear(bytes: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, bytes]);
    try {
      for (let next = decodeMessage(this.#unread); next !== null; next = decodeMessage(this.#unread)) {
        this.#unread = this.#unread.subarray(next.length);
        const { message } = next;
        if (message.kind === 'reply' || message.kind === 'error') this.#waiting.get(message.replyTo)?.(message);
        // What an answer tells is known before what came after it: whoever waited for that goes on first.
        else setImmediate(() => this.events.emit('message', message));
      }
    } catch {
      this.#socket.destroy();
    }
  }
}
