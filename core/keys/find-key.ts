import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Environment } from '#shared/domain/project.ts';
import { findEnvironment, listEnvironments } from '../projects/environments.ts';
import { findProject, type ProjectRow } from '../projects/projects.ts';
import type { Store } from '../store/store.ts';
import type { KeyRow } from './key-rows.ts';

export type Place = { project: ProjectRow; environment: Environment };

/** Looks a project and environment up by the names that people use; case does not matter. */
export function findPlace(
  store: Store,
  names: { project: string; environment: string },
): Result<Place, 'project-not-found' | 'environment-not-found'> {
  const project = findProject(store, names.project);
  if (project === null) {
    return failure('project-not-found', `There is no project named "${names.project}". "keyrail projects" lists them.`);
  }
  const environment = findEnvironment(store, project.id, names.environment);
  if (environment === null) {
    const known = listEnvironments(store).filter(({ projectId }) => projectId === project.id);
    return failure(
      'environment-not-found',
      `${project.name} has no environment named "${names.environment}". It has: ${known.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  }
  return success({ project, environment });
}

/** A key of an environment by its name: the live one, else the archived one; with `deleted`, one in the bin. */
export function findKey(store: Store, place: Place, name: string, deleted = false): Result<KeyRow, 'key-not-found'> {
  const row = deleted
    ? otherKey(store, place, name, true)
    : (liveKey(store, place, name) ?? otherKey(store, place, name, false));
  if (row === undefined) {
    return failure(
      'key-not-found',
      `${place.project.name} has no key named "${name}" in ${place.environment.name}${deleted ? ' in the bin' : ''}.`,
    );
  }
  return success(row);
}

/** By the index of live names. What is archived or in the bin is found only by reading every key of the environment. */
function liveKey(store: Store, place: Place, name: string): KeyRow | undefined {
  return store
    .sql('SELECT * FROM keys WHERE environment_id = ? AND name = ? AND archived_at IS NULL AND deleted_at IS NULL')
    .get(place.environment.id, name.normalize('NFC')) as KeyRow | undefined;
}

function otherKey(store: Store, place: Place, name: string, deleted: boolean): KeyRow | undefined {
  return store
    .sql(`SELECT * FROM keys WHERE environment_id = ? AND name = ? AND (deleted_at IS NOT NULL) = ?
      ORDER BY archived_at IS NOT NULL, coalesce(deleted_at, 0) DESC LIMIT 1`)
    .get(place.environment.id, name.normalize('NFC'), deleted ? 1 : 0) as KeyRow | undefined;
}
