import type { EngineEvent } from '#shared/contract/events.ts';
import type { EnvironmentId } from '#shared/domain/ids.ts';
import { lock } from '../../actions/lock.ts';
import { undoLast } from '../../actions/perform.ts';
import { type Command, runCommand } from '../../commands/registry.ts';
import { openDialog } from '../../dialogs.ts';
import { showCi } from '../../stores/ci-view.ts';
import { showScreen, useNavigation } from '../../stores/navigation.ts';
import { findProject, useProjects } from '../../stores/projects.ts';
import { showProviders } from '../../stores/providers-view.ts';
import { destination } from '../add-key/target.ts';

/** The environment where the person is; null where there is none. */
function currentEnvironment(): EnvironmentId | null {
  const { environmentId } = destination(useProjects.getState().projects ?? [], useNavigation.getState());
  return environmentId === '' ? null : environmentId;
}

const hasProject = (): boolean => findProject(useNavigation.getState().projectId) !== undefined;

/** Commands that make sense on every screen. */
export const shellCommands: readonly Command[] = [
  {
    id: 'keys.add',
    title: 'Add key',
    section: 'Keys',
    keywords: 'new create paste secret',
    shortcut: 'mod+n',
    when: hasProject,
    run: () => openDialog({ kind: 'add-key' }),
  },
  {
    id: 'keys.import',
    title: 'Import a .env, JSON or shell file',
    section: 'Keys',
    keywords: 'dotenv load',
    shortcut: 'mod+shift+i',
    when: hasProject,
    run: () => openDialog({ kind: 'import' }),
  },
  {
    id: 'keys.export',
    title: 'Export an environment to a file',
    section: 'Keys',
    keywords: 'dotenv json shell save',
    when: hasProject,
    run: () => {
      const environmentId = currentEnvironment();
      if (environmentId !== null) openDialog({ kind: 'export', environmentId });
    },
  },
  {
    id: 'keys.place',
    title: 'Place the open key in CI…',
    section: 'Keys',
    keywords: 'copy assistant target secret settings',
    shortcut: 'p',
    when: () => useNavigation.getState().drawerKeyId !== null,
    run: () => {
      const { drawerKeyId } = useNavigation.getState();
      if (drawerKeyId !== null) openDialog({ kind: 'copy-assistant', keyId: drawerKeyId });
    },
  },
  {
    id: 'keys.push',
    title: 'Push the open key to CI…',
    section: 'Keys',
    keywords: 'target secret send',
    when: () => useNavigation.getState().drawerKeyId !== null,
    run: () => {
      const { drawerKeyId } = useNavigation.getState();
      if (drawerKeyId !== null) openDialog({ kind: 'push', keyIds: [drawerKeyId] });
    },
  },
  {
    id: 'ci.scan',
    title: 'Scan a repository for its secrets…',
    section: 'CI',
    keywords: 'workflows pipelines leak history git repository',
    run: () => openDialog({ kind: 'scan' }),
  },
  { id: 'go.board', title: 'Board', section: 'Go to', shortcut: 'mod+1', run: () => showScreen('board') },
  {
    id: 'go.inbox',
    title: 'Inbox',
    section: 'Go to',
    keywords: 'due expiring',
    shortcut: 'mod+2',
    run: () => showScreen('inbox'),
  },
  {
    id: 'go.activity',
    title: 'Activity',
    section: 'Go to',
    keywords: 'log history',
    shortcut: 'mod+3',
    run: () => showScreen('activity'),
  },
  {
    id: 'go.all-keys',
    title: 'All projects',
    section: 'Go to',
    keywords: 'every key search archive bin',
    shortcut: 'mod+4',
    run: () => showScreen('all-keys'),
  },
  {
    id: 'go.providers',
    title: 'Providers',
    section: 'Go to',
    keywords: 'connections sync catalogue dashboard',
    shortcut: 'mod+5',
    run: () => showProviders({ at: 'connections' }),
  },
  {
    id: 'go.ci',
    title: 'CI',
    section: 'Go to',
    keywords: 'targets placements push secrets github gitlab pipelines',
    shortcut: 'mod+6',
    run: () => showCi({ at: 'targets' }),
  },
  {
    id: 'go.timeline',
    title: 'Timeline',
    section: 'Go to',
    keywords: 'expiries rotations calendar dates weeks plan due',
    shortcut: 'mod+7',
    run: () => showScreen('timeline'),
  },
  {
    id: 'go.settings',
    title: 'Settings',
    section: 'Go to',
    keywords: 'preferences options notifications',
    shortcut: 'mod+,',
    run: () => showScreen('settings'),
  },
  { id: 'project.new', title: 'New project', section: 'Project', run: () => openDialog({ kind: 'new-project' }) },
  {
    id: 'project.settings',
    title: 'Project settings and environments',
    section: 'Project',
    keywords: 'rename archive colour protect reorder',
    when: hasProject,
    run: () => showScreen('project-settings'),
  },
  { id: 'vault.lock', title: 'Lock', section: 'Vault', shortcut: 'mod+l', run: lock },
  {
    id: 'app.undo',
    title: 'Undo the last change',
    section: 'App',
    shortcut: 'mod+z',
    run: async () => {
      await undoLast();
    },
  },
];

type MenuCommand = Extract<EngineEvent, { type: 'command' }>['command'];

/** What a menu item, the tray or a second start of the app asks for. */
export function runMenuCommand(command: MenuCommand): void {
  switch (command) {
    case 'add-key':
      runCommand('keys.add');
      break;
    case 'import':
      runCommand('keys.import');
      break;
    case 'palette':
      runCommand('app.palette');
      break;
    case 'settings':
    case 'about':
      showScreen('settings');
      break;
    case 'inbox':
      showScreen('inbox');
      break;
    case 'providers':
      showProviders({ at: 'connections' });
      break;
    case 'ci':
      showCi({ at: 'targets' });
      break;
    case 'timeline':
      showScreen('timeline');
      break;
    case 'board':
      showScreen('board');
      break;
    case 'filter':
      runCommand('keys.filter');
      break;
    case 'undo':
      runCommand('app.undo');
      break;
  }
}
