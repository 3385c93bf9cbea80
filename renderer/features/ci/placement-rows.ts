import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { PlacementState } from '#shared/domain/ci.ts';
import { STATES_BY_NEED } from './ci-words.ts';

/** A placement with the text that it is searched by. */
export interface PlacementRow {
  readonly placement: NamedPlacement;
  readonly text: string;
}

export type PlacementFilter = PlacementState | 'all';

const NEED: Readonly<Record<PlacementState, number>> = {
  behind: STATES_BY_NEED.indexOf('behind'),
  missing: STATES_BY_NEED.indexOf('missing'),
  'changed-elsewhere': STATES_BY_NEED.indexOf('changed-elsewhere'),
  unknown: STATES_BY_NEED.indexOf('unknown'),
  presumed: STATES_BY_NEED.indexOf('presumed'),
  current: STATES_BY_NEED.indexOf('current'),
};

/** What needs somebody first, then by name, then by target. */
export function placementRows(
  placements: readonly NamedPlacement[],
  placeOf: (placement: NamedPlacement) => string,
): readonly PlacementRow[] {
  return placements
    .map((placement) => ({
      placement,
      text: [
        placement.secretName,
        placement.keyName,
        placement.targetName,
        placement.placeText,
        placement.system,
        placeOf(placement),
      ]
        .join('\n')
        .toLowerCase(),
    }))
    .sort(
      ({ placement: a }, { placement: b }) =>
        NEED[a.state] - NEED[b.state] || compare(a.secretName, b.secretName) || compare(a.targetName, b.targetName),
    );
}

/** `localeCompare` takes a hundred milliseconds for ten thousand names; secret names are ASCII. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How many placements each filter leaves. */
export function countsOf(rows: readonly PlacementRow[]): Readonly<Record<PlacementFilter, number>> {
  const counts: Record<PlacementFilter, number> = {
    all: rows.length,
    current: 0,
    behind: 0,
    'changed-elsewhere': 0,
    missing: 0,
    unknown: 0,
    presumed: 0,
  };
  for (const { placement } of rows) counts[placement.state] += 1;
  return counts;
}

/** Those in a state that have every word of `text` somewhere. */
export function findPlacements(
  rows: readonly PlacementRow[],
  filter: PlacementFilter,
  text: string,
): readonly PlacementRow[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (filter === 'all' && words.length === 0) return rows;
  return rows.filter(
    (row) => (filter === 'all' || row.placement.state === filter) && words.every((word) => row.text.includes(word)),
  );
}
