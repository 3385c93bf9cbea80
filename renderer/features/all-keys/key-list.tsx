// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { ArchiveRestore, Trash2, Undo2, X } from 'lucide-react';
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { archiveKeys, copyKey, removeKeys, restoreKeys } from '../../actions/keys.ts';
import { dueOf } from '../../data/due.ts';
import type { KeyTable } from '../../data/key-table.ts';
import type { Shown } from '../../data/load-keys.ts';
import { providerName } from '../../data/provider-name.ts';
import { openDialog } from '../../dialogs.ts';
import { useAllKeys } from '../../stores/all-keys.ts';
import { useRowHeight } from '../../stores/appearance.ts';
import { showKey, useNavigation } from '../../stores/navigation.ts';
import { type Environment, useProjects } from '../../stores/projects.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { ContextMenu, type MenuEntry } from '../../ui/menu.tsx';
import { StatusMark } from '../../ui/status-mark.tsx';
import { useNow } from '../../ui/use-now.ts';
import { keyMenu, keysMenu } from '../board/key-menu.ts';
import { useFixedRows } from './use-fixed-rows.ts';

const HEADER_HEIGHT = 30;
const OVERSCAN_ROWS = 2;

export interface KeyListHandle {
  readonly focus: () => void;
}

interface Place {
  readonly project: string;
  readonly environment: Environment;
}

