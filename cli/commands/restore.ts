import { archiveKeys, restoreKeys } from '#core/keys/arrange-keys.ts';
import { findKey } from '#core/keys/find-key.ts';
import { failure, success } from '#shared/contract/result.ts';
import { findKeys, idsOf, named } from '../change-keys.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT } from '../command.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'restore',
  usage: ['restore NAME… [-p PROJECT] [-e ENV]'],
  about: 'Takes keys out of the bin, or out of the archive where the bin has none of that name.',
  options: { project: PROJECT, env: ENVIRONMENT },
  words: { min: 1, max: Number.POSITIVE_INFINITY },
  examples: [
    ['keyrail list --deleted', 'what is in the bin'],
    ['keyrail restore OLD_TOKEN -p shop -e staging', 'take it out'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words, options }, context) =>
  withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const keys = findKeys(store, place.value, words, (name) => {
      const deleted = findKey(store, place.value, name, true);
      if (deleted.ok) return deleted;
      const kept = findKey(store, place.value, name);
      if (kept.ok && kept.value.archived_at !== null) return kept;
      return kept.ok ? failure('conflict', `${kept.value.name} is neither in the bin nor archived.`) : deleted;
    });
    if (!keys.ok) return keys;
    const restored = store.write(() => {
      const archived = keys.value.filter(({ deleted_at }) => deleted_at === null);
      const deleted = keys.value.filter(({ deleted_at }) => deleted_at !== null);
      if (archived.length > 0) {
        const unarchived = archiveKeys(store, idsOf(archived), false);
        if (!unarchived.ok) return unarchived;
      }
      return deleted.length > 0 ? restoreKeys(store, idsOf(deleted)) : success();
    });
    if (!restored.ok) return restored;
    const stillArchived = keys.value.some((key) => key.deleted_at !== null && key.archived_at !== null);
    context.output.say(
      `Restored ${named(keys.value)}.${stillArchived ? ' It was archived, and is in the archive again.' : ''}`,
    );
    return success(0);
  }),
);
