import { useMemo } from 'react';
import { daysOf, useTimelineView, ZOOMS, type ZoomId } from '../../stores/timeline-view.ts';
import { localDay } from '../../ui/format-time.ts';
import { useNow } from '../../ui/use-now.ts';
import { dayAt, firstWeekdayOf, startOfWeek } from './day-scale.ts';

/** Nobody looks further back, and the engine is not asked further ahead. */
const BACK_DAYS = 366;
const AHEAD_YEARS = 5;

export interface ShownRange {
  /** The day at the left edge, with what is gone of it. */
  readonly from: number;
  readonly days: number;
  /** Where the present instant lies. */
  readonly today: number;
  /** So many years from today have to be known for it: 1 to 5. */
  readonly years: number;
}

export function firstWeekday(): number {
  return firstWeekdayOf(navigator.language);
}

/** What the timeline shows: from the week of today, until somebody goes elsewhere. */
export function useShownRange(): ShownRange {
  const zoom = useTimelineView((state) => state.zoom);
  const start = useTimelineView((state) => state.start);
  const now = useNow();
  const days = daysOf(zoom);
  return useMemo(() => {
    const from = start ?? startOfWeek(localDay(now), firstWeekday());
    const years = Math.min(Math.max(Math.ceil((from + days - localDay(now)) / 366), 1), AHEAD_YEARS);
    return { from, days, today: dayAt(now), years };
  }, [start, days, now]);
}

function startNow(): number {
  return useTimelineView.getState().start ?? startOfWeek(localDay(Date.now()), firstWeekday());
}

function goTo(start: number, days: number): void {
  const today = localDay(Date.now());
  const clamped = Math.min(Math.max(start, today - BACK_DAYS), today + AHEAD_YEARS * 366 - days);
  useTimelineView.setState({ start: clamped });
}

/** Goes earlier or later by days. */
export function panBy(days: number): void {
  goTo(startNow() + days, daysOf(useTimelineView.getState().zoom));
}

/** Goes as little as needed to have a day in sight. */
export function panTo(day: number): void {
  const days = daysOf(useTimelineView.getState().zoom);
  const from = startNow();
  const margin = days * 0.04;
  if (day < from + margin) goTo(Math.floor(day - days * 0.2), days);
  else if (day > from + days - margin) goTo(Math.ceil(day - days * 0.8), days);
}

/** Back to the week of today. */
export function panToToday(): void {
  useTimelineView.setState({ start: null });
}

/**
 * Shows more or less time. What lies at `around` stays where it is: by default today where that is in sight, else the middle.
 * @param around a day
 */
export function zoomTo(zoom: ZoomId, around?: number): void {
  const { zoom: before, start } = useTimelineView.getState();
  const days = daysOf(before);
  const wanted = daysOf(zoom);
  // Where nobody has gone elsewhere it still begins with the week of today.
  if (start !== null) {
    const today = dayAt(Date.now());
    const anchor = around ?? (today >= start && today < start + days ? today : start + days / 2);
    const share = (anchor - start) / days;
    goTo(Math.round(anchor - Math.min(Math.max(share, 0), 1) * wanted), wanted);
  }
  useTimelineView.setState({ zoom });
}

/** One zoom closer (-1) or further (1); nothing where there is none. */
export function zoomBy(step: -1 | 1, around?: number): void {
  const index = ZOOMS.findIndex(({ id }) => id === useTimelineView.getState().zoom);
  const next = ZOOMS[index + step];
  if (next !== undefined) zoomTo(next.id, around);
}
