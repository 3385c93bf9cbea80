import { readDrift } from '../matching/read-drift.ts';
import { readRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';

/** Drift also comes by the passing of time: a key expires, or stays unused. */
const GOOD_FOR_MS = 60_000;

type Counted = { readonly revision: number; readonly at: number; readonly counts: ReadonlyMap<string, number> };
const known = new WeakMap<Store, Counted>();

/** How many drifts each connection has. Counted anew when something changed: the list is asked for many times in a sync. */
export function driftCounts(store: Store): ReadonlyMap<string, number> {
  const revision = readRevision(store);
  const at = store.now();
  const last = known.get(store);
  if (last?.revision === revision && Math.abs(at - last.at) < GOOD_FOR_MS) return last.counts;
  const counts = new Map<string, number>();
  for (const { connectionId } of readDrift(store)) counts.set(connectionId, (counts.get(connectionId) ?? 0) + 1);
  known.set(store, { revision, at, counts });
  return counts;
}