/** The found keys, one line each; only what is in sight is in the page. */
export function KeyList({
  ref,
  table,
  found,
  show,
}: {
  readonly ref: Ref<KeyListHandle>;
  readonly table: KeyTable;
  readonly found: Uint32Array;
  readonly show: Shown;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  const anchor = useRef<number | null>(null);
  const rowHeight = useRowHeight();
  const now = useNow();
  const places = usePlaces();
  const selected = useAllKeys((state) => state.selected);
  const drawerKeyId = useNavigation((state) => state.drawerKeyId);
  const [wanted, setWanted] = useState(0);
  const [menu, setMenu] = useState<readonly MenuEntry[]>([]);
  const active = Math.min(wanted, found.length - 1);
  const keyAt = (index: number): KeySummary | undefined => table.rows[found[index] ?? -1];

  const { indexes, totalHeight, scrollTo, toTop } = useFixedRows({
    scroller,
    count: found.length,
    rowHeight,
    headerHeight: HEADER_HEIGHT,
    overscan: OVERSCAN_ROWS,
    keep: active,
  });
  // Another filter starts at its most urgent key.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found is what the list starts over for
  useLayoutEffect(() => {
    toTop();
    setWanted(0);
    anchor.current = null;
  }, [found]);
  const focusRow = (index: number): void =>
    scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true });
  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    focusRow(active);
  });

  const moveTo = (index: number): void => {
    const to = Math.max(0, Math.min(found.length - 1, index));
    // Nothing is drawn anew for the row that is chosen already.
    if (to === wanted) focusRow(to);
    else wantsFocus.current = true;
    setWanted(to);
    scrollTo(to);
    const key = keyAt(to);
    if (key !== undefined && useNavigation.getState().drawerKeyId !== null) showKey(key.id);
  };
  useImperativeHandle(ref, () => ({ focus: () => moveTo(active) }));
  const select = (keys: ReadonlySet<KeyId>): void => useAllKeys.setState({ selected: keys });
  const extendTo = (to: number): void => {
    anchor.current ??= active;
    const chosen = new Set<KeyId>();
    for (let index = Math.min(anchor.current, to); index <= Math.max(anchor.current, to); index += 1) {
      const key = keyAt(index);
      if (key !== undefined) chosen.add(key.id);
    }
    select(chosen);
  };
  const toggle = (index: number): void => {
    const key = keyAt(index);
    if (key === undefined) return;
    const next = new Set(selected);
    if (!next.delete(key.id)) next.add(key.id);
    anchor.current = index;
    select(next);
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.altKey || event.nativeEvent.isComposing) return;
    const pageRows = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = targetIndex(event.key, active, found.length, pageRows);
    if (to !== null) {
      event.preventDefault();
      if (event.shiftKey) extendTo(to);
      else anchor.current = null;
      moveTo(to);
      return;
    }
    const key = keyAt(active);
    if (key !== undefined && runKey(event, key)) event.preventDefault();
  };
  /** True where the key meant something. */
  const runKey = (event: KeyboardEvent<HTMLDivElement>, key: KeySummary): boolean => {
    const many = selected.has(key.id) && selected.size > 1 ? [...selected] : [key.id];
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'c' || show === 'deleted') return false;
      void copyKey(key);
      return true;
    }
    switch (event.key) {
      case 'Enter':
        showKey(key.id);
        return true;
      case ' ':
        toggle(active);
        return true;
      case 'Escape':
        if (selected.size === 0) return false;
        select(new Set());
        return true;
      default:
        break;
    }
    if (show !== 'live') return false;
    switch (event.key) {
      case 'c':
        void copyKey(key);
        return true;
      case 'e':
        openDialog({ kind: 'edit-key', keyId: key.id });
        return true;
      case 'm':
        openDialog({ kind: 'move-keys', keyIds: many, from: many.length === 1 ? key.environmentId : null });
        return true;
      case 'Delete':
      case 'Backspace':
        void removeKeys(many);
        return true;
      default:
        return false;
    }
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index === null) return;
    if (event.shiftKey) extendTo(index);
    else if (event.ctrlKey || event.metaKey) toggle(index);
    else {
      const key = keyAt(index);
      if (key !== undefined) showKey(key.id);
      if (selected.size > 0) select(new Set());
    }
    wantsFocus.current = true;
    setWanted(index);
  };
  const onContextMenu = (event: MouseEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    const key = index === null ? undefined : keyAt(index);
    if (index === null || key === undefined) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    setWanted(index);
    const many = selected.has(key.id) && selected.size > 1 ? [...selected] : [key.id];
    setMenu(show === 'live' ? (many.length > 1 ? keysMenu(many) : keyMenu(key)) : storedMenu(show, many, key.name));
  };

  return (
    <>
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          className="key-list"
          role="grid"
          aria-label="Keys"
          aria-rowcount={found.length + 1}
          aria-multiselectable
          onKeyDown={onKeyDown}
          onClick={onClick}
          onContextMenuCapture={onContextMenu}
        >
          <ListHeader />
          <div role="rowgroup" className="key-list-rows" style={{ height: totalHeight }}>
            {indexes.map((index, slot) => {
              const key = keyAt(index);
              return key === undefined ? null : (
                <KeyLine
                  // By place in the window: scrolling and filtering then change lines instead of making new ones.
                  key={index === active ? 'active' : slot}
                  keyOf={key}
                  place={places.get(key.environmentId)}
                  index={index}
                  top={index * rowHeight}
                  height={rowHeight}
                  active={index === active}
                  selected={selected.has(key.id)}
                  open={key.id === drawerKeyId}
                  now={now}
                />
              );
            })}
          </div>
        </div>
      </ContextMenu>
      {selected.size === 0 ? null : <ListSelection selected={selected} show={show} onClear={() => select(new Set())} />}
    </>
  );
}

function ListHeader() {
  return (
    <div role="rowgroup" className="key-list-head">
      <div role="row" className="key-line" aria-rowindex={1} tabIndex={-1}>
        {['Key', 'Project', 'Environment', 'Provider', 'Starts with', 'Due'].map((title) => (
          <div role="columnheader" key={title} tabIndex={-1}>
            {title}
          </div>
        ))}
      </div>
    </div>
  );
}

