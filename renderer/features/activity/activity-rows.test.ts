import { describe, expect, it } from 'vitest';
import type { ActivityEntry, ActivityKind } from '#shared/domain/activity.ts';
import { filterEntries, groupByDay } from './activity-rows.ts';

const NOW = new Date(2026, 10, 21, 12).getTime();
const HOUR = 3_600_000;

function entry(sequence: number, at: number, what: ActivityKind, subject = ''): ActivityEntry {
  return { sequence, at, what, by: 'window', projectId: null, environmentId: null, keyId: null, subject, detail: '' };
}

describe('groupByDay', () => {
  it('puts a heading before each day', () => {
    const rows = groupByDay(
      [
        entry(3, NOW - HOUR, 'copied'),
        entry(2, NOW - 2 * HOUR, 'revealed'),
        entry(1, NOW - 24 * HOUR, 'vault-created'),
      ],
      NOW,
    );
    expect(rows.map((row) => (row.type === 'day' ? row.text : row.entry.sequence))).toEqual([
      'Today',
      3,
      2,
      'Yesterday',
      1,
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });

  it('has no heading for nothing', () => {
    expect(groupByDay([], NOW)).toEqual([]);
  });
});

describe('filterEntries', () => {
  const entries = [
    entry(3, NOW, 'copied', 'STRIPE_KEY'),
    entry(2, NOW, 'key-added', 'STRIPE_KEY'),
    entry(1, NOW, 'locked'),
  ];
  it('narrows by group and by words', () => {
    const found = (group: Parameters<typeof filterEntries>[1], text: string) =>
      filterEntries(entries, group, text).map(({ sequence }) => sequence);
    expect(found('all', '')).toEqual([3, 2, 1]);
    expect(found('values', '')).toEqual([3]);
    expect(found('all', 'stripe')).toEqual([3, 2]);
    expect(found('all', 'added stripe')).toEqual([2]);
    expect(found('vault', 'stripe')).toEqual([]);
  });
});
