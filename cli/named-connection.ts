import type { ConnectionRow } from '#core/connections/connection-rows.ts';
import { findConnection } from '#core/connections/connections.ts';
import type { Store } from '#core/store/store.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyPlaces } from './connection-json.ts';

/** A connection by the name that a person typed, or by its id. */
export function namedConnection(store: Store, name: string): Result<ConnectionRow, 'connection-not-found'> {
  const row = findConnection(store, name);
  return row === null
    ? failure('connection-not-found', `There is no connection named "${name}". "keyrail connections" lists them.`)
    : success(row);
}

/** The names and places of the keys that remote keys are linked to, by id. */
export function linkedPlaces(store: Store): KeyPlaces {
  const rows = store
    .sql(`SELECT k.id, k.name, p.name AS project, e.name AS environment FROM keys k
      JOIN projects p ON p.id = k.project_id JOIN environments e ON e.id = k.environment_id
      WHERE k.deleted_at IS NULL`)
    .all() as { id: string; name: string; project: string; environment: string }[];
  return new Map(rows.map(({ id, ...place }) => [id, place]));
}
