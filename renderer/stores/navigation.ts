import type { EnvironmentId, KeyId, ProjectId } from '#shared/domain/ids.ts';
import { featureStore } from './registry.ts';

export type Screen =
  | 'board'
  | 'inbox'
  | 'timeline'
  | 'activity'
  | 'settings'
  | 'all-keys'
  | 'project-settings'
  | 'providers'
  | 'ci';

export interface Navigation {
  readonly screen: Screen;
  /** The project whose board is shown; null until one is chosen or where there is none. */
  readonly projectId: ProjectId | null;
  /** The key in the drawer. */
  readonly drawerKeyId: KeyId | null;
  /** The environment of the cell that has the focus: where a new key would go. */
  readonly environmentId: EnvironmentId | null;
}

export const useNavigation = featureStore<Navigation>('navigation', () => ({
  screen: 'board',
  projectId: null,
  drawerKeyId: null,
  environmentId: null,
}));

export function showScreen(screen: Screen): void {
  useNavigation.setState({ screen, drawerKeyId: null });
}

export function showProject(projectId: ProjectId, screen: 'board' | 'project-settings' = 'board'): void {
  const { projectId: before, environmentId } = useNavigation.getState();
  // The focused column is one of the project's own.
  useNavigation.setState({
    screen,
    projectId,
    drawerKeyId: null,
    environmentId: before === projectId ? environmentId : null,
  });
}

/** Opens the drawer on a key, on whatever screen there is. */
export function showKey(keyId: KeyId): void {
  useNavigation.setState({ drawerKeyId: keyId });
}

export function closeDrawer(): void {
  useNavigation.setState({ drawerKeyId: null });
}
