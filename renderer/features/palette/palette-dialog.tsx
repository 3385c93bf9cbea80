import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronLeft, Search } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { copyKey } from '../../actions/keys.ts';
import { availableCommands, type Command, useCommands } from '../../commands/registry.ts';
import { openDialog } from '../../dialogs.ts';
import { showKey } from '../../stores/navigation.ts';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { restoreFocus, useReturnFocus } from '../../ui/return-focus.ts';
import { keyActions } from './key-actions.ts';
import { findCommands, itemsAtRest, itemsFor, type PaletteItem } from './palette-items.ts';
import { PaletteRow } from './palette-row.tsx';
import { rememberUse, usePalette } from './palette-store.ts';
import { useListNavigation } from './use-list-navigation.ts';

const ROW_PX = 36;
const HEADING_PX = 28;
const NO_KEYS: readonly KeySummary[] = [];

/**
 * The open palette. ARIA's combobox with a list by hand: the focus stays in the field, `aria-activedescendant` names the
 * active row. Enter opens, Ctrl/Cmd+Enter copies, Ctrl/Cmd+P places in CI, the right arrow shows what else can be done with a key.
 */
export function PaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const [query, setQuery] = useState('');
  const [subject, setSubject] = useState<KeySummary | null>(null);
  const returnTo = useReturnFocus(true);
  const listId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  // What is typed shows at once; a search of 100,000 keys may come a frame later.
  const sought = useDeferredValue(query);
  const { items, total, loading } = useItems(sought, subject);

  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.type === 'heading' ? HEADING_PX : ROW_PX),
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 6,
  });
  const choosable = useMemo(() => items.flatMap((item, index) => (item.type === 'heading' ? [] : [index])), [items]);
  const { active, setActive, onKey } = useListNavigation(choosable, `${subject?.id ?? ''} ${sought}`, (index) =>
    // The heading over the first row comes into sight with it.
    virtualizer.scrollToIndex(index === choosable[0] ? 0 : index),
  );
  const activeItem = active === undefined ? undefined : items[active];

  const runCommand = (command: Command) => {
    if (subject === null) rememberUse({ type: 'command', id: command.id });
    else rememberUse({ type: 'key', id: subject.id });
    onClose();
    void command.run();
  };
  const choose = (item: PaletteItem) => {
    if (item.type === 'command') runCommand(item.command);
    if (item.type !== 'key') return;
    rememberUse({ type: 'key', id: item.key.id });
    onClose();
    showKey(item.key.id);
  };
  const goInto = (key: KeySummary) => {
    setSubject(key);
    setQuery('');
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing || onKey(event)) return;
    const atEnd = event.currentTarget.selectionStart === query.length;
    const mod = event.metaKey || event.ctrlKey;
    if (event.key === 'Enter') {
      event.preventDefault();
      const key = subject ?? (activeItem?.type === 'key' ? activeItem.key : undefined);
      if (mod && key !== undefined) {
        rememberUse({ type: 'key', id: key.id });
        onClose();
        void copyKey(key);
      } else if (activeItem !== undefined) {
        choose(activeItem);
      }
    } else if (mod && event.key.toLowerCase() === 'p') {
      event.preventDefault();
      const key = subject ?? (activeItem?.type === 'key' ? activeItem.key : undefined);
      if (key === undefined) return;
      rememberUse({ type: 'key', id: key.id });
      onClose();
      openDialog({ kind: 'copy-assistant', keyId: key.id });
    } else if (event.key === 'ArrowRight' && atEnd && activeItem?.type === 'key') {
      event.preventDefault();
      goInto(activeItem.key);
    } else if (subject !== null && query === '' && (event.key === 'Backspace' || event.key === 'ArrowLeft')) {
      event.preventDefault();
      setSubject(null);
    } else if (mod && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      onClose();
    }
  };

  return (
    <Radix.Root open onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <div className="scrim palette-scrim">
          <Radix.Content
            className="palette"
            aria-describedby={undefined}
            aria-modal="true"
            onCloseAutoFocus={(event) => restoreFocus(event, returnTo)}
            onEscapeKeyDown={(event) => {
              if (subject === null) return;
              event.preventDefault();
              setSubject(null);
            }}
          >
            <Radix.Title className="visually-hidden">Command palette</Radix.Title>
            <div className="palette-field">
              {subject === null ? (
                <Search size={16} aria-hidden="true" />
              ) : (
                <button type="button" className="palette-subject" onClick={() => setSubject(null)}>
                  <ChevronLeft size={14} aria-hidden="true" />
                  <span className="truncate">{subject.name}</span>
                </button>
              )}
              <input
                ref={takeFocus}
                type="text"
                role="combobox"
                aria-label={subject === null ? 'Search commands and keys' : `Search actions for ${subject.name}`}
                aria-autocomplete="list"
                aria-expanded="true"
                aria-controls={listId}
                aria-activedescendant={activeItem === undefined ? undefined : `${listId}-${active}`}
                autoComplete="off"
                spellCheck={false}
                placeholder={subject === null ? 'Search commands and keys' : 'What to do with it'}
                value={query}
                onChange={(event) => setQuery(event.target.value)}
                onKeyDown={onKeyDown}
              />
            </div>
            <div
              ref={scroller}
              className="palette-list"
              id={listId}
              role="listbox"
              aria-label={subject === null ? 'Commands and keys' : 'Actions'}
              tabIndex={-1}
            >
              <div className="virtual-space" style={{ height: virtualizer.getTotalSize() }} role="presentation">
                {virtualizer.getVirtualItems().map((row) => {
                  const item = items[row.index];
                  if (item === undefined) return null;
                  return (
                    <PaletteRow
                      key={row.key}
                      id={`${listId}-${row.index}`}
                      item={item}
                      active={row.index === active}
                      position={choosable.indexOf(row.index) + 1}
                      count={choosable.length}
                      offsetPx={row.start}
                      heightPx={row.size}
                      onPoint={() => setActive(row.index)}
                      onChoose={() => choose(item)}
                    />
                  );
                })}
              </div>
            </div>
            <PaletteFoot count={choosable.length} total={total} loading={loading} onKey={activeItem?.type === 'key'} />
          </Radix.Content>
        </div>
      </Radix.Portal>
    </Radix.Root>
  );
}

