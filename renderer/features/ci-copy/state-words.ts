import type { Placement } from '#shared/domain/ci.ts';
import { STATE_NAMES } from '../ci/ci-words.ts';

/** A placement's state with the versions that matter: "Behind: has v2, now v3". */
export function stateWords({
  state,
  placedVersion,
  currentVersion,
}: Pick<Placement, 'state' | 'placedVersion' | 'currentVersion'>): string {
  if (state !== 'behind' || placedVersion === null) return STATE_NAMES[state];
  return currentVersion === null
    ? `Behind: has v${placedVersion}`
    : `Behind: v${placedVersion}, now v${currentVersion}`;
}
