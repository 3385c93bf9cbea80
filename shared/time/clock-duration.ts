import { type Failed, failure, type Result, success } from '../contract/result.ts';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from './units.ts';

/** Why a text is not a clock duration; in the failure's `detail.reason`. */
export type ClockDurationProblem = 'empty' | 'no-unit' | 'not-understood' | 'zero' | 'too-long';

const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', MS_PER_SECOND],
  ['m', MS_PER_MINUTE],
  ['h', MS_PER_HOUR],
]);

/**
 * Reads a short time on the clock, as in `--clear-after 30s`: a whole number and `s`, `m` or `h`. Gives milliseconds.
 *
 * Fails with `duration-invalid` (`detail.reason` is a `ClockDurationProblem`) for anything else, zero, or over 24 hours.
 */
export function parseClockDuration(text: string): Result<number, 'duration-invalid'> {
  const trimmed = text.trim().toLowerCase();
  if (trimmed === '') return invalid('empty', 'Give a time such as 30s, 5m or 1h.');
  if (/^\d{1,9}$/.test(trimmed)) return invalid('no-unit', 'Say in which unit: 30s, 5m or 1h.');
  const [, digits, unit = ''] = /^(\d{1,9}) ?([smh])$/.exec(trimmed) ?? [];
  const unitMs = UNIT_MS.get(unit);
  if (digits === undefined || unitMs === undefined) {
    return invalid('not-understood', 'This is not a time. Write 30s, 5m or 1h.');
  }
  const ms = Number(digits) * unitMs;
  if (ms === 0) return invalid('zero', 'The time must be longer than zero.');
  if (ms > MS_PER_DAY) return invalid('too-long', 'The time can be at most 24 hours.');
  return success(ms);
}

function invalid(reason: ClockDurationProblem, message: string): Failed<'duration-invalid'> {
  return failure('duration-invalid', message, { reason });
}