function takeFocus(field: HTMLInputElement | null): void {
  field?.focus();
}

/** What the list shows for a query, or for the actions of one key. */
function useItems(query: string, subject: KeySummary | null) {
  const registered = useCommands();
  const search = usePalette((state) => state.search);
  const recent = usePalette((state) => state.recent);
  return useMemo(() => {
    if (subject !== null) {
      const actions = keyActions(subject);
      const shown = query.trim() === '' ? actions : findCommands(query, actions).map(({ command }) => command);
      const items: PaletteItem[] = shown.map((command) => ({ type: 'command', id: command.id, command }));
      return { items, total: items.length, loading: false };
    }
    // The palette itself is open already.
    const commands = availableCommands().filter(({ id }) => registered.length > 0 && id !== 'app.palette');
    if (query.trim() === '') {
      const byId = (id: KeyId) => search?.byId(id);
      return { items: itemsAtRest(commands, recent, byId), total: 0, loading: false };
    }
    const found = search?.find(query);
    return {
      items: itemsFor(query, commands, found?.keys ?? NO_KEYS),
      total: found?.total ?? 0,
      loading: search === null,
    };
  }, [query, subject, registered, search, recent]);
}

function PaletteFoot({
  count,
  total,
  loading,
  onKey,
}: {
  readonly count: number;
  readonly total: number;
  readonly loading: boolean;
  readonly onKey: boolean;
}) {
  return (
    <div className="palette-foot">
      <span role="status">
        {loading
          ? 'Reading keys…'
          : count === 0
            ? 'Nothing found'
            : total > count
              ? `${formatCount(total)} keys found, the best ones shown`
              : ''}
      </span>
      <span className="palette-hints" aria-hidden="true">
        {onKey ? (
          <>
            <Kbd keys="enter" /> open <Kbd keys="mod+enter" /> copy <Kbd keys="mod+p" /> place in CI{' '}
            <Kbd keys="right" /> more
          </>
        ) : (
          <>
            <Kbd keys="enter" /> run
          </>
        )}
      </span>
    </div>
  );
}
