import { type Result, success } from '#shared/contract/result.ts';
import type { Receipt } from '#shared/domain/ci.ts';
import { SYSTEM_CLOCK } from '../http/clock.ts';
import { LONGEST_WAIT_MS } from '../http/rate-limit.ts';
import { keyRow } from '../keys/key-rows.ts';
import { checkConfirmed } from '../keys/take-value.ts';
import type { Store } from '../store/store.ts';
import { inTurns } from '../sync/in-turns.ts';
import { GroupedWrites } from './grouped-writes.ts';
import { openTarget, targetFailure } from './open-target.ts';
import { Pacer } from './pacer.ts';
import { type PushOptions, type PushRun, passes } from './push-run.ts';
import {
  claimReceipt,
  endReceipt,
  letGo,
  type ReceiptRow,
  readReceipt,
  type StepOutcome,
  type StepRow,
  stepRow,
  stepRows,
} from './receipts.ts';
import { NOT_TOLD, noteRefused, putBack } from './step-record.ts';
import { targetRow } from './target-rows.ts';
import { TargetRun } from './target-run.ts';

/** Targets that are written to together. */
const TARGETS_AT_ONCE = 6;
/** A note that nobody waits for is on the disk within this time. */
const NOTED_WITHIN_MS = 5;

/**
 * Carries a receipt's waiting steps out, or goes on with them where an earlier run was cut off or stopped. Writes whose
 * answer is not known are looked up first. Nothing is ever sent twice without knowing that the first was not taken; each
 * outcome stands by itself, and none stops another target.
 *
 * Whatever goes wrong at a target is an outcome of its steps. `stopped`: some steps wait, because of a limit (`resumeAt`
 * says until when), the network, or the signal.
 * @throws VaultError `vault-locked` where the vault was locked meanwhile; a later run goes on
 */
export async function runPush(
  store: Store,
  receiptId: string,
  options: PushOptions,
): Promise<Result<Receipt, BeginError>> {
  const begun = beginPush(store, receiptId, options);
  return begun.ok ? begun.value.ended : begun;
}

type BeginError = 'receipt-not-found' | 'conflict' | 'confirmation-needed';

/** As {@link runPush}, for who does not wait: whether it can be carried out is answered at once, and `ended` is its end. */
export function beginPush(
  store: Store,
  receiptId: string,
  options: PushOptions,
): Result<{ ended: Promise<Result<Receipt, 'receipt-not-found'>> }, BeginError> {
  const refused = checkAllConfirmed(store, receiptId, options.confirmed);
  if (!refused.ok) return refused;
  const claimed = claimReceipt(store, receiptId);
  return claimed.ok ? success({ ended: carryOut(store, claimed.value, options) }) : claimed;
}

async function carryOut(
  store: Store,
  receipt: ReceiptRow,
  options: PushOptions,
): Promise<Result<Receipt, 'receipt-not-found'>> {
  try {
    const resumeAt = await runAll(store, receipt, options);
    endReceipt(store, receipt.id, { status: statusOf(stepRows(store, receipt.id)), resumeAt });
  } finally {
    letGo(receipt.id);
  }
  return readReceipt(store, receipt.id);
}

async function runAll(store: Store, receipt: ReceiptRow, options: PushOptions): Promise<number | null> {
  const { clock = SYSTEM_CLOCK, longestWaitMs = LONGEST_WAIT_MS } = options;
  const pacers = new Map<string, Pacer>();
  let resumeAt: number | null = null;
  const steps = stepRows(store, receipt.id);
  let done = steps.filter(({ outcome }) => outcome !== 'waiting' && outcome !== 'unknown').length;
  const run: PushRun = {
    store,
    receipt,
    options,
    clock,
    longestWaitMs,
    notes: new GroupedWrites(store, NOTED_WITHIN_MS),
    pacerOf: (name, pace) => {
      const known = pacers.get(name);
      if (known !== undefined) return known;
      const pacer = new Pacer(pace, clock);
      pacers.set(name, pacer);
      return pacer;
    },
    ended: (position) => {
      const step = stepRow(store, receipt.id, position);
      if (step === null || step.outcome === 'waiting') return;
      done += 1;
      options.onProgress?.({
        receiptId: receipt.id,
        done,
        total: steps.length,
        step: { targetName: step.target_name, secretName: step.secret_name, outcome: step.outcome },
      });
    },
    stoppedUntil: (instant) => {
      resumeAt = Math.max(resumeAt ?? 0, instant);
    },
  };
  const byTarget = Map.groupBy(steps, (step) => step.target_id);
  await inTurns([...byTarget], TARGETS_AT_ONCE, ([targetId, own]) => runTarget(run, targetId, own));
  return resumeAt;
}

async function runTarget(run: PushRun, targetId: string, steps: readonly StepRow[]): Promise<void> {
  const open = steps.filter(({ outcome }) => outcome === 'waiting' || outcome === 'unknown');
  if (open.length === 0) return;
  const row = targetRow(run.store, targetId);
  try {
    if (row === null) {
      refuseAll(run, open, { code: 'ci-target-not-found', message: 'The target was removed from Keyrail.' });
      return;
    }
    const target = await openTarget(run.store, row, run.options);
    await new TargetRun(run, target).carryOut(open);
  } catch (error) {
    const failed = targetFailure(error);
    // Of writes that were sent nothing new is known.
    const waiting = stepRows(run.store, run.receipt.id).filter(
      (step) => step.target_id === targetId && step.outcome === 'waiting',
    );
    if (passes(failed.code)) for (const step of waiting) putBack(run.store, step, failed);
    else refuseAll(run, waiting, failed);
  }
}

function refuseAll(run: PushRun, steps: readonly StepRow[], error: { code: string; message: string }): void {
  for (const step of steps) {
    if (step.outcome !== 'waiting') continue;
    noteRefused(run.store, step, 'failed', error);
    run.ended(step.position);
  }
}

function statusOf(steps: readonly StepRow[]): 'done' | 'stopped' | 'failed' {
  const open = steps.some(
    ({ outcome, error_code: code }) => outcome === 'waiting' || (outcome === 'unknown' && code !== NOT_TOLD),
  );
  if (open) return 'stopped';
  const good: readonly StepOutcome[] = ['created', 'replaced', 'same'];
  return steps.every(({ outcome }) => good.includes(outcome)) ? 'done' : 'failed';
}

/** Before anything is done, so that a push of ten keys does not stop at the sixth to ask. */
function checkAllConfirmed(
  store: Store,
  receiptId: string,
  confirmed: (environmentId: string) => boolean,
): Result<void, 'confirmation-needed'> {
  const waiting = stepRows(store, receiptId).filter(({ outcome }) => outcome === 'waiting' || outcome === 'unknown');
  const environments = new Set(waiting.map((step) => keyRow(store, step.key_id)?.environment_id));
  for (const environmentId of environments) {
    const allowed = environmentId === undefined ? success() : checkConfirmed(store, environmentId, confirmed);
    if (!allowed.ok) return allowed;
  }
  return success();
}
