import { failure } from '#shared/contract/result.ts';
import type { CiPlace, CiSystemId, CiTarget } from '#shared/domain/ci.ts';
import type { Store } from '../store/store.ts';

/** A row of `ci_targets` as SQLite gives it, without the sealed token. */
export type TargetRow = {
  id: string;
  system: CiSystemId;
  name: string;
  /** JSON of a `CiPlace`. */
  place: string;
  place_text: string;
  base_url: string | null;
  token_id: string | null;
  project_id: string | null;
  environment_id: string | null;
  checked_at: number | null;
  error_code: string | null;
  error_message: string | null;
  added_at: number;
  updated_at: number;
};

export const TARGET_COLUMNS = `id, system, name, place, place_text, base_url, token_id, project_id, environment_id, checked_at,
  error_code, error_message, added_at, updated_at`;

/** In the order of their names. */
export function targetRows(store: Store): TargetRow[] {
  return store.sql(`SELECT ${TARGET_COLUMNS} FROM ci_targets ORDER BY name COLLATE NOCASE`).all() as TargetRow[];
}

export function targetRow(store: Store, targetId: string): TargetRow | null {
  const row = store.sql(`SELECT ${TARGET_COLUMNS} FROM ci_targets WHERE id = ?`).get(targetId);
  return (row as TargetRow | undefined) ?? null;
}

/** A target by its name, whatever the case, or by its id. */
export function findTarget(store: Store, nameOrId: string): TargetRow | null {
  const row = store
    .sql(`SELECT ${TARGET_COLUMNS} FROM ci_targets WHERE name = @text COLLATE NOCASE OR id = @text
      ORDER BY id = @text DESC LIMIT 1`)
    .get({ text: nameOrId.normalize('NFC') });
  return (row as TargetRow | undefined) ?? null;
}

export function targetNotFound() {
  return failure('ci-target-not-found', 'That CI target is not there any more.');
}

export function placeOf(row: Pick<TargetRow, 'place'>): CiPlace {
  return JSON.parse(row.place) as CiPlace;
}

export function targetOf(store: Store, row: TargetRow): CiTarget {
  const { count } = store
    .sql(`SELECT count(*) AS count FROM placements p JOIN keys k ON k.id = p.key_id
      WHERE p.target_id = ? AND k.deleted_at IS NULL`)
    .get(row.id) as { count: number };
  return {
    id: row.id as CiTarget['id'],
    name: row.name,
    place: placeOf(row),
    placeText: row.place_text,
    baseUrl: row.base_url,
    hasToken: row.token_id !== null,
    projectId: row.project_id as CiTarget['projectId'],
    environmentId: row.environment_id as CiTarget['environmentId'],
    checkedAt: row.checked_at,
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
    placementCount: count,
  };
}
