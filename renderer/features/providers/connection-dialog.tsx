import { useState } from 'react';
import type { ProviderSummary } from '#shared/contract/providers.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { useConnectionState } from '../../stores/connections.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { ConnectionForm } from './connection-form.tsx';
import { useCatalogue } from './use-catalogue.ts';
import { useDefinition } from './use-definition.ts';

/** A new connection: first to which provider, then what that one needs. */
export function AddConnectionDialog({
  provider: given,
  onClose,
}: {
  /** Chosen already, on the provider's page. */
  readonly provider: string | null;
  readonly onClose: () => void;
}) {
  const [provider, setProvider] = useState(given);
  const { providers, error: listError, reload: reloadList } = useCatalogue('');
  const { definition, error, reload } = useDefinition(provider);
  const picker =
    given === null && providers !== null ? (
      <ProviderPicker providers={providers} value={provider ?? ''} onChange={setProvider} />
    ) : null;
  if (definition !== null) {
    return (
      <ConnectionForm key={definition.id} definition={definition} before={null} picker={picker} onClose={onClose} />
    );
  }
  return (
    <Dialog open title="Add a connection" onClose={onClose} footer={<Button onClick={onClose}>Cancel</Button>}>
      {listError !== null && given === null ? (
        <ErrorState title="The catalogue could not be read" message={listError.message} onRetry={reloadList} />
      ) : error !== null ? (
        <>
          {picker}
          <ErrorState title="This provider could not be read" message={error.message} onRetry={reload} />
        </>
      ) : picker === null || provider !== null ? (
        <LoadingState label="Reading the definition…" />
      ) : (
        <>
          {picker}
          <p className="field-hint">
            Keyrail then asks for what this provider needs. Connections read metadata only: never a value, and nothing
            is changed there.
          </p>
        </>
      )}
    </Dialog>
  );
}

function ProviderPicker({
  providers,
  value,
  onChange,
}: {
  readonly providers: readonly ProviderSummary[];
  readonly value: string;
  readonly onChange: (provider: string) => void;
}) {
  return (
    <Select
      label="Provider"
      value={value}
      placeholder="Choose a provider"
      onChange={onChange}
      options={providers.map(({ id, name }) => ({ value: id, label: name }))}
    />
  );
}

/** What is said of a connection that is there. */
export function EditConnectionDialog({
  connectionId,
  onClose,
}: {
  readonly connectionId: ConnectionId;
  readonly onClose: () => void;
}) {
  const state = useConnectionState(connectionId);
  const { definition, error, reload } = useDefinition(state?.connection.provider ?? null);
  if (state !== undefined && definition !== null) {
    return <ConnectionForm definition={definition} before={state} picker={null} onClose={onClose} />;
  }
  return (
    <Dialog open title="Edit connection" onClose={onClose} footer={<Button onClick={onClose}>Close</Button>}>
      {state === undefined ? (
        <ErrorState
          title="This connection is not there any more"
          message="It was removed, here or in another process."
        />
      ) : error === null ? (
        <LoadingState label="Reading the definition…" />
      ) : (
        <ErrorState title="Its provider could not be read" message={error.message} onRetry={reload} />
      )}
    </Dialog>
  );
}
