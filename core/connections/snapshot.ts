import { randomUUID } from 'node:crypto';
import type { RemoteKeyDraft, RemoteOrigin } from '#shared/domain/remote-key.ts';
import { tellingStart } from '../matching/known-starts.ts';
import type { Store } from '../store/store.ts';
import { firstDraft, mergeReading, type StoredDraft } from './stored-draft.ts';

/** Everything that one reading of a provider saw. */
export type SnapshotReading = {
  readonly drafts: readonly RemoteKeyDraft[];
  readonly origin: RemoteOrigin;
  /** When it was read, milliseconds. */
  readonly readAt: number;
  /** False where there is more than was read: what is not in it may still be there. */
  readonly complete: boolean;
};

export type SnapshotCounts = { seen: number; new: number; changed: number; gone: number };
/** Keys that nothing but their order tells apart, or that were listed twice under one id. */
export type Duplicate = { name: string; count: number };

type StoredRow = {
  id: string;
  identity: string;
  draft: string;
  origin: RemoteOrigin;
  last_seen_at: number;
  gone_at: number | null;
};

/**
 * Puts a reading over a connection's snapshot, in one transaction: what is new, changed, gone and back, each change with its
 * history.
 *
 * A remote key is known again by the provider's id; without one by its name, visible start and end, and environment. What is
 * left over on both sides is the same key where it only got an id, or only another name.
 */
export function applySnapshot(
  store: Store,
  connectionId: string,
  reading: SnapshotReading,
): SnapshotCounts & { duplicates: Duplicate[] } {
  return store.write(() => {
    const { drafts, duplicates } = identified(reading.drafts);
    const rows = store
      .sql('SELECT id, identity, draft, origin, last_seen_at, gone_at FROM remote_keys WHERE connection_id = ?')
      .all(connectionId) as StoredRow[];
    const known = new Map(rows.map((row) => [row.identity, row]));
    const fresh = new Map(drafts);
    const pairs: [StoredRow, string, RemoteKeyDraft][] = [];
    const pair = (row: StoredRow, identity: string, draft: RemoteKeyDraft): void => {
      pairs.push([row, identity, draft]);
      known.delete(row.identity);
      fresh.delete(identity);
    };
    for (const [identity, draft] of drafts) {
      const row = known.get(identity);
      if (row !== undefined) pair(row, identity, draft);
    }
    if (reading.complete) for (const [row, identity, draft] of knownByLooks(known, fresh)) pair(row, identity, draft);

    const counts: SnapshotCounts = { seen: drafts.size, new: fresh.size, changed: 0, gone: 0 };
    for (const [row, identity, draft] of pairs) {
      if (updateSeen(store, row, identity, draft, reading)) counts.changed += 1;
    }
    for (const [identity, draft] of fresh) insertNew(store, connectionId, identity, draft, reading);
    if (reading.complete) {
      for (const row of known.values()) {
        if (row.gone_at !== null) continue;
        counts.gone += 1;
        store.sql('UPDATE remote_keys SET gone_at = ? WHERE id = ?').run(reading.readAt, row.id);
        addHistory(store, row.id, reading.readAt, { field: 'listed', before: 'yes', after: 'no' });
      }
    }
    return { ...counts, duplicates };
  });
}

/** @returns whether it changed at the provider */
function updateSeen(
  store: Store,
  row: StoredRow,
  identity: string,
  draft: RemoteKeyDraft,
  { origin, readAt }: SnapshotReading,
): boolean {
  const before = JSON.parse(row.draft) as StoredDraft;
  const merged = mergeReading(
    { draft: before, origin: row.origin, readAt: row.last_seen_at },
    { draft, origin, readAt },
  );
  const text = JSON.stringify(merged.draft);
  if (text !== row.draft || identity !== row.identity || origin !== row.origin) {
    store
      .sql('UPDATE remote_keys SET identity = ?, draft = ?, name = ?, status = ?, origin = ? WHERE id = ?')
      .run(identity, text, merged.draft.name, merged.draft.status, origin, row.id);
  }
  store.sql('UPDATE remote_keys SET last_seen_at = ?, gone_at = NULL WHERE id = ?').run(readAt, row.id);
  for (const change of merged.changes) addHistory(store, row.id, readAt, change);
  if (row.gone_at !== null) addHistory(store, row.id, readAt, { field: 'listed', before: 'no', after: 'yes' });
  return merged.changes.length > 0 || row.gone_at !== null;
}

