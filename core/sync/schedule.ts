import type { SyncOutcome } from '#shared/domain/remote-key.ts';

const MINUTE_MS = 60_000;

/** After unlocking, the window comes first. */
export const START_AFTER_MS = 5_000;
/** No connection is synced by the schedule more often. */
export const SHORTEST_PAUSE_MS = 5 * MINUTE_MS;
/** A snapshot that is older when the vault is unlocked is taken anew. */
const FRESH_MS = 15 * MINUTE_MS;
/** The wait after a first failure; it doubles with each one more. */
const RETRY_AFTER_MS = 5 * MINUTE_MS;
const LONGEST_RETRY_MS = 6 * 60 * MINUTE_MS;
/** A sync that ended later than now was written under another clock. */
const CLOCK_TOLERANCE_MS = MINUTE_MS;

/** How many of a connection's last syncs the schedule looks at; after so many failures the wait is the longest. */
export const LOOKED_AT_SYNCS = 10;

/**
 * When a connection that has an API and a credential is synced next without being asked, milliseconds since 1970; null where
 * it is not. It follows from what is stored, so that every process comes to the same answer.
 *
 * @param recent its last syncs, newest first
 * @param openedAt when the vault was unlocked here
 */
export function nextSyncAt(
  { syncEveryMs, recent }: { syncEveryMs: number | null; recent: readonly SyncOutcome[] },
  openedAt: number,
  now: number,
): number | null {
  // Unlocked later than now: the clock was set back since.
  const start = openedAt > now ? now : openedAt + START_AFTER_MS;
  // A file that could not be read says nothing about the API.
  const told = recent.filter(({ way, status }) => way === 'api' || status === 'done');
  const [last] = told;
  if (last === undefined) return start;
  const endedAt = last.finishedAt ?? last.startedAt;
  if (endedAt > now + CLOCK_TOLERANCE_MS) return start;

  const soonest = Math.max(start, endedAt + SHORTEST_PAUSE_MS, limitedUntil(last));
  const wanted: number[] = [];
  const isStale = last.status === 'failed' || openedAt - endedAt > FRESH_MS;
  if (last.startedAt < openedAt && isStale) wanted.push(start);
  if (last.status === 'failed') wanted.push(endedAt + retryWaitMs(told));
  else if (syncEveryMs !== null) wanted.push(endedAt + syncEveryMs);
  return wanted.length === 0 ? null : Math.max(soonest, Math.min(...wanted));
}

function retryWaitMs(told: readonly SyncOutcome[]): number {
  const ended = told.findIndex(({ status }) => status !== 'failed');
  const failures = ended === -1 ? told.length : ended;
  return Math.min(RETRY_AFTER_MS * 2 ** (failures - 1), LONGEST_RETRY_MS);
}

function limitedUntil({ rateLimit, error }: SyncOutcome): number {
  const isLimited = rateLimit?.remaining === 0 || error?.code === 'provider-limited';
  return isLimited ? (rateLimit?.resetsAt ?? 0) : 0;
}
