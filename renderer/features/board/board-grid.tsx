// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { Plus } from 'lucide-react';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { copyKey, removeKeys } from '../../actions/keys.ts';
import type { BoardRow, KeyRow } from '../../data/board-model.ts';
import { openDialog } from '../../dialogs.ts';
import { useRowHeight } from '../../stores/appearance.ts';
import { selectKeys, useBoard } from '../../stores/board.ts';
import { showKey, useNavigation } from '../../stores/navigation.ts';
import { placeIn, rememberPlace } from '../../stores/places.ts';
import type { Environment, Project } from '../../stores/projects.ts';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx';
import { useNow } from '../../ui/use-now.ts';
import { BoardCell } from './board-cell.tsx';
import { firstRow, moveInGrid, type Position } from './grid-position.ts';
import { keyMenu, keysMenu } from './key-menu.ts';
import { Peek } from './peek.ts';

const GROUP_HEIGHT = 34;
const HEADER_HEIGHT = 34;
const OVERSCAN_ROWS = 8;

export interface BoardGridHandle {
  /** Puts the focus on the cell that had it last, or on the first one. */
  readonly focus: () => void;
}

/** The matrix: virtualised, one Tab stop, everything by keyboard (see `onKeyDown`). */
export function BoardGrid({
  ref,
  project,
  rows,
}: {
  readonly ref: Ref<BoardGridHandle>;
  readonly project: Project;
  readonly rows: readonly BoardRow[];
}) {
  const { environments } = project;
  const scroller = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const peek = useRef<Peek | null>(null);
  const wantsFocus = useRef(false);
  const anchor = useRef<Position | null>(null);
  const rowHeight = useRowHeight();
  const now = useNow();
  const selected = useBoard((state) => state.selected);
  const drawerKeyId = useNavigation((state) => state.drawerKeyId);
  const [wanted, setWanted] = useState<Position>(() => placeIn(project.id));
  const [menu, setMenu] = useState<readonly MenuEntry[]>([]);
  const active = clamp(wanted, rows, environments.length);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === 'group' ? GROUP_HEIGHT : rowHeight),
    overscan: OVERSCAN_ROWS,
    // The first rows are drawn at once, and not only when the empty grid was measured.
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    scrollPaddingStart: HEADER_HEIGHT,
    scrollMargin: HEADER_HEIGHT,
    // The row with the focus stays in the page however far one scrolls, or the focus would be lost.
    rangeExtractor: useCallback(
      (range: Range) => withRow(defaultRangeExtractor(range), active.row, range.count),
      [active.row],
    ),
  });
  const measured = useRef({ rowHeight, rows });
  useLayoutEffect(() => {
    // Other rows or another density are other heights.
    if (measured.current.rowHeight === rowHeight && measured.current.rows === rows) return;
    measured.current = { rowHeight, rows };
    virtual.measure();
  }, [virtual, rowHeight, rows]);

  useEffect(() => {
    const element = panel.current;
    if (element === null) return;
    const own = new Peek(element);
    peek.current = own;
    const hide = (): void => own.hide();
    window.addEventListener('blur', hide);
    return () => {
      window.removeEventListener('blur', hide);
      own.hide();
      peek.current = null;
    };
  }, []);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    const cell = cellElement(scroller.current, active);
    cell?.focus({ preventScroll: true });
    if (cell !== null) bringIntoSight(cell);
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another count of columns is another width
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const mark = (): void => {
      const hidden = element.scrollWidth - element.clientWidth - element.scrollLeft;
      element.toggleAttribute('data-more', hidden > 1);
    };
    const resized = new ResizeObserver(() => {
      mark();
      if (useNavigation.getState().drawerKeyId === null) return;
      // The drawer takes room: the cell that it is about stays in sight.
      const focused = element.querySelector<HTMLElement>('[role="gridcell"][tabindex="0"]');
      if (focused !== null) bringIntoSight(focused);
    });
    // Calls for the first time by itself, after the layout that the frame needs anyway.
    resized.observe(element);
    element.addEventListener('scroll', mark, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', mark);
    };
  }, [environments.length]);

  useEffect(() => {
    const cell = drawerKeyId === null ? null : scroller.current?.querySelector<HTMLElement>('.cell[tabindex="0"]');
    if (cell != null) bringIntoSight(cell);
  }, [drawerKeyId]);
  const { row: activeRow, column: activeColumn } = active;
  useEffect(
    () => rememberPlace(project.id, { row: activeRow, column: activeColumn }),
    [project.id, activeRow, activeColumn],
  );
  const environmentId = environments[active.column]?.id ?? null;
  useEffect(() => useNavigation.setState({ environmentId }), [environmentId]);

  const moveTo = (position: Position): void => {
    wantsFocus.current = true;
    setWanted(position);
    virtual.scrollToIndex(position.row, { align: 'auto' });
    const key = keyAt(rows, environments, position);
    if (key !== undefined && useNavigation.getState().drawerKeyId !== null) showKey(key.id);
  };
  useImperativeHandle(ref, () => ({ focus: () => moveTo(active) }));

  const extendTo = (position: Position): void => {
    anchor.current ??= active;
    selectKeys(keysBetween(rows, environments, anchor.current, position));
  };
  const toggle = (position: Position): void => {
    const key = keyAt(rows, environments, position);
    if (key === undefined) return;
    const next = new Set(selected);
    if (!next.delete(key.id)) next.add(key.id);
    anchor.current = position;
    selectKeys(next);
  };
  const clearSelection = (): void => {
    anchor.current = null;
    if (selected.size > 0) selectKeys(new Set());
  };
  const addHere = (position: Position): void => {
    const row = rows[position.row];
    const environment = environments[position.column];
    if (environment === undefined) return;
    openDialog({
      kind: 'add-key',
      environmentId: environment.id,
      ...(row?.type === 'keys' && !row.cells.has(environment.id) ? { name: row.name } : {}),
    });
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // A name or a title can have the focus by a click or a screen reader: the keys are for the active cell all the same.
    if (event.altKey || event.nativeEvent.isComposing) return;
    const ctrlOrMeta = event.ctrlKey || event.metaKey;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const target = moveInGrid(rows, environments.length, active, { key: event.key, ctrlOrMeta }, pageRows);
    if (target !== null) {
      event.preventDefault();
      if (event.shiftKey) extendTo(target);
      else anchor.current = null;
      moveTo(target);
      return;
    }
    if (runCellKey(event, ctrlOrMeta)) event.preventDefault();
  };

  /** True where the key meant something. */
  const runCellKey = (event: KeyboardEvent<HTMLDivElement>, ctrlOrMeta: boolean): boolean => {
    const key = keyAt(rows, environments, active);
    const many = key !== undefined && selected.has(key.id) && selected.size > 1 ? [...selected] : null;
    if (ctrlOrMeta) {
      if (event.key === 'a')
        selectKeys(
          keysBetween(
            rows,
            environments,
            { row: 0, column: 0 },
            { row: rows.length - 1, column: environments.length - 1 },
          ),
        );
      else if (event.key === ' ') toggle(active);
      else if (event.key === 'c' && key !== undefined) void copyKey(key);
      else return false;
      return true;
    }
    switch (event.key) {
      case 'Enter':
        if (key === undefined) addHere(active);
        else showKey(key.id);
        return true;
      case ' ':
        toggle(active);
        return true;
      case 'Escape':
        if (selected.size === 0) return false;
        clearSelection();
        return true;
      case 'n':
        addHere(active);
        return true;
      default:
        break;
    }
    if (key === undefined) return false;
    switch (event.key) {
      case 'c':
        void copyKey(key);
        return true;
      case 'r':
        if (!event.repeat && event.target instanceof HTMLElement)
          void peek.current?.show({ keyId: key.id }, key.environmentId, event.target);
        return true;
      case 'e':
        openDialog({ kind: 'edit-key', keyId: key.id });
        return true;
      case 'p':
        openDialog({ kind: 'copy-assistant', keyId: key.id });
        return true;
      case 'm':
        openDialog({ kind: 'move-keys', keyIds: many ?? [key.id], from: many === null ? key.environmentId : null });
        return true;
      case 'Delete':
      case 'Backspace':
        void removeKeys(many ?? [key.id]);
        return true;
      default:
        return false;
    }
  };

  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const position = positionOf(event.target);
    if (position === null) {
      // On a name, a title or between rows: the keys go on working, from the row that was clicked.
      const row = rowOf(event.target);
      moveTo(row !== null && rows[row]?.type === 'keys' ? { row, column: active.column } : active);
      return;
    }
    if (event.shiftKey) extendTo(position);
    else if (event.ctrlKey || event.metaKey) toggle(position);
    else {
      clearSelection();
      const key = keyAt(rows, environments, position);
      if (key === undefined) addHere(position);
      else showKey(key.id);
    }
    wantsFocus.current = true;
    setWanted(position);
  };

  /** Screen readers put the focus on a cell by themselves. */
  const onFocus = (event: FocusEvent<HTMLDivElement>): void => {
    const position = positionOf(event.target);
    if (position === null) return;
    const cell = cellElement(scroller.current, position);
    if (cell !== null) bringIntoSight(cell);
    if (position.row !== active.row || position.column !== active.column) setWanted(position);
  };

  const onContextMenu = (event: MouseEvent<HTMLDivElement>): void => {
    const position = positionOf(event.target);
    if (position === null) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    setWanted(position);
    const key = keyAt(rows, environments, position);
    if (key === undefined)
      setMenu([{ id: 'add', label: 'Add key here…', icon: Plus, shortcut: 'n', onSelect: () => addHere(position) }]);
    else setMenu(selected.has(key.id) && selected.size > 1 ? keysMenu([...selected]) : keyMenu(key));
  };

  const items = virtual.getVirtualItems();
  return (
    <>
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          className="board"
          role="grid"
          aria-label={`Keys of ${project.name}`}
          aria-rowcount={rows.length + 1}
          aria-colcount={environments.length + 1}
          aria-multiselectable
          style={{ '--columns': environments.length } as React.CSSProperties}
          onKeyDown={onKeyDown}
          onKeyUp={(event) => event.key.toLowerCase() === 'r' && peek.current?.hide()}
          onBlur={() => peek.current?.hide()}
          onFocus={onFocus}
          onClick={onClick}
          onContextMenuCapture={onContextMenu}
        >
          <BoardHeader environments={environments} />
          <div role="rowgroup" className="board-rows" style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              if (row === undefined) return null;
              const style = { height: item.size, transform: `translateY(${item.start - HEADER_HEIGHT}px)` };
              return row.type === 'group' ? (
                <div
                  key={item.key}
                  role="row"
                  className="board-group"
                  tabIndex={-1}
                  aria-rowindex={item.index + 2}
                  style={style}
                >
                  <div role="rowheader" aria-colspan={environments.length + 1} tabIndex={-1}>
                    {row.title}
                  </div>
                </div>
              ) : (
                <div
                  key={item.key}
                  role="row"
                  className="board-row"
                  aria-rowindex={item.index + 2}
                  tabIndex={-1}
                  style={style}
                >
                  <RowName row={row} />
                  {environments.map((environment, column) => {
                    const cell = row.cells.get(environment.id);
                    return (
                      <BoardCell
                        key={environment.id}
                        name={row.name}
                        environment={environment}
                        cell={cell}
                        row={item.index}
                        column={column}
                        active={item.index === active.row && column === active.column}
                        selected={cell !== undefined && selected.has(cell.id)}
                        open={cell !== undefined && cell.id === drawerKeyId}
                        now={now}
                      />
                    );
                  })}
                </div>
              );
            })}
          </div>
        </div>
      </ContextMenu>
      <div ref={panel} className="peek mono" hidden />
    </>
  );
}

