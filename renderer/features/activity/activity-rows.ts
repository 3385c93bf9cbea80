import type { ActivityEntry } from '#shared/domain/activity.ts';
import { formatDayHeading, localDay } from '../../ui/format-time.ts';
import { type ActivityGroup, wordsOf } from './activity-words.ts';

export type ActivityRow =
  | { readonly type: 'day'; readonly id: string; readonly text: string }
  | { readonly type: 'entry'; readonly id: string; readonly entry: ActivityEntry };

/** Entries, newest first, with a heading before each local day. */
export function groupByDay(entries: readonly ActivityEntry[], now: number): readonly ActivityRow[] {
  const rows: ActivityRow[] = [];
  let day: number | null = null;
  for (const entry of entries) {
    const own = localDay(entry.at);
    if (own !== day) {
      day = own;
      // A clock that went back can bring a day twice, so the day alone is no id.
      rows.push({ type: 'day', id: `day before ${entry.sequence}`, text: formatDayHeading(entry.at, now) });
    }
    rows.push({ type: 'entry', id: `entry ${entry.sequence}`, entry });
  }
  return rows;
}

/** Entries of a group that have every word of `text` in what they say. */
export function filterEntries(
  entries: readonly ActivityEntry[],
  group: ActivityGroup | 'all',
  text: string,
): readonly ActivityEntry[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (group === 'all' && words.length === 0) return entries;
  return entries.filter((entry) => {
    const said = wordsOf(entry.what);
    if (group !== 'all' && said.group !== group) return false;
    const all = `${said.text} ${entry.subject} ${entry.detail}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
