import { checkKeyName } from '#core/formats/names.ts';
import { addKey } from '#core/keys/add-key.ts';
import { findKey, type Place } from '#core/keys/find-key.ts';
import { factsOf } from '#core/recognition/certainty.ts';
import { recognise } from '#core/recognition/recognise.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import { createPlace } from '../create-place.ts';
import { FIELD_OPTIONS, fieldsOf } from '../fields.ts';
import { namedPlace, resolvePlace } from '../place.ts';
import { printKey } from '../print-key.ts';
import { readValue } from '../read-value.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'add',
  usage: ['add NAME [-p PROJECT] [-e ENV] [OPTIONS] < VALUE'],
  about: `Adds a key. Its value comes from standard input, a file, or a hidden prompt, never from the command line. One newline
at the end is taken off, and so is what copying leaves around a value: quotes, "Bearer", "export NAME=".`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    ...FIELD_OPTIONS,
    identifier: { type: 'text', value: 'TEXT', help: 'client id, user name or public key; it is not secret' },
    file: {
      type: 'text',
      value: 'PATH',
      help: 'take the value from a file, byte for byte (kind: file)',
      completes: 'file',
    },
    verbatim: { type: 'flag', help: 'keep standard input as it is, its last newline included' },
    create: { type: 'flag', help: 'create the project or environment where it is missing' },
    json: { ...JSON_OUTPUT, help: 'print the key as JSON, without its value' },
  },
  words: { min: 1, max: 1 },
  tooManyWords: `There are too many words. A value never goes on the command line: pipe it in, or type it at the prompt. If one of
the words was a secret, other programs and your shell's history may have it now: replace it at its provider.`,
  examples: [
    ['keyrail add STRIPE_API_KEY -p shop -e staging', 'type or paste the value at a hidden prompt'],
    ['pbpaste | keyrail add STRIPE_API_KEY -p shop -e staging --expires 90d', 'from the clipboard'],
    ['keyrail add SIGNING_KEY -p shop -e ci --file signing.p12', 'a file'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [typedName = ''], options }, context) => {
  if (typedName.includes('=')) {
    return failure(
      'name-invalid',
      `A name has no "=". A value never goes on the command line: pipe it in, or type it at the prompt. If that was a
secret, other programs and your shell's history may have it now: replace it at its provider.`,
    );
  }
  const name = checkKeyName(typedName);
  if (!name.ok) return name;
  const fields = fieldsOf(options, context.now());
  if (!fields.ok) return fields;

  return withStore(context, async (store) => {
    const named = namedPlace(context, options);
    if (!named.ok) return named;
    const created = options.create ? createPlace(store, named.value) : success();
    if (!created.ok) return created;
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    // Before a person types the value for nothing.
    const free = nameIsFree(store, place.value, name.value);
    if (!free.ok) return free;

    const kind = fields.value.kind ?? (options.file === undefined ? undefined : 'file');
    const value = await readValue(context.output, {
      name: name.value,
      file: options.file,
      verbatim: options.verbatim,
      kind,
    });
    if (!value.ok) return value;
    const { bytes, fileName } = value.value;
    const recognised =
      kind === undefined || fields.value.provider === undefined ? recogniseBytes(bytes, name.value) : null;
    const added = addKey(store, {
      ...fields.value,
      environmentId: place.value.environment.id,
      name: name.value,
      kind: kind ?? recognised?.kind ?? 'secret',
      provider: fields.value.provider ?? recognised?.provider ?? null,
      bytes,
      identifier: options.identifier ?? fileName,
    });
    bytes.fill(0);
    if (!added.ok) return added;
    return printKey(context, store, place.value, added.value.keyId, options.json, (key) => {
      const guess = recognised?.maybe == null ? '' : ` (maybe ${recognised.maybe}; --provider says so)`;
      const by = recognised?.providerName == null ? guess : ` (${recognised.providerName})`;
      return `Added ${key.name} to ${key.project}, ${key.environment}${by}.`;
    });
  });
});

function nameIsFree(store: Store, place: Place, name: string): Result<void, ErrorCode> {
  const existing = findKey(store, place, name);
  if (!existing.ok || existing.value.archived_at !== null) return success();
  return failure(
    'name-taken',
    `${place.environment.name} of ${place.project.name} has a key named ${name} already. "keyrail set" gives it a new value.`,
  );
}

/** The longest value that recognition is asked about. */
const LONGEST_RECOGNISED_BYTES = 65_536;

function recogniseBytes(bytes: Buffer, name: string) {
  if (bytes.length === 0 || bytes.length > LONGEST_RECOGNISED_BYTES) return null;
  return factsOf(recognise(bytes.toString('utf8'), { name }), name);
}
