import { z } from 'zod';
import { environmentId, keyId, projectId } from './ids.ts';
import { instant } from './instant.ts';

export const ACTIVITY_KINDS = [
  'vault-created',
  'unlocked',
  'locked',
  'unlock-slot-added',
  'unlock-slot-removed',
  'passphrase-changed',
  'recovery-code-replaced',
  'vault-key-rotated',
  'backed-up',
  'restored-from-backup',
  'project-changed',
  'environment-changed',
  'protected-confirmed',
  'key-added',
  'key-edited',
  'key-renamed',
  'key-moved',
  'key-archived',
  'key-unarchived',
  'key-deleted',
  'key-restored',
  'key-purged',
  'value-set',
  'value-discarded',
  'revealed',
  'copied',
  'read',
  'ran',
  'imported',
  'exported',
  'undone',
  'settings-changed',
  'connection-added',
  'connection-changed',
  'connection-removed',
  'synced',
  'ci-target-added',
  'ci-target-changed',
  'ci-target-removed',
  'placed',
  'placement-recorded',
  'placement-forgotten',
  'rotation-started',
  'rotation-step',
  'rotation-ended',
  'policy-changed',
  'reminder-snoozed',
  'reminder-dismissed',
  'rotation-planned',
  'recovery-code-checked',
] as const;
export const activityKind = z.enum(ACTIVITY_KINDS);
export type ActivityKind = z.output<typeof activityKind>;

export const activityEntry = z.strictObject({
  sequence: z.int().min(1),
  at: instant,
  what: activityKind,
  /** Where it happened: the window, the command line or the engine by itself. */
  by: z.enum(['window', 'cli', 'engine']),
  projectId: projectId.nullable(),
  environmentId: environmentId.nullable(),
  keyId: keyId.nullable(),
  /** The key's (or project's) name at that time, so that the log reads well after a rename. */
  subject: z.string(),
  detail: z.string(),
});
export type ActivityEntry = z.output<typeof activityEntry>;
