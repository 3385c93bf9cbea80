import { checkKeyName } from '#core/formats/names.ts';
import { renameKey } from '#core/keys/arrange-keys.ts';
import { findKey } from '#core/keys/find-key.ts';
import { success } from '#shared/contract/result.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT } from '../command.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'rename',
  usage: ['rename NAME NEW_NAME [-p PROJECT] [-e ENV]'],
  about: 'Gives a key another name. Its versions and everything that is known of it stay.',
  options: { project: PROJECT, env: ENVIRONMENT },
  words: { min: 2, max: 2 },
  completes: 'key',
  examples: [['keyrail rename STRIPE_KEY STRIPE_API_KEY -p shop -e staging', 'one key']],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [name = '', typed = ''], options }, context) => {
  const newName = checkKeyName(typed);
  if (!newName.ok) return newName;
  return withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const key = findKey(store, place.value, name);
    if (!key.ok) return key;
    const renamed = renameKey(store, key.value.id, newName.value);
    if (!renamed.ok) return renamed;
    context.output.say(`Renamed ${key.value.name} to ${newName.value}.`);
    return success(0);
  });
});
