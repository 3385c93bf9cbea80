import { planPush } from '#core/ci/plan-push.ts';
import { writes } from '#core/ci/push-plan.ts';
import { unfinishedReceipt } from '#core/ci/receipts.ts';
import { keyRow } from '#core/keys/key-rows.ts';
import type { Store } from '#core/store/store.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { writeJson } from '../output.ts';
import { namedPlace } from '../place.ts';
import { withStore } from '../unlock.ts';
import {
  carryOut,
  confirmEnvironments,
  nothingToDo,
  receiptStatus,
  refusedStatus,
  runReceipt,
  sayWhy,
  showPlan,
  showReceipt,
} from './carry-out.ts';
import { planStepJson, receiptJson } from './push-json.ts';
import { selectSteps } from './select-steps.ts';

export type PushOptions = {
  readonly project: string | undefined;
  readonly env: string | undefined;
  readonly target: readonly string[];
  readonly key: readonly string[];
  readonly as: string | undefined;
  readonly base64: boolean;
  readonly 'no-base64': boolean;
  readonly 'dry-run': boolean;
  readonly resume: boolean;
  readonly yes: boolean;
  readonly json: boolean;
};

/** `keyrail ci push`. */
export async function push(context: Context, options: PushOptions): Promise<Outcome> {
  const place = namedPlace(context, options);
  if (!place.ok) return place;
  return withStore(context, (store) =>
    options.resume ? resume(context, store, options) : pushNew(context, store, { ...options, ...place.value }),
  );
}

async function pushNew(context: Context, store: Store, options: PushOptions): Promise<Outcome> {
  const { output } = context;
  if (options.base64 && options['no-base64']) {
    return failure('invalid-request', 'Give either --base64 or --no-base64.');
  }
  const selected = selectSteps(store, {
    project: options.project,
    env: options.env,
    targets: options.target,
    keys: options.key,
    as: options.as,
    encoding: options.base64 ? 'base64' : options['no-base64'] ? 'plain' : undefined,
  });
  if (!selected.ok) return selected;
  const plan = await planPush(store, selected.value);
  if (!plan.ok) return plan;
  const steps = plan.value.steps.map((step) => planStepJson(store, step));
  if (options['dry-run'] || !plan.value.steps.some(writes)) {
    if (options.json) writeJson(output, { dryRun: options['dry-run'], steps, receipt: null });
    else showPlan(output, plan.value);
    if (options['dry-run']) return success(0);
    return nothingToDo(output, plan.value);
  }
  if (options.json) sayWhy(output, plan.value);
  else showPlan(output, plan.value);
  const done = await carryOut(context, store, plan.value, options.yes);
  if (!done.ok) return done;
  if (options.json) writeJson(output, { dryRun: false, steps, receipt: receiptJson(store, done.value) });
  else showReceipt(output, done.value);
  return success(receiptStatus(done.value) || refusedStatus(plan.value));
}

async function resume(context: Context, store: Store, options: PushOptions): Promise<Outcome> {
  const unfinished = unfinishedReceipt(store);
  if (unfinished === null) {
    return failure('receipt-not-found', 'There is no push that stopped before its end.');
  }
  const waiting = unfinished.steps.filter(({ outcome }) => outcome === 'waiting' || outcome === 'unknown');
  const environments = waiting.flatMap(({ keyId }) => keyRow(store, keyId)?.environment_id ?? []);
  const refused = await confirmEnvironments(context, store, environments, options.yes);
  if (refused !== null) return refused;
  const done = await runReceipt(context, store, unfinished.id);
  if (!done.ok) return done;
  if (options.json) writeJson(context.output, { dryRun: false, steps: [], receipt: receiptJson(store, done.value) });
  else showReceipt(context.output, done.value);
  return success(receiptStatus(done.value));
}
