import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ReceiptId } from '#shared/domain/ids.ts';
import { checkConfirmed } from '../keys/take-value.ts';
import type { Store } from '../store/store.ts';
import { type PlannedStep, type PushPlan, writes } from './push-plan.ts';
import { createReceipt } from './receipts.ts';

/**
 * Takes a plan on: its writing steps become a receipt, which `runPush` carries out.
 * @param agreed whether the person said yes to each warning of a step
 */
export function startPush(
  store: Store,
  plan: PushPlan,
  consent: { agreed: (step: PlannedStep) => boolean; confirmed: (environmentId: string) => boolean },
): Result<{ receiptId: ReceiptId }, 'nothing-to-push' | 'confirmation-needed'> {
  const steps = plan.steps.filter(writes);
  if (steps.length === 0) return failure('nothing-to-push', 'Nothing in this preview would be written.');
  const open = steps.filter((step) => step.warnings.length > 0 && !consent.agreed(step));
  if (open.length > 0) {
    const reasons = open.flatMap(({ warnings }) => warnings.map(({ message }) => message));
    return failure('confirmation-needed', [...new Set(reasons)].join('\n'), {
      warnings: [...new Set(open.flatMap(({ warnings }) => warnings.map(({ code }) => code)))],
    });
  }
  for (const { keyEnvironmentId } of steps) {
    const allowed = checkConfirmed(store, keyEnvironmentId, consent.confirmed);
    if (!allowed.ok) return allowed;
  }
  return success(createReceipt(store, steps, plan.undoes));
}
