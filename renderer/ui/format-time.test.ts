import { describe, expect, it } from 'vitest';
import { formatDay, formatDayHeading, formatExact, formatRelative, localDay } from './format-time.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const DAY = 86_400_000;

describe('times for people', () => {
  it('names a whole day by UTC, wherever the laptop is', () => {
    const lastMs = Date.UTC(2026, 10, 30, 23, 59, 59, 999);
    expect(formatDay(lastMs, 'day')).toContain('30');
    expect(formatExact(lastMs, 'day')).toContain('30');
    expect(formatExact(lastMs, 'day')).toContain('UTC');
  });

  it('groups by local days', () => {
    expect(formatDayHeading(NOW - 1, NOW)).toBe('Today');
    expect(formatDayHeading(NOW - DAY, NOW)).toBe('Yesterday');
    expect(formatDayHeading(NOW - 2 * DAY, NOW)).not.toMatch(/today|yesterday/i);
    expect(formatDayHeading(NOW - 400 * DAY, NOW)).toContain('2025');
    expect(localDay(NOW) - localDay(NOW - DAY)).toBe(1);
  });

  it('says how long it is', () => {
    expect(formatRelative(NOW + 20_000, NOW)).toBe('just now');
    expect(formatRelative(NOW + 9 * DAY + 5, NOW)).toBe('9 days left');
    expect(formatRelative(NOW - 3 * 3_600_000, NOW)).toBe('3 h ago');
    const noon = new Date(2026, 10, 21, 12).getTime();
    expect(formatRelative(new Date(2026, 10, 30, 3).getTime(), noon)).toBe('9 days left');
    expect(formatRelative(new Date(2026, 10, 30, 21).getTime(), noon)).toBe('9 days left');
    expect(formatRelative(new Date(2026, 10, 18, 21).getTime(), noon)).toBe('3 days ago');
  });
});
