import { findKey } from '#core/keys/find-key.ts';
import { takeValue } from '#core/keys/take-value.ts';
import { failure, success } from '#shared/contract/result.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT, YES } from '../command.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'get',
  usage: ['get NAME [-p PROJECT] [-e ENV] [--version current|previous] [--no-newline] [--yes]'],
  about: `Prints a key's value on standard output, followed by a newline. A value that is not text (a file, say) is printed
byte for byte. A protected environment asks first.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    version: {
      type: 'text',
      value: 'WHICH',
      help: 'current (default), or previous, which is still there after "set"',
      completes: ['current', 'previous'],
    },
    'no-newline': { type: 'flag', help: 'the value alone, with no newline after it' },
    yes: YES,
  },
  words: { min: 1, max: 1 },
  completes: 'key',
  examples: [
    ['keyrail get STRIPE_API_KEY -p shop -e staging', 'print a value'],
    ['curl -H @<(printf "Authorization: Bearer %s" "$(keyrail get API_TOKEN)") https://api.example.com', 'use it once'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [name = ''], options }, context) => {
  const { version = 'current' } = options;
  if (version !== 'current' && version !== 'previous') return usage(spec, '--version is current or previous.');
  return withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const key = findKey(store, place.value, name);
    if (!key.ok) return key;
    if (place.value.environment.protected && !options.yes) {
      const { confirmProtected } = await import('../confirm.ts');
      const refused = await confirmProtected(context, store, place.value, options.yes);
      if (refused !== null) return refused;
    }
    const used = takeValue(store, { keyId: key.value.id, version, use: 'read', confirmed: () => true });
    if (!used.ok) {
      return used.error.code === 'version-not-found' && version === 'previous'
        ? failure('version-not-found', `${name} has no previous value. "keyrail show ${name}" lists its versions.`)
        : used;
    }
    const { bytes } = used.value;
    try {
      context.output.write(bytes);
      // Bytes that are no text belong into a file, where a newline would be damage.
      const binary = used.value.key.kind === 'file' || used.value.key.kind === 'key-pair';
      if (!options['no-newline'] && (!binary || context.output.stdoutIsTerminal)) context.output.write('\n');
    } finally {
      bytes.fill(0);
    }
    return success(0);
  });
});
