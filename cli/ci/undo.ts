import { writes } from '#core/ci/push-plan.ts';
import { findReceipt, listReceipts } from '#core/ci/receipts.ts';
import { planUndo } from '#core/ci/undo-push.ts';
import { success } from '#shared/contract/result.ts';
import type { Receipt } from '#shared/domain/ci.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';
import { carryOut, nothingToDo, receiptStatus, sayWhy, showPlan, showReceipt } from './carry-out.ts';
import { planStepJson, receiptJson } from './push-json.ts';

const MOST_LISTED = 50;

export type UndoOptions = { readonly 'dry-run': boolean; readonly yes: boolean; readonly json: boolean };

/** `keyrail ci undo RECEIPT`. */
export async function undo(context: Context, typed: string, options: UndoOptions): Promise<Outcome> {
  const { output } = context;
  return withStore(context, async (store) => {
    const receipt = findReceipt(store, typed);
    if (!receipt.ok) return receipt;
    const undone = await planUndo(store, receipt.value.id);
    if (!undone.ok) return undone;
    const { plan, notUndone } = undone.value;
    const left = notUndone.map(({ targetName, secretName, why }) => ({ target: targetName, secretName, why }));
    for (const { target, secretName, why } of left) output.say(`${secretName} in ${target} stays: ${why}`);
    const steps = plan?.steps.map((step) => planStepJson(store, step)) ?? [];
    if (plan === null || !plan.steps.some(writes) || options['dry-run']) {
      if (options.json) writeJson(output, { dryRun: options['dry-run'], steps, notUndone: left, receipt: null });
      else if (plan !== null) showPlan(output, plan);
      if (plan !== null && !options['dry-run']) return nothingToDo(output, plan);
      if (plan === null) output.say('There is nothing to put back.');
      return success(0);
    }
    if (options.json) sayWhy(output, plan);
    else showPlan(output, plan);
    const done = await carryOut(context, store, plan, options.yes);
    if (!done.ok) return done;
    if (options.json) {
      writeJson(output, { dryRun: false, steps, notUndone: left, receipt: receiptJson(store, done.value) });
    } else showReceipt(output, done.value);
    return success(receiptStatus(done.value));
  });
}

/** `keyrail ci receipts [RECEIPT]`. */
export async function receipts(context: Context, typed: string | undefined, json: boolean): Promise<Outcome> {
  const { output } = context;
  return withStore(context, (store) => {
    if (typed !== undefined) {
      const receipt = findReceipt(store, typed);
      if (!receipt.ok) return receipt;
      if (json) writeJson(output, receiptJson(store, receipt.value));
      else showReceipt(output, receipt.value);
      return success(0);
    }
    const all = listReceipts(store, MOST_LISTED);
    if (json) writeJson(output, { receipts: all.map((receipt) => receiptJson(store, receipt)) });
    else if (all.length === 0) output.say('Nothing was pushed yet.');
    else {
      writeTable<Receipt>(
        output,
        [
          { title: 'RECEIPT', text: ({ id }) => id.slice(0, 8) },
          { title: 'STARTED', text: ({ startedAt }) => isoOf(startedAt) },
          { title: 'STATUS', text: ({ status }) => status },
          { title: 'SECRETS', text: ({ steps }) => String(steps.length) },
          { title: 'WRITTEN', text: ({ steps }) => String(steps.filter(isWritten).length) },
          { title: 'TARGETS', text: ({ steps }) => [...new Set(steps.map(nameOfTarget))].join(', '), gives: 1 },
        ],
        all,
      );
    }
    return success(0);
  });
}

function isWritten({ outcome }: Receipt['steps'][number]): boolean {
  return outcome === 'created' || outcome === 'replaced';
}

function nameOfTarget({ targetName }: Receipt['steps'][number]): string {
  return targetName;
}
