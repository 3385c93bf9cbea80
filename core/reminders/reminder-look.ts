import type { Reminder } from '#shared/domain/reminder.ts';
import { readSettings } from '../store/settings-store.ts';
import type { Store } from '../store/store.ts';
import { dueThings, nextTellingAt, reminderOf } from './due-at.ts';
import {
  claimTellings,
  firedOf,
  noteFired,
  type Pending,
  pendingTellings,
  SNOOZE_LEAD,
  tellableAt,
} from './fired-log.ts';
import { type LockedState, lockedStateOf, tellingTag } from './locked-state.ts';
import { readMarks } from './marks.ts';
import { type NotificationText, notificationText } from './notification-text.ts';
import { readFacts } from './read-facts.ts';
import type { Thing } from './things.ts';
import type { ZoneClock } from './zone-clock.ts';

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
  readonly locked: LockedState;
};

/**
 * Looks at what is due now and notes what is told with it.
 * @param toldLocked tags of what was told while the vault was locked; it is not told again
 */
export function lookAtReminders(store: Store, clock: ZoneClock, toldLocked: readonly string[]): Look {
  const at = store.now();
  const facts = readFacts(store);
  const told = new Set(toldLocked);
  if (told.size > 0) {
    const pending = pendingTellings(facts, at, clock, readMarks(store), (id) => firedOf(store, id));
    noteToldLocked(store, told, pending, at);
  }
  const tellings = claimTellings(store, facts, at, clock);
  const { notifyReminders, namesInNotifications } = readSettings(store);
  const pending = notifyReminders ? tellings.now : [];
  const reminders = pending.map(({ due }) => reminderOf(due, at, clock));
  const marks = readMarks(store);
  const things = dueThings(facts, at, clock).map(({ thing }) => thing);
  const wakings = [...marks.values()].flatMap(({ snoozedUntil }) =>
    (snoozedUntil ?? 0) > at ? [snoozedUntil ?? 0] : [],
  );
  const waits = tellings.waiting.map(({ until }) => until);
  const locked = lockedStateOf({ store, facts, at, clock, marks, things, waiting: tellings.waiting, told });
  return {
    pending,
    reminders,
    text: reminders.length === 0 ? null : notificationText(reminders, at, namesInNotifications),
    due: locked.due,
    nextAt: Math.min(nextTellingAt(facts, at, at + LONGEST_WAIT_MS, clock), ...wakings, ...waits),
    locked,
  };
}

/** What a vault that is being locked leaves behind. Nothing that has come is noted as told: what has come is told while it is locked. */
export function scheduleForLock(store: Store, clock: ZoneClock): LockedState {
  const at = store.now();
  const facts = readFacts(store);
  const marks = readMarks(store);
  const pending = pendingTellings(facts, at, clock, marks, (id) => firedOf(store, id));
  const waiting = pending.map((one) => ({ pending: one, until: tellableAt(one, at, clock) }));
  const things = dueThings(facts, at, clock).map(({ thing }) => thing);
  return lockedStateOf({ store, facts, at, clock, marks, things, waiting, told: new Set() });
}

/** Notes what was told while the vault was locked: its names were not, but somebody was told. */
function noteToldLocked(store: Store, told: ReadonlySet<string>, pending: readonly Pending[], at: number): void {
  const isTold = (thing: Thing, leadDays: number, dueAt: number): boolean =>
    told.has(tellingTag(store, thing, leadDays, dueAt));
  store.write(() => {
    for (const { due, tellings, snoozedUntil } of pending) {
      const { thing } = due;
      const gone = tellings.filter(({ leadDays }) => isTold(thing, leadDays, thing.dueAt));
      const woken = snoozedUntil !== null && isTold(thing, SNOOZE_LEAD, snoozedUntil) ? snoozedUntil : null;
      noteFired(store, { due, tellings: gone, snoozedUntil: woken }, at);
    }
  });
}
