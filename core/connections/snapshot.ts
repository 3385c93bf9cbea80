import { randomUUID } from 'node:crypto';
import type { AbsentLook, Completeness } from '#shared/domain/completeness.ts';
import type { RemoteOrigin } from '#shared/domain/remote-key.ts';
import { tellingStart } from '../matching/known-starts.ts';
import type { Match } from '../matching/match-keys.ts';
import type { Store } from '../store/store.ts';
import { draftText, type PackedDraft, packDraft, wholeDraft } from './packed-draft.ts';
import { firstDraft, mergeReading, type StoredDraft } from './stored-draft.ts';

/** Everything that one reading of a provider saw. */
export type SnapshotReading = {
  readonly drafts: readonly PackedDraft[];
  readonly origin: RemoteOrigin;
  /** When it is put over the snapshot, milliseconds. */
  readonly readAt: number;
  /** When the list was as it says, milliseconds: a file is older than its reading. */
  readonly lookedAt: number;
  /** Only of a complete list is it known that what is not in it is not there. */
  readonly completeness: Completeness;
};

/** `missing`: not listed for the first time; `absent`: all known ones that the reading lacks. */
export type SnapshotCounts = {
  seen: number;
  new: number;
  changed: number;
  missing: number;
  gone: number;
  absent: number;
};
/** Keys that nothing but their order tells apart, or that were listed twice under one id. */
export type Duplicate = { name: string; count: number };

/** A snapshot that a reading was put over. */
export type Snapshot = {
  readonly counts: SnapshotCounts;
  readonly duplicates: Duplicate[];
  /** What is known now of each remote key that was seen before as well, by its id. */
  readonly drafts: ReadonlyMap<string, PackedDraft>;
  /** Those that were not seen before: they are not stored until {@link insertNew}. */
  readonly unstored: readonly { readonly id: string; readonly identity: string; readonly draft: PackedDraft }[];
};

type StoredRow = {
  rowid: number;
  id: string;
  identity: string;
  draft: string;
  origin: RemoteOrigin;
  last_seen_at: number;
  missing_at: number | null;
  gone_at: number | null;
  absence: string;
};
/** A row and what was read of the same key, with what it is known by now. */
type Pair = {
  readonly row: StoredRow;
  readonly identity: string;
  readonly draft: PackedDraft;
  readonly isSame: boolean;
};

/**
 * Puts a reading over a connection's snapshot, in one transaction: what is new, changed, missing, gone and back, each change
 * with its history. A key that a complete list lacks is missing; one that a second such list lacks as well is gone.
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
    const snapshot = takeSnapshot(store, connectionId, reading);
    insertNew(store, connectionId, reading, snapshot);
    return { ...snapshot.counts, duplicates: snapshot.duplicates };
  });
}

/** The first half of {@link applySnapshot}: everything but the rows of what is new, which {@link insertNew} writes. */
export function takeSnapshot(store: Store, connectionId: string, reading: SnapshotReading): Snapshot {
  return store.write(() => {
    const { drafts, duplicates } = identified(reading.drafts);
    // In the order of the table: rows that are read and written one after the other share pages, which are decrypted once.
    const rows = store
      .sql(`SELECT rowid, id, identity, draft, origin, last_seen_at, missing_at, gone_at, absence FROM remote_keys
        WHERE rowid IN (SELECT rowid FROM remote_keys WHERE connection_id = ?)`)
      .iterate(connectionId) as IterableIterator<StoredRow>;
    const known = new Map<string, StoredRow>();
    const pairs: Pair[] = [];
    const seen = drafts.size;
    const environment = reading.origin === 'api' ? null : onlyEnvironmentOf(drafts.values());
    for (const row of rows) {
      const { identity } = row;
      const draft = drafts.get(identity);
      if (draft === undefined) known.set(identity, row);
      else {
        // The same text from the same place says the same. Most do: the copy is not wanted any more.
        const isSame = !draft.relative && row.origin === reading.origin && row.draft === draftText(draft);
        pairs.push({ row: isSame ? { ...row, draft: '' } : row, identity, draft, isSame });
        drafts.delete(identity);
      }
    }
    // What was not seen before.
    const fresh = drafts;
    const { kind } = reading.completeness;
    // In a part of a list what looks alike may be another key, whose own row comes later.
    if (kind !== 'partial') {
      for (const pair of knownByLooks(known, fresh)) {
        pairs.push(pair);
        known.delete(pair.row.identity);
        fresh.delete(pair.identity);
      }
    }

    const absent = [...known.values()].filter(({ gone_at: goneAt }) => goneAt === null);
    const counts: SnapshotCounts = {
      ...{ seen, new: fresh.size, changed: 0, absent: absent.length },
      ...(kind === 'complete'
        ? noteAbsence(store, reading, absent.filter(isExpectedIn(environment)))
        : { missing: 0, gone: 0 }),
    };
    const stored = new Map<string, PackedDraft>();
    // Where every row was in it, they are seen at once and not one by one.
    const seenTogether = kind === 'complete' || absent.length === 0;
    const change = updater(store, reading, seenTogether);
    for (const pair of pairs) {
      const merged = change(pair);
      if (merged.changed) counts.changed += 1;
      stored.set(pair.row.id, merged.draft);
    }
    if (seenTogether && pairs.length > 0) {
      store
        .sql(`UPDATE remote_keys SET last_seen_at = ? WHERE gone_at IS NULL AND missing_at IS NULL
          AND rowid IN (SELECT rowid FROM remote_keys WHERE connection_id = ?)`)
        .run(reading.readAt, connectionId);
      // What went missing only now was not in it.
      const unseen = store.sql('UPDATE remote_keys SET last_seen_at = ? WHERE rowid = ?');
      for (const row of absent) if (row.missing_at === null) unseen.run(row.last_seen_at, row.rowid);
    }
    return { counts, duplicates, drafts: stored, unstored: inOrder(fresh, reading) };
  });
}

