// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ReminderId } from '#shared/domain/ids.ts';
import { isLayerOpen } from '../../commands/shortcuts.ts';
import { useAppearanceStore } from '../../stores/appearance.ts';
import { formatCount } from '../../ui/format-count.ts';
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx';
import { indexOf } from '../../ui/use-line-list.ts';
import { type InboxRow, nextReminder } from './inbox-rows.ts';
import { askDismiss, askSnooze, reopenReminder, runReminderAction, showSubject } from './reminder-actions.ts';
import { ReminderCells } from './reminder-line.tsx';
import { isAway, wholeMenu } from './reminder-menu.ts';
import { urgencyOf } from './reminder-words.ts';

const HEADING_PX = 33;
/** Two lines of text each. */
const ROW_PX = { comfortable: 60, compact: 50 };
const PAGE_ROWS = 8;

/**
 * Reminders under their headings; only what is in sight is in the page. One stop for Tab, then the line's buttons. Enter does
 * the main action, `s` snoozes, `d` dismisses, `o` shows what it is about.
 */
export function ReminderList({
  rows,
  now,
  label,
}: {
  readonly rows: readonly InboxRow[];
  readonly now: number;
  readonly label: string;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowPx = ROW_PX[useAppearanceStore((state) => state.density)];
  const [menu, setMenu] = useState<readonly MenuEntry[]>([]);
  const { active, setActive, hold } = useActiveRow(rows, scroller);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === 'heading' ? HEADING_PX : rowPx),
    getItemKey: (index) => keyOf(rows[index]) ?? index,
    overscan: 6,
    // The line with the focus stays in the page wherever one scrolls.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), active])]
        .filter((index) => index < rows.length)
        .sort((a, b) => a - b),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another density is what the heights are worked out for again
  useLayoutEffect(() => virtualizer.measure(), [rowPx, rows]);

  const moveTo = (from: number, step: 1 | -1): void => {
    const to = nextReminder(rows, from, step) ?? nextReminder(rows, from, step === 1 ? -1 : 1);
    if (to === null) return;
    setActive(to);
    // The first line brings its heading along.
    virtualizer.scrollToIndex(to === 1 ? 0 : to);
    hold();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (isLayerOpen() || event.altKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing) return;
    if (event.target instanceof Element && event.target.closest('button') !== null) return;
    if (moveByKey(event.key, active, rows.length, moveTo) || actByKey(event.key, rows[active])) event.preventDefault();
  };
  const reminderAt = (event: MouseEvent) => {
    const index = indexOf(event.target);
    const row = index === null ? undefined : rows[index];
    return index !== null && row?.type === 'reminder' ? { index, reminder: row.reminder } : null;
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const found = reminderAt(event);
    if (found === null) return;
    setActive(found.index);
    if (event.target instanceof Element && event.target.closest('button') !== null) return;
    showSubject(found.reminder);
  };
  return (
    <ContextMenu entries={menu}>
      <div
        ref={scroller}
        className="inbox-scroll"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={(event) => {
          const index = indexOf(event.target);
          if (index !== null && rows[index]?.type === 'reminder') setActive(index);
        }}
        onContextMenuCapture={(event) => {
          const found = reminderAt(event);
          if (found === null) {
            event.preventDefault();
            event.stopPropagation();
            return;
          }
          setActive(found.index);
          setMenu(wholeMenu(found.reminder));
        }}
      >
        <div className="inbox-list" role="rowgroup" style={{ height: virtualizer.getTotalSize() + 2 }}>
          {virtualizer.getVirtualItems().map(({ key, index, start, size }) => {
            const row = rows[index];
            if (row === undefined) return null;
            const place = { transform: `translateY(${start}px)`, height: size };
            return row.type === 'heading' ? (
              <div key={key} role="row" tabIndex={-1} className="inbox-heading" style={place} aria-rowindex={index + 1}>
                <div role="rowheader" tabIndex={-1}>
                  {row.title} <span className="faint">{formatCount(row.count)}</span>
                </div>
              </div>
            ) : (
              <div
                key={key}
                role="row"
                className="inbox-row"
                style={place}
                tabIndex={index === active ? 0 : -1}
                data-index={index}
                data-urgency={isAway(row.reminder) ? 'calm' : urgencyOf(row.reminder, now)}
                aria-rowindex={index + 1}
              >
                <ReminderCells reminder={row.reminder} now={now} first={index === 1} active={index === active} />
              </div>
            );
          })}
        </div>
      </div>
    </ContextMenu>
  );
}

