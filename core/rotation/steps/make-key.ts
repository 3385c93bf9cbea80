import { mayHaveBeenTaken } from '../../ci/transport/guarded-transport.ts';
import { ProviderError } from '../../http/provider-error.ts';
import type { Store } from '../../store/store.ts';
import type { KeyAction, MadeKey } from '../issuer.ts';
import { dropAnswer, keepAnswer, keptAnswer, prepareSpare } from '../kept-answer.ts';
import { type OpenIssuer, openIssuer } from '../open-issuer.ts';
import {
  dataOf,
  noteAlive,
  noteStep,
  type RotationStepRow,
  setData,
  setFacts,
  setSent,
  stepRows,
} from '../rotation-rows.ts';
import { endOfError, needsYes, type RotationRun, type StepEnd } from '../rotation-run.ts';
import { changedKey, storeNewValue } from '../store-value.ts';

type Makes = NonNullable<OpenIssuer['issuer']['makes']>;

/**
 * Has the provider make a key (or give the old one a new value), and stores it.
 *
 * The request is noted before it goes out, with what the provider had until then. Its answer is sealed as it came, and only
 * then read; reading it and storing its value is one transaction. A request without an answer is looked up, and never sent
 * again without knowing that this does no harm.
 */
export async function makeKey(run: RotationRun, step: RotationStepRow): Promise<StepEnd> {
  if (step.automatic === 0) return run.byPerson(step);
  const { store, id } = run;
  const kept = keptAnswer(store, id);
  let opened: OpenIssuer;
  let makes: Makes;
  try {
    opened = openIssuer(store, run.row, run.options);
    if (opened.issuer.makes === null) return run.byPerson(step);
    makes = opened.issuer.makes;
  } catch (error) {
    kept?.fill(0);
    if (!(error instanceof ProviderError)) throw error;
    // Without the connection only a person can make one, unless an answer waits to be read.
    return kept === null
      ? run.byPerson(step, { code: error.code, message: error.message })
      : endOfError(error, store.now());
  }
  if (kept !== null) return takeAnswer(run, step, opened, makes, kept);
  try {
    if (step.sent_at !== null) {
      const ended = await lookUp(run, step, opened, makes);
      if (ended !== null) return ended;
    }
    // What the provider is asked for must find its place in the vault.
    const changed = changedKey(store, id);
    if (changed !== null) return { what: 'failed', ...changed };
    const fresh = openIssuer(store, run.row, run.options);
    return await ask(run, step, fresh, makes);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return endOfMaking(run, step, error);
  }
}

async function ask(run: RotationRun, step: RotationStepRow, opened: OpenIssuer, makes: Makes): Promise<StepEnd> {
  const { store, id } = run;
  const before = await makes.before(opened.context);
  const request = makes.request(opened.context, before);
  const spare = store.write(() => {
    setData(store, step, { before });
    setSent(store, step, store.now());
    noteAlive(store, id);
    return prepareSpare(store, id);
  });
  try {
    const text = await opened.write(request);
    keepAnswer(store, id, text, spare);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (!mayHaveBeenTaken(error)) {
      store.write(() => setSent(store, step, null));
      return await refused(error, run, step, opened, makes);
    }
    const noted = stepRows(store, id).find(({ position }) => position === step.position) ?? step;
    const ended = await lookUp(run, noted, opened, makes);
    return ended ?? { what: 'later', code: error.code, message: NOT_TAKEN, resumeAt: null };
  } finally {
    spare.fill(0);
  }
  const kept = keptAnswer(store, id);
  if (kept === null) throw new Error('An answer that was kept is not there');
  return takeAnswer(run, step, opened, makes, kept);
}

const NOT_TAKEN = 'No answer came, and a look shows that no key was made. Try again.';

async function refused(
  error: ProviderError,
  run: RotationRun,
  step: RotationStepRow,
  opened: OpenIssuer,
  makes: Makes,
): Promise<StepEnd> {
  // AWS: 409 LimitExceeded; SendGrid: 403 at a hundred keys, which reads like any other refusal.
  if (error.failure.detail?.['status'] === 409 && makes.tooMany !== undefined) {
    const words = await makes.tooMany(opened.context);
    if (words !== null) return { what: 'failed', code: 'conflict', message: words };
  }
  return endOfMaking(run, step, error);
}

/**
 * What the provider's API does not do for this key it would not do the next time either: a person can make one. A 409 passes,
 * and what a credential may not do is mended at the connection.
 */
