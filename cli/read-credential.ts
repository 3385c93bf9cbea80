import { isatty } from 'node:tty';
import { checkCredential } from '#core/connections/check-credential.ts';
import type { ConnectionCredential } from '#core/connections/credential.ts';
import { isText, withoutFinalLineEnd } from '#core/keys/line-end.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ProviderDefinition } from '#shared/domain/provider.ts';
import type { AuthenticationMethod } from '#shared/domain/provider-api.ts';
import { readLimited } from './read-value.ts';

const STDIN = 0;
const MAX_CREDENTIAL_BYTES = 65_536;

/** How requests of a connection sign in; null where a person signs in on the provider's page and nothing is kept. */
export function signInMethod(definition: ProviderDefinition): AuthenticationMethod | null {
  const wanted = definition.sync.api?.authentication;
  return (
    definition.authentication.find(({ id, scheme }) =>
      wanted === undefined ? scheme.value.type === 'sign-in' : id === wanted,
    ) ?? null
  );
}

/**
 * Reads a credential: from hidden prompts on a terminal, else from standard input, as one line for each part in the order
 * of the definition or as a JSON object of the parts. Null where nothing is given, which leaves it for later.
 */
export async function readCredential(
  definition: ProviderDefinition,
  method: AuthenticationMethod,
): Promise<Result<ConnectionCredential | null, ErrorCode>> {
  const fields = await readFields(method.credential);
  if (!fields.ok) return fields;
  const given = Object.entries(fields.value).filter(([, value]) => value !== '');
  if (given.length === 0) return success<ConnectionCredential | null>(null);
  return checkCredential(definition, { method: method.id, fields: Object.fromEntries(given) });
}

type Fields = Record<string, string>;
/** A part of what signs in, as it is asked for. */
type Part = { readonly field: string; readonly label: string; readonly secret: boolean };

/** As {@link readCredential}: what was typed or piped in for each part. Empty where nothing was. */
export async function readFields(parts: readonly Part[]): Promise<Result<Fields, ErrorCode>> {
  return isatty(STDIN) ? askFields(parts) : readPipedFields(parts);
}

async function askFields(parts: readonly Part[]): Promise<Result<Fields, ErrorCode>> {
  const [{ askHidden, askLine, canAsk }, { findWrapping, offerCleaning }] = await Promise.all([
    import('./prompt.ts'),
    import('./offer-cleaning.ts'),
  ]);
  const fields: Fields = {};
  if (!canAsk()) return success(fields);
  for (const { field, label, secret } of parts) {
    const answer = secret
      ? await askHidden(`${label} (hidden, empty for later): `)
      : await askLine(`${label} (empty for later): `);
    if (answer === null || answer === '') break;
    // What is typed in sight is seen as it is; only what is hidden has to be asked about.
    const wrapping = secret ? findWrapping(answer, true) : null;
    const clean = wrapping?.kind === 'one' && (await offerCleaning(wrapping));
    fields[field] = secret ? (clean ? wrapping.value : answer) : answer.trim();
  }
  return success(fields);
}

function readPipedFields(parts: readonly Part[]): Result<Fields, ErrorCode> {
  const read = readLimited(STDIN, MAX_CREDENTIAL_BYTES);
  // Nothing is connected to standard input.
  if (!read.ok) return read.error.code === 'value-too-large' ? read : success({});
  if (!isText(read.value)) return failure('value-invalid', 'What came on standard input is not text in UTF-8.');
  const text = withoutFinalLineEnd(read.value).toString('utf8');
  read.value.fill(0);
  if (text.trim() === '') return success({});
  const known = new Set(parts.map(({ field }) => field));
  if (text.trimStart().startsWith('{')) {
    const parsed = parseObject(text);
    if (parsed === null || Object.keys(parsed).some((field) => !known.has(field))) {
      return failure('value-invalid', `Standard input takes a JSON object of texts with: ${[...known].join(', ')}.`);
    }
    return success(parsed);
  }
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.length > known.size) {
    return failure('value-invalid', `Standard input takes one line for each of: ${[...known].join(', ')}.`);
  }
  return success(Object.fromEntries(parts.map(({ field }, index) => [field, lines[index] ?? ''])));
}

function parseObject(text: string): Fields | null {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null;
    return Object.values(parsed).every((value) => typeof value === 'string') ? (parsed as Fields) : null;
  } catch {
    return null;
  }
}
