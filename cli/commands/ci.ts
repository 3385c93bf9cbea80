import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT, PROJECT } from '../command.ts';

const ACTIONS = ['scan'] as const;

const spec = {
  name: 'ci',
  usage: ['ci scan [PATH] [-p PROJECT] [--json]'],
  about: `What CI systems hold and use.
  scan  reads the CI files of a repository (GitHub, GitLab, CircleCI, Jenkins, Bitbucket), says which secrets they use and
        which of those the vault has, and looks for the vault's values in the repository's files and its whole history.
        It says where a value is, never what it is. Nothing is written, and nothing of the repository is run.`,
  options: {
    project: { ...PROJECT, help: 'whose keys are preferred (default: what .keyrail.json says)' },
    json: { ...JSON_OUTPUT, help: 'print {secrets, unused, suggestions, values, problems, …}' },
  },
  words: { min: 1, max: 2 },
  completes: ACTIONS,
  examples: [
    ['keyrail ci scan', 'the repository around this folder'],
    ['keyrail ci scan ~/code/shop -p shop --json', 'another one, for a script'],
  ],
} as const satisfies CommandSpec;

export const command = defineCommand(spec, async ({ words: [typed = '', word], options }, context) => {
  const action = ACTIONS.find((known) => known === typed);
  if (action === undefined) return usage(spec, `"ci" takes one of: ${ACTIONS.join(', ')}.`);
  return (await import('../ci/scan.ts')).scan(context, word ?? '.', options);
});
