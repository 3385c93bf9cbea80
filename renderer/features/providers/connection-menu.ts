import {
  BookOpen,
  ClipboardPaste,
  FileUp,
  LogOut,
  MonitorDown,
  MonitorUp,
  Pencil,
  RefreshCw,
  Trash2,
} from 'lucide-react';
import type { ConnectionState } from '#shared/contract/connections.ts';
import { providerName } from '../../data/provider-name.ts';
import { openDialog } from '../../dialogs.ts';
import { showProviders } from '../../stores/providers-view.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import { forgetDashboard, openDashboard, syncConnection } from './connection-actions.ts';

/** Everything that can be done with a connection. */
export function connectionMenu(state: ConnectionState): readonly MenuEntry[] {
  const { connection, running, way, dashboardOpen } = state;
  const connectionId = connection.id;
  const capture = (from: 'dashboard' | 'file' | 'text') => () => openDialog({ kind: 'capture', connectionId, from });
  return [
    ...(way === 'api'
      ? [
          {
            id: 'sync',
            label: 'Sync now',
            icon: RefreshCw,
            shortcut: 's',
            disabled: running !== null || !connection.hasCredential,
            onSelect: () => void syncConnection(state),
          },
        ]
      : []),
    {
      id: 'dashboard',
      label: dashboardOpen ? 'Show dashboard' : 'Open dashboard',
      icon: MonitorUp,
      shortcut: 'o',
      onSelect: () => void openDashboard(state),
    },
    {
      id: 'capture',
      label: 'Capture from dashboard…',
      icon: MonitorDown,
      disabled: !dashboardOpen,
      onSelect: capture('dashboard'),
    },
    { id: 'file', label: 'From file…', icon: FileUp, onSelect: capture('file') },
    { id: 'text', label: 'From copied table…', icon: ClipboardPaste, onSelect: capture('text') },
    { type: 'separator', id: 'line' },
    {
      id: 'provider',
      label: `About ${providerName(connection.provider)}`,
      icon: BookOpen,
      onSelect: () => showProviders({ at: 'provider', providerId: connection.provider }),
    },
    {
      id: 'edit',
      label: 'Edit…',
      icon: Pencil,
      shortcut: 'e',
      onSelect: () => openDialog({ kind: 'edit-connection', connectionId }),
    },
    { id: 'forget', label: 'Sign out of dashboard', icon: LogOut, onSelect: () => void forgetDashboard(state) },
    {
      id: 'remove',
      label: 'Remove…',
      icon: Trash2,
      tone: 'danger',
      onSelect: () => openDialog({ kind: 'remove-connection', connectionId }),
    },
  ];
}

/** Single keys on a connection's row or page, as its menu names them; true where it was one. */
export function runConnectionKey(key: string, state: ConnectionState): boolean {
  const entry = connectionMenu(state).find((each) => 'shortcut' in each && each.shortcut === key);
  if (entry === undefined || !('onSelect' in entry)) return false;
  if ('disabled' in entry && entry.disabled === true) return false;
  entry.onSelect();
  return true;
}