function insertNew(
  store: Store,
  connectionId: string,
  identity: string,
  draft: RemoteKeyDraft,
  { origin, readAt }: SnapshotReading,
): void {
  const stored = JSON.stringify(firstDraft({ draft, origin, readAt }));
  store
    .sql(`INSERT INTO remote_keys (id, connection_id, identity, draft, name, status, origin, first_seen_at, last_seen_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(randomUUID(), connectionId, identity, stored, draft.name, draft.status, origin, readAt, readAt);
}

function addHistory(
  store: Store,
  remoteKeyId: string,
  at: number,
  change: { field: string; before: string | null; after: string | null },
): void {
  store
    .sql('INSERT INTO remote_history (remote_key_id, at, field, before, after) VALUES (?, ?, ?, ?, ?)')
    .run(remoteKeyId, at, change.field, change.before, change.after);
}

/** Gives each key what it is known by. Alike ones are numbered from the oldest on; of one id the last reading counts. */
function identified(given: readonly RemoteKeyDraft[]): {
  drafts: Map<string, RemoteKeyDraft>;
  duplicates: Duplicate[];
} {
  const groups = new Map<string, RemoteKeyDraft[]>();
  for (const draft of given) {
    const identity = draft.remoteId === null ? `as ${looksOf(draft)}` : `id ${draft.remoteId}`;
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [draft]);
    else group.push(draft);
  }
  const drafts = new Map<string, RemoteKeyDraft>();
  const duplicates: Duplicate[] = [];
  for (const [identity, group] of groups) {
    const last = group.at(-1);
    if (last === undefined) continue;
    if (group.length > 1) duplicates.push({ name: last.name, count: group.length });
    if (last.remoteId !== null) {
      drafts.set(identity, last);
      continue;
    }
    for (const [index, draft] of group.toSorted((a, b) => (a.created?.at ?? 0) - (b.created?.at ?? 0)).entries()) {
      drafts.set(index === 0 ? identity : `${identity} ${index + 1}`, draft);
    }
  }
  return { drafts, duplicates };
}

function looksOf({ name, prefix, suffix, environment }: RemoteKeyDraft): string {
  return JSON.stringify([name, prefix, suffix, environment]);
}

/** Leftovers that are one key: first those of which one side has no id, then those that only have another name. */
function knownByLooks(
  known: ReadonlyMap<string, StoredRow>,
  fresh: ReadonlyMap<string, RemoteKeyDraft>,
): [StoredRow, string, RemoteKeyDraft][] {
  const rows = [...known.values()]
    .filter(({ gone_at: goneAt }) => goneAt === null)
    .map((row) => ({ row, draft: JSON.parse(row.draft) as StoredDraft }));
  const readings = [...fresh].map(([identity, draft]) => ({ identity, draft }));
  const found: [StoredRow, string, RemoteKeyDraft][] = [];
  const taken = new Set<unknown>();
  const join = (
    markOf: (draft: RemoteKeyDraft) => string | null,
    fits: (before: RemoteKeyDraft, after: RemoteKeyDraft) => boolean,
  ): void => {
    const before = uniqueBy(
      rows.filter((one) => !taken.has(one)),
      markOf,
    );
    const after = uniqueBy(
      readings.filter((one) => !taken.has(one)),
      markOf,
    );
    for (const [mark, reading] of after) {
      const stored = before.get(mark);
      if (stored === undefined || !fits(stored.draft, reading.draft)) continue;
      found.push([stored.row, reading.identity, reading.draft]);
      taken.add(stored).add(reading);
    }
  };
  join(looksOf, (before, after) => (before.remoteId === null) !== (after.remoteId === null));
  join(
    ({ prefix, suffix, environment }) =>
      tellingStart(prefix) === null && suffix.length < 4 ? null : JSON.stringify([prefix, suffix, environment]),
    (before, after) => before.remoteId === null && after.remoteId === null,
  );
  return found;
}

/** Only what has a mark of its own. */
function uniqueBy<T extends { draft: RemoteKeyDraft }>(
  items: readonly T[],
  markOf: (draft: RemoteKeyDraft) => string | null,
): Map<string, T> {
  const groups = new Map<string, T | null>();
  for (const item of items) {
    const mark = markOf(item.draft);
    if (mark !== null) groups.set(mark, groups.has(mark) ? null : item);
  }
  return new Map([...groups].flatMap(([mark, item]) => (item === null ? [] : [[mark, item]])));
}
