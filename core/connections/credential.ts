import { randomUUID } from 'node:crypto';
import { type Result, success } from '#shared/contract/result.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { connectionNotFound, connectionRow } from './connection-rows.ts';

/** What signs requests of a connection in: the parts that an authentication method of its definition asks for, by field. */
export type ConnectionCredential = {
  /** The id of the definition's authentication method. */
  readonly method: string;
  readonly fields: Readonly<Record<string, string>>;
};

/**
 * Seals a connection's credential in place of the one before; null takes it away. Each one has an id of its own, so that an
 * old one that was copied aside does not open in its place.
 */
export function setCredential(
  store: Store,
  connectionId: string,
  credential: ConnectionCredential | null,
): Result<void, 'connection-not-found'> {
  return store.write(() => {
    const row = connectionRow(store, connectionId);
    if (row === null) return connectionNotFound();
    if (credential === null && row.credential_id === null) return success();
    sealCredential(store, connectionId, credential);
    recordActivity(store, {
      what: 'connection-changed',
      subject: row.name,
      detail: credential === null ? 'credential taken away' : 'new credential',
      ...(row.project_id === null ? {} : { projectId: row.project_id }),
    });
    return success();
  });
}

/** As {@link setCredential}, without a note: for a token that was renewed, and inside a change that notes itself. */
export function sealCredential(store: Store, connectionId: string, credential: ConnectionCredential | null): void {
  const update = store.sql('UPDATE connections SET credential_id = ?, credential = ?, updated_at = ? WHERE id = ?');
  if (credential === null) {
    update.run(null, null, store.now(), connectionId);
    return;
  }
  const id = randomUUID();
  const bytes = Buffer.from(JSON.stringify(credential), 'utf8');
  update.run(id, store.session.seal(connectionId, id, bytes), store.now(), connectionId);
  bytes.fill(0);
}

/**
 * Opens a connection's credential, for a request that is about to be made. Null where it has none.
 * @throws VaultError `vault-damaged` where the sealed bytes were changed or belong elsewhere
 */
export function openCredential(
  store: Store,
  connectionId: string,
): Result<ConnectionCredential | null, 'connection-not-found'> {
  const row = store.sql('SELECT credential_id, credential FROM connections WHERE id = ?').get(connectionId) as
    | { credential_id: string | null; credential: Buffer | null }
    | undefined;
  if (row === undefined) return connectionNotFound();
  if (row.credential_id === null || row.credential === null) return success<ConnectionCredential | null>(null);
  const bytes = store.session.open(connectionId, row.credential_id, row.credential);
  const credential = JSON.parse(bytes.toString('utf8')) as ConnectionCredential;
  bytes.fill(0);
  return success<ConnectionCredential | null>(credential);
}
