import { contextBridge, ipcRenderer } from 'electron';
import { channelOf, EVENT_CHANNEL } from '#shared/contract/channels.ts';

/** The contract's procedures by group, written in by the build, so that no schema and no library is bundled here. */
declare const __KEYRAIL_PROCEDURES__: Readonly<Record<string, readonly string[]>>;

/** More than a window can be sent while it starts. */
const MOST_WAITING = 100;

type Listener = (event: unknown) => void;
const listeners = new Set<Listener>();
/** A menu command can arrive before the page listens; it is kept for the first listener. */
let waiting: unknown[] | null = [];

ipcRenderer.on(EVENT_CHANNEL, (_event, payload: unknown) => {
  if (!isPlainObject(payload)) return;
  if (waiting !== null) {
    if (waiting.length < MOST_WAITING) waiting.push(payload);
    return;
  }
  for (const listener of listeners) listener(payload);
});

// One closure for each procedure, each over its own channel: the page can call these and name nothing else.
const groups = Object.entries(__KEYRAIL_PROCEDURES__).map(([group, names]) => {
  const methods = names.map((name) => {
    const channel = channelOf(group, name);
    return [name, (request: unknown): Promise<unknown> => ipcRenderer.invoke(channel, request)] as const;
  });
  return [group, Object.fromEntries(methods)] as const;
});

contextBridge.exposeInMainWorld('keyrail', {
  ...Object.fromEntries(groups),
  onEvent: (listener: unknown): (() => void) => {
    if (typeof listener !== 'function') throw new TypeError('onEvent takes a function.');
    const own: Listener = (event) => listener(event);
    listeners.add(own);
    const kept = waiting ?? [];
    waiting = null;
    for (const event of kept) own(event);
    return () => {
      listeners.delete(own);
    };
  },
});

function isPlainObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
