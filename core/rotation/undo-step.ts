import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { writes } from '../ci/push-plan.ts';
import { runPush } from '../ci/run-push.ts';
import { startPush } from '../ci/start-push.ts';
import { planUndo } from '../ci/undo-push.ts';
import { ProviderError } from '../http/provider-error.ts';
import type { Store } from '../store/store.ts';
import { note } from './answer-step.ts';
import { checkRotationConfirmed } from './confirmed-keys.ts';
import type { KeyAction } from './issuer.ts';
import { openIssuer } from './open-issuer.ts';
import {
  claimRotation,
  dataOf,
  factsOf,
  letGoRotation,
  noteWaiting,
  type RotationRow,
  type RotationStepRow,
  reopenStep,
  rotationKeys,
  setFacts,
  setSent,
  stepRows,
} from './rotation-rows.ts';
import type { RotationOptions } from './rotation-run.ts';
import { restoreOldValue } from './store-value.ts';
import { undoOf } from './undo-rules.ts';

/** Takes the last step that was done back; it is to be done again then. The answer says what was done. */
export async function undoStep(
  store: Store,
  rotationId: string,
  position: number,
  options: RotationOptions,
): Promise<Result<{ message: string }, ErrorCode>> {
  const claimed = claimRotation(store, rotationId);
  if (!claimed.ok) return claimed;
  try {
    const row = claimed.value;
    const step = stepRows(store, rotationId).find((one) => one.position === position);
    if (step === undefined) return failure('conflict', 'The rotation has no such step.');
    const { possible, text } = undoOf(store, row, step);
    if (!possible) return failure('conflict', text);
    const allowed = checkRotationConfirmed(store, rotationId, options.confirmed);
    if (!allowed.ok) return allowed;
    const undone =
      step.state === 'skipped' ? success('It is to be done after all.') : await undo(store, row, step, options);
    if (!undone.ok) return undone;
    const message = undone.value;
    store.write(() => {
      reopenStep(store, step);
      note(store, row, step.kind, `taken back: ${message}`);
    });
    return success({ message });
  } catch (error) {
    if (error instanceof ProviderError) return failure(error.code, error.message);
    throw error;
  } finally {
    if (!store.session.locked) noteWaiting(store, rotationId);
    letGoRotation(rotationId);
    options.onChange?.();
  }
}

async function undo(
  store: Store,
  row: RotationRow,
  step: RotationStepRow,
  options: RotationOptions,
): Promise<Result<string, ErrorCode>> {
  switch (step.kind) {
    case 'check':
    case 'confirm':
      return success('It is to be looked at again.');
    case 'retire':
      store.write(() => {
        for (const { old_version_id: old } of rotationKeys(store, row.id)) {
          store
            .sql(`UPDATE versions SET state = 'previous', retired_at = NULL WHERE id = ? AND state = 'retired'`)
            .run(old);
        }
      });
      return success('The old value is the previous one again.');
    case 'place':
      return putBack(store, step, options);
    case 'store': {
      const restored = store.write(() => {
        const done = restoreOldValue(store, row.id);
        // The key that holds the new value stays: its making is done, and only its value is to be taken again.
        if (done.ok) setSent(store, step, null);
        return done;
      });
      return restored.ok
        ? success('The old value is the current one again; the new one is kept as previous.')
        : restored;
    }
    case 'create': {
      const { newRemoteId } = factsOf(row);
      const opened = openIssuer(store, row, options);
      const action = opened.issuer.makes?.discard ?? null;
      if (action === null || newRemoteId === null) return failure('conflict', 'It cannot be deleted by the API.');
      const kept = rotationKeys(store, row.id).some(({ new_version_id: fresh }) => fresh !== null);
      if (kept) return failure('conflict', 'Its value is the current one. Take back the storing of it first.');
      await carryOut(action, opened, newRemoteId);
      store.write(() => setFacts(store, row.id, { newRemoteId: null }));
      return success('The new key was deleted at the provider.');
    }
    case 'end': {
      const opened = openIssuer(store, row, options);
      const action = opened.issuer.end?.undo ?? null;
      const { oldRemoteId } = factsOf(row);
      if (action === null || oldRemoteId === null) return failure('conflict', 'It cannot be undone.');
      await carryOut(action, opened, oldRemoteId);
      store.write(() => setFacts(store, row.id, { oldEnded: false, endedAt: null }));
      return success('The old key works again.');
    }
    case 'regenerate':
    case 'support':
    case 'remove':
      return failure('conflict', 'It cannot be undone.');
  }
}

async function carryOut(action: KeyAction, opened: ReturnType<typeof openIssuer>, remoteId: string): Promise<void> {
  try {
    await opened.write(await action.request(opened.context, remoteId));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if ((await action.isDone(opened.context, remoteId)) !== true) throw error;
  }
}

/** Puts back what the pushes of a step replaced, the newest first. */
async function putBack(
  store: Store,
  step: RotationStepRow,
  options: RotationOptions,
): Promise<Result<string, ErrorCode>> {
  const said: string[] = [];
  const receipts = dataOf(step).receipts ?? [];
  if (receipts.length === 0) return success('Nothing had been placed, so nothing was put back.');
  for (const receiptId of receipts.toReversed()) {
    const planned = await planUndo(store, receiptId, options);
    if (!planned.ok) return planned;
    const { plan, notUndone } = planned.value;
    said.push(...notUndone.map(({ targetName, secretName, why }) => `${secretName} in ${targetName}: ${why}`));
    if (plan === null || !plan.steps.some(writes)) continue;
    const started = startPush(store, plan, { agreed: () => true, confirmed: options.confirmed });
    if (!started.ok) return started;
    const pushed = await runPush(store, started.value.receiptId, options);
    if (!pushed.ok) return pushed;
    const left = pushed.value.steps.filter(({ outcome }) => outcome !== 'replaced' && outcome !== 'created');
    if (left.length > 0) {
      return failure(
        'conflict',
        `Not everything could be put back: ${left.map(({ targetName }) => targetName).join(', ')}.`,
      );
    }
  }
  return success(['The old value was put back where Keyrail replaced it.', ...said].join(' '));
}
