import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { type CalendarEvent, calendarEvents, icsOf } from './calendar.ts';
import { dueAt } from './due-at.ts';
import type { Facts } from './facts.ts';
import type { Mark } from './marks.ts';
import { ENVIRONMENT, factsOf, KEY, keyFacts } from './testing/made-facts.ts';
import { writeCalendar } from './write-calendar.ts';
import { ZoneClock } from './zone-clock.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const UTC = new ZoneClock('UTC');
const NO_MARKS: ReadonlyMap<string, Mark> = new Map();

const eventsOf = (facts: Facts, { names = true, clock = UTC, marks = NO_MARKS, at = NOW } = {}): CalendarEvent[] =>
  calendarEvents(facts, dueAt(facts, at, clock), at, { names, clock, marks });
/** What another program reads of it. */
const readBy = (text: string): ICAL.Event[] =>
  new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
const read = (facts: Facts, options: Parameters<typeof eventsOf>[1] = {}): ICAL.Event[] =>
  readBy(icsOf(eventsOf(facts, options), NOW));
const dayEnd = (text: string) => Date.parse(text) + MS_PER_DAY - 1;

const expiring = factsOf(
  [keyFacts({ expiresAt: dayEnd('2027-03-31'), expiresPrecision: 'day', expiresOrigin: 'reported' })],
  {
    own: { rotateEvery: null },
  },
);

describe('another program reads', () => {
  it('a day as a whole day, with alarms at nine that many days before', () => {
    const [event, ...others] = read(expiring);
    expect(others).toEqual([]);
    expect(event?.summary).toBe('NORRIX_API_KEY (staging) expires');
    expect(event?.description).toContain('as the provider says');
    expect(event?.startDate.isDate).toBe(true);
    expect(event?.startDate.toString()).toBe('2027-03-31');
    expect(event?.endDate.toString()).toBe('2027-04-01');
    const alarms = event?.component.getAllSubcomponents('valarm') ?? [];
    const rings = alarms.map((alarm) => {
      // By the clock on the wall of whoever looks.
      const at = new Date(
        Date.UTC(2027, 2, 31) + (alarm.getFirstPropertyValue('trigger') as ICAL.Duration).toSeconds() * 1_000,
      );
      return at.toISOString().slice(0, 16);
    });
    expect(rings).toEqual(['2027-03-01T09:00', '2027-03-17T09:00', '2027-03-24T09:00', '2027-03-30T09:00']);
  });

  it('an instant as one, in UTC, whatever the clocks do that night', () => {
    // Clocks go forward in Berlin at this instant.
    const at = Date.UTC(2027, 2, 28, 1);
    const [event] = read(
      factsOf([keyFacts({ expiresAt: at, expiresPrecision: 'instant' })], { own: { rotateEvery: null } }),
      {
        clock: new ZoneClock('Europe/Berlin'),
      },
    );
    expect(event?.startDate.isDate).toBe(false);
    expect(event?.startDate.zone.tzid).toBe('UTC');
    expect(event?.startDate.toJSDate().getTime()).toBe(at);
    expect(event?.endDate.toJSDate().getTime()).toBe(at);
  });

  it('a rotation as the day on the wall of whoever asks', () => {
    const facts = factsOf([keyFacts({ rotatedAt: Date.UTC(2026, 10, 1, 23, 30), rotateEvery: '60d' })]);
    const days = (clock: ZoneClock): (string | undefined)[] =>
      read(facts, { clock })
        .slice(0, 2)
        .map((one) => one.startDate.toString());
    expect(days(UTC)).toEqual(['2026-12-31', '2027-03-01']);
    expect(days(new ZoneClock('Asia/Tokyo'))).toEqual(['2027-01-01', '2027-03-02']);
  });

  it('whatever a name holds', () => {
    const name = 'Zürich; "a, b" \\ c\nnext 🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑 BEGIN:VEVENT\r\nEND:VCALENDAR\u0007';
    const text = icsOf(
      eventsOf(
        factsOf([keyFacts({ name, expiresAt: dayEnd('2027-03-31'), expiresPrecision: 'day' })], {
          own: { rotateEvery: null },
        }),
      ),
      NOW,
    );
    const events = readBy(text);
    expect(events).toHaveLength(1);
    const plain = name.replace('\r\n', '\n').replace('\u0007', ' ');
    expect(events[0]?.summary).toBe(`${plain} (staging) expires`);
    for (const line of text.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(line).not.toMatch(/[\u0000-\u001f\u007f\ufffd]/);
    }
  });

  it('the last day that there is', () => {
    const facts = factsOf([keyFacts({ expiresAt: dayEnd('9999-12-31'), expiresPrecision: 'day' })], {
      own: { rotateEvery: null },
    });
    expect(read(facts, { at: Date.UTC(9999, 10, 1) })[0]?.startDate.toString()).toBe('9999-12-31');
  });
});

