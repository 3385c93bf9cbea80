import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { type InventoryRow, inventoryRows } from './inventory-rows.ts';

export interface InventoryState {
  /** Null until they are read; what was read before stays while it is read again. */
  readonly rows: readonly InventoryRow[] | null;
  readonly error: Failure | null;
  readonly reload: () => void;
}

/**
 * What a connection's last sync saw, beside what is in the vault; read again whenever the vault changes.
 * @param snapshotAt when the snapshot was taken: another one is a reason to read again
 */
export function useInventory(connectionId: ConnectionId, snapshotAt: number | null): InventoryState {
  const [state, setState] = useState<{
    readonly of: ConnectionId;
    readonly rows: readonly InventoryRow[] | null;
    readonly error: Failure | null;
  }>({ of: connectionId, rows: null, error: null });
  const turn = useRef(0);
  const load = useCallback(async () => {
    turn.current += 1;
    const own = turn.current;
    const [listed, drifts] = await Promise.all([
      call(engine().remoteKeys.list({ connectionId })),
      call(engine().drifts.list({ connectionId })),
    ]);
    if (own !== turn.current) return;
    if (listed.ok && drifts.ok) {
      const { remoteKeys, keys } = listed.value;
      setState({ of: connectionId, rows: inventoryRows(remoteKeys, keys, drifts.value.drift), error: null });
      return;
    }
    const error = !listed.ok ? listed.error : drifts.ok ? null : drifts.error;
    setState((before) => ({ of: connectionId, rows: before.of === connectionId ? before.rows : null, error }));
  }, [connectionId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another snapshot is a reason to read again
  useEffect(() => {
    void load();
    const stop = onEngineEvent('vault-changed', () => void load());
    return () => {
      turn.current += 1;
      stop();
    };
  }, [load, snapshotAt]);
  const shown = state.of === connectionId ? state : { rows: null, error: null };
  return { rows: shown.rows, error: shown.error, reload: () => void load() };
}