/** The one environment that all keys of a list are of; null where there are several, or none is named. */
function onlyEnvironmentOf(drafts: Iterable<PackedDraft>): string | null {
  let only: string | null = null;
  for (const { environment } of drafts) {
    if (environment === null || (only !== null && environment !== only)) return null;
    only = environment;
  }
  return only;
}

/** A page or file of one environment's keys says nothing of another's, however whole it is. */
function isExpectedIn(environment: string | null): (row: StoredRow) => boolean {
  return ({ draft }) => {
    if (environment === null) return true;
    const own = (JSON.parse(draft) as StoredDraft).environment;
    return own === null || own === environment;
  };
}

/**
 * Notes that a complete list lacks keys. A list that is older than the last sight of a key says nothing of it, and the same
 * list twice is one look.
 */
function noteAbsence(
  store: Store,
  { origin, lookedAt, completeness }: SnapshotReading,
  absent: readonly StoredRow[],
): Pick<SnapshotCounts, 'missing' | 'gone'> {
  const look: AbsentLook = { at: lookedAt, way: origin, evidence: completeness.evidence.join(' ') };
  const note = store.sql('UPDATE remote_keys SET missing_at = ?, gone_at = ?, absence = ? WHERE rowid = ?');
  const counts = { missing: 0, gone: 0 };
  for (const row of absent) {
    const before = JSON.parse(row.absence) as AbsentLook[];
    if (lookedAt < row.last_seen_at || lookedAt <= (before.at(-1)?.at ?? -1)) continue;
    const isGone = before.length > 0;
    counts[isGone ? 'gone' : 'missing'] += 1;
    note.run(row.missing_at ?? lookedAt, isGone ? lookedAt : null, JSON.stringify([...before, look]), row.rowid);
    if (!isGone) addHistory(store, row.id, lookedAt, { field: 'listed', before: 'yes', after: 'no' });
  }
  return counts;
}

/** Writes what a reading says of a key that is known; `changed`: at the provider. */
function updater(
  store: Store,
  { origin, readAt }: SnapshotReading,
  seenTogether: boolean,
): (pair: Pair) => { draft: PackedDraft; changed: boolean } {
  const write = store.sql(
    'UPDATE remote_keys SET identity = ?, draft = ?, name = ?, status = ?, origin = ? WHERE rowid = ?',
  );
  const see = store.sql(
    `UPDATE remote_keys SET last_seen_at = ?, missing_at = NULL, gone_at = NULL, absence = '[]' WHERE rowid = ?`,
  );
  const merge = ({ row, identity, draft, isSame }: Pair): { draft: PackedDraft; changed: boolean } => {
    if (isSame) return { draft, changed: false };
    const before = JSON.parse(row.draft) as StoredDraft;
    const merged = mergeReading(
      { draft: before, origin: row.origin, readAt: row.last_seen_at },
      { draft: wholeDraft(draft), origin, readAt },
    );
    const packed = packDraft(merged.draft);
    const text = draftText(packed);
    if (text !== row.draft || identity !== row.identity || origin !== row.origin) {
      write.run(identity, text, packed.name, packed.status, origin, row.rowid);
    }
    for (const change of merged.changes) addHistory(store, row.id, readAt, change);
    return { draft: packed, changed: merged.changes.length > 0 };
  };
  return (pair) => {
    const { row } = pair;
    const merged = merge(pair);
    const back = row.missing_at !== null || row.gone_at !== null;
    if (back || !seenTogether) see.run(readAt, row.rowid);
    if (back) addHistory(store, row.id, readAt, { field: 'listed', before: 'no', after: 'yes' });
    return { draft: merged.draft, changed: merged.changed || back };
  };
}

