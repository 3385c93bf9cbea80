import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from './profile.ts';

/** What a second start tells the first. */
export interface SecondInstance {
  argv: string[];
  cwd: string;
  additionalData: unknown;
}

interface Held {
  pid: number;
  token: string;
  socket: string;
}

/** Locks of this process. One that carries our pid but is not among these was left by an earlier process with our number. */
const ours = new Set<string>();

/** Socket paths are limited to about 100 bytes; a longer data directory gets a private one among the temporary files. */
const SOCKET_PATH_BYTES = 100;
const MESSAGE_BYTES = 1_000_000;
const CONNECT_TRIES = 40;
const CONNECT_PAUSE_MS = 50;

function socketPath(userData: string, token: string): string {
  if (process.platform === 'win32') {
    return `\\\\.\\pipe\\${createHash('sha256').update(`${userData}\0${token}`).digest('hex')}`;
  }
  const near = join(userData, `instance-${token.slice(0, 8)}.sock`);
  return Buffer.byteLength(near) <= SOCKET_PATH_BYTES ? near : join(mkdtempSync(join(tmpdir(), 'instance-')), 's');
}

function read(path: string): Held | null {
  try {
    const held = JSON.parse(readFileSync(path, 'utf8')) as Partial<Held>;
    const { pid, token, socket } = held;
    return typeof pid === 'number' && typeof token === 'string' && typeof socket === 'string'
      ? { pid, token, socket }
      : null;
  } catch {
    return null;
  }
}

function isHeld(held: Held): boolean {
  return held.pid === process.pid ? ours.has(held.token) : isAlive(held.pid);
}

/**
 * One running app for each data directory. The lock is a file that appears whole (written aside, then linked, which fails
 * when the name is taken); it names a socket on which the holder hears of later starts.
 */
export class InstanceLock {
  readonly #path: string;
  readonly #held: Held;
  readonly #server: Server;

  private constructor(path: string, held: Held, onSecond: (second: SecondInstance) => void) {
    this.#path = path;
    this.#held = held;
    this.#server = createServer((socket) => {
      let text = '';
      socket.setEncoding('utf8');
      socket.on('error', () => socket.destroy());
      socket.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > MESSAGE_BYTES) socket.destroy();
      });
      socket.on('end', () => {
        try {
          const { argv, cwd, additionalData } = JSON.parse(text) as SecondInstance;
          if (Array.isArray(argv) && typeof cwd === 'string') onSecond({ argv: argv.map(String), cwd, additionalData });
        } catch {
          // Not a start of this app.
        }
        socket.end('ok');
      });
    });
    this.#server.on('error', () => undefined);
    this.#server.listen(held.socket, () => {
      if (process.platform !== 'win32') chmodSync(held.socket, 0o600);
    });
    this.#server.unref();
  }

  /** The lock, or who holds it: `told` resolves when the holder has been told of this start, false when it does not answer. */
  static acquire(
    userData: string,
    second: SecondInstance,
    onSecond: (second: SecondInstance) => void,
  ): { lock: InstanceLock } | { told: Promise<boolean> } {
    mkdirSync(userData, { recursive: true, mode: 0o700 });
    const path = join(userData, 'instance.lock');
    const token = randomBytes(12).toString('hex');
    const aside = `${path}.${token}`;
    for (;;) {
      const holder = read(path);
      if (holder !== null && isHeld(holder)) return { told: tell(holder.socket, second) };
      if (holder !== null) takeAway(path, holder, aside);
      const held = { pid: process.pid, token, socket: socketPath(userData, token) };
      writeFileSync(aside, JSON.stringify(held), { mode: 0o600 });
      try {
        linkSync(aside, path);
        ours.add(token);
        return { lock: new InstanceLock(path, held, onSecond) };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        if (read(path) === null) rmSync(path, { force: true });
      } finally {
        rmSync(aside, { force: true });
      }
    }
  }

  release(): void {
    this.#server.close();
    ours.delete(this.#held.token);
    if (read(this.#path)?.token === this.#held.token) rmSync(this.#path, { force: true });
    if (process.platform !== 'win32') rmSync(this.#held.socket, { force: true });
  }
}

/** Removes a stale lock, unless another start has replaced it meanwhile: then that one is put back. */
function takeAway(path: string, stale: Held, aside: string): void {
  const moved = `${aside}.stale`;
  try {
    renameSync(path, moved);
  } catch {
    return;
  }
  if (read(moved)?.token !== stale.token) {
    try {
      linkSync(moved, path);
    } catch {
      // A third start holds it already.
    }
  }
  unlinkSync(moved);
}

async function tell(socketPath: string, second: SecondInstance): Promise<boolean> {
  for (let attempt = 0; attempt < CONNECT_TRIES; attempt += 1) {
    const answered = await new Promise<boolean>((resolve) => {
      const socket = connect(socketPath);
      socket.on('error', () => resolve(false));
      socket.on('data', () => resolve(true));
      socket.on('close', () => resolve(false));
      socket.on('connect', () => socket.end(JSON.stringify(second)));
    });
    if (answered) return true;
    await delay(CONNECT_PAUSE_MS);
  }
  return false;
}
