import type { ConnectionState } from '#shared/contract/connections.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { oneReading } from './one-reading.ts';
import { featureStore } from './registry.ts';

export interface ConnectionsState {
  /** In the order of their names; null until they are read. */
  readonly connections: readonly ConnectionState[] | null;
  readonly error: Failure | null;
}

export const useConnections = featureStore<ConnectionsState>('connections', () => ({ connections: null, error: null }));

/** Reads the connections again. A running sync says that it went on many times a second. */
export const loadConnections = oneReading(
  () => call(engine().connections.list({})),
  (answer) => {
    if (!answer.ok) {
      if (answer.error.code !== 'vault-locked') useConnections.setState({ error: answer.error });
      return;
    }
    const connections = answer.value.connections.toSorted((a, b) =>
      a.connection.name.localeCompare(b.connection.name, undefined, { sensitivity: 'base', numeric: true }),
    );
    useConnections.setState({ connections, error: null });
  },
);

export function findConnection(id: ConnectionId): ConnectionState | undefined {
  return useConnections.getState().connections?.find(({ connection }) => connection.id === id);
}

/** A connection as it is now; undefined where it is not there or not read yet. */
export function useConnectionState(id: ConnectionId): ConnectionState | undefined {
  return useConnections((state) => state.connections?.find(({ connection }) => connection.id === id));
}
