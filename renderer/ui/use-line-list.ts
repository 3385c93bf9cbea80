import {
  type DOMAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { placeIn, rememberPlace } from '../stores/places.ts';
import type { MenuEntry } from './menu.tsx';
import { type FixedRows, useFixedRows } from './use-fixed-rows.ts';

/** The height of the line of titles, in pixels; the same as in line-list.css. */
const HEAD_HEIGHT = 30;

const NOT_YET = Symbol('not yet');

type GridEvents = DOMAttributes<HTMLDivElement>;

export interface LineList extends Pick<FixedRows, 'indexes' | 'totalHeight'> {
  /** The line that the keys are for and that Tab stops at. */
  readonly active: number;
  /** Makes a line the active one, without scrolling to it or giving it the focus. */
  readonly activate: (index: number) => void;
  /** Goes to a line, with the focus. */
  readonly moveTo: (index: number) => void;
  /** Gives the active line the focus. */
  readonly focus: () => void;
  /** For the menu around the grid. */
  readonly menu: readonly MenuEntry[];
  /** For the grid, which is also the `scroller`. */
  readonly events: Pick<GridEvents, 'onKeyDown' | 'onClick' | 'onContextMenuCapture'>;
}

/**
 * A long list of lines of one height: which of them are drawn, moving over them by keys, and selecting several by Shift, Ctrl
 * and Space. Lines carry their place as `data-index`. What a line means is the caller's.
 */
export function useLineList<Id>({
  scroller,
  count,
  rowHeight,
  overscan,
  startOver,
  place,
  idAt,
  selected,
  onSelect,
  onMove,
  onOpen,
  onKey,
  menuAt,
}: {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  /** In pixels. */
  readonly rowHeight: number;
  /** Lines that are drawn before and after those in sight. */
  readonly overscan: number;
  /** What the lines were found by: another one starts at the first line. */
  readonly startOver: unknown;
  /** The list's name: whoever comes back to it is where they left it. */
  readonly place: string;
  /** Undefined where there is no line. */
  readonly idAt: (index: number) => Id | undefined;
  readonly selected: ReadonlySet<Id>;
  readonly onSelect: (ids: ReadonlySet<Id>) => void;
  /** The active line became another by keys. */
  readonly onMove: (index: number) => void;
  /** A line was clicked. */
  readonly onOpen: (index: number) => void;
  /** What other keys do with the active line; true where the key meant something. */
  readonly onKey: (event: KeyboardEvent<HTMLDivElement>, index: number) => boolean;
  readonly menuAt: (index: number) => readonly MenuEntry[];
}): LineList {
  const wantsFocus = useRef(false);
  const anchor = useRef<number | null>(null);
  const foundBy = useRef<unknown>(NOT_YET);
  const [wanted, setWanted] = useState(() => placeIn(place).row);
  const [menu, setMenu] = useState<readonly MenuEntry[]>([]);
  const active = Math.max(0, Math.min(wanted, count - 1));
  const { indexes, totalHeight, scrollTo, toTop } = useFixedRows({
    scroller,
    count,
    rowHeight,
    headerHeight: HEAD_HEIGHT,
    overscan,
    keep: active,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found by is what the list starts over for
  useLayoutEffect(() => {
    const isFirst = foundBy.current === NOT_YET;
    foundBy.current = startOver;
    if (isFirst) return;
    toTop();
    setWanted(0);
    anchor.current = null;
  }, [startOver]);
  useEffect(() => rememberPlace(place, { row: wanted, column: 0 }), [place, wanted]);
  const focusLine = (index: number): void =>
    scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    focusLine(active);
  });

  const take = (index: number): void => {
    // Nothing is drawn anew for the line that is chosen already.
    if (index === wanted) focusLine(index);
    else wantsFocus.current = true;
    setWanted(index);
  };
  const moveTo = (index: number): void => {
    const to = Math.max(0, Math.min(count - 1, index));
    take(to);
    scrollTo(to);
    if (to < count) onMove(to);
  };
  const extendTo = (to: number): void => {
    anchor.current ??= active;
    const ids = new Set<Id>();
    for (let index = Math.min(anchor.current, to); index <= Math.max(anchor.current, to); index += 1) {
      const id = idAt(index);
      if (id !== undefined) ids.add(id);
    }
    onSelect(ids);
  };
  const toggle = (index: number): void => {
    const id = idAt(index);
    if (id === undefined) return;
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    anchor.current = index;
    onSelect(next);
  };

  /** True where the key changed what is selected. */
  const selectBy = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => {
    if (ctrlKey || metaKey) return false;
    if (key === ' ') toggle(active);
    else if (key === 'Escape' && selected.size > 0) onSelect(new Set());
    else return false;
    return true;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // A menu is a child of its button for React, but not in the page. On the button of one the arrow down opens it.
    if (event.altKey || event.nativeEvent.isComposing || !event.currentTarget.contains(event.target as Node)) return;
    if (isOnButton(event.target)) return;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = targetIndex(event.key, active, count, pageRows);
    if (to !== null) {
      event.preventDefault();
      if (event.shiftKey) extendTo(to);
      else anchor.current = null;
      moveTo(to);
    } else if (active < count && (selectBy(event) || onKey(event, active))) event.preventDefault();
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index === null) {
      // On a title or below the lines: the keys go on working.
      if (!isOnButton(event.target)) focusLine(active);
      return;
    }
    if (isOnButton(event.target)) {
      setWanted(index);
      return;
    }
    if (event.shiftKey) extendTo(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else {
      onOpen(index);
      if (selected.size > 0) onSelect(new Set());
    }
    take(index);
  };
  const onContextMenuCapture = (event: MouseEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index === null || index >= count) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    setWanted(index);
    setMenu(menuAt(index));
  };

  return {
    indexes,
    totalHeight,
    active,
    activate: setWanted,
    moveTo,
    focus: () => {
      scrollTo(active);
      focusLine(active);
    },
    menu,
    events: { onKeyDown, onClick, onContextMenuCapture },
  };
}

/** The place of the line that something in the page is in; null outside of all lines. */
export function indexOf(target: EventTarget): number | null {
  const line = target instanceof Element ? target.closest('[data-index]') : null;
  return line instanceof HTMLElement ? Number(line.dataset['index']) : null;
}

function isOnButton(target: EventTarget): boolean {
  return target instanceof Element && target.closest('button') !== null;
}

function targetIndex(key: string, active: number, count: number, pageRows: number): number | null {
  switch (key) {
    case 'ArrowUp':
      return active - 1;
    case 'ArrowDown':
      return active + 1;
    case 'PageUp':
      return active - pageRows;
    case 'PageDown':
      return active + pageRows;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
