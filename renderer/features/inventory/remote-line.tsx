// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { Ellipsis, Link2 } from 'lucide-react';
import { memo } from 'react';
import type { RemoteKey } from '#shared/domain/remote-key.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { DropdownMenu } from '../../ui/menu.tsx';
import { linkToKey, runDriftAction } from './drift-actions.ts';
import { actionLabel, DRIFT_TITLES, driftTone, endsOf, isGuess, matchWords, shortScopes } from './drift-words.ts';
import { type InventoryRow, isListed } from './inventory-rows.ts';
import { RemoteDate, saysDate } from './remote-date.tsx';
import { DriftMark, RemoteStatusMark } from './remote-status.tsx';
import { mainActionOf, rowMenu } from './row-menu.ts';

export interface RemoteLineProps {
  readonly row: InventoryRow;
  readonly index: number;
  readonly top: number;
  readonly height: number;
  /** The line that the keyboard is on: only its buttons are stops for Tab. */
  readonly active: boolean;
  readonly selected: boolean;
  readonly open: boolean;
  /** The swatch of its vault key's environment; null where it has none. */
  readonly colour: number | null;
}

/** One remote key: what the provider says on the left, what it is here and how the two disagree on the right. */
export const RemoteLine = memo(function RemoteLine({
  row,
  index,
  top,
  height,
  active,
  selected,
  open,
  colour,
}: RemoteLineProps) {
  const { remote, drifts } = row;
  const quiet = remote !== null && (remote.ignored || !isListed(remote));
  return (
    <div
      role="row"
      className={classNames('line remote-line', open && 'line-open', quiet && 'remote-line-quiet')}
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-index={index}
      tabIndex={active ? 0 : -1}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {remote === null ? <NothingThere name={drifts[0]?.remoteName ?? ''} /> : <Reported remote={remote} />}
      <div role="gridcell" className="remote-line-key remote-pair" tabIndex={-1}>
        <VaultSide row={row} colour={colour} focusable={active} />
      </div>
      <div role="gridcell" className="remote-line-drift remote-pair" tabIndex={-1}>
        <DriftSide row={row} />
      </div>
      <div role="gridcell" className="remote-line-actions" tabIndex={-1}>
        <LineActions row={row} focusable={active} />
      </div>
    </div>
  );
});

function Reported({ remote }: { readonly remote: RemoteKey }) {
  const ends = endsOf(remote);
  const scopes = remote.scopes ?? [];
  return (
    <>
      <div role="rowheader" className="remote-pair" tabIndex={-1} title={remote.description ?? remote.name}>
        <bdi className="truncate remote-line-name">{remote.name === '' ? 'Without a name' : remote.name}</bdi>
        <span className="truncate mono remote-line-second">{ends === '' ? 'no part shown' : ends}</span>
      </div>
      <div role="gridcell" className="remote-pair" tabIndex={-1}>
        <span className="truncate">
          <RemoteStatusMark remote={remote} />
        </span>
        <span className="truncate remote-line-second" title={scopes.join(', ')}>
          {shortScopes(scopes)}
        </span>
      </div>
      <div role="gridcell" className="remote-pair remote-line-created" tabIndex={-1}>
        <span className="truncate">
          <RemoteDate remote={remote} field="created" />
        </span>
        <span className="truncate remote-line-second" title={remote.createdBy ?? ''}>
          {remote.createdBy}
        </span>
      </div>
      <div role="gridcell" className="remote-pair remote-line-used" tabIndex={-1}>
        <span className="truncate">
          {saysDate(remote, 'lastUsed') ? (
            <>
              used <RemoteDate remote={remote} field="lastUsed" show="relative" />
            </>
          ) : null}
        </span>
        <span className="truncate remote-line-second">
          {saysDate(remote, 'expires') ? (
            <>
              ends <RemoteDate remote={remote} field="expires" />
            </>
          ) : null}
        </span>
      </div>
    </>
  );
}

