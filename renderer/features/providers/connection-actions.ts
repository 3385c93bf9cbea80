import type { ConnectionState } from '#shared/contract/connections.ts';
import type { Failed } from '#shared/contract/result.ts';
import { reportFailure } from '../../actions/perform.ts';
import { openDialog } from '../../dialogs.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { notify } from '../../ui/toast.tsx';
import { changesText, countOf } from './connection-words.ts';

/** What a connection's main button does now. */
export type MainAction = 'sync' | 'cancel' | 'add-credential' | 'open-dashboard' | 'capture' | 'from-file';

export const MAIN_LABELS: Readonly<Record<MainAction, string>> = {
  sync: 'Sync now',
  cancel: 'Cancel',
  'add-credential': 'Add credential…',
  'open-dashboard': 'Open dashboard',
  capture: 'Capture…',
  'from-file': 'From file…',
};

export function mainActionOf(state: ConnectionState): MainAction {
  const { connection, running, dashboardOpen } = state;
  if (running !== null) return 'cancel';
  if (dashboardOpen) return 'capture';
  switch (state.way) {
    case 'api':
      return connection.hasCredential ? 'sync' : 'add-credential';
    case 'dashboard':
      return 'open-dashboard';
    case 'file':
      return 'from-file';
  }
}

export function runMainAction(state: ConnectionState): void {
  const { id: connectionId } = state.connection;
  switch (mainActionOf(state)) {
    case 'sync':
      void syncConnection(state);
      break;
    case 'cancel':
      void cancelSync(state);
      break;
    case 'add-credential':
      openDialog({ kind: 'edit-connection', connectionId });
      break;
    case 'open-dashboard':
      void openDashboard(state);
      break;
    case 'capture':
      openDialog({ kind: 'capture', connectionId, from: 'dashboard' });
      break;
    case 'from-file':
      openDialog({ kind: 'capture', connectionId, from: 'file' });
      break;
  }
}

/** Syncs by the API and says how it ended; a failure of the provider's is also on the connection itself from then on. */
export async function syncConnection({ connection: { id, name } }: ConnectionState): Promise<void> {
  const answer = await call(engine().connections.sync({ connectionId: id }));
  const key = `sync ${id}`;
  if (!answer.ok) {
    reportFailure(answer);
    return;
  }
  const { outcome, skipped } = answer.value;
  switch (outcome.status) {
    case 'done': {
      const detail = [changesText(outcome), ...skipped].join(' ');
      notify({ title: `Synced ${name}: ${countOf(outcome.seen, 'key')}`, detail, tone: 'ok', key });
      break;
    }
    case 'failed':
      notify({ title: `${name} was not synced`, detail: outcome.error?.message ?? '', tone: 'problem', key });
      break;
    case 'cancelled':
      notify({ title: `Cancelled the sync of ${name}`, detail: 'What was seen before stays.', key });
      break;
    case 'running':
      break;
  }
}

export async function syncAll(): Promise<void> {
  const answer = await call(engine().connections.syncAll({}));
  if (!answer.ok) {
    reportFailure(answer);
    return;
  }
  const { length } = answer.value.started;
  notify(
    length === 0
      ? {
          title: 'Nothing to sync by itself',
          detail: 'No connection has an API and a credential. The others are captured from their dashboards.',
          key: 'sync all',
        }
      : { title: `Syncing ${countOf(length, 'connection')}`, key: 'sync all' },
  );
}

export async function cancelSync({ connection: { id } }: ConnectionState): Promise<void> {
  const answer = await call(engine().connections.cancelSync({ connectionId: id }));
  if (!answer.ok) reportFailure(answer);
}

/** Opens the provider's page in its own window; where that cannot be, says what can be done instead. */
export async function openDashboard({ connection: { id } }: ConnectionState): Promise<void> {
  const answer = await call(engine().connections.openDashboard({ connectionId: id }));
  if (answer.ok) return;
  if (answer.error.code === 'address-invalid')
    offer(answer, 'Edit', () => openDialog({ kind: 'edit-connection', connectionId: id }));
  else if (answer.error.code === 'unsupported')
    offer(answer, 'From file…', () => openDialog({ kind: 'capture', connectionId: id, from: 'file' }));
  else reportFailure(answer);
}

function offer(answer: Failed<string>, label: string, run: () => void): void {
  if (!isQuiet(answer)) notify({ title: answer.error.message, tone: 'problem', action: { label, run } });
}

/** Closes the dashboard and erases its browser profile. */
export async function forgetDashboard({ connection: { id, name } }: ConnectionState): Promise<void> {
  const answer = await call(engine().connections.forgetDashboard({ connectionId: id }));
  if (answer.ok)
    notify({ title: `Signed out of ${name}’s dashboard`, detail: 'Its cookies and pages were erased.', tone: 'ok' });
  else reportFailure(answer);
}

/** Opens a page of a provider's in the person's own browser; `source` is a name of the definition's sources. */
export async function openProviderPage(
  providerId: string,
  page: 'dashboard' | 'keys' | 'documentation' | { readonly source: string },
): Promise<void> {
  const answer = await call(engine().providers.openPage({ providerId, page }));
  if (!answer.ok) reportFailure(answer);
}
