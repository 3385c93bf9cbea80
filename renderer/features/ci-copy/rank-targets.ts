import type { CiTargetState } from '#shared/contract/ci-targets.ts';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { EnvironmentId, KeyId, ProjectId } from '#shared/domain/ids.ts';

/**
 * How a target fits a key, best first. `behind`: the key is there and has to be renewed; `environment`, `project`: marked for
 * the key's; `open`: marked for nothing; `elsewhere`: marked for another environment or project.
 */
const FITS = ['behind', 'environment', 'project', 'open', 'elsewhere'] as const;
export type Fit = (typeof FITS)[number];

export interface RankedTarget {
  readonly state: CiTargetState;
  readonly fit: Fit;
  /** The key's placement there, the one that needs it most; null where there is none. */
  readonly placement: NamedPlacement | null;
}

/**
 * The targets in the order in which they fit a key: first those that hold an old value or lost theirs, then those marked for
 * its environment. Among equals those without the key come first, then what was used last.
 * @param placements of every key, for when each target was last used
 */
export function rankTargets(
  targets: readonly CiTargetState[],
  placements: readonly NamedPlacement[],
  key: { readonly id: KeyId; readonly projectId: ProjectId; readonly environmentId: EnvironmentId },
): readonly RankedTarget[] {
  const usedAt = new Map<string, number>();
  const own = new Map<string, NamedPlacement>();
  for (const placement of placements) {
    const { targetId, placedAt } = placement;
    usedAt.set(targetId, Math.max(usedAt.get(targetId) ?? 0, placedAt));
    if (placement.keyId !== key.id) continue;
    const known = own.get(targetId);
    if (known === undefined || (!needsValue(known) && needsValue(placement))) own.set(targetId, placement);
  }
  return targets
    .map((state): RankedTarget => {
      const placement = own.get(state.target.id) ?? null;
      return { state, placement, fit: placement !== null && needsValue(placement) ? 'behind' : fitOf(state, key) };
    })
    .sort(
      (a, b) =>
        FITS.indexOf(a.fit) - FITS.indexOf(b.fit) ||
        Number(a.placement !== null) - Number(b.placement !== null) ||
        (usedAt.get(b.state.target.id) ?? 0) - (usedAt.get(a.state.target.id) ?? 0) ||
        a.state.target.name.localeCompare(b.state.target.name, undefined, { sensitivity: 'base', numeric: true }),
    );
}

/** Whether the current value has to go there again. */
export function needsValue({ state }: Pick<NamedPlacement, 'state'>): boolean {
  return state === 'behind' || state === 'missing';
}

function fitOf(
  { target }: CiTargetState,
  key: { readonly projectId: ProjectId; readonly environmentId: EnvironmentId },
): Fit {
  if (target.environmentId !== null) return target.environmentId === key.environmentId ? 'environment' : 'elsewhere';
  if (target.projectId !== null) return target.projectId === key.projectId ? 'project' : 'elsewhere';
  return 'open';
}
