import { exportText } from '#core/transfer/export-environment.ts';
import { transferFormat } from '#shared/contract/imports.ts';
import { success } from '#shared/contract/result.ts';
import { usage } from '../arguments.ts';
import { CHOICE_OPTIONS, choiceOf, withWayOut } from '../choose-keys.ts';
import { type CommandSpec, defineCommand, ENVIRONMENT, PROJECT, YES } from '../command.ts';
import { confirm, confirmProtected } from '../confirm.ts';
import { resolvePlace } from '../place.ts';
import { withStore } from '../unlock.ts';

const spec = {
  name: 'export',
  usage: ['export [-p PROJECT] [-e ENV] --format dotenv|json|shell [--only A,B] [--except A,B] [--yes]'],
  about: `Prints the keys of an environment with their values, in the clear, on standard output. It asks before it prints them on
a terminal, and for a protected environment. What a format cannot hold is named and refused, until --except or --only leaves
it out. A dotenv file is for dotenv's readers; a shell reads --format shell. "keyrail run" needs no file at all.`,
  options: {
    project: PROJECT,
    env: ENVIRONMENT,
    format: {
      type: 'text',
      value: 'FORMAT',
      help: 'dotenv (default), json or shell',
      completes: transferFormat.options,
    },
    ...CHOICE_OPTIONS,
    yes: YES,
  },
  words: { min: 0, max: 0 },
  examples: [
    ['eval "$(keyrail export -p shop -e development --format shell)"', 'into a shell'],
    ['keyrail export -p shop -e development --format json | jq ".keys | length"', 'for a script'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ options }, context) => {
  const format = transferFormat.safeParse(options.format?.toLowerCase() ?? 'dotenv');
  if (!format.success) return usage(spec, `--format is one of: ${transferFormat.options.join(', ')}.`);
  return withStore(context, async (store) => {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    const choice = choiceOf(store, place.value, options);
    if (!choice.ok) return choice;
    const refused =
      (await confirmProtected(context, store, place.value, options.yes)) ??
      (context.output.stdoutIsTerminal
        ? await confirm(context, options.yes, 'This shows every value on the screen.')
        : null);
    if (refused !== null) return refused;
    const exported = exportText(store, {
      environmentId: place.value.environment.id,
      format: format.data,
      choice: choice.value,
      confirmed: () => true,
    });
    if (!exported.ok) return withWayOut(exported);
    context.output.write(exported.value.text);
    const { count } = exported.value;
    context.output.say(`Exported ${count === 1 ? '1 key' : `${count} keys`}, in the clear.`);
    for (const note of exported.value.notes) context.output.say(note);
    return success(0);
  });
});
