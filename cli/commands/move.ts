import { moveKeys } from '#core/keys/arrange-keys.ts';
import { success } from '#shared/contract/result.ts';
import { usage } from '../arguments.ts';
import { findKeys, idsOf, named } from '../change-keys.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT } from '../command.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'move',
  usage: ['move NAME… [-p PROJECT] [-e ENV] --to-env ENV [--to-project PROJECT]'],
  about: 'Moves keys with all of their versions to another environment, of the same or another project.',
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    'to-env': {
      type: 'text',
      value: 'NAME',
      help: 'the environment to move to (default: the same name)',
      completes: 'environment',
    },
    'to-project': {
      type: 'text',
      value: 'NAME',
      help: 'the project to move to (default: the same)',
      completes: 'project',
    },
  },
  words: { min: 1, max: Number.POSITIVE_INFINITY },
  completes: 'key',
  examples: [['keyrail move STRIPE_API_KEY -p shop -e development --to-env staging', 'within a project']],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words, options }, context) => {
  if (options['to-env'] === undefined && options['to-project'] === undefined) {
    return usage(spec, 'Say where to, with --to-env or --to-project.');
  }
  return withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const target = await resolvePlace(context, store, spec, {
      project: options['to-project'] ?? place.value.project.name,
      env: options['to-env'] ?? place.value.environment.name,
    });
    if (!target.ok) return target;
    const keys = findKeys(store, place.value, words);
    if (!keys.ok) return keys;
    const moved = moveKeys(store, idsOf(keys.value), target.value.environment.id);
    if (!moved.ok) return moved;
    context.output.say(`Moved ${named(keys.value)} to ${target.value.project.name}, ${target.value.environment.name}.`);
    return success(0);
  });
});
