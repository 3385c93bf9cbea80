import { mayHaveBeenTaken } from '../../ci/transport/guarded-transport.ts';
import { ProviderError } from '../../http/provider-error.ts';
import type { KeyAction } from '../issuer.ts';
import { type OpenIssuer, openIssuer } from '../open-issuer.ts';
import { dataOf, noteStep, type RotationStepRow, setFacts, setSent } from '../rotation-rows.ts';
import { done, endOfError, needsYes, type RotationRun, type StepEnd } from '../rotation-run.ts';
import { effectOf, oldKeyText, titleOf } from '../step-words.ts';

/** Ends the old key, or removes what was ended: by the API after a yes, else by a person. */
export async function endKey(run: RotationRun, step: RotationStepRow): Promise<StepEnd> {
  if (step.automatic === 0) return run.byPerson(step);
  const { store, wording } = run;
  const { oldRemoteId, endsBy, providerName } = run.facts;
  let opened: OpenIssuer;
  let action: KeyAction | null;
  try {
    opened = openIssuer(store, run.row, run.options);
    action = step.kind === 'end' ? opened.issuer.end : opened.issuer.remove;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return run.byPerson(step, { code: error.code, message: error.message });
  }
  if (action === null || oldRemoteId === null) return run.byPerson(step);
  const agreed = run.options.agreed === true || run.row.mode === 'leaked' || dataOf(step).agreed === true;
  if (!agreed) {
    const what =
      step.kind === 'end'
        ? effectOf(endsBy, wording)
        : 'It was ended before; whether removing it can be undone, no document says.';
    return needsYes(`${titleOf(step.kind, wording)}: ${oldKeyText(wording)} at ${providerName}. ${what}`);
  }
  try {
    // After a process that ended half way the truth is at the provider.
    if (step.sent_at !== null && (await action.isDone(opened.context, oldRemoteId)) === true) {
      return ended(run, step, `${providerName} shows that it is done.`);
    }
    const request = await action.request(opened.context, oldRemoteId);
    store.write(() => setSent(store, step, store.now()));
    try {
      await opened.write(request);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      if (error.code === 'provider-listing-missing') return ended(run, step, `${providerName} has it no more.`);
      if (!mayHaveBeenTaken(error)) {
        store.write(() => setSent(store, step, null));
        throw error;
      }
      const isDone = await action.isDone(opened.context, oldRemoteId);
      if (isDone === true) return ended(run, step, `No answer came; ${providerName} shows that it is done.`);
      if (isDone === null) return run.byPerson(step, { code: error.code, message: error.message });
      throw error;
    }
    return ended(run, step, `${providerName} took it.`);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return endOfError(error, store.now());
  }
}

function ended(run: RotationRun, step: RotationStepRow, evidence: string): StepEnd {
  const { store, id } = run;
  store.write(() => {
    noteStep(store, step, { state: 'done', evidence });
    if (step.kind === 'end') setFacts(store, id, { oldEnded: true, endedAt: store.now() });
  });
  return { ...done(evidence), noted: true } as StepEnd;
}
