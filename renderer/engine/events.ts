import { type EngineEvent, engineEvent } from '#shared/contract/events.ts';
import { engine } from './client.ts';

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;
type Listener = (event: EngineEvent) => void;

const listeners = new Map<string, Set<Listener>>();

/** Starts listening to the engine; call once, when the window opens. The returned function ends it. */
export function listenToEngine(): () => void {
  return engine().onEvent((raw) => {
    const parsed = engineEvent.safeParse(raw);
    // An event of a newer engine: nothing that this window knows how to act on.
    if (!parsed.success) return;
    for (const listener of listeners.get(parsed.data.type) ?? []) listener(parsed.data);
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
