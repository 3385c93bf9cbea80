import { describe, expect, it } from 'vitest';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { nextSyncAt, START_AFTER_MS } from './schedule.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function ended(agoMs: number, given: Partial<SyncOutcome> = {}): SyncOutcome {
  const at = NOW - agoMs;
  const counts = { seen: 0, new: 0, changed: 0, missing: 0, gone: 0, completeness: null };
  return {
    ...{ startedAt: at - 1_000, finishedAt: at, status: 'done', way: 'api', ...counts, rateLimit: null, error: null },
    ...given,
  };
}
const failed = (agoMs: number, given: Partial<SyncOutcome> = {}) =>
  ended(agoMs, { status: 'failed', error: { code: 'provider-unreachable', message: '' }, ...given });
const limited = (resetsInMs: number) => ({ rateLimit: { limit: 60, remaining: 0, resetsAt: NOW + resetsInMs } });

/** In how long it is synced, from now; the vault was unlocked at this moment unless said otherwise. */
function inMs(recent: SyncOutcome[], syncEveryMs: number | null = null, openedAt = NOW): number | null {
  const next = nextSyncAt({ syncEveryMs, recent }, openedAt, NOW);
  return next === null ? null : next - NOW;
}

describe('after unlocking', () => {
  it.each<readonly [string, SyncOutcome[], number | null]>([
    ['never synced', [], START_AFTER_MS],
    ['synced 16 minutes ago', [ended(16 * MINUTE)], START_AFTER_MS],
    ['synced 14 minutes ago', [ended(14 * MINUTE)], null],
    ['failed 6 minutes ago', [failed(6 * MINUTE)], START_AFTER_MS],
    ['failed a minute ago', [failed(MINUTE)], 4 * MINUTE],
    ['cancelled 20 minutes ago', [ended(20 * MINUTE, { status: 'cancelled' })], START_AFTER_MS],
    ['a file failed, and the API was well', [failed(MINUTE, { way: 'file' }), ended(14 * MINUTE)], null],
    ['limited for half an hour more', [failed(HOUR, limited(30 * MINUTE))], 30 * MINUTE],
    ['limited until an hour ago', [failed(2 * HOUR, limited(-HOUR))], START_AFTER_MS],
    ['synced under a clock that was ahead', [ended(-2 * HOUR)], START_AFTER_MS],
  ])('a connection that was %s', (_, recent, expected) => {
    expect(inMs(recent)).toBe(expected);
  });
});

describe('later on', () => {
  const openedAt = NOW - 24 * HOUR;

  it('follows the choice of the connection, and nothing where there is none', () => {
    expect(inMs([ended(HOUR)], 6 * HOUR, openedAt)).toBe(5 * HOUR);
    expect(inMs([ended(9 * HOUR)], 6 * HOUR, openedAt)).toBe(-3 * HOUR);
    expect(inMs([ended(HOUR)], null, openedAt)).toBeNull();
    expect(inMs([ended(MINUTE)], 1_000, openedAt)).toBe(4 * MINUTE);
  });

  it('waits longer with each failure, for six hours at most, and starts anew after a success', () => {
    const waits = [1, 2, 3, 4, 7, 8, 10].map((count) =>
      inMs(
        Array.from({ length: count }, () => failed(0)),
        null,
        openedAt,
      ),
    );
    expect(waits).toEqual([5, 10, 20, 40, 320, 360, 360].map((minutes) => minutes * MINUTE));
    expect(inMs([failed(0), ended(HOUR), failed(HOUR)], HOUR, openedAt)).toBe(5 * MINUTE);
    expect(inMs([failed(0), failed(0), failed(0)], 5 * MINUTE, openedAt)).toBe(20 * MINUTE);
  });

  it('asks a provider that said until when it is limited no earlier', () => {
    expect(inMs([failed(0, limited(2 * HOUR))], null, openedAt)).toBe(2 * HOUR);
    expect(inMs([ended(HOUR, limited(3 * HOUR))], HOUR, openedAt)).toBe(3 * HOUR);
  });
});
