import type { KeyKind } from '#shared/domain/key.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { RemoteDate, RemoteKeyDraft, RemoteStatus } from '#shared/domain/remote-key.ts';
import { visibleEnds } from '../keys/visible-ends.ts';

/** Ends of what drafts can hold; see `remoteKeyDraft`. */
const LONGEST = { name: 500, description: 2_000, scope: 500, scopes: 1_000, date: 200 } as const;
const DAY_MS = 86_400_000;
/** The end of the year 9999. */
const LAST_INSTANT = 253_402_300_799_999;

const UNKNOWN: RemoteKeyDraft = {
  remoteId: null,
  name: '',
  prefix: '',
  suffix: '',
  kind: null,
  status: 'unknown',
  statusText: '',
  scopes: null,
  created: null,
  createdBy: null,
  lastUsed: null,
  expires: null,
  description: null,
  environment: null,
};

/** A draft of what is known; everything else is unknown. Texts lose control characters and what is longer than a field. */
export function draftOf(known: Partial<RemoteKeyDraft>): RemoteKeyDraft {
  const draft = { ...UNKNOWN, ...known };
  return {
    ...draft,
    remoteId: draft.remoteId === null ? null : clip(draft.remoteId, LONGEST.name),
    name: clip(draft.name, LONGEST.name),
    statusText: clip(draft.statusText, LONGEST.date),
    scopes: draft.scopes?.slice(0, LONGEST.scopes).map((scope) => clip(scope, LONGEST.scope)) ?? null,
    createdBy: draft.createdBy === null ? null : clip(draft.createdBy, LONGEST.name),
    description: draft.description === null ? null : clip(draft.description, LONGEST.description) || null,
    environment: draft.environment === null ? null : clip(draft.environment, LONGEST.name),
  };
}

function clip(text: string, longest: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const clean = /[\u0000-\u001f\u007f]/.test(text) ? text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim() : text;
  return clean.length <= longest ? clean : clean.slice(0, longest).replace(/[\ud800-\udbff]$/, '');
}

/**
 * ISO 8601 with a zone, `2026-02-03T08:14:55.120Z` or `…+02:00` with up to nine fraction digits, or a day alone. Anything else
 * is kept as it is written, without an instant.
 */
export function isoDate(text: string): RemoteDate {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (day !== null) {
    const start = utc(Number(day[1]), Number(day[2]), Number(day[3]));
    return dated(start === null ? null : start + DAY_MS - 1, 'day', text);
  }
  const time =
    /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))? ?(?:(Z|UTC)|([+-])(\d{2}):?(\d{2}))$/.exec(
      text,
    );
  if (time === null) return dated(null, 'instant', text);
  const [, year, month, date, hour, minute, second, fraction = '', zulu, sign, zoneHours, zoneMinutes] = time;
  const start = utc(Number(year), Number(month), Number(date));
  if (start === null || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) {
    return dated(null, 'instant', text);
  }
  const zone = zulu !== undefined ? 0 : (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === '-' ? -1 : 1);
  const seconds = (Number(hour) * 60 + Number(minute) - zone) * 60 + Number(second);
  return dated(start + seconds * 1_000 + Number(fraction.padEnd(3, '0').slice(0, 3)), 'instant', text);
}

/** RFC 2822: `Tue, 06 Jan 2026 10:50:08 +0000`. */
export function rfc2822Date(text: string): RemoteDate {
  const match = /^(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}|GMT)$/.exec(
    text,
  );
  const month = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].indexOf(
    match?.[2] ?? '',
  );
  if (match === null || month < 0) return dated(null, 'instant', text);
  const [, day = '', , year = '', time = '', zone = ''] = match;
  const iso = `${year}-${String(month + 1).padStart(2, '0')}-${day.padStart(2, '0')}T${time}${zone === 'GMT' ? 'Z' : zone}`;
  return { ...isoDate(iso), text };
}

export function unixSeconds(seconds: number): RemoteDate {
  return dated(Math.round(seconds * 1_000), 'instant', String(seconds));
}

export function unixMilliseconds(ms: number): RemoteDate {
  return dated(Math.round(ms), 'instant', String(ms));
}

/** A date that may be absent: `absent` says what that means at this provider. */
export function maybe<T, Absent extends 'never' | null>(
  value: T | null | undefined,
  read: (value: T) => RemoteDate,
  absent: Absent,
): RemoteDate | Absent {
  return value === null || value === undefined || value === '' ? absent : read(value);
}

/** `sk-proj-...9Qa`, `npm_Xy7Z…q2Lm`: the visible start and end. Text without a mask shows nothing for certain. */
export function maskedEnds(text: string | null | undefined): { prefix: string; suffix: string } {
  const match = /^([\x21-\x7e]*?)(?:\.{2,}|…+|\*{2,}|[•●]+)([\x21-\x7e]*)$/.exec(text?.trim() ?? '');
  if (match === null) return { prefix: '', suffix: '' };
  const [, prefix = '', suffix = ''] = match;
  // More than this would be the value itself behind a dot.
  return { prefix: prefix.slice(0, 24), suffix: suffix.slice(-12) };
}

/** What may be shown of a credential that describes itself. */
export function ownEnds(value: string, kind: KeyKind): { prefix: string; suffix: string } {
  return visibleEnds(Buffer.from(value, 'utf8'), kind);
}

/** The status that the definition gives a word of the provider's; `unknown` for any other word. */
export function statusOf(definition: ProviderDefinition, word: string): { status: RemoteStatus; statusText: string } {
  const known = definition.statuses?.value.find((one) => one.word.toLowerCase() === word.toLowerCase());
  return { status: known?.status ?? 'unknown', statusText: word };
}

/** The kind that the definition gives the keys of an id of `keyKinds`. */
export function kindOf(definition: ProviderDefinition, keyKindId: string): KeyKind | null {
  return definition.keyKinds.find(({ id }) => id === keyKindId)?.kind.value ?? null;
}

/** Null for a day that the calendar does not have. */
function utc(year: number, month: number, day: number): number | null {
  const at = Date.UTC(year, month - 1, day);
  const back = new Date(at);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? at : null;
}

function dated(at: number | null, precision: RemoteDate['precision'], text: string): RemoteDate {
  const known = at !== null && Number.isFinite(at) && at >= 0 && at <= LAST_INSTANT;
  return { at: known ? at : null, precision, text: clip(text, LONGEST.date) };
}
