import { NETLIFY_DEFAULT_CONTEXT } from '#shared/domain/netlify-contexts.ts';
import { usage } from '../arguments.ts';
import {
  type CommandSpec,
  defineCommand,
  ENVIRONMENT,
  JSON_OUTPUT,
  type OptionValues,
  type Outcome,
  PROJECT,
  YES,
} from '../command.ts';
import type { Context } from '../context.ts';

const ACTIONS = ['targets', 'push', 'status', 'copy', 'undo', 'receipts', 'scan'] as const;
type Action = (typeof ACTIONS)[number];

const spec = {
  name: 'ci',
  usage: [
    'ci targets [list] [--json]',
    'ci targets add SYSTEM PLACE [--name NAME] [--base-url URL] [--environment E | --org] [--scope S] [-p PROJECT] [-e ENV]',
    'ci targets edit TARGET [--place PLACE] [--token|--no-token] [OPTIONS]',
    'ci targets remove|test TARGET',
    'ci push [-p PROJECT] [-e ENV] [--target TARGET] [--key NAME] [--as NAME] [--base64] [--dry-run] [--yes] [--json]',
    'ci push --resume [--yes] [--json]',
    'ci status [--target TARGET] [--offline] [--json]',
    'ci copy NAME -p PROJECT -e ENV --target TARGET [--as NAME] [--open]',
    'ci undo RECEIPT [--dry-run] [--yes] [--json]',
    'ci receipts [RECEIPT] [--json]',
    'ci scan [PATH] [-p PROJECT] [--accept] [--yes] [--json]',
  ],
  about: `What CI systems hold and use.
  targets   places with secret settings: github OWNER/REPO, gitlab GROUP/PROJECT, circleci gh/ORG/REPO, jenkins [FOLDER],
            bitbucket WORKSPACE/REPO, vercel PROJECT, netlify ACCOUNT/SITE. The access token comes from standard input or
            a hidden prompt, and is sealed; without one the copy assistant works. -p and -e say what a target is for
  push      puts keys into targets. With an environment and a target: its keys to that target; otherwise what is placed
            already and is not current. It shows what it will do and asks; it deletes nothing, and replaces a secret that
            Keyrail did not put there only where --key names it. --resume goes on with a push that stopped
  status    asks the targets, and says of every placement whether it holds the current version
  copy      the copy assistant: the settings page, then the secret's name and its value on the clipboard, one after the other
  undo      puts back what a push replaced, as far as it came from Keyrail
  receipts  lists what was pushed, and how each step ended
  scan      reads the CI files of a repository (GitHub, GitLab, CircleCI, Jenkins, Bitbucket), says which secrets they use
            and which of those the vault has, and looks for the vault's values in the repository's files and its whole
            history. It says where a value is, never what it is. Nothing of the repository is run or written; the vault
            remembers where its keys were found. --accept records what fits as placed there, and adds the targets for it`,
  options: {
    project: { ...PROJECT, help: 'the project (default: what .keyrail.json says; not for "targets")' },
    env: { ...ENVIRONMENT, help: 'the environment (default: what .keyrail.json says; not for "targets")' },
    target: { type: 'list', value: 'NAME', help: 'a CI target; give it again for more' },
    key: { type: 'list', value: 'NAME', help: 'only this key; give it again for more (push)', completes: 'key' },
    as: { type: 'text', value: 'NAME', help: "the secret's name there (default: the key's)" },
    base64: { type: 'flag', help: 'place the value of --key in base64, which the job decodes (push)' },
    'no-base64': { type: 'flag', help: 'place it as it is again (push)' },
    'dry-run': { type: 'flag', help: 'show what would be done, and write nothing' },
    resume: { type: 'flag', help: 'go on with the push that stopped (push)' },
    offline: { type: 'flag', help: 'show what is known, and ask no target (status)' },
    open: { type: 'flag', help: 'open the settings page (copy)' },
    accept: { type: 'flag', help: 'record the placements that the repository suggests (scan)' },
    name: { type: 'text', value: 'NAME', help: 'what the target is called (default: its place)' },
    place: { type: 'text', value: 'PLACE', help: 'another place, written as for "add" (targets edit)' },
    'base-url': { type: 'text', value: 'URL', help: 'where its API is; https, or http on this machine' },
    environment: { type: 'text', value: 'NAME', help: "the system's environment whose secrets they are" },
    org: { type: 'flag', help: 'GitHub: the secrets of an organisation' },
    visibility: {
      type: 'text',
      value: 'WHO',
      help: 'GitHub, with --org: all, private or selected repositories may use new secrets (default: private)',
      completes: ['all', 'private', 'selected'],
    },
    dependabot: { type: 'flag', help: "GitHub: Dependabot's secrets" },
    group: { type: 'flag', help: "GitLab: a group's variables" },
    scope: {
      type: 'text',
      value: 'SCOPE',
      help: `GitLab's environment scope (default *), Netlify's context (default ${NETLIFY_DEFAULT_CONTEXT})`,
    },
    'no-mask': { type: 'flag', help: 'GitLab: do not mask new variables in logs' },
    hidden: { type: 'flag', help: 'GitLab: hide new variables in the settings as well' },
    protected: { type: 'flag', help: 'GitLab: new variables only for protected branches and tags' },
    context: { type: 'text', value: 'NAME', help: 'CircleCI: a context of the organisation' },
    team: { type: 'text', value: 'TEAM', help: 'Vercel: the team of the project' },
    branch: { type: 'text', value: 'BRANCH', help: 'Vercel: previews of this branch only' },
    token: { type: 'flag', help: 'take a new access token (targets edit)' },
    'no-token': { type: 'flag', help: 'forget the access token (targets edit)' },
    yes: YES,
    json: JSON_OUTPUT,
  },
  words: { min: 1, max: 4 },
  tooManyWords:
    'There are too many words. An access token never goes on the command line: pipe it in, or type it at the prompt.',
  completes: ACTIONS,
  examples: [
    ['keyrail ci targets add github acme/web --environment production -p shop -e production', 'a token is asked for'],
    ['keyrail ci push -p shop -e production --target web --dry-run', 'what would be written?'],
    ['keyrail ci push', 'everything that is behind'],
    ['keyrail ci status', 'does every target hold the current version?'],
    ['keyrail ci copy STRIPE_API_KEY -p shop -e staging --target web --open', 'by hand, without a token'],
    ['keyrail ci scan ~/code/shop -p shop --json', 'a repository, for a script'],
    ['keyrail ci scan -p shop --accept', 'and remember that its CI has these keys'],
  ],
} as const satisfies CommandSpec;

