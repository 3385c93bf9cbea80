import { useState } from 'react';
import './connection-form.css';
import type { ConnectionId } from '#shared/domain/ids.ts';
import type { Connection } from '#shared/domain/remote-key.ts';
import { providerName } from '../../data/provider-name.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findConnection, loadConnections } from '../../stores/connections.ts';
import { showProviders, useProvidersView } from '../../stores/providers-view.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { notify } from '../../ui/toast.tsx';
import { countOf } from './connection-words.ts';

/** Asks before a connection is removed, and says what goes with it and what stays. */
export function RemoveConnectionDialog({
  connectionId,
  onClose,
}: {
  readonly connectionId: ConnectionId;
  readonly onClose: () => void;
}) {
  // As it was when it was asked about, whatever changes behind the question.
  const [connection] = useState(() => findConnection(connectionId)?.connection);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const name = connection?.name ?? 'this connection';
  const remove = async (): Promise<void> => {
    setBusy(true);
    const answer = await call(engine().connections.remove({ connectionId }));
    setBusy(false);
    if (!answer.ok) {
      if (!isQuiet(answer)) setError(answer.error.message);
      return;
    }
    const { place } = useProvidersView.getState();
    if (place.at === 'connection' && place.connectionId === connectionId) showProviders({ at: 'connections' });
    notify({ title: `Removed ${name}`, tone: 'ok' });
    onClose();
    await loadConnections();
  };
  return (
    <AlertDialog
      open
      title={`Remove ${name}?`}
      tone="danger"
      confirmLabel="Remove connection"
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() => void remove()}
    >
      <dl className="goes-and-stays">
        <dt>Goes</dt>
        <dd>{goingOf(connection)}</dd>
        <dt>Stays</dt>
        <dd>
          Every key in the vault, with what was learnt of it. Nothing changes at{' '}
          {connection === undefined ? 'the provider' : providerName(connection.provider)}.
        </dd>
      </dl>
      <p>This cannot be undone.</p>
    </AlertDialog>
  );
}

/** "Its stored credential, 42 remote keys with their history and matches, and the sign-in at its dashboard." */
function goingOf(connection: Connection | undefined): string {
  const seen = connection?.remoteKeyCount ?? 0;
  const parts = [
    ...(connection?.hasCredential === true ? ['its stored credential'] : []),
    ...(seen > 0 ? [`${countOf(seen, 'remote key')} with history and matches`] : []),
    ...(connection?.lastSync == null ? [] : ['its past syncs']),
    'the sign-in at its dashboard',
  ];
  const text = new Intl.ListFormat('en', { type: 'conjunction' }).format(parts);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
