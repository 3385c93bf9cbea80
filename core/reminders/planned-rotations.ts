import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import { about, keyRow } from '../keys/key-rows.ts';
import { keyNotFound } from '../keys/read-versions.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { undoableChange } from '../store/undo-journal.ts';

/**
 * Moves the next rotation of a key to another day; it holds until the key has a new value.
 * @param at milliseconds, not in the past; null: back to what its policy says
 */
export function planRotation(
  store: Store,
  keyId: string,
  at: number | null,
): Result<Undoable, 'key-not-found' | 'date-invalid'> {
  const key = keyRow(store, keyId);
  if (key === null || key.deleted_at !== null) return keyNotFound();
  if (at !== null && at < store.now()) {
    return failure('date-invalid', 'That day is over. Plan the rotation for today or later.');
  }
  return undoableChange(store, `Planned the rotation of ${key.name}`, (recorder) => {
    recorder.touch('planned_rotations', keyId);
    if (at === null) store.sql('DELETE FROM planned_rotations WHERE id = ?').run(keyId);
    else {
      store
        .sql(`INSERT INTO planned_rotations (id, rotated_at, at) VALUES (?, ?, ?)
          ON CONFLICT (id) DO UPDATE SET rotated_at = excluded.rotated_at, at = excluded.at`)
        .run(keyId, key.rotated_at, at);
    }
    const detail = at === null ? 'as its policy says' : new Date(at).toISOString().slice(0, 10);
    recordActivity(store, { ...about(key), what: 'rotation-planned', detail });
    return success({});
  });
}
