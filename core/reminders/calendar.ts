import { createHash } from 'node:crypto';
import type { Reminder, TimelineMark } from '#shared/domain/reminder.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { originWords } from './describe-thing.ts';
import type { Facts } from './facts.ts';
import { isDismissed, type Mark } from './marks.ts';
import { type MarkFilter, timelineMarks } from './schedule.ts';
import type { ZoneClock } from './zone-clock.ts';

/** One entry of a calendar, before it is written. */
export type CalendarEvent = {
  /** The same in every file, so that a calendar changes the entry that it has. */
  readonly uid: string;
  readonly at: number;
  readonly precision: 'day' | 'instant';
  readonly summary: string;
  readonly description: string;
  /** Days before it, at which the calendar is asked to tell of it. */
  readonly alarmDays: readonly number[];
};

/** How far ahead a calendar file goes. */
const AHEAD_MS = 366 * MS_PER_DAY;
/** What is late stays in the calendar for so long. */
const BEHIND_MS = 90 * MS_PER_DAY;
/** Octets of a line, RFC 5545, 3.1. */
const LONGEST_LINE = 75;

/**
 * Expiries and rotations of the next year as events, and everything else that is due now. Never a value.
 * @param names false: neither names of keys nor of projects, environments and providers
 */
export function calendarEvents(
  facts: Facts,
  due: readonly Reminder[],
  at: number,
  options: MarkFilter & {
    readonly names: boolean;
    /** By which a rotation is on a day. */
    readonly clock: ZoneClock;
    /** What a person did with reminders: what was dismissed is no event. */
    readonly marks: ReadonlyMap<string, Mark>;
    /** Leaves out what is elsewhere, by the names of places. */
    readonly only?: (placed: { readonly project: string; readonly environment: string }) => boolean;
  },
): CalendarEvent[] {
  const repeats = new Map<string, number>();
  const marks = timelineMarks(facts, Math.max(0, at - BEHIND_MS), at + AHEAD_MS, options).flatMap((mark) => {
    const place = facts.environments.get(mark.environmentId);
    if (place !== undefined && options.only?.({ project: place.project, environment: place.name }) === false) return [];
    if (!mark.projected && isDismissed(options.marks.get(mark.reminderId), { dueAt: mark.at })) return [];
    const index = repeats.get(mark.reminderId) ?? 0;
    repeats.set(mark.reminderId, index + 1);
    return [markEvent(facts, mark, index, options)];
  });
  const dated = new Set<string>(['expires', 'expired', 'rotate']);
  const others = due.filter(({ kind }) => !dated.has(kind)).map((reminder) => dueEvent(reminder, options.names));
  return [...marks, ...others];
}

function markEvent(
  facts: Facts,
  mark: TimelineMark,
  index: number,
  { names, clock }: { readonly names: boolean; readonly clock: ZoneClock },
): CalendarEvent {
  const environment = facts.environments.get(mark.environmentId);
  const what = mark.kind === 'expires' ? 'expires' : mark.projected ? 'would be rotated again' : 'is to be rotated';
  const { keyId: id, environmentId, provider } = mark;
  const rules = facts.policies.ofKey({ id, environmentId, provider });
  return {
    uid: uidOf(`${mark.reminderId}${index === 0 ? '' : `:${index}`}`),
    // A rotation is of a day, whatever minute the last one was.
    ...(mark.kind === 'rotate'
      ? { at: clock.dayOf(mark.at) * MS_PER_DAY, precision: 'day' as const }
      : { at: mark.at, precision: mark.precision }),
    summary: names ? `${mark.name} (${environment?.name ?? ''}) ${what}` : `A key ${what}`,
    description: names
      ? `${environment?.project ?? ''}, ${environment?.name ?? ''}: ${mark.name} ${what}, ${originWords(mark.origin)}.`
      : `Open Keyrail to see which: it ${what}, ${originWords(mark.origin)}.`,
    alarmDays: mark.projected ? [] : rules.warnAheadDays,
  };
}

