type Listener = () => void;

const listeners = new Set<Listener>();

/** Calls back whenever a procedure answers that the vault is locked; the returned function ends it. */
export function onLockedAnswer(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

export function announceLocked(): void {
  for (const listener of listeners) listener();
}
