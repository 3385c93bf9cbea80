import type { OwnPolicy, Policy, PolicyField } from '#shared/domain/policy.ts';
import { readRotation } from '../add-key/key-field-values.ts';
import { clockText, rotateWords } from './policy-words.ts';

/** What a person chose and typed; a field that is null is inherited. */
export type PolicyDraft = {
  /** "90 days", "quarter", "never". */
  readonly rotateEvery: string | null;
  /** "30, 14, 7, 1"; "none". */
  readonly warnAheadDays: string | null;
  /** "90", "never". */
  readonly unusedAfterDays: string | null;
  /** Times of day as fields have them, "22:00"; both empty: at any time. */
  readonly quietHours: { readonly from: string; readonly to: string } | null;
  /** ISO 8601 weekdays. */
  readonly daysOff: readonly number[] | null;
  readonly ownerNote: string | null;
};

export type PolicyErrors = Partial<Readonly<Record<PolicyField, string>>>;

const FURTHEST_WARNING_DAYS = 366;
const MOST_WARNINGS = 12;
const LONGEST_UNUSED_DAYS = 3_660;
const MAX_NOTE_LENGTH = 500;

/** What a place says, for editing. */
export function draftOf(own: OwnPolicy): PolicyDraft {
  const { rotateEvery, warnAheadDays, unusedAfterDays, quietHours, daysOff, ownerNote } = own;
  return {
    rotateEvery: rotateEvery === undefined ? null : rotateText(rotateEvery),
    warnAheadDays: warnAheadDays === undefined ? null : warnText(warnAheadDays),
    unusedAfterDays: unusedAfterDays === undefined ? null : unusedText(unusedAfterDays),
    quietHours: quietHours === undefined ? null : hoursText(quietHours),
    daysOff: daysOff ?? null,
    ownerNote: ownerNote ?? null,
  };
}

/** A draft with one field set here, to begin with as it is inherited. */
export function withField(draft: PolicyDraft, field: PolicyField, inherited: Policy): PolicyDraft {
  return { ...draft, [field]: draftOf(inherited)[field] };
}

/** Reads a draft. Either all of it fits (`errors` is null), or `errors` says per field what does not. */
export function readPolicy(
  draft: PolicyDraft,
): { readonly own: OwnPolicy; readonly errors: null } | { readonly own: null; readonly errors: PolicyErrors } {
  const own: OwnPolicy = {};
  const errors: { -readonly [Field in PolicyField]?: string } = {};
  const take = <Field extends PolicyField>(
    field: Field,
    read: { readonly value: Policy[Field] } | { readonly error: string } | null,
  ): void => {
    if (read === null) return;
    if ('error' in read) errors[field] = read.error;
    else own[field] = read.value;
  };
  take('rotateEvery', draft.rotateEvery === null ? null : readRotate(draft.rotateEvery));
  take('warnAheadDays', draft.warnAheadDays === null ? null : readWarnings(draft.warnAheadDays));
  take('unusedAfterDays', draft.unusedAfterDays === null ? null : readUnused(draft.unusedAfterDays));
  take('quietHours', draft.quietHours === null ? null : readHours(draft.quietHours));
  take('daysOff', draft.daysOff === null ? null : readDaysOff(draft.daysOff));
  take('ownerNote', draft.ownerNote === null ? null : readNote(draft.ownerNote));
  return Object.keys(errors).length > 0 ? { own: null, errors } : { own, errors: null };
}

function rotateText(rotateEvery: string | null): string {
  return rotateEvery === null ? 'never' : rotateWords(rotateEvery).replace(/^every /, '');
}

function readRotate(text: string): { readonly value: string | null } | { readonly error: string } {
  const typed = text.trim();
  if (typed === '') return { error: 'Say how often, such as 90 days or quarter, or never.' };
  if (/^never$/i.test(typed)) return { value: null };
  // "every month", as it is shown.
  const read = readRotation(
    /^(?:every )?(?:day|week|month|year)$/i.test(typed) ? typed.replace(/^(?:every )?/i, '1 ') : typed,
  );
  return 'error' in read ? read : { value: read.iso };
}

function warnText(days: readonly number[]): string {
  return days.length === 0 ? 'none' : days.join(', ');
}

function readWarnings(text: string): { readonly value: number[] } | { readonly error: string } {
  const typed = text.trim().replace(/\s*days?(?: before| ahead)?$/i, '');
  if (/^none$/i.test(typed)) return { value: [] };
  const parts = typed.split(/[\s,;]+|\band\b/).filter((part) => part !== '');
  if (parts.length === 0) return { error: 'Give days such as 30, 14, 7, 1, or none.' };
  const wrong = parts.find((part) => !isWhole(part, FURTHEST_WARNING_DAYS));
  if (wrong !== undefined)
    return { error: `Each is a number of days from 1 to ${FURTHEST_WARNING_DAYS}; “${wrong}” is not.` };
  const days = [...new Set(parts.map(Number))].sort((a, b) => b - a);
  return days.length > MOST_WARNINGS ? { error: `At most ${MOST_WARNINGS} warnings.` } : { value: days };
}

function unusedText(days: number | null): string {
  return days === null ? 'never' : String(days);
}

function readUnused(text: string): { readonly value: number | null } | { readonly error: string } {
  const typed = text.trim().replace(/\s*days?$/i, '');
  if (/^never$/i.test(typed)) return { value: null };
  return isWhole(typed, LONGEST_UNUSED_DAYS)
    ? { value: Number(typed) }
    : { error: 'Give a number of days from 1 to 3,660, or never.' };
}

function hoursText(hours: Policy['quietHours']): { readonly from: string; readonly to: string } {
  return hours === null ? { from: '', to: '' } : { from: clockText(hours.from), to: clockText(hours.to) };
}

function readHours(hours: {
  readonly from: string;
  readonly to: string;
}): { readonly value: Policy['quietHours'] } | { readonly error: string } {
  if (hours.from === '' && hours.to === '') return { value: null };
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  if (from === null || to === null) return { error: 'Give both times, or empty both for none.' };
  return from === to ? { error: 'They cannot begin and end at the same minute.' } : { value: { from, to } };
}

function minutesOf(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)/.exec(text);
  return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
}

function readDaysOff(days: readonly number[]): { readonly value: number[] } | { readonly error: string } {
  return days.length > 6 ? { error: 'Leave at least one working day.' } : { value: days.toSorted((a, b) => a - b) };
}

function readNote(text: string): { readonly value: string } | { readonly error: string } {
  const note = text.trim();
  return note.length > MAX_NOTE_LENGTH ? { error: 'At most 500 characters.' } : { value: note };
}

function isWhole(text: string, most: number): boolean {
  return /^[1-9]\d{0,5}$/.test(text) && Number(text) <= most;
}
