import type { Reminder, ReminderKind } from '#shared/domain/reminder.ts';
import { timeLeft } from '#shared/time/time-left.ts';

export type NotificationText = { readonly title: string; readonly body: string };

/** Lines of a digest that name something; the rest is counted. */
const NAMED_LINES = 4;
/** A provider's name of a key can be of any length; a desktop that is handed too much (Windows: 5 KB) shows nothing at all. */
const LONGEST = { name: 80, body: 400 } as const;

/** What a notification says of what is due at an instant, one or several. @param names whether it may name keys and projects */
export function notificationText(reminders: readonly Reminder[], at: number, names: boolean): NotificationText {
  const [first, ...others] = reminders;
  if (first === undefined || others.length > 0) return digestText(reminders, at, names);
  const what = whatOf(first, at);
  if (!names) return { title: `${subjectOf(first.kind)} ${what}`, body: 'Open Keyrail to see which.' };
  const place = [first.project, first.environment].filter((part) => part !== '').join(', ');
  const body = place === '' ? first.detail : `${place}: ${first.detail}`;
  return { title: `${shortened(first.name, LONGEST.name)} ${what}`, body: shortened(body, LONGEST.body) };
}

/** For a vault that is locked: how many, and nothing else. @param areKeys whether all of them are keys */
export function lockedText(count: number, areKeys: boolean): NotificationText {
  return { title: needAttention(count, areKeys), body: 'Keyrail is locked. Unlock it to see what is due.' };
}

function digestText(reminders: readonly Reminder[], at: number, names: boolean): NotificationText {
  const count = reminders.length;
  const areKeys = reminders.every(({ keyId }) => keyId !== null);
  const title = needAttention(new Set(reminders.map(({ keyId, id }) => keyId ?? id)).size, areKeys);
  if (!names) return { title, body: 'Open Keyrail to see what is due.' };
  const lines = reminders.slice(0, NAMED_LINES).map((one) => `${shortened(one.name, LONGEST.name)} ${whatOf(one, at)}`);
  if (count > NAMED_LINES) lines.push(`and ${count - NAMED_LINES} more`);
  return { title, body: lines.join('\n') };
}

/** Cut between characters. */
function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

function needAttention(count: number, areKeys: boolean): string {
  const what = areKeys ? 'key' : 'thing';
  return count === 1 ? `1 ${what} needs attention` : `${count} ${what}s need attention`;
}

function whatOf({ kind, dueAt, precision }: Reminder, at: number): string {
  switch (kind) {
    case 'expired':
      return 'has expired';
    case 'expires':
      return `expires ${inWords(at, dueAt, precision)}`;
    case 'rotate':
      return dueAt <= at ? 'is due for rotation' : `is to be rotated ${inWords(at, dueAt, precision)}`;
    case 'rotation-unfinished':
      return 'is half rotated';
    case 'ended-at-provider':
      return 'has ended at its provider';
    case 'placement-changed':
      return 'was changed in CI by somebody else';
    case 'placement-behind':
      return 'is behind in CI';
    case 'secret-in-client':
      return 'is a secret in a client';
    case 'same-value':
      return 'is the same in several environments';
    case 'unknown-key':
      return 'is not known here';
    case 'safe-to-revoke':
      return 'can be revoked: nobody uses it';
    case 'unused':
      return 'is not used';
    case 'sync-failing':
      return 'cannot be synced';
    case 'backup-overdue':
      return 'has no recent backup';
    case 'recovery-drill':
      return 'should have its recovery code checked';
  }
}

/** "in 5 days", "tomorrow", "today". */
function inWords(at: number, dueAt: number, precision: Reminder['precision']): string {
  const { text, unit, count } = timeLeft(at, dueAt, precision);
  if (unit === 'day' && count === 1 && precision === 'day') return 'tomorrow';
  return text.endsWith(' left') ? `in ${text.slice(0, -' left'.length)}` : text;
}

function subjectOf(kind: ReminderKind): string {
  switch (kind) {
    case 'sync-failing':
      return 'A connection';
    case 'backup-overdue':
    case 'recovery-drill':
      return 'The vault';
    case 'unknown-key':
      return "A provider's key";
    default:
      return 'A key';
  }
}
