import type { Reminder } from '#shared/domain/reminder.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { readSettings } from '../store/settings-store.ts';
import type { Store } from '../store/store.ts';
import { dueThings, nextTellingAt, reminderOf } from './due-at.ts';
import type { Facts } from './facts.ts';
import {
  claimTellings,
  firedOf,
  noteFired,
  type Pending,
  pendingTellings,
  SNOOZE_LEAD,
  type Tellings,
  tellableAt,
} from './fired-log.ts';
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
  readonly locked: LockedState;
};

/** What a locked vault leaves in its schedule. */
export type LockedState = { readonly due: number; readonly entries: readonly LockedEntry[] };

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
  const things = dueThings(facts, at, clock).map(({ thing }) => thing);
  const wakings = [...marks.values()].flatMap(({ snoozedUntil }) =>
    (snoozedUntil ?? 0) > at ? [snoozedUntil ?? 0] : [],
  );
  const waits = tellings.waiting.map(({ until }) => until);
  const locked = lockedOf({ store, facts, at, clock, marks, things, waiting: tellings.waiting });
  return {
    pending,
    reminders,
    text: reminders.length === 0 ? null : notificationText(reminders, at, namesInNotifications),
    due: locked.due,
    nextAt: Math.min(nextTellingAt(facts, at, at + LONGEST_WAIT_MS, clock), ...wakings, ...waits),
    locked,
  };
}

/** What a vault that is being locked leaves behind. Nothing is noted as told: what has come is told while it is locked. */
export function scheduleForLock(store: Store, clock: ZoneClock): LockedState {
  const at = store.now();
  const facts = readFacts(store);
  const marks = readMarks(store);
  const pending = pendingTellings(facts, at, clock, marks, (id) => firedOf(store, id));
  const waiting = pending.map((one) => ({ pending: one, until: tellableAt(one, at, clock) }));
  const things = dueThings(facts, at, clock).map(({ thing }) => thing);
  return lockedOf({ store, facts, at, clock, marks, things, waiting });
}

type Read = {
  readonly store: Store;
  readonly facts: Facts;
  readonly at: number;
  readonly clock: ZoneClock;
  readonly marks: ReadonlyMap<string, Mark>;
  /** What is due. */
  readonly things: readonly Thing[];
  readonly waiting: Tellings['waiting'];
};

function lockedOf({ store, facts, at, clock, marks, things, waiting }: Read): LockedState {
  const isCounted = (thing: Thing): boolean => {
    const mark = marks.get(thing.id);
    return thing.dueAt <= at && !isDismissed(mark, thing) && !isSnoozed(mark, at);
  };
  const due = things.filter(isCounted).length;
  if (!readSettings(store).notifyReminders) return { due, entries: [] };
  const scheduled = scheduleOf(facts, at, at + LOCKED_AHEAD_MS, clock).flatMap(({ thing, tellings }) => {
    const mark = marks.get(thing.id);
    if (isDismissed(mark, thing)) return [];
    const counted = isCounted(thing);
    // What comes while it is snoozed comes with the end of that.
    return tellings.map((one) =>
      entryOf(store, thing, {
        leadDays: one.leadDays,
        date: thing.dueAt,
        at: Math.max(one.at, snoozeOf(mark)),
        adds: one.leadDays === 0 && !counted,
      }),
    );
  });
  const woken = things.flatMap((thing) => {
    const mark = marks.get(thing.id);
    const until = snoozeOf(mark);
    if (until <= at || isDismissed(mark, thing)) return [];
    return [entryOf(store, thing, { leadDays: SNOOZE_LEAD, date: until, at: until, adds: thing.dueAt <= until })];
  });
  const late = waiting.flatMap(({ pending: { due: one, tellings, snoozedUntil }, until }) =>
    [
      ...tellings.map(({ leadDays }) => ({ leadDays, date: one.thing.dueAt })),
      ...(snoozedUntil === null ? [] : [{ leadDays: SNOOZE_LEAD, date: snoozedUntil }]),
    ].map((telling) => entryOf(store, one.thing, { ...telling, at: until, adds: false })),
  );
  const entries = [...scheduled, ...woken, ...late].sort((a, b) => a.at - b.at).slice(0, MOST_LOCKED_ENTRIES);
  return { due, entries };
}

function entryOf(
  store: Store,
  thing: Thing,
  telling: { readonly leadDays: number; readonly date: number; readonly at: number; readonly adds: boolean },
): LockedEntry {
  return {
    at: telling.at,
    tag: tagOf(store, tellingText(thing, telling.leadDays, telling.date)),
    subject: tagOf(store, thing.keyId ?? thing.id),
    isKey: thing.keyId !== null,
    adds: telling.adds,
    quiet: thing.rules.quietHours,
  };
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
