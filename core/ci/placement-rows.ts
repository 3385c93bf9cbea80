import type { Placement, ValueEncoding } from '#shared/domain/ci.ts';
import type { Store } from '../store/store.ts';
import { type PlacementFacts, placementStateOf } from './placement-state.ts';

/** A row of `placements` as SQLite gives it. */
export type PlacementRow = {
  id: string;
  key_id: string;
  target_id: string;
  secret_name: string;
  version_id: string | null;
  placed_at: number;
  how: Placement['how'];
  pending_key_id: string | null;
  pending_version_id: string | null;
  pending_at: number | null;
  placed_updated_at: number | null;
  seen: 'there' | 'absent' | null;
  remote_updated_at: number | null;
  remote_tail: string | null;
  tail_fits: number | null;
  seen_at: number | null;
  encoding: ValueEncoding;
};

/** With what its key and version say. */
export type JoinedPlacement = PlacementRow & {
  placed_number: number | null;
  current_id: string | null;
  current_number: number | null;
};

const JOINED = `SELECT p.*, v.number AS placed_number, c.id AS current_id, c.number AS current_number
  FROM placements p JOIN keys k ON k.id = p.key_id
    LEFT JOIN versions v ON v.id = p.version_id
    LEFT JOIN versions c ON c.key_id = p.key_id AND c.state = 'current'
  WHERE k.deleted_at IS NULL`;

export function placementRow(store: Store, placementId: string): PlacementRow | null {
  return (store.sql('SELECT * FROM placements WHERE id = ?').get(placementId) as PlacementRow | undefined) ?? null;
}

/** Every placement in a target, those of keys in the bin as well. */
export function placementRowsIn(store: Store, targetId: string): PlacementRow[] {
  return store.sql('SELECT * FROM placements WHERE target_id = ? ORDER BY secret_name').all(targetId) as PlacementRow[];
}

/** The placements of keys that are not in the bin; of one key or one target, or all. */
export function joinedPlacements(store: Store, of: { keyId?: string; targetId?: string } = {}): JoinedPlacement[] {
  const order = 'ORDER BY p.target_id, p.secret_name';
  if (of.keyId !== undefined) {
    return store.sql(`${JOINED} AND p.key_id = ? ${order}`).all(of.keyId) as JoinedPlacement[];
  }
  if (of.targetId !== undefined) {
    return store.sql(`${JOINED} AND p.target_id = ? ${order}`).all(of.targetId) as JoinedPlacement[];
  }
  return store.sql(`${JOINED} ${order}`).all() as JoinedPlacement[];
}

export function factsOf(row: JoinedPlacement): PlacementFacts {
  return {
    how: row.how,
    versionId: row.version_id,
    currentVersionId: row.current_id,
    placedAt: row.placed_at,
    pendingAt: row.pending_at,
    placedUpdatedAt: row.placed_updated_at,
    seen: row.seen,
    seenAt: row.seen_at,
    remoteUpdatedAt: row.remote_updated_at,
    tailFits: row.tail_fits === null ? null : row.tail_fits === 1,
  };
}

export function placementOf(row: JoinedPlacement): Placement {
  const { state, detail } = placementStateOf(factsOf(row));
  return {
    id: row.id as Placement['id'],
    keyId: row.key_id as Placement['keyId'],
    targetId: row.target_id as Placement['targetId'],
    secretName: row.secret_name,
    state,
    placedVersionId: row.version_id as Placement['placedVersionId'],
    placedVersion: row.placed_number,
    currentVersion: row.current_number,
    placedAt: row.placed_at,
    how: row.how,
    remoteUpdatedAt: row.remote_updated_at,
    seenAt: row.seen_at,
    encoding: row.encoding,
    detail,
  };
}

export function listPlacements(store: Store, of: { keyId?: string; targetId?: string } = {}): Placement[] {
  return joinedPlacements(store, of).map(placementOf);
}