const KeyLine = memo(function KeyLine({
  keyOf: key,
  place,
  index,
  top,
  height,
  active,
  selected,
  open,
  now,
}: {
  readonly keyOf: KeySummary;
  readonly place: Place | undefined;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  readonly active: boolean;
  readonly selected: boolean;
  readonly open: boolean;
  readonly now: number;
}) {
  const due = dueOf(key, now);
  return (
    <div
      role="row"
      className={classNames('key-line', `cell-${due.tone}`, open && 'key-line-open')}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      tabIndex={active ? 0 : -1}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <div role="rowheader" className="key-line-name" tabIndex={-1} title={key.name}>
        <StatusMark status={due.status} iconOnly />
        <bdi className="truncate">{key.name}</bdi>
      </div>
      <div role="gridcell" className="truncate muted" tabIndex={-1}>
        {place?.project}
      </div>
      <div role="gridcell" className="key-line-environment" tabIndex={-1}>
        {place === undefined ? null : <EnvironmentSwatch colour={place.environment.colour} />}
        <span className="truncate">{place?.environment.name}</span>
      </div>
      <div role="gridcell" className="truncate muted" tabIndex={-1}>
        {key.provider === null ? '' : providerName(key.provider)}
      </div>
      <div role="gridcell" className="truncate mono muted" tabIndex={-1}>
        {key.prefix === '' ? '' : `${key.prefix}…`}
      </div>
      <div role="gridcell" className="cell-due truncate" tabIndex={-1} title={due.spoken}>
        {due.label}
      </div>
    </div>
  );
});

/** What can be done with several keys at once, by where they are. */
function ListSelection({
  selected,
  show,
  onClear,
}: {
  readonly selected: ReadonlySet<KeyId>;
  readonly show: Shown;
  readonly onClear: () => void;
}) {
  const chosen = [...selected];
  const label = chosen.length === 1 ? '1 key' : `${formatCount(chosen.length)} keys`;
  return (
    <section className="selection-bar" aria-label="Selected keys">
      <span role="status">{label} selected</span>
      {show === 'live' ? (
        <>
          <Button onClick={() => openDialog({ kind: 'move-keys', keyIds: chosen, from: null })}>Move</Button>
          <Button onClick={() => void archiveKeys(chosen)}>Archive</Button>
          <Button onClick={() => void removeKeys(chosen)}>Delete</Button>
        </>
      ) : show === 'archived' ? (
        <Button icon={ArchiveRestore} onClick={() => void archiveKeys(chosen, false)}>
          Bring back
        </Button>
      ) : (
        <>
          <Button icon={Undo2} onClick={() => void restoreKeys(chosen)}>
            Restore
          </Button>
          <Button icon={Trash2} onClick={() => openDialog({ kind: 'erase-keys', keyIds: chosen, label })}>
            Erase for good
          </Button>
        </>
      )}
      <IconButton icon={X} size="small" label="Clear the selection" onClick={onClear} />
    </section>
  );
}

function storedMenu(show: 'archived' | 'deleted', keyIds: readonly KeyId[], name: string): readonly MenuEntry[] {
  if (show === 'archived') {
    return [
      { id: 'unarchive', label: 'Bring back', icon: ArchiveRestore, onSelect: () => void archiveKeys(keyIds, false) },
    ];
  }
  const label = keyIds.length === 1 ? name : `${formatCount(keyIds.length)} keys`;
  return [
    { id: 'restore', label: 'Restore', icon: Undo2, onSelect: () => void restoreKeys(keyIds) },
    {
      id: 'erase',
      label: 'Erase for good…',
      icon: Trash2,
      tone: 'danger',
      onSelect: () => openDialog({ kind: 'erase-keys', keyIds, label }),
    },
  ];
}

/** Project and environment names by environment, made once for all lines. */
function usePlaces(): ReadonlyMap<string, Place> {
  const projects = useProjects((state) => state.projects);
  return useMemo(
    () =>
      new Map(
        (projects ?? []).flatMap((project) =>
          project.environments.map(
            (environment) => [environment.id as string, { project: project.name, environment }] as const,
          ),
        ),
      ),
    [projects],
  );
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
