import { type Failed, type FailureDetail, failure, type Result, success } from '../contract/result.ts';
import { addDuration, parseDuration } from './duration.ts';
import { LAST_INSTANT_MS, MS_PER_DAY, MS_PER_MINUTE } from './units.ts';

/**
 * A point in time and how exactly it is known. `day`: only the day is known, and `at` is its last millisecond in UTC, so
 * that a key that expires "on 31 December" counts as valid during all of that day.
 */
export type PointInTime = Readonly<{ at: number; precision: 'day' | 'instant' }>;

/** Why a text is not a date; in the failure's `detail.reason`. */
export type DateProblem =
  | 'empty'
  | 'not-understood'
  | 'no-offset'
  | 'no-such-day'
  | 'no-such-time'
  | 'out-of-range'
  | 'ambiguous-month'
  | 'zero'
  | 'too-long';

const EXAMPLES = 'Write 2026-12-31, 2026-12-31T18:00:00Z or a time from now such as 90d.';

/**
 * Reads a date as a person types it, in one of three forms:
 * - `2026-12-31`: that whole day (precision `day`);
 * - `2026-12-31T18:00Z`, `2026-12-31 18:00:00.000+02:00`: an instant; the offset is needed, since a vault travels;
 * - `90d`, `+90d`, `in 90d` (anything that `parseDuration` reads): that long after `now` (milliseconds), an instant.
 *
 * Years 1970 to 9999. Fractions of a second are cut to milliseconds.
 * Fails with `date-invalid`; `detail.reason` is a `DateProblem`.
 */
export function parseDate(text: string, now: number): Result<PointInTime, 'date-invalid'> {
  const trimmed = text.trim();
  if (trimmed === '') return invalid('empty', `Give a date. ${EXAMPLES}`);
  if (/^\d{4}-\d{2}-\d{2}/.test(trimmed)) return parseCalendarDate(trimmed);
  if (/^\d+[-/.]\d+[-/.]\d+/.test(trimmed)) {
    return invalid('not-understood', 'Dates are written year-month-day, as in 2026-12-31.');
  }
  const relative = parseDuration(trimmed.replace(/^(?:\+|in )\s*/i, ''));
  if (relative.ok) {
    const at = addDuration(now, relative.value);
    return success({ at, precision: 'instant' });
  }
  const { reason }: FailureDetail = relative.error.detail ?? {};
  switch (reason) {
    case 'ambiguous-month':
      return invalid('ambiguous-month', relative.error.message);
    case 'zero':
      return invalid('zero', relative.error.message);
    case 'too-long':
      return invalid('too-long', relative.error.message);
    default:
      return invalid('not-understood', `This is not a date. ${EXAMPLES}`);
  }
}

const ISO_DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

function parseCalendarDate(text: string): Result<PointInTime, 'date-invalid'> {
  const match = ISO_DATE.exec(text);
  if (!match) return invalid('not-understood', `This is not a date. ${EXAMPLES}`);
  const [, yearText, monthText, dayText, hourText, minuteText, secondText = '0', fraction = '', offset] = match;
  const year = Number(yearText);
  if (year < 1970) return invalid('out-of-range', 'The year must be from 1970 to 9999.');

  const day = new Date(Date.UTC(year, Number(monthText) - 1, Number(dayText)));
  if (day.getUTCMonth() !== Number(monthText) - 1 || day.getUTCDate() !== Number(dayText)) {
    return invalid('no-such-day', 'There is no such day in the calendar.');
  }
  if (hourText === undefined) return success({ at: day.getTime() + MS_PER_DAY - 1, precision: 'day' });

  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText)];
  if (hour > 23 || minute > 59 || second > 59) return invalid('no-such-time', 'There is no such time of day.');
  if (offset === undefined) {
    return invalid('no-offset', 'Add Z for UTC or an offset such as +02:00, or give the day alone.');
  }
  const offsetMs = offsetToMs(offset);
  if (offsetMs === null) return invalid('no-such-time', 'There is no such offset from UTC.');
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const at = day.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + ms - offsetMs;
  if (at < 0 || at > LAST_INSTANT_MS) return invalid('out-of-range', 'The year must be from 1970 to 9999.');
  return success({ at, precision: 'instant' });
}

function offsetToMs(offset: string): number | null {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(-2));
  if (hours > 23 || minutes > 59) return null;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * MS_PER_MINUTE;
}

function invalid(reason: DateProblem, message: string): Failed<'date-invalid'> {
  return failure('date-invalid', message, { reason });
}

/** ISO 8601 in UTC: `2026-12-31` for a day, else `2026-12-31T18:00:00.000Z`. `parseDate` reads it back unchanged. */
export function dateToIso({ at, precision }: PointInTime): string {
  const iso = new Date(at).toISOString();
  return precision === 'day' ? iso.slice(0, 10) : iso;
}
