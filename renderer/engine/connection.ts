import type { Failure } from '#shared/contract/result.ts';
import { featureStore } from '../stores/registry.ts';

export interface Connection {
  /** Why the engine is not there; null while it answers. */
  readonly gone: Failure | null;
}

export const useConnection = featureStore<Connection>('connection', () => ({ gone: null }));

export function reportEngineGone(gone: Failure): void {
  useConnection.setState({ gone });
}

export function reportEngineThere(): void {
  if (useConnection.getState().gone !== null) useConnection.setState({ gone: null });
}
