import type { RemoteDate } from '#shared/domain/remote-key.ts';
import { LAST_INSTANT_MS, MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '#shared/time/units.ts';
import { isWeekday, monthOf, type RelativeTime, readRelative } from './date-words.ts';
import { folded, latinDigits } from './languages.ts';

/** In which order a column writes day and month where both are numbers; null where nothing tells. */
export type DateOrder = 'day-first' | 'month-first' | null;

/**
 * What a text says about a point in time. `none`: it says that there is nothing to say ("–", "N/A").
 * A `date` whose `at` is null could not be read for certain; its text is kept.
 */
export type DateReading = Readonly<{ kind: 'date'; date: RemoteDate } | { kind: 'never' } | { kind: 'none' }>;

export type DateContext = Readonly<{
  /** The instant (milliseconds) at which the page was read, from which relative times count. */
  now: number;
  order?: DateOrder;
}>;

const NEVER = new Set(
  [
    ...[
      'never',
      'never used',
      'this token has no expiration date',
      'this token has no expiration',
      'has no expiration date',
      'permanent',
      'ابدا',
      'لم يستخدم',
      'لم يستخدم بعد',
      'لا تنتهي',
      'لا تنتهي ابدا',
      'بدون انتهاء',
      'لا تنتهي صلاحيته',
    ],
    ...['never used', 'not used', 'not yet used', 'unused', 'never expires', 'no expiry', 'no expiration'],
    ...['no expiration date', 'no expiry date', 'does not expire', "doesn't expire", 'not used yet', 'indefinite'],
    ...[
      'nie',
      'niemals',
      'noch nie',
      'nie verwendet',
      'nie benutzt',
      'kein ablauf',
      'kein ablaufdatum',
      'lauft nie ab',
    ],
    ...[
      'lauft nicht ab',
      'unbegrenzt',
      'unbefristet',
      'jamais',
      'jamais utilise',
      'jamais utilisee',
      "n'expire jamais",
    ],
    ...[
      "n'expire pas",
      "pas d'expiration",
      'sans expiration',
      'aucune expiration',
      'nunca',
      'nunca usado',
      'nunca usada',
    ],
    ...[
      'no caduca',
      'nunca caduca',
      'sin caducidad',
      'sin vencimiento',
      'sin expiracion',
      'no expira',
      'nunca utilizado',
    ],
    ...[
      'nunca expira',
      'nao expira',
      'sem expiracao',
      'sem validade',
      'mai',
      'mai usato',
      'mai utilizzato',
      'mai usata',
    ],
    ...[
      'nessuna scadenza',
      'non scade',
      'non scade mai',
      'senza scadenza',
      'nooit',
      'nooit gebruikt',
      'verloopt nooit',
    ],
    ...[
      'verloopt niet',
      'geen vervaldatum',
      'nigdy',
      'nigdy nie uzyto',
      'nie wygasa',
      'nigdy nie wygasa',
      'bez wygasniecia',
    ],
    ...[
      'bezterminowo',
      'bezterminowy',
      'なし',
      '無期限',
      '期限なし',
      '有効期限なし',
      '未使用',
      '使用されていません',
      '从不',
      '从未',
    ],
    ...[
      '永不',
      '永不过期',
      '永久',
      '从未使用',
      '未使用过',
      '无期限',
      '從未',
      '從未使用',
      '永不過期',
      '없음',
      '만료 없음',
      '만료되지 않음',
    ],
    ...['사용 안 함', '사용되지 않음', '사용한 적 없음', '무기한', '영구'],
  ].map(folded),
);
const NOTHING =
  /^(?:[-–—−_.·]+|n\/?a|none|null|unknown|unbekannt|inconnu|desconocido|sconosciuto|onbekend|nieznany|不明|未知|알 수 없음)?$/;
/** What a cell without a title of its own writes before its date. */
const LEADING =
  /^(?:created|generated|issued|added|last used|last active|used|expires|expired|expiring|valid until|until|updated|erstellt|angelegt|zuletzt verwendet|zuletzt genutzt|lauft ab|gultig bis|cree|creee|derniere utilisation|utilise|expire|creado|creada|ultimo uso|usado|caduca|vence|criado|criada|usado|ultimo utilizzo|creato|creata|scade|gemaakt|aangemaakt|laatst gebruikt|verloopt|utworzono|ostatnio uzyto|wygasa|作成日?|最終使用|有効期限|创建于|最后使用|过期|생성|마지막 사용|만료)(?![\p{L}\p{N}]) ?:? ?(?:(?:on|at|am|le|el|em|il|op|dnia|a las) )?/u;

/** Reads one text. What is not understood for certain comes back as its text, with `at` null. */
export function readDate(text: string, { now, order = null }: DateContext): DateReading {
  const shown = text.replace(/\s+/g, ' ').trim().slice(0, 200);
  const unread: DateReading = { kind: 'date', date: { at: null, precision: 'day', text: shown } };
  if (shown.length >= 200) return unread;
  const plain = folded(shown).replace(/\.$/, '');
  if (NOTHING.test(plain)) return { kind: 'none' };
  if (NEVER.has(plain)) return { kind: 'never' };
  for (const form of new Set([plain, plain.replace(LEADING, '')])) {
    if (NEVER.has(form)) return { kind: 'never' };
    const absolute = readAbsolute(form, order);
    if (absolute !== null) return { kind: 'date', date: { ...absolute, text: shown } };
    const relative = readRelative(form);
    if (relative !== null) {
      const at = instantOf(relative, now);
      if (at < 0 || at > LAST_INSTANT_MS) return unread;
      return { kind: 'date', date: { at, precision: 'relative', text: shown } };
    }
  }
  return unread;
}

type Read = Pick<RemoteDate, 'precision'> & { at: number };
type Day = { year: number; month: number; day: number };
type Time = { ms: number; offsetMs: number | null };

const TIME =
  /(?:[ t,]|^)\s*(?:(?:at|um|a las|a|as|alle|om|o|kl) )?(上午|下午|午前|午後|오전|오후)? ?(\d{1,2})(?::|h|時|时|시 ?)(\d{2})?(?:(?::|分|분 ?)(\d{2})(?:[.,](\d{1,9}))?)?(?:分|분|秒|초)?(?: ?uhr)? ?(a\.?m\.?|p\.?m\.?)? ?(z|(?:utc|gmt)(?: ?[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})?(?: ?\(?(?:[a-z]{2,5})\)?)?$/;

function readAbsolute(text: string, order: DateOrder): Read | null {
  const epoch = /^(?:1\d{9}|1\d{12})$/.exec(text);
  if (epoch !== null) return { at: Number(text.padEnd(13, '0')), precision: 'instant' };
  // "Sep 1, 2026 (in 9 days)", "9月1日(火)"
  const alone = text.replace(/ ?\([^()]{1,40}\)/g, '').trim();
  const time = TIME.exec(alone);
  const clock = time === null ? null : readTime(time);
  const day = readDay(time === null || clock === null ? alone : alone.slice(0, time.index), order);
  if (day === null) return null;
  const start = Date.UTC(day.year, day.month - 1, day.day);
  // Without its zone a time says no instant; the day is what is certain.
  if (clock === null || clock.offsetMs === null) return { at: start + MS_PER_DAY - 1, precision: 'day' };
  const at = start + clock.ms - clock.offsetMs;
  return at < 0 || at > LAST_INSTANT_MS ? null : { at, precision: 'instant' };
}

function readTime([
  ,
  before,
  hourText,
  minuteText = '0',
  secondText = '0',
  fraction = '',
  half,
  zone,
]: RegExpExecArray): Time | null {
  let hour = Number(hourText);
  const [minute, second] = [Number(minuteText), Number(secondText)];
  const afternoon = half?.startsWith('p') ?? (before === undefined ? null : /[下後후]/.test(before));
  if (afternoon !== null) {
    if (hour > 12) return null;
    hour = (hour % 12) + (afternoon ? 12 : 0);
  }
  if (hour > 23 || minute > 59 || second > 59) return null;
  const ms = hour * MS_PER_HOUR + minute * MS_PER_MINUTE + second * 1_000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
  return { ms, offsetMs: zone === undefined ? null : offsetOf(zone) };
}

function offsetOf(zone: string): number | null {
  const match = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (match === null) return 0;
  const [hours, minutes] = [Number(match[2]), Number(match[3] ?? '0')];
  if (hours > 15 || minutes > 59) return null;
  return (match[1] === '-' ? -1 : 1) * (hours * MS_PER_HOUR + minutes * MS_PER_MINUTE);
}

const YEAR_FIRST = /^(\d{4}) ?(?:[-/.]|年|년) ?(\d{1,2}) ?(?:[-/.]|月|월) ?(\d{1,2}) ?(?:[.日일])?$/;
const DOTTED = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/;
const NUMBERS = /^(\d{1,2}) ?([/-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})$/;

function readDay(text: string, order: DateOrder): Day | null {
  const plain = text.replace(/[\s,]+$/, '').trim();
  const first = YEAR_FIRST.exec(plain);
  if (first !== null) return dayOf(first[1], Number(first[2]), first[3]);
  const dotted = DOTTED.exec(plain);
  if (dotted !== null) return dayOf(dotted[3], Number(dotted[2]), dotted[1]);
  const numbers = NUMBERS.exec(plain);
  if (numbers !== null) {
    const [, a = '', , b = '', digits = ''] = numbers;
    // "4/3/26" is of this century; where the year stands first nobody writes it with two digits and a slash.
    const year = digits.length === 2 ? `20${digits}` : digits;
    const decided = orderOf(Number(a), Number(b)) ?? (a === b ? 'day-first' : order);
    if (decided === null) return null;
    return decided === 'day-first' ? dayOf(year, Number(b), a) : dayOf(year, Number(a), b);
  }
  return readNamed(plain);
}

/** Day, month name and year: `Sep 1, 2026`, `1. September 2026`, `1 de septiembre de 2026`, `2026 Sep 1`, `1-Sep-2026`. */
function readNamed(text: string): Day | null {
  const tokens = text
    .split(/[\s,/-]+|(?<=\d)(?=\p{L}{3})/u)
    .map((token) => token.replace(/(?<=^\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)$/, ''))
    .filter((token) => token !== '' && !/^(?:de|del|of|the|den|der|le|el|il)$/.test(token));
  if (tokens.length > 3 && isWeekday(tokens[0] ?? '')) tokens.shift();
  if (tokens.length !== 3) return null;
  const at = tokens.findIndex((token) => monthOf(token) !== null);
  const month = monthOf(tokens[at] ?? '');
  if (month === null) return null;
  const [a = '', b = ''] = tokens.filter((_, index) => index !== at);
  const [year, day] = a.length === 4 ? [a, b] : [b, a];
  return /^\d{4}$/.test(year) && /^\d{1,2}$/.test(day) ? dayOf(year, month, day) : null;
}

function dayOf(yearText: string | undefined, month: number, dayText: string | undefined): Day | null {
  const [year, day] = [Number(yearText), Number(dayText)];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1970 || year > 9999 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return { year, month, day };
}

function orderOf(a: number, b: number): DateOrder {
  if (a > 12 && b <= 12) return 'day-first';
  return b > 12 && a <= 12 ? 'month-first' : null;
}

/**
 * How a page writes `03/04/2026`: as one of its other dates shows for certain; else as its language does, where that is one
 * way. Dates that contradict each other decide nothing, and those that contradict the language are believed; `doubt` says so.
 *
 * @param texts everything on the page that may be a date
 * @param lang a BCP 47 tag such as `en-US`; empty where the page declares none
 */
export function dateOrderOf(texts: readonly string[], lang: string): { order: DateOrder; doubt: string | null } {
  const certain = new Map<DateOrder, string>();
  let isAmbiguous = false;
  for (const text of texts) {
    const match = /(?<!\d)(\d{1,2}) ?([/-]) ?(\d{1,2}) ?\2 ?(?:\d{4}|\d{2})(?!\d)/.exec(latinDigits(text));
    if (match === null) continue;
    const order = orderOf(Number(match[1]), Number(match[3]));
    if (order !== null) certain.set(order, match[0]);
    else isAmbiguous ||= match[1] !== match[3];
  }
  const usual = usualOrder(lang);
  const [first, other] = [...certain];
  if (first === undefined) return { order: usual, doubt: null };
  if (other !== undefined) {
    const doubt = `The page writes both ${first[1]} and ${other[1]}: its dates in numbers are read only where they are certain.`;
    return { order: null, doubt };
  }
  const [order, example] = first;
  if (usual === null || usual === order || !isAmbiguous) return { order, doubt: null };
  const doubt = `The page says that it is in ${lang}, and writes ${example}: its dates were read with the ${order === 'month-first' ? 'month' : 'day'} first.`;
  return { order, doubt };
}

function usualOrder(lang: string): DateOrder {
  const [language, region] = lang.replaceAll('_', '-').toLowerCase().split('-');
  if (language === 'en') {
    if (region === 'us' || region === 'ph') return 'month-first';
    return ['gb', 'au', 'nz', 'ie', 'in'].includes(region ?? '') ? 'day-first' : null;
  }
  if (region === 'us' || region === 'ca' || region === 'pr') return null;
  return ['de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'ar', 'ru', 'tr', 'he'].includes(language ?? '')
    ? 'day-first'
    : null;
}

function instantOf({ unit, count }: RelativeTime, now: number): number {
  switch (unit) {
    case 'second':
      return now + count * 1_000;
    case 'minute':
      return now + count * MS_PER_MINUTE;
    case 'hour':
      return now + count * MS_PER_HOUR;
    case 'day':
      return now + count * MS_PER_DAY;
    case 'week':
      return now + count * 7 * MS_PER_DAY;
    case 'month':
    case 'year':
      return addMonths(now, unit === 'year' ? count * 12 : count);
  }
}

function addMonths(now: number, months: number): number {
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}
