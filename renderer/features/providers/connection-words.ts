import type { ConnectionState } from '#shared/contract/connections.ts';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '#shared/time/units.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatRelative } from '../../ui/format-time.ts';

/** How a connection is, for its mark. `waiting`: it needs something from a person before it can be synced. */
export type Standing = 'running' | 'failed' | 'offline' | 'never' | 'waiting' | 'stale' | 'cancelled' | 'fresh';

export interface StandingWords {
  readonly standing: Standing;
  /** "Synced 5 min ago" */
  readonly title: string;
  /** What is behind it, or empty. */
  readonly detail: string;
}

/** From this age on, what a person captured by hand is worth capturing again. */
const STALE_MS = 7 * MS_PER_DAY;

/** How a connection is, in words. */
export function standingOf(state: ConnectionState, now: number): StandingWords {
  const { connection, running, way } = state;
  const { lastSync, snapshotAt } = connection;
  if (running !== null) return { standing: 'running', title: progressText(running), detail: '' };
  if (lastSync?.status === 'failed') return failed(state, lastSync, now);
  if (way === 'api' && !connection.hasCredential)
    return { standing: 'waiting', title: 'Needs a credential', detail: 'Without one it can only be read by hand.' };
  if (lastSync?.status === 'cancelled')
    return { standing: 'cancelled', title: 'Sync cancelled', detail: shownSince(snapshotAt, now) };
  if (snapshotAt === null) return neverRead(way, state.dashboardOpen);
  const seen = `${VERBS[lastSync?.way ?? way]} ${formatRelative(snapshotAt, now)}`;
  if (way !== 'api' && now - snapshotAt >= STALE_MS) return { standing: 'stale', title: seen, detail: STALE_TEXT[way] };
  if (state.dashboardOpen) return { standing: 'fresh', title: seen, detail: OPEN_TEXT };
  return { standing: 'fresh', title: seen, detail: lastSync === null ? '' : changesText(lastSync) };
}

const OPEN_TEXT = 'Its dashboard is open: go to the keys there, then capture.';
const VERBS = { api: 'Synced', dashboard: 'Captured', file: 'Read from a file' } as const;
const STALE_TEXT = {
  dashboard: 'Sign in at the dashboard to capture it again.',
  file: 'Read a newer file to bring it up to date.',
} as const;

function failed(state: ConnectionState, { error }: SyncOutcome, now: number): StandingWords {
  const offline = error?.code === 'provider-unreachable';
  const what = offline ? 'Could not be reached' : state.way === 'api' ? 'Sync failed' : 'Capture failed';
  const { snapshotAt } = state.connection;
  return {
    standing: offline ? 'offline' : 'failed',
    // The last good snapshot stays, and its age is said.
    title: snapshotAt === null ? what : `${what}, last seen ${formatRelative(snapshotAt, now)}`,
    detail: error?.message ?? 'The last sync did not end well.',
  };
}

function neverRead(way: ConnectionState['way'], dashboardOpen: boolean): StandingWords {
  if (way === 'api') return { standing: 'never', title: 'Never synced', detail: '' };
  if (way === 'file')
    return { standing: 'waiting', title: 'Nothing read yet', detail: 'Read a saved page or a table.' };
  return {
    standing: 'waiting',
    title: 'Not captured yet',
    detail: dashboardOpen ? OPEN_TEXT : 'Open the dashboard, sign in, and capture the list of keys.',
  };
}

function shownSince(snapshotAt: number | null, now: number): string {
  return snapshotAt === null ? '' : `What was seen ${formatRelative(snapshotAt, now)} stays.`;
}

/** "Page 3 of 12, 240 keys" */
export function progressText({ page, pages, keys }: NonNullable<ConnectionState['running']>): string {
  if (page === 0) return 'Syncing…';
  const where = pages === null ? `page ${formatCount(page)}` : `page ${formatCount(page)} of ${formatCount(pages)}`;
  return `Syncing, ${where}, ${countOf(keys, 'key')}`;
}

/** "3 new, 1 changed", or that all is as it was. */
export function changesText({ new: added, changed, missing, gone }: SyncOutcome): string {
  const parts = [
    ...(added > 0 ? [`${formatCount(added)} new`] : []),
    ...(changed > 0 ? [`${formatCount(changed)} changed`] : []),
    ...(missing > 0 ? [`${formatCount(missing)} not listed`] : []),
    ...(gone > 0 ? [`${formatCount(gone)} gone`] : []),
  ];
  return parts.length === 0 ? 'Nothing had changed.' : parts.join(', ');
}

/** "1 key", "4,312 keys" */
export function countOf(count: number, word: string): string {
  return `${formatCount(count)} ${count === 1 ? word : `${word}s`}`;
}

export interface BudgetWords {
  readonly text: string;
  /** What is left of the whole, 0 to 1; null where the provider does not say both. */
  readonly share: number | null;
}

/** "4,312 of 5,000 left, resets in 12 min"; null where nothing is known. */
export function budgetOf(budget: SyncOutcome['rateLimit'], now: number): BudgetWords | null {
  if (budget === null || budget.remaining === null) return null;
  const { limit, remaining, resetsAt } = budget;
  const count =
    limit === null
      ? `${countOf(remaining, 'request')} left`
      : `${formatCount(remaining)} of ${formatCount(limit)} left`;
  // Once it has been reset, the number is only what the last sync left behind.
  const when =
    resetsAt === null
      ? ' at the last sync'
      : resetsAt <= now
        ? ' at the last sync, reset since'
        : `, resets ${timeLeft(now, resetsAt).text}`;
  return {
    text: count + when,
    share: limit === null || limit === 0 ? null : Math.min(1, Math.max(0, remaining / limit)),
  };
}

/** "Every 6 h", "By hand" */
export function scheduleText(syncEveryMs: number | null): string {
  if (syncEveryMs === null) return 'By hand';
  if (syncEveryMs === MS_PER_DAY) return 'Daily';
  if (syncEveryMs === MS_PER_HOUR) return 'Hourly';
  if (syncEveryMs % MS_PER_DAY === 0) return `Every ${syncEveryMs / MS_PER_DAY} days`;
  if (syncEveryMs % MS_PER_HOUR === 0) return `Every ${syncEveryMs / MS_PER_HOUR} h`;
  return `Every ${Math.round(syncEveryMs / MS_PER_MINUTE)} min`;
}

/** "2 failed, 3 drifts", for the head of the screen. */
export function summaryOf(connections: readonly ConnectionState[]): string {
  const failures = connections.filter(
    ({ connection, running }) => running === null && connection.lastSync?.status === 'failed',
  );
  const drifts = connections.reduce((sum, { connection }) => sum + connection.driftCount, 0);
  const parts = [
    ...(failures.length > 0 ? [`${formatCount(failures.length)} failed`] : []),
    ...(drifts > 0 ? [countOf(drifts, 'drift')] : []),
  ];
  return parts.length === 0 ? countOf(connections.length, 'connection') : parts.join(', ');
}

export const WAY_WORDS = { api: 'API', dashboard: 'dashboard', file: 'file' } as const;
