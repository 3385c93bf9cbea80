import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import type { ActivityKind } from '#shared/domain/activity.ts';
import { environmentById } from '../projects/environments.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { isUniqueViolation, sameRow, undoableChange } from '../store/undo-journal.ts';
import { about, type KeyRow, keyRow } from './key-rows.ts';
import { keyNotFound } from './read-versions.ts';

const DAY_MS = 86_400_000;
/** How long a deleted key stays in the bin. */
export const BIN_MS = 30 * DAY_MS;
/** A clock that jumped ahead is mostly noticed, and set right, within this. */
const CERTAIN_AFTER_MS = 2 * DAY_MS;
const LONGEST_BETWEEN_LOOKS_MS = 15 * DAY_MS;
const DUE_SINCE = 'bin-due-since';
const DUE_SEEN = 'bin-due-seen';

type ArrangeError = 'key-not-found' | 'name-taken';

/** Moves keys to another environment, of the same or another project. */
export function moveKeys(
  store: Store,
  keyIds: readonly string[],
  environmentId: string,
): Result<Undoable, ArrangeError | 'environment-not-found'> {
  const target = environmentById(store, environmentId);
  if (target === null) return failure('environment-not-found', 'That environment is not there any more.');
  return changeEach(store, keyIds, {
    label: (what) => `Moved ${what} to ${target.name}`,
    what: 'key-moved',
    detail: `to ${target.name}`,
    change: (key) =>
      keepingNames(key.name, () =>
        store
          .sql('UPDATE keys SET project_id = ?, environment_id = ?, updated_at = ? WHERE id = ?')
          .run(target.projectId, environmentId, store.now(), key.id),
      ),
  });
}

export function renameKey(store: Store, keyId: string, name: string): Result<Undoable, ArrangeError> {
  return changeEach(store, [keyId], {
    label: (what) => `Renamed ${what} to ${name}`,
    what: 'key-renamed',
    detail: `to ${name}`,
    change: (key) =>
      keepingNames(name, () =>
        store.sql('UPDATE keys SET name = ?, updated_at = ? WHERE id = ?').run(name, store.now(), key.id),
      ),
  });
}

export function archiveKeys(
  store: Store,
  keyIds: readonly string[],
  archived: boolean,
): Result<Undoable, ArrangeError> {
  return changeEach(store, keyIds, {
    label: (what) => `${archived ? 'Archived' : 'Unarchived'} ${what}`,
    what: archived ? 'key-archived' : 'key-unarchived',
    detail: '',
    change: (key) =>
      keepingNames(key.name, () =>
        store
          .sql('UPDATE keys SET archived_at = ?, updated_at = ? WHERE id = ?')
          .run(archived ? (key.archived_at ?? store.now()) : null, store.now(), key.id),
      ),
  });
}

/** Into the bin. */
export function deleteKeys(store: Store, keyIds: readonly string[]): Result<Undoable, 'key-not-found'> {
  return changeEach(store, keyIds, {
    label: (what) => `Deleted ${what}`,
    what: 'key-deleted',
    detail: '',
    change: (key) => {
      store
        .sql('UPDATE keys SET deleted_at = ?, updated_at = ? WHERE id = ?')
        .run(key.deleted_at ?? store.now(), store.now(), key.id);
      return success();
    },
  });
}

/** Out of the bin, archived ones back into the archive. */
export function restoreKeys(store: Store, keyIds: readonly string[]): Result<Undoable, ArrangeError> {
  return changeEach(store, keyIds, {
    label: (what) => `Restored ${what}`,
    what: 'key-restored',
    detail: '',
    change: (key) =>
      keepingNames(key.name, () =>
        store.sql('UPDATE keys SET deleted_at = NULL, updated_at = ? WHERE id = ?').run(store.now(), key.id),
      ),
  });
}

