import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { isOverdue } from '#shared/domain/reminder-kinds.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import type { Store } from '../store/store.ts';
import { readMarks } from './marks.ts';
import { readFacts } from './read-facts.ts';
import { type ReminderRequest, remindersIn } from './reminders-in.ts';
import { systemTimeZone } from './system-time-zone.ts';
import { ZoneClock } from './zone-clock.ts';

/** The reminders of a vault at an instant, most urgent first, in the time zone of this machine. */
export function listReminders(
  store: Store,
  request: ReminderRequest = {},
): { reminders: Reminder[]; timeZone: string } {
  const timeZone = systemTimeZone();
  const reminders = remindersIn(readFacts(store), readMarks(store), new ZoneClock(timeZone), {
    ...request,
    at: request.at ?? store.now(),
  });
  return { reminders, timeZone };
}

export type ReminderSummary = { readonly open: number; readonly overdue: number; readonly next: Reminder | null };

/** The window's rail and the tray ask for the same after every change; what passes by itself may be that late. */
const SHARED_MS = 2_000;
const lastSummaries = new WeakMap<Store, { readonly written: string; readonly at: number; summary: ReminderSummary }>();

/** How many are open now, how many of those are overdue or have ended, and the most urgent one. */
export function summariseReminders(store: Store): ReminderSummary {
  const at = store.now();
  const written = writtenUntilNow(store);
  const last = lastSummaries.get(store);
  if (last?.written === written && Math.abs(at - last.at) < SHARED_MS) return last.summary;
  const { reminders } = listReminders(store, { at });
  const overdue = reminders.filter((one) => isOverdue(one, at)).length;
  const summary = { open: reminders.length, overdue, next: reminders[0] ?? null };
  lastSummaries.set(store, { written, at, summary });
  return summary;
}

/** Another text once anything was written, by this process or another: looks at CI targets change no revision. */
function writtenUntilNow(store: Store): string {
  const ours = store.sql('SELECT total_changes()').pluck().get() as number;
  const others = store.sql('PRAGMA data_version').pluck().get() as number;
  return `${ours} ${others}`;
}

/** A reminder by its id or the start of it, whatever a person did with it; also one that comes up within a year. */
export function findReminder(store: Store, text: string): Result<Reminder, 'reminder-not-found' | 'conflict'> {
  const { reminders } = listReminders(store, { show: 'all', withinMs: 366 * MS_PER_DAY });
  const exact = reminders.find(({ id }) => id === text);
  if (exact !== undefined) return success(exact);
  const [found, ...others] = text.length < 4 ? [] : reminders.filter(({ id }) => id.startsWith(text));
  if (found === undefined) {
    return failure('reminder-not-found', 'There is no such reminder now. It may have been settled since.');
  }
  if (others.length > 0) return failure('conflict', 'Several reminders begin so. Give more of the id.');
  return success(found);
}
