import { failure, type Result, success } from '#shared/contract/result.ts';
import { connectionRow } from '../connections/connection-rows.ts';
import { type RemoteKeyRow, remoteKeyNotFound, remoteKeyOf, remoteKeyRow } from '../connections/remote-key-rows.ts';
import { keyRow } from '../keys/key-rows.ts';
import { keyNotFound } from '../keys/read-versions.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { matchConnection } from './match-connection.ts';
import { dropReportedDates, takeReportedDates } from './provider-dates.ts';

/**
 * Links a remote key to a vault key because a person says so; no sync changes it. `conflict` where another remote key of
 * the connection is linked to that key by a person.
 */
export function linkRemoteKey(
  store: Store,
  remoteKeyId: string,
  keyId: string,
): Result<void, 'remote-key-not-found' | 'key-not-found' | 'conflict'> {
  return store.write((): Result<void, 'remote-key-not-found' | 'key-not-found' | 'conflict'> => {
    const row = remoteKeyRow(store, remoteKeyId);
    if (row === null) return remoteKeyNotFound();
    const key = keyRow(store, keyId);
    if (key === null) return keyNotFound();
    const rivals = store
      .sql('SELECT * FROM remote_keys WHERE connection_id = ? AND key_id = ? AND id <> ? AND gone_at IS NULL')
      .all(row.connection_id, keyId, remoteKeyId) as RemoteKeyRow[];
    for (const rival of rivals) {
      if (rival.decided === 'linked') {
        return failure('conflict', `${key.name} is linked to "${rival.name}" already. Unlink that one first.`);
      }
      clearLink(store, rival, null);
    }
    if (row.key_id !== null && row.key_id !== keyId) dropReportedDates(store, row.key_id, remoteKeyOf(row));
    store
      .sql(`UPDATE remote_keys SET key_id = ?, match_confidence = 1, match_reason = 'person',
        match_detail = 'linked by a person', decided = 'linked', ignored = 0 WHERE id = ?`)
      .run(keyId, remoteKeyId);
    const linked = remoteKeyRow(store, remoteKeyId);
    if (linked !== null) takeReportedDates(store, [remoteKeyOf(linked)]);
    note(store, row, `linked "${row.name}" to ${key.name}`, keyId);
    return success();
  });
}

/** Says that a remote key is not the one it was matched to, nor any other that a sync may find. */
export function unlinkRemoteKey(store: Store, remoteKeyId: string): Result<void, 'remote-key-not-found'> {
  return store.write(() => {
    const row = remoteKeyRow(store, remoteKeyId);
    if (row === null) return remoteKeyNotFound();
    clearLink(store, row, 'unlinked');
    note(store, row, `unlinked "${row.name}"`, row.key_id);
    return success();
  });
}

/**
 * A rotation gave a key the value of another remote key: the old one is nobody's now, and the new one, by the provider's id
 * for it, is linked where the last sync saw it. Call it inside a `write`.
 * @param remote.newRemoteId null where a person made it: what can be matched by its visible ends is
 * @param remote.keyId the key, where a sync took the old link away meanwhile
 * @returns whether the key is linked to another remote key of the connection now
 */
export function followRotation(
  store: Store,
  { keyId: known, ...remote }: { oldRemoteKeyId: string; newRemoteId: string | null; keyId: string },
): boolean {
  const { oldRemoteKeyId, newRemoteId } = remote;
  const old = remoteKeyRow(store, oldRemoteKeyId);
  if (old === null) return false;
  const keyId = old.key_id ?? known;
  clearLink(store, old, 'unlinked');
  if (newRemoteId === null) {
    return matchConnection(store, old.connection_id).links.some((link) => link.keyId === keyId);
  }
  const fresh = store
    .sql('SELECT * FROM remote_keys WHERE connection_id = ? AND identity = ? AND gone_at IS NULL')
    .get(old.connection_id, `id ${newRemoteId}`) as RemoteKeyRow | undefined;
  if (fresh === undefined) return false;
  const rivals = store
    .sql('SELECT * FROM remote_keys WHERE connection_id = ? AND key_id = ? AND id <> ? AND gone_at IS NULL')
    .all(old.connection_id, keyId, fresh.id) as RemoteKeyRow[];
  for (const rival of rivals) clearLink(store, rival, null);
  store
    .sql(`UPDATE remote_keys SET key_id = ?, match_confidence = 1, match_reason = 'remote-id',
      match_detail = 'made by a rotation', decided = 'linked', ignored = 0 WHERE id = ?`)
    .run(keyId, fresh.id);
  const linked = remoteKeyRow(store, fresh.id);
  if (linked !== null) takeReportedDates(store, [remoteKeyOf(linked)]);
  note(store, fresh, `"${fresh.name}" took the place of "${old.name}"`, keyId);
  return true;
}

/** Leaves a remote key out of matching and drift, or takes it back in. */
export function setIgnored(store: Store, remoteKeyId: string, ignored: boolean): Result<void, 'remote-key-not-found'> {
  return store.write(() => {
    const row = remoteKeyRow(store, remoteKeyId);
    if (row === null) return remoteKeyNotFound();
    if ((row.ignored === 1) === ignored) return success();
    store.sql('UPDATE remote_keys SET ignored = ? WHERE id = ?').run(ignored ? 1 : 0, remoteKeyId);
    note(store, row, `${ignored ? 'ignores' : 'no longer ignores'} "${row.name}"`, row.key_id);
    return success();
  });
}

function clearLink(store: Store, row: RemoteKeyRow, decided: 'unlinked' | null): void {
  if (row.key_id !== null) dropReportedDates(store, row.key_id, remoteKeyOf(row));
  store
    .sql(`UPDATE remote_keys SET key_id = NULL, match_confidence = NULL, match_reason = NULL, match_detail = NULL,
      decided = ? WHERE id = ?`)
    .run(decided, row.id);
}

function note(store: Store, row: RemoteKeyRow, detail: string, keyId: string | null): void {
  const connection = connectionRow(store, row.connection_id);
  bumpRevision(store);
  recordActivity(store, {
    what: 'connection-changed',
    subject: connection?.name ?? '',
    detail,
    ...(keyId === null ? {} : { keyId }),
  });
}
