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
    isInitial: () => JSON.stringify(store.getState()) === JSON.stringify(initial()),
  });
  return store;
}

/** Puts every store back to how it was before anything was read from the vault. */
export function resetStores(): void {
  for (const { reset } of registry.values()) reset();
}

/** The names of the stores that hold something, for tests. */
export function filledStores(): readonly string[] {
  return [...registry].filter(([, store]) => !store.isInitial()).map(([name]) => name);
}

export function storeNames(): readonly string[] {
  return [...registry.keys()];
}