/**
 * The second half: writes what is new, with its links where they were found meanwhile, since a row that grows later costs as
 * much again. Call it inside the same `write`.
 */
export function insertNew(
  store: Store,
  connectionId: string,
  { origin, readAt }: SnapshotReading,
  { unstored }: Snapshot,
  links: ReadonlyMap<string, Match> = new Map(),
): void {
  const insert =
    store.sql(`INSERT INTO remote_keys (id, connection_id, identity, draft, name, status, origin, first_seen_at,
    last_seen_at, key_id, match_confidence, match_reason, match_detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  for (const { id, identity, draft } of unstored) {
    const { keyId = null, confidence = null, reason = null, detail = null } = links.get(id) ?? {};
    const { name, status } = draft;
    const text = draftText(draft);
    // biome-ignore format: in the order of the columns
    insert.run(id, connectionId, identity, text, name, status, origin, readAt, readAt, keyId, confidence, reason, detail);
  }
}

/** As they are stored, with new ids, and both in order: what is added at an index's end does not scatter over its pages. */
function inOrder(fresh: ReadonlyMap<string, PackedDraft>, { origin, readAt }: SnapshotReading): Snapshot['unstored'] {
  const ids = Array.from(fresh, () => randomUUID()).sort();
  return [...fresh.keys()].sort().flatMap((identity, index) => {
    const [id, draft] = [ids[index], fresh.get(identity)];
    if (id === undefined || draft === undefined) return [];
    if (!draft.relative) return { id, identity, draft };
    return { id, identity, draft: packDraft(firstDraft({ draft: wholeDraft(draft), origin, readAt })) };
  });
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
function identified(given: readonly PackedDraft[]): {
  drafts: Map<string, PackedDraft>;
  duplicates: Duplicate[];
} {
  const drafts = new Map<string, PackedDraft>();
  /** All of one identity, where there are several. */
  const groups = new Map<string, PackedDraft[]>();
  for (const draft of given) {
    const identity = draft.remoteId === null ? `as ${looksOf(draft)}` : `id ${draft.remoteId}`;
    const before = drafts.get(identity);
    drafts.set(identity, draft);
    if (before === undefined) continue;
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, [before, draft]);
    else group.push(draft);
  }
  const duplicates: Duplicate[] = [];
  for (const [identity, group] of groups) {
    const last = group.at(-1);
    if (last === undefined) continue;
    duplicates.push({ name: last.name, count: group.length });
    if (last.remoteId !== null) continue;
    for (const [index, draft] of group.toSorted((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0)).entries()) {
      drafts.set(index === 0 ? identity : `${identity} ${index + 1}`, draft);
    }
  }
  return { drafts, duplicates };
}

/** What a draft is known by, as it is stored or as it waits. */
type Looks = Pick<PackedDraft, 'remoteId' | 'name' | 'prefix' | 'suffix' | 'environment'>;

function looksOf({ name, prefix, suffix, environment }: Looks): string {
  return JSON.stringify([name, prefix, suffix, environment]);
}

/** Leftovers that are one key: first those of which one side has no id, then those that only have another name. */
function knownByLooks(known: ReadonlyMap<string, StoredRow>, fresh: ReadonlyMap<string, PackedDraft>): Pair[] {
  const rows = [...known.values()]
    .filter(({ gone_at: goneAt }) => goneAt === null)
    .map((row) => ({ row, draft: JSON.parse(row.draft) as StoredDraft }));
  if (rows.length === 0) return [];
  const readings = [...fresh].map(([identity, draft]) => ({ identity, draft }));
  const found: Pair[] = [];
  const taken = new Set<unknown>();
  const join = (markOf: (draft: Looks) => string | null, fits: (before: Looks, after: Looks) => boolean): void => {
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
      found.push({ row: stored.row, ...reading, isSame: false });
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
function uniqueBy<T extends { draft: Looks }>(
  items: readonly T[],
  markOf: (draft: Looks) => string | null,
): Map<string, T> {
  const groups = new Map<string, T | null>();
  for (const item of items) {
    const mark = markOf(item.draft);
    if (mark !== null) groups.set(mark, groups.has(mark) ? null : item);
  }
  return new Map([...groups].flatMap(([mark, item]) => (item === null ? [] : [[mark, item]])));
}
