import type { Policy } from '#shared/domain/policy.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { weekdayOf, type ZoneClock } from './zone-clock.ts';

/** What is planned for a day is told in the morning. */
const MORNING = 9 * 60;

/** When nothing rings. */
export type QuietTimes = Pick<Policy, 'quietHours' | 'daysOff'>;

export type DueDate = {
  readonly dueAt: number;
  /** `day`: only the day is known, and `dueAt` is its last millisecond in UTC. */
  readonly precision: 'day' | 'instant';
};

/** The day of the calendar that somebody in the zone calls the day of a date. */
export function dueDay({ dueAt, precision }: DueDate, clock: ZoneClock): number {
  return precision === 'day' ? Math.floor(dueAt / MS_PER_DAY) : clock.dayOf(dueAt);
}

/** When something is told that is foreseen: `leadDays` days before its day, on a working day, in the morning. */
export function warnsAt(due: DueDate, leadDays: number, quiet: QuietTimes, clock: ZoneClock): number {
  const day = workingDayBefore(dueDay(due, clock) - leadDays, quiet.daysOff);
  return clock.instantOf(day, wakeMinute(quiet.quietHours));
}

/**
 * When something is told that is so from an instant on: at once, or as soon as the quiet hours are over.
 * @param waits whether it can wait for the next working day
 */
export function rings(at: number, quiet: QuietTimes, clock: ZoneClock, waits: boolean): number {
  const day = clock.dayOf(at);
  if (waits && isOff(day, quiet.daysOff)) {
    return clock.instantOf(workingDayAfter(day, quiet.daysOff), wakeMinute(quiet.quietHours));
  }
  const { quietHours } = quiet;
  if (quietHours === null) return at;
  const minute = clock.minuteOf(at);
  if (!isQuiet(minute, quietHours)) return at;
  const over = clock.instantOf(minute < quietHours.to ? day : day + 1, quietHours.to);
  // On a day off that begins meanwhile, it waits as well.
  const next = clock.dayOf(over);
  return waits && next !== day && isOff(next, quiet.daysOff)
    ? clock.instantOf(workingDayAfter(next, quiet.daysOff), wakeMinute(quietHours))
    : Math.max(over, at);
}

/** Nine in the morning, or the first minute after it in which something may ring; where that is another day, the last before. */
function wakeMinute(quietHours: Policy['quietHours']): number {
  if (quietHours === null || !isQuiet(MORNING, quietHours)) return MORNING;
  return quietHours.to > MORNING ? quietHours.to : Math.max(quietHours.from - 1, 0);
}

/** Whether nothing rings in a minute of the day. */
export function isQuiet(minute: number, { from, to }: NonNullable<Policy['quietHours']>): boolean {
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function isOff(day: number, daysOff: readonly number[]): boolean {
  return daysOff.includes(weekdayOf(day));
}

function workingDayBefore(day: number, daysOff: readonly number[]): number {
  let working = day;
  while (isOff(working, daysOff)) working -= 1;
  return working;
}

function workingDayAfter(day: number, daysOff: readonly number[]): number {
  let working = day;
  while (isOff(working, daysOff)) working += 1;
  return working;
}

/** No warning comes earlier than this much before its lead time, in milliseconds: a week of days off, and a day for zones. */
export const EARLIEST_SHIFT_MS = 8 * MS_PER_DAY;
