import { describe, expect, test } from 'vitest';
import { EXPIRING_WITHIN_MS } from '#shared/domain/key-status.ts';
import { attentionRank, dueOf, expiryWords, nextChangeAt, precisionOf, rotationDueAt } from './due.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 21, 12);
const plain = {
  status: 'active',
  expiresAt: null,
  archivedAt: null,
  deletedAt: null,
  rotateEvery: null,
  rotatedAt: NOW - 80 * DAY,
} as const;
/** The last millisecond of the UTC day that lies `days` after today. */
const dayIn = (days: number): number => (Math.floor(NOW / DAY) + days + 1) * DAY - 1;

describe('what a cell says', () => {
  test.each([
    ['nothing to say', plain, 'no expiry', 'none'],
    ['far away', { ...plain, expiresAt: dayIn(83) }, '83 d', 'none'],
    ['near', { ...plain, expiresAt: dayIn(9) }, '9 days left', 'soon'],
    ['its last day', { ...plain, expiresAt: dayIn(0) }, 'ends today', 'soon'],
    ['over', { ...plain, expiresAt: dayIn(-2) }, 'Expired', 'bad'],
    ['revoked, whatever its expiry', { ...plain, status: 'revoked', expiresAt: dayIn(9) }, 'Revoked', 'bad'],
    ['deactivated', { ...plain, status: 'deactivated' }, 'Deactivated', 'off'],
    ['rotation ahead', { ...plain, rotateEvery: 'P120D' }, 'rotate in 40 d', 'none'],
    ['rotation overdue', { ...plain, rotateEvery: 'P30D' }, 'rotate now', 'soon'],
    ['expiry before rotation', { ...plain, rotateEvery: 'P1Y', expiresAt: dayIn(60) }, '60 d', 'none'],
    ['rotation before expiry', { ...plain, rotateEvery: 'P90D', expiresAt: dayIn(60) }, 'rotate in 10 d', 'none'],
  ] as const)('%s', (_what, key, label, tone) => {
    const due = dueOf(key, NOW);
    expect(due.label).toBe(label);
    expect(due.tone).toBe(tone);
  });

  test('what is left of a near expiry goes from 1 to 0 over 30 days', () => {
    expect(dueOf({ ...plain, expiresAt: NOW + EXPIRING_WITHIN_MS }, NOW).left).toBe(1);
    expect(dueOf({ ...plain, expiresAt: NOW + EXPIRING_WITHIN_MS / 2 }, NOW).left).toBeCloseTo(0.5);
    expect(dueOf({ ...plain, expiresAt: NOW + EXPIRING_WITHIN_MS + 1 }, NOW).left).toBeNull();
  });
});

test('a day is told from an instant by its last millisecond', () => {
  expect(precisionOf(dayIn(3))).toBe('day');
  expect(precisionOf(dayIn(3) - 1)).toBe('instant');
});

test('a rotation interval that cannot be read is none', () => {
  expect(rotationDueAt({ rotateEvery: 'whenever', rotatedAt: NOW })).toBeNull();
  expect(rotationDueAt({ rotateEvery: 'P90D', rotatedAt: NOW })).toBe(NOW + 90 * DAY);
});

test('a key changes its rank at exactly the instant that is announced', () => {
  const key = { ...plain, expiresAt: NOW + 40 * DAY, rotateEvery: 'P100D' };
  let now = NOW;
  let rank = attentionRank(key, now);
  const seen = [rank];
  for (
    let next = nextChangeAt([key], now, EXPIRING_WITHIN_MS);
    next !== null;
    next = nextChangeAt([key], now, EXPIRING_WITHIN_MS)
  ) {
    expect(attentionRank(key, next - 1)).toBe(rank);
    now = next;
    rank = attentionRank(key, now);
    seen.push(rank);
  }
  expect(seen).toContain(1);
  expect(seen.at(-1)).toBe(0);
});

test('an expiry in words', () => {
  expect(expiryWords(NOW, dayIn(9), 'day')).toBe('expires in 9 days');
  expect(expiryWords(NOW, dayIn(0), 'day')).toBe('expires today');
  expect(expiryWords(NOW, dayIn(-2), 'day')).toBe('expired 2 days ago');
  expect(expiryWords(NOW, NOW + 3 * 3_600_000, 'instant')).toBe('expires in 3 h');
});
