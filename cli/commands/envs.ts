import {
  createEnvironment,
  editEnvironment,
  findEnvironment,
  listEnvironments,
  removeEnvironment,
  reorderEnvironments,
} from '#core/projects/environments.ts';
import { findProject, listProjects, type ProjectRow } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { type Environment, environmentColour } from '#shared/domain/project.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT, type Outcome, PROJECT, YES } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { checkDisplayName } from '../create-place.ts';
import { writeJson } from '../output.ts';
import { namedPlace } from '../place.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';

const ACTIONS = ['list', 'add', 'rename', 'reorder', 'colour', 'protect', 'unprotect', 'remove'] as const;
type Action = (typeof ACTIONS)[number];

const spec = {
  name: 'envs',
  usage: [
    'envs [list] [-p PROJECT] [--json]',
    'envs add NAME [-p PROJECT] [--colour N] [--protect|--no-protect] [--json]',
    'envs rename NAME NEW_NAME [-p PROJECT]',
    'envs reorder NAME… [-p PROJECT]',
    'envs colour NAME N [-p PROJECT]',
    'envs protect|unprotect NAME [-p PROJECT]',
    'envs remove NAME [-p PROJECT] [--yes]',
  ],
  about: `Lists and arranges the environments of a project. The values of a protected environment are used only after a
question; a new one whose name starts with "prod" is protected. Colours are the numbers 1 to 8. "reorder" puts the named
environments first. Only an environment without keys, its archive and bin included, can be removed.`,
  options: {
    project: PROJECT,
    colour: { type: 'text', value: 'N', help: 'from 1 to 8 (default: one that the project does not use yet)' },
    protect: { type: 'flag', help: 'add it protected' },
    'no-protect': { type: 'flag', help: 'add it unprotected' },
    yes: YES,
    json: JSON_OUTPUT,
  },
  words: { min: 0, max: Number.POSITIVE_INFINITY },
  completes: ACTIONS,
  examples: [
    ['keyrail envs -p shop', 'the environments of a project'],
    ['keyrail envs add preview -p shop --colour 5', 'one more'],
    ['keyrail envs protect staging -p shop', 'ask before its values are used'],
  ],
} as const satisfies CommandSpec;

type Options = {
  readonly project: string | undefined;
  readonly colour: string | undefined;
  readonly protect: boolean;
  readonly 'no-protect': boolean;
  readonly yes: boolean;
  readonly json: boolean;
};

export const command = defineCommand(spec, async ({ words: [typed = 'list', ...names], options }, context) => {
  const action = ACTIONS.find((known) => known === typed);
  if (action === undefined) return usage(spec, `"envs" takes one of: ${ACTIONS.join(', ')}.`);
  const wanted = { list: 0, add: 1, rename: 2, colour: 2, protect: 1, unprotect: 1, remove: 1 };
  if (action === 'reorder' ? names.length === 0 : names.length !== wanted[action]) {
    return usage(spec, names.length === 0 ? 'Name the environment.' : 'There are too many or too few words.');
  }
  const colour = colourOf(action === 'colour' ? names[1] : options.colour);
  if (!colour.ok) return colour;
  const named = namedPlace(context, { project: options.project, env: undefined });
  if (!named.ok) return named;
  const projectName = named.value.project;

  return withStore(context, (store) => {
    if (projectName === undefined) {
      if (action === 'list') return list(context, store, null, options);
      const all = listProjects(store).map(({ name }) => name);
      return usage(spec, `Name the project with -p. There are: ${all.slice(0, 20).join(', ') || 'none yet'}.`);
    }
    const project = findProject(store, projectName);
    if (project === null) {
      return failure('project-not-found', `There is no project named "${projectName}". "keyrail projects" lists them.`);
    }
    return act(context, store, action, project, names, colour.value, options);
  });
});

