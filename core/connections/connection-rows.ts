import { failure } from '#shared/contract/result.ts';
import type { Connection, SyncOutcome } from '#shared/domain/remote-key.ts';
import type { Store } from '../store/store.ts';
import { lastSync } from './sync-records.ts';

/** A row of `connections` as SQLite gives it, without the sealed credential. */
export type ConnectionRow = {
  id: string;
  provider: string;
  name: string;
  base_url: string | null;
  dashboard_url: string | null;
  plan: string | null;
  parameters: string;
  credential_id: string | null;
  project_id: string | null;
  environments: string;
  mapping: string;
  sync_every_ms: number | null;
  way: Connection['chosenWay'];
  snapshot_at: number | null;
  added_at: number;
  updated_at: number;
};

export const CONNECTION_COLUMNS = `id, provider, name, base_url, dashboard_url, plan, parameters, credential_id, project_id,
  environments, mapping, sync_every_ms, way, snapshot_at, added_at, updated_at`;

export type EnvironmentMapping = Connection['environments'];

/** In the order of their names. */
export function connectionRows(store: Store): ConnectionRow[] {
  return store
    .sql(`SELECT ${CONNECTION_COLUMNS} FROM connections ORDER BY name COLLATE NOCASE`)
    .all() as ConnectionRow[];
}

export function connectionRow(store: Store, connectionId: string): ConnectionRow | null {
  const row = store.sql(`SELECT ${CONNECTION_COLUMNS} FROM connections WHERE id = ?`).get(connectionId);
  return (row as ConnectionRow | undefined) ?? null;
}

export function connectionNotFound() {
  return failure('connection-not-found', 'That connection is not there any more.');
}

/** The mapping without the environments that were removed or went to another project since. */
export function environmentsOf(store: Store, row: ConnectionRow): EnvironmentMapping {
  if (row.environments === '[]' || row.project_id === null) return [];
  const known = new Set(
    store.sql('SELECT id FROM environments WHERE project_id = ?').pluck().all(row.project_id) as string[],
  );
  return (JSON.parse(row.environments) as EnvironmentMapping).filter(({ environmentId }) => known.has(environmentId));
}

/** @param driftCount how many drifts it has now, see core/matching/read-drift.ts */
export function connectionOf(store: Store, row: ConnectionRow, driftCount: number): Connection {
  const { seen } = store
    .sql('SELECT count(*) AS seen FROM remote_keys WHERE connection_id = ? AND gone_at IS NULL')
    .get(row.id) as { seen: number };
  const last: SyncOutcome | null = lastSync(store, row.id);
  return {
    id: row.id as Connection['id'],
    provider: row.provider,
    name: row.name,
    baseUrl: row.base_url,
    dashboardUrl: row.dashboard_url,
    plan: row.plan,
    parameters: JSON.parse(row.parameters) as Connection['parameters'],
    hasCredential: row.credential_id !== null,
    projectId: row.project_id as Connection['projectId'],
    environments: environmentsOf(store, row),
    syncEveryMs: row.sync_every_ms,
    chosenWay: row.way,
    lastSync: last,
    snapshotAt: row.snapshot_at,
    remoteKeyCount: seen,
    driftCount,
  };
}
