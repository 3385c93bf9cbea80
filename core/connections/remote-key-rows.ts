import { failure, type Result, success } from '#shared/contract/result.ts';
import type { AbsentLook } from '#shared/domain/completeness.ts';
import type { RemoteKey, RemoteOrigin } from '#shared/domain/remote-key.ts';
import type { Store } from '../store/store.ts';
import { factOf } from './remote-dates.ts';
import { type StoredDraft, sightingOf } from './stored-draft.ts';

/** A row of `remote_keys` as SQLite gives it. */
export type RemoteKeyRow = {
  id: string;
  connection_id: string;
  identity: string;
  draft: string;
  name: string;
  status: RemoteKey['status'];
  origin: RemoteOrigin;
  first_seen_at: number;
  last_seen_at: number;
  missing_at: number | null;
  gone_at: number | null;
  absence: string;
  key_id: string | null;
  match_confidence: number | null;
  match_reason: NonNullable<RemoteKey['match']>['reason'] | null;
  match_detail: string | null;
  decided: 'linked' | 'unlinked' | null;
  ignored: number;
  accepted: string;
};

/** What a person sees of a change at the provider; `listed` is yes or no. */
export type RemoteChange = { at: number; field: string; before: string | null; after: string | null };

/** The remote keys of a connection, those that are gone last, by name. */
export function remoteKeyRows(store: Store, connectionId: string): RemoteKeyRow[] {
  return store
    .sql(
      `SELECT * FROM remote_keys WHERE connection_id = ? ORDER BY gone_at IS NOT NULL, name COLLATE NOCASE, identity`,
    )
    .all(connectionId) as RemoteKeyRow[];
}

export function listRemoteKeys(store: Store, connectionId: string): RemoteKey[] {
  return remoteKeyRows(store, connectionId).map(remoteKeyOf);
}

export function remoteKeyRow(store: Store, remoteKeyId: string): RemoteKeyRow | null {
  return (store.sql('SELECT * FROM remote_keys WHERE id = ?').get(remoteKeyId) as RemoteKeyRow | undefined) ?? null;
}

export function remoteKeyNotFound() {
  return failure('remote-key-not-found', 'That key of the provider is not there any more.');
}

/** A remote key of a connection by its id, the provider's id for it, or its name where only one has it. */
export function findRemoteKey(
  store: Store,
  connectionId: string,
  text: string,
): Result<RemoteKeyRow, 'remote-key-not-found' | 'conflict'> {
  const rows = store
    .sql(`SELECT * FROM remote_keys WHERE connection_id = @connectionId AND (id = @text OR identity = 'id ' || @text OR name = @text)
      ORDER BY id = @text DESC, identity = 'id ' || @text DESC, gone_at IS NOT NULL`)
    .all({ connectionId, text }) as RemoteKeyRow[];
  const [row, ...others] = rows;
  if (row === undefined) {
    return failure('remote-key-not-found', `The last sync saw no key "${text}". "keyrail remote-keys" lists them.`);
  }
  if (row.id !== text && row.identity !== `id ${text}` && others.length > 0) {
    return failure('conflict', `${rows.length} keys of the provider are named "${text}". Name one by its id.`);
  }
  return success(row);
}

/** Oldest first. */
export function remoteKeyHistory(store: Store, remoteKeyId: string): RemoteChange[] {
  return store
    .sql('SELECT at, field, before, after FROM remote_history WHERE remote_key_id = ? ORDER BY sequence')
    .all(remoteKeyId) as RemoteChange[];
}

export function remoteKeyOf(row: RemoteKeyRow): RemoteKey {
  const draft = JSON.parse(row.draft) as StoredDraft;
  const unreadDates: Record<string, string> = {};
  const dateOf = (field: 'created' | 'lastUsed' | 'expires') => {
    const date = draft[field];
    if (date !== null && date !== 'never' && date.at === null) unreadDates[field] = date.text;
    return factOf(sightingOf(draft, field, row.last_seen_at));
  };
  return {
    id: row.id as RemoteKey['id'],
    connectionId: row.connection_id as RemoteKey['connectionId'],
    remoteId: draft.remoteId,
    name: draft.name,
    prefix: draft.prefix,
    suffix: draft.suffix,
    kind: draft.kind,
    status: draft.status,
    statusText: draft.statusText,
    scopes: draft.scopes,
    created: dateOf('created'),
    createdBy: draft.createdBy,
    lastUsed: dateOf('lastUsed'),
    expires: dateOf('expires'),
    unreadDates,
    neverExpires: draft.expires === 'never',
    neverUsed: draft.lastUsed === 'never',
    description: draft.description,
    environment: draft.environment,
    origin: row.origin,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    missingAt: row.missing_at,
    goneAt: row.gone_at,
    absence: row.absence === '[]' ? [] : (JSON.parse(row.absence) as AbsentLook[]),
    match:
      row.key_id === null
        ? null
        : {
            keyId: row.key_id as NonNullable<RemoteKey['match']>['keyId'],
            confidence: row.match_confidence ?? 1,
            reason: row.match_reason ?? 'person',
            detail: row.match_detail ?? '',
          },
    ignored: row.ignored === 1,
  };
}
