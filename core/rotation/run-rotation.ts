import type { Result } from '#shared/contract/result.ts';
import type { Rotation } from '#shared/domain/rotation.ts';
import { about, keyRow } from '../keys/key-rows.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { checkRotationConfirmed } from './confirmed-keys.ts';
import { readRotation } from './rotation-of.ts';
import {
  claimRotation,
  hasRotation,
  letGoRotation,
  nextStep,
  noteAlive,
  notePause,
  noteStep,
  noteWaiting,
  type RotationStepRow,
  stepRows,
} from './rotation-rows.ts';
import { type RotationOptions, RotationRun, type StepEnd } from './rotation-run.ts';
import { titleOf } from './step-words.ts';
import { checkValue } from './steps/check-value.ts';
import { confirmUnused } from './steps/confirm-unused.ts';
import { endKey } from './steps/end-key.ts';
import { makeKey } from './steps/make-key.ts';
import { placeValue } from './steps/place-value.ts';
import { retireOld } from './steps/retire-old.ts';
import { changedKey } from './store-value.ts';

/**
 * Carries a rotation out from wherever it is, until a step needs a person, fails, or has to wait. Every step notes in one
 * transaction that it is done and what it changed, so that a process that ends anywhere is gone on from by this function.
 * @throws VaultError `vault-locked` where the vault was locked meanwhile; a later run goes on
 */
export async function runRotation(
  store: Store,
  rotationId: string,
  options: RotationOptions,
): Promise<Result<Rotation, 'rotation-not-found' | 'conflict'>> {
  const claimed = claimRotation(store, rotationId);
  if (!claimed.ok) return claimed;
  const run = new RotationRun(store, rotationId, options);
  try {
    for (let step = nextStep(store, rotationId); step !== null; step = nextStep(store, rotationId)) {
      // What was under way came to its end; whoever asked to stop does not want the next step begun.
      if (options.signal?.aborted === true) break;
      options.onChange?.();
      const end = await attempt(run, step);
      if (!noteEnd(run, step, end)) break;
      if (run.row.finished_at !== null) break;
    }
    store.write(() => {
      noteWaiting(store, rotationId);
      bumpRevision(store);
    });
  } finally {
    letGoRotation(rotationId);
    // However it ended, it does not run any more.
    options.onChange?.();
  }
  return readRotation(store, rotationId);
}

async function attempt(run: RotationRun, step: RotationStepRow): Promise<StepEnd> {
  // Whoever goes on with it, and however: what Keyrail does by itself with a protected environment was said yes to.
  if (step.automatic === 1 && step.kind !== 'store') {
    const allowed = checkRotationConfirmed(run.store, run.id, run.options.confirmed);
    if (!allowed.ok) return { what: 'failed', code: allowed.error.code, message: allowed.error.message };
  }
  // Having a key made has its own look, since an answer may wait to be stored.
  const isMaking = (step.kind === 'create' || step.kind === 'regenerate') && step.automatic === 1;
  if (!isMaking) {
    const changed = changedKey(run.store, run.id);
    if (changed !== null) return { what: 'failed', ...changed };
  }
  switch (step.kind) {
    case 'create':
    case 'regenerate':
      return makeKey(run, step);
    case 'store':
    case 'support':
      return run.byPerson(step);
    case 'place':
      return placeValue(run, step);
    case 'check':
      return checkValue(run, step);
    case 'end':
    case 'remove':
      return endKey(run, step);
    case 'confirm':
      return confirmUnused(run, step);
    case 'retire':
      return retireOld(run, step);
  }
}

/** Notes how an attempt ended. Whether the next step is to be begun. */
function noteEnd(run: RotationRun, step: RotationStepRow, end: StepEnd): boolean {
  const { store, id } = run;
  const isOurs = store.write(() => {
    // What another process noted meanwhile stands.
    if (!(end.what === 'done' && end.noted === true) && !hasRotation(store, id)) return false;
    noteAlive(store, id);
    switch (end.what) {
      case 'done':
        if (end.noted !== true) noteStep(store, step, { state: 'done', evidence: end.evidence });
        recordStep(run, step);
        break;
      case 'needs':
        notePause(store, step, { state: 'waiting', needs: end.needs, task: end.task, error: end.error });
        break;
      case 'failed':
        notePause(store, step, { state: 'failed', needs: null, task: null, error: end });
        break;
      case 'later':
        notePause(store, step, { state: 'waiting', needs: null, task: null, error: end });
        store.sql('UPDATE rotations SET resume_at = ? WHERE id = ?').run(end.resumeAt, id);
    }
    return hasRotation(store, id);
  });
  return isOurs && end.what === 'done';
}

/** The activity says what was done, and by which evidence. */
function recordStep(run: RotationRun, { position, kind }: RotationStepRow): void {
  const { store, id } = run;
  const step = stepRows(store, id).find((one) => one.position === position);
  const key = keyRow(store, run.mainKey.key_id);
  if (step === undefined || key === null) return;
  recordActivity(store, { ...about(key), what: 'rotation-step', detail: `${titleOf(kind, run)}: ${step.evidence}` });
}
