import { Check } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { useFixedRows } from '../../ui/use-fixed-rows.ts';

const ROW_PX = 36;

/**
 * A long list to tick in. One stop for Tab: arrows move, Space ticks, Ctrl/Cmd+A ticks all of them. Only what is in sight is
 * in the page.
 */
export function PickList<Id extends string>({
  label,
  ids,
  chosen,
  onChange,
  row,
  isDisabled = () => false,
}: {
  readonly label: string;
  readonly ids: readonly Id[];
  readonly chosen: ReadonlySet<Id>;
  readonly onChange: (chosen: ReadonlySet<Id>) => void;
  readonly row: (id: Id) => ReactNode;
  readonly isDisabled?: (id: Id) => boolean;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState(0);
  const active = Math.max(0, Math.min(wanted, ids.length - 1));
  const { indexes, totalHeight, scrollTo } = useFixedRows({
    scroller,
    count: ids.length,
    rowHeight: ROW_PX,
    headerHeight: 0,
    overscan: 4,
    keep: active,
  });
  const moveTo = (next: number): void => {
    const to = Math.max(0, Math.min(ids.length - 1, next));
    setWanted(to);
    scrollTo(to);
  };
  const toggle = (index: number): void => {
    const one = ids[index];
    if (one === undefined || isDisabled(one)) return;
    const next = new Set(chosen);
    if (!next.delete(one)) next.add(one);
    onChange(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: ids.length - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      moveTo(next);
    } else if (event.key === ' ') {
      event.preventDefault();
      toggle(active);
    } else if (event.key === 'a' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      onChange(new Set([...chosen, ...ids.filter((one) => !isDisabled(one))]));
    }
  };
  return (
    <div
      ref={scroller}
      className="pick-list"
      role="listbox"
      aria-label={label}
      aria-multiselectable="true"
      aria-activedescendant={ids.length === 0 ? undefined : `${id}-${active}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="push-space" style={{ height: totalHeight }} role="presentation">
        {indexes.map((index) => {
          const one = ids[index];
          if (one === undefined) return null;
          const ticked = chosen.has(one);
          return (
            <div
              key={one}
              id={`${id}-${index}`}
              className="pick-row"
              role="option"
              tabIndex={-1}
              aria-selected={ticked}
              aria-disabled={isDisabled(one) || undefined}
              aria-posinset={index + 1}
              aria-setsize={ids.length}
              data-active={index === active || undefined}
              style={{ height: ROW_PX, transform: `translateY(${index * ROW_PX}px)` }}
              onMouseDown={(event) => {
                // The focus stays on the list.
                event.preventDefault();
                scroller.current?.focus();
                setWanted(index);
                toggle(index);
              }}
            >
              <span className="checkbox" data-state={ticked ? 'checked' : 'unchecked'} aria-hidden="true">
                {ticked ? <Check size={12} strokeWidth={3} /> : null}
              </span>
              {row(one)}
            </div>
          );
        })}
      </div>
    </div>
  );
}
