import { latestChange, undoChange } from '#core/store/undo-journal.ts';
import { failure, success } from '#shared/contract/result.ts';
import { type CommandSpec, defineCommand, YES } from '../command.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'undo',
  usage: ['undo [--yes]'],
  about: `Takes the newest change back, whoever made it, unless what it changed was changed again since. On a terminal it says
what that is and asks. Values are never destroyed: a key that was added goes to the bin, a value that was set is retired.`,
  options: { yes: YES },
  words: { min: 0, max: 0 },
  examples: [['keyrail undo', 'the newest change']],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ options }, context) =>
  withStore(context, async (store) => {
    const latest = latestChange(store);
    if (latest === null) return failure('undo-not-found', 'There is no change to take back.');
    if (context.output.stderrIsTerminal) {
      const { confirm } = await import('../confirm.ts');
      const refused = await confirm(context, options.yes, `This takes back: ${latest.label}.`);
      if (refused !== null) return refused;
    }
    const undone = undoChange(store, latest.undoId);
    if (!undone.ok) return undone;
    context.output.say(`Taken back: ${undone.value.label}.`);
    return success(0);
  }),
);
