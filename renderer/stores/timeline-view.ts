import type { ProjectId } from '#shared/domain/ids.ts';
import { featureStore } from './registry.ts';

/** How much is in sight at once, from the closest to the furthest. */
export const ZOOMS = [
  { id: 'month', days: 28, label: '4 weeks' },
  { id: 'quarter', days: 84, label: '12 weeks' },
  { id: 'half-year', days: 183, label: '6 months' },
  { id: 'year', days: 366, label: '1 year' },
] as const;
export type ZoomId = (typeof ZOOMS)[number]['id'];

export interface TimelineView {
  readonly show: 'chart' | 'list';
  readonly zoom: ZoomId;
  /** The number of the local day at the left edge, with what is gone of it; null: the week of today. */
  readonly start: number | null;
  readonly projectId: ProjectId | null;
  readonly filter: string;
  /** The names of the environments whose lines are folded into one. */
  readonly folded: ReadonlySet<string>;
}

const NOTHING: ReadonlySet<string> = new Set();

export const useTimelineView = featureStore<TimelineView>('timeline-view', () => ({
  show: 'chart',
  zoom: 'quarter',
  start: null,
  projectId: null,
  filter: '',
  folded: NOTHING,
}));

/** How many days a zoom shows. */
export function daysOf(zoom: ZoomId): number {
  return ZOOMS.find(({ id }) => id === zoom)?.days ?? 84;
}
