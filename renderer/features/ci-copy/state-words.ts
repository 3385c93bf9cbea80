import type { Placement, PlacementState } from '#shared/domain/ci.ts';

/** A placement's state by itself. */
export const STATE_LABELS: Readonly<Record<PlacementState, string>> = {
  current: 'Current',
  behind: 'Behind',
  'changed-elsewhere': 'Changed elsewhere',
  missing: 'Missing there',
  unknown: 'Unknown',
  presumed: 'Presumed',
};

/** A placement's state with the versions that matter: "Behind: has v2, now v3". */
export function stateWords({
  state,
  placedVersion,
  currentVersion,
}: Pick<Placement, 'state' | 'placedVersion' | 'currentVersion'>): string {
  if (state !== 'behind' || placedVersion === null) return STATE_LABELS[state];
  return currentVersion === null
    ? `Behind: has v${placedVersion}`
    : `Behind: v${placedVersion}, now v${currentVersion}`;
}
