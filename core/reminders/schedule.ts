import type { Reminder, TimelineMark } from '#shared/domain/reminder.ts';
import { addDuration } from '#shared/time/duration.ts';
import { isOver, reminderOf, type Telling, tellingsOf } from './due-at.ts';
import type { Facts, KeyFacts } from './facts.ts';
import { expiryOf, rotationOf, type Thing, thingsUntil, valueSince } from './things.ts';
import type { ZoneClock } from './zone-clock.ts';

/** A mark on the timeline, with the times at which somebody is told of it. */
export type Scheduled = { readonly thing: Thing; readonly tellings: readonly Telling[] };

/** Rotations that are projected behind the next one of a key; a daily one must not fill a timeline of years. */
const MOST_PROJECTED = 400;

/** Everything that is told in a time, without its beginning, and when; in the order of its dates. */
export function scheduleOf(facts: Facts, from: number, to: number, clock: ZoneClock): Scheduled[] {
  const scheduled: Scheduled[] = [];
  for (const thing of thingsUntil(facts, to)) {
    const tellings = tellingsOf(thing, clock).filter(
      (telling) => telling.at > from && telling.at <= to && !isOver(thing, telling),
    );
    if (tellings.length > 0) scheduled.push({ thing, tellings });
  }
  return scheduled.sort((a, b) => a.thing.dueAt - b.thing.dueAt || (a.thing.id < b.thing.id ? -1 : 1));
}

/** What is not due at `at` and comes up until `to`, in the order of its dates. `due` is what is. */
export function upcomingReminders(
  facts: Facts,
  at: number,
  to: number,
  clock: ZoneClock,
  due: readonly Reminder[],
): Reminder[] {
  const known = new Set(due.map(({ id }) => id));
  // A key that expires until then is one that expires, however that ends.
  return thingsUntil(facts, to)
    .filter((thing) => !known.has(thing.id) && thing.dueAt > at && thing.dueAt <= to && thing.kind !== 'expired')
    .map((thing) => reminderOf({ thing, tellings: [] }, at, clock))
    .sort((a, b) => a.dueAt - b.dueAt || (a.name < b.name ? -1 : 1));
}

export type MarkFilter = { readonly projectId?: string | undefined; readonly environmentId?: string | undefined };

/** Expiries and rotations in a time, both ends in it, by date. A rotation that is late stands where it was due. */
export function timelineMarks(facts: Facts, from: number, to: number, filter: MarkFilter = {}): TimelineMark[] {
  const marks: TimelineMark[] = [];
  for (const key of facts.keys) {
    const environment = facts.environments.get(key.environmentId);
    if (environment === undefined) continue;
    if (filter.environmentId !== undefined && key.environmentId !== filter.environmentId) continue;
    if (filter.projectId !== undefined && environment.projectId !== filter.projectId) continue;
    const shared = {
      keyId: key.id as TimelineMark['keyId'],
      projectId: environment.projectId as TimelineMark['projectId'],
      environmentId: key.environmentId as TimelineMark['environmentId'],
      name: key.name,
      provider: key.provider,
    };
    const expiry = expiryOf(facts, key);
    if (expiry !== null && expiry.at >= from && expiry.at <= to) {
      marks.push({
        ...shared,
        ...expiry,
        reminderId: `expires:${key.id}` as TimelineMark['reminderId'],
        kind: 'expires',
        projected: false,
        planned: false,
      });
    }
    for (const { at, projected, planned } of rotationsOf(facts, key, to)) {
      if (at < from) continue;
      marks.push({
        ...shared,
        at,
        projected,
        planned,
        reminderId: `rotate:${key.id}` as TimelineMark['reminderId'],
        kind: 'rotate',
        precision: 'instant',
        origin: planned ? 'typed' : 'policy',
      });
    }
  }
  return marks.sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The next rotation of a key, and those that follow if each is done on its day. */
function rotationsOf(
  facts: Facts,
  key: KeyFacts,
  until: number,
): { at: number; projected: boolean; planned: boolean }[] {
  const rules = facts.policies.ofKey(key);
  const next = rotationOf(facts, key, rules, until);
  if (next === null || next.at > until) return [];
  const rotations = [{ ...next, projected: false }];
  const interval = key.rotateEvery === null ? rules.interval : facts.policies.interval(key.rotateEvery);
  if (interval === null || (key.kind === 'publishable' && key.rotateEvery === null)) return rotations;
  // What is late is done today at the earliest; nothing follows it before that.
  const first = Math.max(next.at, facts.readAt);
  let at = addDuration(first, interval.duration);
  while (at <= until && at > valueSince(key) && rotations.length <= MOST_PROJECTED) {
    rotations.push({ at, planned: false, projected: true });
    const after = addDuration(at, interval.duration);
    if (after <= at) break;
    at = after;
  }
  return rotations;
}
