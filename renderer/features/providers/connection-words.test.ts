import { expect, test } from 'vitest';
import { blankConnection, type FakeConnection, outcome } from '../../../tests/renderer/demo-connections.ts';
import { budgetOf, changesText, progressText, scheduleText, standingOf, summaryOf } from './connection-words.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function github(said: Partial<FakeConnection['connection']> = {}, state: Partial<FakeConnection> = {}): FakeConnection {
  const blank = blankConnection('github', 'GitHub');
  return { ...blank, way: 'api', connection: { ...blank.connection, hasCredential: true, ...said }, ...state };
}

test('a running sync is said before anything else', () => {
  const state = github(
    { lastSync: outcome(NOW, { status: 'failed' }) },
    { running: { page: 3, pages: 12, keys: 240 } },
  );
  expect(standingOf(state, NOW)).toEqual({
    standing: 'running',
    title: 'Syncing, page 3 of 12, 240 keys',
    detail: '',
  });
  expect(progressText({ page: 0, pages: null, keys: 0 })).toBe('Syncing…');
  expect(progressText({ page: 2, pages: null, keys: 1 })).toBe('Syncing, page 2, 1 key');
});

test('a failure says why, and how old what is shown is', () => {
  const error = { code: 'provider-refused', message: 'GitHub refused the token (401).' };
  const failed = outcome(NOW, { status: 'failed', error });
  expect(standingOf(github({ lastSync: failed, snapshotAt: NOW - 2 * HOUR }), NOW)).toEqual({
    standing: 'failed',
    title: 'Sync failed, last seen 2 h ago',
    detail: 'GitHub refused the token (401).',
  });
  expect(standingOf(github({ lastSync: failed }), NOW).title).toBe('Sync failed');
});

test('no network is told from a refusal', () => {
  const error = { code: 'provider-unreachable', message: 'api.github.com did not answer.' };
  expect(standingOf(github({ lastSync: outcome(NOW, { status: 'failed', error }) }), NOW)).toMatchObject({
    standing: 'offline',
    title: 'Could not be reached',
  });
});

test.each([
  ['an API without a credential waits for one', github({ hasCredential: false }), 'waiting', 'Needs a credential'],
  ['an API that was never asked', github(), 'never', 'Never synced'],
  ['a sync that worked', github({ snapshotAt: NOW - 5 * MINUTE, lastSync: outcome(NOW) }), 'fresh', 'Synced 5 min ago'],
  [
    'a sync that was cancelled',
    github({ snapshotAt: NOW - HOUR, lastSync: outcome(NOW, { status: 'cancelled' }) }),
    'cancelled',
    'Sync cancelled',
  ],
  ['a dashboard that nobody captured', github({}, { way: 'dashboard' }), 'waiting', 'Not captured yet'],
  [
    'a capture of today',
    github({ snapshotAt: NOW - HOUR, lastSync: outcome(NOW, { way: 'dashboard' }) }, { way: 'dashboard' }),
    'fresh',
    'Captured 1 h ago',
  ],
  [
    'a capture of long ago',
    github({ snapshotAt: NOW - 9 * DAY, lastSync: outcome(NOW, { way: 'dashboard' }) }, { way: 'dashboard' }),
    'stale',
    'Captured 9 days ago',
  ],
  [
    'a file, read for a connection that has a dashboard',
    github({ snapshotAt: NOW - 3 * DAY, lastSync: outcome(NOW, { way: 'file' }) }, { way: 'dashboard' }),
    'fresh',
    'Read from a file 3 days ago',
  ],
] as const)('%s', (_what, state, standing, title) => {
  expect(standingOf(state, NOW)).toMatchObject({ standing, title });
});

test('a connection that is read by hand by choice needs no credential', () => {
  const byHand = github({ hasCredential: false, chosenWay: 'dashboard' }, { way: 'dashboard' });
  expect(standingOf(byHand, NOW)).toMatchObject({ standing: 'waiting', title: 'Not captured yet' });
});

test('an old sync by API is not stale: the schedule says when it is synced', () => {
  expect(standingOf(github({ snapshotAt: NOW - 30 * DAY, lastSync: outcome(NOW) }), NOW).standing).toBe('fresh');
});

test.each([
  [
    { limit: 5000, remaining: 4312, resetsAt: NOW + 12 * MINUTE },
    `${(4312).toLocaleString()} of ${(5000).toLocaleString()} left, resets in 12 min`,
    0.8624,
  ],
  [
    { limit: 5000, remaining: 0, resetsAt: NOW - 1 },
    `0 of ${(5000).toLocaleString()} left at the last sync, reset since`,
    0,
  ],
  [{ limit: null, remaining: 1, resetsAt: null }, '1 request left at the last sync', null],
  [{ limit: 10, remaining: 20, resetsAt: null }, '20 of 10 left at the last sync', 1],
] as const)('the budget %o', (budget, text, share) => {
  expect(budgetOf(budget, NOW)).toEqual({ text, share });
});

test('a budget of which nothing is known is not shown', () => {
  expect(budgetOf(null, NOW)).toBeNull();
  expect(budgetOf({ limit: 60, remaining: null, resetsAt: null }, NOW)).toBeNull();
});

test('what changed, how often, and the sum of all', () => {
  expect(changesText(outcome(NOW, { new: 3, gone: 1 }))).toBe('3 new, 1 gone');
  expect(changesText(outcome(NOW))).toBe('Nothing had changed.');
  expect([null, HOUR, 6 * HOUR, DAY, 2 * DAY, 10 * MINUTE].map(scheduleText)).toEqual([
    'By hand',
    'Hourly',
    'Every 6 h',
    'Daily',
    'Every 2 days',
    'Every 10 min',
  ]);
  const failed = github({ lastSync: outcome(NOW, { status: 'failed' }), driftCount: 2 });
  expect(summaryOf([github(), github()])).toBe('2 connections');
  expect(summaryOf([github(), failed])).toBe('1 failed, 2 drifts');
});
