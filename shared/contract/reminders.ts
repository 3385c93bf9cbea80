import { z } from 'zod';
import { environmentId, keyId, projectId, reminderId } from '../domain/ids.ts';
import { instant } from '../domain/instant.ts';
import { reminder, reminderOrigin } from '../domain/reminder.ts';
import { procedure } from './procedure.ts';
import { undoable } from './undoable.ts';

const where = { projectId: projectId.optional(), environmentId: environmentId.optional() };

export const reminders = {
  /**
   * What needs a person at an instant (now, where it is left out), most urgent first. Any day can be previewed: what
   * happens until then is not foreseen, only what passes by itself. `withinMs` adds what comes due in that time after it.
   */
  list: procedure({
    request: z.strictObject({
      ...where,
      at: instant.optional(),
      withinMs: z
        .int()
        .min(0)
        .max(400 * 86_400_000)
        .default(0),
      show: z.enum(['open', 'snoozed', 'dismissed']).default('open'),
    }),
    response: z.strictObject({
      reminders: z.array(reminder),
      /** The time zone by which the times of day were reckoned, as IANA calls it. */
      timeZone: z.string(),
    }),
    errors: ['vault-locked'],
  }),
  /** How much is open now, for a badge: how many of it are overdue or have ended, and the most urgent one. */
  summary: procedure({
    request: z.strictObject({}),
    response: z.strictObject({ open: z.int().min(0), overdue: z.int().min(0), next: reminder.nullable() }),
    errors: ['vault-locked'],
  }),
  /** When one key ends and when it is to be replaced, and how that is known. Null: nothing says so, or it is not in use. */
  datesOf: procedure({
    request: z.strictObject({ keyId }),
    response: z.strictObject({
      expiry: z.strictObject({ at: instant, precision: z.enum(['day', 'instant']), origin: reminderOrigin }).nullable(),
      /** `planned`: a person moved it to another day than its policy's. */
      rotation: z.strictObject({ at: instant, planned: z.boolean() }).nullable(),
    }),
    errors: ['vault-locked', 'key-not-found'],
  }),
  /** Not told of until then; then it is told of again, once. Taken back with `history.undo`. */
  snooze: procedure({
    request: z.strictObject({ reminderId, until: instant }),
    response: undoable,
    errors: ['vault-locked', 'reminder-not-found', 'date-invalid'],
  }),
  /** Not told of any more, unless its date moves to a later day. Taken back with `history.undo`. */
  dismiss: procedure({
    request: z.strictObject({ reminderId, reason: z.string().trim().min(1).max(500) }),
    response: undoable,
    errors: ['vault-locked', 'reminder-not-found'],
  }),
  /** Ends a snooze or a dismissal at once. Taken back with `history.undo`. */
  reopen: procedure({
    request: z.strictObject({ reminderId }),
    response: undoable,
    errors: ['vault-locked', 'reminder-not-found'],
  }),
  /** Writes an iCalendar file (RFC 5545) where the person says. `names`: false leaves every name out. */
  exportCalendar: procedure({
    request: z.strictObject({ ...where, names: z.boolean() }),
    response: z.strictObject({ events: z.int().min(0), cancelled: z.boolean() }),
    errors: ['vault-locked', 'file-not-found', 'permission-denied'],
  }),
};
