import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';

type SyncRow = {
  started_at: number;
  finished_at: number | null;
  status: SyncOutcome['status'];
  way: SyncOutcome['way'];
  seen: number;
  new: number;
  changed: number;
  missing: number;
  gone: number;
  completeness: string | null;
  rate_limit: string | null;
  error_code: string | null;
  error_message: string | null;
};

const COLUMNS = `started_at, finished_at, status, way, seen, new, changed, missing, gone, completeness, rate_limit,
  error_code, error_message`;
/** Syncs of a connection that are remembered, besides the first that failed since one succeeded. */
const KEPT_SYNCS = 200;

/** However often it failed since: its date is what is told of, once. */
const FIRST_FAILED = `SELECT min(sequence) FROM syncs WHERE connection_id = @connectionId AND status = 'failed'
  AND sequence > coalesce((SELECT max(sequence) FROM syncs WHERE connection_id = @connectionId AND status = 'done'), 0)`;

/** Writes down how a sync ended. Only a finished one is written, so that a process that ends half way leaves no trace. */
export function recordSync(store: Store, connectionId: string, outcome: SyncOutcome): void {
  store
    .sql(`INSERT INTO syncs (connection_id, ${COLUMNS}) VALUES (@connection_id, @started_at, @finished_at, @status, @way,
      @seen, @new, @changed, @missing, @gone, @completeness, @rate_limit, @error_code, @error_message)`)
    .run({
      connection_id: connectionId,
      started_at: outcome.startedAt,
      finished_at: outcome.finishedAt,
      status: outcome.status,
      way: outcome.way,
      seen: outcome.seen,
      new: outcome.new,
      changed: outcome.changed,
      missing: outcome.missing,
      gone: outcome.gone,
      completeness: outcome.completeness === null ? null : JSON.stringify(outcome.completeness),
      rate_limit: outcome.rateLimit === null ? null : JSON.stringify(outcome.rateLimit),
      error_code: outcome.error?.code ?? null,
      error_message: outcome.error?.message ?? null,
    });
  store
    .sql(`DELETE FROM syncs WHERE connection_id = @connectionId AND sequence <=
      (SELECT sequence FROM syncs WHERE connection_id = @connectionId ORDER BY sequence DESC LIMIT 1 OFFSET ${KEPT_SYNCS})
      AND sequence IS NOT (${FIRST_FAILED})`)
    .run({ connectionId });
}

/** A connection whose syncs have failed since one succeeded, or since ever: when that began, and what the last one said. */
export function failingSince(store: Store, connectionId: string): { since: number; message: string } | null {
  const row = store
    .sql(`SELECT first.started_at AS since, last.error_message AS message FROM syncs first, syncs last
      WHERE first.sequence = (${FIRST_FAILED}) AND last.sequence = (SELECT max(sequence) FROM syncs
        WHERE connection_id = @connectionId AND status = 'failed')`)
    .get({ connectionId }) as { since: number; message: string | null } | undefined;
  return row === undefined ? null : { since: row.since, message: row.message ?? '' };
}

/**
 * Notes that a sync failed or was cancelled. What the last good one saw stays.
 * @param how.message for a person; it never holds what was sent
 */
export function recordFailedSync(
  store: Store,
  connectionId: string,
  how: Pick<SyncOutcome, 'startedAt' | 'way' | 'rateLimit'> & {
    status: 'failed' | 'cancelled';
    error: { code: string; message: string };
  },
): SyncOutcome {
  const counts = { seen: 0, new: 0, changed: 0, missing: 0, gone: 0 };
  const outcome: SyncOutcome = { ...how, ...counts, finishedAt: store.now(), completeness: null };
  store.write(() => {
    recordSync(store, connectionId, outcome);
    // Other windows show how the last sync ended.
    bumpRevision(store);
  });
  return outcome;
}

export function lastSync(store: Store, connectionId: string): SyncOutcome | null {
  return listSyncs(store, connectionId, 1)[0] ?? null;
}

/** Newest first. */
export function listSyncs(store: Store, connectionId: string, limit: number): SyncOutcome[] {
  const rows = store
    .sql(`SELECT ${COLUMNS} FROM syncs WHERE connection_id = ? ORDER BY sequence DESC LIMIT ?`)
    .all(connectionId, limit) as SyncRow[];
  return rows.map((row) => ({
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    status: row.status,
    way: row.way,
    seen: row.seen,
    new: row.new,
    changed: row.changed,
    missing: row.missing,
    gone: row.gone,
    completeness: row.completeness === null ? null : (JSON.parse(row.completeness) as SyncOutcome['completeness']),
    rateLimit: row.rate_limit === null ? null : (JSON.parse(row.rate_limit) as SyncOutcome['rateLimit']),
    error: row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' },
  }));
}
