import type { Reminder } from '#shared/domain/reminder.ts';
import { dueAt } from './due-at.ts';
import type { Facts } from './facts.ts';
import { type Mark, marked } from './marks.ts';
import { upcomingReminders } from './schedule.ts';
import type { ZoneClock } from './zone-clock.ts';

export type ReminderRequest = {
  /** Milliseconds; now where it is left out. */
  readonly at?: number | undefined;
  /** What comes up in so many milliseconds after it as well. */
  readonly withinMs?: number | undefined;
  readonly projectId?: string | undefined;
  readonly environmentId?: string | undefined;
  readonly show?: 'open' | 'snoozed' | 'dismissed' | 'all' | undefined;
};

/** The reminders of what was read, most urgent first, with what a person did with them. */
export function remindersIn(
  facts: Facts,
  marks: ReadonlyMap<string, Mark>,
  clock: ZoneClock,
  request: ReminderRequest & { readonly at: number },
): Reminder[] {
  const { at, withinMs = 0, projectId, environmentId, show = 'open' } = request;
  const due = dueAt(facts, at, clock);
  const all = withinMs === 0 ? due : [...due, ...upcomingReminders(facts, at, at + withinMs, clock, due)];
  return all
    .filter((one) => projectId === undefined || one.projectId === projectId)
    .filter((one) => environmentId === undefined || one.environmentId === environmentId)
    .map((one) => marked(one, marks.get(one.id), at))
    .filter((one) => isShown(one, show));
}

function isShown({ snoozedUntil, dismissed }: Reminder, show: NonNullable<ReminderRequest['show']>): boolean {
  switch (show) {
    case 'all':
      return true;
    case 'dismissed':
      return dismissed !== null;
    case 'snoozed':
      return dismissed === null && snoozedUntil !== null;
    case 'open':
      return dismissed === null && snoozedUntil === null;
  }
}
