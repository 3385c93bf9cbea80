import { type Result, success } from '#shared/contract/result.ts';
import type { Store } from '../store/store.ts';
import type { CiOptions } from './open-target.ts';
import { planPush, type WantedStep } from './plan-push.ts';
import type { PushPlan } from './push-plan.ts';
import { readReceipt, type StepRow, stepRows } from './receipts.ts';
import { targetRow } from './target-rows.ts';

/** A secret that cannot be put back, and why. */
export type NotUndone = { readonly targetName: string; readonly secretName: string; readonly why: string };

/**
 * Plans to put back what was there before a push, as far as it was ours and its value is still kept. Carried out as any
 * plan is; its receipt names this one.
 */
export async function planUndo(
  store: Store,
  receiptId: string,
  options: CiOptions = {},
): Promise<Result<{ plan: PushPlan | null; notUndone: NotUndone[] }, 'receipt-not-found' | 'nothing-to-push'>> {
  const receipt = readReceipt(store, receiptId);
  if (!receipt.ok) return receipt;
  const wanted: WantedStep[] = [];
  const notUndone: NotUndone[] = [];
  for (const step of stepRows(store, receipt.value.id)) {
    const why = whyNot(store, step);
    if (why === 'nothing-done') continue;
    if (why !== null) {
      notUndone.push({ targetName: step.target_name, secretName: step.secret_name, why });
      continue;
    }
    const previous = versionOf(store, step.previous_version_id);
    if (previous === null) continue;
    wanted.push({
      keyId: previous.key_id,
      targetId: step.target_id,
      secretName: step.secret_name,
      versionId: previous.id,
      encoding: step.previous_encoding,
      // It is put back over what the receipt put there, not over what somebody else did.
      named: false,
    });
  }
  if (wanted.length === 0) return success({ plan: null, notUndone });
  const plan = await planPush(store, wanted, { ...options, undoes: receipt.value.id });
  return plan.ok ? success({ plan: plan.value, notUndone }) : plan;
}

function whyNot(store: Store, step: StepRow): string | null {
  if (step.outcome === 'unknown') return 'It is not known whether it was written at all.';
  if (step.outcome !== 'created' && step.outcome !== 'replaced') return 'nothing-done';
  if (targetRow(store, step.target_id) === null) return 'The target was removed from Keyrail.';
  if (step.previous_version_id === null) {
    return step.outcome === 'created'
      ? 'It was not there before, and Keyrail deletes nothing. Remove it on the settings page.'
      : 'What was there before did not come from Keyrail, which never saw its value.';
  }
  const previous = versionOf(store, step.previous_version_id);
  if (previous === null) return 'The key was erased with its versions.';
  if (previous.sealed === null) return `The value of version ${previous.number} was discarded.`;
  if (previous.deleted_at !== null) return 'Its key is in the bin. Restore it first.';
  const now = store
    .sql('SELECT version_id FROM placements WHERE target_id = ? AND secret_name = ?')
    .get(step.target_id, step.secret_name) as { version_id: string | null } | undefined;
  if (now?.version_id !== step.version_id) return 'It was placed anew, or taken back, since.';
  return null;
}

function versionOf(store: Store, versionId: string | null) {
  const row = store
    .sql(`SELECT v.id, v.key_id, v.number, v.sealed, k.deleted_at FROM versions v JOIN keys k ON k.id = v.key_id
      WHERE v.id = ?`)
    .get(versionId);
  return (
    (row as
      | { id: string; key_id: string; number: number; sealed: Buffer | null; deleted_at: number | null }
      | undefined) ?? null
  );
}
