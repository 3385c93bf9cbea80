import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { PlacementState } from '#shared/domain/ci.ts';
import type { CiTargetId } from '#shared/domain/ids.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { oneReading } from './one-reading.ts';
import { featureStore } from './registry.ts';

export interface CiState {
  /** In the order of their names; null until they are read. */
  readonly targets: readonly CiTargetState[] | null;
  readonly error: Failure | null;
}

/** The CI targets with how their placements are. The shell reads them again on `ci-changed` and `vault-changed`. */
export const useCi = featureStore<CiState>('ci', () => ({ targets: null, error: null }));

/** Reads the targets again. */
export const loadCi = oneReading(
  () => call(engine().ciTargets.list({})),
  (answer) => {
    if (!answer.ok) {
      if (answer.error.code !== 'vault-locked') useCi.setState({ error: answer.error });
      return;
    }
    const targets = answer.value.targets.toSorted((a, b) =>
      a.target.name.localeCompare(b.target.name, undefined, { sensitivity: 'base', numeric: true }),
    );
    useCi.setState({ targets, error: null });
  },
);

export function findCiTarget(id: CiTargetId): CiTargetState | undefined {
  return useCi.getState().targets?.find(({ target }) => target.id === id);
}

/** A target as it is now; undefined where it is not there or not read yet. */
export function useCiTarget(id: CiTargetId): CiTargetState | undefined {
  return useCi((state) => state.targets?.find(({ target }) => target.id === id));
}

/** How many placements are in a state, over some targets. */
export function countIn(targets: readonly CiTargetState[], state: PlacementState): number {
  return targets.reduce((sum, { states }) => sum + (states[state] ?? 0), 0);
}

/** How many placements a push of all that are behind would bring up to date: old ones, and those that are gone there. */
export function behindIn(targets: readonly CiTargetState[]): number {
  return countIn(targets, 'behind') + countIn(targets, 'missing');
}
