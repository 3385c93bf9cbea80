import { checkIntegrity } from '../database/integrity.ts';
import { storageFailure } from '../database/storage-errors.ts';
import { emptyOldBin } from '../keys/arrange-keys.ts';
import { recordActivity } from '../store/activity-log.ts';
import { backUpDaily } from '../vault/backups.ts';
import { markRunning, type RunningMarker } from '../vault/running-marker.ts';
import type { EngineState } from './engine-state.ts';

/** The window is on screen before the first round begins. */
const FIRST_ROUND_AFTER_MS = 2_000;
const ROUND_EVERY_MS = 3_600_000;
const CHECK_INTEGRITY_EVERY_MS = 7 * 86_400_000;

export type Housekeeping = {
  /** Ends the rounds; the process counts as ended well from here on. */
  readonly stop: () => Promise<void>;
};

/**
 * What an unlocked vault needs now and then: the bin emptied after its time, a backup a day, and a look at the
 * database's integrity once a week and after a process that did not end well.
 * @param damaged is told when the database turns out to be damaged
 */
export function startHousekeeping(engine: EngineState, damaged: (problem: string) => void): Housekeeping {
  let marker: RunningMarker | null = null;
  let stopped = false;
  let round: Promise<void> = Promise.resolve();

  const keepHouse = async (): Promise<void> => {
    const store = engine.store();
    const session = engine.session();
    if (store === null || session === null || stopped) return;
    try {
      const endedUncleanly = marker === null && (await mark());
      if (stopped) return;
      const { checkedAt } = store
        .sql(`SELECT coalesce(max(value), 0) AS checkedAt FROM meta WHERE name = 'integrity-checked-at'`)
        .get() as { checkedAt: number };
      if (endedUncleanly || engine.now() - checkedAt > CHECK_INTEGRITY_EVERY_MS) {
        const integrity = checkIntegrity(store.db, 'quick');
        if (!integrity.intact) {
          damaged(integrity.problems.slice(0, 3).join('; '));
          return;
        }
        store
          .sql(`INSERT INTO meta (name, value) VALUES ('integrity-checked-at', ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value`)
          .run(engine.now());
      }
      const { keepDailyBackups } = engine.settings();
      if (keepDailyBackups > 0) {
        const backedUp = await backUpDaily(engine.place, session, keepDailyBackups);
        if (!backedUp.ok) failed(backedUp.error.code);
        else if (backedUp.value && !stopped) recordActivity(store, { what: 'backed-up', detail: 'daily' });
      }
      if (!stopped) emptyOldBin(store);
    } catch (error) {
      const known = storageFailure(error);
      // The vault may have been locked meanwhile, or the disk is full; the next round tries again.
      if (known === null) engine.log.error('housekeeping', error);
      else failed(known.error.code);
    }
  };
  const failed = (code: string): void => {
    if (code === 'vault-damaged') damaged('a page cannot be read');
    else engine.log.warn('housekeeping-failed', { code });
  };
  const mark = async (): Promise<boolean> => {
    marker = await markRunning(engine.home, engine.now());
    return marker.endedUncleanly;
  };
  const begin = (): void => {
    round = keepHouse();
  };

  const first = setTimeout(begin, FIRST_ROUND_AFTER_MS);
  const rounds = setInterval(begin, ROUND_EVERY_MS);
  first.unref();
  rounds.unref();
  return {
    stop: async () => {
      stopped = true;
      clearTimeout(first);
      clearInterval(rounds);
      await round;
      await marker?.remove();
    },
  };
}
