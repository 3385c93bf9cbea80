import { failure, type Result, success } from '#shared/contract/result.ts';
import { type OwnPolicy, ownPolicy, type Policy, type PolicyField } from '#shared/domain/policy.ts';
import { durationToIso, formatDuration, parseDuration } from '#shared/time/duration.ts';
import type { OptionSpecs, OptionValues } from './command.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** The fields of a policy by their options. */
const FIELDS = {
  'rotate-every': 'rotateEvery',
  'warn-ahead': 'warnAheadDays',
  'unused-after': 'unusedAfterDays',
  'quiet-hours': 'quietHours',
  'days-off': 'daysOff',
  note: 'ownerNote',
} as const satisfies Readonly<Record<string, PolicyField>>;

export const POLICY_OPTIONS = {
  'rotate-every': { type: 'text', value: 'TIME', help: '90d, 12w, quarter, half-year, 1y, or never' },
  'warn-ahead': { type: 'text', value: 'DAYS', help: 'days before: 30,14,7,1, or none' },
  'unused-after': { type: 'text', value: 'DAYS', help: '90d, or never' },
  'quiet-hours': { type: 'text', value: 'TIMES', help: '22:00-08:00, or none' },
  'days-off': { type: 'text', value: 'DAYS', help: `of ${DAYS.join(',')}, or none` },
  note: { type: 'text', value: 'TEXT', help: 'who looks after it' },
  inherit: { type: 'list', value: 'FIELD', help: 'take one of these back', completes: Object.keys(FIELDS) },
} as const satisfies OptionSpecs;

/** What a place says after the options, from what it said before. Fails where an option is not understood. */
export function changedPolicy(
  before: OwnPolicy,
  options: OptionValues<typeof POLICY_OPTIONS>,
): Result<OwnPolicy, 'invalid-request' | 'duration-invalid' | 'value-invalid'> {
  const after: Record<string, unknown> = { ...before };
  for (const option of options.inherit) {
    const field = Object.hasOwn(FIELDS, option) ? FIELDS[option as keyof typeof FIELDS] : undefined;
    if (field === undefined) {
      return failure('invalid-request', `--inherit takes one of: ${Object.keys(FIELDS).join(', ')}.`);
    }
    delete after[field];
  }
  const every = options['rotate-every'];
  if (every !== undefined) {
    const parsed = every === 'never' ? null : parseDuration(every);
    if (parsed?.ok === false) return failure(parsed.error.code, `--rotate-every: ${parsed.error.message}`);
    after['rotateEvery'] = parsed === null ? null : durationToIso(parsed.value);
  }
  const ahead = options['warn-ahead'];
  if (ahead !== undefined) after['warnAheadDays'] = ahead === 'none' ? [] : ahead.split(',').map(daysIn);
  const unused = options['unused-after'];
  if (unused !== undefined) after['unusedAfterDays'] = unused === 'never' ? null : daysIn(unused);
  const quiet = options['quiet-hours'];
  if (quiet !== undefined) after['quietHours'] = quiet === 'none' ? null : quietHoursIn(quiet);
  const off = options['days-off'];
  if (off !== undefined) {
    after['daysOff'] =
      off === 'none' ? [] : off.split(',').map((day) => DAYS.indexOf(day.trim().toLowerCase() as 'mon') + 1);
  }
  if (options.note !== undefined) after['ownerNote'] = options.note;

  const checked = ownPolicy.safeParse(after);
  if (checked.success) return success(checked.data);
  const field = checked.error.issues[0]?.path[0];
  const option = Object.entries(FIELDS).find(([, name]) => name === field)?.[0] ?? '';
  return failure('value-invalid', `--${option}: ${RULES[option] ?? 'is not understood.'}`);
}

const RULES: Readonly<Record<string, string>> = {
  'warn-ahead': 'Write up to 12 numbers of days from 1 to 366 with commas between them, or none.',
  'unused-after': 'Write a number of days from 1 to 3660, or never.',
  'quiet-hours': 'Write two different times of day, as in 22:00-08:00, or none.',
  'days-off': `Write days with commas between them, as in sat,sun, or none; one of the seven has to be left.`,
  note: 'It has at most 500 characters.',
};

/** `30` and `30d`; anything else is no number. */
function daysIn(text: string): number {
  return Number(/^\s*(\d{1,4}) ?d?\s*$/.exec(text)?.[1] ?? Number.NaN);
}

function quietHoursIn(text: string): { from: number; to: number } {
  const [, fromHour, fromMinute, toHour, toMinute] =
    /^\s*([01]?\d|2[0-3]):([0-5]\d)\s*-\s*([01]?\d|2[0-3]):([0-5]\d)\s*$/.exec(text) ?? [];
  return { from: Number(fromHour) * 60 + Number(fromMinute), to: Number(toHour) * 60 + Number(toMinute) };
}

/** Each field of a policy in words, under its option's name. */
export function policyWords(policy: Policy): Record<PolicyField, readonly [label: string, words: string]> {
  const every = policy.rotateEvery === null ? null : parseDuration(policy.rotateEvery);
  return {
    rotateEvery: ['rotate', every?.ok === true ? formatDuration(every.value) : 'never'],
    warnAheadDays: [
      'warn',
      policy.warnAheadDays.length === 0 ? 'when it is due' : `${policy.warnAheadDays.join(', ')} days ahead`,
    ],
    unusedAfterDays: ['unused', policy.unusedAfterDays === null ? 'never' : `after ${policy.unusedAfterDays} days`],
    quietHours: [
      'quiet',
      policy.quietHours === null ? 'never' : `${clockOf(policy.quietHours.from)} to ${clockOf(policy.quietHours.to)}`,
    ],
    daysOff: ['days off', policy.daysOff.map((day) => DAYS[day - 1] ?? '').join(', ') || 'none'],
    ownerNote: ['note', policy.ownerNote || 'none'],
  };
}

function clockOf(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
