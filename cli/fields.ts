import type { KeyFields } from '#core/keys/edit-key.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import { type KeyKind, type StoredStatus, storedStatus } from '#shared/domain/key.ts';
import { KEY_KINDS } from '#shared/domain/key-status.ts';
import { longText, providerId, scope, shortText, tag } from '#shared/domain/text.ts';
import { parseDate } from '#shared/time/dates.ts';
import { parseDuration } from '#shared/time/duration.ts';
import type { OptionSpec, OptionSpecs, OptionValues } from './command.ts';

/** What can be said of a key, for `add` and `edit`. */
export const FIELD_OPTIONS = {
  provider: { type: 'text', value: 'ID', help: 'the service that issued it, such as stripe or github' },
  kind: { type: 'text', value: 'KIND', help: KEY_KINDS.join(', '), completes: KEY_KINDS },
  expires: { type: 'text', value: 'DATE', help: '2026-12-31, 2026-12-31T18:00Z, or from now: 90d' },
  created: { type: 'text', value: 'DATE', help: 'when the provider made it' },
  'rotate-every': { type: 'text', value: 'TIME', help: '90d, 12w, 3mo, 1y, quarter, half-year' },
  scope: { type: 'list', value: 'SCOPE', help: 'what it may do; give it again for more' },
  tag: { type: 'list', value: 'TAG', help: 'give it again for more' },
  consumer: { type: 'text', value: 'TEXT', help: 'what uses it' },
  description: { type: 'text', value: 'TEXT', help: 'one line' },
  note: { type: 'text', value: 'TEXT', help: 'anything that is good to know; not the value' },
} as const satisfies OptionSpecs;

/** The fields that a person can take away, each with what empties it. */
const EMPTY = {
  provider: { provider: null },
  expires: { expires: null },
  created: { createdAt: null },
  'rotate-every': { rotateEvery: null },
  scope: { scopes: [] },
  tag: { tags: [] },
  consumer: { consumer: null },
  description: { description: '' },
  note: { notes: '' },
} as const satisfies Readonly<Record<string, KeyFields>>;

export const CLEARABLE = Object.keys(EMPTY);

export const CLEAR_OPTION: OptionSpec & { type: 'list' } = {
  type: 'list',
  value: 'FIELD',
  help: `take a field away: ${CLEARABLE.join(', ')}`,
  completes: CLEARABLE,
};

/**
 * The fields that options name.
 * @param now milliseconds, for dates that are given from now
 */
export function fieldsOf(options: OptionValues<typeof FIELD_OPTIONS>, now: number): Result<KeyFields, ErrorCode> {
  const fields: KeyFields = {};
  const kind = kindOf(options.kind);
  if (!kind.ok) return kind;
  if (kind.value !== undefined) fields.kind = kind.value;
  for (const [name, text] of [
    ['expires', options.expires],
    ['created', options.created],
  ] as const) {
    if (text === undefined) continue;
    const date = parseDate(text, now);
    if (!date.ok) return failure(date.error.code, `--${name}: ${date.error.message}`);
    if (name === 'expires') fields.expires = date.value;
    else fields.createdAt = date.value.at;
  }
  const every = options['rotate-every'];
  if (every !== undefined) {
    const duration = parseDuration(every);
    if (!duration.ok) return failure(duration.error.code, `--rotate-every: ${duration.error.message}`);
    fields.rotateEvery = every;
  }
  if (options.provider !== undefined) {
    const provider = providerId.safeParse(options.provider.toLowerCase());
    if (!provider.success) {
      return refused(
        'provider',
        'is small letters and digits with dashes between them, such as stripe or google-cloud',
      );
    }
    fields.provider = provider.data;
  }
  if (options.scope.length > 0) {
    const scopes = options.scope.map((text) => scope.safeParse(text));
    if (!scopes.every((one) => one.success)) return refused('scope', 'is one line of at most 200 characters');
    fields.scopes = scopes.map(({ data }) => data);
  }
  if (options.tag.length > 0) {
    const tags = options.tag.map((text) => tag.safeParse(text));
    if (!tags.every((one) => one.success)) return refused('tag', 'is one line of at most 60 characters');
    fields.tags = tags.map(({ data }) => data);
  }
  if (!shortText.safeParse(options.consumer ?? '').success) return refused('consumer', 'has at most 500 characters');
  if (!shortText.safeParse(options.description ?? '').success)
    return refused('description', 'has at most 500 characters');
  if (!longText.safeParse(options.note ?? '').success) return refused('note', 'has at most 20,000 characters');
  if (options.consumer !== undefined) fields.consumer = options.consumer;
  if (options.description !== undefined) fields.description = options.description;
  if (options.note !== undefined) fields.notes = options.note;
  return success(fields);
}

export function clearedFields(names: readonly string[]): Result<KeyFields, 'invalid-request'> {
  const fields: KeyFields = {};
  for (const name of names) {
    if (!Object.hasOwn(EMPTY, name)) {
      return failure('invalid-request', `--clear takes one of: ${CLEARABLE.join(', ')}.`);
    }
    Object.assign(fields, EMPTY[name as keyof typeof EMPTY]);
  }
  return success(fields);
}

export function kindOf(text: string | undefined): Result<KeyKind | undefined, 'invalid-request'> {
  if (text === undefined) return success<KeyKind | undefined>(undefined);
  const kind = KEY_KINDS.find((known) => known === text.toLowerCase());
  return kind === undefined
    ? failure('invalid-request', `--kind is one of: ${KEY_KINDS.join(', ')}.`)
    : success<KeyKind | undefined>(kind);
}

export function statusOf(text: string): Result<StoredStatus, 'invalid-request'> {
  const status = storedStatus.safeParse(text.toLowerCase());
  return status.success
    ? success(status.data)
    : failure('invalid-request', `--status is one of: ${storedStatus.options.join(', ')}.`);
}

function refused(option: string, rule: string): Failed<'name-invalid'> {
  return failure('name-invalid', `--${option} ${rule}.`);
}
