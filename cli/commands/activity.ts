import { findKey } from '#core/keys/find-key.ts';
import { listActivity, verifyActivity } from '#core/store/activity-log.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { ActivityEntry } from '#shared/domain/activity.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, JSON_OUTPUT, PROJECT } from '../command.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { resolvePlace } from '../place.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'activity',
  usage: ['activity [NAME -p PROJECT -e ENV] [--limit N] [--json]', 'activity --verify [--json]'],
  about: `Shows what was done with the vault, newest first: which key, when, by the window or the command line. Every entry is
sealed together with the one before it; --verify checks all of them and ends with status 7 where one was changed.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    limit: { type: 'text', value: 'N', help: 'how many, from 1 to 1000 (default: 50)' },
    verify: { type: 'flag', help: 'check that nothing was changed or taken out' },
    json: JSON_OUTPUT,
  },
  words: { min: 0, max: 1 },
  completes: 'key',
  examples: [
    ['keyrail activity --limit 10', 'the last ten'],
    ['keyrail activity --verify', 'prove that the record is whole'],
  ],
} as const satisfies CommandSpec;

const DEFAULT_LIMIT = 50;

export const command = defineCommand(spec, async ({ words: [name], options }, context) => {
  const limit = options.limit === undefined ? DEFAULT_LIMIT : Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) return usage(spec, '--limit is a number from 1 to 1000.');
  return withStore(context, async (store) => {
    if (options.verify) {
      const verified = verifyActivity(store);
      if (options.json) writeJson(context.output, verified);
      if (verified.intact) {
        context.output.say(`The record is whole: ${verified.entries} entries.`);
        return success(0);
      }
      return failure(
        'vault-damaged',
        `The record does not fit together from entry ${verified.firstBroken} on: it was changed by something else.`,
      );
    }
    let keyId: string | undefined;
    if (name !== undefined) {
      const place = await resolvePlace(context, store, spec, options);
      if (!place.ok) return place;
      const key = findKey(store, place.value, name);
      if (!key.ok) return key;
      keyId = key.value.id;
    }
    const { entries, more } = listActivity(store, { keyId, limit });
    if (options.json) {
      writeJson(context.output, { entries: entries.map((entry) => ({ ...entry, at: isoOf(entry.at) })), more });
      return success(0);
    }
    writeTable<ActivityEntry>(
      context.output,
      [
        { title: 'WHEN', text: ({ at }) => isoOf(at) },
        { title: 'WHAT', text: ({ what }) => what },
        { title: 'BY', text: ({ by }) => by },
        { title: 'SUBJECT', text: ({ subject }) => subject, gives: 1 },
        { title: 'DETAIL', text: ({ detail }) => detail, gives: 2 },
      ],
      entries,
    );
    return success(0);
  });
});
