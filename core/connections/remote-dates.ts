import type { DatedFact } from '#shared/domain/instant.ts';
import type { RemoteDate } from '#shared/domain/remote-key.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export type ReportedDate = RemoteDate | 'never' | null;

/** A date together with the instant (milliseconds) at which it was read. */
export type Sighting = { readonly date: ReportedDate; readonly readAt: number };

/** The same moment as far as either is exact: "2 hours ago" and, an hour later, "3 hours ago". */
export function sameMoment(a: Sighting, b: Sighting): boolean {
  if (a.date === null || b.date === null || a.date === 'never' || b.date === 'never') return a.date === b.date;
  if (a.date.at === null || b.date.at === null) return a.date.at === b.date.at && a.date.text === b.date.text;
  const first = spanOf(a.date, a.date.at, a.readAt);
  const second = spanOf(b.date, b.date.at, b.readAt);
  return first.from <= second.to && second.from <= first.to;
}

/** Of two sightings of the same moment the more exact one, the earlier where they are alike. */
export function moreExact(a: Sighting, b: Sighting): ReportedDate {
  return widthOf(b) < widthOf(a) ? b.date : a.date;
}

/** Null where there is no date or it could not be read for certain. */
export function factOf({ date, readAt }: Sighting): DatedFact | null {
  if (date === null || date === 'never' || date.at === null) return null;
  if (date.precision !== 'relative') return { at: date.at, origin: 'reported', precision: date.precision };
  // "3 months ago" is no instant: at best its day is known.
  if (unitOf(date, date.at, readAt) < DAY_MS) return { at: date.at, origin: 'reported', precision: 'instant' };
  return { at: Math.floor(date.at / DAY_MS) * DAY_MS + DAY_MS - 1, origin: 'reported', precision: 'day' };
}

function spanOf(date: RemoteDate, at: number, readAt: number): { from: number; to: number } {
  switch (date.precision) {
    case 'day':
      return { from: at - DAY_MS + 1, to: at };
    case 'relative':
      return { from: at - unitOf(date, at, readAt), to: at + unitOf(date, at, readAt) };
    case 'instant':
      // A page shows minutes where an API gives milliseconds.
      if (at % SECOND_MS !== 0) return { from: at, to: at };
      return { from: at, to: at + (at % MINUTE_MS === 0 ? MINUTE_MS : SECOND_MS) - 1 };
  }
}

/** What a relative date counts in, whatever its language: "3 days ago", is 72 hours by 3. */
function unitOf({ text }: RemoteDate, at: number, readAt: number): number {
  const count = Number.parseInt(/\d+/.exec(text.normalize('NFKC'))?.[0] ?? '1', 10);
  return Math.max(MINUTE_MS, Math.abs(readAt - at) / Math.max(1, count));
}

function widthOf({ date, readAt }: Sighting): number {
  if (date === null || date === 'never' || date.at === null) return 0;
  const { from, to } = spanOf(date, date.at, readAt);
  return to - from;
}
