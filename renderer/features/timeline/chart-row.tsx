// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { providerName } from '../../data/provider-name.ts';
import { showKey } from '../../stores/navigation.ts';
import { classNames } from '../../ui/class-names.ts';
import { EnvironmentName } from '../../ui/environment-swatch.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { DropdownMenu, type MenuEntry } from '../../ui/menu.tsx';
import type { Bar, Item, Moving } from './chart-layout.ts';
import { clusterMenu } from './mark-menu.tsx';
import { MarkSymbol } from './mark-symbol.tsx';
import { type KeyLine, mostUrgent, type Row, stateOf } from './timeline-model.ts';
import { spokenCluster, spokenMark } from './timeline-words.ts';
import type { MarkMove } from './use-mark-move.ts';

/** What every row needs of the chart. */
export interface RowContext {
  readonly now: number;
  readonly moving: Moving | null;
  readonly pointer: MarkMove['pointer'];
  /** The id of the item that Tab stops at, in this row; null where that is in another. */
  readonly active: string | null;
  readonly onFold: (environment: string) => void;
  readonly onCloser: (item: Item) => void;
  readonly onOpen: (item: Item) => void;
}

/** The id of the button that folds an environment, among the items of its row. */
export const FOLD = 'fold';

/** The line of an environment: its name, how many keys have something, and folded, how many dates lie where. */
export function GroupRow({
  row: { group, shown, folded },
  items,
  context,
}: {
  readonly row: Extract<Row, { type: 'group' }>;
  readonly items: readonly Item[];
  readonly context: RowContext;
}) {
  const Icon = folded ? ChevronRight : ChevronDown;
  const count = shown.length === 1 ? '1 key' : `${formatCount(shown.length)} keys`;
  return (
    <>
      <div role="rowheader" className="tl-name tl-group-name" tabIndex={-1}>
        <button
          type="button"
          className="tl-fold"
          aria-expanded={!folded}
          data-item={FOLD}
          tabIndex={context.active === FOLD ? 0 : -1}
          onClick={() => context.onFold(group.name)}
        >
          <Icon size={13} aria-hidden="true" />
          <EnvironmentName name={group.name} colour={group.colour} protected={group.protected} />
          <span className="faint">{count}</span>
        </button>
      </div>
      <div className="tl-track" role="none">
        {items.map((item) => (
          <MarkCell key={item.id} item={item} of={group.name} environment={group.name} several context={context} />
        ))}
      </div>
    </>
  );
}

/** The line of a key: its name, and its marks. */
export function LineRow({
  line,
  items,
  bar,
  ghost,
  beside,
  context,
}: {
  readonly line: KeyLine;
  readonly items: readonly Item[];
  readonly bar: Bar | null;
  /** Where the mark was that is being moved. */
  readonly ghost: number | null;
  /** What stands after the name. */
  readonly beside: 'project' | 'provider';
  readonly context: RowContext;
}) {
  const provider = line.provider === null ? '' : providerName(line.provider);
  const after = beside === 'project' ? line.project : provider;
  const title = [line.name, provider, line.project].filter(Boolean).join(' · ');
  return (
    <>
      <div role="rowheader" className="tl-name" title={title} tabIndex={-1}>
        <button type="button" className="tl-name-button truncate" tabIndex={-1} onClick={() => showKey(line.keyId)}>
          <bdi>{line.name}</bdi> <span className="faint">{after}</span>
        </button>
      </div>
      <div className="tl-track" role="none">
        {bar === null ? null : (
          <span
            className="tl-bar"
            data-kind={bar.kind}
            style={{ left: bar.from, width: Math.max(0, bar.to - bar.from) }}
          />
        )}
        {ghost === null ? null : <span className="tl-ghost" style={{ transform: `translateX(${ghost}px)` }} />}
        {items.map((item) => (
          <MarkCell
            key={item.id}
            item={item}
            of={line.name}
            environment={line.environment}
            several={false}
            context={context}
          />
        ))}
      </div>
    </>
  );
}

function MarkCell({
  item,
  of,
  environment,
  several,
  context,
}: {
  readonly item: Item;
  /** Whose they are, for what is said of several. */
  readonly of: string;
  readonly environment: string;
  /** Marks of several keys. */
  readonly several: boolean;
  readonly context: RowContext;
}) {
  const [mark] = item.marks;
  if (mark === undefined) return null;
  const { now, moving } = context;
  const isMoving = moving !== null && moving.mark.id === mark.id;
  const stop = context.active === item.id ? 0 : -1;
  const style = { transform: `translateX(${item.x}px)` };
  if (item.marks.length > 1 || several) {
    return (
      <div role="gridcell" className="tl-cell" style={style} tabIndex={-1}>
        <ClusterButton
          item={item}
          label={spokenCluster(item.marks, of)}
          stop={stop}
          several={several}
          context={context}
        />
      </div>
    );
  }
  const state = stateOf(mark, now);
  return (
    <div role="gridcell" className={classNames('tl-cell', isMoving && 'tl-cell-moving')} style={style} tabIndex={-1}>
      <button
        type="button"
        className="tl-mark"
        data-state={state}
        data-before={item.before || undefined}
        data-item={item.id}
        tabIndex={stop}
        aria-label={spokenMark(mark, environment, now)}
        onClick={() => context.onOpen(item)}
        {...context.pointer(mark)}
      >
        <MarkSymbol state={state} />
      </button>
      {item.label === null ? null : (
        <span
          className="tl-label"
          data-side={item.label.side}
          style={item.label.side === 'left' ? { right: item.label.shift } : { left: item.label.shift }}
          aria-hidden="true"
        >
          {item.label.text}
        </span>
      )}
    </div>
  );
}

/** Several marks in one place: how many, and what they are as a list. */
function ClusterButton({
  item,
  label,
  stop,
  several,
  context,
}: {
  readonly item: Item;
  readonly label: string;
  readonly stop: 0 | -1;
  readonly several: boolean;
  readonly context: RowContext;
}) {
  const [open, setOpen] = useState(false);
  const entries = open
    ? clusterMenu(item.marks, { now: context.now, several, onCloser: () => context.onCloser(item) })
    : NO_ENTRIES;
  return (
    <DropdownMenu
      align="start"
      entries={entries}
      onOpenChange={setOpen}
      trigger={
        <button
          type="button"
          className="tl-cluster"
          data-urgency={mostUrgent(item.marks, context.now)}
          data-item={item.id}
          tabIndex={stop}
          aria-label={label}
        >
          {formatCount(item.marks.length)}
        </button>
      }
    />
  );
}

const NO_ENTRIES: readonly MenuEntry[] = [];
