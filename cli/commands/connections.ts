import { type ConnectionRow, connectionOf, connectionRow, connectionRows } from '#core/connections/connection-rows.ts';
import {
  addConnection,
  type ConnectionFields,
  editConnection,
  removeConnection,
} from '#core/connections/connections.ts';
import { type ConnectionCredential, setCredential } from '#core/connections/credential.ts';
import { readDrift } from '#core/matching/read-drift.ts';
import { findEnvironment, listEnvironments } from '#core/projects/environments.ts';
import { findProject, projectById } from '#core/projects/projects.ts';
import { findProvider } from '#core/providers/catalogue.ts';
import type { Store } from '#core/store/store.ts';
import { ERROR_EXIT_STATUS, type ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Connection } from '#shared/domain/remote-key.ts';
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
import { confirm } from '../confirm.ts';
import { connectionJson } from '../connection-json.ts';
import type { Context } from '../context.ts';
import { isoOf } from '../key-json.ts';
import { namedConnection } from '../named-connection.ts';
import { onlyLook } from '../only-look.ts';
import { writeJson } from '../output.ts';
import { namedPlace } from '../place.ts';
import { readCredential, signInMethod } from '../read-credential.ts';
import { parseSyncEvery } from '../sync-every.ts';
import { writeTable } from '../table.ts';
import { withStore } from '../unlock.ts';

const ACTIONS = ['list', 'add', 'edit', 'remove', 'test'] as const;
type Action = (typeof ACTIONS)[number];

const spec = {
  name: 'connections',
  usage: [
    'connections [list] [--json]',
    'connections add PROVIDER [--name NAME] [--base-url URL] [--plan PLAN] [-p PROJECT] [-e ENV] [OPTIONS] [--json]',
    'connections edit CONNECTION [--credential|--no-credential] [OPTIONS] [--json]',
    'connections remove CONNECTION [--yes]',
    'connections test CONNECTION [--json]',
  ],
  about: `Lists and arranges connections, each a link to one account, organisation or project at a provider. What the
provider's API needs to sign in comes from standard input (one line for each part, or a JSON object) or from hidden prompts;
it may be left for later, and is sealed and never shown. Where a person signs in on the provider's page nothing is asked.
"test" asks the provider, once, whether the credential may list keys; the exit status is 0 where it works, else 6.`,
  options: {
    name: { type: 'text', value: 'NAME', help: "what it is called (default: the provider's name)" },
    'base-url': { type: 'text', value: 'URL', help: 'where its API is; https, or http on this machine' },
    dashboard: { type: 'text', value: 'URL', help: 'the page that lists its keys' },
    plan: { type: 'text', value: 'PLAN', help: 'the plan, whose limits are kept' },
    parameter: { type: 'list', value: 'ID=TEXT', help: 'an id that its API needs; give it again for more' },
    project: { ...PROJECT, help: 'the project whose keys are there' },
    env: { ...ENVIRONMENT, help: 'the environment of the keys for which the provider names none' },
    map: { type: 'list', value: 'NAME=ENV', help: "the provider's environment NAME is ENV; give it again for more" },
    'sync-every': {
      type: 'text',
      value: 'TIME',
      help: 'how often an open window syncs it by its API: 30min, 6h, 1d, or never',
    },
    way: {
      type: 'text',
      value: 'WAY',
      help: 'how to sync it: api, dashboard, or usual (as the provider is best read)',
    },
    credential: { type: 'flag', help: 'take a new credential (edit)' },
    'no-credential': { type: 'flag', help: 'forget the credential (edit)' },
    yes: YES,
    json: JSON_OUTPUT,
  },
  words: { min: 0, max: 2 },
  tooManyWords:
    'There are too many words. A credential never goes on the command line: pipe it in, or type it at the prompt.',
  completes: ACTIONS,
  examples: [
    ['keyrail connections add norrix -p shop -e production', 'keys that the dashboard lists'],
    ['keyrail connections edit Norrix --name "Norrix, client work"', 'another name'],
    ['keyrail connections test GitLab', 'may its credential list keys?'],
  ],
} as const satisfies CommandSpec;

type Options = OptionValues<(typeof spec)['options']>;

export const command = defineCommand(spec, async ({ words: [typed = 'list', name], options }, context) => {
  const action = ACTIONS.find((known) => known === typed);
  if (action === undefined) return usage(spec, `"connections" takes one of: ${ACTIONS.join(', ')}.`);
  if ((action === 'list') !== (name === undefined)) {
    return usage(spec, action === 'add' ? 'Name the provider.' : 'Name the connection, and nothing else.');
  }
  return withStore(context, (store) => act(context, store, action, name ?? '', options));
});

