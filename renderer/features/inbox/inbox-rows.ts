import type { ProjectId } from '#shared/domain/ids.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import type { InboxShown } from '../../stores/inbox-view.ts';
import { GROUP_NAMES, GROUPS, groupOf, type ReminderGroup, urgencyOf } from './reminder-words.ts';

export type InboxRow =
  | { readonly type: 'heading'; readonly title: string; readonly count: number }
  | { readonly type: 'reminder'; readonly reminder: Reminder };

export interface InboxFilter {
  readonly projectId: ProjectId | null;
  /** An environment's name. */
  readonly environment: string | null;
}

/** The reminders that fit a filter, in their order. What belongs to no project is of none. */
export function filtered(reminders: readonly Reminder[], { projectId, environment }: InboxFilter): readonly Reminder[] {
  if (projectId === null && environment === null) return reminders;
  return reminders.filter(
    (one) =>
      (projectId === null || one.projectId === projectId) && (environment === null || one.environment === environment),
  );
}

/** What is open under its group's heading, most urgent first; what was put away by when it comes back or was dismissed. */
export function inboxRows(reminders: readonly Reminder[], show: InboxShown, now: number): readonly InboxRow[] {
  const line = (reminder: Reminder): InboxRow => ({ type: 'reminder', reminder });
  switch (show) {
    case 'snoozed':
      return under(
        'Snoozed until',
        reminders.toSorted((a, b) => (a.snoozedUntil ?? 0) - (b.snoozedUntil ?? 0)).map(line),
      );
    case 'dismissed':
      return under(
        'Dismissed on',
        reminders.toSorted((a, b) => (b.dismissed?.at ?? 0) - (a.dismissed?.at ?? 0)).map(line),
      );
    case 'open': {
      const groups = new Map<ReminderGroup, InboxRow[]>();
      for (const reminder of reminders) {
        const group = groupOf(reminder, now);
        const known = groups.get(group);
        if (known === undefined) groups.set(group, [line(reminder)]);
        else known.push(line(reminder));
      }
      return GROUPS.flatMap((group) =>
        under(GROUP_NAMES[group], (groups.get(group) ?? []).toSorted(failingFirst(now))),
      );
    }
  }
}

/** Lines under their heading; no heading for no lines. */
function under(title: string, lines: readonly InboxRow[]): readonly InboxRow[] {
  return lines.length === 0 ? [] : [{ type: 'heading', title, count: lines.length }, ...lines];
}

/** What fails already before what only should be done; else the order stays. */
function failingFirst(now: number): (a: InboxRow, b: InboxRow) => number {
  const rank = (row: InboxRow): number => (row.type === 'reminder' && urgencyOf(row.reminder, now) === 'late' ? 0 : 1);
  return (a, b) => rank(a) - rank(b);
}

/** The next reminder from a row on, in a direction; headings are stepped over. Null where there is none. */
export function nextReminder(rows: readonly InboxRow[], from: number, step: 1 | -1): number | null {
  for (let index = from; index >= 0 && index < rows.length; index += step)
    if (rows[index]?.type === 'reminder') return index;
  return null;
}
