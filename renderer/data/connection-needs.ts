import type { ConnectionState } from '#shared/contract/connections.ts';

/** Whether a connection's last sync did not work out; one that runs again is not held against it. */
export function hasFailed({ connection, running }: ConnectionState): boolean {
  return running === null && connection.lastSync?.status === 'failed';
}

/** Whether a person has something to look at: a failed sync, or a provider and the vault that disagree. */
export function needsSomebody(state: ConnectionState): boolean {
  return hasFailed(state) || state.connection.driftCount > 0;
}
