import { failure, type Result, success } from '#shared/contract/result.ts';
import type { RotationId } from '#shared/domain/ids.ts';
import { abortRotation } from '../rotation/abort-rotation.ts';
import { giveValue, openStep, skipStep, stepDone } from '../rotation/answer-step.ts';
import { listCampaigns, planCampaign, readCampaign, startCampaign } from '../rotation/campaign.ts';
import { checkRotationConfirmed } from '../rotation/confirmed-keys.ts';
import { exposureReport } from '../rotation/exposure-report.ts';
import { planRotation } from '../rotation/plan-rotation.ts';
import { kindOfRotated } from '../rotation/rotated-kind.ts';
import { listRotations, readRotation } from '../rotation/rotation-of.ts';
import { startRotation } from '../rotation/start-rotation.ts';
import { undoStep } from '../rotation/undo-step.ts';
import type { Store } from '../store/store.ts';
import type { EngineState } from './engine-state.ts';
import { type Handlers, unlocked } from './handlers.ts';
import { readNewValue } from './handlers-keys.ts';
import { rotationsOf } from './rotation-service.ts';
import { toClipboard } from './to-clipboard.ts';

export const rotationHandlers: Handlers<'rotations'> = {
  plan: (engine, request) =>
    unlocked(engine, (store) => {
      const planned = planRotation(store, request);
      return planned.ok ? success({ plan: planned.value.plan }) : planned;
    }),
  start: (engine, { agreed, ...wish }) =>
    unlocked(engine, (store) => {
      const started = startRotation(store, wish, { agreed, confirmed: engine.isConfirmed });
      if (started.ok) rotationsOf(engine, store).run(started.value.rotationId);
      return started;
    }),
  get: (engine, { rotationId }) =>
    unlocked(engine, (store) => {
      const rotation = readRotation(store, rotationId);
      return rotation.ok ? success({ rotation: rotation.value }) : rotation;
    }),
  list: (engine, request) => unlocked(engine, (store) => success({ rotations: listRotations(store, request) })),

  giveValue: async (engine, { rotationId, value, verbatim, withOffered, identifier }) => {
    const wanted = typeof value === 'string' || 'pastedId' in value ? { from: 'text' as const, text: value } : value;
    const kind = unlocked(engine, (store) => success(kindOfRotated(store, rotationId)));
    if (!kind.ok) return kind;
    const read = await readNewValue(engine, wanted, { kind: kind.value, verbatim, withOffered });
    if (!read.ok) return read;
    const { bytes, fileName } = read.value;
    const given = unlocked(engine, (store) => {
      // Only a file is known by its name; of anything else it is just where the value lay.
      const named = identifier ?? (kind.value === 'file' ? fileName : null);
      return goneOn(engine, store, rotationId, giveValue(store, rotationId, { bytes, identifier: named }));
    });
    // The vault may have been locked while a file was chosen.
    bytes.fill(0);
    return given;
  },
  stepDone: (engine, { rotationId, position, note }) =>
    unlocked(engine, (store) => goneOn(engine, store, rotationId, stepDone(store, rotationId, position, note))),
  retry: (engine, { rotationId }) =>
    unlocked(engine, (store) => {
      const allowed = checkRotationConfirmed(store, rotationId, engine.isConfirmed);
      if (!allowed.ok) return allowed;
      return goneOn(engine, store, rotationId, openStep(store, rotationId));
    }),
  skip: (engine, { rotationId, position, reason }) =>
    unlocked(engine, (store) => goneOn(engine, store, rotationId, skipStep(store, rotationId, position, reason))),
  undo: async (engine, { rotationId, position }) =>
    unlocked(engine, async (store) => {
      const service = rotationsOf(engine, store);
      const undone = await service.with((options) =>
        undoStep(store, rotationId, position, { ...options, onChange: () => service.tell(rotationId) }),
      );
      return undone as Awaited<ReturnType<Handlers<'rotations'>['undo']>>;
    }),
  abort: (engine, { rotationId }) =>
    unlocked(engine, (store) => {
      const aborted = abortRotation(store, rotationId);
      if (aborted.ok) rotationsOf(engine, store).tell(rotationId);
      return aborted;
    }),
  copyText: async (engine, { rotationId, what }) => {
    const found = unlocked(engine, (store) => readRotation(store, rotationId));
    if (!found.ok) return found;
    const { steps, step } = found.value;
    const text =
      what === 'report'
        ? exposureReport(found.value)
        : (steps.find(({ position }) => position === step)?.task?.copy ?? null);
    if (text === null) return failure('conflict', 'There is nothing to copy here. Look at the rotation again.');
    const copied = await toClipboard(engine, text, false);
    return copied.ok ? success({}) : copied;
  },

  planCampaign: (engine, { filter, mode }) => unlocked(engine, (store) => success(planCampaign(store, filter, mode))),
  startCampaign: (engine, { agreed, ...request }) =>
    unlocked(engine, (store) => {
      const started = startCampaign(store, request, { agreed, confirmed: engine.isConfirmed });
      if (started.ok) rotationsOf(engine, store).runCampaign(started.value.campaignId);
      return started;
    }),
  campaign: (engine, { campaignId }) =>
    unlocked(engine, (store) => {
      const campaign = readCampaign(store, campaignId);
      return campaign.ok ? success({ campaign: campaign.value }) : campaign;
    }),
  campaigns: (engine, { limit }) => unlocked(engine, (store) => success({ campaigns: listCampaigns(store, limit) })),
  resumeCampaign: (engine, { campaignId }) =>
    unlocked(engine, (store) => {
      const campaign = readCampaign(store, campaignId);
      if (!campaign.ok) return campaign;
      rotationsOf(engine, store).runCampaign(campaignId, true);
      return success({});
    }),
};

/** After a person's answer the rotation goes on by itself. */
function goneOn<Code extends string>(
  engine: EngineState,
  store: Store,
  rotationId: RotationId,
  answered: Result<unknown, Code>,
): Result<Record<never, never>, Code> {
  if (!answered.ok) return answered;
  rotationsOf(engine, store).run(rotationId);
  return success({});
}
