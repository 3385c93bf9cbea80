import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { calendarEvents } from '../reminders/calendar.ts';
import { keyDates } from '../reminders/key-dates.ts';
import { findReminder, listReminders, summariseReminders } from '../reminders/list-reminders.ts';
import { dismissReminder, readMarks, reopenReminder, snoozeReminder } from '../reminders/marks.ts';
import { planRotation } from '../reminders/planned-rotations.ts';
import { listPolicies, policyInForce, setPolicy } from '../reminders/policy-rows.ts';
import { readFacts } from '../reminders/read-facts.ts';
import { remindersIn } from '../reminders/reminders-in.ts';
import { timelineMarks } from '../reminders/schedule.ts';
import { systemTimeZone } from '../reminders/system-time-zone.ts';
import { writeCalendar } from '../reminders/write-calendar.ts';
import { ZoneClock } from '../reminders/zone-clock.ts';
import type { Store } from '../store/store.ts';
import { type Handlers, unlocked } from './handlers.ts';

export const policyHandlers: Handlers<'policies'> = {
  get: (engine, { scope }) => unlocked(engine, (store) => policyInForce(store, scope)),
  list: (engine) => unlocked(engine, (store) => success({ policies: listPolicies(store) })),
  set: (engine, { scope, own }) => unlocked(engine, (store) => setPolicy(store, scope, own)),
};

export const reminderHandlers: Handlers<'reminders'> = {
  list: (engine, request) => unlocked(engine, (store) => success(listReminders(store, request))),
  summary: (engine) => unlocked(engine, (store) => success(summariseReminders(store))),
  datesOf: (engine, { keyId }) => unlocked(engine, (store) => keyDates(store, keyId)),
  snooze: (engine, { reminderId, until }) =>
    unlocked(engine, (store) => {
      const found = named(store, reminderId);
      return found.ok ? snoozeReminder(store, found.value, until) : found;
    }),
  dismiss: (engine, { reminderId, reason }) =>
    unlocked(engine, (store) => {
      const found = named(store, reminderId);
      return found.ok ? dismissReminder(store, found.value, reason) : found;
    }),
  reopen: (engine, { reminderId }) =>
    unlocked(engine, (store) => {
      const found = named(store, reminderId);
      return found.ok ? reopenReminder(store, found.value) : found;
    }),
  exportCalendar: (engine, { names, ...filter }) =>
    unlocked(engine, async (store) => {
      const path = await engine.platform.files.saveFile({
        title: 'Save a calendar of what comes due',
        suggestedName: 'keyrail.ics',
        filters: [{ name: 'Calendar', extensions: ['ics'] }],
      });
      if (path === null) return success({ events: 0, cancelled: true });
      const facts = readFacts(store);
      const at = store.now();
      const [marks, clock] = [readMarks(store), new ZoneClock(systemTimeZone())];
      const due = remindersIn(facts, marks, clock, { ...filter, at });
      const events = calendarEvents(facts, due, at, { ...filter, names, clock, marks });
      const written = await writeCalendar(path, events, at);
      return written.ok ? success({ events: events.length, cancelled: false }) : written;
    }),
};

export const timelineHandlers: Handlers<'timeline'> = {
  marks: (engine, { from, to, ...filter }) =>
    unlocked(engine, (store) => success({ marks: timelineMarks(readFacts(store), from, to, filter) })),
  planRotation: (engine, { keyId, at }) => unlocked(engine, (store) => planRotation(store, keyId, at)),
};

function named(store: Store, reminderId: string): Result<Reminder, 'reminder-not-found'> {
  const found = findReminder(store, reminderId);
  if (found.ok) return found;
  return failure('reminder-not-found', found.error.message);
}
