import { unreachable } from '#shared/contract/result.ts';
import type { ReminderOrigin } from '#shared/domain/reminder.ts';
import { formatDuration, parseDuration } from '#shared/time/duration.ts';
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
      const why = thing.planned ? 'as planned' : `by its policy${everyWords(thing)}`;
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

function everyWords({ every }: Thing): string {
  if (every === null) return '';
  const parsed = parseDuration(every);
  return parsed.ok ? ` (${formatDuration(parsed.value)})` : '';
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
