import { findKey } from '#core/keys/find-key.ts';
import { setValue } from '#core/keys/versions.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import { resolvePlace } from '../place.ts';
import { printKey } from '../print-key.ts';
import { readValue, VALUE_OPTIONS, VALUE_RULE } from '../read-value.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'set',
  usage: ['set NAME [-p PROJECT] [-e ENV] [--discard-previous] < VALUE'],
  about: `Gives a key a new value, from standard input, a file or a hidden prompt. The old value becomes the previous one, which
"get --version previous" still prints. What was known of the old value's end (expiry, status) does not hold for the new one.
${VALUE_RULE}`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    'discard-previous': { type: 'flag', help: 'erase the old value instead of keeping it as previous' },
    identifier: { type: 'text', value: 'TEXT', help: 'the new client id, user name or public key' },
    ...VALUE_OPTIONS,
    file: { ...VALUE_OPTIONS.file, help: 'take the value from a file, as from standard input' },
    json: { ...JSON_OUTPUT, help: 'print the key as JSON, without its value' },
  },
  words: { min: 1, max: 1 },
  completes: 'key',
  tooManyWords: `There are too many words. A value never goes on the command line: pipe it in, or type it at the prompt. If one of
the words was a secret, other programs and your shell's history may have it now: replace it at its provider.`,
  examples: [
    ['keyrail set STRIPE_API_KEY -p shop -e staging', 'type or paste the new value at a hidden prompt'],
    ['keyrail set STRIPE_API_KEY -p shop -e staging --discard-previous < leaked.txt', 'the old one must go'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [name = ''], options }, context) => {
  if (options.verbatim && options.clean)
    return usage(spec, '--verbatim keeps what --clean takes off: give one of them.');
  return withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const key = findKey(store, place.value, name);
    if (!key.ok) return key;
    const value = await readValue(context.output, {
      name: key.value.name,
      file: options.file,
      verbatim: options.verbatim,
      clean: options.clean,
      kind: key.value.kind,
    });
    if (!value.ok) return value;
    const { bytes, fileName } = value.value;
    const answer = setValue(store, {
      keyId: key.value.id,
      bytes,
      identifier: options.identifier ?? fileName ?? undefined,
      discardPrevious: options['discard-previous'],
    });
    bytes.fill(0);
    if (!answer.ok) return answer;
    const had = key.value.expires_at !== null;
    const printed = printKey(context, store, place.value, key.value.id, options.json, (shown) => {
      if (!answer.value.changed) return `${shown.name} has that value already; nothing was changed.`;
      const kept = options['discard-previous'] ? 'The old value was erased.' : 'The old value is kept as previous.';
      const expiry = had
        ? ` Its expiry was the old value's; for a new one: keyrail edit ${shown.name} --expires DATE`
        : '';
      return `Set a new value for ${shown.name}. ${kept}${expiry}`;
    });
    if (answer.value.changed) {
      const { oldCopiesHints } = await import('../old-copies.ts');
      for (const hint of oldCopiesHints(store, place.value, key.value)) context.output.say(hint);
    }
    return printed;
  });
});
