import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseClockDuration } from './clock-duration.ts';
import { addDuration, type Duration, durationToIso, formatDuration, parseDuration } from './duration.ts';
import { LAST_INSTANT_MS } from './units.ts';

const utc = (text: string) => Date.parse(text);

const duration: fc.Arbitrary<Duration> = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 36_525 }), unit: fc.constant('day' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 5_217 }), unit: fc.constant('week' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 1_200 }), unit: fc.constant('month' as const) }),
  fc.record({ count: fc.integer({ min: 1, max: 100 }), unit: fc.constant('year' as const) }),
);

describe('parseDuration', () => {
  it.each([
    ['90d', 'P90D'],
    [' 90 days ', 'P90D'],
    ['12w', 'P12W'],
    ['3mo', 'P3M'],
    ['3 months', 'P3M'],
    ['1y', 'P1Y'],
    ['quarter', 'P3M'],
    ['Half-Year', 'P6M'],
    ['P90D', 'P90D'],
    ['P12W', 'P12W'],
    ['P3M', 'P3M'],
    ['P1Y', 'P1Y'],
  ])('reads %j as %s', (text, iso) => {
    const parsed = parseDuration(text);
    expect(parsed.ok && durationToIso(parsed.value)).toBe(iso);
  });

  it.each([
    ['', 'empty'],
    ['3m', 'ambiguous-month'],
    ['0d', 'zero'],
    ['P0Y', 'zero'],
    ['101y', 'too-long'],
    ['36526d', 'too-long'],
    ['999999999w', 'too-long'],
    ['90', 'not-understood'],
    ['-90d', 'not-understood'],
    ['1.5y', 'not-understood'],
    ['PT5M', 'not-understood'],
    ['p90d', 'not-understood'],
    ['P1Y6M', 'not-understood'],
    ['9999999999d', 'not-understood'],
  ])('refuses %j: %s', (text, reason) => {
    expect(parseDuration(text)).toMatchObject({ ok: false, error: { code: 'duration-invalid', detail: { reason } } });
  });

  it('reads back what durationToIso writes', () => {
    fc.assert(
      fc.property(duration, (d) => {
        expect(parseDuration(durationToIso(d))).toEqual({ ok: true, value: d });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => parseDuration(text)).not.toThrow();
      }),
    );
  });
});

describe('formatDuration', () => {
  it.each([
    ['90d', 'every 90 days'],
    ['1d', 'every day'],
    ['3mo', 'every quarter'],
    ['6mo', 'every half-year'],
    ['1y', 'every year'],
    ['2w', 'every 2 weeks'],
  ])('%s is %j', (text, words) => {
    const parsed = parseDuration(text);
    expect(parsed.ok && formatDuration(parsed.value)).toBe(words);
  });
});

describe('addDuration', () => {
  it.each([
    ['2026-01-31T10:00:00Z', 1, 'month', '2026-02-28T10:00:00Z'],
    ['2028-01-31T10:00:00Z', 1, 'month', '2028-02-29T10:00:00Z'],
    ['2028-02-29T00:00:00Z', 1, 'year', '2029-02-28T00:00:00Z'],
    ['2028-02-29T00:00:00Z', 4, 'year', '2032-02-29T00:00:00Z'],
    ['2026-12-31T23:59:59.999Z', 2, 'month', '2027-02-28T23:59:59.999Z'],
    ['2026-10-25T00:30:00Z', 1, 'day', '2026-10-26T00:30:00Z'],
    ['2026-11-20T00:00:00Z', 2, 'week', '2026-12-04T00:00:00Z'],
  ] as const)('%s + %d %s = %s', (from, count, unit, to) => {
    expect(addDuration(utc(from), { count, unit })).toBe(utc(to));
  });

  it('stops at the last instant that is stored', () => {
    expect(addDuration(LAST_INSTANT_MS, { count: 1, unit: 'day' })).toBe(LAST_INSTANT_MS);
    expect(addDuration(LAST_INSTANT_MS, { count: 1, unit: 'month' })).toBe(LAST_INSTANT_MS);
  });

  it('goes forward, keeps the time of day, and months land at most on the same day of the month', () => {
    const start = fc.integer({ min: 0, max: utc('2100-01-01') });
    fc.assert(
      fc.property(start, duration, (at, d) => {
        const later = addDuration(at, d);
        expect(later).toBeGreaterThan(at);
        expect(later % 86_400_000).toBe(at % 86_400_000);
        if (d.unit === 'month') {
          expect(new Date(later).getUTCDate()).toBeLessThanOrEqual(new Date(at).getUTCDate());
          expect(new Date(later).getUTCMonth()).toBe((new Date(at).getUTCMonth() + d.count) % 12);
        }
      }),
    );
  });
});

describe('parseClockDuration', () => {
  it.each([
    ['30s', 30_000],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['24H', 86_400_000],
  ])('reads %s', (text, ms) => {
    expect(parseClockDuration(text)).toEqual({ ok: true, value: ms });
  });

  it.each([
    ['', 'empty'],
    ['30', 'no-unit'],
    ['0s', 'zero'],
    ['25h', 'too-long'],
    ['1d', 'not-understood'],
    ['-1s', 'not-understood'],
  ])('refuses %j: %s', (text, reason) => {
    expect(parseClockDuration(text)).toMatchObject({ ok: false, error: { detail: { reason } } });
  });
});
