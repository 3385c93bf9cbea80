import { CalendarClock, PanelRight, RefreshCw, Undo2 } from 'lucide-react';
import { openDialog } from '../../dialogs.ts';
import { showKey } from '../../stores/navigation.ts';
import { formatDay } from '../../ui/format-time.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import { MarkSymbol } from './mark-symbol.tsx';
import { followPolicy } from './plan-actions.ts';
import { type Mark, stateOf } from './timeline-model.ts';
import { STATE_TEXT } from './timeline-words.ts';

/** Whether a person may move it: the next rotation of a key. */
export function isMovable({ kind, projected }: Mark): boolean {
  return kind === 'rotate' && !projected;
}

/** Why a mark cannot be moved, for those that cannot. */
export function whyFixed({ kind }: Mark): string {
  return kind === 'expires'
    ? 'When a key expires is its provider’s word: only rotations can be moved.'
    : 'This rotation follows the one before it. Move that one.';
}

/** What can be done with one mark. */
export function markMenu(mark: Mark): readonly MenuEntry[] {
  return [
    { id: 'open', label: 'Open', icon: PanelRight, shortcut: 'enter', onSelect: () => showKey(mark.keyId) },
    {
      id: 'rotate',
      label: 'Rotate…',
      icon: RefreshCw,
      onSelect: () => openDialog({ kind: 'rotate', keyId: mark.keyId }),
    },
    ...(isMovable(mark)
      ? [
          {
            id: 'move',
            label: 'Move to…',
            icon: CalendarClock,
            shortcut: 'm',
            onSelect: () => moveDialog(mark),
          },
        ]
      : []),
    ...(mark.planned
      ? [
          {
            id: 'reset',
            label: 'Back to the policy’s date',
            icon: Undo2,
            onSelect: () => void followPolicy(mark.keyId),
          },
        ]
      : []),
  ];
}

export function moveDialog(mark: Mark): void {
  openDialog({ kind: 'plan-rotation', keyId: mark.keyId, name: mark.name, at: mark.at, planned: mark.planned });
}

/** At most so many are named; what is left asks for a closer look. */
const LISTED = 60;

/** The marks of one place as a list, each of which opens its key. */
export function clusterMenu(
  marks: readonly Mark[],
  { now, several, onCloser }: { readonly now: number; readonly several: boolean; readonly onCloser: () => void },
): readonly MenuEntry[] {
  const entries: MenuEntry[] = marks.slice(0, LISTED).map((mark) => ({
    id: mark.id,
    label: (
      <span className="mark-entry">
        <MarkSymbol state={stateOf(mark, now)} />
        <span className="mark-entry-day">{formatDay(mark.at, mark.precision)}</span>
        <span className="truncate">{several ? mark.name : STATE_TEXT[stateOf(mark, now)]}</span>
      </span>
    ),
    onSelect: () => showKey(mark.keyId),
  }));
  if (marks.length <= LISTED) return entries;
  return [
    ...entries,
    { type: 'separator', id: 'after-listed' },
    { id: 'closer', label: `${marks.length - LISTED} more: show this time closer`, onSelect: onCloser },
  ];
}
