import { BookOpen, Plug, Plus } from 'lucide-react';
import type { ConnectionState } from '#shared/contract/connections.ts';
import { openDialog } from '../../dialogs.ts';
import { loadConnections, useConnections } from '../../stores/connections.ts';
import { showProviders, useProvidersView } from '../../stores/providers-view.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { runConnectionKey } from './connection-menu.ts';
import { ConnectionRow } from './connection-row.tsx';
import { useOpenRows } from './use-open-rows.ts';

/** The person's connections, each with how it is and what can be done. */
export function ConnectionsView() {
  const connections = useConnections((state) => state.connections);
  const error = useConnections((state) => state.error);
  const retry = (): void => void loadConnections();
  if (connections === null) {
    if (error === null) return <LoadingState label="Reading connections…" />;
    return <ErrorState title="The connections could not be read" message={error.message} onRetry={retry} />;
  }
  if (connections.length === 0) return <NoConnections />;
  return (
    <div className="providers-scroll">
      {error === null ? null : (
        <Callout
          tone="problem"
          title="This may not be how they are now"
          actions={<Button onClick={retry}>Try again</Button>}
        >
          {error.message}
        </Callout>
      )}
      <ConnectionList connections={connections} />
    </div>
  );
}

function ConnectionList({ connections }: { readonly connections: readonly ConnectionState[] }) {
  const { ref, onKeyDown } = useOpenRows(
    () => useProvidersView.getState().last,
    (key, id) => {
      const state = connections.find(({ connection }) => connection.id === id);
      return state !== undefined && runConnectionKey(key, state);
    },
  );
  return (
    <ul className="connection-list" ref={ref} aria-label="Connections" onKeyDown={onKeyDown}>
      {connections.map((state) => (
        <ConnectionRow key={state.connection.id} state={state} />
      ))}
    </ul>
  );
}

function NoConnections() {
  return (
    <EmptyState
      icon={Plug}
      title="No connections yet"
      actions={
        <>
          <Button variant="primary" icon={Plus} onClick={() => openDialog({ kind: 'add-connection' })}>
            Add connection…
          </Button>
          <Button icon={BookOpen} onClick={() => showProviders({ at: 'catalogue' })}>
            Look at the catalogue
          </Button>
        </>
      }
    >
      A connection reads what a provider says of your keys: which still exist, what they may do, when they were used and
      when they end. It reads metadata only, never a value.
    </EmptyState>
  );
}
