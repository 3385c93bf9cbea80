import { folded, LANGUAGES } from './languages.ts';

export type RelativeUnit = 'second' | 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year';
/** So many units from now; negative in the past. */
export type RelativeTime = Readonly<{ unit: RelativeUnit; count: number }>;

const UNITS: readonly RelativeUnit[] = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'];
/** Enough to meet every plural form of the languages. */
const COUNTS = [1, 2, 3, 5, 11, 21, 22, 100];

/** A word that means one thing in all languages, or nothing. */
class Words<T extends string | number> {
  readonly #known = new Map<string, T | null>();

  add(word: string, meaning: T): void {
    const key = wordKey(word);
    if (key === '') return;
    const known = this.#known.get(key);
    this.#known.set(key, known === undefined || known === meaning ? meaning : null);
  }

  /** Adds what nothing else has a meaning for. */
  addIfNew(word: string, meaning: T): void {
    if (!this.#known.has(wordKey(word))) this.add(word, meaning);
  }

  get(word: string): T | null {
    return this.#known.get(wordKey(word)) ?? null;
  }
}

function wordKey(word: string): string {
  return folded(word)
    .replace(/\.+(?=$| )/g, '')
    .trim();
}

type DateWords = Readonly<{
  months: Words<number>;
  weekdays: Words<number>;
  /** `prefix|suffix` around a number, to `unit+` (from now) or `unit-` (ago). */
  around: Words<string>;
  /** Whole phrases such as "yesterday", to `unit count`. */
  phrases: Words<string>;
}>;

let made: DateWords | null = null;

/** Names and phrases as the platform's own language data has them, made at first use. */
function words(): DateWords {
  if (made !== null) return made;
  made = { months: new Words(), weekdays: new Words(), around: new Words(), phrases: new Words() };
  for (const language of LANGUAGES) {
    addNames(made, language);
    for (const style of ['long', 'short'] as const) addRelative(made, language, style);
  }
  // Short forms that style guides use and the language data does not have.
  for (const [word, month] of [
    ['sept', 9],
    ['set', 9],
    ['sep', 9],
    ['mrz', 3],
    ['jun', 6],
    ['jul', 7],
  ] as const) {
    made.months.add(word, month);
  }
  for (const [unit, short] of [
    ['second', 's|sec|secs'],
    ['minute', 'min|mins'],
    ['hour', 'h|hr|hrs'],
    ['day', 'd'],
    ['week', 'w|wk|wks'],
    ['month', 'mo|mos'],
    ['year', 'y|yr|yrs'],
  ] as const) {
    for (const word of short.split('|')) {
      made.around.add(`|${word} ago`, `${unit}-`);
      made.around.add(`in|${word}`, `${unit}+`);
    }
    for (const ending of ['left', 'remaining', 'from now']) {
      made.around.add(`|${unit} ${ending}`, `${unit}+`);
      made.around.add(`|${unit}s ${ending}`, `${unit}+`);
    }
  }
  for (const phrase of JUST_NOW) made.phrases.add(phrase, 'second 0');
  return made;
}

const JUST_NOW = [
  ...['just now', 'now', 'moments ago', 'a moment ago', 'a few seconds ago', 'seconds ago', 'less than a minute ago'],
  ...['gerade eben', 'soeben', 'vor wenigen sekunden', "a l'instant", 'il y a quelques secondes'],
  ...['ahora mismo', 'hace un momento', 'hace unos segundos', 'agora mesmo', 'ha poucos segundos', 'ha instantes'],
  ...[
    'proprio ora',
    'poco fa',
    'adesso',
    'zojuist',
    'zonet',
    'przed chwila',
    'たった今',
    '刚刚',
    '剛剛',
    '방금',
    '방금 전',
  ],
];

function addNames({ months, weekdays }: DateWords, language: string): void {
  for (const width of ['long', 'short'] as const) {
    const alone = new Intl.DateTimeFormat(language, { month: width, timeZone: 'UTC' });
    const inDate = new Intl.DateTimeFormat(language, { month: width, day: 'numeric', timeZone: 'UTC' });
    const weekday = new Intl.DateTimeFormat(language, { weekday: width, timeZone: 'UTC' });
    for (let month = 0; month < 12; month += 1) {
      const day = Date.UTC(2026, month, 5);
      const inDateName = inDate.formatToParts(day).find(({ type }) => type === 'month')?.value ?? '';
      for (const name of [alone.format(day), inDateName]) if (!/^\d/.test(name)) months.add(name, month + 1);
    }
    for (let day = 1; day <= 7; day += 1) weekdays.add(weekday.format(Date.UTC(2026, 0, day)), day);
  }
}

function addRelative({ around, phrases }: DateWords, language: string, style: 'long' | 'short'): void {
  const numeric = new Intl.RelativeTimeFormat(language, { style });
  const auto = new Intl.RelativeTimeFormat(language, { style, numeric: 'auto' });
  for (const unit of UNITS) {
    for (const sign of [-1, 1]) {
      for (const count of COUNTS) {
        const parts = numeric.formatToParts(sign * count, unit);
        const at = parts.findIndex(({ type }) => type === 'integer');
        if (at === -1) {
          // Some languages have a form of its own for one or two.
          phrases.add(numeric.format(sign * count, unit), `${unit} ${sign * count}`);
          continue;
        }
        const text = (from: number, to?: number): string =>
          wordKey(
            parts
              .slice(from, to)
              .map(({ value }) => value)
              .join(''),
          );
        const [before, after] = [text(0, at), text(at + 1)];
        const meaning = `${unit}${sign < 0 ? '-' : '+'}`;
        // The short form of months ago in Arabic is that of months to come in the language data (CLDR 48).
        if (style === 'long') around.add(`${before}|${after}`, meaning);
        else around.addIfNew(`${before}|${after}`, meaning);
        // Pages in Arabic say "since 3 days" where the language data has "before 3 days".
        if (language === 'ar' && sign < 0) around.add(`منذ|${after}`, `${unit}-`);
      }
    }
    for (const count of [-2, -1, 0, 1, 2]) {
      const phrase = auto.format(count, unit);
      // "this hour" and the like say no instant; "today" and "now" are as near as anyone can tell.
      if (/\d/.test(phrase) || (count === 0 && unit !== 'day' && unit !== 'second')) continue;
      phrases.add(phrase, `${unit} ${count}`);
    }
  }
}

/** 1 to 12, of a month's name or short name in one of the languages; null where it is none or could be two. */
export function monthOf(word: string): number | null {
  return words().months.get(word);
}

export function isWeekday(word: string): boolean {
  return words().weekdays.get(word) !== null;
}

const ABOUT =
  /\b(?:about|almost|around|approximately|roughly|over|etwa|ungefahr|circa|ca|environ|aproximadamente|cerca de|alrededor de|quase|ongeveer|okolo|prawie)\b\.?|[~≈約约]|대략|약 /g;
const ONE = /(?<![\p{L}\p{N}'])(?:an?|one|einem|einer|einen|eine|ein|une?|una|uno|uma?|een)(?![\p{L}\p{N}'])/gu;

/** Reads "2 hours ago", "vor 3 Tagen", "in 9 days", "hier", "yesterday", "just now"; null for anything else. */
export function readRelative(text: string): RelativeTime | null {
  const plain = withinThe(wordKey(text));
  for (const form of new Set([plain, plain.replace(ABOUT, ' ').replace(/\s+/g, ' ').trim()])) {
    const phrase = words().phrases.get(form);
    if (phrase !== null) {
      const [unit, count] = phrase.split(' ');
      return { unit: unit as RelativeUnit, count: Number(count) };
    }
    const counted = readCounted(form);
    if (counted !== null) return counted;
    for (const { index, 0: one } of form.matchAll(ONE)) {
      const single = readCounted(`${form.slice(0, index)}1${form.slice(index + one.length)}`);
      if (single !== null) return single;
    }
  }
  return null;
}

/** "Within the last 6 months" is six months ago at the earliest; who asks whether a key is in use must count from there. */
function withinThe(text: string): string {
  const match = /^(?:with)?in (?:the )?(?:last|past) (?:(\d{1,4}) )?(second|minute|hour|day|week|month|year)s?$/.exec(
    text,
  );
  return match === null ? text : `${match[1] ?? '1'} ${match[2]}s ago`;
}

function readCounted(text: string): RelativeTime | null {
  const match = /^(\D*)(\d{1,5})(\D*)$/.exec(text);
  if (match === null) return null;
  const [, prefix = '', digits, suffix = ''] = match;
  const meaning = words().around.get(`${wordKey(prefix)}|${wordKey(suffix)}`);
  if (meaning === null) return null;
  return {
    unit: meaning.slice(0, -1) as RelativeUnit,
    count: meaning.endsWith('-') ? -Number(digits) : Number(digits),
  };
}
