import { AlarmClock, BellOff, CalendarClock, PanelRight, Repeat, Undo2 } from 'lucide-react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { openDialog } from '../../dialogs.ts';
import type { MenuEntry } from '../../ui/menu.tsx';
import {
  actionLabel,
  askDismiss,
  askSnooze,
  reopenReminder,
  runReminderAction,
  showSubject,
  snoozeReminder,
} from './reminder-actions.ts';

/** For how long a reminder is put off. */
export function snoozeMenu(reminder: Reminder): readonly MenuEntry[] {
  return [
    { id: 'day', label: 'For a day', onSelect: () => void snoozeReminder(reminder, 1) },
    { id: 'week', label: 'For a week', onSelect: () => void snoozeReminder(reminder, 7) },
    { id: 'until', label: 'Until…', shortcut: 's', onSelect: () => askSnooze(reminder) },
  ];
}

/** What can be done with a reminder that its line has no button for. */
export function moreMenu(reminder: Reminder): readonly MenuEntry[] {
  const { dismissed } = reminder;
  const first = isAway(reminder) ? [actEntry(reminder)] : [];
  const last: MenuEntry[] =
    dismissed !== null
      ? []
      : isAway(reminder)
        ? [snoozeEntry(reminder), dismissEntry(reminder)]
        : [dismissEntry(reminder)];
  return withSeparator([...first, ...subjectEntries(reminder)], last);
}

/** Everything that can be done with a reminder. */
export function wholeMenu(reminder: Reminder): readonly MenuEntry[] {
  const first: MenuEntry[] = isAway(reminder) ? [reopenEntry(reminder), actEntry(reminder)] : [actEntry(reminder)];
  const last = reminder.dismissed === null ? [snoozeEntry(reminder), dismissEntry(reminder)] : [];
  return withSeparator([...first, ...subjectEntries(reminder)], last);
}

/** Whether it is snoozed or dismissed. */
export function isAway({ snoozedUntil, dismissed }: Reminder): boolean {
  return snoozedUntil !== null || dismissed !== null;
}

function withSeparator(first: readonly MenuEntry[], last: readonly MenuEntry[]): readonly MenuEntry[] {
  if (first.length === 0 || last.length === 0) return [...first, ...last];
  return [...first, { type: 'separator', id: 'before-away' }, ...last];
}

function actEntry(reminder: Reminder): MenuEntry {
  return { id: 'act', label: actionLabel(reminder), onSelect: () => void runReminderAction(reminder) };
}

function reopenEntry(reminder: Reminder): MenuEntry {
  return { id: 'reopen', label: 'Bring back', icon: Undo2, onSelect: () => void reopenReminder(reminder) };
}

function snoozeEntry(reminder: Reminder): MenuEntry {
  return { type: 'submenu', id: 'snooze', label: 'Snooze', icon: AlarmClock, entries: snoozeMenu(reminder) };
}

function dismissEntry(reminder: Reminder): MenuEntry {
  return { id: 'dismiss', label: 'Dismiss…', icon: BellOff, shortcut: 'd', onSelect: () => askDismiss(reminder) };
}

/** What it is about, and the policy that it follows from. */
function subjectEntries(reminder: Reminder): readonly MenuEntry[] {
  const { keyId, connectionId, name } = reminder;
  if (keyId === null && connectionId === null) return [];
  const show: MenuEntry = {
    id: 'show',
    label: keyId === null ? 'Go to the connection' : 'Show key',
    icon: PanelRight,
    shortcut: 'o',
    onSelect: () => void showSubject(reminder),
  };
  if (keyId === null) return [show];
  const scope = { of: 'key', keyId } as const;
  const askPolicy = (): void => openDialog({ kind: 'policy', scope, title: name });
  return [
    show,
    ...(reminder.kind === 'rotate' ? [planEntry(reminder, keyId)] : []),
    { id: 'policy', label: 'Its policy…', icon: Repeat, onSelect: askPolicy },
  ];
}

function planEntry({ name, dueAt, origin }: Reminder, keyId: KeyId): MenuEntry {
  return {
    id: 'plan',
    label: 'Move to another day…',
    icon: CalendarClock,
    // Only a person gives a rotation a day that its policy does not.
    onSelect: () => openDialog({ kind: 'plan-rotation', keyId, name, at: dueAt, planned: origin === 'typed' }),
  };
}
