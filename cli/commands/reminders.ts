import { calendarEvents, icsOf } from '#core/reminders/calendar.ts';
import { readMarks } from '#core/reminders/marks.ts';
import { readFacts } from '#core/reminders/read-facts.ts';
import { remindersIn } from '#core/reminders/reminders-in.ts';
import { systemTimeZone } from '#core/reminders/system-time-zone.ts';
import { writeCalendar } from '#core/reminders/write-calendar.ts';
import { ZoneClock } from '#core/reminders/zone-clock.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Reminder } from '#shared/domain/reminder.ts';
import { parseDate } from '#shared/time/dates.ts';
import { addDuration, parseDuration } from '#shared/time/duration.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { LAST_INSTANT_MS } from '#shared/time/units.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { placeFilter } from '../reminder-filter.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';

/** For scripts: something is due. No other command ends so. */
const DUE_STATUS = 8;
const FAIL_ON = ['due', 'expired'] as const;

const spec = {
  name: 'reminders',
  usage: ['reminders [--at DATE] [--within TIME] [-p PROJECT] [-e ENV] [--json] [--ics FILE] [--fail-on due|expired]'],
  about: `Lists what needs somebody, most urgent first: expiries, rotations, copies in CI that are behind, keys that are unused,
unknown or ended at their provider, and what concerns the vault itself. "--at" shows any other day as far as it can be
foreseen, "--within" what comes up besides. Nothing is told and nothing is changed by looking.`,
  options: {
    at: { type: 'text', value: 'DATE', help: 'another day or instant: 2027-01-15, or from now: 30d' },
    within: { type: 'text', value: 'TIME', help: 'what comes due in that time as well: 30d, 12w' },
    project: { ...PROJECT, help: 'only of this project' },
    env: { ...ENVIRONMENT, help: 'only of this environment; without -p, of that name in every project' },
    snoozed: { type: 'flag', help: 'list what is snoozed as well; JSON always does' },
    json: {
      ...JSON_OUTPUT,
      help: 'print {reminders: [{id, kind, key, project, environment, dueAt, firesAt, origin, action, snoozedUntil}]}',
    },
    ics: {
      type: 'text',
      value: 'FILE',
      help: 'write a calendar of the next year (iCalendar): a file, or one file an event in a folder; - prints it',
      completes: 'file',
    },
    'no-names': { type: 'flag', help: 'a calendar without names of keys, projects and providers' },
    'fail-on': {
      type: 'text',
      value: 'WHAT',
      help: `end with status ${DUE_STATUS} where something is due (or expired), then or within the time asked for`,
      completes: FAIL_ON,
    },
  },
  words: { min: 0, max: 0 },
  examples: [
    ['keyrail reminders', 'what to do next'],
    ['keyrail reminders --at 2027-01-15', 'what will be due after the holidays'],
    ['keyrail reminders -e production --within 7d --fail-on due', 'stops a release before a key does'],
    ['keyrail reminders --ics ~/calendars/keyrail.ics --no-names', 'a file for a calendar program to subscribe to'],
    ['keyrail reminders --ics ~/calendars/keyrail', 'the same for a program that keeps a folder'],
  ],
} as const satisfies CommandSpec;

const WORDS: Readonly<Record<Reminder['kind'], string>> = {
  expired: 'expired',
  expires: 'expires',
  rotate: 'rotate',
  'rotation-unfinished': 'rotation not finished',
  'ended-at-provider': 'ended at provider',
  'placement-changed': 'changed in CI',
  'placement-behind': 'behind in CI',
  'secret-in-client': 'secret in a client',
  'same-value': 'same value elsewhere',
  'unknown-key': 'unknown at provider',
  'safe-to-revoke': 'safe to revoke',
  unused: 'unused',
  'sync-failing': 'sync fails',
  'backup-overdue': 'backup overdue',
  'recovery-drill': 'check recovery code',
};

type Asked = { readonly at: number; readonly to: number };

