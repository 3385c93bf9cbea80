import type { KeyKind } from '#shared/domain/key.ts';
import type { Drift, RemoteKey } from '#shared/domain/remote-key.ts';
import { type ConnectionRow, connectionRows } from '../connections/connection-rows.ts';
import { remoteKeyOf, remoteKeyRows } from '../connections/remote-key-rows.ts';
import { type KeyRow, parseList } from '../keys/key-rows.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { type DriftKey, type DriftRemote, driftOf, type PlacedKey, UNUSED_AFTER_MS } from './drift.ts';
import { tellingStart } from './known-starts.ts';
import { contradicts } from './match-keys.ts';

export type DriftRequest = {
  /** Absent: of all connections. */
  readonly connectionId?: string | undefined;
  /** Milliseconds; 90 days where absent. */
  readonly unusedAfterMs?: number | undefined;
};

/** How the snapshots of connections and the vault disagree now. */
export function readDrift(store: Store, request: DriftRequest = {}): Drift[] {
  return connectionRows(store)
    .filter(({ id }) => request.connectionId === undefined || id === request.connectionId)
    .flatMap((connection) =>
      driftOf({
        connectionId: connection.id,
        remotes: driftRemotes(store, connection),
        keys: linkedKeys(store, connection.id),
        earlierValueOf: earlierValues(store, connection),
        formerValueOf: formerValues(store, connection),
        now: store.now(),
        unusedAfterMs: request.unusedAfterMs ?? UNUSED_AFTER_MS,
      }),
    );
}

function driftRemotes(store: Store, connection: ConnectionRow): DriftRemote[] {
  const renames = new Map(
    store
      .sql(`SELECT h.remote_key_id, h.before FROM remote_history h JOIN remote_keys r ON r.id = h.remote_key_id
        WHERE r.connection_id = ? AND h.field = 'name' ORDER BY h.sequence`)
      .raw()
      .all(connection.id) as [string, string | null][],
  );
  const kinds = findProvider(connection.provider)?.keyKinds.map(({ kind }) => kind.value) ?? [];
  const onlyKind: KeyKind | null = new Set(kinds).size === 1 ? (kinds[0] ?? null) : null;
  return remoteKeyRows(store, connection.id).map((row) => ({
    remote: remoteKeyOf(row),
    accepted: row.accepted === '{}' ? {} : (JSON.parse(row.accepted) as DriftRemote['accepted']),
    renamedFrom: renames.get(row.id) ?? null,
    onlyKind,
  }));
}

const LIVE = 'k.archived_at IS NULL AND k.deleted_at IS NULL';

function linkedKeys(store: Store, connectionId: string): Map<string, DriftKey> {
  const shared = new Map<string, string[]>();
  for (const [keyId, place] of store
    .sql(`SELECT DISTINCT mine.id, p.name || ', ' || e.name FROM remote_keys r
      JOIN keys mine ON mine.id = r.key_id
      JOIN versions v ON v.key_id = mine.id AND v.state = 'current'
      JOIN versions o ON o.fingerprint = v.fingerprint AND o.state = 'current' AND o.key_id <> v.key_id
      JOIN keys k ON k.id = o.key_id AND k.environment_id <> mine.environment_id
      JOIN environments e ON e.id = k.environment_id JOIN projects p ON p.id = k.project_id
      WHERE r.connection_id = ? AND ${LIVE} ORDER BY p.name, e.position`)
    .raw()
    .all(connectionId) as [string, string][]) {
    const places = shared.get(keyId) ?? [];
    places.push(place);
    shared.set(keyId, places);
  }
  const rows = store
    .sql(`SELECT DISTINCT k.*, e.name AS environment FROM remote_keys r JOIN keys k ON k.id = r.key_id
      JOIN environments e ON e.id = k.environment_id WHERE r.connection_id = ? AND ${LIVE}`)
    .all(connectionId) as (KeyRow & { environment: string })[];
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        name: row.name,
        projectId: row.project_id,
        environmentId: row.environment_id,
        environment: row.environment,
        kind: row.kind,
        status: row.status,
        prefix: row.prefix,
        suffix: row.suffix,
        scopes: parseList(row.scopes),
        expires:
          row.expires_at === null
            ? null
            : {
                at: row.expires_at,
                origin: row.expires_origin ?? 'typed',
                precision: row.expires_precision ?? 'instant',
              },
        consumer: row.consumer,
        valueSince: row.rotated_at,
        sameValueIn: shared.get(row.id) ?? [],
      },
    ]),
  );
}

type Ends = Pick<RemoteKey, 'prefix' | 'suffix'>;
type KeyWithEnds = PlacedKey & Ends;

/** Finds the key whose value was replaced by another and looks like a remote key. */
function earlierValues(store: Store, connection: ConnectionRow): (remote: RemoteKey) => PlacedKey | null {
  return finderByEnds(keysWithEnds(store, connection, `v.state <> 'current'`));
}

/** Finds the key whose value looks as a remote key did before the provider showed another value for it. */
function formerValues(store: Store, connection: ConnectionRow): (remote: RemoteKey) => PlacedKey | null {
  const formerEnds = new Map<string, Partial<Ends>>();
  for (const [remoteKeyId, field, before] of store
    .sql(`SELECT h.remote_key_id, h.field, h.before FROM remote_history h JOIN remote_keys r ON r.id = h.remote_key_id
      WHERE r.connection_id = ? AND h.field IN ('prefix', 'suffix') ORDER BY h.sequence`)
    .raw()
    .all(connection.id) as [string, keyof Ends, string | null][]) {
    formerEnds.set(remoteKeyId, { ...formerEnds.get(remoteKeyId), [field]: before ?? '' });
  }
  if (formerEnds.size === 0) return () => null;
  const find = finderByEnds(keysWithEnds(store, connection, `v.state = 'current'`));
  return ({ id, prefix, suffix }) => {
    const former = formerEnds.get(id);
    return former === undefined ? null : find({ prefix, suffix, ...former });
  };
}

function keysWithEnds(store: Store, connection: ConnectionRow, state: string): KeyWithEnds[] {
  return store
    .sql(`SELECT k.id, k.name, k.project_id AS projectId, k.environment_id AS environmentId, v.prefix, v.suffix
      FROM versions v JOIN keys k ON k.id = v.key_id
      WHERE ${state} AND ${LIVE} AND (k.provider IS NULL OR k.provider = @provider)
        AND (@projectId IS NULL OR k.project_id = @projectId)`)
    .all({ provider: connection.provider, projectId: connection.project_id }) as KeyWithEnds[];
}

function finderByEnds(keys: readonly KeyWithEnds[]): (ends: Ends) => PlacedKey | null {
  const byStart = new Map<string, KeyWithEnds>();
  const byEnd = new Map<string, KeyWithEnds>();
  for (const key of keys) {
    const start = tellingStart(key.prefix);
    if (start !== null) byStart.set(start, key);
    if (key.suffix.length >= 4) byEnd.set(key.suffix.slice(-4), key);
  }
  return (ends) => {
    const start = tellingStart(ends.prefix);
    const found =
      (start === null ? undefined : byStart.get(start)) ??
      (ends.suffix.length >= 4 ? byEnd.get(ends.suffix.slice(-4)) : undefined);
    return found === undefined || contradicts({ draft: ends }, found) ? null : found;
  };
}
