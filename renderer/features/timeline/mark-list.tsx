// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { type KeyboardEvent, type Ref, useImperativeHandle, useRef } from 'react';
import { providerName } from '../../data/provider-name.ts';
import { showKey } from '../../stores/navigation.ts';
import { formatDay, formatExact, formatRelative } from '../../ui/format-time.ts';
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx';
import { useLineList } from '../../ui/use-line-list.ts';
import { isMovable, markMenu, moveDialog } from './mark-menu.tsx';
import { MarkSymbol } from './mark-symbol.tsx';
import { type KeyLine, type Mark, stateOf } from './timeline-model.ts';
import { originText, STATE_TEXT } from './timeline-words.ts';

const ROW_PX = 32;
const OVERSCAN_ROWS = 8;
const NOTHING: ReadonlySet<string> = new Set();
const TITLES = ['When', 'Left', 'What', 'Key', 'Project', 'Environment', 'How known'] as const;

/** The marks of the time in sight as text, by date: the same that the chart draws. */
export function MarkList({
  ref,
  entries,
  now,
  startOver,
}: {
  readonly ref: Ref<{ readonly focus: () => void }>;
  readonly entries: readonly { readonly line: KeyLine; readonly mark: Mark }[];
  readonly now: number;
  /** Another one starts at the first line. */
  readonly startOver: unknown;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const showAt = (index: number): void => {
    const entry = entries[index];
    if (entry !== undefined) showKey(entry.mark.keyId);
  };
  const runKey = (event: KeyboardEvent<HTMLDivElement>, index: number): boolean => {
    const mark = entries[index]?.mark;
    if (mark === undefined || event.ctrlKey || event.metaKey) return false;
    if (event.key === 'Enter') showKey(mark.keyId);
    else if (event.key === 'm' && isMovable(mark)) moveDialog(mark);
    else return false;
    return true;
  };
  const menuAt = (index: number): readonly MenuEntry[] => {
    const entry = entries[index];
    return entry === undefined ? [] : markMenu(entry.mark);
  };
  const { indexes, totalHeight, active, menu, events, focus } = useLineList<string>({
    scroller,
    count: entries.length,
    rowHeight: ROW_PX,
    overscan: OVERSCAN_ROWS,
    startOver,
    place: 'timeline',
    idAt: (index) => entries[index]?.mark.id,
    selected: NOTHING,
    onSelect: () => undefined,
    onMove: () => undefined,
    onOpen: showAt,
    onKey: runKey,
    menuAt,
  });
  useImperativeHandle(ref, () => ({ focus }));
  return (
    <ContextMenu entries={menu}>
      <div
        ref={scroller}
        className="line-list tl-list"
        role="grid"
        aria-label="Timeline as a list"
        aria-rowcount={entries.length + 1}
        {...events}
      >
        <div role="rowgroup" className="line-list-head">
          <div role="row" className="line tl-list-line" aria-rowindex={1} tabIndex={-1}>
            {TITLES.map((title) => (
              <div role="columnheader" key={title} tabIndex={-1}>
                {title}
              </div>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="line-list-rows" style={{ height: totalHeight }}>
          {indexes.map((index, slot) => {
            const entry = entries[index];
            return entry === undefined ? null : (
              <ListLine
                key={index === active ? 'active' : slot}
                {...entry}
                index={index}
                active={index === active}
                now={now}
              />
            );
          })}
        </div>
      </div>
    </ContextMenu>
  );
}

function ListLine({
  line,
  mark,
  index,
  active,
  now,
}: {
  readonly line: KeyLine;
  readonly mark: Mark;
  readonly index: number;
  readonly active: boolean;
  readonly now: number;
}) {
  const state = stateOf(mark, now);
  const provider = line.provider === null ? '' : ` · ${providerName(line.provider)}`;
  return (
    <div
      role="row"
      className="line tl-list-line"
      data-state={state}
      aria-rowindex={index + 2}
      data-index={index}
      tabIndex={active ? 0 : -1}
      style={{ height: ROW_PX, transform: `translateY(${index * ROW_PX}px)` }}
    >
      <div role="rowheader" className="truncate" tabIndex={-1} title={formatExact(mark.at, mark.precision)}>
        {formatDay(mark.at, mark.precision)}
      </div>
      <div role="gridcell" className="tl-list-left truncate" tabIndex={-1}>
        {formatRelative(mark.at, now, mark.precision)}
      </div>
      <div role="gridcell" className="tl-list-what" tabIndex={-1}>
        <MarkSymbol state={state} />
        <span className="truncate">{STATE_TEXT[state]}</span>
      </div>
      <div role="gridcell" className="tl-list-name truncate" tabIndex={-1} title={`${line.name}${provider}`}>
        {line.name}
      </div>
      <div role="gridcell" className="truncate muted" tabIndex={-1}>
        {line.project}
      </div>
      <div role="gridcell" className="truncate muted" tabIndex={-1}>
        {line.environment}
      </div>
      <div role="gridcell" className="truncate muted" tabIndex={-1} title={originText(mark)}>
        {originText(mark)}
      </div>
    </div>
  );
}
