import type { z } from 'zod';
import type { Failure } from '#shared/contract/result.ts';
import type { EnvironmentId, ProjectId } from '#shared/domain/ids.ts';
import type { environment, project } from '#shared/domain/project.ts';
import { call } from '../engine/call.ts';
import { engine } from '../engine/client.ts';
import { ensureBoard } from './board.ts';
import { useNavigation } from './navigation.ts';
import { featureStore, resetCount } from './registry.ts';

export type Project = z.output<typeof project>;
export type Environment = z.output<typeof environment>;

export interface ProjectsState {
  /** Null until they are read. */
  readonly projects: readonly Project[] | null;
  readonly error: Failure | null;
}

export const useProjects = featureStore<ProjectsState>('projects', () => ({ projects: null, error: null }));

/**
 * Reads the projects again, and keeps the chosen project one that is there.
 * @param asked the engine's answer where it was asked already
 */
export async function loadProjects(asked = engine().projects.list({})): Promise<void> {
  const resets = resetCount();
  const answer = await call(asked);
  if (resets !== resetCount()) return;
  if (!answer.ok) {
    if (answer.error.code !== 'vault-locked') useProjects.setState({ error: answer.error });
    return;
  }
  const { projects } = answer.value;
  const { projectId, screen } = useNavigation.getState();
  const known = projects.find((project) => project.id === projectId);
  const shown = known ?? projects.find((project) => project.archivedAt === null) ?? projects[0];
  // The first time the board is asked for before anything is drawn: its answer comes while React is at work.
  const first = useProjects.getState().projects === null;
  if (first && screen === 'board' && shown !== undefined) ensureBoard(shown.id);
  if (known === undefined) useNavigation.setState({ projectId: shown?.id ?? null });
  useProjects.setState({ projects, error: null });
}

export function findProject(id: ProjectId | null): Project | undefined {
  return useProjects.getState().projects?.find((project) => project.id === id);
}

export function findEnvironment(id: EnvironmentId | null): { project: Project; environment: Environment } | undefined {
  for (const project of useProjects.getState().projects ?? []) {
    const environment = project.environments.find((candidate) => candidate.id === id);
    if (environment !== undefined) return { project, environment };
  }
  return undefined;
}

/** The project that is shown, or undefined while there is none. */
export function useCurrentProject(): Project | undefined {
  const projectId = useNavigation((state) => state.projectId);
  return useProjects((state) => state.projects?.find((project) => project.id === projectId));
}