function keyOf(row: InboxRow | undefined): string | undefined {
  if (row === undefined) return undefined;
  return row.type === 'heading' ? `heading ${row.title}` : row.reminder.id;
}

function moveByKey(key: string, active: number, count: number, moveTo: (from: number, step: 1 | -1) => void): boolean {
  switch (key) {
    case 'ArrowUp':
      moveTo(active - 1, -1);
      return true;
    case 'ArrowDown':
      moveTo(active + 1, 1);
      return true;
    case 'PageUp':
      moveTo(Math.max(0, active - PAGE_ROWS), -1);
      return true;
    case 'PageDown':
      moveTo(Math.min(count - 1, active + PAGE_ROWS), 1);
      return true;
    case 'Home':
      moveTo(0, 1);
      return true;
    case 'End':
      moveTo(count - 1, -1);
      return true;
    default:
      return false;
  }
}

/** True where the key did something with the active line. */
function actByKey(key: string, row: InboxRow | undefined): boolean {
  if (row?.type !== 'reminder') return false;
  const { reminder } = row;
  const away = isAway(reminder);
  switch (key.toLowerCase()) {
    case 'enter':
      void (away ? reopenReminder(reminder) : runReminderAction(reminder));
      return true;
    case 's':
      if (reminder.dismissed === null) askSnooze(reminder);
      return true;
    case 'd':
      if (reminder.dismissed === null) askDismiss(reminder);
      return true;
    case 'o':
    case ' ':
      showSubject(reminder);
      return true;
    default:
      return false;
  }
}

/** Which row the keys are for. It follows its reminder; where that is gone, the one in its place has the focus instead. */
function useActiveRow(rows: readonly InboxRow[], scroller: React.RefObject<HTMLDivElement | null>) {
  const [wanted, setWanted] = useState<{ readonly id: ReminderId | null; readonly index: number }>({
    id: null,
    index: 0,
  });
  const wantsFocus = useRef(false);
  const inside = useRef(false);
  const found = rows.findIndex((row) => row.type === 'reminder' && row.reminder.id === wanted.id);
  const near = Math.min(wanted.index, rows.length - 1);
  const active = found >= 0 ? found : (nextReminder(rows, near, 1) ?? nextReminder(rows, near, -1) ?? 0);
  useEffect(() => {
    const follow = ({ target }: Event): void => {
      // A dialog or menu gives the focus back; until then it does not count as having left.
      if (isLayerOpen()) return;
      inside.current = target instanceof Node && scroller.current?.contains(target) === true;
    };
    document.addEventListener('focusin', follow);
    document.addEventListener('pointerdown', follow);
    return () => {
      document.removeEventListener('focusin', follow);
      document.removeEventListener('pointerdown', follow);
    };
  }, [scroller]);
  useEffect(() => {
    const lost = inside.current && document.activeElement === document.body;
    if (!wantsFocus.current && !lost) return;
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${active}"]`);
    if (row == null) return;
    wantsFocus.current = false;
    row.focus({ preventScroll: true });
  });
  const setActive = (index: number): void => {
    const row = rows[index];
    setWanted({ id: row?.type === 'reminder' ? row.reminder.id : null, index });
  };
  const hold = (): void => {
    wantsFocus.current = true;
  };
  return { active, setActive, hold };
}
