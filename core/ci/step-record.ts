import { randomUUID } from 'node:crypto';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import { type TakenValue, takeValue, type UseError } from '../keys/take-value.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { judgeLostWrite } from './lost-write.ts';
import type { PlacementRow } from './placement-rows.ts';
import { baselineOf } from './placement-state.ts';
import { knownOf, type ReceiptRow, type StepOutcome, type StepRow, stepRow } from './receipts.ts';
import { targetRow } from './target-rows.ts';
import { type ShownValue, valueFits } from './value-fits.ts';

/** Why a step is not carried out; nothing was sent then. */
export type RefusedStep = { readonly code: string; readonly message: string };

/** A write whose answer never came was looked up, and the target tells nothing by which it could be known. */
export const NOT_TOLD = 'not-told';

/**
 * Notes that a step's write is about to be sent, and opens its value for it. From here on the step counts as `unknown` until
 * an answer is noted, so that a process that ends in between leaves the truth behind. A step is taken once: whoever comes
 * second gets `conflict`.
 *
 * Fails without a change where what the preview was made from is not so any more.
 */
export function takeStep(
  store: Store,
  receipt: Pick<ReceiptRow, 'id' | 'started_at' | 'undoes'>,
  position: number,
  confirmed: (environmentId: string) => boolean,
): Result<{ step: StepRow; taken: TakenValue }, UseError | 'conflict'> {
  return store.write((): Result<{ step: StepRow; taken: TakenValue }, UseError | 'conflict'> => {
    const step = stepRow(store, receipt.id, position);
    if (step === null || step.outcome !== 'waiting') {
      return failure('conflict', 'Somebody else carries this step out, or has done so.');
    }
    const changed = changedSince(store, receipt, step);
    if (changed !== null) return changed;
    const taken = takeValue(store, {
      keyId: versionKey(store, step.version_id) ?? step.key_id,
      version: { id: step.version_id },
      use: 'placed',
      where: `in ${step.target_name} as ${step.secret_name}`,
      confirmed,
    });
    if (!taken.ok) return taken;
    const now = store.now();
    store
      .sql(`UPDATE receipt_steps SET outcome = 'unknown', sent_at = ?, at = ?, error_code = NULL, error_message = NULL
        WHERE receipt_id = ? AND position = ?`)
      .run(now, now, step.receipt_id, step.position);
    notePending(store, step, taken.value.key.id, now);
    store.sql('UPDATE receipts SET alive_at = ? WHERE id = ?').run(now, receipt.id);
    return success({ step: { ...step, sent_at: now }, taken: taken.value });
  });
}

/** The write was not taken after all, and nothing was changed by it: the step waits again. */
export function putBack(store: Store, step: StepRow, error: RefusedStep | null): void {
  store.write(() => {
    setOutcome(store, step, 'waiting', error);
    dropPending(store, step);
  });
}

/** The target answered that the write was not taken, or it was found not to be. */
export function noteRefused(
  store: Store,
  step: StepRow,
  outcome: Extract<StepOutcome, 'failed' | 'skipped'>,
  error: RefusedStep,
): void {
  store.write(() => {
    setOutcome(store, step, outcome, error);
    dropPending(store, step);
  });
}

/** No answer came, and looking did not help: the step stays unknown, with why. */
export function noteUnknown(store: Store, step: StepRow, error: RefusedStep): void {
  setOutcome(store, step, 'unknown', error);
}

/**
 * The write was taken: the placement holds the version from now on.
 * @param updatedAt the system's time of the write, where it was told
 */
export function noteTaken(
  store: Store,
  step: StepRow,
  what: 'created' | 'replaced',
  seen: { updatedAt: number | null },
): void {
  store.write(() => {
    setOutcome(store, step, what, null);
    store
      .sql(`UPDATE placements SET key_id = pending_key_id, version_id = pending_version_id, placed_at = pending_at,
          how = 'push', encoding = @encoding, pending_key_id = NULL, pending_version_id = NULL, pending_at = NULL,
          placed_updated_at = @updatedAt, seen = NULL, remote_updated_at = @updatedAt, remote_tail = NULL,
          tail_fits = NULL, seen_at = NULL
        WHERE target_id = @targetId AND secret_name = @secretName AND pending_at = @sentAt
          AND pending_key_id IS NOT NULL AND pending_version_id IS NOT NULL`)
      .run({
        encoding: step.encoding,
        updatedAt: seen.updatedAt,
        targetId: step.target_id,
        secretName: step.secret_name,
        sentAt: step.sent_at,
      });
    bumpRevision(store);
  });
}

/**
 * Looks at a step whose answer never came, by what the target shows now. A write that was taken or was not is noted as
 * such; otherwise the step stays unknown.
 * @param print the fingerprint of what is there now, where the target shows it
 */
