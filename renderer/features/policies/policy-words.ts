import type { OwnPolicy, Policy, PolicyField, PolicyScope, PolicySource } from '#shared/domain/policy.ts';
import { formatDuration, parseDuration } from '#shared/time/duration.ts';
import { providerName } from '../../data/provider-name.ts';
import { formatCount } from '../../ui/format-count.ts';

export const POLICY_FIELDS = [
  'rotateEvery',
  'warnAheadDays',
  'unusedAfterDays',
  'quietHours',
  'daysOff',
  'ownerNote',
] as const satisfies readonly PolicyField[];

export const FIELD_TITLES: Readonly<Record<PolicyField, string>> = {
  rotateEvery: 'Rotate',
  warnAheadDays: 'Warn ahead',
  unusedAfterDays: 'Unused after',
  quietHours: 'Quiet hours',
  daysOff: 'Days off',
  ownerNote: 'Owner’s note',
};

/** ISO 8601 weekdays, Monday first. */
export const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;

/** "every quarter", "never". */
export function rotateWords(rotateEvery: string | null): string {
  if (rotateEvery === null) return 'never';
  const parsed = parseDuration(rotateEvery);
  return parsed.ok ? formatDuration(parsed.value) : rotateEvery;
}

/** What one field of a policy says: "30, 14, 7 and 1 days before". */
export function valueWords(policy: Policy, field: PolicyField): string {
  switch (field) {
    case 'rotateEvery':
      return rotateWords(policy.rotateEvery);
    case 'warnAheadDays':
      return warnWords(policy.warnAheadDays);
    case 'unusedAfterDays':
      return policy.unusedAfterDays === null ? 'never told' : daysText(policy.unusedAfterDays);
    case 'quietHours':
      return policy.quietHours === null
        ? 'none'
        : `${clockText(policy.quietHours.from)} to ${clockText(policy.quietHours.to)}`;
    case 'daysOff':
      return policy.daysOff.length === 0 ? 'none' : listed(policy.daysOff.map((day) => WEEKDAYS[day - 1] ?? ''));
    case 'ownerNote':
      return policy.ownerNote === '' ? 'none' : policy.ownerNote;
  }
}

function warnWords(days: readonly number[]): string {
  if (days.length === 0) return 'only on the day';
  return `${listed(days.map(formatCount))} ${days.length === 1 && days[0] === 1 ? 'day' : 'days'} before`;
}

/** "a, b and c" */
function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

export function daysText(days: number): string {
  return days === 1 ? '1 day' : `${formatCount(days)} days`;
}

/** "22:00" for the minutes of a day, as a time field has it. */
export function clockText(minutes: number): string {
  const two = (count: number): string => String(count).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Where a field was said, for what inherits it. `provider` is an id. */
export function sourceWords(source: PolicySource, provider: string | null): string {
  switch (source) {
    case 'default':
      return 'by default';
    case 'everything':
      return 'set for everything';
    case 'environment':
      return 'set for its environment';
    case 'provider':
      return provider === null ? 'set for its provider' : `set for ${providerName(provider)}`;
    case 'key':
      return 'set for this key';
  }
}

/** What a field is where a place says nothing of it: "every quarter, set for its environment". */
export function inheritedWords(
  { of }: Pick<PolicyScope, 'of'>,
  field: PolicyField,
  inherited: Policy,
  source: PolicySource,
): string {
  // What holds for many environments has no one default.
  if (field === 'rotateEvery' && source === 'default' && (of === 'everything' || of === 'provider'))
    return 'every quarter in production, every year in development, else every half-year, by default';
  return `${valueWords(inherited, field)}, ${sourceWords(source, null)}`;
}

/** "Rotate every quarter, warn 30, 14, 7 and 1 days before": the two that matter most. */
export function policyLine(policy: Policy): string {
  const rotate = policy.rotateEvery === null ? 'Never rotate' : `Rotate ${rotateWords(policy.rotateEvery)}`;
  const warn = warnWords(policy.warnAheadDays);
  return `${rotate}, warn ${warn}`;
}

/** What a place says itself: "Rotate every year; unused after 30 days". Empty where it says nothing. */
export function ownLine(own: OwnPolicy, inForce: Policy): string {
  return POLICY_FIELDS.filter((field) => own[field] !== undefined)
    .map((field, index) => {
      const title = index === 0 ? FIELD_TITLES[field] : FIELD_TITLES[field].toLowerCase();
      return `${title} ${valueWords(inForce, field)}`;
    })
    .join('; ');
}

/** What inherits what is said here. */
export function scopeHint(scope: PolicyScope): string {
  switch (scope.of) {
    case 'everything':
      return 'Holds wherever an environment, a provider or a key says nothing else.';
    case 'environment':
      return 'Holds for every key of the environment, unless its provider or the key itself says something else.';
    case 'provider':
      return 'Holds for every key of the provider, in every environment, unless the key itself says something else.';
    case 'key':
      return 'Holds for this key alone, over everything else.';
  }
}
