import { type Failed, type Result, success } from '#shared/contract/result.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { checkCredential } from './check-credential.ts';
import { connectionNotFound, connectionRow } from './connection-rows.ts';
import { addConnection, type ConnectionFields, editConnection, type FieldError } from './connections.ts';
import { type ConnectionCredential, setCredential } from './credential.ts';

type Change = ConnectionFields & {
  /** Absent: it stays; null: it is taken away. */
  credential?: ConnectionCredential | null | undefined;
};

/** A new connection with its credential, in one change: a credential that cannot be taken adds nothing. */
export function addConnectionWithCredential(
  store: Store,
  { credential, ...request }: Change & { provider: string },
): Result<{ connectionId: ConnectionId }, FieldError | 'provider-not-found'> {
  return store.write((): Result<{ connectionId: ConnectionId }, FieldError | 'provider-not-found'> => {
    const added = addConnection(store, request);
    if (!added.ok || credential === undefined) return added;
    const taken = takeCredential(store, added.value.connectionId, request.provider, credential);
    return taken ?? added;
  });
}

/** Changes a connection and its credential, both or neither. */
export function editConnectionWithCredential(
  store: Store,
  connectionId: string,
  { credential, ...fields }: Change,
): Result<void, FieldError | 'connection-not-found'> {
  return store.write((): Result<void, FieldError | 'connection-not-found'> => {
    const row = connectionRow(store, connectionId);
    if (row === null) return connectionNotFound();
    const edited = editConnection(store, connectionId, fields);
    if (!edited.ok || credential === undefined) return edited;
    return takeCredential(store, connectionId, row.provider, credential) ?? success();
  });
}

function takeCredential(
  store: Store,
  connectionId: string,
  provider: string,
  credential: ConnectionCredential | null,
): Failed<'value-invalid'> | null {
  const definition = findProvider(provider);
  if (credential === null || definition === null) {
    setCredential(store, connectionId, credential);
    return null;
  }
  const checked = checkCredential(definition, credential);
  if (!checked.ok) return checked;
  setCredential(store, connectionId, checked.value);
  return null;
}