/** Erases keys that are in the bin. SQLite overwrites what it frees (secure_delete). */
export function purgeKeys(
  store: Store,
  keyIds: readonly string[],
): Result<{ purged: number }, 'key-not-found' | 'conflict'> {
  return store.write(() => {
    for (const keyId of keyIds) {
      const key = keyRow(store, keyId);
      if (key === null) return keyNotFound();
      if (key.deleted_at === null) {
        return failure('conflict', `${key.name} is not in the bin. Delete it first.`);
      }
      store.sql('DELETE FROM keys WHERE id = ?').run(keyId);
      recordActivity(store, { ...about(key), what: 'key-purged' });
    }
    bumpRevision(store);
    return success({ purged: keyIds.length });
  });
}

/**
 * Erases what has been in the bin for 30 days, where a backup holds it still and two looks at least two days apart, with no clock
 * that went back between them, found it due: one look at a clock that jumped erases nothing. Never call it where a person
 * looks at the bin or takes something out of it.
 * @returns how many keys were erased
 */
export function emptyOldBin(store: Store): number {
  const dueSince = dueInBinSince(store);
  if (dueSince === null || store.now() - dueSince < CERTAIN_AFTER_MS) return 0;
  const old = store
    .sql(`SELECT id FROM keys WHERE deleted_at <= ?
      AND deleted_at < (SELECT coalesce(max(value), 0) FROM meta WHERE name = 'last backed-up')`)
    .all(dueSince - BIN_MS) as { id: string }[];
  if (old.length === 0) return 0;
  const purged = purgeKeys(
    store,
    old.map(({ id }) => id),
  );
  return purged.ok ? purged.value.purged : 0;
}

/**
 * Since when every look found something old in the bin, null where this one does not. A clock that went back, or far ahead between
 * two looks, begins it anew; so does a backup from long ago that was restored.
 */
function dueInBinSince(store: Store): number | null {
  const now = store.now();
  const { due } = store.sql('SELECT EXISTS (SELECT 1 FROM keys WHERE deleted_at <= ?) AS due').get(now - BIN_MS) as {
    due: number;
  };
  const noted = (name: string): number =>
    (store.sql('SELECT value FROM meta WHERE name = ?').pluck().get(name) as number | undefined) ?? 0;
  const note = (name: string, at: number): void => {
    store
      .sql('INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
      .run(name, at);
  };
  if (due === 0) {
    if (noted(DUE_SINCE) !== 0) note(DUE_SINCE, 0);
    return null;
  }
  const sinceLook = now - noted(DUE_SEEN);
  const goesOn = noted(DUE_SINCE) !== 0 && sinceLook >= 0 && sinceLook <= LONGEST_BETWEEN_LOOKS_MS;
  const since = goesOn ? noted(DUE_SINCE) : now;
  store.write(() => {
    note(DUE_SINCE, since);
    note(DUE_SEEN, now);
  });
  return since;
}

function changeEach<Code extends string = never>(
  store: Store,
  keyIds: readonly string[],
  how: {
    label: (what: string) => string;
    what: ActivityKind;
    detail: string;
    change: (key: KeyRow) => Result<void, Code>;
  },
): Result<Undoable, Code | 'key-not-found'> {
  const first = keyRow(store, keyIds[0] ?? '');
  const what = keyIds.length === 1 && first !== null ? first.name : `${keyIds.length} keys`;
  return undoableChange(store, how.label(what), (recorder): Result<object, Code | 'key-not-found'> => {
    for (const keyId of keyIds) {
      const key = keyRow(store, keyId);
      if (key === null) return keyNotFound();
      recorder.touch('keys', keyId);
      const changed = how.change(key);
      if (!changed.ok) return changed;
      if (sameRow(key, keyRow(store, keyId), 'updated_at')) {
        store.sql('UPDATE keys SET updated_at = ? WHERE id = ?').run(key.updated_at, keyId);
        continue;
      }
      recordActivity(store, { ...about(key), what: how.what, detail: how.detail });
    }
    return success({});
  });
}

/** Runs an update that may bring two live keys of one name together. */
function keepingNames(name: string, update: () => unknown): Result<void, 'name-taken'> {
  try {
    update();
    return success();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    return failure('name-taken', `There is already a key named ${name} there. Rename one of them first.`, { name });
  }
}
