import { checkKeyName } from '#core/formats/names.ts';
import { addKey } from '#core/keys/add-key.ts';
import { findKey, type Place } from '#core/keys/find-key.ts';
import { BINARY_KINDS } from '#core/keys/key-value.ts';
import { isText } from '#core/keys/line-end.ts';
import { factsOf } from '#core/recognition/certainty.ts';
import { recognise } from '#core/recognition/recognise.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import { placeToBe } from '../create-place.ts';
import { FIELD_OPTIONS, fieldsOf } from '../fields.ts';
import { printKey } from '../print-key.ts';
import { readValue, VALUE_OPTIONS, VALUE_RULE } from '../read-value.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'add',
  usage: ['add NAME [-p PROJECT] [-e ENV] [OPTIONS] < VALUE'],
  about: `Adds a key. Its value comes from standard input, a file, or a hidden prompt, never from the command line.
${VALUE_RULE}`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    ...FIELD_OPTIONS,
    identifier: { type: 'text', value: 'TEXT', help: 'client id, user name or public key; it is not secret' },
    ...VALUE_OPTIONS,
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

  if (options.verbatim && options.clean)
    return usage(spec, '--verbatim keeps what --clean takes off: give one of them.');

  return withStore(context, async (store) => {
    const to = await placeToBe(context, store, spec, options);
    if (!to.ok) return to;
    // Before a person types the value for nothing.
    const free = to.value.look((place) => nameIsFree(store, place, name.value));
    if (!free.ok) return free;
    if (!free.value.ok) return free.value;

    const said = fields.value.kind ?? (options.file === undefined ? undefined : 'file');
    const value = await readValue(context.output, {
      name: name.value,
      file: options.file,
      verbatim: options.verbatim,
      clean: options.clean,
      kind: said,
    });
    if (!value.ok) return value;
    const { whole, fileName } = value.value;
    const recognised =
      said === undefined || fields.value.provider === undefined ? recogniseBytes(value.value.bytes, name.value) : null;
    const isBinary = said === undefined && !isText(whole) && whole.length > 0;
    const kind = said ?? (isBinary ? 'file' : (recognised?.kind ?? 'secret'));
    const bytes = BINARY_KINDS.includes(kind) ? whole : value.value.bytes;
    const answer = to.value.write((place) => {
      const added = addKey(store, {
        ...fields.value,
        environmentId: place.environment.id,
        name: name.value,
        kind,
        provider: fields.value.provider ?? recognised?.provider ?? null,
        bytes,
        identifier: options.identifier ?? fileName,
      });
      return added.ok ? success({ place, keyId: added.value.keyId }) : added;
    });
    whole.fill(0);
    value.value.bytes.fill(0);
    if (!answer.ok) return answer;
    if (isBinary) context.output.say('The value is not text, so it is kept as a file (kind: file).');
    return printKey(context, store, answer.value.place, answer.value.keyId, options.json, (key) => {
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
  if (!isText(bytes) || bytes.length === 0 || bytes.length > LONGEST_RECOGNISED_BYTES) return null;
  return factsOf(recognise(bytes.toString('utf8'), { name }), name);
}
