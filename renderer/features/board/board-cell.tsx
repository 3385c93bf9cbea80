// biome-ignore-all lint/a11y/useSemanticElements: a virtualised grid cannot be a table
import { memo } from 'react';
import type { KeySummary } from '#shared/domain/key.ts';
import { dueOf } from '../../data/due.ts';
import type { Environment } from '../../stores/projects.ts';
import { classNames } from '../../ui/class-names.ts';
import { StatusMark } from '../../ui/status-mark.tsx';
import { TimeLeftRing } from '../../ui/time-left-ring.tsx';

const HIDDEN = '••••••••';

export interface BoardCellProps {
  readonly name: string;
  readonly environment: Environment;
  readonly cell: KeySummary | undefined;
  readonly row: number;
  readonly column: number;
  /** Whether this is the one cell that Tab reaches. */
  readonly active: boolean;
  readonly selected: boolean;
  /** Whether the drawer shows this key. */
  readonly open: boolean;
  readonly now: number;
}

/** Shorter starts ("sk_") are shared by all keys of a provider. */
const TELLING_CHARACTERS = 8;

/** One key in one environment: its visible prefix and its one most urgent fact, or that it is missing. */
export const BoardCell = memo(function BoardCell({
  name,
  environment,
  cell,
  row,
  column,
  active,
  selected,
  open,
  now,
}: BoardCellProps) {
  const due = cell === undefined ? null : dueOf(cell, now);
  const where = `${name}, ${environment.name}`;
  return (
    <div
      role="gridcell"
      className={classNames('cell', due !== null && `cell-${due.tone}`, open && 'cell-open')}
      aria-colindex={column + 2}
      aria-selected={selected}
      aria-label={
        cell === undefined || due === null
          ? `${where}: Missing`
          : `${where}: ${shownPrefix(cell)} ${due.label}, ${due.spoken}`
      }
      data-row={row}
      data-column={column}
      tabIndex={active ? 0 : -1}
    >
      {cell === undefined || due === null ? (
        <span className="cell-missing">Missing</span>
      ) : (
        <>
          <span className="cell-prefix mono" title={cell.prefix}>
            {shownPrefix(cell)}
          </span>{' '}
          <span className="cell-due" data-quiet={due.at === null && due.tone === 'none' ? '' : undefined}>
            {due.tone === 'bad' || due.status === 'deactivated' ? (
              <StatusMark status={due.status} text={due.label} />
            ) : (
              <>
                {due.left !== null && due.tone === 'soon' ? <TimeLeftRing share={due.left} /> : null}
                {due.label}
              </>
            )}
          </span>
        </>
      )}
    </div>
  );
});

/** As dashboards show it: the start where that tells something, else both ends. */
function shownPrefix({ prefix, suffix }: KeySummary): string {
  if (prefix === '') return HIDDEN;
  return prefix.length < TELLING_CHARACTERS ? `${prefix}…${suffix}` : `${prefix}…`;
}
