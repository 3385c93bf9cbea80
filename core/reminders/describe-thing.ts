import { unreachable } from '#shared/contract/result.ts';
import type { ReminderOrigin } from '#shared/domain/reminder.ts';
import { formatDuration, parseDuration } from '#shared/time/duration.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import type { Thing } from './things.ts';

/** What is the matter, in a sentence or two, without the name of what it is about. */
export function describeThing(thing: Thing, at: number): string {
  switch (thing.kind) {
    case 'expires':
      return `It expires on ${dayOf(thing.dueAt)}, ${originWords(thing.origin)}.`;
    case 'expired':
      return `It expired on ${dayOf(thing.dueAt)}, ${originWords(thing.origin)}. Programs that use it fail.`;
    case 'rotate': {
      const verb = thing.dueAt <= at ? 'was' : 'is';
      const why = thing.planned ? 'as planned' : `by its policy${thing.every === null ? '' : everyWords(thing.every)}`;
      return `A new value ${verb} due on ${dayOf(thing.dueAt)}, ${why}.`;
    }
    default:
      return thing.detail;
  }
}

/** How a date is known, as an end of a sentence. */
export function originWords(origin: ReminderOrigin): string {
  switch (origin) {
    case 'reported':
      return 'as the provider says';
    case 'typed':
      return 'as typed here';
    case 'header':
      return "as a header of the provider's answer says";
    case 'value':
      return 'as the value itself says';
    case 'lifetime':
      return "at the latest: the provider's keys live no longer";
    case 'policy':
      return 'by its policy';
    case 'seen':
      return 'as Keyrail saw';
    default:
      return unreachable(origin);
  }
}

// Many keys share few durations and few days.
const everyWords = remembered((every: string): string => {
  const parsed = parseDuration(every);
  return parsed.ok ? ` (${formatDuration(parsed.value)})` : '';
});
const nameOfDay = remembered((day: number): string => new Date(day * MS_PER_DAY).toISOString().slice(0, 10));
const MOST_REMEMBERED = 4_096;

function dayOf(at: number): string {
  return nameOfDay(Math.floor(at / MS_PER_DAY));
}

function remembered<Key>(name: (key: Key) => string): (key: Key) => string {
  const known = new Map<Key, string>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = name(key);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(key, made);
    return made;
  };
}
