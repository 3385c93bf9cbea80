// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type Ref,
  useCallback,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { showKey } from '../../stores/navigation.ts';
import { useTimelineView } from '../../stores/timeline-view.ts';
import { formatDayHeading } from '../../ui/format-time.ts';
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx';
import { useFixedRows } from '../../ui/use-fixed-rows.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { AXIS_PX, Axis, AxisLines, TodayLine } from './axis.tsx';
import { barOf, foldedItems, type Item, itemsOf, type Scale, xOf } from './chart-layout.ts';
import { moveInChart, placesOf } from './chart-moves.ts';
import { FOLD, GroupRow, LineRow, type RowContext } from './chart-row.tsx';
import { startOfDay, ticksOf } from './day-scale.ts';
import { isMovable, markMenu, moveDialog } from './mark-menu.tsx';
import { MarkTip, type Tip } from './mark-tip.tsx';
import { type Group, type Mark, type Row, rowsOf } from './timeline-model.ts';
import { useCarriedTip } from './use-carried-tip.ts';
import { useClientWidth } from './use-client-width.ts';
import { movingWords, useMarkMove } from './use-mark-move.ts';
import { firstWeekday, panBy, panTo, type ShownRange, zoomBy } from './use-range.ts';
import { useWheelPan } from './use-wheel-pan.ts';

const ROW_PX = 30;
const OVERSCAN_ROWS = 6;
/** The column of names, and how narrow it gets where the window is. */
const NAMES_PX = 250;
const NARROW_NAMES_PX = 180;
const NARROW_BELOW_PX = 720;

const NO_ITEMS: readonly Item[] = [];

export interface ChartHandle {
  readonly focus: () => void;
}

/** What has the focus: a row by its name or key, and in it a mark, or the button that folds. */
interface Active {
  readonly row: string;
  readonly item: string;
}

