import type { Reminder } from '#shared/domain/reminder.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { readSettings } from '../store/settings-store.ts';
import type { Store } from '../store/store.ts';
import { dueThings, nextTellingAt, reminderOf } from './due-at.ts';
import { claimTellings, firedOf, noteFired, type Pending, pendingTellings, SNOOZE_LEAD } from './fired-log.ts';
import type { LockedEntry } from './locked-schedule.ts';
import { isDismissed, isSnoozed, type Mark, readMarks } from './marks.ts';
import { type NotificationText, notificationText } from './notification-text.ts';
import { readFacts } from './read-facts.ts';
import { scheduleOf } from './schedule.ts';
import type { Thing } from './things.ts';
import type { ZoneClock } from './zone-clock.ts';

/** How far ahead a locked vault knows what comes, and how much of it. */
const LOCKED_AHEAD_MS = 180 * MS_PER_DAY;
const MOST_LOCKED_ENTRIES = 2_000;
/** Facts change by themselves as well, so that nobody sleeps longer than this. */
const LONGEST_WAIT_MS = 6 * 3_600_000;

/** What one look at an unlocked vault found. */
export type Look = {
  /** What is to be told now, as it is in the log; empty where notifications are off. */
  readonly pending: readonly Pending[];
  readonly reminders: readonly Reminder[];
  readonly text: NotificationText | null;
  /** How many open things have come, for the count on the icon. */
  readonly due: number;
  /** When to look again at the latest, milliseconds. */
  readonly nextAt: number;
  readonly locked: { readonly due: number; readonly entries: readonly LockedEntry[] };
};

/**
 * Looks at what is due now and notes what is told with it.
 * @param toldLocked tags of what was told while the vault was locked; it is not told again
 */
export function lookAtReminders(store: Store, clock: ZoneClock, toldLocked: readonly string[]): Look {
  const at = store.now();
  const facts = readFacts(store);
  if (toldLocked.length > 0) {
    const pending = pendingTellings(facts, at, clock, readMarks(store), (id) => firedOf(store, id));
    noteToldLocked(store, new Set(toldLocked), pending, at);
  }
  const tellings = claimTellings(store, facts, at, clock);
  const { notifyReminders, namesInNotifications } = readSettings(store);
  const pending = notifyReminders ? tellings.now : [];
  const reminders = pending.map(({ due }) => reminderOf(due, at, clock));
  const marks = readMarks(store);
  const isOpen = (thing: Thing): boolean => {
    const mark = marks.get(thing.id);
    return !isDismissed(mark, thing) && !isSnoozed(mark, at);
  };
  const things = dueThings(facts, at, clock).map(({ thing }) => thing);
  const due = things.filter((thing) => thing.dueAt <= at && isOpen(thing)).length;
  const wakings = [...marks.values()].flatMap(({ snoozedUntil }) =>
    (snoozedUntil ?? 0) > at ? [snoozedUntil ?? 0] : [],
  );
  const waits = tellings.waiting.map(({ until }) => until);
  return {
    pending,
    reminders,
    text: reminders.length === 0 ? null : notificationText(reminders, at, namesInNotifications),
    due,
    nextAt: Math.min(nextTellingAt(facts, at, at + LONGEST_WAIT_MS, clock), ...wakings, ...waits),
    locked: { due, entries: notifyReminders ? lockedEntries() : [] },
  };

  function lockedEntries(): LockedEntry[] {
    const scheduled = scheduleOf(facts, at, at + LOCKED_AHEAD_MS, clock).flatMap(({ thing, tellings: times }) => {
      const mark = marks.get(thing.id);
      if (isDismissed(mark, thing)) return [];
      // What comes while it is snoozed comes with the end of that.
      const counted = isOpen(thing) && thing.dueAt <= at;
      return times.map((one) =>
        entryOf(thing, one.leadDays, thing.dueAt, Math.max(one.at, snoozeOf(mark)), one.leadDays === 0 && !counted),
      );
    });
    const woken = things.flatMap((thing) => {
      const mark = marks.get(thing.id);
      const until = snoozeOf(mark);
      return until <= at || isDismissed(mark, thing)
        ? []
        : [entryOf(thing, SNOOZE_LEAD, until, until, thing.dueAt <= until)];
    });
    const waiting = tellings.waiting.flatMap(({ pending: { due: one, tellings: times, snoozedUntil }, until }) => [
      ...times.map(({ leadDays }) => entryOf(one.thing, leadDays, one.thing.dueAt, until, false)),
      ...(snoozedUntil === null ? [] : [entryOf(one.thing, SNOOZE_LEAD, snoozedUntil, until, false)]),
    ]);
    return [...scheduled, ...woken, ...waiting].sort((a, b) => a.at - b.at).slice(0, MOST_LOCKED_ENTRIES);
  }

  function entryOf(thing: Thing, leadDays: number, date: number, when: number, adds: boolean): LockedEntry {
    return {
      at: when,
      tag: tagOf(store, tellingText(thing, leadDays, date)),
      subject: tagOf(store, thing.keyId ?? thing.id),
      isKey: thing.keyId !== null,
      adds,
      quiet: thing.rules.quietHours,
    };
  }
}

const snoozeOf = (mark: Mark | undefined): number => mark?.snoozedUntil ?? 0;

/** Notes what was told while the vault was locked: its names were not, but somebody was told. */
function noteToldLocked(store: Store, told: ReadonlySet<string>, pending: readonly Pending[], at: number): void {
  const isTold = (thing: Thing, leadDays: number, dueAt: number): boolean =>
    told.has(tagOf(store, tellingText(thing, leadDays, dueAt)));
  store.write(() => {
    for (const { due, tellings, snoozedUntil } of pending) {
      const { thing } = due;
      const gone = tellings.filter(({ leadDays }) => isTold(thing, leadDays, thing.dueAt));
      const woken = snoozedUntil !== null && isTold(thing, SNOOZE_LEAD, snoozedUntil) ? snoozedUntil : null;
      noteFired(store, { due, tellings: gone, snoozedUntil: woken }, at);
    }
  });
}

function tellingText(thing: Thing, leadDays: number, dueAt: number): string {
  return `${thing.id} ${leadDays} ${dueAt}`;
}

/** Eight bytes of a keyed hash: enough to tell apart what one vault has. */
function tagOf(store: Store, text: string): string {
  return store.session
    .fingerprint(Buffer.from(`reminder ${text}`, 'utf8'))
    .toString('base64url')
    .slice(0, 11);
}
