import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { undoableChange } from '../store/undo-journal.ts';
import type { Thing } from './things.ts';

/** What a person did with a reminder. */
export type Mark = {
  readonly snoozedUntil: number | null;
  readonly dismissedAt: number | null;
  readonly dismissedDueAt: number | null;
  readonly reason: string | null;
};

type MarkRow = {
  id: string;
  snoozed_until: number | null;
  dismissed_at: number | null;
  dismissed_due_at: number | null;
  reason: string | null;
};

/** By the reminder's id. */
export function readMarks(store: Store): Map<string, Mark> {
  const rows = store.sql('SELECT * FROM reminder_marks').all() as MarkRow[];
  return new Map(
    rows.map((row) => [
      row.id,
      {
        snoozedUntil: row.snoozed_until,
        dismissedAt: row.dismissed_at,
        dismissedDueAt: row.dismissed_due_at,
        reason: row.reason,
      },
    ]),
  );
}

/** Whether a dismissal still speaks of the same matter: its date was not moved to a later day since. */
export function isDismissed(mark: Mark | undefined, { dueAt }: Pick<Thing, 'dueAt'>): boolean {
  return mark?.dismissedAt != null && dueAt <= (mark.dismissedDueAt ?? 0) + MS_PER_DAY;
}

export function isSnoozed(mark: Mark | undefined, at: number): boolean {
  return mark?.snoozedUntil != null && mark.snoozedUntil > at;
}

/** A reminder with what a person did with it. */
export function marked(reminder: Reminder, mark: Mark | undefined, at: number): Reminder {
  if (mark === undefined) return reminder;
  return {
    ...reminder,
    snoozedUntil: isSnoozed(mark, at) ? mark.snoozedUntil : null,
    dismissed: isDismissed(mark, reminder) ? { at: mark.dismissedAt ?? 0, reason: mark.reason ?? '' } : null,
  };
}

/** @param until milliseconds, later than now */
export function snoozeReminder(store: Store, reminder: Reminder, until: number): Result<Undoable, 'date-invalid'> {
  if (until <= store.now()) return failure('date-invalid', 'A reminder is snoozed until a time that is still to come.');
  const iso = new Date(until).toISOString();
  return change(store, reminder, `Snoozed a reminder of ${reminder.name}`, 'reminder-snoozed', `until ${iso}`, () =>
    store
      .sql(`INSERT INTO reminder_marks (id, snoozed_until) VALUES (?, ?)
        ON CONFLICT (id) DO UPDATE SET snoozed_until = excluded.snoozed_until, dismissed_at = NULL,
          dismissed_due_at = NULL, reason = NULL`)
      .run(reminder.id, until),
  );
}

export function dismissReminder(store: Store, reminder: Reminder, reason: string): Result<Undoable, never> {
  return change(store, reminder, `Dismissed a reminder of ${reminder.name}`, 'reminder-dismissed', reason, () =>
    store
      .sql(`INSERT INTO reminder_marks (id, dismissed_at, dismissed_due_at, reason) VALUES (@id, @at, @dueAt, @reason)
        ON CONFLICT (id) DO UPDATE SET snoozed_until = NULL, dismissed_at = excluded.dismissed_at,
          dismissed_due_at = excluded.dismissed_due_at, reason = excluded.reason`)
      .run({ id: reminder.id, at: store.now(), dueAt: reminder.dueAt, reason }),
  );
}

/** Ends a snooze or a dismissal. */
export function reopenReminder(store: Store, reminder: Reminder): Result<Undoable, never> {
  return change(store, reminder, `Brought back a reminder of ${reminder.name}`, 'reminder-snoozed', 'ended', () =>
    store.sql('DELETE FROM reminder_marks WHERE id = ?').run(reminder.id),
  );
}

function change<Code extends string>(
  store: Store,
  reminder: Reminder,
  label: string,
  what: 'reminder-snoozed' | 'reminder-dismissed',
  detail: string,
  write: () => void,
): Result<Undoable, Code> {
  return undoableChange<object, Code>(store, label, (recorder) => {
    recorder.touch('reminder_marks', reminder.id);
    write();
    recordActivity(store, {
      what,
      subject: reminder.name,
      detail: `${reminder.kind}: ${detail}`,
      ...(reminder.keyId === null ? {} : { keyId: reminder.keyId }),
      ...(reminder.projectId === null ? {} : { projectId: reminder.projectId }),
      ...(reminder.environmentId === null ? {} : { environmentId: reminder.environmentId }),
    });
    return success({});
  });
}
