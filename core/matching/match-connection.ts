import type { EnvironmentMapping } from '../connections/connection-rows.ts';
import { connectionRow, environmentsOf } from '../connections/connection-rows.ts';
import type { StoredDraft } from '../connections/stored-draft.ts';
import type { Store } from '../store/store.ts';
import { type MatchableKey, type MatchableRemote, matchKeys } from './match-keys.ts';

type OpenRow = [
  id: string,
  draft: string,
  keyId: string | null,
  reason: string | null,
  goneAt: number | null,
  decided: string | null,
  ignored: number,
];
type KeyRow = [
  id: string,
  name: string,
  environmentId: string,
  prefix: string,
  suffix: string,
  provider: string | null,
  fingerprint: Buffer | null,
];

/** Reasons by which a link stands until something speaks against it; others are found anew each time. */
const SURE = new Set(['remote-id', 'prefix', 'suffix']);

/**
 * Matches a connection's remote keys to the live keys of its project (of all projects where it has none), and stores the
 * links. What a person linked, unlinked or ignored stays, and so does the link of a key that is not listed any more. Call it
 * inside a `write`.
 */
export function matchConnection(store: Store, connectionId: string): void {
  const connection = connectionRow(store, connectionId);
  if (connection === null) return;
  const rows = store
    .sql(`SELECT id, draft, key_id, match_reason, gone_at, decided, ignored FROM remote_keys WHERE connection_id = ?`)
    .raw()
    .all(connectionId) as OpenRow[];
  const takenKeys = new Set<string>();
  const open: MatchableRemote[] = [];
  const linkedTo = new Map<string, string | null>();
  for (const [id, draft, keyId, reason, goneAt, decided, ignored] of rows) {
    if (decided !== null || ignored === 1 || goneAt !== null) {
      // A key that is gone leaves its link to the one that took its place, where there is one.
      if (keyId !== null && goneAt === null) takenKeys.add(keyId);
      continue;
    }
    linkedTo.set(id, keyId);
    open.push({
      id,
      draft: JSON.parse(draft) as StoredDraft,
      keyId: reason !== null && SURE.has(reason) ? keyId : null,
    });
  }

  const mapping = environmentsOf(store, connection);
  const keys = candidates(store, connection.provider, connection.project_id, takenKeys, mapping, linkedTo);
  const found = new Map(
    matchKeys(open, keys, { environmentOf: environmentFinder(mapping) }).map((match) => [match.remoteKeyId, match]),
  );
  const update = store.sql(
    'UPDATE remote_keys SET key_id = ?, match_confidence = ?, match_reason = ?, match_detail = ? WHERE id = ?',
  );
  for (const [remoteKeyId, keyId] of linkedTo) {
    const match = found.get(remoteKeyId);
    if (match === undefined) {
      if (keyId !== null) update.run(null, null, null, null, remoteKeyId);
    } else if (match.reason !== 'remote-id' || match.keyId !== keyId) {
      // A link that still stands keeps the reason for which it was made.
      update.run(match.keyId, match.confidence, match.reason, match.detail, remoteKeyId);
    }
  }
}

/** The environment that the mapping says, by the provider's name for it; for keys without one, what stands for no name. */
export function environmentFinder(mapping: EnvironmentMapping): (remote: MatchableRemote) => string | null {
  const byName = new Map(mapping.map(({ remote, environmentId }) => [remote.trim().toLowerCase(), environmentId]));
  return ({ draft }) => byName.get((draft.environment ?? '').trim().toLowerCase()) ?? null;
}

/**
 * The keys that may be the connection's. Of several that hold the same value one stands for all: the one that is linked
 * already, else one in a mapped environment, else the first.
 */
function candidates(
  store: Store,
  provider: string,
  projectId: string | null,
  taken: ReadonlySet<string>,
  mapping: EnvironmentMapping,
  linkedTo: ReadonlyMap<string, string | null>,
): MatchableKey[] {
  const rows = store
    .sql(`SELECT k.id, k.name, k.environment_id, k.prefix, k.suffix, k.provider, v.fingerprint
      FROM keys k JOIN versions v ON v.key_id = k.id AND v.state = 'current'
      WHERE k.archived_at IS NULL AND k.deleted_at IS NULL AND (k.provider IS NULL OR k.provider = @provider)
        AND (@projectId IS NULL OR k.project_id = @projectId)
      ORDER BY k.id`)
    .raw()
    .all({ provider, projectId }) as KeyRow[];
  const mapped = new Set(mapping.map(({ environmentId }) => environmentId as string));
  const linked = new Set(linkedTo.values());
  const rank = (id: string, environmentId: string): number => (linked.has(id) ? 2 : mapped.has(environmentId) ? 1 : 0);
  const byValue = new Map<string, { key: MatchableKey; rank: number } | null>();
  for (const [id, name, environmentId, prefix, suffix, itsProvider, fingerprint] of rows) {
    const value = fingerprint === null ? id : fingerprint.toString('latin1');
    if (taken.has(id)) {
      byValue.set(value, null);
      continue;
    }
    const other = byValue.get(value);
    const itsRank = rank(id, environmentId);
    if (other === null || (other !== undefined && other.rank >= itsRank)) continue;
    const key = { id, name, environmentId, prefix, suffix, ofProvider: itsProvider !== null };
    byValue.set(value, { key, rank: itsRank });
  }
  return [...byValue.values()].flatMap((one) => (one === null ? [] : [one.key]));
}
