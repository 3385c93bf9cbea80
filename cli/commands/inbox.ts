import { dueItems } from '#core/inbox/due-items.ts';
import { success } from '#shared/contract/result.ts';
import { timeLeft } from '#shared/time/time-left.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT } from '../command.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'inbox',
  usage: ['inbox [--json]'],
  about: 'Lists what is due, most urgent first: keys that expire or have expired, and rotations.',
  options: { json: JSON_OUTPUT },
  words: { min: 0, max: 0 },
  examples: [['keyrail inbox', 'what to do next']],
} as const satisfies CommandSpec;

const WORDS = { expired: 'expired', expires: 'expires', rotate: 'rotate' } as const;

export const command = defineCommand(spec, async ({ options }, context) =>
  withStore(context, (store) => {
    const now = context.now();
    const items = dueItems(store, now);
    if (options.json) {
      const shown = items.map(({ keyId, kind, name, project, environment, provider, dueAt, origin }) => ({
        keyId,
        kind,
        name,
        project,
        environment,
        provider,
        dueAt: isoOf(dueAt),
        origin,
      }));
      writeJson(context.output, { items: shown });
      return success(0);
    }
    if (items.length === 0) {
      context.output.say('Nothing is due.');
      return success(0);
    }
    writeTable(
      context.output,
      [
        {
          title: 'DUE',
          text: ({ dueAt }) => timeLeft(now, dueAt).text,
          colour: ({ dueAt }) => (dueAt <= now ? 'red' : 'yellow'),
        },
        { title: 'WHAT', text: ({ kind }) => WORDS[kind] },
        { title: 'NAME', text: ({ name }) => name, gives: 1 },
        { title: 'PROJECT', text: ({ project }) => project, gives: 3 },
        { title: 'ENVIRONMENT', text: ({ environment }) => environment, gives: 2 },
      ],
      items,
    );
    return success(0);
  }),
);
