import type { Campaign, Exposure, Rotation, RotationPlan } from '#shared/domain/rotation.ts';
import { isoOf } from '../key-json.ts';

/** A rotation as `rotate --json` prints it; part of the command line's stable output. */
export function rotationJson(rotation: Rotation) {
  return {
    id: rotation.id,
    status: rotation.status,
    mode: rotation.mode,
    strategy: rotation.strategy,
    provider: rotation.provider,
    oldName: rotation.oldName,
    oldEnded: rotation.oldEnded,
    startedAt: isoOf(rotation.startedAt),
    finishedAt: isoOf(rotation.finishedAt),
    resumeAt: isoOf(rotation.resumeAt),
    keys: rotation.keys.map(({ name, project, environment, part }) => ({ name, project, environment, part })),
    step: rotation.step,
    steps: rotation.steps.map(
      ({ kind, title, automatic, state, needs, task, evidence, at, error, undo, skippable }) => ({
        kind,
        title,
        automatic,
        state,
        needs,
        task,
        evidence,
        at: isoOf(at),
        error,
        undo,
        skippable,
      }),
    ),
    notes: rotation.notes,
    left: rotation.left,
    exposure: exposureJson(rotation.exposure),
  };
}

/** A plan as `rotate --dry-run --json` prints it. */
export function planJson(plan: RotationPlan) {
  return {
    mode: plan.mode,
    strategy: plan.strategy,
    provider: plan.provider,
    oldName: plan.oldName,
    keys: plan.keys.map(({ name, project, environment, part }) => ({ name, project, environment, part })),
    steps: plan.steps,
    outage: plan.outage,
    warnings: plan.warnings,
    notes: plan.notes,
    exposure: exposureJson(plan.exposure),
  };
}

export function campaignJson(campaign: Campaign, rotations: readonly Rotation[]) {
  return {
    id: campaign.id,
    name: campaign.name,
    startedAt: isoOf(campaign.startedAt),
    progress: campaign.progress,
    refused: campaign.refused.map(({ name, why }) => ({ name, why })),
    rotations: rotations.map(rotationJson),
  };
}

function exposureJson(exposure: Exposure | null) {
  return exposure === null
    ? null
    : {
        since: isoOf(exposure.since),
        places: exposure.places.map(({ what, where, since }) => ({ what, where, since: isoOf(since) })),
        uses: exposure.uses.map(({ what, times, last }) => ({ what, times, last: isoOf(last) })),
      };
}
