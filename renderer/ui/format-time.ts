import { timeLeft } from '#shared/time/time-left.ts';
import { MS_PER_DAY, MS_PER_MINUTE } from '#shared/time/units.ts';

/** How exactly an instant is known; with `day` it stands for that whole day in UTC. */
export type Precision = 'day' | 'instant';

/** "30 Nov 2026" in the person's locale. Days are days in UTC, so that they read the same wherever the laptop is. */
export function formatDay(at: number, precision: Precision = 'instant'): string {
  return dayFormat(precision).format(at);
}

/** Date and time to the second with the zone, for a tooltip: "30 November 2026 at 10:42:03 CET". */
export function formatExact(at: number, precision: Precision = 'instant'): string {
  return precision === 'day' ? `${longDay().format(at)}, all day (UTC)` : exact().format(at);
}

/** "10:42" in the person's locale. */
export function formatClock(at: number): string {
  return clock().format(at);
}

/** "Today", "Yesterday", else the day, by the person's own calendar. */
export function formatDayHeading(at: number, now: number): string {
  const days = localDay(now) - localDay(at);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  return headingFormat(new Date(at).getFullYear() === new Date(now).getFullYear()).format(at);
}

/**
 * "9 days left", "2 hours ago", "today"; what lies within a minute is "just now". Days go from day to day of the person's
 * calendar, as the date beside them does: two things of one day are as far away.
 */
export function formatRelative(at: number, now: number, precision: Precision = 'instant'): string {
  if (Math.abs(now - at) < MS_PER_MINUTE && precision === 'instant') return 'just now';
  const left = timeLeft(now, at, precision);
  if (left.unit !== 'day' || precision === 'day') return left.text;
  return `${Math.abs(localDay(at) - localDay(now))} days ${left.passed ? 'ago' : 'left'}`;
}

/** The number of the local day that an instant falls on; equal for instants of one day. */
export function localDay(at: number): number {
  return Math.floor((at - new Date(at).getTimezoneOffset() * MS_PER_MINUTE) / MS_PER_DAY);
}

/** `Intl` formatters are slow to make and free to use, so each is made once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const localDate = once(() => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' }));
const utcDate = once(
  () => new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
);
const longDay = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeZone: 'UTC' }));
const exact = once(() => new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'long' }));
const clock = once(() => new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' }));
const headingThisYear = once(
  () => new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' }),
);
const headingOtherYear = once(
  () => new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }),
);

function dayFormat(precision: Precision): Intl.DateTimeFormat {
  return precision === 'day' ? utcDate() : localDate();
}

function headingFormat(thisYear: boolean): Intl.DateTimeFormat {
  return thisYear ? headingThisYear() : headingOtherYear();
}
