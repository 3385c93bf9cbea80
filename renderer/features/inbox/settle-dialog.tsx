import '../inventory/inventory.css';
import { useCallback, useEffect, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { ConnectionId, RemoteKeyId } from '#shared/domain/ids.ts';
import type { Drift } from '#shared/domain/remote-key.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { DriftCallout } from '../inventory/drift-callout.tsx';

/** How the provider and the vault disagree about one key of the provider's, each with the actions that settle it. */
export function SettleDialog({
  connectionId,
  remoteKeyId,
  name,
  onClose,
}: {
  readonly connectionId: ConnectionId;
  readonly remoteKeyId: RemoteKeyId;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const [drifts, setDrifts] = useState<readonly Drift[] | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const load = useCallback(async () => {
    const answer = await call(engine().drifts.list({ connectionId }));
    if (answer.ok) setDrifts(answer.value.drift.filter((drift) => drift.remoteKeyId === remoteKeyId));
    setError(answer.ok ? null : answer.error);
  }, [connectionId, remoteKeyId]);
  useEffect(() => {
    void load();
    return onEngineEvent('vault-changed', () => void load());
  }, [load]);
  return (
    <Dialog
      open
      size="small"
      title={name}
      description="The provider and the vault do not agree."
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {drifts === null ? (
        error === null ? (
          <LoadingState label="Comparing…" />
        ) : (
          <ErrorState title="It could not be compared" message={error.message} onRetry={() => void load()} />
        )
      ) : drifts.length === 0 ? (
        <EmptyState tone="good" title="They agree now" />
      ) : (
        <div className="drift-callouts">
          {drifts.map((drift) => (
            <DriftCallout key={drift.kind} drift={drift} />
          ))}
        </div>
      )}
    </Dialog>
  );
}
