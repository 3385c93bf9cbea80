// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { Eye, EyeOff, X } from 'lucide-react';
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
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
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx';
import { useFixedRows } from '../all-keys/use-fixed-rows.ts';
import { linkToKey, setIgnored } from './drift-actions.ts';
import type { InventoryRow, MatchedKey } from './inventory-rows.ts';
import { RemoteLine } from './remote-line.tsx';
import { rowMenu } from './row-menu.ts';

const HEADER_HEIGHT = 30;
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
  provider,
  openId,
  onOpen,
}: {
  readonly ref: Ref<RemoteListHandle>;
  readonly rows: readonly InventoryRow[];
  /** What the lines were looked for by: another one starts at its first line. */
  readonly query: string;
  /** The provider's name, for the head of its columns. */
  readonly provider: string;
  /** The line whose details are shown beside the list. */
  readonly openId: string | null;
  readonly onOpen: (id: string | null) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const anchor = useRef<number | null>(null);
  const rowHeight = ROW_HEIGHT[useAppearanceStore((state) => state.density)];
  const [wanted, setWanted] = useState(0);
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set());
  const [menu, setMenu] = useState<readonly MenuEntry[]>([]);
  const colourOf = useColours();
  const active = Math.max(0, Math.min(wanted, rows.length - 1));
  const { indexes, totalHeight, scrollTo, toTop } = useFixedRows({
    scroller,
    count: rows.length,
    rowHeight,
    headerHeight: HEADER_HEIGHT,
    overscan: OVERSCAN_ROWS,
    keep: active,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query is what the list starts over for
  useLayoutEffect(() => {
    toTop();
    setWanted(0);
    setSelected(new Set());
    anchor.current = null;
  }, [query]);
  const focusRow = (index: number): void =>
    scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    focusRow(active);
  });

  const moveTo = (index: number): void => {
    const to = Math.max(0, Math.min(rows.length - 1, index));
    if (to === wanted) focusRow(to);
    else wantsFocus.current = true;
    setWanted(to);
    scrollTo(to);
    const row = rows[to];
    if (row !== undefined && openId !== null) onOpen(row.id);
  };
  useImperativeHandle(ref, () => ({
    focus: () => {
      scrollTo(active);
      focusRow(active);
    },
  }));

  const extendTo = (to: number): void => {
    anchor.current ??= active;
    const [from, until] = [Math.min(anchor.current, to), Math.max(anchor.current, to)];
    setSelected(new Set(rows.slice(from, until + 1).map(({ id }) => id)));
  };
  const toggle = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    const next = new Set(selected);
    if (!next.delete(row.id)) next.add(row.id);
    anchor.current = index;
    setSelected(next);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    // A menu is a child of its button for React, but not in the page.
    if (event.altKey || event.nativeEvent.isComposing || !event.currentTarget.contains(event.target as Node)) return;
    const onButton = event.target instanceof Element && event.target.closest('button') !== null;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = targetIndex(event.key, active, rows.length, pageRows);
    // On the button of a menu the arrow down opens it.
    if (to !== null && !onButton) {
      event.preventDefault();
      if (event.shiftKey) extendTo(to);
      else anchor.current = null;
      moveTo(to);
      return;
    }
    const row = rows[active];
    if (row === undefined || onButton || event.ctrlKey || event.metaKey) return;
    if (runKey(event.key, row)) event.preventDefault();
  };
  /** True where the key meant something. */
  const runKey = (key: string, row: InventoryRow): boolean => {
    switch (key) {
      case 'Enter':
        onOpen(row.id);
        return true;
      case ' ':
        toggle(active);
        return true;
      case 'Escape':
        if (selected.size > 0) setSelected(new Set());
        else if (openId !== null) onOpen(null);
        else return false;
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
  const clearSelection = (): void => setSelected(new Set());
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index === null) return;
    setWanted(index);
    if (event.target instanceof Element && event.target.closest('button') !== null) return;
    if (event.shiftKey) extendTo(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else {
      onOpen(rows[index]?.id ?? null);
      if (selected.size > 0) clearSelection();
    }
    wantsFocus.current = true;
  };
  // Whatever puts the focus into a line (a click on its button, a screen reader) makes it the one that the keys are for.
  const onFocus = (event: FocusEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index !== null && index !== wanted) setWanted(index);
  };
  const onContextMenu = (event: MouseEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    const row = index === null ? undefined : rows[index];
    if (index === null || row === undefined) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    setWanted(index);
    setMenu(rowMenu(row));
  };

  const chosen = rows.filter(({ id }) => selected.has(id));
  return (
    <>
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          className="remote-list"
          role="grid"
          aria-label={`Keys at ${provider}`}
          aria-rowcount={rows.length + 1}
          aria-multiselectable
          onKeyDown={onKeyDown}
          onClick={onClick}
          onFocus={onFocus}
          onContextMenuCapture={onContextMenu}
        >
          <ListHeader provider={provider} />
          <div role="rowgroup" className="remote-list-rows" style={{ height: totalHeight }}>
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
    <div role="rowgroup" className="remote-list-head">
      <div role="row" className="remote-line" aria-rowindex={1} tabIndex={-1}>
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

function indexOf(target: EventTarget): number | null {
  const line = target instanceof Element ? target.closest('[data-index]') : null;
  return line instanceof HTMLElement ? Number(line.dataset['index']) : null;
}