function BoardHeader({ environments }: { readonly environments: readonly Environment[] }) {
  return (
    <div role="rowgroup" className="board-head">
      <div role="row" className="board-row" aria-rowindex={1} tabIndex={-1}>
        <div role="columnheader" className="board-name" aria-colindex={1} tabIndex={-1}>
          Key
        </div>
        {environments.map((environment, index) => (
          <div
            role="columnheader"
            className="board-environment"
            key={environment.id}
            aria-colindex={index + 2}
            tabIndex={-1}
          >
            <EnvironmentSwatch colour={environment.colour} />
            <span className="truncate" title={environment.name}>
              {environment.name}
            </span>
            {environment.protected ? <span className="board-protected">protected</span> : null}
          </div>
        ))}
      </div>
    </div>
  );
}

function RowName({ row }: { readonly row: KeyRow }) {
  return (
    <div
      role="rowheader"
      className="board-name"
      aria-colindex={1}
      tabIndex={-1}
      title={row.hint === '' ? row.name : `${row.name}: ${row.hint}`}
    >
      <bdi className="truncate">{row.name}</bdi>
      {row.hint === '' ? null : <span className="board-hint truncate">{row.hint}</span>}
    </div>
  );
}

function keyAt(
  rows: readonly BoardRow[],
  environments: readonly Environment[],
  { row, column }: Position,
): KeySummary | undefined {
  const found = rows[row];
  const environment = environments[column];
  return found?.type === 'keys' && environment !== undefined ? found.cells.get(environment.id) : undefined;
}