const WITHOUT_NAMES: Readonly<Partial<Record<Reminder['kind'], string>>> = {
  'rotation-unfinished': 'A rotation is not finished',
  'placement-behind': 'A CI target has an old value',
  'placement-changed': 'A CI target was changed elsewhere',
  'ended-at-provider': 'A key has ended at its provider',
  unused: 'A key is not used',
  'unknown-key': 'A provider lists an unknown key',
  'safe-to-revoke': 'A key can be revoked',
  'same-value': 'Several environments have one value',
  'secret-in-client': 'A secret is in a client',
  'sync-failing': 'A connection cannot be synced',
  'backup-overdue': 'A backup is overdue',
  'recovery-drill': 'The recovery code is to be checked',
};

function dueEvent(reminder: Reminder, names: boolean): CalendarEvent {
  const general = WITHOUT_NAMES[reminder.kind] ?? 'Something is due';
  return {
    uid: uidOf(reminder.id),
    at: reminder.dueAt,
    precision: 'day',
    summary: names ? `${general}: ${reminder.name}` : general,
    description: names ? reminder.detail : 'Open Keyrail to see which.',
    alarmDays: [],
  };
}

/** The id is random, but it is that of the vault: nobody who reads calendars of two people can compare them. */
function uidOf(text: string): string {
  return `${createHash('sha256').update(`keyrail-calendar-1 ${text}`).digest('hex').slice(0, 32)}@keyrail.app`;
}

/** An iCalendar object (RFC 5545) of events. @param now milliseconds: when it is written */
export function icsOf(events: readonly CalendarEvent[], now: number): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Keyrail//Reminders//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'X-WR-CALNAME:Keyrail',
    'REFRESH-INTERVAL;VALUE=DURATION:PT12H',
    'X-PUBLISHED-TTL:PT12H',
    ...events.flatMap((event) => eventLines(event, now)),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}

function eventLines({ uid, at, precision, summary, description, alarmDays }: CalendarEvent, now: number): string[] {
  const day = Math.floor(at / MS_PER_DAY) * MS_PER_DAY;
  const when =
    precision === 'day'
      ? [`DTSTART;VALUE=DATE:${stamp(day).slice(0, 8)}`, 'DURATION:P1D']
      : // It ends when it begins, as an event does that has neither an end nor a duration.
        [`DTSTART:${stamp(at)}`];
  return [
    'BEGIN:VEVENT',
    `UID:${uid}`,
    `DTSTAMP:${stamp(now)}`,
    ...when,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    'TRANSP:TRANSPARENT',
    'CLASS:PRIVATE',
    ...alarmDays.flatMap((days) => [
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      `DESCRIPTION:${escaped(summary)}`,
      // An event of a whole day begins at midnight: nine in the morning, that many days before.
      `TRIGGER:-P${precision === 'day' && days > 0 ? `${days - 1}DT15H` : `${days}D`}`,
      'END:VALARM',
    ]),
    'END:VEVENT',
  ];
}

/** `20270115T090000Z`. Years have four digits. */
function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/** TEXT of RFC 5545, 3.3.11; other control characters have no place in it. */
function escaped(text: string): string {
  return (
    text
      .replaceAll(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
      .replaceAll(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
      .replaceAll('\\', '\\\\')
      .replaceAll(';', '\\;')
      .replaceAll(',', '\\,')
      .replaceAll('\n', '\\n')
  );
}

/** Folds a line to 75 octets, never inside a character. */
function folded(line: string): string {
  if (Buffer.byteLength(line, 'utf8') <= LONGEST_LINE) return line;
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const width = Buffer.byteLength(character, 'utf8');
    if (octets + width > LONGEST_LINE) {
      parts.push(part);
      part = '';
      // The space that begins a line which goes on.
      octets = 1;
    }
    part += character;
    octets += width;
  }
  return [...parts, part].join('\r\n ');
}
