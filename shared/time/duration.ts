import { type Failed, failure, type Result, success } from '../contract/result.ts';
import { LAST_INSTANT_MS, MS_PER_DAY } from './units.ts';

/**
 * A length of calendar time: "90 days", "3 months". A month or a year has no fixed number of milliseconds, so a duration
 * only becomes an instant by being added to one, see `addDuration`. Stored as ISO 8601 text, see `durationToIso`.
 */
export type Duration = Readonly<{ count: number; unit: DurationUnit }>;
export type DurationUnit = 'day' | 'week' | 'month' | 'year';

/** Why a text is not a duration; in the failure's `detail.reason`. */
export type DurationProblem = 'empty' | 'not-understood' | 'ambiguous-month' | 'zero' | 'too-long';

/** The longest duration in each unit: 100 years. */
const LONGEST: Readonly<Record<DurationUnit, number>> = { day: 36_525, week: 5_217, month: 1_200, year: 100 };
const ISO_LETTER: Readonly<Record<DurationUnit, string>> = { day: 'D', week: 'W', month: 'M', year: 'Y' };

const UNIT_WORDS: ReadonlyMap<string, DurationUnit> = new Map([
  ['d', 'day'],
  ['day', 'day'],
  ['days', 'day'],
  ['w', 'week'],
  ['week', 'week'],
  ['weeks', 'week'],
  ['mo', 'month'],
  ['month', 'month'],
  ['months', 'month'],
  ['y', 'year'],
  ['year', 'year'],
  ['years', 'year'],
]);
const ISO_UNITS: ReadonlyMap<string, DurationUnit> = new Map([
  ['D', 'day'],
  ['W', 'week'],
  ['M', 'month'],
  ['Y', 'year'],
]);
const NAMED: ReadonlyMap<string, Duration> = new Map([
  ['quarter', { count: 3, unit: 'month' }],
  ['half-year', { count: 6, unit: 'month' }],
]);

/**
 * Reads a duration as a person or the vault writes it: `90d`, `12w`, `3mo`, `1y`, `90 days`, `quarter`, `half-year`,
 * or ISO 8601 with one unit (`P90D`, `P12W`, `P3M`, `P1Y`). `3m` is refused: it could be minutes or months.
 *
 * Fails with `duration-invalid`; `detail.reason` is a `DurationProblem`.
 */
export function parseDuration(text: string): Result<Duration, 'duration-invalid'> {
  const trimmed = text.trim();
  if (trimmed === '') return invalid('empty', 'Give a duration such as 90d, 12w, 3mo or 1y.');
  const named = NAMED.get(trimmed.toLowerCase());
  if (named) return success(named);

  const iso = /^P(\d{1,9})([DWMY])$/.exec(trimmed);
  const typed = iso ?? /^(\d{1,9}) ?([a-z]{1,6})$/.exec(trimmed.toLowerCase());
  const [, digits = '', unitText = ''] = typed ?? [];
  const unit = iso ? ISO_UNITS.get(unitText) : UNIT_WORDS.get(unitText);
  if (typed && unit === undefined && unitText === 'm') {
    return invalid('ambiguous-month', 'The unit "m" could be minutes or months. Write "mo" for months, as in 3mo.');
  }
  if (unit === undefined) {
    return invalid('not-understood', 'This is not a duration. Write 90d, 12w, 3mo, 1y, quarter, half-year or P90D.');
  }
  const count = Number(digits);
  if (count === 0) return invalid('zero', 'A duration must be longer than zero.');
  if (count > LONGEST[unit]) return invalid('too-long', 'A duration can be at most 100 years.');
  return success({ count, unit });
}

function invalid(reason: DurationProblem, message: string): Failed<'duration-invalid'> {
  return failure('duration-invalid', message, { reason });
}

/** The text that is stored: ISO 8601 with one unit, such as `P90D`. `parseDuration` reads it back unchanged. */
export function durationToIso({ count, unit }: Duration): string {
  return `P${count}${ISO_LETTER[unit]}`;
}

/** For people: "every 90 days", "every quarter", "every half-year", "every month". English; counts are short numbers. */
export function formatDuration({ count, unit }: Duration): string {
  if (unit === 'month' && count === 3) return 'every quarter';
  if (unit === 'month' && count === 6) return 'every half-year';
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}

/**
 * The instant (milliseconds) that lies a duration after `at`, by the calendar in UTC with the time of day kept: where the
 * month has no such day, its last day (31 January + 1 month = 28 or 29 February). Never later than the end of the year
 * 9999, the last instant that Keyrail stores.
 */
export function addDuration(at: number, { count, unit }: Duration): number {
  switch (unit) {
    case 'day':
      return Math.min(at + count * MS_PER_DAY, LAST_INSTANT_MS);
    case 'week':
      return Math.min(at + count * 7 * MS_PER_DAY, LAST_INSTANT_MS);
    case 'month':
      return addMonths(at, count);
    case 'year':
      return addMonths(at, count * 12);
  }
}

function addMonths(at: number, months: number): number {
  const from = new Date(at);
  const year = from.getUTCFullYear();
  const month = from.getUTCMonth() + months;
  // Day 0 of the following month is the last day of this one.
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const moved = new Date(at);
  moved.setUTCFullYear(year, month, Math.min(from.getUTCDate(), lastDay));
  return Math.min(moved.getTime(), LAST_INSTANT_MS);
}