export function settleStep(
  store: Store,
  step: StepRow,
  now: RemoteSecret | null,
  print: Buffer | null,
  notTaken: 'waiting' | 'failed',
): 'taken' | 'not-taken' | 'unknown' {
  return store.write(() => {
    const known = knownOf(step);
    const shown: ShownValue = { tail: now?.tail ?? null, print };
    const fits = {
      sent: valueFits(store, { versionId: step.version_id, encoding: step.encoding }, shown),
      before: valueFits(store, { versionId: step.previous_version_id, encoding: step.previous_encoding }, shown),
      exact: print !== null,
    };
    const judged = judgeLostWrite(known, now, fits);
    switch (judged) {
      case 'taken':
        noteTaken(store, step, known === null ? 'created' : 'replaced', { updatedAt: now?.updatedAt ?? null });
        break;
      case 'not-taken': {
        const error = {
          code: 'provider-unreachable',
          message: 'No answer came, and a look shows that the target did not take it.',
        };
        if (notTaken === 'waiting') putBack(store, step, null);
        else noteRefused(store, step, 'failed', error);
        break;
      }
      case 'unknown':
        noteUnknown(store, step, {
          code: NOT_TOLD,
          message: 'No answer came, and the target tells nothing by which it could be known. Push it again.',
        });
    }
    return judged;
  });
}

/** What a look shows of a placement. Those that were written, or are about to be, since the look began are left alone. */
export function noteSeen(
  store: Store,
  placement: PlacementRow,
  remote: RemoteSecret | null,
  look: { at: number; rightAfter: boolean; print: Buffer | null },
): void {
  if (placement.placed_at > look.at || placement.pending_at !== null) return;
  const baseline =
    placement.placed_updated_at ??
    baselineOf({ how: placement.how, placedAt: placement.placed_at }, remote?.updatedAt ?? null, look.rightAfter);
  const placed = { versionId: placement.version_id, encoding: placement.encoding };
  const fits = valueFits(store, placed, { tail: remote?.tail ?? null, print: look.print });
  store
    .sql(`UPDATE placements SET seen = ?, remote_updated_at = ?, remote_tail = ?, tail_fits = ?, seen_at = ?,
      placed_updated_at = ? WHERE id = ?`)
    .run(
      remote === null ? 'absent' : 'there',
      remote === null ? placement.remote_updated_at : remote.updatedAt,
      remote?.tail ?? null,
      fits === null ? null : Number(fits),
      look.at,
      baseline,
      placement.id,
    );
}

function changedSince(
  store: Store,
  receipt: Pick<ReceiptRow, 'started_at' | 'undoes'>,
  step: StepRow,
): Failed<'conflict'> | null {
  if (targetRow(store, step.target_id) === null) {
    return failure('conflict', 'The target was removed from Keyrail since the preview.');
  }
  const placement = placementOfSecret(store, step);
  const pending = placement?.pending_at ?? null;
  if ((placement?.version_id ?? null) !== step.previous_version_id || (pending ?? 0) > receipt.started_at) {
    return failure('conflict', 'Another push wrote to it since the preview. Look at a new preview.');
  }
  const version = store.sql('SELECT state FROM versions WHERE id = ?').get(step.version_id) as
    | { state: string }
    | undefined;
  if (receipt.undoes === null && version?.state !== 'current') {
    return failure('conflict', 'The key has got a new value since the preview. Look at a new preview.');
  }
  return null;
}

function placementOfSecret(store: Store, step: StepRow): PlacementRow | null {
  const row = store
    .sql('SELECT * FROM placements WHERE target_id = ? AND secret_name = ?')
    .get(step.target_id, step.secret_name);
  return (row as PlacementRow | undefined) ?? null;
}

function versionKey(store: Store, versionId: string): string | null {
  const row = store.sql('SELECT key_id FROM versions WHERE id = ?').get(versionId) as { key_id: string } | undefined;
  return row?.key_id ?? null;
}

function notePending(store: Store, step: StepRow, keyId: string, now: number): void {
  store
    .sql(`INSERT INTO placements (id, key_id, target_id, secret_name, placed_at, how, pending_key_id, pending_version_id,
        pending_at) VALUES (@id, @keyId, @targetId, @secretName, @now, 'push', @keyId, @versionId, @now)
      ON CONFLICT (target_id, secret_name) DO UPDATE SET pending_key_id = @keyId, pending_version_id = @versionId,
        pending_at = @now`)
    .run({
      id: randomUUID(),
      keyId,
      targetId: step.target_id,
      secretName: step.secret_name,
      versionId: step.version_id,
      now,
    });
}

/** A placement that was there only because of a write that was not taken goes with it. */
function dropPending(store: Store, step: StepRow): void {
  const secret = [step.target_id, step.secret_name, step.sent_at] as const;
  const which = 'target_id = ? AND secret_name = ? AND pending_at = ?';
  store.sql(`DELETE FROM placements WHERE ${which} AND version_id IS NULL AND how = 'push'`).run(...secret);
  store
    .sql(`UPDATE placements SET pending_key_id = NULL, pending_version_id = NULL, pending_at = NULL WHERE ${which}`)
    .run(...secret);
  bumpRevision(store);
}

function setOutcome(store: Store, step: StepRow, outcome: StepOutcome, error: RefusedStep | null): void {
  store
    .sql(`UPDATE receipt_steps SET outcome = ?, at = ?, error_code = ?, error_message = ?
      WHERE receipt_id = ? AND position = ?`)
    .run(outcome, store.now(), error?.code ?? null, error?.message ?? null, step.receipt_id, step.position);
}