it('keeps the id of an event, whatever moves or is renamed', () => {
  const uids = (name: string, day: string, names: boolean): (string | undefined)[] =>
    read(factsOf([keyFacts({ name, expiresAt: dayEnd(day), expiresPrecision: 'day', rotateEvery: '90d' })]), {
      names,
    }).map(({ uid }) => uid);
  const before = uids('A', '2027-03-31', true);
  expect(before.length).toBeGreaterThan(3);
  expect(new Set(before).size).toBe(before.length);
  expect(new Set(uids('B', '2027-04-30', false))).toEqual(new Set(before));
  expect(JSON.stringify(before)).not.toContain(KEY.slice(0, 8));
});

it('names nothing where it must not', () => {
  const facts = factsOf([keyFacts({ expiresAt: dayEnd('2027-03-31'), expiresPrecision: 'day', rotateEvery: '90d' })], {
    remotes: [
      {
        kind: 'unknown-key',
        remoteKeyId: 'r',
        connectionId: 'c',
        keyId: null,
        name: 'CI key of dana',
        projectId: null,
        environmentId: ENVIRONMENT,
        provider: 'norrix',
        since: NOW - MS_PER_DAY,
        detail: 'Norrix lists CI key of dana.',
      },
    ],
  });
  const text = icsOf(eventsOf(facts, { names: false }), NOW).replaceAll('\r\n ', '');
  expect(text).toContain('A provider lists an unknown key');
  expect(text).not.toMatch(/norrix|storefront|staging|dana/i);
  expect(icsOf(eventsOf(facts), NOW).replaceAll('\r\n ', '')).toContain('CI key of dana');
});

it('leaves out what was dismissed, and asks for warnings as the key’s own policy says', () => {
  const marks = new Map([
    [
      `expires:${KEY}`,
      { snoozedUntil: null, dismissedAt: NOW, dismissedDueAt: dayEnd('2027-03-31'), reason: 'It may end.' },
    ],
  ]);
  expect(eventsOf(expiring, { marks })).toEqual([]);
  const own = factsOf([keyFacts({ expiresAt: dayEnd('2027-03-31'), expiresPrecision: 'day' })], {
    own: { rotateEvery: null, warnAheadDays: [3] },
  });
  expect(eventsOf(own)[0]?.alarmDays).toEqual([3]);
});

describe('written', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyrail-calendar-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('to a file of its owner alone', async () => {
    const path = join(folder, 'keyrail.ics');
    expect(must(await writeCalendar(path, eventsOf(expiring), NOW))).toEqual({ folder: false });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readBy(readFileSync(path, 'utf8'))).toHaveLength(1);
  });

  it('to a folder, one event a file, where what did not change stays and others’ files are left alone', async () => {
    const calendar = join(folder, 'calendar');
    mkdirSync(calendar);
    writeFileSync(join(calendar, 'dentist.ics'), 'BEGIN:VCALENDAR');
    const two = factsOf([keyFacts({ expiresAt: dayEnd('2027-03-31'), expiresPrecision: 'day', rotateEvery: '300d' })]);
    const [first, second] = eventsOf(two);
    expect(must(await writeCalendar(calendar, eventsOf(two), NOW))).toEqual({ folder: true });
    const names = (): string[] => readdirSync(calendar).sort();
    const nameOf = (event: CalendarEvent | undefined): string => `keyrail-${event?.uid.slice(0, 32)}.ics`;
    expect(names()).toEqual(['dentist.ics', nameOf(first), nameOf(second)].sort());
    const written = statSync(join(calendar, nameOf(first))).ino;
    must(
      await writeCalendar(calendar, [first, { ...second, summary: 'another' }] as CalendarEvent[], NOW + MS_PER_DAY),
    );
    expect(statSync(join(calendar, nameOf(first))).ino).toBe(written);
    expect(readBy(readFileSync(join(calendar, nameOf(second)), 'utf8'))[0]?.summary).toBe('another');
    must(await writeCalendar(calendar, [], NOW));
    expect(names()).toEqual(['dentist.ics']);
  });

  it('nowhere where there is no such folder', async () => {
    expect(codeOf(await writeCalendar(join(folder, 'not-there', 'keyrail.ics'), [], NOW))).toBe('file-not-found');
    writeFileSync(join(folder, 'file'), '');
    expect(codeOf(await writeCalendar(join(folder, 'file', 'keyrail.ics'), [], NOW))).toBe('file-not-found');
  });
});
