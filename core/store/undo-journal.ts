import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import type { UndoId } from '#shared/domain/ids.ts';
import { recordActivity } from './activity-log.ts';
import { bumpRevision } from './revision.ts';
import type { Store } from './store.ts';

/**
 * Undo works on rows: an operation notes the rows that it is about to change, and the journal keeps how they were and
 * how they became. Taking it back puts the earlier row in place, as long as nobody changed it since. Values are never
 * destroyed by an undo: a key that was added goes to the bin, a version that was set is retired.
 */
const TRACKED = {
  projects: ['id', 'name', 'position', 'archived_at', 'added_at', 'updated_at'],
  environments: ['id', 'project_id', 'name', 'position', 'colour', 'protected', 'added_at', 'updated_at'],
  keys: [
    ...['id', 'project_id', 'environment_id', 'name', 'provider', 'kind', 'status', 'scopes', 'tags', 'consumer'],
    ...['created_at', 'created_origin', 'created_precision', 'expires_at', 'expires_origin', 'expires_precision'],
    ...['rotate_every', 'archived_at', 'deleted_at', 'updated_at', 'description', 'notes'],
  ],
  versions: ['id', 'key_id', 'state', 'retired_at'],
  policies: ['id', 'environment_id', 'provider', 'key_id', 'policy', 'updated_at'],
  reminder_marks: ['id', 'snoozed_until', 'dismissed_at', 'dismissed_due_at', 'reason'],
  planned_rotations: ['id', 'rotated_at', 'at'],
} as const;

type Table = keyof typeof TRACKED;
type Row = Readonly<Record<string, unknown>>;
type Entry = { table: Table; id: string; before: Row | null; after: Row | null };

const KEEP_CHANGES = 200;

/** Gathers what an operation changes. Made by `undoableChange`. */
export type ChangeRecorder = {
  /** Notes a row before it is inserted, updated or deleted. Noting it twice keeps the first state. */
  readonly touch: (table: Table, id: string) => void;
};

/** When a row was written says nothing of what is in it. */
const STAMP = 'updated_at';
/** What a change that changed nothing is called. */
export const NOTHING_CHANGED = 'Nothing was changed';

/**
 * Runs a change in one transaction and keeps what is needed to take it back. Where every row is as it was before,
 * nothing happened: then nothing is kept, the activity says nothing, and the answer has no `undoId`.
 * @param label what was done, in a few words: "Archived NORRIX_API_KEY"
 */
export function undoableChange<T, Code extends string>(
  store: Store,
  label: string,
  change: (recorder: ChangeRecorder) => Result<T, Code>,
): Result<T & Undoable, Code> {
  return store.write(() => {
    const entries = new Map<string, Entry>();
    // A savepoint, since the write may be part of a greater one.
    store.sql('SAVEPOINT undoable').run();
    const result = change({
      touch: (table, id) => {
        const place = `${table}/${id}`;
        if (!entries.has(place)) entries.set(place, { table, id, before: readRow(store, table, id), after: null });
      },
    });
    if (!result.ok) return result;
    for (const entry of entries.values()) entry.after = readRow(store, entry.table, entry.id);
    if ([...entries.values()].every(({ before, after }) => sameRow(before, after, STAMP))) {
      store.sql('ROLLBACK TO undoable').run();
      store.sql('RELEASE undoable').run();
      return success({ ...result.value, undoId: null, label: NOTHING_CHANGED });
    }
    store.sql('RELEASE undoable').run();
    bumpRevision(store);

    const undoId = randomUUID() as UndoId;
    store
      .sql('INSERT INTO undo (id, at, label, entries) VALUES (?, ?, ?, ?)')
      .run(undoId, store.now(), label, JSON.stringify([...entries.values()]));
    store
      .sql(
        `DELETE FROM undo WHERE rowid <= (SELECT rowid FROM undo ORDER BY rowid DESC LIMIT 1 OFFSET ${KEEP_CHANGES})`,
      )
      .run();
    return success({ ...result.value, undoId, label });
  });
}

/** Takes a change back. `conflict`: one of its rows was changed again, or the previous value was discarded. */
export function undoChange(
  store: Store,
  undoId: string,
): Result<{ label: string }, 'undo-not-found' | 'conflict' | 'name-taken'> {
  return store.write(() => {
    const kept = store.sql('SELECT label, entries FROM undo WHERE id = ?').get(undoId) as
      | { label: string; entries: string }
      | undefined;
    if (kept === undefined) return failure('undo-not-found', 'That change can no longer be taken back.');
    const entries = JSON.parse(kept.entries) as Entry[];

    for (const entry of entries) {
      if (!sameRow(readRow(store, entry.table, entry.id), entry.after)) {
        return failure('conflict', 'It was changed again since, so the earlier state cannot be put back.');
      }
    }
    const refused = revertEntries(store, entries);
    if (refused !== null) return refused;

    bumpRevision(store);
    store.sql('DELETE FROM undo WHERE id = ?').run(undoId);
    recordActivity(store, { what: 'undone', detail: kept.label });
    return success({ label: kept.label });
  });
}

