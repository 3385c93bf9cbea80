// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { Eye, EyeOff, X } from 'lucide-react';
import {
  type FocusEvent,
  type KeyboardEvent,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { RemoteKeyId } from '#shared/domain/ids.ts';
import { useAppearanceStore } from '../../stores/appearance.ts';
import { useProjects } from '../../stores/projects.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { ContextMenu } from '../../ui/menu.tsx';
import { indexOf, useLineList } from '../../ui/use-line-list.ts';
import { linkToKey, setIgnored } from './drift-actions.ts';
import type { InventoryRow, MatchedKey } from './inventory-rows.ts';
import { RemoteLine } from './remote-line.tsx';
import { rowMenu } from './row-menu.ts';

const OVERSCAN_ROWS = 3;
/** Two lines of text each. */
const ROW_HEIGHT = { comfortable: 52, compact: 44 };

export interface RemoteListHandle {
  readonly focus: () => void;
}

/** The lines that the filters leave; only what is in sight is in the page. One stop for Tab, then the line's own buttons. */
export function RemoteList({
  ref,
  rows,
  query,
  place,
  provider,
  openId,
  onOpen,
}: {
  readonly ref: Ref<RemoteListHandle>;
  readonly rows: readonly InventoryRow[];
  /** What the lines were looked for by: another one starts at its first line. */
  readonly query: string;
  /** The list's name: whoever comes back to it is where they left it. */
  readonly place: string;
  /** The provider's name, for the head of its columns. */
  readonly provider: string;
  /** The line whose details are shown beside the list. */
  readonly openId: string | null;
  readonly onOpen: (id: string | null) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_HEIGHT[useAppearanceStore((state) => state.density)];
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set());
  const colourOf = useColours();
  const clearSelection = (): void => setSelected(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query is what the list starts over for
  useLayoutEffect(clearSelection, [query]);

  /** True where the key meant something. */
  const runKey = ({ key, ctrlKey, metaKey }: KeyboardEvent, index: number): boolean => {
    const row = rows[index];
    if (row === undefined || ctrlKey || metaKey) return false;
    switch (key) {
      case 'Enter':
        onOpen(row.id);
        return true;
      case 'Escape':
        if (openId === null) return false;
        onOpen(null);
        return true;
      case 'i': {
        const ids = ignorable(selected.has(row.id) ? rows.filter(({ id }) => selected.has(id)) : [row]);
        if (ids.length > 0) void setIgnored(ids, true, row.remote?.name ?? '').then(clearSelection);
        return true;
      }
      case 'l':
        if (row.remote !== null) linkToKey(row.remote);
        return true;
      default:
        return false;
    }
  };
  const openAt = (index: number): void => onOpen(rows[index]?.id ?? null);
  const { indexes, totalHeight, active, activate, focus, menu, events } = useLineList({
    scroller,
    count: rows.length,
    rowHeight,
    overscan: OVERSCAN_ROWS,
    startOver: query,
    place,
    idAt: (index) => rows[index]?.id,
    selected,
    onSelect: setSelected,
    onMove: (index) => {
      if (openId !== null) openAt(index);
    },
    onOpen: openAt,
    onKey: runKey,
    menuAt: (index) => {
      const row = rows[index];
      return row === undefined ? [] : rowMenu(row);
    },
  });
  useImperativeHandle(ref, () => ({ focus }));
  // Whatever puts the focus into a line (a click on its button, a screen reader) makes it the one that the keys are for.
  const onFocus = (event: FocusEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index !== null) activate(index);
  };

  const chosen = rows.filter(({ id }) => selected.has(id));
  return (
    <>
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          className="line-list remote-list"
          role="grid"
          aria-label={`Keys at ${provider}`}
          aria-rowcount={rows.length + 1}
          aria-multiselectable
          {...events}
          onFocus={onFocus}
        >
          <ListHeader provider={provider} />
          <div role="rowgroup" className="line-list-rows" style={{ height: totalHeight }}>
            {indexes.map((index) => {
              const row = rows[index];
              return row === undefined ? null : (
                <RemoteLine
                  // A line that is pressed stays the same element while the press makes it the active one.
                  key={row.id}
                  row={row}
                  index={index}
                  top={index * rowHeight}
                  height={rowHeight}
                  active={index === active}
                  selected={selected.has(row.id)}
                  open={row.id === openId}
                  colour={colourOf(row.key)}
                />
              );
            })}
          </div>
        </div>
      </ContextMenu>
      {chosen.length === 0 ? null : <RemoteSelection rows={chosen} onClear={clearSelection} />}
    </>
  );
}

function ListHeader({ provider }: { readonly provider: string }) {
  const head = (title: string, className?: string) => (
    <div role="columnheader" tabIndex={-1} className={className}>
      {title}
    </div>
  );
  return (
    <div role="rowgroup" className="line-list-head">
      <div role="row" className="line remote-line" aria-rowindex={1} tabIndex={-1}>
        {head(`At ${provider}`)}
        {head('Status, scopes')}
        {head('Created', 'remote-line-created')}
        {head('Used, ends', 'remote-line-used')}
        {head('In the vault', 'remote-line-key')}
        {head('How they disagree', 'remote-line-drift')}
        <div role="columnheader" tabIndex={-1}>
          <span className="visually-hidden">Actions</span>
        </div>
      </div>
    </div>
  );
}

function ignorable(rows: readonly InventoryRow[]): readonly RemoteKeyId[] {
  return rows.flatMap(({ remote }) => (remote !== null && !remote.ignored ? [remote.id] : []));
}

/** What can be done with several lines at once. */
function RemoteSelection({ rows, onClear }: { readonly rows: readonly InventoryRow[]; readonly onClear: () => void }) {
  const heard = ignorable(rows);
  const ignored = rows.flatMap(({ remote }) => (remote?.ignored === true ? [remote.id] : []));
  const name = rows[0]?.remote?.name ?? '';
  const run = async (ids: readonly RemoteKeyId[], wanted: boolean): Promise<void> => {
    if (await setIgnored(ids, wanted, name)) onClear();
  };
  return (
    <section className="selection-bar" aria-label="Selected keys">
      <span role="status">{rows.length === 1 ? '1 key selected' : `${formatCount(rows.length)} keys selected`}</span>
      {heard.length === 0 ? null : (
        <Button icon={EyeOff} onClick={() => void run(heard, true)}>
          Ignore
        </Button>
      )}
      {ignored.length === 0 ? null : (
        <Button icon={Eye} onClick={() => void run(ignored, false)}>
          Stop ignoring
        </Button>
      )}
      <IconButton icon={X} size="small" label="Clear the selection" onClick={onClear} />
    </section>
  );
}

/** The colour of a matched key's environment, by the names that the engine gives. */
function useColours(): (key: MatchedKey | null) => number | null {
  const projects = useProjects((state) => state.projects);
  return useMemo(() => {
    const colours = new Map<string, number>();
    for (const project of projects ?? [])
      for (const { name, colour } of project.environments) colours.set(`${project.name}\n${name}`, colour);
    return (key) => (key === null ? null : (colours.get(`${key.project}\n${key.environment}`) ?? null));
  }, [projects]);
}
