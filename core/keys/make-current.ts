import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { refreshKeySummary, undoableChange } from '../store/undo-journal.ts';
import { about, keyRow } from './key-rows.ts';
import { keyNotFound, openValue, versionNotFound, versionOfChoice } from './read-versions.ts';
import { checkConfirmed } from './take-value.ts';
import { toldByValue } from './told-by-value.ts';
import { startNewLife } from './versions.ts';

/**
 * Makes an earlier version of a key the current one again. It keeps its number and its age, so that copies of it that are
 * still in CI count as current; the version that was current becomes previous, and one that was previous is retired.
 * @param confirmed whether the person said yes to this environment since the vault was unlocked
 */
export function makeCurrent(
  store: Store,
  request: { keyId: string; versionId: string; confirmed: (environmentId: string) => boolean },
): Result<Undoable, 'key-not-found' | 'version-not-found' | 'confirmation-needed' | 'conflict'> {
  const key = keyRow(store, request.keyId);
  if (key === null || key.deleted_at !== null) return keyNotFound();
  const allowed = checkConfirmed(store, key.environment_id, request.confirmed);
  if (!allowed.ok) return allowed;
  return undoableChange(store, `Made an earlier value of ${key.name} current`, (recorder) => {
    const version = versionOfChoice(store, key.id, { id: request.versionId });
    if (version === null) return versionNotFound();
    if (version.state === 'current') return failure('conflict', 'That version is the current one already.');
    const opened = openValue(store, version);
    if (!opened.ok) return opened;
    const { inferred } = toldByValue(opened.value, key.kind);
    opened.value.fill(0);

    recorder.touch('keys', key.id);
    const inUse = store
      .sql(`SELECT id FROM versions WHERE key_id = ? AND (state <> 'retired' OR id = ?)`)
      .pluck()
      .all(key.id, version.id) as string[];
    for (const id of inUse) recorder.touch('versions', id);
    store
      .sql(`UPDATE versions SET state = 'retired', retired_at = ? WHERE key_id = ? AND state = 'previous'`)
      .run(store.now(), key.id);
    store.sql(`UPDATE versions SET state = 'previous' WHERE key_id = ? AND state = 'current'`).run(key.id);
    store.sql(`UPDATE versions SET state = 'current', retired_at = NULL WHERE id = ?`).run(version.id);
    refreshKeySummary(store, key.id);
    startNewLife(store, key.id, inferred);
    recordActivity(store, { ...about(key), what: 'value-set', detail: `version ${version.number} again` });
    return success({});
  });
}
