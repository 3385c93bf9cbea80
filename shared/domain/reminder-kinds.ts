// Plain values, apart from the schemas: a window and the command line use them without loading zod.

/**
 * Why somebody is reminded.
 * - `expires`, `expired`: the provider ends the key, or has. `rotate`: its policy wants a new value.
 * - `rotation-unfinished`: a rotation waits for its next step.
 * - `placement-behind`: a CI target holds an older version; `placement-changed`: somebody else wrote or removed it there.
 * - `ended-at-provider`: revoked, deactivated or gone there, and active here.
 * - `unused`: not used for longer than its policy allows; `safe-to-revoke`: and placed nowhere either.
 * - `unknown-key`: the provider lists a key that is not in the vault.
 * - `same-value`: one value in several environments; `secret-in-client`: a secret that is built into a client.
 * - `sync-failing`: a connection was not read for days.
 * - `backup-overdue`, `recovery-drill`: of the vault itself.
 */
export const REMINDER_KINDS = [
  'expired',
  'expires',
  'rotate',
  'rotation-unfinished',
  'ended-at-provider',
  'placement-changed',
  'placement-behind',
  'secret-in-client',
  'same-value',
  'unknown-key',
  'safe-to-revoke',
  'unused',
  'sync-failing',
  'backup-overdue',
  'recovery-drill',
] as const;

/** The one main action of a reminder. */
export const REMINDER_ACTIONS = [
  'rotate',
  'resume-rotation',
  'replace-value',
  'push',
  'look-at-ci',
  'settle',
  'adopt',
  'revoke',
  'show-key',
  'sync',
  'back-up',
  'check-recovery-code',
] as const;

/**
 * How the date is known: the provider lists it, a person typed it, the header of an answer told it, it is inside the value
 * (a JWT's `exp`), the provider's keys live no longer, the policy sets it, or it is when Keyrail saw the state.
 */
export const REMINDER_ORIGINS = ['reported', 'typed', 'header', 'value', 'lifetime', 'policy', 'seen'] as const;

/** Whether programs may fail by it already, or its day is over; what is only seen to be so has no day. `now` in milliseconds. */
export function isOverdue(
  { kind, dueAt }: { readonly kind: (typeof REMINDER_KINDS)[number]; readonly dueAt: number },
  now: number,
): boolean {
  switch (kind) {
    case 'expired':
    case 'ended-at-provider':
      return true;
    case 'expires':
    case 'rotate':
      return dueAt <= now;
    default:
      return false;
  }
}
