import { targetRow } from '../../ci/target-rows.ts';
import { ProviderError } from '../../http/provider-error.ts';
import { openIssuer } from '../open-issuer.ts';
import { type RotationStepRow, stepOfKind } from '../rotation-rows.ts';
import { done, endOfError, type RotationRun, type StepEnd } from '../rotation-run.ts';
import { checkOldValue } from './check-value.ts';
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
    return {
      what: 'needs',
      needs: 'done',
      task: {
        text: `The old value is still in ${places.join('; ')}. Put the new one there and try again, or say that it is used there no more.`,
        copy: null,
        url: null,
      },
      error: null,
    };
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
  const used = await lastUse(run);
  if (used !== null && typeof used === 'object') return used;
  if (used === 'never') {
    told = true;
    shown.push(`${facts.providerName} says that it was never used.`);
  } else if (typeof used === 'number') {
    const when = new Date(used).toISOString();
    const since = facts.endedAt ?? Number.POSITIVE_INFINITY;
    if (ended && used > since) {
      return {
        what: 'needs',
        needs: 'done',
        task: {
          text: `${facts.providerName} says that it was used at ${when}, after it was ended: something still has it. Find it, give it the new value, and say so here.`,
          copy: null,
          url: null,
        },
        error: null,
      };
    }
    told = ended;
    shown.push(`${facts.providerName} says that it was last used at ${when}.`);
  }
  return told ? done(shown.join(' ')) : run.byPerson(step);
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
