import { createEnvironment, findEnvironment } from '#core/projects/environments.ts';
import { createProject, findProject } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { displayName } from '#shared/domain/text.ts';
import type { PlaceOptions } from './place.ts';

/** Makes the named project and environment where they are missing (`--create`). */
export function createPlace(store: Store, { project, env }: PlaceOptions): Result<void, ErrorCode> {
  if (project === undefined || env === undefined) return success();
  return store.write((): Result<void, ErrorCode> => {
    let projectId: string | undefined = findProject(store, project)?.id;
    if (projectId === undefined) {
      const name = checkDisplayName(project);
      if (!name.ok) return name;
      const created = createProject(store, name.value);
      if (!created.ok) return created;
      projectId = created.value.project.id;
    }
    if (findEnvironment(store, projectId, env) !== null) return success();
    const name = checkDisplayName(env);
    if (!name.ok) return name;
    const created = createEnvironment(store, { projectId, name: name.value });
    return created.ok ? success() : created;
  });
}

/** The name of a project or environment, as it is stored. */
export function checkDisplayName(typed: string): Result<string, 'name-invalid'> {
  const name = displayName.safeParse(typed);
  return name.success
    ? success(name.data)
    : failure(
        'name-invalid',
        'A name is one line of 1 to 200 characters, with no control characters and no space at its ends.',
      );
}
