import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react';

export interface FixedRows {
  /** The rows to draw: those in sight, some around them, and the one with the focus. */
  readonly indexes: readonly number[];
  readonly totalHeight: number;
  /** Scrolls as little as needed to have a row in sight. */
  readonly scrollTo: (index: number) => void;
  /** Goes to the first row; costs nothing where that is in sight already. */
  readonly toTop: () => void;
}

/**
 * Which rows of a long list are in sight, all of one height. A general virtualiser keeps a measurement for each row and
 * works through all of them whenever their number changes, which a filter does at every keystroke; rows of one height need
 * none.
 */
export function useFixedRows({
  scroller,
  count,
  rowHeight,
  headerHeight,
  overscan,
  keep,
}: {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly rowHeight: number;
  readonly headerHeight: number;
  readonly overscan: number;
  /** The row that stays in the page wherever one scrolls, since it has the focus. */
  readonly keep: number;
}): FixedRows {
  const [first, setFirst] = useState(0);
  const [visible, setVisible] = useState(30);
  const scrolled = useRef(false);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = (): void => {
      scrolled.current = element.scrollTop > 0;
      setFirst(Math.floor(element.scrollTop / rowHeight));
    };
    const onResize = (): void => setVisible(Math.ceil(element.clientHeight / rowHeight) + 1);
    const observer = new ResizeObserver(onResize);
    observer.observe(element);
    onResize();
    onScroll();
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, rowHeight]);

  const scrollTo = useCallback(
    (index: number): void => {
      const element = scroller.current;
      if (element === null) return;
      const top = index * rowHeight;
      const room = element.clientHeight - headerHeight - rowHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top > element.scrollTop + room) element.scrollTop = top - room;
      scrolled.current = element.scrollTop > 0;
      setFirst(Math.floor(element.scrollTop / rowHeight));
    },
    [scroller, rowHeight, headerHeight],
  );
  // Asking a browser to scroll makes it lay the page out at once, so it is only asked when there is something to scroll.
  const toTop = useCallback((): void => {
    if (!scrolled.current) return;
    scrolled.current = false;
    scroller.current?.scrollTo(0, 0);
    setFirst(0);
  }, [scroller]);

  const last = Math.max(0, count - 1);
  const from = Math.max(0, Math.min(first, last) - overscan);
  const to = Math.min(count, Math.min(first, last) + visible + overscan);
  const indexes = Array.from({ length: to - from }, (_, offset) => from + offset);
  if (keep >= 0 && keep < from) indexes.unshift(keep);
  else if (keep >= to && keep < count) indexes.push(keep);
  return { indexes, totalHeight: count * rowHeight, scrollTo, toTop };
}