function endOfMaking(run: RotationRun, step: RotationStepRow, error: ProviderError): StepEnd {
  const { code, message, failure } = error;
  return code === 'provider-answer-invalid' && failure.detail?.['status'] !== 409
    ? run.byPerson(step, { code, message })
    : endOfError(error, run.store.now());
}

/** Reads the answer and stores its value, in one transaction. */
function takeAnswer(run: RotationRun, step: RotationStepRow, opened: OpenIssuer, makes: Makes, kept: Buffer): StepEnd {
  const { store, id } = run;
  let made: MadeKey;
  try {
    made = makes.read(opened.context, kept.toString('utf8'));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return run.byPerson(step, {
      code: error.code,
      message: `${error.message} What it answered is kept, sealed. Look at ${run.facts.providerName} what was made, and give the value of a new key here.`,
    });
  } finally {
    kept.fill(0);
  }
  const bytes = Buffer.from(made.value, 'utf8');
  const stored = store.write(() => {
    const answer = storeNewValue(store, id, { bytes, identifier: made.identifier, made });
    if (!answer.ok) return answer;
    noteMade(store, run, step, made, makes.how);
    const storing = stepRows(store, id).find(({ kind, state }) => kind === 'store' && state !== 'done');
    if (storing !== undefined) noteStep(store, storing, { state: 'done', evidence: answer.value.evidence });
    dropAnswer(store, id);
    return answer;
  });
  bytes.fill(0);
  if (stored.ok) return { what: 'done', evidence: '', noted: true };
  const { code, message } = stored.error;
  return { what: 'failed', code, message: `${message} The new value is kept, sealed, until then.` };
}

function noteMade(store: Store, run: RotationRun, step: RotationStepRow, made: MadeKey, how: Makes['how']): void {
  const { providerName } = run.facts;
  const named = made.remoteId === null ? '' : ` (${made.remoteId})`;
  const evidence =
    how === 'beside'
      ? `${providerName} made a new key${named}.`
      : `${providerName} gave a new value${named}; the old one ended by it.`;
  noteStep(store, step, { state: 'done', evidence });
  if (how === 'replaces') setFacts(store, run.id, { oldEnded: true, endedAt: store.now() });
}

/** Looks up a request whose answer never came. Null: asking again is right. */
async function lookUp(
  run: RotationRun,
  step: RotationStepRow,
  opened: OpenIssuer,
  makes: Makes,
): Promise<StepEnd | null> {
  const { store } = run;
  const { before, orphan, agreed } = dataOf(step);
  let found: Awaited<ReturnType<Makes['lookUp']>>;
  try {
    found = await makes.lookUp(opened.context, before);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if (makes.how === 'replaces' && error.code === 'provider-refused') {
      return run.byPerson(step, {
        code: error.code,
        message: `${error.message} A value was asked for and no answer came; where the connection signs in with this very key, its new value is lost. Make a new one at ${run.facts.providerName}, and give its value here.`,
      });
    }
    return endOfError(error, store.now());
  }
  switch (found.what) {
    case 'not-taken':
    case 'ask-again':
      store.write(() => setSent(store, step, null));
      return null;
    case 'unknown':
      return run.byPerson(step, { code: 'conflict', message: found.words });
    case 'taken': {
      const known = found.ours || (agreed === true && orphan === found.remoteId);
      if (!known) {
        const { remoteId, words } = found;
        store.write(() => setData(store, step, { orphan: remoteId, agreed: false }));
        const what = makes.orphan === 'delete' ? 'Delete it and make another?' : 'Have its value replaced again?';
        return needsYes(`No answer came to the request. ${words} ${what}`);
      }
      if (makes.orphan === 'take-its-place') {
        const { remoteId } = found;
        store.write(() => {
          setFacts(store, run.id, { oldRemoteId: remoteId });
          setSent(store, step, null);
        });
        return null;
      }
      // Only a person can take it away; the next look shows whether they did.
      if (makes.discard === null) return needsYes(`No answer came to the request. ${found.words} Is it deleted?`);
      await discard(makes.discard, opened, found.remoteId);
      store.write(() => setSent(store, step, null));
      return null;
    }
  }
}

/** Deletes a key whose value was lost; one that is gone already is as good. */
async function discard(action: KeyAction, opened: OpenIssuer, remoteId: string): Promise<void> {
  try {
    await opened.write(await action.request(opened.context, remoteId));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    if ((await action.isDone(opened.context, remoteId)) !== true) throw error;
  }
}
