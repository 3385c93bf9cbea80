import { storageFailure } from '#core/database/storage-errors.ts';
import { type ActivityNote, recordActivity } from '#core/store/activity-log.ts';
import type { Store } from '#core/store/store.ts';
import type { Output } from './output.ts';

/**
 * Notes in the activity what has been done already, outside of the database. Where that cannot be written it stays done, and
 * nobody is told that nothing was changed.
 */
export function recordDone(output: Output, store: Store, note: ActivityNote): void {
  try {
    recordActivity(store, note);
  } catch (error) {
    if (storageFailure(error) === null) throw error;
    output.say('It is done; only its entry in the activity could not be written.');
  }
}
