// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { CloudUpload, EyeOff, X } from 'lucide-react';
import {
  type FocusEvent,
  type KeyboardEvent,
  type Ref,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import { openDialog } from '../../dialogs.ts';
import { useAppearanceStore } from '../../stores/appearance.ts';
import { showKey } from '../../stores/navigation.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ContextMenu } from '../../ui/menu.tsx';
import { indexOf, useLineList } from '../../ui/use-line-list.ts';
import { forgetPlacements, wishesOf } from './ci-actions.ts';
import { countOf } from './ci-words.ts';
import { PlacementLine, type PlaceNames } from './placement-line.tsx';
import { placementMenu, placementsMenu, runPlacementKey } from './placement-menu.ts';
import type { PlacementRow } from './placement-rows.ts';

const OVERSCAN_ROWS = 3;
/** Two lines of text each. */
const ROW_HEIGHT = { comfortable: 48, compact: 40 };

export interface PlacementListHandle {
  readonly focus: () => void;
}

/** The placements that the filters leave; only what is in sight is in the page. One stop for Tab, then the line's buttons. */
export function PlacementList({
  ref,
  rows,
  query,
  place,
  label,
  onTarget,
  placeOf,
}: {
  readonly ref: Ref<PlacementListHandle>;
  readonly rows: readonly PlacementRow[];
  /** What the lines were looked for by: another one starts at its first line. */
  readonly query: string;
  /** The list's name: whoever comes back to it is where they left it. */
  readonly place: string;
  readonly label: string;
  /** Whether all of them are of the target whose page this is. */
  readonly onTarget: boolean;
  readonly placeOf: (placement: NamedPlacement) => PlaceNames | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = ROW_HEIGHT[useAppearanceStore((state) => state.density)];
  const [selected, setSelected] = useState<ReadonlySet<string>>(() => new Set());
  const clear = (): void => setSelected(new Set());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query is what the list starts over for
  useLayoutEffect(clear, [query]);
  const chosen = selected.size === 0 ? [] : rows.filter(({ placement }) => selected.has(placement.id));
  const menuAt = (index: number) => {
    const placement = rows[index]?.placement;
    if (placement === undefined) return [];
    return chosen.length > 1 && selected.has(placement.id)
      ? placementsMenu(chosen.map((row) => row.placement))
      : placementMenu(placement, onTarget);
  };
  const openAt = (index: number): void => {
    const placement = rows[index]?.placement;
    if (placement !== undefined) showKey(placement.keyId);
  };
  const onKey = ({ key, ctrlKey, metaKey }: KeyboardEvent, index: number): boolean => {
    if (ctrlKey || metaKey) return false;
    if (key !== 'Enter') return runPlacementKey(key, menuAt(index));
    openAt(index);
    return true;
  };
  const { indexes, totalHeight, active, activate, focus, menu, events } = useLineList({
    scroller,
    count: rows.length,
    rowHeight,
    overscan: OVERSCAN_ROWS,
    startOver: query,
    place,
    idAt: (index) => rows[index]?.placement.id as string | undefined,
    selected,
    onSelect: setSelected,
    onMove: () => undefined,
    onOpen: openAt,
    onKey,
    menuAt,
  });
  useImperativeHandle(ref, () => ({ focus }));
  // Whatever puts the focus into a line (a click on its button, a screen reader) makes it the one that the keys are for.
  const onFocus = (event: FocusEvent<HTMLDivElement>): void => {
    const index = indexOf(event.target);
    if (index !== null) activate(index);
  };
  const head = (title: string, className?: string) => (
    <div role="columnheader" tabIndex={-1} className={className}>
      {title}
    </div>
  );
  return (
    <>
      <ContextMenu entries={menu}>
        <div
          ref={scroller}
          className="line-list placement-list"
          data-on-target={onTarget || undefined}
          role="grid"
          aria-label={label}
          aria-rowcount={rows.length + 1}
          aria-multiselectable
          {...events}
          onFocus={onFocus}
        >
          <div role="rowgroup" className="line-list-head">
            <div role="row" className="line placement-line" aria-rowindex={1} tabIndex={-1}>
              {head('Secret')}
              {head('State')}
              {head('Key of', 'placement-key')}
              {onTarget ? null : head('Target')}
              {head('Version', 'placement-version')}
              {head('How it got there', 'placement-when')}
              <div role="columnheader" tabIndex={-1}>
                <span className="visually-hidden">Actions</span>
              </div>
            </div>
          </div>
          <div role="rowgroup" className="line-list-rows" style={{ height: totalHeight }}>
            {indexes.map((index) => {
              const placement = rows[index]?.placement;
              return placement === undefined ? null : (
                <PlacementLine
                  key={placement.id}
                  placement={placement}
                  place={placeOf(placement)}
                  onTarget={onTarget}
                  index={index}
                  top={index * rowHeight}
                  height={rowHeight}
                  active={index === active}
                  selected={selected.has(placement.id)}
                />
              );
            })}
          </div>
        </div>
      </ContextMenu>
      {chosen.length === 0 ? null : (
        <section className="selection-bar" aria-label="Selected placements">
          <span role="status">{countOf(chosen.length, 'placement')} selected</span>
          <Button
            icon={CloudUpload}
            onClick={() => openDialog({ kind: 'push-steps', steps: wishesOf(chosen.map((row) => row.placement)) })}
          >
            Push…
          </Button>
          <Button icon={EyeOff} onClick={() => void forgetPlacements(chosen.map((row) => row.placement)).then(clear)}>
            Forget
          </Button>
          <IconButton icon={X} size="small" label="Clear the selection" onClick={clear} />
        </section>
      )}
    </>
  );
}
