import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateToIso, type PointInTime, parseDate } from './dates.ts';
import { timeLeft } from './time-left.ts';
import { LAST_INSTANT_MS } from './units.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('parseDate', () => {
  it.each([
    ['2026-12-31', '2026-12-31'],
    ['2028-02-29', '2028-02-29'],
    ['9999-12-31', '9999-12-31'],
    ['2026-12-31T18:00Z', '2026-12-31T18:00:00.000Z'],
    ['2026-12-31 18:00:05+02:00', '2026-12-31T16:00:05.000Z'],
    ['2026-12-31T00:00:00-0330', '2026-12-31T03:30:00.000Z'],
    ['2026-12-31T18:00:00.1234567Z', '2026-12-31T18:00:00.123Z'],
    ['90d', '2027-02-19T12:00:00.000Z'],
    ['+90d', '2027-02-19T12:00:00.000Z'],
    ['in 3 months', '2027-02-21T12:00:00.000Z'],
  ])('reads %j as %s', (text, iso) => {
    const parsed = parseDate(text, NOW);
    expect(parsed.ok && dateToIso(parsed.value)).toBe(iso);
  });

  it('takes a day alone as valid until its last millisecond', () => {
    expect(parseDate('2026-12-31', NOW)).toEqual({
      ok: true,
      value: { at: Date.parse('2027-01-01T00:00:00Z') - 1, precision: 'day' },
    });
  });

  it.each([
    ['', 'empty'],
    ['tomorrow', 'not-understood'],
    ['31.12.2026', 'not-understood'],
    ['12/31/2026', 'not-understood'],
    ['2026-12-31x', 'not-understood'],
    ['2026-02-31', 'no-such-day'],
    ['2026-02-29', 'no-such-day'],
    ['2026-13-01', 'no-such-day'],
    ['2026-00-10', 'no-such-day'],
    ['2026-12-00', 'no-such-day'],
    ['2026-12-31T24:00Z', 'no-such-time'],
    ['2026-12-31T10:00:60Z', 'no-such-time'],
    ['2026-12-31T10:00+25:00', 'no-such-time'],
    ['2026-12-31T10:00', 'no-offset'],
    ['1969-12-31', 'out-of-range'],
    ['0001-01-01', 'out-of-range'],
    ['9999-12-31T23:00-02:00', 'out-of-range'],
    ['1970-01-01T00:00+01:00', 'out-of-range'],
    ['3m', 'ambiguous-month'],
    ['0d', 'zero'],
    ['in 101y', 'too-long'],
  ])('refuses %j: %s', (text, reason) => {
    expect(parseDate(text, NOW)).toMatchObject({ ok: false, error: { code: 'date-invalid', detail: { reason } } });
  });

  it('reads back what dateToIso writes', () => {
    const instant = fc.integer({ min: 0, max: LAST_INSTANT_MS });
    fc.assert(
      fc.property(instant, fc.boolean(), (ms, wholeDay) => {
        const at = wholeDay ? Math.floor(ms / DAY) * DAY + DAY - 1 : ms;
        const point: PointInTime = { at, precision: wholeDay ? 'day' : 'instant' };
        expect(parseDate(dateToIso(point), NOW)).toEqual({ ok: true, value: point });
      }),
    );
  });

  it('never throws and only gives instants in range', () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}Z)?$/));
    fc.assert(
      fc.property(text, (input) => {
        const parsed = parseDate(input, NOW);
        if (parsed.ok) expect(parsed.value.at >= 0 && parsed.value.at <= LAST_INSTANT_MS).toBe(true);
      }),
    );
  });
});

describe('timeLeft', () => {
  it.each([
    [9 * DAY, '9 days left', '9 d'],
    [9 * DAY + 23 * HOUR, '9 days left', '9 d'],
    [83 * DAY, '83 days left', '83 d'],
    [3 * HOUR, 'in 3 h', '3 h'],
    [47 * HOUR, 'in 47 h', '47 h'],
    [48 * HOUR, '2 days left', '2 d'],
    [90_000, 'in 1 min', '1 min'],
    [1, 'in under a minute', '<1 min'],
    [0, 'just now', 'now'],
    [-2 * DAY, '2 days ago', '-2 d'],
    [-5 * HOUR, '5 h ago', '-5 h'],
    [800 * DAY, '2 years left', '2 y'],
    [729 * DAY, '729 days left', '729 d'],
  ])('%d ms is %j', (ms, text, short) => {
    expect(timeLeft(NOW, NOW + ms)).toMatchObject({ ms, text, short, passed: ms <= 0 });
  });

  it.each([
    ['2026-11-21', 'today'],
    ['2026-11-22', '1 day left'],
    ['2026-11-20', '1 day ago'],
    ['2026-12-31', '40 days left'],
  ])('counts whole days to %s: %s', (day, text) => {
    const point = parseDate(day, NOW);
    expect(point.ok && timeLeft(NOW, point.value.at, point.value.precision).text).toBe(text);
  });

  it('never promises more time than there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4e12 }), (ms) => {
        const { count, unit } = timeLeft(NOW, NOW + ms);
        const unitMs = { minute: 60_000, hour: HOUR, day: DAY, year: 365.25 * DAY }[unit];
        expect(count * unitMs).toBeLessThanOrEqual(ms);
      }),
    );
  });
});
