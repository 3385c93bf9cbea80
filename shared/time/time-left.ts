import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from './units.ts';

export type TimeLeft = Readonly<{
  /** `then - now`; negative once it has passed. */
  ms: number;
  passed: boolean;
  /** Whole units between the two, rounded down, so that it never promises more time than there is. */
  count: number;
  unit: 'minute' | 'hour' | 'day' | 'year';
  /** "9 days left", "in 3 h", "2 days ago", "today". */
  text: string;
  /** For a narrow cell: "83 d", "3 h", "-2 d", "today". */
  short: string;
}>;

/** From this many days on, years are shown. */
const YEARS_FROM_DAYS = 730;

/**
 * How long it is from `now` to `then`, both in milliseconds. With precision `day` (`then` is the last millisecond of a
 * UTC day) only days are counted, from UTC day to UTC day: "today", "1 day left".
 */
export function timeLeft(now: number, then: number, precision: 'day' | 'instant' = 'instant'): TimeLeft {
  const ms = then - now;
  const passed = ms <= 0;
  if (precision === 'day') {
    const days = Math.floor(then / MS_PER_DAY) - Math.floor(now / MS_PER_DAY);
    if (days === 0) return { ms, passed, count: 0, unit: 'day', text: 'today', short: 'today' };
    return describeDays(ms, passed, Math.abs(days));
  }
  const distance = Math.abs(ms);
  if (distance >= 2 * MS_PER_DAY) return describeDays(ms, passed, Math.floor(distance / MS_PER_DAY));
  if (distance >= MS_PER_HOUR) return describeClock(ms, passed, Math.floor(distance / MS_PER_HOUR), 'hour', 'h');
  if (distance >= MS_PER_MINUTE)
    return describeClock(ms, passed, Math.floor(distance / MS_PER_MINUTE), 'minute', 'min');
  return {
    ms,
    passed,
    count: 0,
    unit: 'minute',
    text: passed ? 'just now' : 'in under a minute',
    short: passed ? 'now' : '<1 min',
  };
}

function describeDays(ms: number, passed: boolean, days: number): TimeLeft {
  const inYears = days >= YEARS_FROM_DAYS;
  const count = inYears ? Math.floor(days / 365.25) : days;
  const unit = inYears ? 'year' : 'day';
  const words = `${count} ${count === 1 ? unit : `${unit}s`}`;
  return {
    ms,
    passed,
    count,
    unit,
    text: passed ? `${words} ago` : `${words} left`,
    short: `${passed ? '-' : ''}${count} ${inYears ? 'y' : 'd'}`,
  };
}

function describeClock(ms: number, passed: boolean, count: number, unit: 'hour' | 'minute', sign: string): TimeLeft {
  const words = `${count} ${sign}`;
  return {
    ms,
    passed,
    count,
    unit,
    text: passed ? `${words} ago` : `in ${words}`,
    short: `${passed ? '-' : ''}${words}`,
  };
}
