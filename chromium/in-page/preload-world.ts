import type { createBridgeEnd as CreateBridgeEnd } from './bridge-end.ts';
import type { createCodec as CreateCodec } from './codec.ts';

/** What a page document says to the main process: one line of JSON, then a body, which is text of the codec. */
export type FromPage =
  | { what: 'invoke'; id: number; channel: string; url: string }
  | { what: 'send'; channel: string; url: string }
  | { what: 'window-open'; url: string }
  | { what: 'preload-failed'; message: string };

/** What the main process says to a page document; the body comes beside it. */
export type ToPage =
  | { what: 'resolve'; id: number }
  | { what: 'reject'; id: number; message: string }
  | { what: 'send'; channel: string };

/** The modules that a sandboxed preload may require, and the `process` that it sees. */
export interface PreloadScope {
  require(id: string): unknown;
  process: object;
}

/**
 * Runs in an isolated world before the page's scripts: makes `contextBridge` and `ipcRenderer`, and returns what the
 * preload script, which runs in the same world, is given. The binding is taken off the global object here, so that
 * nothing else can reach it; page scripts live in another world and never could.
 *
 * Sent to the page as source: refers to nothing outside itself and its arguments.
 */
export function installPreloadWorld(
  createCodec: typeof CreateCodec,
  createBridgeEnd: typeof CreateBridgeEnd,
  names: { binding: string; receiver: string; platform: string; versions: Record<string, string> },
): PreloadScope & { failed(error: unknown): void } {
  const world = globalThis as unknown as Record<string, unknown>;
  const post = world[names.binding] as (text: string) => void;
  Reflect.deleteProperty(world, names.binding);
  // Header and body apart: a long body is not escaped twice.
  const say = (message: FromPage, body = ''): void => post(`${JSON.stringify(message)}\n${body}`);
  const codec = createCodec();

  const given: (EventTarget | null)[] = [];
  window.addEventListener('page-answers', (event) => given.push((event as MouseEvent).relatedTarget), { once: true });
  window.dispatchEvent(new Event('preload-asks'));
  const [element] = given;
  if (!(element instanceof Element)) throw new Error('The page world was not ready for the preload.');
  const bridge = createBridgeEnd(element, 'preload');
  bridge.offer('window-open', (url) => say({ what: 'window-open', url: url as string }));

  type Listener = (...args: unknown[]) => void;
  class EventEmitter {
    #listeners = new Map<string, { listener: Listener; once: boolean }[]>();
    on(name: string, listener: Listener): this {
      return this.#add(name, listener, false);
    }
    once(name: string, listener: Listener): this {
      return this.#add(name, listener, true);
    }
    #add(name: string, listener: Listener, once: boolean): this {
      this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), { listener, once }]);
      return this;
    }
    addListener(name: string, listener: Listener): this {
      return this.on(name, listener);
    }
    off(name: string, listener: Listener): this {
      const all = this.#listeners.get(name) ?? [];
      const index = all.findLastIndex((entry) => entry.listener === listener);
      if (index >= 0) this.#listeners.set(name, all.toSpliced(index, 1));
      return this;
    }
    removeListener(name: string, listener: Listener): this {
      return this.off(name, listener);
    }
    removeAllListeners(name?: string): this {
      if (name === undefined) this.#listeners.clear();
      else this.#listeners.delete(name);
      return this;
    }
    listenerCount(name: string): number {
      return this.#listeners.get(name)?.length ?? 0;
    }
    emit(name: string, ...args: unknown[]): boolean {
      const all = this.#listeners.get(name) ?? [];
      for (const entry of all) {
        if (entry.once) this.off(name, entry.listener);
        entry.listener.apply(this, args);
      }
      return all.length > 0;
    }
  }

  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let nextId = 1;
  const unavailable = (what: string): never => {
    throw new Error(`${what} is not available when the app runs in an installed browser instead of Electron.`);
  };

  class IpcRenderer extends EventEmitter {
    invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      return new Promise((resolve, reject) => {
        const body = codec.encode(args);
        const id = nextId;
        nextId += 1;
        waiting.set(id, { resolve, reject });
        say({ what: 'invoke', id, channel: `${channel}`, url: location.href }, body);
      });
    }
    send(channel: string, ...args: unknown[]): void {
      say({ what: 'send', channel: `${channel}`, url: location.href }, codec.encode(args));
    }
    sendSync(): never {
      return unavailable('ipcRenderer.sendSync');
    }
    postMessage(): never {
      return unavailable('ipcRenderer.postMessage');
    }
  }
  const ipcRenderer = new IpcRenderer();

  /** By a plain loop where the browser is older than 140: a function for each character takes ten times as long. */
  const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => {
    if (typeof Uint8Array.fromBase64 === 'function') return Uint8Array.fromBase64(base64);
    const binary = atob(base64);
    const bytes = new Uint8Array(binary.length);
    for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
    return bytes;
  };
  const inflate = (body: string): Promise<string> => {
    const bytes = bytesOf(body);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();
  };

  const take = (message: ToPage, body: string): void => {
    if (message.what === 'send') {
      ipcRenderer.emit(message.channel, { sender: ipcRenderer, ports: [] }, ...(codec.decode(body) as unknown[]));
      return;
    }
    const call = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.what === 'resolve') call?.resolve(codec.decode(body));
    else call?.reject(new Error(message.message));
  };

  // A large body takes a moment to inflate; what comes after it waits, so that the order stays.
  let inflating: Promise<void> | null = null;
  Object.defineProperty(world, names.receiver, {
    value: (text: string, body: string, deflated: boolean) => {
      const message = JSON.parse(text) as ToPage;
      if (!deflated && inflating === null) {
        take(message, body);
        return;
      }
      const before = inflating ?? Promise.resolve();
      const whole = deflated ? inflate(body) : Promise.resolve(body);
      const mine = before.then(async () => {
        const inflated = await whole;
        if (inflating === mine) inflating = null;
        take(message, inflated);
      });
      inflating = mine;
    },
  });

  const contextBridge = {
    exposeInMainWorld: (key: string, api: unknown): void => {
      bridge.callNamed('expose', [key, api]);
    },
  };
  const { setTimeout, clearTimeout, setInterval, clearInterval, URL, URLSearchParams } = window;
  const electron = Object.freeze({ contextBridge, ipcRenderer });
  const setImmediate = (run: () => void): number => setTimeout(run, 0);
  const timers = Object.freeze({
    setTimeout,
    clearTimeout,
    setInterval,
    clearInterval,
    setImmediate,
    clearImmediate: clearTimeout,
  });
  const modules = new Map<string, unknown>([
    ['electron', electron],
    ['electron/common', electron],
    ['electron/renderer', electron],
    ['events', Object.assign(EventEmitter, { EventEmitter })],
    ['timers', timers],
    ['url', Object.freeze({ URL, URLSearchParams })],
  ]);

  return {
    require: (id) => {
      const found = modules.get(id.replace(/^node:/, ''));
      if (found === undefined) throw new Error(`module not found: ${id}`);
      return found;
    },
    process: Object.freeze({
      type: 'renderer',
      sandboxed: true,
      contextIsolated: true,
      platform: names.platform,
      versions: Object.freeze(names.versions),
      argv: Object.freeze([]),
      env: Object.freeze({}),
    }),
    failed: (error) =>
      say({ what: 'preload-failed', message: error instanceof Error ? `${error.stack}` : `${error as string}` }),
  };
}
