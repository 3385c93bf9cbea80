import type { ConnectionState } from '#shared/contract/connections.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { featureStore, resetCount } from './registry.ts';

export interface ConnectionsState {
  /** In the order of their names; null until they are read. */
  readonly connections: readonly ConnectionState[] | null;
  readonly error: Failure | null;
}

export const useConnections = featureStore<ConnectionsState>('connections', () => ({ connections: null, error: null }));

let reading: Promise<void> | null = null;
let again = false;

/**
 * Reads the connections again. A running sync says that it went on many times a second: while an answer is on its way, any
 * number of requests make one more reading after it.
 */
export async function loadConnections(): Promise<void> {
  again = true;
  reading ??= readWhileAsked().finally(() => {
    reading = null;
  });
  await reading;
}

async function readWhileAsked(): Promise<void> {
  while (again) {
    again = false;
    const resets = resetCount();
    const answer = await call(engine().connections.list({}));
    if (resets !== resetCount()) continue;
    if (!answer.ok) {
      if (answer.error.code !== 'vault-locked') useConnections.setState({ error: answer.error });
      continue;
    }
    const connections = answer.value.connections.toSorted((a, b) =>
      a.connection.name.localeCompare(b.connection.name, undefined, { sensitivity: 'base', numeric: true }),
    );
    useConnections.setState({ connections, error: null });
  }
}

export function findConnection(id: ConnectionId): ConnectionState | undefined {
  return useConnections.getState().connections?.find(({ connection }) => connection.id === id);
}

/** A connection as it is now; undefined where it is not there or not read yet. */
export function useConnectionState(id: ConnectionId): ConnectionState | undefined {
  return useConnections((state) => state.connections?.find(({ connection }) => connection.id === id));
}
