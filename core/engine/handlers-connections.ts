import type { ConnectionState } from '#shared/contract/connections.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { addConnectionWithCredential, editConnectionWithCredential } from '../connections/arrange-connection.ts';
import { checkAddress } from '../connections/connection-address.ts';
import {
  type ConnectionRow,
  connectionNotFound,
  connectionOf,
  connectionRow,
  connectionRows,
} from '../connections/connection-rows.ts';
import { removeConnection } from '../connections/connections.ts';
import { listSyncs } from '../connections/sync-records.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { testConnection } from '../sync/test-connection.ts';
import { driftCounts } from './drift-counts.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const connectionHandlers: Handlers<'connections'> = {
  list: (engine) =>
    unlocked(engine, (store) => {
      const drifts = driftCounts(store);
      const connections = connectionRows(store).map((row) => stateOf(engine, store, row, drifts.get(row.id) ?? 0));
      return success({ connections });
    }),
  add: (engine, request) => unlocked(engine, (store) => addConnectionWithCredential(store, request)),
  edit: (engine, { connectionId, ...change }) =>
    unlocked(engine, (store) => {
      const edited = editConnectionWithCredential(store, connectionId, change);
      return edited.ok ? success({}) : edited;
    }),
  remove: async (engine, { connectionId }) => {
    const removed = unlocked(engine, (store) => {
      engine.syncs()?.cancel(connectionId);
      return removeConnection(store, connectionId);
    });
    if (!removed.ok) return removed;
    try {
      await engine.platform.dashboards?.forget(connectionId);
    } catch (error) {
      // The connection is gone already; what is left of its profile belongs to nothing.
      engine.log.error('dashboard-not-forgotten', error);
    }
    return success({});
  },
  test: async (engine, { connectionId }) => {
    const tested = await unlocked(engine, (store) => testConnection(store, connectionId));
    return tested.ok ? success({ ...tested.value, hints: [...tested.value.hints] }) : tested;
  },

  sync: async (engine, { connectionId }) => {
    const row = unlocked(engine, (store) => rowOf(store, connectionId));
    if (!row.ok) return row;
    if (!asksApi(row.value)) return notByApi(row.value);
    const synced = await engine.syncs()?.sync(connectionId);
    if (synced === undefined) return failure('vault-locked', 'The vault is locked. Unlock it first.');
    if (!synced.ok) return synced;
    const { outcome, skipped } = synced.value;
    return success({ outcome, skipped: skipped.map(({ listing, message }) => `${listing}: ${message}`) });
  },
  syncAll: (engine) =>
    unlocked(engine, (store) => {
      const rows = connectionRows(store).filter((row) => row.credential_id !== null && asksApi(row));
      for (const { id } of rows) engine.syncs()?.start(id);
      return success({ started: rows.map(({ id }) => id as ConnectionId) });
    }),
  cancelSync: (engine, { connectionId }) =>
    unlocked(engine, (store) => {
      const row = rowOf(store, connectionId);
      return row.ok ? success({ wasRunning: engine.syncs()?.cancel(connectionId) ?? false }) : row;
    }),
  syncs: (engine, { connectionId, limit }) =>
    unlocked(engine, (store) => {
      const row = rowOf(store, connectionId);
      return row.ok ? success({ syncs: listSyncs(store, connectionId, limit) }) : row;
    }),

  openDashboard: async (engine, { connectionId }) => {
    const row = unlocked(engine, (store) => rowOf(store, connectionId));
    if (!row.ok) return row;
    const { dashboards } = engine.platform;
    if (dashboards === null) return noDashboards();
    const url = dashboardAddress(row.value);
    if (!url.ok) return url;
    try {
      await dashboards.open({ profile: connectionId, url: url.value, title: dashboardTitle(row.value) });
    } catch (error) {
      engine.log.error('dashboard-not-opened', error);
      return failure('unsupported', 'The window could not be opened. Close other windows of Keyrail, and try again.');
    }
    // Locked while it was opened: the lock has closed those that it saw.
    if (engine.store() === null) await dashboards.closeAll();
    return success({});
  },
  closeDashboard: async (engine, { connectionId }) => {
    const row = unlocked(engine, (store) => rowOf(store, connectionId));
    if (!row.ok) return row;
    return success({ wasOpen: (await engine.platform.dashboards?.close(connectionId)) ?? false });
  },
  forgetDashboard: async (engine, { connectionId }) => {
    const row = unlocked(engine, (store) => rowOf(store, connectionId));
    if (!row.ok) return row;
    if (engine.platform.dashboards === null) return noDashboards();
    await engine.platform.dashboards.forget(connectionId);
    return success({});
  },
};

function rowOf(store: Store, connectionId: string): Result<ConnectionRow, 'connection-not-found'> {
  const row = connectionRow(store, connectionId);
  return row === null ? connectionNotFound() : success(row);
}

function stateOf(engine: EngineState, store: Store, row: ConnectionRow, driftCount: number): ConnectionState {
  const way = wayOf(engine, row);
  return {
    connection: connectionOf(store, row, driftCount),
    way,
    running: engine.syncs()?.runningOf(row.id) ?? null,
    nextSyncAt: asksApi(row) ? (engine.syncs()?.nextSyncAt(row) ?? null) : null,
    dashboardOpen: engine.platform.dashboards?.isOpen(row.id) ?? false,
  };
}

/** What the person chose, else the definition's best way, among those that this connection and this desktop have. */
function wayOf({ platform }: EngineState, row: ConnectionRow): ConnectionState['way'] {
  const byPerson = platform.dashboards === null ? 'file' : 'dashboard';
  if (!asksApi(row)) return byPerson;
  if (row.way === 'api') return 'api';
  const isBest = findProvider(row.provider)?.sync.ways[0] === 'api';
  return isBest || row.credential_id !== null ? 'api' : byPerson;
}

function asksApi(row: ConnectionRow): boolean {
  return row.way !== 'dashboard' && findProvider(row.provider)?.sync.api !== undefined;
}

function notByApi(row: ConnectionRow) {
  const definition = findProvider(row.provider);
  if (definition?.sync.api !== undefined) {
    return failure('unsupported', `${row.name} is read from its dashboard, as was chosen. Edit it to use the API.`);
  }
  return failure(
    'unsupported',
    `${definition?.name.value ?? row.provider} has no listing that can be asked. Open its dashboard, or take a file in which its keys are listed.`,
  );
}

function noDashboards() {
  return failure(
    'unsupported',
    'There is no window for dashboards here. Open the page in your browser, and copy or save the list of keys.',
  );
}

function dashboardAddress(row: ConnectionRow): Result<string, 'address-invalid'> {
  const links = findProvider(row.provider)?.links;
  const address = row.dashboard_url ?? links?.keysPage?.value ?? links?.dashboard?.value;
  if (address === undefined) {
    return failure(
      'address-invalid',
      'No document says where the dashboard is. Give the connection the address of the page that lists the keys.',
    );
  }
  return checkAddress(address, 'page');
}

function dashboardTitle(row: ConnectionRow): string {
  const provider = findProvider(row.provider)?.name.value ?? row.provider;
  return row.name === provider ? provider : `${provider} – ${row.name}`;
}
