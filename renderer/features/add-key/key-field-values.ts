import type { KeyDetail, KeyKind } from '#shared/domain/key.ts';
import {
  isProviderId,
  lineProblem,
  MAX_SCOPE_LENGTH,
  MAX_SHORT_TEXT_LENGTH,
  MAX_TAG_LENGTH,
} from '#shared/domain/text-rules.ts';
import { dateToIso, parseDate } from '#shared/time/dates.ts';
import { durationToIso, formatDuration, parseDuration } from '#shared/time/duration.ts';
import { MS_PER_DAY } from '#shared/time/units.ts';
import { providerName } from '../../data/provider-name.ts';
import { identifierLabel } from './key-kinds.ts';

/** What a person typed into the fields of a key, as text; never its value. */
export type KeyFieldValues = {
  readonly provider: string;
  readonly kind: KeyKind;
  /** Client id, user name, public key or file name, where the kind has one. */
  readonly identifier: string;
  /** `2026-12-31`, `90d`, `in 90 days`; empty: none. */
  readonly expires: string;
  /** `90d`, `quarter`; empty: the environment's policy. */
  readonly rotateEvery: string;
  readonly scopes: readonly string[];
  readonly tags: readonly string[];
  readonly consumer: string;
  readonly description: string;
  readonly notes: string;
};

export type KeyFieldErrors = Partial<Readonly<Record<keyof KeyFieldValues, string>>>;

export const EMPTY_KEY_FIELDS: KeyFieldValues = {
  provider: '',
  kind: 'secret',
  identifier: '',
  expires: '',
  rotateEvery: '',
  scopes: [],
  tags: [],
  consumer: '',
  description: '',
  notes: '',
};

/** The fields of a key that is there, for editing. */
export function keyFieldsOf(key: KeyDetail): KeyFieldValues {
  const current = key.versions.find((version) => version.state === 'current');
  const rotation = key.rotateEvery === null ? null : parseDuration(key.rotateEvery);
  return {
    provider: providerText(key.provider),
    kind: key.kind,
    identifier: current?.identifier ?? '',
    expires: key.expires === null ? '' : dateToIso(key.expires),
    rotateEvery: rotation?.ok ? rotationText(rotation.value) : (key.rotateEvery ?? ''),
    scopes: key.scopes,
    tags: key.tags,
    consumer: key.consumer ?? '',
    description: key.description,
    notes: key.notes,
  };
}

/** A duration as it is typed: "90 days". */
function rotationText(duration: { readonly count: number; readonly unit: string }): string {
  return `${duration.count} ${duration.unit}${duration.count === 1 ? '' : 's'}`;
}

/** A date as the contract takes it. A length of time ("90d") means the whole day on which it ends. */
export function readExpiry(
  text: string,
  now: number,
): { readonly at: number; readonly precision: 'day' | 'instant' } | { readonly error: string } {
  const parsed = parseDate(text, now);
  if (!parsed.ok) return { error: parsed.error.message };
  if (/^\d{4}-/.test(text.trim())) return parsed.value;
  return { at: (Math.floor(parsed.value.at / MS_PER_DAY) + 1) * MS_PER_DAY - 1, precision: 'day' };
}

/** "every 90 days" for what was typed, or what is wrong with it. */
export function readRotation(
  text: string,
): { readonly iso: string; readonly words: string } | { readonly error: string } {
  const parsed = parseDuration(text.replace(/^every\s+/i, ''));
  if (!parsed.ok) return { error: parsed.error.message };
  return { iso: durationToIso(parsed.value), words: formatDuration(parsed.value) };
}

/** The fields as the contract's `keys.add` and `keys.edit` take them. */
export type ReadKeyFields = {
  readonly provider: string | null;
  readonly kind: KeyKind;
  readonly consumer: string | null;
  readonly description: string;
  readonly notes: string;
  readonly scopes: string[];
  readonly tags: string[];
  readonly expires: { at: number; precision: 'day' | 'instant' } | null;
  readonly rotateEvery: string | null;
};

/**
 * Reads the fields, `now` in milliseconds. Either everything fits (`errors` is null) or `errors` says per field what does
 * not. `identifier` goes with the value and is read by `readIdentifier`.
 */
export function readKeyFields(
  fields: KeyFieldValues,
  now: number,
):
  | { readonly fields: ReadKeyFields; readonly errors: null }
  | { readonly fields: null; readonly errors: KeyFieldErrors } {
  const errors: { -readonly [Field in keyof KeyFieldValues]?: string } = {};
  const provider = toProviderId(fields.provider);
  if (provider !== '' && !isProviderId(provider)) {
    errors.provider = 'Use a name of letters, digits and hyphens, such as github.';
  }
  const expires = fields.expires.trim() === '' ? null : readExpiry(fields.expires, now);
  if (expires !== null && 'error' in expires) errors.expires = expires.error;
  const rotation = fields.rotateEvery.trim() === '' ? null : readRotation(fields.rotateEvery);
  if (rotation !== null && 'error' in rotation) errors.rotateEvery = rotation.error;
  const badScope = fields.scopes.find((each) => lineProblem(each, MAX_SCOPE_LENGTH) !== null);
  if (badScope !== undefined) errors.scopes = 'A scope can have at most 200 characters, all of them visible.';
  const badTag = fields.tags.find((each) => lineProblem(each, MAX_TAG_LENGTH) !== null);
  if (badTag !== undefined) errors.tags = 'A tag can have at most 60 characters, all of them visible.';
  if (fields.consumer.length > MAX_SHORT_TEXT_LENGTH) errors.consumer = 'At most 500 characters.';
  if (fields.description.length > MAX_SHORT_TEXT_LENGTH) errors.description = 'At most 500 characters.';
  if (fields.notes.length > 20_000) errors.notes = 'At most 20,000 characters.';
  if (Object.keys(errors).length > 0) return { fields: null, errors };
  return {
    errors: null,
    fields: {
      provider: provider === '' ? null : provider,
      kind: fields.kind,
      consumer: fields.consumer.trim() === '' ? null : fields.consumer.trim(),
      description: fields.description.trim(),
      notes: fields.notes,
      scopes: [...fields.scopes],
      tags: [...fields.tags],
      expires: expires === null || 'error' in expires ? null : expires,
      rotateEvery: rotation === null || 'error' in rotation ? null : rotation.iso,
    },
  };
}

/** The identifier for `keys.add` and `keys.setValue`: null where the kind has none or nothing was typed. */
export function readIdentifier(fields: Pick<KeyFieldValues, 'kind' | 'identifier'>): string | null {
  const text = fields.identifier.trim();
  return identifierLabel(fields.kind) === null || text === '' ? null : text;
}

/** How a form shows a provider's id: by its name, where that can be read back. */
export function providerText(id: string | null): string {
  if (id === null) return '';
  const name = providerName(id);
  return toProviderId(name) === id ? name : id;
}

/** What was typed as a provider's id: "GitHub Actions" becomes github-actions. */
export function toProviderId(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/[\s_./&]+/g, '-');
}
