import type { SettleAction } from '#shared/domain/remote-key.ts';
import { listPlacements } from '../ci/placement-rows.ts';
import { targetRows } from '../ci/target-rows.ts';
import { type ConnectionRow, connectionRows } from '../connections/connection-rows.ts';
import { type RemoteKeyRow, remoteKeyOf } from '../connections/remote-key-rows.ts';
import { failingSince } from '../connections/sync-records.ts';
import { driftToken } from '../matching/drift.ts';
import { readDrift } from '../matching/read-drift.ts';
import { readSettings } from '../store/settings-store.ts';
import type { Store } from '../store/store.ts';
import type { ConnectionFacts, Facts, PlacementFacts, RemoteFacts, UseFacts } from './facts.ts';
import { readKeyFacts } from './read-key-facts.ts';
import { unfinishedRotations } from './unfinished-rotations.ts';

/** The index alone tells which values recur, so that the rows of all others are not read. */
export const RECURRING_VALUES = `SELECT fingerprint FROM versions WHERE fingerprint IS NOT NULL
  GROUP BY fingerprint HAVING count(*) > 1`;

/** Reads everything on which it depends what is due. */
export function readFacts(store: Store): Facts {
  const connections = connectionRows(store);
  return {
    ...readKeyFacts(store),
    headerExpiries: readHeaderExpiries(store),
    ...readPlacements(store),
    ...readRemotes(store, connections),
    sameValues: readSameValues(store),
    failing: connections.flatMap((connection) => failingOf(store, connection)),
    rotations: unfinishedRotations(store),
    vault: readVault(store),
  };
}

function readHeaderExpiries(store: Store): Set<string> {
  // A quote inside a text of the draft is escaped, so this is the marker and no text.
  const ids = store
    .sql(`SELECT key_id FROM remote_keys WHERE key_id IS NOT NULL AND gone_at IS NULL
      AND instr(draft, '"header":true') > 0`)
    .pluck()
    .all() as string[];
  return new Set(ids);
}

function readPlacements(store: Store): Pick<Facts, 'placements' | 'placed'> {
  const all = listPlacements(store);
  const placed = new Set(all.flatMap(({ keyId, state }) => (state === 'missing' ? [] : [keyId as string])));
  for (const keyId of store
    .sql(`SELECT DISTINCT key_id FROM scan_findings WHERE what = 'used' AND in_files = 1`)
    .pluck()
    .all() as string[]) {
    placed.add(keyId);
  }
  if (all.length === 0) return { placements: [], placed };
  const targets = new Map(targetRows(store).map((row) => [row.id, row.name]));
  const currentSince = store.sql(`SELECT created_at FROM versions WHERE key_id = ? AND state = 'current'`).pluck();
  const placements = all.flatMap((one): PlacementFacts[] => {
    const { id, keyId, state, targetId, secretName, remoteUpdatedAt, placedAt, detail } = one;
    if (state !== 'behind' && state !== 'changed-elsewhere' && state !== 'missing') return [];
    const since = state === 'behind' ? currentSince.get(keyId) : (remoteUpdatedAt ?? placedAt);
    const where = `${secretName} in ${targets.get(targetId) ?? 'a CI target'}`;
    return [{ id, keyId, state, since: typeof since === 'number' ? since : placedAt, detail: `${where}: ${detail}` }];
  });
  return { placements, placed };
}

type LinkedRow = RemoteKeyRow & { key_id: string };

function readRemotes(
  store: Store,
  connections: readonly ConnectionRow[],
): Pick<Facts, 'remotes' | 'uses' | 'accepted'> {
  if (connections.length === 0) return { remotes: [], uses: [], accepted: new Set() };
  const linked = store.sql('SELECT * FROM remote_keys WHERE key_id IS NOT NULL AND ignored = 0').all() as LinkedRow[];
  const accepted = new Set<string>();
  const uses: UseFacts[] = [];
  for (const row of linked) {
    const lets = row.accepted === '{}' ? {} : (JSON.parse(row.accepted) as Partial<Record<string, SettleAction>>);
    for (const kind of Object.keys(lets)) accepted.add(`${kind} ${row.key_id}`);
    if (row.gone_at !== null) continue;
    const remote = remoteKeyOf(row);
    if (remote.lastUsed === null && !remote.neverUsed) continue;
    if (lets['unused'] === driftToken('unused', remote)) continue;
    uses.push({
      keyId: row.key_id,
      remoteKeyId: row.id,
      connectionId: row.connection_id,
      since: remote.lastUsed?.at ?? remote.created?.at ?? remote.firstSeenAt,
      never: remote.lastUsed === null,
    });
  }
  return { remotes: readDisagreements(store, connections), uses: newestUses(uses), accepted };
}

