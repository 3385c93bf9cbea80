import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './clock.ts';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One wording a language. */
export type Words<Name extends string> = Readonly<Record<Language, Readonly<Record<Name, string>>>>;

export function isLanguage(text: string | null): text is Language {
  return text === 'en' || text === 'de';
}

/** "Mar 12, 2026", "12. März 2026". */
export function longDate(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(ms);
}

/** "3/12/2026, 9:21 AM" in American order, "12.03.2026, 09:21" in German. */
export function shortDateTime(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-US' : 'de-DE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'UTC',
  }).format(ms);
}

/** "2026-03-12 09:21", in every language. */
export function isoMinute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}

export function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** "3 hours ago", "vor 3 Stunden". */
export function relativeTime(ms: number, nowMs: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  const age = Math.max(nowMs - ms, 0);
  if (age < MINUTE_MS) return format.format(-Math.floor(age / SECOND_MS), 'second');
  if (age < HOUR_MS) return format.format(-Math.floor(age / MINUTE_MS), 'minute');
  if (age < DAY_MS) return format.format(-Math.floor(age / HOUR_MS), 'hour');
  if (age < 60 * DAY_MS) return format.format(-Math.floor(age / DAY_MS), 'day');
  return format.format(-Math.floor(age / (30 * DAY_MS)), 'month');
}
