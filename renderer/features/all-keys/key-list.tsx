// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { ArchiveRestore, Trash2, Undo2, X } from 'lucide-react';
import { type KeyboardEvent, memo, type Ref, useImperativeHandle, useMemo, useRef } from 'react';
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
import { useLineList } from '../../ui/use-line-list.ts';
import { useNow } from '../../ui/use-now.ts';
import { keyMenu, keysMenu } from '../board/key-menu.ts';

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
  const rowHeight = useRowHeight();
  const now = useNow();
  const places = usePlaces();
  const selected = useAllKeys((state) => state.selected);
  // Read and not subscribed to: what is found follows them, and drawing the list before it does would cost each key stroke.
  const { filter, facets } = useAllKeys.getState();
  const foundBy = useMemo(() => ({ show, filter, facets }), [show, filter, facets]);
  const drawerKeyId = useNavigation((state) => state.drawerKeyId);
  const keyAt = (index: number): KeySummary | undefined => table.rows[found[index] ?? -1];
  const select = (keys: ReadonlySet<KeyId>): void => useAllKeys.setState({ selected: keys });
  /** All selected keys where the key is one of them, else the key alone. */
  const withSelected = ({ id }: KeySummary): readonly KeyId[] => (selected.has(id) ? [...selected] : [id]);

  /** True where the key meant something. */
  const runKey = (event: KeyboardEvent<HTMLDivElement>, index: number): boolean => {
    const key = keyAt(index);
    if (key === undefined) return false;
    const many = withSelected(key);
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== 'c' || show === 'deleted') return false;
      void copyKey(key);
      return true;
    }
    if (event.key === 'Enter') {
      showKey(key.id);
      return true;
    }
    if (show !== 'live') return false;
    switch (event.key) {
      case 'c':
        void copyKey(key);
        return true;
      case 'e':
        openDialog({ kind: 'edit-key', keyId: key.id });
        return true;
      case 'p':
        openDialog({ kind: 'copy-assistant', keyId: key.id });
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
  const menuAt = (index: number): readonly MenuEntry[] => {
    const key = keyAt(index);
    if (key === undefined) return [];
    const many = withSelected(key);
    if (show !== 'live') return storedMenu(show, many, key.name);
    return many.length > 1 ? keysMenu(many) : keyMenu(key);
  };
  const showAt = (index: number): void => {
    const key = keyAt(index);
    if (key !== undefined) showKey(key.id);
  };
  const { indexes, totalHeight, active, moveTo, menu, events } = useLineList({
    scroller,
    count: found.length,
    rowHeight,
    overscan: OVERSCAN_ROWS,
    // Another filter starts at its most urgent key.
    startOver: foundBy,
    place: `all-keys ${show}`,
    idAt: (index) => keyAt(index)?.id,
    selected,
    onSelect: select,
    onMove: (index) => {
      if (useNavigation.getState().drawerKeyId !== null) showAt(index);
    },
    onOpen: showAt,
    onKey: runKey,
    menuAt,
  });
  useImperativeHandle(ref, () => ({ focus: () => moveTo(active) }));

  return (
    <>
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          className="line-list key-list"
          role="grid"
          aria-label="Keys"
          aria-rowcount={found.length + 1}
          aria-multiselectable
          {...events}
        >
          <ListHeader />
          <div role="rowgroup" className="line-list-rows" style={{ height: totalHeight }}>
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
    <div role="rowgroup" className="line-list-head">
      <div role="row" className="line key-line" aria-rowindex={1} tabIndex={-1}>
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
      className={classNames('line key-line', `cell-${due.tone}`, open && 'line-open')}
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
          <Button onClick={() => openDialog({ kind: 'push', keyIds: chosen })}>Push to CI…</Button>
          <Button onClick={() => openDialog({ kind: 'rotate-campaign', filter: { keyIds: chosen } })}>Rotate…</Button>
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
