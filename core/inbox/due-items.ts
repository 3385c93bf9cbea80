import type { InboxItem } from '#shared/contract/inbox.ts';
import type { DateOrigin } from '#shared/domain/instant.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { readMarks } from '../reminders/marks.ts';
import { readKeyFacts } from '../reminders/read-key-facts.ts';
import { remindersIn } from '../reminders/reminders-in.ts';
import { systemTimeZone, ZoneClock } from '../reminders/zone-clock.ts';
import type { Store } from '../store/store.ts';

/**
 * What is due of keys alone at the instant `now`, most urgent first: expired and expiring keys, and rotations that come up,
 * without what is snoozed or dismissed. All other kinds are in `reminders.list`, for which more has to be read.
 */
export function dueItems(store: Store, now: number): InboxItem[] {
  const clock = new ZoneClock(systemTimeZone());
  return remindersIn(readKeyFacts(store), readMarks(store), clock, { at: now }).flatMap(itemOf);
}

function itemOf({ id, kind, keyId, projectId, environmentId, dueAt, origin, ...names }: Reminder): InboxItem[] {
  if (kind !== 'expires' && kind !== 'expired' && kind !== 'rotate') return [];
  if (keyId === null || projectId === null || environmentId === null) return [];
  const { name, project, environment, provider } = names;
  return [
    {
      ...{ id, kind, keyId, projectId, environmentId, name, project, environment, provider, dueAt },
      origin: dateOriginOf(origin),
      action: 'replace-value',
    },
  ];
}

/** A policy is what a person typed; the other ways to know are inferences. */
function dateOriginOf(origin: Reminder['origin']): DateOrigin {
  switch (origin) {
    case 'reported':
      return 'reported';
    case 'header':
    case 'value':
    case 'lifetime':
    case 'seen':
      return 'inferred';
    case 'typed':
    case 'policy':
      return 'typed';
  }
}