/** The newest change that can be taken back. */
export function latestChange(store: Store): { undoId: string; label: string; at: number } | null {
  const row = store.sql('SELECT id AS undoId, label, at FROM undo ORDER BY rowid DESC LIMIT 1').get() as
    | { undoId: string; label: string; at: number }
    | undefined;
  return row ?? null;
}

function revertEntries(
  store: Store,
  entries: readonly Entry[],
): { ok: false; error: { code: 'conflict' | 'name-taken'; message: string } } | null {
  const touchedKeys = new Set<string>();
  // A new current version steps down before the old one takes its place: there is one current version at any time.
  const rank = ({ before, after }: Entry): number => (before === null ? 0 : after?.['state'] === 'current' ? 1 : 2);
  const ordered = entries.toSorted((a, b) => rank(a) - rank(b));
  try {
    for (const entry of ordered) {
      if (entry.table === 'keys') touchedKeys.add(entry.id);
      if (entry.table === 'versions') touchedKeys.add(String((entry.before ?? entry.after)?.['key_id']));
      if (entry.before === null) removeInserted(store, entry);
      else if (entry.after === null) insertRow(store, entry.table, entry.before);
      else updateRow(store, entry.table, entry.before);
    }
  } catch (error) {
    if (isUniqueViolation(error)) {
      return failure('name-taken', 'Something else has that name by now. Rename it first, then undo.');
    }
    if (isForeignKeyViolation(error)) {
      return failure('conflict', 'Something was put in it since, so it cannot be taken back.');
    }
    throw error;
  }
  for (const keyId of touchedKeys) {
    const current = store
      .sql(`SELECT sealed IS NOT NULL AS held FROM versions WHERE key_id = ? AND state = 'current'`)
      .get(keyId) as { held: number } | undefined;
    if (current?.held !== 1) return failure('conflict', 'The earlier value was discarded and cannot be put back.');
    refreshKeySummary(store, keyId);
  }
  return null;
}

function removeInserted(store: Store, entry: Entry): void {
  switch (entry.table) {
    case 'projects':
      store.sql('DELETE FROM environments WHERE project_id = ?').run(entry.id);
      store.sql('DELETE FROM projects WHERE id = ?').run(entry.id);
      return;
    case 'environments':
      store.sql('DELETE FROM environments WHERE id = ?').run(entry.id);
      return;
    case 'keys':
      store.sql('UPDATE keys SET deleted_at = ?, updated_at = ? WHERE id = ?').run(store.now(), store.now(), entry.id);
      return;
    case 'policies':
    case 'reminder_marks':
    case 'planned_rotations':
      store.sql(`DELETE FROM ${entry.table} WHERE id = ?`).run(entry.id);
      return;
    case 'versions':
      // A key that was added keeps its only version as current, in the bin.
      store
        .sql(`UPDATE versions SET state = 'retired', retired_at = ? WHERE id = ?
          AND EXISTS (SELECT 1 FROM versions other WHERE other.key_id = versions.key_id AND other.id <> versions.id)`)
        .run(store.now(), entry.id);
      return;
  }
}

/** Brings what a key's row repeats of its versions in step with them. */
export function refreshKeySummary(store: Store, keyId: string): void {
  store
    .sql(`UPDATE keys SET
        (prefix, suffix) = (SELECT prefix, suffix FROM versions WHERE key_id = keys.id AND state = 'current'),
        rotated_at = (SELECT created_at FROM versions WHERE key_id = keys.id AND state = 'current'),
        version_count = (SELECT count(*) FROM versions WHERE key_id = keys.id)
      WHERE id = ?`)
    .run(keyId);
}

export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_UNIQUE';
}

export function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_CONSTRAINT_FOREIGNKEY';
}

function readRow(store: Store, table: Table, id: string): Row | null {
  const row = store.sql(`SELECT ${TRACKED[table].join(', ')} FROM ${table} WHERE id = ?`).get(id) as Row | undefined;
  return row ?? null;
}

/** Whether two states of a row say the same, but for the column `except`. */
export function sameRow(a: Row | null, b: Row | null, except?: string): boolean {
  if (a === null || b === null) return a === b;
  return (
    Object.keys(a).length === Object.keys(b).length &&
    Object.keys(a).every((name) => name === except || a[name] === b[name])
  );
}

function updateRow(store: Store, table: Table, row: Row): void {
  const assignments = TRACKED[table].filter((column) => column !== 'id').map((column) => `${column} = @${column}`);
  store.sql(`UPDATE ${table} SET ${assignments.join(', ')} WHERE id = @id`).run(row);
}

function insertRow(store: Store, table: Table, row: Row): void {
  const columns = TRACKED[table];
  store
    .sql(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((column) => `@${column}`).join(', ')})`)
    .run(row);
}
