import type { EnvironmentId, ProjectId } from '#shared/domain/ids.ts';
import type { Environment, Project } from '../../stores/projects.ts';

/** Where a key goes. */
export type Target = { readonly projectId: ProjectId | ''; readonly environmentId: EnvironmentId | '' };

export type EnvironmentHint = 'production' | 'staging' | 'development';

const WORDS: Readonly<Record<EnvironmentHint, RegExp>> = {
  production: /^(?:prod|live)/i,
  staging: /^(?:stag|stg|preview|pre-?prod|uat|qa|test)/i,
  development: /^(?:dev|local|sandbox)/i,
};

/** What an environment's name says it is; null where it says nothing. */
export function hintOfName(name: string): EnvironmentHint | null {
  for (const hint of ['production', 'staging', 'development'] as const) if (WORDS[hint].test(name)) return hint;
  return null;
}

/** The environment of a project that a value's own hint points to. */
export function environmentFor(project: Project | undefined, hint: EnvironmentHint | null): Environment | undefined {
  if (hint === null) return undefined;
  return project?.environments.find((environment) => hintOfName(environment.name) === hint);
}

/**
 * Whether a value of one environment is about to go into another: a live key into development, or a test key into
 * production. Names that say nothing are no mismatch.
 */
export function isMismatch(name: string, hint: EnvironmentHint | null): boolean {
  if (hint === null) return false;
  const own = hintOfName(name);
  if (own === null || own === hint) return false;
  // Providers have one kind of test key, which development and staging share.
  return own === 'production' || hint === 'production';
}

/** Where the person is: the project that is or was last on the screen, and the environment of its focused column. */
export type Whereabouts = {
  readonly projectId: ProjectId | null;
  readonly environmentId: EnvironmentId | null;
};

/**
 * Where what is added, imported or pasted goes unless the person chooses otherwise; every way in asks here. An environment
 * that was pointed at (a missing cell, a mapping) comes first; else the project where the person is, and in it the
 * environment of the focused column, else the first that is not protected. Without any project both are empty.
 */
export function destination(
  projects: readonly Project[],
  { projectId, environmentId }: Whereabouts,
  pointedAt: EnvironmentId | null = null,
): Target {
  const holder = projects.find((project) => project.environments.some(({ id }) => id === pointedAt));
  const project =
    holder ??
    projects.find(({ id }) => id === projectId) ??
    projects.find(({ archivedAt }) => archivedAt === null) ??
    projects[0];
  if (project === undefined) return { projectId: '', environmentId: '' };
  const wanted = holder === undefined ? environmentId : pointedAt;
  const environment =
    project.environments.find(({ id }) => id === wanted) ??
    project.environments.find((each) => !each.protected) ??
    project.environments[0];
  return { projectId: project.id, environmentId: environment?.id ?? '' };
}