async function act(context: Context, store: Store, action: Action, name: string, options: Options): Promise<Outcome> {
  switch (action) {
    case 'list':
      return list(context, store, options.json);
    case 'add':
      return add(context, store, name.toLowerCase(), options);
    case 'edit': {
      const row = namedConnection(store, name);
      return row.ok ? edit(context, store, row.value, options) : row;
    }
    case 'test': {
      const row = namedConnection(store, name);
      return row.ok ? test(context, store, row.value, options.json) : row;
    }
    case 'remove': {
      const row = namedConnection(store, name);
      if (!row.ok) return row;
      const question = `This removes the connection ${row.value.name} with what its syncs saw. No key is removed.`;
      const refused = await confirm(context, options.yes, question);
      if (refused !== null) return refused;
      const removed = removeConnection(store, row.value.id);
      if (!removed.ok) return removed;
      context.output.say(`Removed ${row.value.name}.`);
      return success(0);
    }
  }
}

async function add(context: Context, store: Store, provider: string, options: Options): Promise<Outcome> {
  const place = namedPlace(context, options);
  if (!place.ok) return place;
  const fields = fieldsOf(store, { ...options, ...place.value }, null);
  if (!fields.ok) return fields;
  const add = () => addConnection(store, { provider, ...fields.value });
  // Before a person types a credential for nothing; the connection is there only once everything is known.
  const possible = onlyLook(store, add);
  if (!possible.ok) return possible;
  const credential = await askCredential(provider);
  if (!credential.ok) return credential;
  const added = store.write((): Result<{ connectionId: string }, ErrorCode> => {
    const made = add();
    if (!made.ok || typeof credential.value === 'string') return made;
    const sealed = setCredential(store, made.value.connectionId, credential.value);
    return sealed.ok ? made : sealed;
  });
  if (!added.ok) return added;
  const later =
    credential.value === 'later' ? ' Its credential is left for later: "connections edit --credential".' : '';
  return print(context, store, added.value.connectionId, options.json, (name) => `Added ${name}.${later}`);
}

async function edit(context: Context, store: Store, row: ConnectionRow, options: Options): Promise<Outcome> {
  if (options.credential && options['no-credential']) {
    return usage(spec, '--credential and --no-credential say the opposite.');
  }
  const fields = fieldsOf(store, options, row);
  if (!fields.ok) return fields;
  const edit = () => editConnection(store, row.id, fields.value);
  const possible = onlyLook(store, edit);
  if (!possible.ok) return possible;
  const credential = options.credential ? await askCredential(row.provider) : success<Asked>('none');
  if (!credential.ok) return credential;
  if (options.credential && credential.value === 'none') {
    return failure('value-invalid', 'A person signs in on the page of this provider; there is nothing to keep.');
  }
  if (credential.value === 'later') return failure('value-empty', 'No credential was given. The old one stays.');
  const changed = typeof credential.value === 'string' ? null : credential.value;
  const edited = store.write((): Result<unknown, ErrorCode> => {
    const done = edit();
    if (!done.ok || (changed === null && !options['no-credential'])) return done;
    return setCredential(store, row.id, changed);
  });
  if (!edited.ok) return edited;
  return print(context, store, row.id, options.json, (name) => `Changed ${name}.`);
}

async function test({ output }: Context, store: Store, row: ConnectionRow, json: boolean): Promise<Outcome> {
  const { testConnection } = await import('#core/sync/test-connection.ts');
  const tested = await testConnection(store, row.id);
  if (!tested.ok) return tested;
  const { result, message, hints } = tested.value;
  if (json) writeJson(output, { connection: row.name, provider: row.provider, result, message, hints });
  else output.write(`${result}: ${message}\n`);
  if (!json) for (const hint of hints) output.say(hint);
  return success(result === 'works' ? 0 : ERROR_EXIT_STATUS['provider-refused']);
}

/** A credential; `none` where the provider takes none, `later` where nothing was given. */
type Asked = ConnectionCredential | 'none' | 'later';

async function askCredential(provider: string): Promise<Result<Asked, ErrorCode>> {
  const definition = findProvider(provider);
  const method = definition === null ? null : signInMethod(definition);
  if (definition === null || method === null) return success<Asked>('none');
  const read = await readCredential(definition, method);
  return read.ok ? success<Asked>(read.value ?? 'later') : read;
}

