import type { Place } from '#core/keys/find-key.ts';
import type { Store } from '#core/store/store.ts';
import { type Failed, failure } from '#shared/contract/result.ts';
import type { Context } from './context.ts';

/**
 * Asks before something that a person should mean. Null: go on.
 * @param yes what `--yes` says: nobody is asked then
 */
export async function confirm(
  context: Context,
  yes: boolean,
  question: string,
): Promise<Failed<'confirmation-needed' | 'cancelled'> | null> {
  if (yes) return null;
  const { askYesNo, canAsk } = await import('./prompt.ts');
  if (!canAsk()) {
    return failure('confirmation-needed', `${question} There is no terminal to ask on: say yes with --yes.`);
  }
  context.output.say(question);
  return (await askYesNo('Go on?')) ? null : failure('cancelled', 'Nothing was done.');
}

/** Asks before the values of a protected environment are used. Null: go on. */
export async function confirmProtected(
  context: Context,
  store: Store,
  place: Place,
  yes: boolean,
): Promise<Failed<'confirmation-needed' | 'cancelled'> | null> {
  const { project, environment } = place;
  if (!environment.protected || yes) return null;
  const refused = await confirm(context, yes, `${environment.name} of ${project.name} is protected.`);
  if (refused !== null) return refused;
  const { recordActivity } = await import('#core/store/activity-log.ts');
  recordActivity(store, {
    what: 'protected-confirmed',
    projectId: project.id,
    environmentId: environment.id,
    subject: environment.name,
  });
  return null;
}
