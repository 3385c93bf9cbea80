import { findPlace, type Place } from '#core/keys/find-key.ts';
import { createEnvironment, findEnvironment } from '#core/projects/environments.ts';
import { createProject, findProject } from '#core/projects/projects.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';
import { displayName } from '#shared/domain/text.ts';
import type { CommandSpec } from './command.ts';
import type { Context } from './context.ts';
import { onlyLook } from './only-look.ts';
import { namedPlace, type PlaceOptions, resolvePlace } from './place.ts';

/** Where a command will work, there already or, with `--create`, made in the same transaction as what goes into it. */
export type PlaceToBe = {
  /** Reads as if the place were there; nothing stays of it. */
  readonly look: <T>(read: (place: Place) => T) => Result<T, ErrorCode>;
  /** Makes the place where it is missing, and changes something in it: both or neither. */
  readonly write: <T, Code extends ErrorCode>(change: (place: Place) => Result<T, Code>) => Result<T, Code | ErrorCode>;
};

/**
 * The place that a command works on, as {@link resolvePlace}. With `create` a project or environment that is missing is made
 * only once everything else is known to go well: a refusal, a no or Ctrl-C at a question leaves nothing behind.
 */
export async function placeToBe(
  context: Context,
  store: Store,
  spec: CommandSpec,
  { create, ...options }: PlaceOptions & { readonly create: boolean },
): Promise<Result<PlaceToBe, ErrorCode>> {
  const named = namedPlace(context, options);
  if (!named.ok) return named;
  const { project, env } = named.value;
  if (!create || project === undefined || env === undefined) {
    const place = await resolvePlace(context, store, spec, options);
    if (!place.ok) return place;
    return success<PlaceToBe>({
      look: (read) => success(read(place.value)),
      write: (change) => store.write(() => change(place.value)),
    });
  }
  const made = (): Result<Place, ErrorCode> => {
    const created = createPlace(store, project, env);
    return created.ok ? findPlace(store, { project, environment: env }) : created;
  };
  return success<PlaceToBe>({
    look: (read) =>
      onlyLook(store, () => {
        const place = made();
        return place.ok ? success(read(place.value)) : place;
      }),
    write: (change) =>
      store.write(() => {
        const place = made();
        return place.ok ? change(place.value) : place;
      }),
  });
}

/** Makes the named project and environment where they are missing. */
function createPlace(store: Store, project: string, env: string): Result<void, ErrorCode> {
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
