import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Placement } from '#shared/domain/ci.ts';
import type { PlacementId } from '#shared/domain/ids.ts';
import { about, keyRow } from '../keys/key-rows.ts';
import { keyNotFound, versionNotFound } from '../keys/read-versions.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { placementRow } from './placement-rows.ts';
import { targetNotFound, targetRow } from './target-rows.ts';

/**
 * Records that a key is in a target under a name without having put it there: after the copy assistant, or because a
 * person says so. What was recorded under that name before is replaced; nothing is asked of the target.
 * @param request.versionId null where it is not known which version is there
 */
export function recordPlacement(
  store: Store,
  request: {
    keyId: string;
    targetId: string;
    secretName: string;
    versionId: string | null;
    how: Exclude<Placement['how'], 'push'>;
  },
): Result<{ placementId: PlacementId }, 'key-not-found' | 'version-not-found' | 'ci-target-not-found'> {
  return store.write(() => {
    const key = keyRow(store, request.keyId);
    if (key === null || key.deleted_at !== null) return keyNotFound();
    const target = targetRow(store, request.targetId);
    if (target === null) return targetNotFound();
    const known =
      request.versionId === null ||
      store.sql('SELECT 1 FROM versions WHERE id = ? AND key_id = ?').get(request.versionId, key.id) !== undefined;
    if (!known) return versionNotFound();
    const id = randomUUID() as PlacementId;
    store
      .sql('DELETE FROM placements WHERE target_id = ? AND secret_name = ?')
      .run(request.targetId, request.secretName);
    store
      .sql(`INSERT INTO placements (id, key_id, target_id, secret_name, version_id, placed_at, how)
        VALUES (?, ?, ?, ?, ?, ?, ?)`)
      .run(id, key.id, target.id, request.secretName, request.versionId, store.now(), request.how);
    bumpRevision(store);
    const as = request.secretName === key.name ? '' : ` as ${request.secretName}`;
    recordActivity(store, { what: 'placement-recorded', ...about(key), detail: `in ${target.name}${as}` });
    return success({ placementId: id });
  });
}

/** Takes a placement off the list. The secret itself stays where it is. */
export function forgetPlacement(store: Store, placementId: string): Result<void, 'placement-not-found'> {
  return store.write(() => {
    const row = placementRow(store, placementId);
    if (row === null) return failure('placement-not-found', 'That placement is not on the list any more.');
    store.sql('DELETE FROM placements WHERE id = ?').run(placementId);
    bumpRevision(store);
    const key = keyRow(store, row.key_id);
    const target = targetRow(store, row.target_id);
    recordActivity(store, {
      what: 'placement-forgotten',
      ...(key === null ? {} : about(key)),
      detail: `in ${target?.name ?? 'a target'}`,
    });
    return success();
  });
}
