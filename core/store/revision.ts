import type { Store } from './store.ts';

/**
 * Counts the changes to what lists show. Other writes (the activity of a value that was read, for one) leave it alone,
 * so that a window can tell whether it has to read its lists again.
 */
export function bumpRevision(store: Store): void {
  changed.add(store);
  store
    .sql(`INSERT INTO meta (name, value) VALUES ('revision', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1`)
    .run();
}

const changed = new WeakSet<Store>();

/** Whether a change was made by this store that a backup should have; one that was taken back counts as well. */
export function hasChanged(store: Store): boolean {
  return changed.has(store);
}

export function readRevision(store: Store): number {
  const row = store.sql(`SELECT value FROM meta WHERE name = 'revision'`).get() as { value: number } | undefined;
  return row?.value ?? 0;
}
