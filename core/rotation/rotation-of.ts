import { type Result, success } from '#shared/contract/result.ts';
import type { PersonTask, Rotation, RotationStep } from '#shared/domain/rotation.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import {
  dataOf,
  factsOf,
  isUnderWay,
  type RotationRow,
  type RotationStepRow,
  rotationKeys,
  rotationNotFound,
  rotationRow,
  rotationRows,
  stepRows,
} from './rotation-rows.ts';
import { titleOf, type Wording } from './step-words.ts';
import { undoOf } from './undo-rules.ts';

export function readRotation(store: Store, rotationId: string): Result<Rotation, 'rotation-not-found'> {
  const row = rotationRow(store, rotationId);
  return row === null ? rotationNotFound() : success(rotationOf(store, row));
}

export function listRotations(store: Store, of: Parameters<typeof rotationRows>[1] = {}): Rotation[] {
  return rotationRows(store, of).map((row) => rotationOf(store, row));
}

/** A stored rotation as a person sees it. What a process left running is shown as waiting. */
export function rotationOf(store: Store, row: RotationRow): Rotation {
  const facts = factsOf(row);
  const keys = rotationKeys(store, row.id);
  const steps = stepRows(store, row.id);
  const running = isUnderWay(store, row);
  const over = row.finished_at !== null;
  const next = over ? undefined : steps.find(({ state }) => state === 'waiting' || state === 'failed');
  const wording = wordingOf(row, keys[0]?.name ?? '');
  return {
    id: row.id,
    campaignId: row.campaign_id as Rotation['campaignId'],
    mode: row.mode,
    strategy: row.strategy,
    provider: row.provider,
    providerName: facts.providerName,
    connectionId: row.connection_id as Rotation['connectionId'],
    oldName: facts.oldName,
    keys: keys.map((key) => ({
      keyId: key.key_id as Rotation['keys'][number]['keyId'],
      name: key.name,
      project: key.project,
      environment: key.environment,
      part: key.part,
      oldVersionId: key.old_version_id as Rotation['keys'][number]['oldVersionId'],
      newVersionId: key.new_version_id as Rotation['keys'][number]['newVersionId'],
    })),
    status: row.status === 'running' && !running ? 'waiting' : row.status,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    resumeAt: row.resume_at,
    steps: steps.map((step) => stepOf(store, row, step, wording, running && step.position === next?.position)),
    step: next?.position ?? null,
    oldEnded: facts.oldEnded,
    exposure: facts.exposure,
    notes: [...facts.notes],
    left: [...facts.left],
  };
}

export function wordingOf(row: RotationRow, keyName: string): Wording {
  return { definition: row.provider === null ? null : findProvider(row.provider), keyName, facts: factsOf(row) };
}

function stepOf(
  store: Store,
  row: RotationRow,
  step: RotationStepRow,
  wording: Wording,
  running: boolean,
): RotationStep {
  const receipts = dataOf(step).receipts ?? [];
  return {
    position: step.position,
    kind: step.kind,
    title: titleOf(step.kind, wording),
    automatic: step.automatic === 1,
    state: running ? 'running' : step.state,
    needs: running ? null : step.needs,
    task: running || step.task === null ? null : (JSON.parse(step.task) as PersonTask),
    evidence: step.evidence,
    at: step.at,
    error: step.error_code === null ? null : { code: step.error_code, message: step.error_message ?? '' },
    undo: undoOf(store, row, step),
    skippable: isSkippable(step),
    receiptId: (receipts.at(-1) ?? null) as RotationStep['receiptId'],
  };
}

/** Without a new value there is nothing to go on with. */
export function isSkippable({ kind, state }: Pick<RotationStepRow, 'kind' | 'state'>): boolean {
  if (state === 'done' || state === 'skipped') return false;
  return kind !== 'create' && kind !== 'regenerate' && kind !== 'store' && kind !== 'retire';
}
