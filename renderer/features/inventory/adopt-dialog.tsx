import './inventory.css';
import { useEffect, useState } from 'react';
import type { Failure } from '#shared/contract/result.ts';
import type { ConnectionId, RemoteKeyId } from '#shared/domain/ids.ts';
import type { RemoteKey } from '#shared/domain/remote-key.ts';
import type { KeptForm } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useConnectionState } from '../../stores/connections.ts';
import { useProjects } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { AdoptForm } from './adopt-form.tsx';

interface Read {
  readonly remote: RemoteKey;
  /** What the provider's documents call the variable; null where they do not. */
  readonly defaultVariable: string | null;
}

/** Takes a key that only the provider knows into the vault, by pasting its value. */
export function AdoptDialog({
  remoteKeyId,
  connectionId,
  kept,
  onClose,
}: {
  readonly remoteKeyId: RemoteKeyId;
  readonly connectionId: ConnectionId;
  /** It goes on with a value that was pasted before. */
  readonly kept?: KeptForm | undefined;
  readonly onClose: () => void;
}) {
  const state = useConnectionState(connectionId);
  const projects = useProjects((each) => each.projects);
  const [read, setRead] = useState<Read | null>(null);
  const [error, setError] = useState<Pick<Failure, 'message'> | null>(null);
  const [attempt, setAttempt] = useState(0);
  const provider = state?.connection.provider;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads again
  useEffect(() => {
    if (provider === undefined) return;
    let current = true;
    void Promise.all([
      call(engine().remoteKeys.list({ connectionId })),
      call(engine().providers.get({ providerId: provider })),
    ]).then(([listed, known]) => {
      if (!current) return;
      if (!listed.ok) {
        setError(listed.error);
        return;
      }
      const remote = listed.value.remoteKeys.find(({ id }) => id === remoteKeyId);
      if (remote === undefined) setError({ message: 'That key of the provider is not there any more.' });
      else
        setRead({ remote, defaultVariable: known.ok ? (known.value.definition.defaultVariable?.value ?? null) : null });
    });
    return () => {
      current = false;
    };
  }, [connectionId, remoteKeyId, provider, attempt]);

  if (read !== null && state !== undefined && projects !== null) {
    return <AdoptForm {...read} connection={state.connection} projects={projects} kept={kept} onClose={onClose} />;
  }
  return (
    <Dialog open title="Adopt a key" onClose={onClose} footer={<Button onClick={onClose}>Cancel</Button>}>
      {error === null ? (
        <LoadingState label="Reading the key…" />
      ) : (
        <ErrorState
          title="This key could not be read"
          message={error.message}
          onRetry={() => {
            setError(null);
            setAttempt(attempt + 1);
          }}
        />
      )}
    </Dialog>
  );
}
