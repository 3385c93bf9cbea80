import { targetRow } from '../../ci/target-rows.ts';
import { ProviderError } from '../../http/provider-error.ts';
import { openIssuer } from '../open-issuer.ts';
import { type RotationStepRow, stepOfKind } from '../rotation-rows.ts';
import { done, endOfError, type RotationRun, type StepEnd } from '../rotation-run.ts';
import { oldKeyText } from '../step-words.ts';
import { checkOldValue } from './check-value.ts';
import { lookAtListing } from './look-at-listing.ts';
import { stillOld } from './place-value.ts';

/**
 * Confirms that nothing uses the old value: no placement holds it, the provider refuses it, and it was not used since it was
 * ended. What nobody tells, a person has to.
 */
export async function confirmUnused(run: RotationRun, step: RotationStepRow): Promise<StepEnd> {
  const { store, facts } = run;
  const shown: string[] = [];
  const holding = stillOld(run);
  if (holding.length > 0) {
    const places = holding.map((row) => `${row.secret_name} in ${targetRow(store, row.target_id)?.name ?? '?'}`);
    return asks(
      `The old value is still in ${places.join('; ')}. Put the new one there and try again, or say that it is used there no more.`,
    );
  }
  if (facts.places.length > 0) shown.push('No place that Keyrail knows holds the old value.');
  const ended = facts.oldEnded;
  let told = false;
  if (ended && stepOfKind(store, run.id, 'support') === null) {
    const checked = await checkOldValue(run);
    if (checked !== null && 'what' in checked) return checked;
    if (checked?.result === 'works') {
      return {
        what: 'later',
        code: 'conflict',
        message: `${checked.host} still accepts the old value. Some providers take a while; try again in a minute.`,
        resumeAt: store.now() + 60_000,
      };
    }
    if (checked?.result === 'refused') {
      told = true;
      shown.push(`${checked.host} does not accept the old value any more.`);
    }
  }
  const listed = await lookAtListing(run);
  const fresh = listed?.fresh === true && ended;
  if (fresh && listed.status === 'active') {
    return asks(
      `${facts.providerName} still lists ${oldKeyText(run.wording)} as active. End it there and try again, or say that nothing uses it.`,
    );
  }
  if (fresh && listed.status !== 'unknown') {
    told = true;
    shown.push(
      listed.status === 'gone'
        ? `${facts.providerName} does not list it any more.`
        : `${facts.providerName} lists it as ${listed.status}.`,
    );
  }
  const asked = await lastUse(run);
  if (asked !== null && typeof asked === 'object') return asked;
  const used = asked ?? (fresh ? listed.lastUsed : null);
  if (used === 'never') {
    told = true;
    shown.push(`${facts.providerName} says that it was never used.`);
  } else if (used !== null) {
    const when = new Date(used).toISOString();
    if (ended && used > (facts.endedAt ?? Number.POSITIVE_INFINITY)) {
      return asks(
        `${facts.providerName} says that it was used at ${when}, after it was ended: something still has it. Find it, give it the new value, and say so here.`,
      );
    }
    told = ended;
    shown.push(`${facts.providerName} says that it was last used at ${when}.`);
  }
  if (told) return done(shown.join(' '));
  if (ended && listed?.byPerson === true) {
    return asks(
      `Sync ${facts.providerName} and try again: its list tells whether ${oldKeyText(run.wording)} is ended, and when it was last used. Or say here that nothing uses it.`,
    );
  }
  return run.byPerson(step);
}

/** What nobody but a person can tell. */
function asks(text: string): StepEnd {
  return { what: 'needs', needs: 'done', task: { text, copy: null, url: null }, error: null };
}

async function lastUse(run: RotationRun): Promise<number | 'never' | null | StepEnd> {
  const { store, facts } = run;
  if (facts.oldRemoteId === null || run.row.connection_id === null) return null;
  try {
    const { issuer, context } = openIssuer(store, run.row, run.options);
    return issuer.lastUsed === null ? null : await issuer.lastUsed(context, facts.oldRemoteId);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    // A provider that says nothing is one that does not tell; one that is not there may be asked again.
    const end = endOfError(error, store.now());
    return end.what === 'later' ? end : null;
  }
}
