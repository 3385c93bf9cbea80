import {
  archiveProject,
  createProject,
  findProject,
  listProjects,
  removeProject,
  renameProject,
  reorderProjects,
} from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import { failure, success } from '#shared/contract/result.ts';
import type { Project } from '#shared/domain/project.ts';
import { usage } from '../arguments.ts';
import { type CommandSpec, defineCommand, JSON_OUTPUT, type Outcome, YES } from '../command.ts';
import { confirm } from '../confirm.ts';
import type { Context } from '../context.ts';
import { checkDisplayName } from '../create-place.ts';
import { isoOf } from '../key-json.ts';
import { writeJson } from '../output.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';

const ACTIONS = ['list', 'add', 'rename', 'reorder', 'archive', 'restore', 'remove'] as const;
type Action = (typeof ACTIONS)[number];

const spec = {
  name: 'projects',
  usage: [
    'projects [list] [--archived] [--json]',
    'projects add NAME [--json]',
    'projects rename NAME NEW_NAME',
    'projects reorder NAME…',
    'projects archive|restore NAME',
    'projects remove NAME [--yes]',
  ],
  about: `Lists and arranges projects. A new project has development, staging and a protected production. "reorder" puts the
named projects first. Only a project without keys, its archive and bin included, can be removed.`,
  options: {
    archived: { type: 'flag', help: 'list archived projects as well' },
    yes: YES,
    json: JSON_OUTPUT,
  },
  words: { min: 0, max: Number.POSITIVE_INFINITY },
  completes: ACTIONS,
  examples: [
    ['keyrail projects add shop', 'a new project'],
    ['keyrail projects reorder shop website', 'these two first'],
  ],
} as const satisfies CommandSpec;

type Options = { readonly archived: boolean; readonly yes: boolean; readonly json: boolean };

export const command = defineCommand(spec, async ({ words: [typed = 'list', ...names], options }, context) => {
  const action = ACTIONS.find((known) => known === typed);
  if (action === undefined) return usage(spec, `"projects" takes one of: ${ACTIONS.join(', ')}.`);
  const wanted = { list: 0, add: 1, rename: 2, archive: 1, restore: 1, remove: 1 };
  if (action === 'reorder' ? names.length === 0 : names.length !== wanted[action]) {
    return usage(spec, names.length === 0 ? 'Name the project.' : 'There are too many or too few names.');
  }
  return withStore(context, (store) => act(context, store, action, names, options));
});

async function act(
  context: Context,
  store: Store,
  action: Action,
  names: readonly string[],
  options: Options,
): Promise<Outcome> {
  const [name = ''] = names;
  const { output } = context;
  if (action === 'list') return list(context, listProjects(store), options);
  if (action === 'add') {
    const checked = checkDisplayName(name);
    if (!checked.ok) return checked;
    const created = createProject(store, checked.value);
    if (!created.ok) return created;
    if (options.json) writeJson(output, projectJson(created.value.project));
    const environments = created.value.project.environments.map((environment) => environment.name).join(', ');
    output.say(`Created ${checked.value} with ${environments}.`);
    return success(0);
  }
  return arrange(context, store, action, names, options.yes);
}

async function arrange(
  context: Context,
  store: Store,
  action: Exclude<Action, 'list' | 'add'>,
  names: readonly string[],
  yes: boolean,
): Promise<Outcome> {
  const [name = '', newName = ''] = names;
  const found = names
    .slice(0, action === 'rename' ? 1 : undefined)
    .map((one) => [one, findProject(store, one)] as const);
  const missing = found.find(([, row]) => row === null);
  if (missing !== undefined) {
    return failure('project-not-found', `There is no project named "${missing[0]}". "keyrail projects" lists them.`);
  }
  const ids = found.flatMap(([, row]) => (row === null ? [] : [row.id]));
  const [id = ''] = ids;
  switch (action) {
    case 'rename': {
      const checked = checkDisplayName(newName);
      if (!checked.ok) return checked;
      return said(context, renameProject(store, id, checked.value));
    }
    case 'reorder':
      return said(context, reorderProjects(store, ids));
    case 'archive':
    case 'restore':
      return said(context, archiveProject(store, id, action === 'archive'));
    case 'remove': {
      const refused = await confirm(context, yes, `This removes the project ${name}.`);
      return refused ?? said(context, removeProject(store, id));
    }
  }
}

function said(
  context: Context,
  done: { ok: true; value: { label: string } } | Extract<Outcome, { ok: false }>,
): Outcome {
  if (!done.ok) return done;
  context.output.say(`${done.value.label}.`);
  return success(0);
}

function list(context: Context, all: readonly Project[], options: Options): Outcome {
  const projects = all.filter(({ archivedAt }) => options.archived || archivedAt === null);
  if (options.json) {
    writeJson(context.output, { projects: projects.map(projectJson) });
  } else if (projects.length === 0) {
    context.output.say('There is no project yet. To create one: keyrail projects add NAME');
  } else {
    writeTable<Project>(
      context.output,
      [
        { title: 'PROJECT', text: ({ name }) => name, gives: 1 },
        { title: 'KEYS', text: ({ keyCount }) => String(keyCount) },
        {
          title: 'ENVIRONMENTS',
          text: ({ environments }) => environments.map(({ name }) => name).join(', '),
          gives: 2,
        },
        ...(options.archived
          ? [{ title: 'ARCHIVED', text: ({ archivedAt }: Project) => isoOf(archivedAt) ?? '-' }]
          : []),
      ],
      projects,
    );
  }
  return success(0);
}

function projectJson({ id, name, keyCount, archivedAt, environments }: Project) {
  return {
    id,
    name,
    keys: keyCount,
    archivedAt: isoOf(archivedAt),
    environments: environments.map((environment) => ({
      id: environment.id,
      name: environment.name,
      colour: environment.colour,
      protected: environment.protected,
      keys: environment.keyCount,
    })),
  };
}
