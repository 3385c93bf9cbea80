import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { RotationId } from '#shared/domain/ids.ts';
import { about, keyRow } from '../keys/key-rows.ts';
import { checkConfirmed } from '../keys/take-value.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { type PlannedRotation, planRotation, type RotationWish } from './plan-rotation.ts';
import { wayOf } from './step-words.ts';

export type Consent = {
  /** Whether the person said yes to the outage and the warnings of the plan. */
  readonly agreed: boolean;
  /** Whether the person said yes to this protected environment since the vault was unlocked. */
  readonly confirmed: (environmentId: string) => boolean;
};

/**
 * Plans a rotation and writes it down, every step waiting; `runRotation` carries it out. The plan is made in the same
 * transaction, so that a key is never in two rotations.
 */
export function startRotation(
  store: Store,
  wish: RotationWish,
  consent: Consent,
  campaignId: string | null = null,
): Result<{ rotationId: RotationId }, 'key-not-found' | 'conflict' | 'unsupported' | 'confirmation-needed'> {
  return store.write(() => {
    const planned = planRotation(store, wish);
    if (!planned.ok) return planned;
    const { plan, keys } = planned.value;
    const open = [...(plan.outage === null ? [] : [plan.outage]), ...plan.warnings];
    if (open.length > 0 && !consent.agreed) return failure('confirmation-needed', open.join('\n'));
    for (const { environmentId } of keys) {
      const allowed = checkConfirmed(store, environmentId, consent.confirmed);
      if (!allowed.ok) return allowed;
    }
    return success({ rotationId: insert(store, planned.value, campaignId) });
  });
}

function insert(store: Store, planned: PlannedRotation, campaignId: string | null): RotationId {
  const id = randomUUID() as RotationId;
  const { plan, keys, chosen, facts, connectionId } = planned;
  store
    .sql(`INSERT INTO rotations (id, campaign_id, mode, strategy, provider, connection_id, facts, status, started_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?)`)
    .run(id, campaignId, plan.mode, plan.strategy, plan.provider, connectionId, JSON.stringify(facts), store.now());
  for (const [position, key] of keys.entries()) {
    store
      .sql(`INSERT INTO rotation_keys (rotation_id, position, key_id, name, project, environment, environment_id, part,
        old_version_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
      .run(
        id,
        position,
        key.keyId,
        key.name,
        key.project,
        key.environment,
        key.environmentId,
        key.part,
        key.oldVersionId,
      );
    const row = keyRow(store, key.keyId);
    if (row !== null) {
      recordActivity(store, { ...about(row), what: 'rotation-started', detail: wayOf(plan.strategy, plan.mode) });
    }
  }
  for (const [position, { kind, automatic }] of chosen.steps.entries()) {
    store
      .sql(`INSERT INTO rotation_steps (rotation_id, position, kind, automatic, state) VALUES (?, ?, ?, ?, 'waiting')`)
      .run(id, position, kind, automatic ? 1 : 0);
  }
  bumpRevision(store);
  return id;
}
