import { findPlace, type Place } from '#core/keys/find-key.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Failed, failure, type Result, success } from '#shared/contract/result.ts';
import { usage } from './arguments.ts';
import type { CommandSpec } from './command.ts';
import type { Context } from './context.ts';
import { readDefaults } from './dotfile.ts';

export type PlaceOptions = { readonly project: string | undefined; readonly env: string | undefined };

/** The project and environment that are meant: what the options say, else what `.keyrail.json` says. */
export function namedPlace(context: Context, options: PlaceOptions): Result<PlaceOptions, 'file-unreadable'> {
  if (options.project !== undefined && options.env !== undefined) return success(options);
  const defaults = readDefaults(context.directory);
  if (!defaults.ok) return defaults;
  const project = options.project ?? defaults.value.project;
  // The file's environment belongs to the file's project.
  const sameProject = project?.toLowerCase() === defaults.value.project?.toLowerCase();
  const env =
    options.env ?? (sameProject || defaults.value.project === undefined ? defaults.value.environment : undefined);
  return success({ project, env });
}

/** The place that a command works on. Fails where the project or environment is not named or not there. */
export async function resolvePlace(
  context: Context,
  store: Store,
  spec: CommandSpec,
  options: PlaceOptions,
): Promise<Result<Place, ErrorCode>> {
  const named = namedPlace(context, options);
  if (!named.ok) return named;
  const { project, env } = named.value;
  if (project === undefined) return missingProject(store, spec);
  if (env === undefined) return missingEnvironment(store, spec, project);
  const found = findPlace(store, { project, environment: env });
  if (found.ok) return found;
  return failure(found.error.code, `${found.error.message}\n${howToCreate(found.error.code, project, env)}`);
}

function howToCreate(code: 'project-not-found' | 'environment-not-found', project: string, env: string): string {
  return code === 'project-not-found'
    ? `To create it: keyrail projects add ${quoted(project)}`
    : `To create it: keyrail envs add ${quoted(env)} -p ${quoted(project)}`;
}

/** A name as a shell takes it. */
export function quoted(name: string): string {
  return /^[\w.@%+:,/-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

async function missingProject(store: Store, spec: CommandSpec): Promise<Failed<ErrorCode>> {
  const names = store
    .sql('SELECT name FROM projects WHERE archived_at IS NULL ORDER BY position LIMIT 20')
    .pluck()
    .all() as string[];
  if (names.length === 0) {
    return failure('project-not-found', 'There is no project yet. To create one: keyrail projects add NAME');
  }
  return usage(spec, `Name the project with -p, or in a .keyrail.json file. There are: ${names.join(', ')}.`);
}

async function missingEnvironment(store: Store, spec: CommandSpec, project: string): Promise<Failed<ErrorCode>> {
  const { findProject } = await import('#core/projects/projects.ts');
  const row = findProject(store, project);
  if (row === null) return failure('project-not-found', `There is no project named "${project}".`);
  const names = store
    .sql('SELECT name FROM environments WHERE project_id = ? ORDER BY position')
    .pluck()
    .all(row.id) as string[];
  return usage(spec, `Name the environment with -e. ${row.name} has: ${names.join(', ') || 'none'}.`);
}