export const command = defineCommand(spec, async ({ options }, context) => {
  const asked = askedOf(options.at, options.within, context.now());
  if (!asked.ok) return asked;
  const failOn = FAIL_ON.find((what) => what === options['fail-on']);
  if (options['fail-on'] !== undefined && failOn === undefined) return usage(spec, '--fail-on is due or expired.');
  if (options['no-names'] && options.ics === undefined) return usage(spec, '--no-names is about --ics.');
  if (options.ics === '-' && options.json) return usage(spec, 'Only one of --json and --ics - can print.');

  return withStore(context, async (store) => {
    const { at, to } = asked.value;
    const filter = placeFilter(store, options);
    if (!filter.ok) return filter;
    const facts = readFacts(store);
    const clock = new ZoneClock(systemTimeZone());
    const request = { at, withinMs: to - at, show: 'all' as const };
    const marks = readMarks(store);
    const all = remindersIn(facts, marks, clock, request)
      .filter((one) => one.dismissed === null)
      .filter(filter.value);
    const open = all.filter(({ snoozedUntil }) => snoozedUntil === null);

    if (options.ics !== undefined) {
      const due = open.filter(({ dueAt }) => dueAt <= at);
      const names = !options['no-names'];
      const events = calendarEvents(facts, due, at, { names, clock, marks, only: filter.value });
      if (options.ics === '-') context.output.write(icsOf(events, context.now()));
      else {
        const written = await writeCalendar(options.ics, events, context.now());
        if (!written.ok) return written;
        const what = `${events.length} ${events.length === 1 ? 'event' : 'events'}`;
        context.output.say(`Wrote ${what} to ${options.ics}${written.value.folder ? ', one a file' : ''}.`);
      }
    }
    if (options.json) writeJson(context.output, { reminders: all.map(reminderJson) });
    else if (options.ics === undefined) show(context, options.snoozed ? all : open, all.length - open.length, at);
    return success(failOn !== undefined && open.some((one) => isFailing(one, failOn, to)) ? DUE_STATUS : 0);
  });
});

function askedOf(
  at: string | undefined,
  within: string | undefined,
  now: number,
): Result<Asked, 'date-invalid' | 'duration-invalid'> {
  const date = at === undefined ? null : parseDate(at, now);
  if (date?.ok === false) return failure(date.error.code, `--at: ${date.error.message}`);
  const duration = within === undefined ? null : parseDuration(within);
  if (duration?.ok === false) return failure(duration.error.code, `--within: ${duration.error.message}`);
  const from = date === null ? now : date.value.at;
  const to = duration === null ? from : Math.min(addDuration(from, duration.value), LAST_INSTANT_MS);
  return success({ at: from, to });
}

function isFailing({ kind, dueAt }: Reminder, what: (typeof FAIL_ON)[number], to: number): boolean {
  if (dueAt > to) return false;
  return what === 'due' || kind === 'expired' || kind === 'expires';
}

function reminderJson(reminder: Reminder) {
  const { id, kind, name, project, environment, dueAt, firesAt, origin, action, snoozedUntil } = reminder;
  return {
    id,
    kind,
    key: name,
    project: project === '' ? null : project,
    environment: environment === '' ? null : environment,
    dueAt: isoOf(dueAt),
    firesAt: isoOf(firesAt),
    origin,
    action,
    snoozedUntil: isoOf(snoozedUntil),
  };
}

function show({ output }: Context, reminders: readonly Reminder[], snoozed: number, at: number): void {
  if (reminders.length === 0) {
    output.say(snoozed === 0 ? 'Nothing is due.' : `Nothing is due; ${snoozed} snoozed (--snoozed lists them).`);
    return;
  }
  writeTable(
    output,
    [
      {
        title: 'DUE',
        text: ({ dueAt, precision }) => timeLeft(at, dueAt, precision).text,
        colour: ({ dueAt }) => (dueAt <= at ? 'red' : 'yellow'),
      },
      {
        title: 'WHAT',
        text: ({ kind, snoozedUntil }) =>
          snoozedUntil === null
            ? WORDS[kind]
            : `${WORDS[kind]} (until ${new Date(snoozedUntil).toISOString().slice(0, 10)})`,
      },
      { title: 'NAME', text: ({ name }) => name, gives: 1 },
      { title: 'PROJECT', text: ({ project }) => project, gives: 3 },
      { title: 'ENVIRONMENT', text: ({ environment }) => environment, gives: 2 },
      // As much of it as "snooze" needs: the kind, and the start of what it is about.
      { title: 'ID', text: ({ id }) => id.replace(/(:[0-9a-f]{8})-.*$/, '$1'), gives: 0 },
    ],
    reminders,
  );
}
