import type { EnvironmentMapping } from '../connections/connection-rows.ts';
import { connectionRow, environmentsOf } from '../connections/connection-rows.ts';
import type { PackedDraft } from '../connections/packed-draft.ts';
import type { StoredDraft } from '../connections/stored-draft.ts';
import type { Store } from '../store/store.ts';
import { type Match, type MatchableKey, type MatchableRemote, matchKeys } from './match-keys.ts';

type RemoteRow = [
  rowid: number,
  id: string,
  draft: string | null,
  keyId: string | null,
  confidence: number | null,
  reason: string | null,
  unlistedSince: number | null,
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
];

/** Reasons by which a link stands until something speaks against it; others are found anew each time. */
const SURE = new Set(['remote-id', 'prefix', 'suffix']);

/** A link of a remote key that is listed. */
export type StandingLink = Pick<Match, 'remoteKeyId' | 'keyId' | 'confidence'>;

export type ConnectionMatches = {
  /** Of all that is listed, those that a person made among them. */
  readonly links: readonly StandingLink[];
  /** What was found now, by the remote key's id. */
  readonly found: ReadonlyMap<string, Match>;
};

/**
 * Matches a connection's remote keys to the live keys of its project (of all projects where it has none), and stores the
 * links. What a person linked, unlinked or ignored stays, and so does the link of a key that is not listed any more. Call it
 * inside a `write`.
 *
 * @param known what is stored of remote keys, by id, where the caller has it; the others are read
 * @param unstored remote keys that are not stored yet: whoever stores them stores what was `found` for them
 */
export function matchConnection(
  store: Store,
  connectionId: string,
  known: ReadonlyMap<string, PackedDraft> = new Map(),
  unstored: readonly { readonly id: string; readonly draft: PackedDraft }[] = [],
): ConnectionMatches {
  const connection = connectionRow(store, connectionId);
  if (connection === null) return { links: [], found: new Map() };
  // In the order of the table: rows that are read and written one after the other share pages, which are decrypted once.
  const rows = store
    .sql(`SELECT rowid, id, iif(?, draft, NULL), key_id, match_confidence, match_reason,
        coalesce(gone_at, missing_at), decided, ignored
      FROM remote_keys WHERE rowid IN (SELECT rowid FROM remote_keys WHERE connection_id = ?)`)
    .raw()
    .all(known.size === 0 ? 1 : 0, connectionId) as RemoteRow[];
  const takenKeys = new Set<string>();
  const links: StandingLink[] = [];
  const open: MatchableRemote[] = [];
  const before: { rowid: number; remoteKeyId: string; keyId: string | null; confidence: number | null }[] = [];
  for (const [rowid, remoteKeyId, draft, keyId, confidence, reason, unlistedSince, decided, ignored] of rows) {
    if (decided !== null || ignored === 1 || unlistedSince !== null) {
      // A key that is not listed leaves its link to the one that took its place, where there is one.
      if (keyId !== null && unlistedSince === null) {
        takenKeys.add(keyId);
        links.push({ remoteKeyId, keyId, confidence: confidence ?? 1 });
      }
      continue;
    }
    before.push({ rowid, remoteKeyId, keyId, confidence });
    open.push({
      id: remoteKeyId,
      draft: known.get(remoteKeyId) ?? storedDraft(store, rowid, draft),
      keyId: reason !== null && SURE.has(reason) ? keyId : null,
    });
  }
  for (const { id, draft } of unstored) open.push({ id, draft, keyId: null });

  const mapping = environmentsOf(store, connection);
  const linked = new Set(before.map(({ keyId }) => keyId));
  const keys = candidates(store, connection.provider, connection.project_id, takenKeys, mapping, linked);
  const found = new Map(
    matchKeys(open, keys, { environmentOf: environmentFinder(mapping) }).map((match) => [match.remoteKeyId, match]),
  );
  const update = store.sql(
    'UPDATE remote_keys SET key_id = ?, match_confidence = ?, match_reason = ?, match_detail = ? WHERE rowid = ?',
  );
  for (const { rowid, remoteKeyId, keyId, confidence } of before) {
    const match = found.get(remoteKeyId);
    if (match === undefined) {
      if (keyId !== null) update.run(null, null, null, null, rowid);
    } else if (match.reason !== 'remote-id' || match.keyId !== keyId) {
      update.run(match.keyId, match.confidence, match.reason, match.detail, rowid);
      links.push({ remoteKeyId, keyId: match.keyId, confidence: match.confidence });
    } else {
      // A link that still stands keeps the reason for which it was made.
      links.push({ remoteKeyId, keyId: match.keyId, confidence: confidence ?? 1 });
    }
  }
  for (const { id } of unstored) {
    const match = found.get(id);
    if (match !== undefined) links.push(match);
  }
  return { links, found };
}

/** Of a stored draft what matching asks for: whole ones of a long list would outlive V8's young generation. */
function storedDraft(store: Store, rowid: number, text: string | null): MatchableRemote['draft'] {
  const written = text ?? (store.sql('SELECT draft FROM remote_keys WHERE rowid = ?').pluck().get(rowid) as string);
  const { remoteId, name, prefix, suffix, environment, status } = JSON.parse(written) as StoredDraft;
  return { remoteId, name, prefix, suffix, environment, status };
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
  linked: ReadonlySet<string | null>,
): MatchableKey[] {
  const rows = store
    .sql(`SELECT id, name, environment_id, prefix, suffix, provider FROM keys
      WHERE archived_at IS NULL AND deleted_at IS NULL AND (provider IS NULL OR provider = @provider)
        AND (@projectId IS NULL OR project_id = @projectId)`)
    .raw()
    .all({ provider, projectId }) as KeyRow[];
  const shared = sharedValues(store);
  const mapped = new Set(mapping.map(({ environmentId }) => environmentId as string));
  const rank = (id: string, environmentId: string): number => (linked.has(id) ? 2 : mapped.has(environmentId) ? 1 : 0);
  const byValue = new Map<string, { key: MatchableKey; rank: number } | null>();
  for (const [id, name, environmentId, prefix, suffix, itsProvider] of rows) {
    const value = shared.get(id) ?? id;
    if (taken.has(id)) {
      byValue.set(value, null);
      continue;
    }
    const other = byValue.get(value);
    const itsRank = rank(id, environmentId);
    if (other === null) continue;
    if (other !== undefined && (other.rank > itsRank || (other.rank === itsRank && other.key.id < id))) continue;
    const key = { id, name, environmentId, prefix, suffix, ofProvider: itsProvider !== null };
    byValue.set(value, { key, rank: itsRank });
  }
  return [...byValue.values()].flatMap((one) => (one === null ? [] : [one.key]));
}

/** What tells values apart, of keys whose value others may hold as well. The index of fingerprints alone names most as single. */
function sharedValues(store: Store): ReadonlyMap<string, string> {
  const rows = store
    .sql(`SELECT key_id, fingerprint FROM versions WHERE state = 'current' AND fingerprint IN (
        SELECT fingerprint FROM versions WHERE fingerprint IS NOT NULL GROUP BY fingerprint HAVING count(*) > 1)`)
    .raw()
    .all() as [keyId: string, fingerprint: Buffer][];
  return new Map(rows.map(([keyId, fingerprint]) => [keyId, fingerprint.toString('latin1')]));
}
