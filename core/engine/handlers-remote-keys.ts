import { failure, success } from '#shared/contract/result.ts';
import { connectionNotFound, connectionRow, connectionRows } from '../connections/connection-rows.ts';
import {
  listRemoteKeys,
  type RemoteKeyRow,
  remoteKeyHistory,
  remoteKeyNotFound,
  remoteKeyOf,
  remoteKeyRow,
} from '../connections/remote-key-rows.ts';
import { keyRow } from '../keys/key-rows.ts';
import { keyNotFound } from '../keys/read-versions.ts';
import { linkedPlaces } from '../matching/linked-places.ts';
import { linkRemoteKey, setIgnored, unlinkRemoteKey } from '../matching/links.ts';
import { readDrift } from '../matching/read-drift.ts';
import { adoptRemoteKey, settleDrift } from '../matching/settle-drift.ts';
import { type Handlers, unlocked } from './handlers.ts';
import { readNewValue } from './handlers-keys.ts';

export const remoteKeyHandlers: Handlers<'remoteKeys'> = {
  list: (engine, { connectionId }) =>
    unlocked(engine, (store) => {
      if (connectionRow(store, connectionId) === null) return connectionNotFound();
      return success({
        remoteKeys: listRemoteKeys(store, connectionId),
        keys: linkedPlaces(store, connectionId),
      });
    }),
  ofKey: (engine, { keyId }) =>
    unlocked(engine, (store) => {
      if (keyRow(store, keyId) === null) return keyNotFound();
      const rows = store.sql('SELECT * FROM remote_keys WHERE key_id = ?').all(keyId) as RemoteKeyRow[];
      const connections = new Map(connectionRows(store).map((row) => [row.id, row]));
      const seenBy = [...new Set(rows.map((row) => row.connection_id))];
      return success({
        remoteKeys: rows.flatMap((row) => {
          const connection = connections.get(row.connection_id);
          if (connection === undefined) return [];
          const { name, provider, snapshot_at: snapshotAt } = connection;
          return [{ remoteKey: remoteKeyOf(row), connection: name, provider, snapshotAt }];
        }),
        drift: seenBy.flatMap((connectionId) =>
          readDrift(store, { connectionId }).filter((drift) => drift.keyId === keyId),
        ),
      });
    }),
  history: (engine, { remoteKeyId }) =>
    unlocked(engine, (store) => {
      if (remoteKeyRow(store, remoteKeyId) === null) return remoteKeyNotFound();
      return success({ changes: remoteKeyHistory(store, remoteKeyId).toReversed() });
    }),
  link: (engine, { remoteKeyId, keyId }) =>
    unlocked(engine, (store) => {
      const linked = linkRemoteKey(store, remoteKeyId, keyId);
      return linked.ok ? success({}) : linked;
    }),
  unlink: (engine, { remoteKeyId }) =>
    unlocked(engine, (store) => {
      const unlinked = unlinkRemoteKey(store, remoteKeyId);
      return unlinked.ok ? success({}) : unlinked;
    }),
  ignore: (engine, { remoteKeyId, ignored }) =>
    unlocked(engine, (store) => {
      const done = setIgnored(store, remoteKeyId, ignored);
      return done.ok ? success({}) : done;
    }),
  adopt: async (engine, { value, verbatim, withOffered, ...request }) => {
    const read = await readNewValue(engine, { from: 'text', text: value }, { kind: 'secret', verbatim, withOffered });
    if (!read.ok) {
      const { code, message } = read.error;
      return failure(code === 'vault-locked' || code === 'pasted-not-found' ? code : 'value-invalid', message);
    }
    const { bytes } = read.value;
    const adopted = unlocked(engine, (store) => adoptRemoteKey(store, { ...request, bytes }));
    bytes.fill(0);
    return adopted;
  },
};

export const driftHandlers: Handlers<'drifts'> = {
  list: (engine, { connectionId }) =>
    unlocked(engine, (store) => {
      if (connectionId !== undefined && connectionRow(store, connectionId) === null) return connectionNotFound();
      return success({ drift: readDrift(store, { connectionId }) });
    }),
  settle: (engine, request) =>
    unlocked(engine, (store) => {
      const settled = settleDrift(store, request);
      return settled.ok ? success({ undo: settled.value }) : settled;
    }),
};
