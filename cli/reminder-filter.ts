import { findPlace } from '#core/keys/find-key.ts';
import { findProject } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';

type Placed = { readonly project: string; readonly environment: string };

/**
 * Which things `-p` and `-e` mean. An environment without its project is that of every project which has one of that name.
 * Fails where there is no such place.
 */
export function placeFilter(
  store: Store,
  names: { readonly project: string | undefined; readonly env: string | undefined },
): Result<(placed: Placed) => boolean, 'project-not-found' | 'environment-not-found'> {
  const { project, env } = names;
  if (project !== undefined && env !== undefined) {
    const place = findPlace(store, { project, environment: env });
    if (!place.ok) return place;
    const { project: found, environment } = place.value;
    return success((placed: Placed) => placed.project === found.name && placed.environment === environment.name);
  }
  if (project !== undefined) {
    const found = findProject(store, project);
    return found === null
      ? failure('project-not-found', `There is no project named "${project}". "keyrail projects" lists them.`)
      : success((placed: Placed) => placed.project === found.name);
  }
  if (env === undefined) return success(() => true);
  const known = store.sql('SELECT 1 FROM environments WHERE name = ? COLLATE NOCASE LIMIT 1').get(env);
  return known === undefined
    ? failure('environment-not-found', `No project has an environment named "${env}".`)
    : success((placed: Placed) => placed.environment.toLowerCase() === env.toLowerCase());
}
