import { LAST_INSTANT_MS, MS_PER_DAY } from '#shared/time/units.ts';
import { localDay, type Precision } from '../../ui/format-time.ts';

/*
 * The scale of the timeline counts days of the person's calendar, from 1970-01-01: every day is as wide as the next one,
 * also one of 23 or 25 hours. What is known by its day alone lies on that day, whatever the time zone.
 */

/** When a day of the person's calendar begins, in milliseconds. Where its midnight is skipped: the first instant after it. */
export function startOfDay(day: number): number {
  return atHour(day, 0);
}

function atHour(day: number, hour: number): number {
  const date = new Date(day * MS_PER_DAY);
  const local = new Date(2000, 0, 1, hour);
  // Not by the constructor, which takes the years 0 to 99 for others.
  local.setFullYear(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
  return local.getTime();
}

const starts = new Map<number, number>();
let startsZone = 0;

/** Thousands of marks lie on a few hundred days: each is asked for once, and again where the zone has changed. */
function cachedStart(day: number): number {
  const zone = new Date().getTimezoneOffset();
  if (zone !== startsZone || starts.size > 20_000) {
    starts.clear();
    startsZone = zone;
  }
  let start = starts.get(day);
  if (start === undefined) {
    start = startOfDay(day);
    starts.set(day, start);
  }
  return start;
}

/** Where an instant lies on the scale: its local day, and how much of that day is gone. */
export function dayAt(at: number, precision: Precision = 'instant'): number {
  if (precision === 'day') return Math.floor(at / MS_PER_DAY) + 0.5;
  const day = localDay(at);
  const start = cachedStart(day);
  const length = cachedStart(day + 1) - start;
  return day + Math.min(Math.max((at - start) / length, 0), 0.9999);
}

/**
 * The instant that a rotation gets that is moved to a day: noon there, which stays on that day wherever the laptop goes
 * next; of today, when noon is over, its last instant.
 */
export function plannedInstant(day: number, now: number): number {
  const noon = atHour(day, 12);
  const at = noon < now && day === localDay(now) ? startOfDay(day + 1) - 1 : noon;
  return Math.min(Math.max(at, 0), LAST_INSTANT_MS);
}

/** Sunday is 0. */
export function weekdayOf(day: number): number {
  return (((Math.floor(day) + 4) % 7) + 7) % 7;
}

/** The day on which the week of a day begins, where weeks begin with `firstWeekday` (Sunday is 0). */
export function startOfWeek(day: number, firstWeekday: number): number {
  return Math.floor(day) - ((weekdayOf(day) - firstWeekday + 7) % 7);
}

/** A mark of the axis. `text` is a month where one begins, else the day of the month. */
export interface Tick {
  readonly day: number;
  readonly month: boolean;
  readonly text: string;
}

/** So many pixels need the name of a month, that with a year, and a day of the month. */
const MONTH_PX = 34;
const YEAR_PX = 62;
/** And a day with its month: then every week is called by both. */
const DATE_PX = 110;
const WEEK_PX = 30;

/**
 * The axis from one day to another: weeks where they have room, else months. A week in which a month begins is called by the
 * month, and so is the first of all; a January has its year where there is room.
 * @param dayPx how wide a day is
 */
export function ticksOf(
  from: number,
  to: number,
  dayPx: number,
  { firstWeekday, locale }: { readonly firstWeekday: number; readonly locale: string | undefined },
): readonly Tick[] {
  return dayPx * 7 >= WEEK_PX ? weekTicks(from, to, dayPx, firstWeekday, locale) : monthTicks(from, to, dayPx, locale);
}

function weekTicks(
  from: number,
  to: number,
  dayPx: number,
  firstWeekday: number,
  locale: string | undefined,
): readonly Tick[] {
  const ticks: Tick[] = [];
  let month: number | null = null;
  for (let day = startOfWeek(from, firstWeekday); day < to; day += 7) {
    const date = new Date(day * MS_PER_DAY);
    const own = date.getUTCMonth();
    const begins = own !== month;
    const year = own === 0 && dayPx * 7 >= YEAR_PX;
    month = own;
    const text =
      dayPx * 7 >= DATE_PX
        ? textOf(date, { day: 'numeric', month: 'short' }, locale)
        : begins
          ? monthText(date, year, locale)
          : String(date.getUTCDate());
    ticks.push({ day, month: begins, text });
  }
  return ticks;
}

function monthTicks(from: number, to: number, dayPx: number, locale: string | undefined): readonly Tick[] {
  const ticks: Tick[] = [];
  const first = new Date(Math.floor(from) * MS_PER_DAY);
  const every = dayPx * 30 >= MONTH_PX ? 1 : 3;
  for (let index = 0; ; index += 1) {
    const date = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + index, 1));
    const day = date.getTime() / MS_PER_DAY;
    if (day >= to) return ticks;
    if (date.getUTCMonth() % every !== 0) continue;
    const year = date.getUTCMonth() === 0 && dayPx * 30 * every >= YEAR_PX;
    ticks.push({ day, month: true, text: monthText(date, year, locale) });
  }
}

function monthText(date: Date, year: boolean, locale: string | undefined): string {
  return textOf(date, year ? { month: 'short', year: 'numeric' } : { month: 'short' }, locale);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function textOf(date: Date, parts: Intl.DateTimeFormatOptions, locale: string | undefined): string {
  const key = `${locale ?? ''} ${Object.keys(parts).join()}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' });
    formats.set(key, format);
  }
  return format.format(date);
}

/** With which weekday a week begins where the person lives; Sunday is 0. Monday where the browser does not know. */
export function firstWeekdayOf(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & { getWeekInfo?: () => { readonly firstDay: number } };
  return (known.getWeekInfo?.().firstDay ?? 1) % 7;
}