function fieldsOf(
  store: Store,
  options: Pick<
    Options,
    'name' | 'base-url' | 'dashboard' | 'plan' | 'parameter' | 'sync-every' | 'way' | 'project' | 'env' | 'map'
  >,
  row: ConnectionRow | null,
): Result<ConnectionFields, ErrorCode> {
  const fields: ConnectionFields = { name: options.name, plan: options.plan };
  // An empty address is none: the definition's own counts again.
  if (options['base-url'] !== undefined) fields.baseUrl = options['base-url'] || null;
  if (options.dashboard !== undefined) fields.dashboardUrl = options.dashboard || null;
  if (options.parameter.length > 0) {
    const pairs = pairsOf(options.parameter);
    if (pairs === null) return failure('invalid-request', '--parameter takes ID=TEXT.');
    fields.parameters = { ...(JSON.parse(row?.parameters ?? '{}') as object), ...Object.fromEntries(pairs) };
  }
  if (options['sync-every'] !== undefined) {
    const every = parseSyncEvery(options['sync-every']);
    if (!every.ok) return every;
    fields.syncEveryMs = every.value;
  }
  switch (options.way) {
    case undefined:
      break;
    case 'api':
    case 'dashboard':
      fields.way = options.way;
      break;
    case 'usual':
      fields.way = null;
      break;
    default:
      return failure('invalid-request', '--way takes api, dashboard or usual.');
  }
  let projectId = row?.project_id ?? null;
  if (options.project !== undefined) {
    const project = findProject(store, options.project);
    if (project === null) {
      return failure(
        'project-not-found',
        `There is no project named "${options.project}". "keyrail projects" lists them.`,
      );
    }
    projectId = project.id;
    fields.projectId = project.id;
  }
  const map = pairsOf(options.map);
  if (map === null) return failure('invalid-request', '--map takes NAME=ENV.');
  const wanted = options.env === undefined ? map : [['', options.env] as const, ...map];
  if (wanted.length === 0) return success(fields);
  if (projectId === null) return failure('invalid-request', 'Name the project of the environments with -p.');
  const kept = projectId === row?.project_id ? (JSON.parse(row.environments) as Connection['environments']) : [];
  const environments: { remote: string; environmentId: string }[] = [...kept];
  for (const [remote, name] of wanted) {
    const environment = findEnvironment(store, projectId, name);
    if (environment === null) {
      const known = listEnvironments(store).filter((one) => one.projectId === projectId);
      const names = known.map((one) => one.name).join(', ');
      return failure('environment-not-found', `The project has no environment named "${name}". It has: ${names}.`);
    }
    environments.push({ remote, environmentId: environment.id });
  }
  return success({ ...fields, environments });
}

/** Splits at the last "=", since the provider's names may hold one. */
function pairsOf(typed: readonly string[]): (readonly [string, string])[] | null {
  const pairs = typed.map(
    (text) => [text.slice(0, text.lastIndexOf('=')), text.slice(text.lastIndexOf('=') + 1)] as const,
  );
  return typed.every((text) => text.includes('=')) ? pairs : null;
}

function print(
  context: Context,
  store: Store,
  connectionId: string,
  json: boolean,
  say: (name: string) => string,
): Outcome {
  const row = connectionRow(store, connectionId);
  if (row === null) throw new Error('A connection that was just written is not there');
  if (json) writeJson(context.output, shown(store, connectionOf(store, row, 0)));
  context.output.say(say(row.name));
  return success(0);
}

function shown(store: Store, connection: Connection) {
  const project = connection.projectId === null ? null : (projectById(store, connection.projectId)?.name ?? null);
  return connectionJson(connection, project, new Map(listEnvironments(store).map(({ id, name }) => [id, name])));
}

function list({ output }: Context, store: Store, json: boolean): Outcome {
  const drifts = new Map<string, number>();
  for (const { connectionId } of readDrift(store)) drifts.set(connectionId, (drifts.get(connectionId) ?? 0) + 1);
  const connections = connectionRows(store).map((row) => connectionOf(store, row, drifts.get(row.id) ?? 0));
  if (json) {
    writeJson(output, { connections: connections.map((connection) => shown(store, connection)) });
  } else if (connections.length === 0) {
    output.say('There is no connection yet. To add one: keyrail connections add PROVIDER');
  } else {
    writeTable<Connection>(
      output,
      [
        { title: 'CONNECTION', text: ({ name }) => name, gives: 1 },
        { title: 'PROVIDER', text: ({ provider }) => provider, gives: 2 },
        { title: 'KEYS', text: ({ remoteKeyCount }) => String(remoteKeyCount) },
        {
          title: 'DRIFT',
          text: ({ driftCount }) => String(driftCount),
          colour: ({ driftCount }) => (driftCount > 0 ? 'yellow' : null),
        },
        { title: 'SYNCED', text: ({ snapshotAt }) => isoOf(snapshotAt) ?? 'never' },
        {
          title: 'LAST SYNC',
          text: ({ lastSync }) => lastSync?.error?.message ?? lastSync?.status ?? '-',
          colour: ({ lastSync }) => (lastSync?.status === 'failed' ? 'red' : null),
          gives: 4,
        },
      ],
      connections,
    );
  }
  return success(0);
}
