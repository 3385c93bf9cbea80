import { findKey } from '#core/keys/find-key.ts';
import { wantsLineEnd } from '#core/keys/line-end.ts';
import { takeValue } from '#core/keys/take-value.ts';
import { success } from '#shared/contract/result.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT, YES } from '../command.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';
import { noSuchVersion, VERSION, VERSION_RULE, versionOf } from '../version-option.ts';

const spec = {
  name: 'get',
  usage: ['get NAME [-p PROJECT] [-e ENV] [--version current|previous|NUMBER] [--no-newline] [--yes]'],
  about: `Prints a key's value on standard output. A text that does not end with a line end gets one, unless -n is given; a file
and what is not text are printed byte for byte. "get -n" of one key into "set --verbatim" of another carries any value
over. A protected environment asks first.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    version: VERSION,
    'no-newline': { type: 'flag', short: 'n', help: 'the value alone, with no line end after it' },
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
  const version = versionOf(options.version);
  if (version === null) return usage(spec, VERSION_RULE);
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
    if (!used.ok)
      return used.error.code === 'version-not-found' ? noSuchVersion(name, version, used.error.message) : used;
    const { bytes, key: row } = used.value;
    try {
      context.output.write(bytes);
      const onTerminal = context.output.stdoutIsTerminal && bytes.at(-1) !== 0x0a;
      if (!options['no-newline'] && (onTerminal || wantsLineEnd(bytes, row.kind))) context.output.write('\n');
    } finally {
      bytes.fill(0);
    }
    return success(0);
  });
});
