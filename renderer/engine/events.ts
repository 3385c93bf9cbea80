import type { EngineEvent } from '#shared/contract/events.ts';
import { engine } from './client.ts';

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;
type Listener = (event: EngineEvent) => void;

const listeners = new Map<string, Set<Listener>>();
/** What somebody chose in a notification or the tray, while nothing here could show it: the vault is locked, or just being opened. */
let wish: EngineEvent | null = null;

/** Starts listening to the engine; call once, when the window opens. The returned function ends it. */
export function listenToEngine(): () => void {
  return engine().onEvent((raw) => {
    // Only our own host can reach this channel. An event of a type that nobody here knows has no listener.
    const event = raw as EngineEvent;
    const forType = listeners.get(event.type);
    const isWish = event.type === 'show-key' || (event.type === 'command' && event.command === 'inbox');
    if (isWish) wish = (forType?.size ?? 0) === 0 ? event : null;
    for (const listener of forType ?? []) listener(event);
  });
}

/** Calls back for each event of one type, and for a wish that has waited for it; the returned function ends it. */
export function onEngineEvent<T extends EngineEvent['type']>(
  type: T,
  listener: (event: EventOf<T>) => void,
): () => void {
  const forType = listeners.get(type) ?? new Set<Listener>();
  listeners.set(type, forType);
  // Sound: the map's key is the type of every event that the listener is called with.
  const untyped = listener as Listener;
  forType.add(untyped);
  if (wish?.type === type) {
    const waited = wish;
    wish = null;
    untyped(waited);
  }
  return () => {
    forType.delete(untyped);
  };
}

/** Calls back at each event of some types; the returned function ends it. */
export function onEngineEvents(types: readonly EngineEvent['type'][], changed: () => void): () => void {
  const ends = types.map((type) => onEngineEvent(type, changed));
  return () => {
    for (const end of ends) end();
  };
}
