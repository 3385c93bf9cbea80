import type { Reminder, ReminderKind } from '#shared/domain/reminder.ts';
import { isOverdue } from '#shared/domain/reminder-kinds.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { originWords } from '../../data/date-origin.ts';
import { providerName } from '../../data/provider-name.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatDay, localDay } from '../../ui/format-time.ts';

/** `look`: nothing is urgent about it, and it does not pass by itself. */
export type ReminderGroup = 'now' | 'soon' | 'later' | 'look';
export type Urgency = 'late' | 'soon' | 'calm';

export const GROUPS: readonly ReminderGroup[] = ['now', 'soon', 'later', 'look'];
export const GROUP_NAMES: Readonly<Record<ReminderGroup, string>> = {
  now: 'Now',
  soon: 'In the next two weeks',
  later: 'Later',
  look: 'Worth a look',
};

/** From this far ahead on, something can wait. */
const SOON_MS = 14 * MS_PER_DAY;

/** Where in the inbox a reminder belongs at an instant. */
export function groupOf(reminder: Pick<Reminder, 'kind' | 'dueAt'>, now: number): ReminderGroup {
  switch (reminder.kind) {
    case 'expires':
    case 'rotate':
      if (reminder.dueAt <= now) return 'now';
      return reminder.dueAt - now <= SOON_MS ? 'soon' : 'later';
    case 'expired':
    case 'ended-at-provider':
    case 'rotation-unfinished':
    case 'placement-changed':
    case 'placement-behind':
    case 'secret-in-client':
    case 'sync-failing':
    case 'backup-overdue':
      return 'now';
    case 'same-value':
    case 'unknown-key':
    case 'safe-to-revoke':
    case 'unused':
    case 'recovery-drill':
      return 'look';
  }
}

export function urgencyOf(reminder: Pick<Reminder, 'kind' | 'dueAt'>, now: number): Urgency {
  if (isOverdue(reminder, now) || reminder.kind === 'secret-in-client') return 'late';
  const group = groupOf(reminder, now);
  return group === 'now' || group === 'soon' ? 'soon' : 'calm';
}

/** What has no day of its own is called by what is the matter. */
const STATES: Readonly<Partial<Record<ReminderKind, string>>> = {
  'rotation-unfinished': 'Unfinished',
  'ended-at-provider': 'Ended',
  'placement-changed': 'Changed',
  'placement-behind': 'Behind',
  'secret-in-client': 'Exposed',
  'same-value': 'Shared',
  'unknown-key': 'Unknown',
  'safe-to-revoke': 'Unused',
  unused: 'Unused',
  'sync-failing': 'Failing',
  'backup-overdue': 'Overdue',
  'recovery-drill': 'Overdue',
};

/** For the narrow column: "Today", "9 days", "2 days late", "Behind"; of what was put away, until or since when. */
export function whenText(reminder: Reminder, now: number): string {
  const { kind, dueAt, precision, snoozedUntil, dismissed } = reminder;
  if (dismissed !== null) return formatDay(dismissed.at);
  if (snoozedUntil !== null) return formatDay(snoozedUntil);
  const state = STATES[kind];
  if (state !== undefined) return state;
  const left = timeLeft(now, dueAt, precision);
  if (left.text === 'today') return 'Today';
  if (left.unit === 'day' || left.unit === 'year') {
    // From day to day, as the sentence beside it says the day: two that are due on one day are as far away.
    const byDay = left.unit === 'day' && precision === 'instant';
    const count = byDay ? Math.abs(localDay(dueAt) - localDay(now)) : left.count;
    const words = `${formatCount(count)} ${left.unit}${count === 1 ? '' : 's'}`;
    return left.passed ? `${words} late` : words;
  }
  return left.passed ? 'Today' : left.text;
}

/** "NORRIX_API_KEY" and "in staging expires on 30 Nov 2026", apart so that the name can stand out. */
export function sentenceOf(reminder: Reminder, now: number): { readonly name: string; readonly rest: string } {
  const { kind, name, environment, provider } = reminder;
  switch (kind) {
    case 'backup-overdue':
      return { name: 'The vault', rest: 'has no recent backup' };
    case 'recovery-drill':
      return { name: 'The recovery code', rest: 'has not been checked for long' };
    case 'unknown-key':
      return { name, rest: `at ${provider === null ? 'the provider' : providerName(provider)} is not in the vault` };
    case 'sync-failing':
      return { name, rest: 'could not be synced for days' };
    default: {
      const reason = reasonOf(reminder, now);
      return { name, rest: environment === '' ? reason : `in ${environment} ${reason}` };
    }
  }
}

function reasonOf({ kind, dueAt, precision, provider }: Reminder, now: number): string {
  const day = formatDay(dueAt, precision);
  switch (kind) {
    case 'expired':
      return `expired on ${day}`;
    case 'expires':
      return `expires on ${day}`;
    case 'rotate':
      return `${dueAt <= now ? 'was' : 'is'} due for rotation on ${day}`;
    case 'rotation-unfinished':
      return 'is half rotated';
    case 'ended-at-provider':
      return `has ended at ${provider === null ? 'its provider' : providerName(provider)}`;
    case 'placement-changed':
      return 'was changed in CI by somebody else';
    case 'placement-behind':
      return 'is behind in CI';
    case 'secret-in-client':
      return 'is a secret in a client';
    case 'same-value':
      return 'has one value in several environments';
    case 'safe-to-revoke':
      return 'is unused and can be revoked';
    case 'unused':
      return 'is not used';
    case 'unknown-key':
    case 'sync-failing':
    case 'backup-overdue':
    case 'recovery-drill':
      return '';
  }
}

/** The line under it: where it belongs, why and since when, and what its policy notes. */
export function detailOf(reminder: Reminder): string {
  const { project, provider, ownerNote, dismissed } = reminder;
  const place = [project, provider === null ? '' : providerName(provider)];
  const note = ownerNote === '' ? '' : `“${ownerNote}”`;
  const why = dismissed === null ? whyOf(reminder) : `Dismissed: ${dismissed.reason}`;
  return [...place, why, note].filter((part) => part !== '').join(' · ');
}

function whyOf({ kind, origin, provider, detail, dueAt }: Reminder): string {
  switch (kind) {
    case 'expired':
      return `${originWords(origin, provider)}. Programs that use it fail now.`;
    case 'expires':
      return originWords(origin, provider);
    case 'rotate':
      return origin === 'typed' ? 'planned by you' : originWords(origin, provider);
    case 'backup-overdue':
    case 'recovery-drill':
    case 'safe-to-revoke':
    case 'unused':
      // These name their day themselves.
      return detail;
    default:
      return `${detail} Since ${formatDay(dueAt)}.`;
  }
}

/** "3 need you, 2 can wait", for the head of the screen. */
export function summaryOf(reminders: readonly Reminder[], now: number): string {
  const urgent = reminders.filter((one) => urgencyOf(one, now) !== 'calm').length;
  const calm = reminders.length - urgent;
  const need = urgent === 1 ? '1 needs you' : `${formatCount(urgent)} need you`;
  if (calm === 0) return need;
  const wait = `${formatCount(calm)} can wait`;
  return urgent === 0 ? wait : `${need}, ${wait}`;
}