function keysBetween(
  rows: readonly BoardRow[],
  environments: readonly Environment[],
  a: Position,
  b: Position,
): ReadonlySet<KeyId> {
  const chosen = new Set<KeyId>();
  for (let row = Math.min(a.row, b.row); row <= Math.max(a.row, b.row); row += 1) {
    for (let column = Math.min(a.column, b.column); column <= Math.max(a.column, b.column); column += 1) {
      const key = keyAt(rows, environments, { row, column });
      if (key !== undefined) chosen.add(key.id);
    }
  }
  return chosen;
}

function clamp({ row, column }: Position, rows: readonly BoardRow[], columns: number): Position {
  const inside = Math.min(row, Math.max(0, rows.length - 1));
  const at = rows[inside]?.type === 'keys' ? inside : rows[inside + 1]?.type === 'keys' ? inside + 1 : firstRow(rows);
  return { row: at, column: Math.max(0, Math.min(column, columns - 1)) };
}

function withRow(indexes: number[], row: number, count: number): number[] {
  if (row >= count || indexes.includes(row)) return indexes;
  return [...indexes, row].sort((a, b) => a - b);
}

/** The index of the row that something is in; null outside of all rows, and in the line of titles. */
function rowOf(target: EventTarget): number | null {
  const row = target instanceof Element ? target.closest('[role="row"]') : null;
  const index = row === null ? -1 : Number(row.getAttribute('aria-rowindex')) - 2;
  return index < 0 ? null : index;
}

