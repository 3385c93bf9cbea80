import {
  ClipboardPen,
  CloudUpload,
  Pencil,
  Plus,
  RefreshCw,
  ShieldCheck,
  SquareArrowOutUpRight,
  Trash2,
} from 'lucide-react';
import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import { openDialog } from '../../dialogs.ts';
import { behindIn } from '../../stores/ci.ts';
import { formatCount } from '../../ui/format-count.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import { checkTargets, openSettings, testTarget } from './ci-actions.ts';
import { countOf } from './ci-words.ts';

/** Everything that can be done with a target. */
export function targetMenu(state: CiTargetState): readonly MenuEntry[] {
  const { target, looking } = state;
  const targetId = target.id;
  const behind = behindIn([state]);
  return [
    {
      id: 'push',
      label: target.hasToken ? 'Push keys…' : 'Place a key by hand…',
      icon: Plus,
      shortcut: 'u',
      onSelect: () => openDialog({ kind: 'push', targetIds: [targetId] }),
    },
    {
      id: 'push-behind',
      label: behind === 0 ? 'Push updates…' : `Push ${countOf(behind, 'update')}…`,
      icon: CloudUpload,
      shortcut: 'b',
      disabled: behind === 0 || !target.hasToken,
      onSelect: () => openDialog({ kind: 'push-behind', targetIds: [targetId] }),
    },
    {
      id: 'check',
      label: 'Check now',
      icon: RefreshCw,
      shortcut: 's',
      disabled: looking || !target.hasToken,
      onSelect: () => void checkTargets([targetId]),
    },
    {
      id: 'test',
      label: 'Test the token',
      icon: ShieldCheck,
      shortcut: 't',
      disabled: !target.hasToken,
      onSelect: () => void testTarget(state),
    },
    {
      id: 'settings',
      label: 'Open settings page',
      icon: SquareArrowOutUpRight,
      shortcut: 'o',
      onSelect: () => void openSettings(targetId),
    },
    { type: 'separator', id: 'line' },
    {
      id: 'record',
      label: 'Record by hand…',
      icon: ClipboardPen,
      shortcut: 'r',
      onSelect: () => openDialog({ kind: 'record-placement', targetId }),
    },
    {
      id: 'edit',
      label: 'Edit…',
      icon: Pencil,
      shortcut: 'e',
      onSelect: () => openDialog({ kind: 'edit-ci-target', targetId }),
    },
    {
      id: 'remove',
      label: 'Remove…',
      icon: Trash2,
      tone: 'danger',
      onSelect: () => openDialog({ kind: 'remove-ci-target', targetId }),
    },
  ];
}

/** Single keys on a target's row or page, as its menu names them; true where it was one. */
export function runTargetKey(key: string, state: CiTargetState): boolean {
  const entry = targetMenu(state).find((each) => 'shortcut' in each && each.shortcut === key);
  if (entry === undefined || !('onSelect' in entry)) return false;
  if ('disabled' in entry && entry.disabled === true) return false;
  entry.onSelect();
  return true;
}

/** What a target's button does now. */
export type TargetAction = 'push-behind' | 'add-token' | 'check' | 'push';

export function mainActionOf(state: CiTargetState): TargetAction {
  const { target } = state;
  if (!target.hasToken) return 'add-token';
  if (behindIn([state]) > 0) return 'push-behind';
  return target.placementCount === 0 ? 'push' : 'check';
}

export function mainLabel(action: TargetAction, state: CiTargetState): string {
  switch (action) {
    case 'push-behind':
      return `Push ${formatCount(behindIn([state]))}…`;
    case 'add-token':
      return 'Add token…';
    case 'check':
      return 'Check';
    case 'push':
      return 'Push keys…';
  }
}

export function runMainAction(action: TargetAction, { target: { id: targetId } }: CiTargetState): void {
  switch (action) {
    case 'push-behind':
      openDialog({ kind: 'push-behind', targetIds: [targetId] });
      break;
    case 'add-token':
      openDialog({ kind: 'edit-ci-target', targetId });
      break;
    case 'check':
      void checkTargets([targetId]);
      break;
    case 'push':
      openDialog({ kind: 'push', targetIds: [targetId] });
      break;
  }
}
