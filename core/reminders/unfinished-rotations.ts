import type { RotationMode } from '#shared/domain/rotation.ts';
import type { Store } from '../store/store.ts';
import type { RotationFacts } from './facts.ts';

/** Rotations that wait for their next step, each under its first key. */
export function unfinishedRotations(store: Store): RotationFacts[] {
  const rows = store
    .sql(`SELECT r.id, r.mode, k.key_id AS keyId, (SELECT count(*) FROM rotation_keys o WHERE o.rotation_id = r.id) AS keys,
        max(r.started_at, coalesce((SELECT max(s.at) FROM rotation_steps s WHERE s.rotation_id = r.id), 0)) AS since
      FROM rotations r JOIN rotation_keys k ON k.rotation_id = r.id AND k.position =
        (SELECT min(position) FROM rotation_keys o WHERE o.rotation_id = r.id)
      WHERE r.finished_at IS NULL`)
    .all() as { id: string; mode: RotationMode; keyId: string; keys: number; since: number }[];
  return rows.map(({ id, mode, keyId, keys, since }) => ({
    id,
    keyId,
    since,
    leaked: mode === 'leaked',
    detail: `Its rotation${keys > 1 ? `, with ${keys - 1} more,` : ''} waits for the next step since ${new Date(since).toISOString().slice(0, 10)}.`,
  }));
}
