import { z } from 'zod';
import { connectionId, environmentId, keyId, placementId, projectId, reminderId, remoteKeyId } from './ids.ts';
import { REMINDER_ACTIONS, REMINDER_KINDS, REMINDER_ORIGINS } from './reminder-kinds.ts';

export const reminderKind = z.enum(REMINDER_KINDS);
export type ReminderKind = z.output<typeof reminderKind>;
export const reminderAction = z.enum(REMINDER_ACTIONS);
export type ReminderAction = z.output<typeof reminderAction>;
export const reminderOrigin = z.enum(REMINDER_ORIGINS);
export type ReminderOrigin = z.output<typeof reminderOrigin>;

/** Milliseconds since 1970. Lists can have many thousands, as with `keySummary`: types are checked, not ranges. */
const at = z.number();

/** Something that needs a person, now or at a known time. */
export const reminder = z.object({
  /** Stable: its kind and what it is about, so that a snooze holds whatever is read again. */
  id: reminderId,
  kind: reminderKind,
  action: reminderAction,
  origin: reminderOrigin,
  /** What it is about; null where that has nothing to do with it. */
  keyId: keyId.nullable(),
  projectId: projectId.nullable(),
  environmentId: environmentId.nullable(),
  connectionId: connectionId.nullable(),
  remoteKeyId: remoteKeyId.nullable(),
  placementId: placementId.nullable(),
  /** The name of the key, remote key or connection; "Vault" for the vault itself. */
  name: z.string(),
  /** Names; empty where it belongs to none. */
  project: z.string(),
  environment: z.string(),
  provider: z.string().nullable(),
  /** What is the matter, in words. */
  detail: z.string(),
  /** When it has to be done, or since when it is so. `day`: only the day counts, and this is its last millisecond in UTC. */
  dueAt: at,
  precision: z.enum(['day', 'instant']),
  /** When it was last told of by now; before the first time, when it will be. */
  firesAt: at,
  /** How many days ahead of `dueAt` that is; 0: when it has come. */
  leadDays: z.number(),
  ownerNote: z.string(),
  /** Not told of, and not counted, until then. */
  snoozedUntil: at.nullable(),
  dismissed: z.object({ at, reason: z.string() }).nullable(),
});
export type Reminder = z.output<typeof reminder>;

/** An expiry or a rotation on the timeline. */
export const timelineMark = z.object({
  reminderId,
  kind: z.enum(['expires', 'rotate']),
  keyId,
  projectId,
  environmentId,
  name: z.string(),
  provider: z.string().nullable(),
  at,
  precision: z.enum(['day', 'instant']),
  origin: reminderOrigin,
  /** A rotation that follows one before it, if that one is done in time. */
  projected: z.boolean(),
  /** A person moved this rotation to another day than its policy's. */
  planned: z.boolean(),
});
export type TimelineMark = z.output<typeof timelineMark>;