/** One line a key, with its marks, under an axis of weeks or months. Only the rows in sight are in the page. */
export function Chart({
  ref,
  groups,
  range,
  now,
  beside,
}: {
  readonly ref: Ref<ChartHandle>;
  readonly groups: readonly Group[];
  readonly range: ShownRange;
  readonly now: number;
  /** What stands after the name of a key. */
  readonly beside: 'project' | 'provider';
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const client = useClientWidth(scroller);
  const names = client < NARROW_BELOW_PX ? NARROW_NAMES_PX : NAMES_PX;
  const scale = useMemo<Scale>(
    () => ({ from: range.from, days: range.days, width: Math.max(1, client - names), now, today: range.today }),
    [range, client, names, now],
  );
  const folded = useTimelineView((state) => state.folded);
  const rows = useMemo(
    () => rowsOf(groups, { from: range.from, to: range.from + range.days }, folded, now),
    [groups, range, folded, now],
  );
  const ticks = useMemo(
    () =>
      ticksOf(scale.from, scale.from + scale.days, scale.width / scale.days, {
        firstWeekday: firstWeekday(),
        locale: navigator.language,
      }),
    [scale],
  );
  const move = useMarkMove(scale, groups);
  const { moving } = move;
  const [active, setActive] = useState<Active | null>(null);
  const [tip, setTip] = useState<Tip | null>(null);
  const [menu, setMenu] = useState<readonly MenuEntry[]>([]);
  const goalX = useRef<number | null>(null);
  /** The focus goes back into the chart once it has been drawn anew. */
  const wantsFocus = useRef(false);

  // Thousands of marks are counted for one line, which is asked for whenever the pointer moves.
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows, or another scale, are counted anew
  const counted = useMemo(() => new WeakMap<Row, readonly Item[]>(), [rows, scale, ticks]);
  const itemsAt = (row: Row): readonly Item[] => {
    if (row.type === 'line') return itemsOf(row.line, scale, moving);
    if (!row.folded) return NO_ITEMS;
    const known = counted.get(row) ?? foldedItems(row.shown, scale, ticks);
    counted.set(row, known);
    return known;
  };
  const activeRow = useMemo(() => {
    const found = active === null ? -1 : rows.findIndex((row) => rowId(row) === active.row);
    return Math.max(0, found);
  }, [rows, active]);
  const { indexes, totalHeight, scrollTo } = useFixedRows({
    scroller,
    count: rows.length,
    rowHeight: ROW_PX,
    headerHeight: AXIS_PX,
    overscan: OVERSCAN_ROWS,
    keep: activeRow,
  });
  /** The item of a row that stands for what had the focus: marks can have come together, or apart. */
  const activeItem = (row: Row, items: readonly Item[]): string | null => {
    const first = row.type === 'group' ? FOLD : (items[0]?.id ?? null);
    if (active === null || active.row !== rowId(row)) return first;
    if (active.item === FOLD) return first;
    return items.find(({ marks }) => marks.some(({ id }) => id === active.item))?.id ?? first;
  };

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const row = rows[activeRow];
    const element = row === undefined ? null : elementOf(scroller.current, activeRow, activeItem(row, itemsAt(row)));
    if (element === null) {
      scroller.current?.focus({ preventScroll: true });
      return;
    }
    wantsFocus.current = false;
    element.focus({ preventScroll: true });
  });
  const focusActive = useCallback((): void => {
    wantsFocus.current = true;
    setActive((known) => (known === null ? known : { ...known }));
    scrollTo(activeRow);
    elementOf(scroller.current, activeRow, null)?.focus({ preventScroll: true });
  }, [scrollTo, activeRow]);
  useImperativeHandle(ref, () => ({ focus: focusActive }), [focusActive]);
  useWheelPan(scroller, range.days / scale.width, () => setTip(null));

  const take = (row: number, item: string): void => {
    const of = rows[row];
    if (of === undefined) return;
    wantsFocus.current = true;
    setActive({ row: rowId(of), item });
    scrollTo(row);
  };
  /** The row and the item that something in the page is in. */
  const hitOf = (target: EventTarget | null): { index: number; row: Row; item: Item | null } | null => {
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
    const index = Number(element?.dataset['row'] ?? Number.NaN);
    const row = rows[index];
    if (row === undefined) return null;
    const id = (target as Element).closest<HTMLElement>('[data-item]')?.dataset['item'];
    return { index, row, item: itemsAt(row).find((item) => item.id === id) ?? null };
  };
  const single = (item: Item | null): Mark | null => (item?.marks.length === 1 ? (item.marks[0] ?? null) : null);

  const stepMark = (mark: Mark, days: number): void => {
    const next = move.step(mark, days);
    if (next === null) return;
    panTo(next.day);
    wantsFocus.current = true;
  };
  /** A neighbour that is not in sight. */
  const goPast = (line: Extract<Row, { type: 'line' }>['line'], items: readonly Item[], right: boolean): void => {
    const inSight = new Set(items.flatMap(({ marks }) => marks.map(({ id }) => id)));
    const beyond = right
      ? line.marks.find((mark) => mark.day > range.from && !inSight.has(mark.id))
      : line.marks.findLast((mark) => mark.day < range.from + range.days && !inSight.has(mark.id));
    if (beyond === undefined) return;
    wantsFocus.current = true;
    setActive({ row: line.keyId, item: beyond.id });
    panTo(beyond.day);
  };
  const walk = (event: KeyboardEvent, index: number, row: Row, items: readonly Item[], x: number): boolean => {
    const current = activeItem(row, items);
    const title = row.type === 'group';
    const spot = { row: index, item: items.findIndex(({ id }) => id === current) + (title ? 1 : 0) };
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 2);
    const to = moveInChart(
      rows.length,
      (at) => {
        const other = rows[at];
        return other === undefined ? [] : placesOf(itemsAt(other), other.type === 'group');
      },
      spot,
      { key: event.key, ctrlOrMeta: event.ctrlKey || event.metaKey },
      { pageRows, x },
    );
    if (to === null) return false;
    if (to === 'past') {
      if (row.type === 'line') goPast(row.line, items, event.key === 'ArrowRight');
      return true;
    }
    const target = rows[to.row];
    if (target === undefined) return true;
    const shown = itemsAt(target);
    const offset = target.type === 'group' ? 1 : 0;
    const id = to.item < offset ? FOLD : (shown[to.item - offset]?.id ?? FOLD);
    if (to.row === index) goalX.current = null;
    take(to.row, id);
    return true;
  };
  const onKeyDownCapture = (event: KeyboardEvent<HTMLDivElement>): void => {
    // A menu is a child of its button for React, but not in the page.
    if (event.nativeEvent.isComposing || !event.currentTarget.contains(event.target as Node)) return;
    if (!runKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const runKey = (event: KeyboardEvent<HTMLDivElement>): boolean => {
    const row = rows[activeRow];
    if (row === undefined) return false;
    const items = itemsAt(row);
    const current = activeItem(row, items);
    const item = items.find(({ id }) => id === current) ?? null;
    const mark = single(item);
    const sideways = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    if (moving?.by === 'keys') {
      if (event.key === 'Enter') {
        wantsFocus.current = true;
        setTip(null);
        move.commit();
      } else if (event.key === 'Escape') move.cancel();
      else if (sideways !== 0) stepMark(moving.mark, sideways * (event.shiftKey ? 7 : 1));
      else return event.key !== 'Tab';
      return true;
    }
    if (event.altKey) {
      if (sideways === 0 || mark === null) return false;
      stepMark(mark, sideways * (event.shiftKey ? 7 : 1));
      return true;
    }
    if (sideways !== 0 && event.shiftKey) {
      wantsFocus.current = true;
      panBy((sideways * range.days) / 12);
      return true;
    }
    if (event.key === 'm' && !event.ctrlKey && !event.metaKey && mark !== null && isMovable(mark)) {
      moveDialog(mark);
      return true;
    }
    const vertical = /^(?:Arrow(?:Up|Down)|Page(?:Up|Down))$/.test(event.key);
    const own = item?.x ?? 0;
    if (vertical) goalX.current ??= own;
    return walk(event, activeRow, row, items, goalX.current ?? own);
  };

  const showTip = (target: EventTarget | null): void => {
    const hit = hitOf(target);
    const element = target instanceof Element ? target.closest<HTMLElement>('[data-item]') : null;
    // A cluster that shows its list needs no other one.
    if (hit === null || hit.item === null || element === null || element.ariaExpanded === 'true') {
      setTip(null);
      return;
    }
    const { left, width, top, bottom } = element.getBoundingClientRect();
    const environment = hit.row.type === 'line' ? hit.row.line.environment : hit.row.group.name;
    setTip({ item: hit.item, environment, anchor: { left: left + width / 2, top, bottom } });
  };
  const onFocusCapture = (event: FocusEvent<HTMLDivElement>): void => {
    const hit = hitOf(event.target);
    if (hit === null) return;
    const id = event.target.closest<HTMLElement>('[data-item]')?.dataset['item'];
    if (id === undefined) return;
    if (active?.row !== rowId(hit.row) || active.item !== id) setActive({ row: rowId(hit.row), item: id });
    if (event.target.matches(':focus-visible')) showTip(event.target);
  };
  const onBlurCapture = (event: FocusEvent<HTMLDivElement>): void => {
    if (event.currentTarget.contains(event.relatedTarget)) return;
    setTip(null);
    if (moving?.by === 'keys' && event.relatedTarget !== null) move.cancel();
  };
  const onPointerOver = (event: PointerEvent<HTMLDivElement>): void => {
    if (moving === null) showTip(event.target);
  };
  const onContextMenuCapture = (event: MouseEvent<HTMLDivElement>): void => {
    const hit = hitOf(event.target);
    const mark = single(hit?.item ?? null) ?? (hit?.row.type === 'line' ? (hit.row.line.marks[0] ?? null) : null);
    if (mark === null || mark === undefined) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    setTip(null);
    setMenu(markMenu(mark));
  };
  const context = (row: Row, items: readonly Item[], index: number): RowContext => ({
    now,
    moving,
    pointer: move.pointer,
    active: index === activeRow ? activeItem(row, items) : null,
    onFold: foldEnvironment,
    onCloser: (item) => zoomBy(-1, item.marks[0]?.day),
    onOpen: (item) => {
      const [mark] = item.marks;
      if (mark !== undefined && !move.wasDragged()) showKey(mark.keyId);
    },
  });

  // While it is moved, a mark's tip goes with it.
  const carried = useCarriedTip(scroller, moving);
  const shownTip = moving === null ? tip : carried;
  return (
    <div className="tl-chart" style={{ '--names': `${names}px` } as React.CSSProperties}>
      <AxisLines ticks={ticks} scale={scale} />
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          className="tl-scroll"
          role="grid"
          aria-label="Timeline, a row a key"
          aria-rowcount={rows.length + 1}
          tabIndex={-1}
          data-moving={moving?.by}
          onKeyDownCapture={onKeyDownCapture}
          onFocusCapture={onFocusCapture}
          onBlurCapture={onBlurCapture}
          onPointerDownCapture={() => setTip(null)}
          onPointerOver={onPointerOver}
          onPointerLeave={() => setTip(null)}
          onScroll={() => setTip(null)}
          onContextMenuCapture={onContextMenuCapture}
        >
          <Axis ticks={ticks} scale={scale} />
          <div role="rowgroup" className="tl-rows" style={{ height: totalHeight }}>
            {indexes.map((index) => {
              const row = rows[index];
              if (row === undefined) return null;
              const items = itemsAt(row);
              return (
                <div
                  key={rowId(row)}
                  role="row"
                  className="tl-row"
                  aria-rowindex={index + 2}
                  data-row={index}
                  tabIndex={-1}
                  style={{ height: ROW_PX, transform: `translateY(${index * ROW_PX}px)` }}
                >
                  {row.type === 'group' ? (
                    <GroupRow row={row} items={items} context={context(row, items, index)} />
                  ) : (
                    <LineRow
                      line={row.line}
                      items={items}
                      bar={barOf(row.line, scale)}
                      ghost={moving?.mark.keyId === row.line.keyId ? xOf(moving.mark.day, scale) : null}
                      beside={beside}
                      context={context(row, items, index)}
                    />
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </ContextMenu>
      <TodayLine scale={scale} />
      {shownTip === null ? null : <MarkTip tip={shownTip} moving={moving} now={now} />}
      <VisuallyHidden>
        <span role="status">
          {moving?.by !== 'keys'
            ? ''
            : `${movingWords(moving, formatDayHeading(startOfDay(moving.day), now)).text}. Enter moves it there, Escape leaves it.`}
        </span>
      </VisuallyHidden>
    </div>
  );
}

function rowId(row: Row): string {
  return row.type === 'group' ? `group ${row.group.name}` : row.line.keyId;
}

function foldEnvironment(name: string): void {
  useTimelineView.setState(({ folded }) => {
    const next = new Set(folded);
    if (!next.delete(name)) next.add(name);
    return { folded: next };
  });
}

/** The button of an item in a row; with no item, the one that Tab stops at. */
function elementOf(scroller: HTMLElement | null, row: number, item: string | null): HTMLElement | null {
  const of = scroller?.querySelector(`[data-row="${row}"]`);
  if (item === null) return of?.querySelector<HTMLElement>('[data-item][tabindex="0"]') ?? null;
  return of?.querySelector<HTMLElement>(`[data-item="${CSS.escape(item)}"]`) ?? null;
}
