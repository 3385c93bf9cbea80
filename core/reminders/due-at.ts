import type { Reminder } from '#shared/domain/reminder.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { describeThing } from './describe-thing.ts';
import type { Facts } from './facts.ts';
import { rings, warnsAt } from './telling-times.ts';
import { type Thing, thingsUntil } from './things.ts';
import type { ZoneClock } from './zone-clock.ts';

/** One time at which somebody is told of something; `leadDays` 0: that it has come. */
export type Telling = { readonly leadDays: number; readonly at: number };

/** Something that is due, with every time at which it was to be told by then, the earliest first. */
export type Due = { readonly thing: Thing; readonly tellings: readonly Telling[] };

/**
 * What is due at an instant (milliseconds), most urgent first. It follows from the facts, the policies in them, the instant
 * and the zone alone, so that any day can be looked at.
 */
export function dueAt(facts: Facts, at: number, clock: ZoneClock): Reminder[] {
  return dueThings(facts, at, clock).map((due) => reminderOf(due, at, clock));
}

/** As {@link dueAt}, with what decides when it is told. */
export function dueThings(facts: Facts, at: number, clock: ZoneClock): Due[] {
  const due: Due[] = [];
  for (const thing of thingsUntil(facts, at)) {
    // From its end on, it is another kind that tells of it.
    if (thing.kind === 'expires' && thing.dueAt <= at) continue;
    const tellings = tellingsOf(thing, clock).filter((telling) => telling.at <= at);
    if (tellings.length > 0 || isListed(thing, at)) due.push({ thing, tellings });
  }
  return due.sort((a, b) => compareUrgency(a.thing, b.thing, at));
}

/** Every time at which somebody is told of a thing, the earliest first. */
export function tellingsOf(thing: Thing, clock: ZoneClock): Telling[] {
  const { rules } = thing;
  switch (thing.nature) {
    case 'ends':
      return [{ leadDays: 0, at: rings(thing.dueAt, rules, clock, false) }];
    case 'seen':
      return [{ leadDays: 0, at: rings(thing.dueAt, rules, clock, true) }];
    case 'foreseen': {
      const tellings = thing.leads.map((leadDays) => ({ leadDays, at: warnsAt(thing, leadDays, rules, clock) }));
      if (thing.onItsDay) tellings.push({ leadDays: 0, at: warnsAt(thing, 0, rules, clock) });
      return tellings;
    }
  }
}

export function reminderOf({ thing, tellings }: Due, at: number, clock: ZoneClock): Reminder {
  const told = tellings.at(-1) ?? tellingsOf(thing, clock).find((telling) => telling.at > at);
  // Each by its name: taking the rest of an object takes longer than everything else of a large vault together.
  return {
    id: thing.id,
    kind: thing.kind,
    action: thing.action,
    origin: thing.origin,
    keyId: thing.keyId,
    projectId: thing.projectId,
    environmentId: thing.environmentId,
    connectionId: thing.connectionId,
    remoteKeyId: thing.remoteKeyId,
    placementId: thing.placementId,
    name: thing.name,
    project: thing.project,
    environment: thing.environment,
    provider: thing.provider,
    detail: describeThing(thing, at),
    dueAt: thing.dueAt,
    precision: thing.precision,
    firesAt: told?.at ?? thing.dueAt,
    leadDays: told?.leadDays ?? 0,
    ownerNote: thing.rules.ownerNote,
    snoozedUntil: null,
    dismissed: null,
  };
}

/** A list shows what comes up before somebody is told of it, as far ahead as the furthest warning. */
export function isListed(thing: Thing, at: number): boolean {
  const aheadMs = thing.nature === 'foreseen' ? thing.rules.listedAheadMs : 0;
  return thing.dueAt - aheadMs <= at;
}

/** What programs fail of comes first, then what has a date, then what only should be tidied up. */
function rankOf(thing: Thing, at: number): number {
  switch (thing.kind) {
    case 'expired':
    case 'ended-at-provider':
    case 'rotation-unfinished':
    case 'placement-changed':
      return 0;
    case 'rotate':
      return thing.dueAt <= at ? 0 : 1;
    case 'expires':
    case 'placement-behind':
      return 1;
    default:
      return 2;
  }
}

export function compareUrgency(a: Thing, b: Thing, at: number): number {
  return (
    rankOf(a, at) - rankOf(b, at) ||
    a.dueAt - b.dueAt ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id < b.id ? -1 : 1)
  );
}

/** The first instant after `after` at which somebody is to be told of something; `limit` where there is none before it. */
export function nextTellingAt(facts: Facts, after: number, limit: number, clock: ZoneClock): number {
  let next = limit;
  for (const thing of thingsUntil(facts, limit)) {
    if (thing.dueAt - thing.rules.aheadMs > next || thing.dueAt + MS_PER_DAY * 8 < after) continue;
    for (const telling of tellingsOf(thing, clock)) {
      if (telling.at > after && telling.at < next && !isOver(thing, telling)) next = telling.at;
    }
  }
  return next;
}

/** A warning that would come when the end has come is not given: the end is told. */
export function isOver(thing: Thing, telling: Telling): boolean {
  return thing.kind === 'expires' && telling.at >= thing.dueAt;
}