type Options = OptionValues<(typeof spec)['options']>;

export const command = defineCommand(spec, async ({ words: [typed = '', ...words], options }, context) => {
  const action = ACTIONS.find((known) => known === typed);
  if (action === undefined) return usage(spec, `"ci" takes one of: ${ACTIONS.join(', ')}.`);
  return act(context, action, words, options);
});

async function act(context: Context, action: Action, words: readonly string[], options: Options): Promise<Outcome> {
  const [word, ...more] = words;
  const most = { targets: 3, push: 0, status: 0, copy: 1, undo: 1, receipts: 1, scan: 1 }[action];
  if (words.length > most) return usage(spec, spec.tooManyWords);
  switch (action) {
    case 'targets': {
      const { TARGET_ACTIONS, targets } = await import('../ci/targets.ts');
      const chosen = TARGET_ACTIONS.find((known) => known === (word ?? 'list'));
      if (chosen === undefined) return usage(spec, `"ci targets" takes one of: ${TARGET_ACTIONS.join(', ')}.`);
      return targets(context, chosen, more, options);
    }
    case 'push':
      return (await import('../ci/push.ts')).push(context, options);
    case 'status':
      return (await import('../ci/status.ts')).status(context, options);
    case 'copy':
      if (word === undefined || options.target.length !== 1) return usage(spec, 'Name the key, and one --target.');
      return (await import('../ci/copy.ts')).copy(context, spec, word, options);
    case 'undo':
      if (word === undefined) return usage(spec, 'Name the receipt. "keyrail ci receipts" lists them.');
      return (await import('../ci/undo.ts')).undo(context, word, options);
    case 'receipts':
      return (await import('../ci/undo.ts')).receipts(context, word, options.json);
    case 'scan':
      return (await import('../ci/scan.ts')).scan(context, word ?? '.', options);
  }
}
