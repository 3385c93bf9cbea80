import type { EngineEvent } from '#shared/contract/events.ts';
import { engine } from './client.ts';

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;
type Listener = (event: EngineEvent) => void;

const listeners = new Map<string, Set<Listener>>();

/** Starts listening to the engine; call once, when the window opens. The returned function ends it. */
export function listenToEngine(): () => void {
  return engine().onEvent((raw) => {
    // Only our own host can reach this channel. An event of a type that nobody here knows has no listener.
    const event = raw as EngineEvent;
    for (const listener of listeners.get(event.type) ?? []) listener(event);
  });
}

/** Calls back for each event of one type; the returned function ends it. */
export function onEngineEvent<T extends EngineEvent['type']>(
  type: T,
  listener: (event: EventOf<T>) => void,
): () => void {
  const forType = listeners.get(type) ?? new Set<Listener>();
  listeners.set(type, forType);
  // Sound: the map's key is the type of every event that the listener is called with.
  const untyped = listener as Listener;
  forType.add(untyped);
  return () => {
    forType.delete(untyped);
  };
}
