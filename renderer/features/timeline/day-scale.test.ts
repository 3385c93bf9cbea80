import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localDay } from '../../ui/format-time.ts';
import { dayAt, firstWeekdayOf, plannedInstant, startOfDay, startOfWeek, ticksOf, weekdayOf } from './day-scale.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const dayNumber = (text: string): number => Date.parse(`${text}T00:00:00Z`) / DAY;
const instants = fc.integer({ min: 0, max: Date.UTC(2200, 0, 1) });

/** Northern and southern clock changes, one at midnight, one of half an hour, and far from Greenwich. */
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Australia/Lord_Howe',
  'America/Santiago',
  'Asia/Tehran',
  'Pacific/Kiritimati',
];

const before = process.env['TZ'];
afterAll(() => {
  process.env['TZ'] = before;
});

describe.each(ZONES)('the scale of days in %s', (zone) => {
  beforeAll(() => {
    process.env['TZ'] = zone;
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
  });

  it('puts an instant on its own local day, later ones never before earlier ones', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 3 * DAY }), (at, more) => {
        expect(Math.floor(dayAt(at))).toBe(localDay(at));
        expect(dayAt(at + more)).toBeGreaterThanOrEqual(dayAt(at) - (changesClock(at) ? 1 : 0));
      }),
    );
  });

  it('begins every day at its first instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80_000 }), (day) => {
        const start = startOfDay(day);
        expect(localDay(start)).toBe(day);
        expect(localDay(start - 1)).toBe(day - 1);
      }),
    );
  });

  it('puts what is known by its day alone on that day', () => {
    const end = Date.parse('2026-11-30T23:59:59.999Z');
    expect(dayAt(end, 'day')).toBe(dayNumber('2026-11-30') + 0.5);
  });

  it('plans a rotation on the very day that was chosen, and never in the past', () => {
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 4_000 }), (now, ahead) => {
        const day = localDay(now) + ahead;
        const at = plannedInstant(day, now);
        expect(localDay(at)).toBe(day);
        expect(at).toBeGreaterThanOrEqual(now);
      }),
    );
  });
});

/** Whether the clocks change around an instant: an hour comes twice then. */
function changesClock(at: number): boolean {
  const offsets = new Set([-36, 0, 36, 84].map((hours) => new Date(at + hours * HOUR).getTimezoneOffset()));
  return offsets.size > 1;
}

describe('days of 23 and 25 hours', () => {
  beforeAll(() => {
    process.env['TZ'] = 'Europe/Berlin';
  });

  it('are as wide as others', () => {
    const spring = dayNumber('2027-03-28');
    expect(startOfDay(spring + 1) - startOfDay(spring)).toBe(23 * HOUR);
    expect(dayAt(startOfDay(spring))).toBe(spring);
    expect(dayAt(startOfDay(spring + 1) - 1)).toBeGreaterThan(spring + 0.99);
    const autumn = dayNumber('2026-10-25');
    expect(startOfDay(autumn + 1) - startOfDay(autumn)).toBe(25 * HOUR);
    expect(dayAt(startOfDay(autumn) + 12.5 * HOUR)).toBeCloseTo(autumn + 0.5);
  });

  it('plan a rotation at noon', () => {
    const now = Date.parse('2027-03-01T08:00:00Z');
    expect(new Date(plannedInstant(dayNumber('2027-03-28'), now)).toISOString()).toBe('2027-03-28T10:00:00.000Z');
    const evening = Date.parse('2027-03-01T18:00:00Z');
    expect(new Date(plannedInstant(dayNumber('2027-03-01'), evening)).toISOString()).toBe('2027-03-01T22:59:59.999Z');
  });
});

describe('the axis', () => {
  const from = dayNumber('2026-11-16');
  const words = { firstWeekday: 1, locale: 'en-GB' };

  it('names weeks by their first day, and the month where one begins', () => {
    const texts = ticksOf(from, from + 84, 10, words).map(({ text }) => text);
    expect(texts).toEqual(['Nov', '23', '30', 'Dec', '14', '21', '28', 'Jan 2027', '11', '18', '25', 'Feb']);
  });

  it('names weeks by day and month where there is room for both', () => {
    const texts = ticksOf(from, from + 28, 28, words).map(({ text }) => text);
    expect(texts).toEqual(['16 Nov', '23 Nov', '30 Nov', '7 Dec']);
  });

  it('names months where weeks have no room', () => {
    const ticks = ticksOf(from, from + 366, 2.5, words);
    expect(ticks.map(({ text }) => text).slice(0, 4)).toEqual(['Nov', 'Dec', 'Jan 2027', 'Feb']);
    expect(ticks.every(({ month }) => month)).toBe(true);
    expect(ticksOf(from, from + 366, 0.5, words).length).toBeLessThan(6);
  });

  it('begins weeks where the person’s weeks begin', () => {
    expect(firstWeekdayOf('en-US')).toBe(0);
    expect(firstWeekdayOf('de-DE')).toBe(1);
    expect(weekdayOf(dayNumber('2026-11-22'))).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 90_000 }), fc.integer({ min: 0, max: 6 }), (day, first) => {
        const start = startOfWeek(day, first);
        expect(weekdayOf(start)).toBe(first);
        expect(day - start).toBeGreaterThanOrEqual(0);
        expect(day - start).toBeLessThan(7);
      }),
    );
  });
});
