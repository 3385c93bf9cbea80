import { Eye, EyeOff, Link2, PanelRight, Plus, Unlink } from 'lucide-react';
import { openDialog } from '../../dialogs.ts';
import { showKey } from '../../stores/navigation.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import {
  ACTION_ICONS,
  actionsOf,
  linkToKey,
  openDashboard,
  runDriftAction,
  setIgnored,
  unlink,
} from './drift-actions.ts';
import { actionLabel, DRIFT_TITLES, type DriftAction } from './drift-words.ts';
import { type InventoryRow, isListed } from './inventory-rows.ts';

/** The one action that a line shows as a button: the most fitting one of its most pressing drift. */
export function mainActionOf({ drifts }: InventoryRow): DriftAction | null {
  const [drift] = drifts;
  return drift === undefined ? null : (actionsOf(drift)[0] ?? null);
}

/** Everything that can be done with a line: what settles each drift, then links, ignoring and what to look at. */
export function rowMenu(row: InventoryRow): readonly MenuEntry[] {
  const { remote, key, drifts } = row;
  const offered = new Set<DriftAction>(drifts.flatMap(actionsOf));
  const settling = drifts.flatMap((drift): MenuEntry[] => [
    { type: 'heading', id: `${drift.kind} heading`, label: DRIFT_TITLES[drift.kind] },
    ...actionsOf(drift).map(
      (action): MenuEntry => ({
        id: `${drift.kind} ${action}`,
        label: actionLabel(action, drift.kind),
        icon: ACTION_ICONS[action],
        onSelect: () => void runDriftAction(drift, action),
      }),
    ),
  ]);
  const entries: MenuEntry[] = [];
  if (remote !== null) {
    const { id: remoteKeyId, name } = remote;
    entries.push({
      id: 'link',
      label: key === null ? 'Link to a key…' : 'Link to another key…',
      icon: Link2,
      onSelect: () => linkToKey(remote),
    });
    if (remote.match !== null) {
      const { keyId } = remote.match;
      entries.push({
        id: 'unlink',
        label: 'Unlink',
        icon: Unlink,
        onSelect: () => void unlink(remoteKeyId, name, keyId),
      });
    } else if (!offered.has('adopt') && isListed(remote)) {
      entries.push({
        id: 'adopt',
        label: 'Adopt…',
        icon: Plus,
        onSelect: () => openDialog({ kind: 'adopt', remoteKeyId, connectionId: remote.connectionId }),
      });
    }
    if (remote.ignored) {
      entries.push({
        id: 'stop-ignoring',
        label: 'Stop ignoring',
        icon: Eye,
        onSelect: () => void setIgnored([remoteKeyId], false, name),
      });
    } else if (!drifts.some(({ kind }) => kind === 'unknown-at-provider')) {
      entries.push({
        id: 'ignore-key',
        label: 'Ignore this key',
        icon: EyeOff,
        onSelect: () => void setIgnored([remoteKeyId], true, name),
      });
    }
  }
  if (key !== null && !offered.has('show-key')) {
    entries.push({ id: 'show-key', label: 'Show key', icon: PanelRight, onSelect: () => showKey(key.keyId) });
  }
  const connectionId = remote?.connectionId ?? drifts[0]?.connectionId;
  if (connectionId !== undefined && !offered.has('open-dashboard')) {
    entries.push({
      id: 'open-dashboard',
      label: actionLabel('open-dashboard', 'unused'),
      icon: ACTION_ICONS['open-dashboard'],
      onSelect: () => void openDashboard(connectionId),
    });
  }
  if (settling.length === 0 || entries.length === 0) return [...settling, ...entries];
  return [...settling, { type: 'separator', id: 'after-drift' }, ...entries];
}