async function act(
  context: Context,
  store: Store,
  action: Action,
  project: ProjectRow,
  names: readonly string[],
  colour: number | undefined,
  options: Options,
): Promise<Outcome> {
  const [name = ''] = names;
  if (action === 'list') return list(context, store, project, options);
  if (action === 'add') {
    const checked = checkDisplayName(name);
    if (!checked.ok) return checked;
    const created = createEnvironment(store, {
      projectId: project.id,
      name: checked.value,
      colour,
      protected: options.protect ? true : options['no-protect'] ? false : undefined,
    });
    if (!created.ok) return created;
    const { environment } = created.value;
    if (options.json) writeJson(context.output, environmentJson(environment, project.name));
    context.output.say(`Added ${environment.name} to ${project.name}${environment.protected ? ', protected' : ''}.`);
    return success(0);
  }
  return arrange(context, store, action, project, names, colour, options.yes);
}

async function arrange(
  context: Context,
  store: Store,
  action: Exclude<Action, 'list' | 'add'>,
  project: ProjectRow,
  names: readonly string[],
  colour: number | undefined,
  yes: boolean,
): Promise<Outcome> {
  const [name = '', newName = ''] = names;
  const found = findAll(store, project, action === 'reorder' ? names : [name]);
  if (!found.ok) return found;
  const [environment] = found.value;
  const id = environment?.id ?? '';
  switch (action) {
    case 'rename': {
      const checked = checkDisplayName(newName);
      return checked.ok ? said(context, editEnvironment(store, id, { name: checked.value })) : checked;
    }
    case 'reorder':
      return said(
        context,
        reorderEnvironments(
          store,
          project.id,
          found.value.map((one) => one.id),
        ),
      );
    case 'colour':
      return said(context, editEnvironment(store, id, { colour }));
    case 'protect':
    case 'unprotect':
      return said(context, editEnvironment(store, id, { protected: action === 'protect' }));
    case 'remove': {
      const refused = await confirm(context, yes, `This removes the environment ${name} of ${project.name}.`);
      return refused ?? said(context, removeEnvironment(store, id));
    }
  }
}

function findAll(store: Store, project: ProjectRow, names: readonly string[]): Result<Environment[], ErrorCode> {
  const found: Environment[] = [];
  for (const name of names) {
    const environment = findEnvironment(store, project.id, name);
    if (environment === null) {
      return failure('environment-not-found', `${project.name} has no environment named "${name}".`);
    }
    found.push(environment);
  }
  return success(found);
}

function colourOf(text: string | undefined): Result<number | undefined, 'invalid-request'> {
  if (text === undefined) return success<number | undefined>(undefined);
  const colour = environmentColour.safeParse(Number(text));
  return colour.success
    ? success<number | undefined>(colour.data)
    : failure('invalid-request', 'A colour is a number from 1 to 8.');
}

function said(
  context: Context,
  done: { ok: true; value: { label: string } } | Extract<Outcome, { ok: false }>,
): Outcome {
  if (!done.ok) return done;
  context.output.say(`${done.value.label}.`);
  return success(0);
}

function list(context: Context, store: Store, project: ProjectRow | null, options: Options): Outcome {
  const projects = new Map(listProjects(store).map(({ id, name }) => [id as string, name]));
  const order = [...projects.keys()];
  const environments = listEnvironments(store)
    .filter(({ projectId }) => project === null || projectId === project.id)
    .toSorted((a, b) => order.indexOf(a.projectId) - order.indexOf(b.projectId) || a.position - b.position);
  const projectOf = (environment: Environment): string => projects.get(environment.projectId) ?? '';
  if (options.json) {
    const shown = environments.map((environment) => environmentJson(environment, projectOf(environment)));
    writeJson(context.output, { environments: shown });
  } else if (environments.length === 0) {
    context.output.say('There is no environment. To create one: keyrail envs add NAME -p PROJECT');
  } else {
    writeTable<Environment>(
      context.output,
      [
        { title: 'ENVIRONMENT', text: ({ name }) => name, gives: 1 },
        { title: 'PROJECT', text: projectOf, gives: 2 },
        { title: 'KEYS', text: ({ keyCount }) => String(keyCount) },
        { title: 'COLOUR', text: ({ colour }) => String(colour) },
        { title: 'PROTECTED', text: (environment) => (environment.protected ? 'yes' : 'no') },
      ],
      environments,
    );
  }
  return success(0);
}

function environmentJson(environment: Environment, project: string) {
  const { id, name, colour, keyCount } = environment;
  return { id, name, project, colour, protected: environment.protected, keys: keyCount };
}