/** A drift that is about a vault key alone. */
function NothingThere({ name }: { readonly name: string }) {
  return (
    <>
      <div role="rowheader" className="remote-pair" tabIndex={-1}>
        <span className="truncate remote-line-name">{name === '' ? 'Nothing listed' : name}</span>
        <span className="truncate remote-line-second">not in the provider’s list</span>
      </div>
      <div role="gridcell" tabIndex={-1} />
      <div role="gridcell" className="remote-line-created" tabIndex={-1} />
      <div role="gridcell" className="remote-line-used" tabIndex={-1} />
    </>
  );
}

function VaultSide({
  row: { remote, key, drifts },
  colour,
  focusable,
}: {
  readonly row: InventoryRow;
  readonly colour: number | null;
  readonly focusable: boolean;
}) {
  const match = remote?.match ?? null;
  if (key !== null) {
    const why = match === null ? '' : matchWords(match);
    return (
      <>
        <span className="truncate remote-line-name" title={why}>
          {key.name}
          {why === '' ? null : <span className="visually-hidden">. {why}</span>}
        </span>
        <span className="remote-line-place remote-line-second">
          {colour === null ? null : <EnvironmentSwatch colour={colour} />}
          <span className="truncate">
            {key.project}, {key.environment}
          </span>
          {match !== null && isGuess(match) ? (
            <span className="remote-line-guess" title={why}>
              a guess
            </span>
          ) : null}
        </span>
      </>
    );
  }
  const looksLike = drifts.find(({ keyName }) => keyName !== '')?.keyName;
  if (remote === null) return <span className="truncate remote-line-name">{looksLike}</span>;
  return (
    <>
      <span className="truncate muted">{remote.ignored ? 'Ignored' : 'Not matched'}</span>
      {looksLike === undefined ? (
        isListed(remote) && !remote.ignored ? (
          <span className="remote-line-second">
            <button
              type="button"
              className="text-button"
              tabIndex={focusable ? 0 : -1}
              onClick={() => linkToKey(remote)}
            >
              <Link2 size={12} aria-hidden="true" />
              Link<span className="visually-hidden"> {remote.name} to a key</span>
            </button>
          </span>
        ) : null
      ) : (
        <span className="truncate remote-line-second">like {looksLike}</span>
      )}
    </>
  );
}

function DriftSide({ row: { remote, drifts } }: { readonly row: InventoryRow }) {
  const [drift, ...others] = drifts;
  if (drift === undefined) {
    return <span className="truncate faint">{remote?.match == null ? '' : 'Agrees'}</span>;
  }
  return (
    <>
      <span className="remote-line-title" data-tone={driftTone(drift.kind)}>
        <DriftMark tone={driftTone(drift.kind)} />
        <span className="truncate">{DRIFT_TITLES[drift.kind]}</span>
        {others.length === 0 ? null : (
          <span className="remote-line-more" title={others.map(({ kind }) => DRIFT_TITLES[kind]).join(', ')}>
            and {others.length}
            <span className="visually-hidden"> more</span>
          </span>
        )}
      </span>
      <span className="truncate remote-line-second" title={drift.detail}>
        {drift.detail}
      </span>
    </>
  );
}

function LineActions({ row, focusable }: { readonly row: InventoryRow; readonly focusable: boolean }) {
  const [drift] = row.drifts;
  const action = mainActionOf(row);
  const name = row.remote?.name ?? row.drifts[0]?.keyName ?? '';
  const tabIndex = focusable ? 0 : -1;
  return (
    <>
      {drift === undefined || action === null ? null : (
        <Button
          className="remote-line-action"
          tabIndex={tabIndex}
          aria-label={`${actionLabel(action, drift.kind)} ${name}`}
          onClick={() => void runDriftAction(drift, action)}
        >
          {actionLabel(action, drift.kind)}
        </Button>
      )}
      <DropdownMenu
        label={`More for ${name}`}
        entries={rowMenu(row)}
        trigger={<IconButton icon={Ellipsis} size="small" label={`More for ${name}`} tabIndex={tabIndex} />}
      />
    </>
  );
}
