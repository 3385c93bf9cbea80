import { archiveKeys } from '#core/keys/arrange-keys.ts';
import { success } from '#shared/contract/result.ts';
import { findKeys, idsOf, named } from '../change-keys.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT } from '../command.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'archive',
  usage: ['archive NAME… [-p PROJECT] [-e ENV]'],
  about:
    'Puts keys away: lists and "run" leave them out, and nothing of them is lost. "keyrail restore" brings them back.',
  options: { project: PROJECT, env: ENVIRONMENT },
  words: { min: 1, max: Number.POSITIVE_INFINITY },
  completes: 'key',
  examples: [['keyrail archive OLD_TOKEN -p shop -e staging', 'one key']],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words, options }, context) =>
  withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const keys = findKeys(store, place.value, words);
    if (!keys.ok) return keys;
    const archived = archiveKeys(store, idsOf(keys.value), true);
    if (!archived.ok) return archived;
    context.output.say(`Archived ${named(keys.value)}.`);
    return success(0);
  }),
);
