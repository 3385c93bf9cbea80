import { MS_PER_DAY } from '#shared/time/units.ts';
import { readSettings } from '../store/settings-store.ts';
import type { Store } from '../store/store.ts';
import type { Facts } from './facts.ts';
import { firedOf, noteFired, SNOOZE_LEAD, type Tellings, wasTold } from './fired-log.ts';
import type { LockedEntry } from './locked-schedule.ts';
import { isDismissed, isSnoozed, type Mark } from './marks.ts';
import { scheduleOf } from './schedule.ts';
import type { Thing } from './things.ts';
import type { ZoneClock } from './zone-clock.ts';

/** How far ahead a locked vault knows what comes, and how much of it. */
const LOCKED_AHEAD_MS = 180 * MS_PER_DAY;
const MOST_LOCKED_ENTRIES = 2_000;

/** What a locked vault leaves in its schedule. */
export type LockedState = { readonly due: number; readonly entries: readonly LockedEntry[] };

/** One time at which somebody may be told, before it is known whether somebody was. */
type Coming = {
  readonly thing: Thing;
  readonly leadDays: number;
  /** The thing's own, or the end of a snooze. */
  readonly date: number;
  readonly at: number;
  readonly adds: boolean;
};

type Read = {
  readonly store: Store;
  readonly facts: Facts;
  readonly at: number;
  readonly clock: ZoneClock;
  readonly marks: ReadonlyMap<string, Mark>;
  /** What is due. */
  readonly things: readonly Thing[];
  readonly waiting: Tellings['waiting'];
  /** Tags of what was told while the vault was locked last. */
  readonly told: ReadonlySet<string>;
};

/**
 * What is told while the vault is locked. A time may come twice, since clocks are set back and machines move to where it is
 * earlier: what was told is left out, and what was told while it was locked is noted.
 */
export function lockedStateOf(read: Read): LockedState {
  const { store, at, marks, things, told } = read;
  const isCounted = (thing: Thing): boolean => {
    const mark = marks.get(thing.id);
    return thing.dueAt <= at && !isDismissed(mark, thing) && !isSnoozed(mark, at);
  };
  const due = things.filter(isCounted).length;
  if (!readSettings(store).notifyReminders) return { due, entries: [] };
  const entries: LockedEntry[] = [];
  const gone: Coming[] = [];
  const subjects = new Map<string, number>();
  // A tag costs more than everything else of an entry: only what is kept gets one.
  for (const coming of comingOf(read, isCounted)) {
    if (entries.length === MOST_LOCKED_ENTRIES) break;
    if (isGone(store, coming, at)) continue;
    const tag = tellingTag(store, coming.thing, coming.leadDays, coming.date);
    if (told.has(tag)) {
      gone.push(coming);
      continue;
    }
    const about = coming.thing.keyId ?? coming.thing.id;
    const subject = subjects.get(about) ?? subjects.size;
    subjects.set(about, subject);
    entries.push({
      at: coming.at,
      tag,
      subject: String(subject),
      isKey: coming.thing.keyId !== null,
      adds: coming.adds,
      quiet: coming.thing.rules.quietHours,
    });
  }
  if (gone.length > 0) noteGone(store, gone, at);
  return { due, entries };
}

/** In the order of their times. */
function comingOf(
  { facts, at, clock, marks, things, waiting }: Read,
  isCounted: (thing: Thing) => boolean,
): readonly Coming[] {
  const coming: Coming[] = [];
  for (const { thing, tellings } of scheduleOf(facts, at, at + LOCKED_AHEAD_MS, clock)) {
    const mark = marks.get(thing.id);
    if (isDismissed(mark, thing)) continue;
    const counted = isCounted(thing);
    for (const one of tellings) {
      const { leadDays } = one;
      // What comes while it is snoozed comes with the end of that.
      const tellAt = Math.max(one.at, snoozeOf(mark));
      coming.push({ thing, leadDays, date: thing.dueAt, at: tellAt, adds: leadDays === 0 && !counted });
    }
  }
  for (const thing of things) {
    const mark = marks.get(thing.id);
    const until = snoozeOf(mark);
    if (until <= at || isDismissed(mark, thing)) continue;
    coming.push({ thing, leadDays: SNOOZE_LEAD, date: until, at: until, adds: thing.dueAt <= until });
  }
  for (const { pending, until } of waiting) {
    const { thing } = pending.due;
    const late = { thing, at: until, adds: false };
    for (const { leadDays } of pending.tellings) coming.push({ ...late, leadDays, date: thing.dueAt });
    const { snoozedUntil } = pending;
    if (snoozedUntil !== null) coming.push({ ...late, leadDays: SNOOZE_LEAD, date: snoozedUntil });
  }
  return coming.sort((a, b) => a.at - b.at);
}

function isGone(store: Store, { thing, leadDays, date, at: tellAt }: Coming, now: number): boolean {
  const fired = firedOf(store, thing.id);
  return leadDays === SNOOZE_LEAD
    ? fired.some((one) => one.leadDays === SNOOZE_LEAD && one.dueAt === date)
    : wasTold(thing, { leadDays, at: tellAt }, now, fired);
}

function noteGone(store: Store, gone: readonly Coming[], at: number): void {
  store.write(() => {
    for (const { thing, leadDays, date, at: tellAt } of gone) {
      const isSnooze = leadDays === SNOOZE_LEAD;
      const tellings = isSnooze ? [] : [{ leadDays, at: tellAt }];
      noteFired(store, { due: { thing, tellings }, tellings, snoozedUntil: isSnooze ? date : null }, at);
    }
  });
}

const snoozeOf = (mark: Mark | undefined): number => mark?.snoozedUntil ?? 0;

/** Eight bytes of a keyed hash: enough to tell apart what one vault has. @param date the thing's, or the end of a snooze */
export function tellingTag(store: Store, thing: Thing, leadDays: number, date: number): string {
  return store.session
    .fingerprint(Buffer.from(`reminder ${thing.id} ${leadDays} ${date}`, 'utf8'))
    .toString('base64url')
    .slice(0, 11);
}
