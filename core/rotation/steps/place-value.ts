import type { Result } from '#shared/contract/result.ts';
import { success } from '#shared/contract/result.ts';
import { type JoinedPlacement, joinedPlacements } from '../../ci/placement-rows.ts';
import { planPush } from '../../ci/plan-push.ts';
import { writes } from '../../ci/push-plan.ts';
import { readReceipt } from '../../ci/receipts.ts';
import { runPush } from '../../ci/run-push.ts';
import { startPush } from '../../ci/start-push.ts';
import { targetRow } from '../../ci/target-rows.ts';
import { dataOf, noteAlive, type RotationStepRow, setData, stepRows } from '../rotation-rows.ts';
import { done, needsYes, type RotationRun, type StepEnd } from '../rotation-run.ts';

/** Puts the new value wherever the old one was, by a push like any other. What cannot be pushed waits for a person. */
export async function placeValue(run: RotationRun, step: RotationStepRow): Promise<StepEnd> {
  const { store, options } = run;
  const open = dataOf(step).receipts?.at(-1);
  if (open !== undefined) {
    const receipt = readReceipt(store, open);
    if (receipt.ok && (receipt.value.status === 'stopped' || receipt.value.status === 'running')) {
      const ended = await push(run, open);
      if (ended !== null) return ended;
    }
  }
  const behind = stillOld(run);
  if (behind.length === 0) return placed(run);
  const plan = await planPush(
    store,
    behind.map((row) => ({
      keyId: row.key_id,
      targetId: row.target_id,
      secretName: row.secret_name,
      named: false,
    })),
    options,
  );
  if (!plan.ok) return { what: 'failed', code: plan.error.code, message: plan.error.message };
  const steps = plan.value.steps.filter(writes);
  const warnings = [...new Set(steps.flatMap((one) => one.warnings.map(({ message }) => message)))];
  if (warnings.length > 0 && options.agreed !== true && dataOf(step).agreed !== true) {
    return needsYes(`${warnings.join(' ')} It was there before; place the new value there as well?`);
  }
  if (steps.length > 0) {
    const started = store.write((): Result<{ receiptId: string }, 'nothing-to-push' | 'confirmation-needed'> => {
      const begun = startPush(store, plan.value, { agreed: () => true, confirmed: options.confirmed });
      if (!begun.ok) return begun;
      setData(store, step, { receipts: [...(dataOf(step).receipts ?? []), begun.value.receiptId] });
      return success(begun.value);
    });
    if (!started.ok) return { what: 'failed', code: started.error.code, message: started.error.message };
    const ended = await push(run, started.value.receiptId);
    if (ended !== null) return ended;
  }
  const left = stillOld(run);
  if (left.length === 0) return placed(run);
  const problems = plan.value.steps.flatMap(({ secretName, targetName, problem }) =>
    problem === null
      ? []
      : [`${problem.message.includes(targetName) ? secretName : `${secretName} in ${targetName}`}: ${problem.message}`],
  );
  const places = left.map((row) => `${row.secret_name} in ${targetRow(store, row.target_id)?.name ?? '?'}`);
  return {
    what: 'needs',
    needs: 'done',
    task: {
      text: `Put the new value there by hand; the copy assistant helps. Then look again, or say that it is there: ${places.join('; ')}.`,
      copy: null,
      url: null,
    },
    error: {
      code: 'conflict',
      message: problems.length === 0 ? 'Not every place took the new value.' : problems.join(' '),
    },
  };
}

/** Carries a receipt out. Null where it came to its end. */
async function push(run: RotationRun, receiptId: string): Promise<StepEnd | null> {
  const { store, id, options } = run;
  const pushed = await runPush(store, receiptId, { ...options, onProgress: () => noteAlive(store, id) });
  if (!pushed.ok) {
    const { code, message } = pushed.error;
    return code === 'conflict' ? { what: 'later', code, message, resumeAt: null } : { what: 'failed', code, message };
  }
  if (pushed.value.status !== 'stopped') return null;
  const why = pushed.value.steps.find(({ error }) => error !== null)?.error;
  return {
    what: 'later',
    code: why?.code ?? 'provider-unreachable',
    message: why?.message ?? 'Placing it stopped before its end.',
    resumeAt: pushed.value.resumeAt,
  };
}

/** Placements that do not hold the new value, or of which it is not known. Those that are gone from the target do not count. */
export function stillOld({ store, keys }: Pick<RotationRun, 'store' | 'keys'>): JoinedPlacement[] {
  return keys.flatMap(({ key_id: keyId, new_version_id: fresh }) =>
    joinedPlacements(store, { keyId }).filter(
      (row) => row.seen !== 'absent' && (row.version_id !== fresh || row.pending_at !== null),
    ),
  );
}

function placed(run: RotationRun): StepEnd {
  const { store, facts, keys } = run;
  const now = keys.flatMap(({ key_id: keyId }) => joinedPlacements(store, { keyId }));
  const holding = now.map((row) => `${row.secret_name} in ${targetRow(store, row.target_id)?.name ?? '?'}`);
  const lost = facts.places.filter(
    (place) => !now.some((row) => row.target_id === place.targetId && row.secret_name === place.secretName),
  );
  const step = stepRows(store, run.id).find(({ kind }) => kind === 'place');
  if (lost.length > 0 && (step === undefined || dataOf(step).agreed !== true) && run.options.agreed !== true) {
    const places = lost.map(({ secretName, targetName }) => `${secretName} in ${targetName}`).join('; ');
    return needsYes(
      `Keyrail does not know any more whether these hold the old value, because the target or the placement was removed: ${places}. Look yourself. Go on?`,
    );
  }
  if (holding.length === 0) return done('It is placed nowhere that Keyrail knows of.');
  return done(`The new value is there: ${holding.join('; ')}.`);
}
