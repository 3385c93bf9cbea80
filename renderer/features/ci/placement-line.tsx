// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { Ellipsis } from 'lucide-react';
import { memo } from 'react';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { formatExact, formatRelative } from '../../ui/format-time.ts';
import { DropdownMenu } from '../../ui/menu.tsx';
import { useNow } from '../../ui/use-now.ts';
import { PlacementMark } from '../ci-copy/placement-mark.tsx';
import { mainActionOf, PLACEMENT_ACTIONS, runPlacementAction } from './ci-actions.ts';
import { HOW_WORDS, STATE_HINTS, versionText } from './ci-words.ts';
import { SystemMark } from './marks.tsx';
import { placementMenu } from './placement-menu.ts';

/** Clocks differ, and a system's own time is seconds late. */
const LATER_MS = 60_000;

export interface PlaceNames {
  readonly project: string;
  readonly environment: string;
  readonly colour: number;
}

/** One placement: its state and why, the secret, the key behind it, where it is, the version and how it got there. */
export const PlacementLine = memo(function PlacementLine({
  placement,
  place,
  onTarget,
  index,
  top,
  height,
  active,
  selected,
}: {
  readonly placement: NamedPlacement;
  /** Where its key belongs; undefined while the projects are read. */
  readonly place: PlaceNames | undefined;
  /** On the page of its target, which is not said again. */
  readonly onTarget: boolean;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** The line that the keyboard is on: only its buttons are stops for Tab. */
  readonly active: boolean;
  readonly selected: boolean;
}) {
  const { secretName, keyName, state, seenAt, placedAt, currentVersion, placedVersion } = placement;
  const now = useNow();
  const why = placement.detail === '' ? STATE_HINTS[state] : placement.detail;
  const action = mainActionOf(placement);
  const tabIndex = active ? 0 : -1;
  // What the system says of our own write is no news.
  const { remoteUpdatedAt } = placement;
  const laterWrite = remoteUpdatedAt !== null && remoteUpdatedAt - placedAt > LATER_MS ? remoteUpdatedAt : null;
  const old = placedVersion !== null && currentVersion !== null && placedVersion !== currentVersion;
  return (
    <div
      role="row"
      className="line placement-line"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      data-state={state}
      tabIndex={tabIndex}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <div role="rowheader" className="line-pair" tabIndex={-1} title={secretName}>
        <span className="truncate mono line-name">{secretName}</span>
        <span className="truncate line-second">
          {[keyName === secretName ? '' : `of ${keyName}`, placement.encoding === 'base64' ? 'in base64' : '']
            .filter(Boolean)
            .join(', ')}
        </span>
      </div>
      <div role="gridcell" className="line-pair" tabIndex={-1} title={why}>
        <span className="truncate">
          <PlacementMark state={state} />
        </span>
        <span className="truncate line-second">{state === 'current' ? '' : why}</span>
      </div>
      <div role="gridcell" className="line-pair placement-key" tabIndex={-1}>
        <span className="line-place">
          {place === undefined ? null : <EnvironmentSwatch colour={place.colour} />}
          <span className="truncate">{place?.environment}</span>
        </span>
        <span className="truncate line-second">{place?.project}</span>
      </div>
      {onTarget ? null : (
        <div role="gridcell" className="placement-target" tabIndex={-1} title={placement.placeText}>
          <SystemMark system={placement.system} />
          <span className="line-pair">
            <span className="truncate">{placement.targetName}</span>
            <span className="truncate line-second">{placement.placeText}</span>
          </span>
        </div>
      )}
      <div role="gridcell" className="line-pair placement-version" tabIndex={-1}>
        <span className={old ? 'truncate placement-old' : 'truncate'}>{versionText(placement)}</span>
        <span className="truncate line-second" title={seenAt === null ? '' : formatExact(seenAt)}>
          {seenAt === null ? 'never checked' : `checked ${formatRelative(seenAt, now)}`}
        </span>
      </div>
      <div role="gridcell" className="line-pair placement-when" tabIndex={-1} title={formatExact(placedAt)}>
        <span className="truncate">{HOW_WORDS[placement.how]}</span>
        <span className="truncate line-second">
          {formatRelative(placedAt, now)}
          {laterWrite === null ? '' : `, written there ${formatRelative(laterWrite, now)}`}
        </span>
      </div>
      <div role="gridcell" className="line-actions" tabIndex={-1}>
        {action === null ? null : (
          <Button
            tabIndex={tabIndex}
            aria-label={`${PLACEMENT_ACTIONS[action]} ${secretName}`}
            onClick={() => runPlacementAction(action, placement)}
          >
            {PLACEMENT_ACTIONS[action]}
          </Button>
        )}
        <DropdownMenu
          label={`More for ${secretName}`}
          entries={placementMenu(placement, onTarget)}
          trigger={<IconButton icon={Ellipsis} size="small" label={`More for ${secretName}`} tabIndex={tabIndex} />}
        />
      </div>
    </div>
  );
});
