import type { CiTarget } from '#shared/domain/ci.ts';
import { SYSTEM_CLOCK } from '../http/clock.ts';
import type { Store } from '../store/store.ts';
import { inTurns } from '../sync/in-turns.ts';
import { VaultError } from '../vault/vault-error.ts';
import { GroupedWrites } from './grouped-writes.ts';
import { lookAt, recordFailedLook, recordLook } from './look.ts';
import { type CiOptions, openTarget, targetFailure } from './open-target.ts';
import { type TargetRow, targetRow, targetRows } from './target-rows.ts';

/** How a look at one target ended. */
export type TargetLook = {
  readonly targetId: CiTarget['id'];
  readonly name: string;
  /** How many secrets it has; null where it could not be asked. */
  readonly secrets: number | null;
  readonly error: { readonly code: string; readonly message: string } | null;
};

/** Targets that are asked together. */
const AT_ONCE = 8;
/** What was seen is stored within this time, together with what is seen meanwhile; the next targets are asked in between. */
const STORED_WITHIN_MS = 25;

/**
 * Asks targets what they hold, several at once, and stores what was seen. One that fails says so and stops no other; of it
 * the last known state stays, with its age.
 * @param targetIds absent: every target that has a token and holds a placement
 * @throws VaultError `vault-locked` where the vault was locked meanwhile
 */
export async function refreshStatus(
  store: Store,
  targetIds?: readonly string[],
  options: CiOptions = {},
): Promise<TargetLook[]> {
  const rows = targetIds?.map((id) => targetRow(store, id)).filter((row) => row !== null) ?? placedTargets(store);
  const notes = new GroupedWrites(store, STORED_WITHIN_MS);
  const bugs = new Set<unknown>();
  const stored = await inTurns(rows, AT_ONCE, async (row) => {
    const looked = options.looking?.(row.id);
    const asked = askTarget(store, row, options);
    const noted = asked
      .then(async ({ look, record }): Promise<TargetLook | null> => {
        await notes.writeLater(record);
        return look;
      })
      .catch((error: unknown) => {
        bugs.add(error);
        return null;
      })
      .finally(looked);
    // The next target is asked without waiting for the disk.
    await Promise.allSettled([asked]);
    return { noted };
  });
  notes.flush();
  const looks = await Promise.all(stored.map(({ noted }) => noted));
  if (store.session.locked) {
    throw new VaultError('vault-locked', 'The vault was locked meanwhile. What was known before stays.');
  }
  if (bugs.size > 0) throw new AggregateError(bugs, 'A look at a CI target met a bug.');
  return looks.filter((look) => look !== null);
}

/** What a target says, and the note of it that is to be stored. */
async function askTarget(
  store: Store,
  row: TargetRow,
  options: CiOptions,
): Promise<{ look: TargetLook; record: () => void }> {
  const about = { targetId: row.id as CiTarget['id'], name: row.name };
  try {
    const target = await openTarget(store, row, options);
    const look = await lookAt(target, (options.clock ?? SYSTEM_CLOCK).now);
    return {
      look: { ...about, secrets: look.secrets.length, error: null },
      record: () => recordLook(store, target, look),
    };
  } catch (error) {
    const failed = targetFailure(error);
    return { look: { ...about, secrets: null, error: failed }, record: () => recordFailedLook(store, row.id, failed) };
  }
}

function placedTargets(store: Store): TargetRow[] {
  const placed = new Set(store.sql('SELECT DISTINCT target_id FROM placements').pluck().all() as string[]);
  return targetRows(store).filter((row) => row.token_id !== null && placed.has(row.id));
}
