import type { PreviewedStep, PushPreview } from '#shared/contract/pushes.ts';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import type { PreviewId, ReceiptId } from '#shared/domain/ids.ts';
import { planPush } from '../ci/plan-push.ts';
import type { PlannedStep, PushPlan } from '../ci/push-plan.ts';
import { listReceipts, readReceipt } from '../ci/receipts.ts';
import { startPush } from '../ci/start-push.ts';
import { stepsBehind } from '../ci/steps-behind.ts';
import { targetRows } from '../ci/target-rows.ts';
import { type NotUndone, planUndo } from '../ci/undo-push.ts';
import { type KeyRow, keyRow } from '../keys/key-rows.ts';
import type { Store } from '../store/store.ts';
import { asking } from './asking.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const pushHandlers: Handlers<'pushes'> = {
  preview: (engine, request) =>
    asking(engine, async (store, options) => {
      if (request.of === 'receipt') {
        const undo = await planUndo(store, request.receiptId, options);
        if (!undo.ok) return undo;
        const { plan, notUndone } = undo.value;
        const lookedAt = (options.clock ?? engine).now();
        return previewed(engine, store, plan ?? { steps: [], undoes: request.receiptId, lookedAt }, notUndone);
      }
      const wanted = request.of === 'behind' ? stepsBehind(store, request) : success(request.steps);
      if (!wanted.ok) return wanted;
      const plan = await planPush(store, wanted.value, options);
      return plan.ok ? previewed(engine, store, plan.value, []) : plan;
    }),
  discard: (engine, { previewId }) =>
    unlocked(engine, () => {
      engine.pushPlans.discard(previewId);
      return success({});
    }),
  start: async (engine, { previewId, agreed }) => {
    const begun = unlocked(engine, (store) => startOf(engine, store, previewId, agreed));
    if (!begun.ok) return begun;
    const { receiptId } = begun.value;
    const running = await begin(engine, receiptId);
    if (running.ok) return success({ receiptId });
    if (running.error.code !== 'receipt-not-found') return running as Failed<Exclude<BeginError, 'receipt-not-found'>>;
    throw new TypeError('A receipt that was just written is not there.');
  },
  resume: async (engine, { receiptId }) => {
    const running = await begin(engine, receiptId);
    return running.ok ? success({}) : running;
  },
  stop: (engine, { receiptId }) =>
    unlocked(engine, (store) => {
      const receipt = readReceipt(store, receiptId);
      return receipt.ok ? success({ wasRunning: engine.pushes()?.stop(receiptId) ?? false }) : receipt;
    }),
  receipt: (engine, { receiptId }) =>
    unlocked(engine, (store) => {
      const receipt = readReceipt(store, receiptId);
      return receipt.ok ? success({ receipt: receipt.value }) : receipt;
    }),
  receipts: (engine, { limit }) => unlocked(engine, (store) => success({ receipts: listReceipts(store, limit) })),
};

type BeginError = 'vault-locked' | 'receipt-not-found' | 'conflict' | 'confirmation-needed';

async function begin(engine: EngineState, receiptId: ReceiptId): Promise<Result<void, BeginError>> {
  return unlocked(engine, () => engine.pushes()?.begin(receiptId) ?? success());
}

/** Takes a preview on. One that was refused for want of a yes stays, to be started with it. */
function startOf(
  engine: EngineState,
  store: Store,
  previewId: PreviewId,
  agreed: readonly number[],
): Result<{ receiptId: ReceiptId }, 'preview-not-found' | 'nothing-to-push' | 'confirmation-needed'> {
  const plan = engine.pushPlans.find(previewId);
  if (plan === null) {
    return failure('preview-not-found', 'That preview is not there any more. Look at a new one.');
  }
  const yes = new Set(agreed.map((position) => plan.steps[position]));
  const started = startPush(store, plan, { agreed: (step) => yes.has(step), confirmed: engine.isConfirmed });
  if (started.ok) engine.pushPlans.discard(previewId);
  return started;
}

function previewed(
  engine: EngineState,
  store: Store,
  plan: PushPlan,
  notUndone: readonly NotUndone[],
): Result<{ previewId: PreviewId; preview: PushPreview }, 'nothing-to-push'> {
  if (plan.steps.length === 0 && notUndone.length === 0) {
    return failure(
      'nothing-to-push',
      plan.undoes === null
        ? 'Neither the keys nor the targets are there any more.'
        : 'That push wrote nothing, so there is nothing to put back.',
    );
  }
  const systems = new Map(targetRows(store).map(({ id, system }) => [id as string, system]));
  // Keys and targets that were erased while it was looked at. Positions are those of what is shown.
  const shown = plan.steps.flatMap((step): { step: PlannedStep; as: PreviewedStep }[] => {
    const key = keyRow(store, step.keyId);
    const system = systems.get(step.targetId);
    return key === null || system === undefined ? [] : [{ step, as: previewedStep(step, key, system) }];
  });
  const previewId = engine.pushPlans.keep({ ...plan, steps: shown.map(({ step }) => step) });
  return success({
    previewId,
    preview: {
      steps: shown.map(({ as }) => as),
      lookedAt: plan.lookedAt,
      undoes: plan.undoes as PushPreview['undoes'],
      notUndone: notUndone.map((one) => ({ ...one })),
    },
  });
}

function previewedStep(step: PlannedStep, key: KeyRow, system: PreviewedStep['system']): PreviewedStep {
  const { keyId, targetId, secretName, action, versionId, warnings, notes, problem, base64, keyName, targetName } =
    step;
  return {
    ...{ keyId, targetId, secretName, action, versionId, warnings, notes, problem, keyName, targetName },
    ...(base64 === undefined ? {} : { base64 }),
    projectId: key.project_id as PreviewedStep['projectId'],
    environmentId: key.environment_id as PreviewedStep['environmentId'],
    system,
  };
}
