import { ClipboardCopy, CloudUpload, EyeOff, PanelRight, RefreshCw, SquareArrowOutUpRight } from 'lucide-react';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import { openDialog } from '../../dialogs.ts';
import { showCi } from '../../stores/ci-view.ts';
import { showKey } from '../../stores/navigation.ts';
import { formatCount } from '../../ui/format-count.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import { checkTargets, forgetPlacements, hasToken, openSettings, wishesOf } from './ci-actions.ts';

/** Everything that can be done with one placement. */
export function placementMenu(placement: NamedPlacement, onTarget: boolean): readonly MenuEntry[] {
  const { keyId, targetId } = placement;
  const token = hasToken(targetId);
  return [
    {
      id: 'push',
      label: 'Push…',
      icon: CloudUpload,
      shortcut: 'u',
      disabled: !token,
      onSelect: () => openDialog({ kind: 'push-steps', steps: wishesOf([placement]) }),
    },
    {
      id: 'copy',
      label: 'Place by hand…',
      icon: ClipboardCopy,
      shortcut: 'p',
      onSelect: () => openDialog({ kind: 'copy-assistant', keyId, targetId }),
    },
    {
      id: 'check',
      label: 'Check its target now',
      icon: RefreshCw,
      shortcut: 's',
      disabled: !token,
      onSelect: () => void checkTargets([targetId]),
    },
    { type: 'separator', id: 'after-actions' },
    { id: 'key', label: 'Show key', icon: PanelRight, onSelect: () => showKey(keyId) },
    ...(onTarget
      ? []
      : [{ id: 'target', label: `Go to ${placement.targetName}`, onSelect: () => showCi({ at: 'target', targetId }) }]),
    {
      id: 'settings',
      label: 'Open settings page',
      icon: SquareArrowOutUpRight,
      shortcut: 'o',
      onSelect: () => void openSettings(targetId),
    },
    { type: 'separator', id: 'before-forget' },
    {
      id: 'forget',
      label: 'Forget this placement',
      icon: EyeOff,
      shortcut: 'delete',
      tone: 'danger',
      onSelect: () => void forgetPlacements([placement]),
    },
  ];
}

/** The same for several. */
export function placementsMenu(placements: readonly NamedPlacement[]): readonly MenuEntry[] {
  return [
    { type: 'heading', id: 'count', label: `${formatCount(placements.length)} placements` },
    {
      id: 'push',
      label: 'Push…',
      icon: CloudUpload,
      shortcut: 'u',
      onSelect: () => openDialog({ kind: 'push-steps', steps: wishesOf(placements) }),
    },
    {
      id: 'forget',
      label: 'Forget them',
      icon: EyeOff,
      shortcut: 'delete',
      tone: 'danger',
      onSelect: () => void forgetPlacements(placements),
    },
  ];
}

/** A single key on a line, as its menu names it; true where it was one. */
export function runPlacementKey(key: string, entries: readonly MenuEntry[]): boolean {
  const wanted = key === 'Backspace' ? 'delete' : key.toLowerCase();
  const entry = entries.find((each) => 'shortcut' in each && each.shortcut === wanted);
  if (entry === undefined || !('onSelect' in entry)) return false;
  if ('disabled' in entry && entry.disabled === true) return false;
  entry.onSelect();
  return true;
}
