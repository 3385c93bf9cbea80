import type { Store } from '../store/store.ts';
import { type Due, dueThings, isListed, isOver, type Telling } from './due-at.ts';
import type { Facts } from './facts.ts';
import { isDismissed, isSnoozed, type Mark, readMarks } from './marks.ts';
import { rings } from './telling-times.ts';
import type { Thing } from './things.ts';
import type { ZoneClock } from './zone-clock.ts';

/** Something that was told: of which reminder, how far ahead, for which date, and when. */
export type Fired = { readonly leadDays: number; readonly dueAt: number; readonly firedAt: number };

/** Something that is to be told now; `tellings` are those that it stands for, the earliest first. */
export type Pending = {
  readonly due: Due;
  readonly tellings: readonly Telling[];
  /** The snooze that is over, milliseconds; null where it is not told because of one. */
  readonly snoozedUntil: number | null;
};

/** What is to be told, as far as it was not yet: now, and what waits until the quiet hours or days off are over. */
export type Tellings = {
  readonly now: readonly Pending[];
  readonly waiting: readonly { readonly pending: Pending; readonly until: number }[];
};

/** In the log, the end of a snooze stands under this lead, with the end as its date. */
export const SNOOZE_LEAD = -1;
/** What a date was before counts as long as this many others did not come after it. */
const KEPT_DATES = 16;

/**
 * What has come by an instant and was not told yet, in quiet hours as well.
 * @param firedOf what was told of a reminder
 */
export function pendingTellings(
  facts: Facts,
  at: number,
  clock: ZoneClock,
  marks: ReadonlyMap<string, Mark>,
  firedOf: (reminderId: string) => readonly Fired[],
): Pending[] {
  return dueThings(facts, at, clock).flatMap((due) => {
    const pending = pendingOf(due, at, marks.get(due.thing.id), firedOf(due.thing.id));
    return pending === null ? [] : [pending];
  });
}

/** Null where nothing is to be told of it. */
export function pendingOf(due: Due, at: number, mark: Mark | undefined, fired: readonly Fired[]): Pending | null {
  const { thing } = due;
  if (isDismissed(mark, thing) || isSnoozed(mark, at)) return null;
  const tellings = due.tellings.filter((telling) => !isOver(thing, telling) && !wasTold(thing, telling, at, fired));
  const until = mark?.snoozedUntil ?? null;
  const woken =
    until !== null &&
    wasDueBy(due, until) &&
    !fired.some(({ leadDays, dueAt }) => leadDays === SNOOZE_LEAD && dueAt === until)
      ? until
      : null;
  return tellings.length === 0 && woken === null ? null : { due, tellings, snoozedUntil: woken };
}

/** A snooze that ended before the thing was due at all, since it was replaced or moved meanwhile, was of another matter. */
function wasDueBy({ thing, tellings }: Due, until: number): boolean {
  return isListed(thing, until) || tellings.some(({ at }) => at <= until);
}

/**
 * Whether a telling was given before. It was when it was given for the same date, and when it was given for a later one at a
 * time when it was due for this one as well: a date that is moved forward and back is not told of again. What was told by a
 * clock that ran ahead counts for its own date only.
 */
export function wasTold(thing: Thing, telling: Telling, now: number, fired: readonly Fired[]): boolean {
  return fired.some(
    ({ leadDays, dueAt, firedAt }) =>
      leadDays === telling.leadDays &&
      (Math.abs(dueAt - thing.dueAt) <= thing.sameWithinMs ||
        (dueAt > thing.dueAt && firedAt >= telling.at && firedAt <= now)),
  );
}

export function firedOf(store: Store, reminderId: string): Fired[] {
  return store
    .sql(
      `SELECT lead_days AS leadDays, due_at AS dueAt, fired_at AS firedAt FROM reminders_fired WHERE reminder_id = ?`,
    )
    .all(reminderId) as Fired[];
}

/**
 * Finds what is to be told now and notes it as told, in one transaction: of several processes only one gets each. What the
 * desktop then cannot show is given back with {@link unfire}.
 */
export function claimTellings(store: Store, facts: Facts, at: number, clock: ZoneClock): Tellings {
  const found = pendingTellings(facts, at, clock, readMarks(store), (id) => firedOf(store, id));
  const waiting = found.flatMap((pending) => {
    const until = tellableAt(pending, at, clock);
    return until > at ? [{ pending, until }] : [];
  });
  if (found.length === waiting.length) return { now: [], waiting };
  const waits = new Set(waiting.map(({ pending }) => pending));
  const now = store.write(() => {
    // Another process may have told it, or a person may have dismissed it, since it was found.
    const marks = readMarks(store);
    return found.flatMap((one) => {
      if (waits.has(one)) return [];
      const pending = pendingOf(one.due, at, marks.get(one.due.thing.id), firedOf(store, one.due.thing.id));
      if (pending === null) return [];
      noteFired(store, pending, at);
      return [pending];
    });
  });
  return { now, waiting };
}

/**
 * When something that has come may ring: a machine that wakes at night keeps quiet until the morning. Only what can wait
 * waits for a working day, and not where a person named the day.
 */
export function tellableAt({ due: { thing }, snoozedUntil }: Pending, at: number, clock: ZoneClock): number {
  return rings(at, thing.rules, clock, thing.nature === 'seen' && snoozedUntil === null);
}

/** Call it inside a `write`. */
export function noteFired(store: Store, { due: { thing }, tellings, snoozedUntil }: Pending, at: number): void {
  const insert = store.sql(`INSERT INTO reminders_fired (reminder_id, lead_days, due_at, fired_at) VALUES (?, ?, ?, ?)
    ON CONFLICT (reminder_id, lead_days, due_at) DO NOTHING`);
  const forget = store.sql(`DELETE FROM reminders_fired WHERE reminder_id = @id AND lead_days = @lead AND sequence <=
    (SELECT sequence FROM reminders_fired WHERE reminder_id = @id AND lead_days = @lead
      ORDER BY sequence DESC LIMIT 1 OFFSET ${KEPT_DATES})`);
  for (const [lead, dueAt] of rowsOf(thing, tellings, snoozedUntil)) {
    insert.run(thing.id, lead, dueAt, at);
    forget.run({ id: thing.id, lead });
  }
}

/** Takes back that something was told, so that it is tried again. */
export function unfire(store: Store, pending: readonly Pending[]): void {
  store.write(() => {
    const remove = store.sql('DELETE FROM reminders_fired WHERE reminder_id = ? AND lead_days = ? AND due_at = ?');
    for (const { due, tellings, snoozedUntil } of pending) {
      for (const [lead, dueAt] of rowsOf(due.thing, tellings, snoozedUntil)) remove.run(due.thing.id, lead, dueAt);
    }
  });
}

function rowsOf(
  thing: Thing,
  tellings: readonly Telling[],
  snoozedUntil: number | null,
): (readonly [number, number])[] {
  const rows = tellings.map(({ leadDays }) => [leadDays, thing.dueAt] as const);
  return snoozedUntil === null ? rows : [...rows, [SNOOZE_LEAD, snoozedUntil] as const];
}