/** Scrolls sideways until a cell is whole in sight, beside the column of names, which stays where it is. */
function bringIntoSight(cell: HTMLElement): void {
  const board = cell.closest<HTMLElement>('.board');
  const name = cell.parentElement?.querySelector<HTMLElement>('.board-name');
  if (board === null || name == null) return;
  const within = board.getBoundingClientRect();
  const at = cell.getBoundingClientRect();
  const hiddenLeft = within.left + name.offsetWidth - at.left;
  // In a narrow window the drawer lies over the board.
  const cover = document.querySelector('.drawer')?.getBoundingClientRect().left ?? Number.POSITIVE_INFINITY;
  const hiddenRight = at.right - Math.min(within.left + board.clientWidth, cover);
  if (hiddenRight > 0) board.scrollLeft += Math.min(hiddenRight, -hiddenLeft);
  else if (hiddenLeft > 0) board.scrollLeft -= hiddenLeft;
}

function positionOf(target: EventTarget): Position | null {
  const cell = target instanceof Element ? target.closest('[role="gridcell"]') : null;
  if (!(cell instanceof HTMLElement)) return null;
  return { row: Number(cell.dataset['row']), column: Number(cell.dataset['column']) };
}

function cellElement(within: HTMLElement | null, { row, column }: Position): HTMLElement | null {
  return within?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`) ?? null;
}
