import { recordActivity } from '#core/store/activity-log.ts';
import { readSettings } from '#core/store/settings-store.ts';
import type { Store } from '#core/store/store.ts';
import { backUpDaily } from '#core/vault/backups.ts';
import type { VaultPlace } from '#core/vault/vault-place.ts';
import type { Context } from './context.ts';
import { explainError } from './explain-error.ts';

/**
 * Writes today's backup where there is none, after a command that changed something: who never opens a window has backups too.
 * What was done stays done where it cannot be written.
 */
export async function backUpToday(context: Context, place: VaultPlace, store: Store): Promise<void> {
  try {
    const { keepDailyBackups } = readSettings(store);
    if (keepDailyBackups === 0) return;
    const written = await backUpDaily(place, store.session, keepDailyBackups);
    if (written.ok && written.value) recordActivity(store, { what: 'backed-up', detail: 'daily' });
    if (!written.ok) context.output.say(`It is done; today's backup could not be written. ${written.error.message}`);
  } catch (error) {
    context.output.say(`It is done; today's backup could not be written. ${explainError(error).failure.message}`);
  }
}
