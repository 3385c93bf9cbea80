import type { PlacementState } from '#shared/domain/ci.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { showScreen } from './navigation.ts';
import { featureStore } from './registry.ts';

/** What the CI screen shows: one of its three lists, or one target. */
export type CiPlaceShown =
  | { readonly at: 'targets' }
  | { readonly at: 'placements' }
  | { readonly at: 'pushes' }
  | { readonly at: 'target'; readonly targetId: CiTargetId };

export interface CiView {
  readonly place: CiPlaceShown;
  /** Which placements the list over all targets shows. */
  readonly state: PlacementState | 'all';
  /** The target that was open last: its row has the focus again when the list comes back. */
  readonly last: CiTargetId | null;
}

export const useCiView = featureStore<CiView>('ci-view', () => ({
  place: { at: 'targets' },
  state: 'all',
  last: null,
}));

/** Goes to a place of the CI screen, from wherever one is. */
export function showCi(place: CiPlaceShown): void {
  useCiView.setState({ place, ...(place.at === 'target' ? { last: place.targetId } : {}) });
  showScreen('ci');
}

/** Goes to the placements of all targets that are in one state. */
export function showPlacements(state: PlacementState | 'all'): void {
  useCiView.setState({ state });
  showCi({ at: 'placements' });
}
