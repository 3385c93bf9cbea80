import { create, type StoreApi, type UseBoundStore } from 'zustand';

interface Registered {
  readonly reset: () => void;
  readonly isInitial: () => boolean;
}

const registry = new Map<string, Registered>();

/**
 * Makes the store of one feature. Every store of the window is made here, so that locking empties them all: nothing that
 * was read from the vault stays behind. Stores hold names and metadata, never a value.
 */
export function featureStore<S extends object>(name: string, initial: () => S): UseBoundStore<StoreApi<S>> {
  if (registry.has(name)) throw new Error(`There are two stores called ${name}.`);
  const store = create<S>()(initial);
  registry.set(name, {
    reset: () => store.setState(initial(), true),
    isInitial: () => written(store.getState()) === written(initial()),
  });
  return store;
}

let resets = 0;
const listeners = new Set<() => void>();

/** Puts every store back to how it was before anything was read from the vault. */
export function resetStores(): void {
  resets += 1;
  for (const { reset } of registry.values()) reset();
  for (const listener of listeners) listener();
}

/** Counts the resets: an answer to a question from before the last one must not be stored any more. */
export function resetCount(): number {
  return resets;
}

/** Calls back when the stores have been emptied; the returned function ends it. */
export function onReset(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function written(state: object): string {
  return JSON.stringify(state, (_key, value: unknown) => {
    if (value instanceof Set || value instanceof Map) return [...value];
    return value;
  });
}

/** The names of the stores that hold something, for tests. */
export function filledStores(): readonly string[] {
  return [...registry].filter(([, store]) => !store.isInitial()).map(([name]) => name);
}

export function storeNames(): readonly string[] {
  return [...registry.keys()];
}
