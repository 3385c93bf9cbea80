import type { ReminderOrigin, TimelineMark } from '#shared/domain/reminder.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatDay, formatExact, formatRelative } from '../../ui/format-time.ts';
import { type MarkState, stateOf } from './timeline-model.ts';

/** How the date is known. */
export function originText({ origin, planned }: Pick<TimelineMark, 'origin' | 'planned'>): string {
  return planned ? 'planned by you' : ORIGIN[origin];
}

const ORIGIN: Readonly<Record<ReminderOrigin, string>> = {
  reported: 'reported by the provider',
  typed: 'typed by you',
  header: 'told in an answer of the provider',
  value: 'read from the value',
  lifetime: 'the longest that the provider lets it live',
  policy: 'by its policy',
  seen: 'when Keyrail saw it',
};

/** In a word, for lists and the legend. */
export const STATE_TEXT: Readonly<Record<MarkState, string>> = {
  expires: 'expires',
  ended: 'expired',
  rotate: 'rotation',
  late: 'rotation overdue',
  planned: 'planned rotation',
  projected: 'rotation after that',
};

const VERB: Readonly<Record<MarkState, string>> = {
  expires: 'expires',
  ended: 'expired',
  rotate: 'is due for rotation',
  late: 'was due for rotation',
  planned: 'is due for rotation',
  projected: 'is due for rotation again, if the one before is done on its day',
};

/** A mark in parts: what, exactly when, how far that is, and how it is known. */
export interface Reading {
  readonly what: string;
  readonly when: string;
  readonly left: string;
  readonly origin: string;
}

export function readingOf(mark: TimelineMark, now: number): Reading {
  return {
    what: VERB[stateOf(mark, now)],
    when: formatExact(mark.at, mark.precision),
    left: formatRelative(mark.at, now, mark.precision),
    origin: originText(mark),
  };
}

/** All of it, as it is read aloud: "NORRIX_API_KEY expires: 30 November 2026, all day (UTC), 9 days left, reported by …". */
export function spokenMark(mark: TimelineMark, environment: string, now: number): string {
  const { what, when, left, origin } = readingOf(mark, now);
  return `${mark.name} in ${environment} ${what}: ${when}, ${left}, ${origin}`;
}

/** Beside a mark, where there is room: "expires 30 Nov, reported". */
export function labelOf(mark: TimelineMark, now: number): string {
  const day = shortDay(mark, now);
  switch (stateOf(mark, now)) {
    case 'expires':
      return mark.origin === 'reported' ? `expires ${day}, reported` : `expires ${day}`;
    case 'ended':
      return `expired ${day}`;
    case 'rotate':
      return `rotate ${day}`;
    case 'planned':
      return `rotate ${day}, planned`;
    case 'late':
      return `rotation was due ${day}`;
    case 'projected':
      return `then ${day}`;
  }
}

/** From so far away on, a day needs its year. */
const SAME_YEAR_MS = 300 * MS_PER_DAY;
const formats = new Map<string, Intl.DateTimeFormat>();

function shortDay({ at, precision }: TimelineMark, now: number): string {
  if (Math.abs(at - now) > SAME_YEAR_MS) return formatDay(at, precision);
  let format = formats.get(precision);
  if (format === undefined) {
    const zone = precision === 'day' ? { timeZone: 'UTC' } : {};
    format = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', ...zone });
    formats.set(precision, format);
  }
  return format.format(at);
}

/** Of several marks in one place: "3 dates of NORRIX_API_KEY, 1 Dec 2026 to 9 Dec 2026". */
export function spokenCluster(marks: readonly TimelineMark[], of: string): string {
  const [first] = marks;
  const last = marks.at(-1);
  if (first === undefined || last === undefined) return of;
  const from = formatDay(first.at, first.precision);
  const to = formatDay(last.at, last.precision);
  const count = marks.length === 1 ? '1 date' : `${formatCount(marks.length)} dates`;
  return `${count} of ${of}, ${from === to ? from : `${from} to ${to}`}`;
}

/** "16 Nov 2026 – 7 Feb 2027", whole days of the calendar. */
export function rangeText({ from, days }: { readonly from: number; readonly days: number }): string {
  const first = Math.floor(from);
  return `${formatDay(first * MS_PER_DAY, 'day')} – ${formatDay((first + days - 1) * MS_PER_DAY, 'day')}`;
}
