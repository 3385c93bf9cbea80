import type { Command } from '../../commands/registry.ts';
import { openDialog } from '../../dialogs.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { findProject } from '../../stores/projects.ts';

const isKeyOpen = (): boolean => useNavigation.getState().drawerKeyId !== null;

/** What can be asked of rotations on every screen. */
export const rotationCommands: readonly Command[] = [
  {
    id: 'rotations.list',
    title: 'Rotations…',
    section: 'Keys',
    keywords: 'open resume go on campaigns unfinished rotate',
    run: () => openDialog({ kind: 'rotations' }),
  },
  {
    id: 'rotations.key',
    title: 'Rotate the open key…',
    section: 'Keys',
    keywords: 'replace renew new value',
    when: isKeyOpen,
    run: () => {
      const { drawerKeyId } = useNavigation.getState();
      if (drawerKeyId !== null) openDialog({ kind: 'rotate', keyId: drawerKeyId });
    },
  },
  {
    id: 'rotations.leaked',
    title: 'The open key leaked…',
    section: 'Keys',
    keywords: 'compromised exposed incident rotate revoke',
    when: isKeyOpen,
    run: () => {
      const { drawerKeyId } = useNavigation.getState();
      if (drawerKeyId !== null) openDialog({ kind: 'rotate', keyId: drawerKeyId, mode: 'leaked' });
    },
  },
  {
    id: 'rotations.campaign',
    title: 'Rotate several keys…',
    section: 'Keys',
    keywords: 'campaign leaver everything production provider all',
    run: () => {
      const project = findProject(useNavigation.getState().projectId);
      const production = project?.environments.find((environment) => environment.protected);
      openDialog({
        kind: 'rotate-campaign',
        ...(project === undefined || production === undefined
          ? {}
          : { filter: { projectId: project.id, environmentName: production.name } }),
      });
    },
  },
];