/** A key that two connections list was used when either of them says so. */
function newestUses(uses: readonly UseFacts[]): UseFacts[] {
  const byKey = new Map<string, UseFacts>();
  for (const use of uses) {
    const known = byKey.get(use.keyId);
    if (known === undefined || use.since > known.since) byKey.set(use.keyId, use);
  }
  return [...byKey.values()];
}

function readDisagreements(store: Store, connections: readonly ConnectionRow[]): RemoteFacts[] {
  const byId = new Map(connections.map((row) => [row.id, row]));
  const seen = store.sql('SELECT first_seen_at, gone_at FROM remote_keys WHERE id = ?');
  const changed = store.sql(`SELECT max(at) FROM remote_history WHERE remote_key_id = ? AND field = 'status'`).pluck();
  return readDrift(store).flatMap((drift): RemoteFacts[] => {
    const kind = kindOfDrift(drift.kind);
    const connection = byId.get(drift.connectionId);
    if (kind === null || connection === undefined || drift.remoteKeyId === null) return [];
    const row = seen.get(drift.remoteKeyId) as { first_seen_at: number; gone_at: number | null } | undefined;
    const statusSince = kind === 'ended-at-provider' ? changed.get(drift.remoteKeyId) : null;
    return [
      {
        kind,
        remoteKeyId: drift.remoteKeyId,
        connectionId: drift.connectionId,
        keyId: drift.keyId,
        name: drift.keyName === '' ? drift.remoteName : drift.keyName,
        projectId: drift.projectId ?? connection.project_id,
        environmentId: drift.environmentId,
        provider: connection.provider,
        since: row?.gone_at ?? (typeof statusSince === 'number' ? statusSince : (row?.first_seen_at ?? store.now())),
        detail: drift.detail,
      },
    ];
  });
}

function kindOfDrift(kind: string): RemoteFacts['kind'] | null {
  switch (kind) {
    case 'unknown-at-provider':
      return 'unknown-key';
    case 'gone-at-provider':
    case 'revoked-at-provider':
    case 'deactivated-at-provider':
    case 'expired-at-provider':
      return 'ended-at-provider';
    default:
      return null;
  }
}

function readSameValues(store: Store): string[][] {
  const recurring = store.sql(RECURRING_VALUES).pluck().all() as Buffer[];
  const holders = store
    .sql(`SELECT k.id FROM versions v JOIN keys k ON k.id = v.key_id
      WHERE v.fingerprint = ? AND v.state = 'current' AND k.archived_at IS NULL AND k.deleted_at IS NULL`)
    .pluck();
  return recurring.flatMap((fingerprint) => {
    const ids = holders.all(fingerprint) as string[];
    return ids.length < 2 ? [] : [ids];
  });
}

function failingOf(store: Store, { id, name, provider, project_id: projectId }: ConnectionRow): ConnectionFacts[] {
  const failing = failingSince(store, id);
  if (failing === null) return [];
  return [{ id, name, provider, projectId, failingSince: failing.since, message: failing.message }];
}

function readVault(store: Store): Facts['vault'] {
  const told = new Map(
    store.sql(`SELECT name, value FROM meta WHERE name LIKE 'last %'`).raw().all() as [string, number][],
  );
  const madeAt = (store.sql('SELECT at FROM activity WHERE sequence = 1').pluck().get() as number | undefined) ?? 0;
  const since = (...names: readonly string[]): number => Math.max(madeAt, ...names.map((name) => told.get(name) ?? 0));
  return {
    backedUpAt: since('last backed-up', 'last restored-from-backup'),
    dailyBackups: readSettings(store).keepDailyBackups > 0,
    recoveryCheckedAt: since('last recovery-code-replaced', 'last recovery-code-checked', 'last vault-key-rotated'),
  };
}
