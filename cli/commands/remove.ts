import { deleteKeys, purgeKeys } from '#core/keys/arrange-keys.ts';
import { findKey } from '#core/keys/find-key.ts';
import { success } from '#shared/contract/result.ts';
import { findKeys, idsOf, named } from '../change-keys.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT, YES } from '../command.ts';
import { confirm } from '../confirm.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'remove',
  usage: ['remove NAME… [-p PROJECT] [-e ENV] [--yes]', 'remove NAME… --forever [-p PROJECT] [-e ENV] [--yes]'],
  about: `Puts keys into the bin, which empties after 30 days; "keyrail restore" takes them out again. With --forever it erases
keys that are in the bin. It asks first.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    forever: { type: 'flag', help: 'erase from the bin; there is no way back' },
    yes: YES,
  },
  words: { min: 1, max: Number.POSITIVE_INFINITY },
  completes: 'key',
  examples: [['keyrail remove OLD_TOKEN -p shop -e staging', 'into the bin']],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words, options }, context) =>
  withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const keys = findKeys(store, place.value, words, (name) => findKey(store, place.value, name, options.forever));
    if (!keys.ok) return keys;
    const what = named(keys.value);
    const where = `${place.value.environment.name} of ${place.value.project.name}`;
    const refused = await confirm(
      context,
      options.yes,
      options.forever ? `This erases ${what} of ${where} for good.` : `This puts ${what} of ${where} into the bin.`,
    );
    if (refused !== null) return refused;
    const done = options.forever ? purgeKeys(store, idsOf(keys.value)) : deleteKeys(store, idsOf(keys.value));
    if (!done.ok) return done;
    context.output.say(options.forever ? `Erased ${what}.` : `Put ${what} into the bin for 30 days.`);
    return success(0);
  }),
);
