import { useVirtualizer } from '@tanstack/react-virtual';
import { Check } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react';
import { providerName } from '../../data/provider-name.ts';
import { formatCount } from '../../ui/format-count.ts';
import { KIND_LABELS } from '../add-key/key-kinds.ts';
import { isChoosable, OUTCOME_LABELS, type PreviewEntry, type PreviewRow } from './preview-groups.ts';

const ROW_PX = 34;
const HEADING_PX = 30;

/**
 * The names of a file, grouped, each with a tick. One stop for Tab: arrows move, Space ticks, Ctrl/Cmd+A ticks all that can be.
 */
export function PreviewList({
  rows,
  chosen,
  activeIndex,
  onActive,
  onToggle,
  onChooseAll,
}: {
  readonly rows: readonly PreviewRow[];
  readonly chosen: ReadonlySet<number>;
  /** The entry that the arrows are on, and what is shown below the list is about. */
  readonly activeIndex: number;
  readonly onActive: (index: number) => void;
  readonly onToggle: (entry: PreviewEntry) => void;
  readonly onChooseAll: () => void;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const entryRows = useMemo(() => rows.flatMap((row, index) => (row.type === 'entry' ? [index] : [])), [rows]);
  const active = Math.max(
    0,
    entryRows.findIndex((place) => {
      const row = rows[place];
      return row?.type === 'entry' && row.entry.index === activeIndex;
    }),
  );
  const activeRow = entryRows[active];
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.type === 'heading' ? HEADING_PX : ROW_PX),
    overscan: 12,
    // What has the focus stays in the page, so that screen readers can follow it.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(count - 1, endIndex + overscan);
      const indexes = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
      if (activeRow !== undefined && (activeRow < from || activeRow > to)) indexes.push(activeRow);
      return indexes.sort((a, b) => a - b);
    },
  });

  // Where somebody else has chosen the row, it comes into sight.
  useEffect(() => {
    if (activeRow !== undefined && active > 0) virtualizer.scrollToIndex(activeRow, { align: 'auto' });
  }, [active, activeRow, virtualizer]);

  const moveTo = (next: number) => {
    const bounded = Math.max(0, Math.min(entryRows.length - 1, next));
    const row = entryRows[bounded];
    const entry = row === undefined ? undefined : rows[row];
    if (entry?.type === 'entry') onActive(entry.entry.index);
    if (row !== undefined) virtualizer.scrollToIndex(bounded === 0 ? 0 : row);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_PX) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: entryRows.length - 1,
    };
    const next = moves[event.key];
    if (next !== undefined) {
      event.preventDefault();
      moveTo(next);
    } else if (event.key === ' ') {
      event.preventDefault();
      const row = activeRow === undefined ? undefined : rows[activeRow];
      if (row?.type === 'entry' && isChoosable(row.entry)) onToggle(row.entry);
    } else if (event.key === 'a' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      onChooseAll();
    }
  };

  return (
    <div
      ref={scroller}
      className="preview-list"
      role="listbox"
      aria-label="Names in the file"
      aria-multiselectable="true"
      aria-activedescendant={activeRow === undefined ? undefined : `${id}-${activeRow}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <div className="virtual-space" style={{ height: virtualizer.getTotalSize() }} role="presentation">
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const style = { transform: `translateY(${item.start}px)`, height: item.size };
          if (row.type === 'heading') {
            return (
              <div key={item.key} className="preview-heading" style={style} role="presentation">
                {OUTCOME_LABELS[row.outcome]} <span className="faint">{formatCount(row.count)}</span>
              </div>
            );
          }
          const { entry } = row;
          const selected = chosen.has(entry.index);
          return (
            <div
              key={item.key}
              id={`${id}-${item.index}`}
              className="preview-row"
              style={style}
              role="option"
              tabIndex={-1}
              aria-selected={selected}
              aria-disabled={!isChoosable(entry)}
              aria-posinset={entryRows.indexOf(item.index) + 1}
              aria-setsize={entryRows.length}
              data-active={item.index === activeRow || undefined}
              onMouseDown={(event) => {
                event.preventDefault();
                scroller.current?.focus();
                onActive(entry.index);
                // A press on what can be chosen among only shows it; its tick is for the tick.
                const onTick = event.target instanceof Element && event.target.closest('.checkbox') !== null;
                if (isChoosable(entry) && (onTick || !entry.differs)) onToggle(entry);
              }}
            >
              <span className="checkbox" data-state={selected ? 'checked' : 'unchecked'} aria-hidden="true">
                {selected ? <Check size={12} strokeWidth={3} /> : null}
              </span>
              <span className="preview-name mono truncate" title={entry.name}>
                {entry.name}
              </span>
              <span className="preview-prefix mono truncate faint">
                {entry.prefix === '' ? '' : `${entry.prefix}…`}
              </span>
              <span className="preview-what truncate muted">
                {entry.differs ? <span className="preview-differs">{readingsText(entry)}</span> : null}
                {describe(entry)}
              </span>
              <span className="preview-line faint">{entry.line === null ? '' : `line ${formatCount(entry.line)}`}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

function describe(entry: PreviewEntry): string {
  if (entry.reason !== '') return entry.reason;
  const kind = KIND_LABELS[entry.kind];
  if (entry.maybe !== null) return `Maybe ${entry.maybe} ${kind.toLowerCase()}`;
  return entry.provider === null ? kind : `${providerName(entry.provider)} ${kind.toLowerCase()}`;
}

function readingsText({ readings }: PreviewEntry): string {
  return readings.length === 1 ? 'read in one way' : `${formatCount(readings.length)} readings`;
}
