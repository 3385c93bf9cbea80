import type { Command } from '../../commands/registry.ts';
import { openDialog } from '../../dialogs.ts';
import { useAllKeys } from '../../stores/all-keys.ts';
import { useBoard } from '../../stores/board.ts';
import { useInboxView } from '../../stores/inbox-view.ts';
import { showScreen, useNavigation } from '../../stores/navigation.ts';
import { findEnvironment } from '../../stores/projects.ts';

function showInbox(show: 'snoozed' | 'dismissed'): void {
  useInboxView.setState({ show });
  showScreen('inbox');
}

/** What can be asked of reminders and policies on every screen. */
export const reminderCommands: readonly Command[] = [
  {
    id: 'reminders.snoozed',
    title: 'Snoozed reminders',
    section: 'Go to',
    keywords: 'inbox put off later',
    run: () => showInbox('snoozed'),
  },
  {
    id: 'reminders.dismissed',
    title: 'Dismissed reminders',
    section: 'Go to',
    keywords: 'inbox reopen bring back',
    run: () => showInbox('dismissed'),
  },
  {
    id: 'reminders.calendar',
    title: 'Export reminders to a calendar…',
    section: 'App',
    keywords: 'ics icalendar expiries rotations due save',
    run: () => openDialog({ kind: 'export-calendar' }),
  },
  {
    id: 'policies.everything',
    title: 'Policy of everything…',
    section: 'App',
    keywords: 'rotate every warn ahead quiet hours days off unused reminders',
    run: () => openDialog({ kind: 'policy', scope: { of: 'everything' }, title: 'everything' }),
  },
  {
    id: 'policies.environment',
    title: 'Policy of the current environment…',
    section: 'Project',
    keywords: 'rotate every warn ahead quiet hours days off unused',
    when: () => useNavigation.getState().environmentId !== null,
    run: () => {
      const { environmentId } = useNavigation.getState();
      const found = environmentId === null ? undefined : findEnvironment(environmentId);
      if (found === undefined) return;
      const { project, environment } = found;
      const scope = { of: 'environment', environmentId: environment.id } as const;
      openDialog({ kind: 'policy', scope, title: `${project.name}, ${environment.name}` });
    },
  },
  {
    id: 'policies.key',
    title: 'Policy of the open key…',
    section: 'Keys',
    keywords: 'rotate every warn ahead quiet hours days off unused',
    when: () => useNavigation.getState().drawerKeyId !== null,
    run: () => {
      const { drawerKeyId } = useNavigation.getState();
      if (drawerKeyId === null) return;
      // The drawer is open from the board, or from a list of every project.
      const key =
        useBoard.getState().keys?.find(({ id }) => id === drawerKeyId) ??
        useAllKeys.getState().table?.rows.find(({ id }) => id === drawerKeyId);
      openDialog({ kind: 'policy', scope: { of: 'key', keyId: drawerKeyId }, title: key?.name ?? 'this key' });
    },
  },
];
