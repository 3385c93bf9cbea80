import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monthOf, readRelative } from './date-words.ts';
import { LANGUAGES } from './languages.ts';
import { type DateOrder, dateOrderOf, readDate } from './read-dates.ts';

const NOW = Date.UTC(2026, 8, 15, 12, 0, 0);
const DAY = 86_400_000;

function read(text: string, order: DateOrder = null): string {
  const reading = readDate(text, { now: NOW, order });
  if (reading.kind !== 'date') return reading.kind;
  const { at, precision } = reading.date;
  if (at === null) return 'text';
  const iso = new Date(at).toISOString();
  return precision === 'day' ? iso.slice(0, 10) : `${precision === 'relative' ? '~' : ''}${iso.replace('.000', '')}`;
}

describe('readDate', () => {
  it.each([
    ['2026-09-01', '2026-09-01'],
    ['2026/09/01', '2026-09-01'],
    ['01.09.2026', '2026-09-01'],
    ['1. 9. 2026', '2026-09-01'],
    ['Sep 1, 2026', '2026-09-01'],
    ['September 1st, 2026', '2026-09-01'],
    ['Sept. 1, 2026', '2026-09-01'],
    ['1 Sep 2026', '2026-09-01'],
    ['1-Sep-2026', '2026-09-01'],
    ['Tue, Sep 1, 2026', '2026-09-01'],
    ['1. September 2026', '2026-09-01'],
    ['Dienstag, 1. September 2026 um 10:00 Uhr', '2026-09-01'],
    ['1 septembre 2026', '2026-09-01'],
    ['1er février 2026', '2026-02-01'],
    ['1 de septiembre de 2026', '2026-09-01'],
    ['1 de março de 2026', '2026-03-01'],
    ['1 settembre 2026', '2026-09-01'],
    ['1 maart 2026', '2026-03-01'],
    ['1 września 2026', '2026-09-01'],
    ['2026年9月1日', '2026-09-01'],
    ['2026年9月1日(火) 10:30', '2026-09-01'],
    ['2026년 9월 1일', '2026-09-01'],
    ['2026. 9. 1.', '2026-09-01'],
    ['Sep 1, 2026 10:00 AM', '2026-09-01'],
    ['Sep 1, 2026, 10:00:30 PM UTC', '2026-09-01T22:00:30Z'],
    ['Sep 1, 2026 at 10:00 PM GMT+2', '2026-09-01T20:00:00Z'],
    ['2026-09-01T10:00:00Z', '2026-09-01T10:00:00Z'],
    ['2026-09-01T10:00:00.000+02:00', '2026-09-01T08:00:00Z'],
    ['2026-09-01 10:00 UTC', '2026-09-01T10:00:00Z'],
    ['2026-09-01 10:00', '2026-09-01'],
    ['Tue, 01 Sep 2026 10:00:00 GMT', '2026-09-01T10:00:00Z'],
    ['Sep 1, 2026 10:00 PST', '2026-09-01'],
    ['1767225600', '2026-01-01T00:00:00Z'],
    ['1767225600000', '2026-01-01T00:00:00Z'],
    ['Expires on Sep 1, 2026', '2026-09-01'],
    ['Sep 1, 2027 (in 9 days)', '2027-09-01'],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['2 hours ago', '~2026-09-15T10:00:00Z'],
    ['about 2 hours ago', '~2026-09-15T10:00:00Z'],
    ['an hour ago', '~2026-09-15T11:00:00Z'],
    ['a day ago', '~2026-09-14T12:00:00Z'],
    ['3d ago', '~2026-09-12T12:00:00Z'],
    ['vor 3 Tagen', '~2026-09-12T12:00:00Z'],
    ['vor einem Tag', '~2026-09-14T12:00:00Z'],
    ['vor etwa 2 Stunden', '~2026-09-15T10:00:00Z'],
    ['in 9 days', '~2026-09-24T12:00:00Z'],
    ['Expires in 9 days', '~2026-09-24T12:00:00Z'],
    ['9 days left', '~2026-09-24T12:00:00Z'],
    ['hier', '~2026-09-14T12:00:00Z'],
    ['yesterday', '~2026-09-14T12:00:00Z'],
    ['gestern', '~2026-09-14T12:00:00Z'],
    ['il y a un jour', '~2026-09-14T12:00:00Z'],
    ['il y a 2 heures', '~2026-09-15T10:00:00Z'],
    ['hace 3 días', '~2026-09-12T12:00:00Z'],
    ['há 3 dias', '~2026-09-12T12:00:00Z'],
    ['3 giorni fa', '~2026-09-12T12:00:00Z'],
    ['3 dagen geleden', '~2026-09-12T12:00:00Z'],
    ['over 3 dagen', '~2026-09-18T12:00:00Z'],
    ['3 dni temu', '~2026-09-12T12:00:00Z'],
    ['3 日前', '~2026-09-12T12:00:00Z'],
    ['3日前', '~2026-09-12T12:00:00Z'],
    ['3天前', '~2026-09-12T12:00:00Z'],
    ['3일 전', '~2026-09-12T12:00:00Z'],
    ['1 month ago', '~2026-08-15T12:00:00Z'],
    ['just now', '~2026-09-15T12:00:00Z'],
    ['刚刚', '~2026-09-15T12:00:00Z'],
  ])('reads %j from the instant of the capture', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    'Never',
    'No expiry',
    'Nie',
    'läuft nie ab',
    'Jamais',
    'Nunca',
    'Não expira',
    'Mai',
    'Nooit',
    'Nigdy',
    '無期限',
    '从未',
    '없음',
  ])('reads %j as never', (text) => expect(read(text)).toBe('never'));

  it.each(['–', '—', '-', '', 'N/A', 'none'])('reads %j as nothing said', (text) => expect(read(text)).toBe('none'));

  it.each([
    'Sep 1',
    'soon',
    '9 days',
    '3m ago',
    '03/04/2026',
    '03/04/26',
    '2026-02-30',
    '31.04.2026',
    'Q3 2026',
    '2026-09-01T25:00:00Z',
    'Foo 1, 2026',
    'in 99999 years',
    'mañana por la mañana',
    '1 Sep 2026 or later',
    '1969-12-31',
  ])('keeps %j as text', (text) => {
    expect(readDate(text, { now: NOW })).toEqual({ kind: 'date', date: { at: null, precision: 'day', text } });
  });

  it('reads numbers in the order that is known, and for certain where only one order makes a date', () => {
    expect(read('03/04/2026', 'day-first')).toBe('2026-04-03');
    expect(read('03/04/2026', 'month-first')).toBe('2026-03-04');
    expect(read('25/04/2026')).toBe('2026-04-25');
    expect(read('04/25/2026', 'day-first')).toBe('2026-04-25');
    expect(read('03/03/2026')).toBe('2026-03-03');
  });

  it('decides the order by other cells first, then by the language', () => {
    const order = (texts: string[], lang: string) => dateOrderOf(texts, lang).order;
    expect(order(['03/04/2026', '25/04/2026'], 'en-US')).toBe('day-first');
    expect(order(['03/04/2026', '04/25/2026'], 'de')).toBe('month-first');
    expect(order(['25/04/2026', '04/25/2026'], 'de')).toBeNull();
    expect(order(['03/04/2026'], 'en')).toBeNull();
    expect(order(['03/04/2026'], 'en-US')).toBe('month-first');
    expect(order(['03/04/2026'], 'fr-FR')).toBe('day-first');
    expect(order(['03/04/2026'], '')).toBeNull();
    expect(order(['٣/٤/٢٠٢٦'], 'ar-EG')).toBe('day-first');
  });

  it('reads what the platform writes in each language', () => {
    const day = fc.date({ min: new Date(0), max: new Date(Date.UTC(2099, 11, 31)), noInvalidDate: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...LANGUAGES),
        day,
        fc.constantFrom('long' as const, 'medium' as const),
        (language, date, dateStyle) => {
          const text = new Intl.DateTimeFormat(language, { dateStyle, timeZone: 'UTC' }).format(date);
          expect([text, read(text, dateOrderOf([text], language).order)]).toEqual([
            text,
            date.toISOString().slice(0, 10),
          ]);
        },
      ),
    );
  });

  it.each([
    [['03/04/2026', '25/04/2026'], 'en-US', 'writes 25/04/2026'],
    [['25/04/2026', '04/25/2026'], '', 'both 25/04/2026 and 04/25/2026'],
    [['25/04/2026'], 'en-US', null],
    [['03/04/2026', '25/04/2026'], 'en-GB', null],
  ])('says where the dates %j of a page in %j contradict it or each other', (texts, lang, doubt) => {
    const said = dateOrderOf(texts, lang).doubt;
    if (doubt === null) expect(said).toBeNull();
    else expect(said).toContain(doubt);
  });

  it('reads relative times as the platform writes them', () => {
    const unit = fc.constantFrom('second', 'minute', 'hour', 'day', 'week', 'month', 'year');
    fc.assert(
      fc.property(
        fc.constantFrom(...LANGUAGES),
        unit,
        fc.integer({ min: 3, max: 200 }),
        fc.boolean(),
        (language, name, n, past) => {
          const text = new Intl.RelativeTimeFormat(language).format(past ? -n : n, name as 'day');
          expect([text, readRelative(text)]).toEqual([text, { unit: name, count: past ? -n : n }]);
        },
      ),
    );
  });

  it('reads months to come in Arabic, of which the short form of months ago is written alike', () => {
    expect(readRelative('خلال 3 أشهر')).toEqual({ unit: 'month', count: 3 });
    expect(readRelative('قبل 3 أشهر')).toEqual({ unit: 'month', count: -3 });
  });

  it('never throws, and gives a date only in the years that it can', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (text) => {
        const reading = readDate(text, { now: NOW });
        if (reading.kind === 'date' && reading.date.at !== null) expect(reading.date.at).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('knows every month once', () => {
    expect([monthOf('März'), monthOf('févr.'), monthOf('wrz'), monthOf('nothing'), monthOf('')]).toEqual([
      3,
      2,
      9,
      null,
      null,
    ]);
    expect(readDate('1 day ago', { now: NOW })).toEqual({
      kind: 'date',
      date: { at: NOW - DAY, precision: 'relative', text: '1 day ago' },
    });
  });
});
