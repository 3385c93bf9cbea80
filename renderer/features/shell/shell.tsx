import { Suspense, useEffect, useRef } from 'react';
import { registerCommands } from '../../commands/registry.ts';
import { listenForShortcuts } from '../../commands/shortcuts.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { useBoard } from '../../stores/board.ts';
import { loadCi } from '../../stores/ci.ts';
import { loadConnections } from '../../stores/connections.ts';
import { loadInboxCount } from '../../stores/inbox-count.ts';
import { showKey, useNavigation } from '../../stores/navigation.ts';
import { loadPasted } from '../../stores/pasted.ts';
import { loadProjects, useCurrentProject, useProjects } from '../../stores/projects.ts';
import { onReturn } from '../../ui/on-return.ts';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { notify } from '../../ui/toast.tsx';
import { BoardScreen } from '../board/board-screen.tsx';
import { CommandPalette } from '../palette/command-palette.tsx';
import { FirstProject } from '../welcome/first-project.tsx';
import { Banners } from './banners.tsx';
import { ciCommands, offerTargets } from './ci-commands.ts';
import {
  ActivityScreen,
  AllKeysScreen,
  CiScreen,
  InboxScreen,
  KeyDrawer,
  loadTheRest,
  ProjectSettingsScreen,
  ProvidersScreen,
  SettingsScreen,
  TimelineScreen,
} from './deferred.ts';
import { DialogHost } from './dialog-host.tsx';
import { ProtectedDialog } from './protected-dialog.tsx';
import { offerConnections, providerCommands } from './provider-commands.ts';
import { Rail } from './rail.tsx';
import { reminderCommands } from './reminder-commands.ts';
import { rotationCommands } from './rotation-commands.ts';
import { runMenuCommand, shellCommands } from './shell-commands.ts';
import { useAppearance } from './use-appearance.ts';
import { useFocusOnScreen } from './use-focus-on-screen.ts';
import { usePasteAnywhere } from './use-paste-anywhere.ts';

/** The window of an open vault: rail, screen, drawer, and what lies on top. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  const screen = useNavigation((state) => state.screen);
  const projectId = useNavigation((state) => state.projectId);
  const hasDrawer = useNavigation((state) => state.drawerKeyId !== null);
  const settled = useFirstScreenSettled();
  useVaultData(settled);
  useAppearance();
  usePasteAnywhere();
  useEffect(
    () =>
      registerCommands([
        ...shellCommands,
        ...providerCommands,
        ...ciCommands,
        ...rotationCommands,
        ...reminderCommands,
      ]),
    [],
  );
  useEffect(() => offerConnections(), []);
  useEffect(() => offerTargets(), []);
  useEffect(() => listenForShortcuts(), []);
  useEffect(() => onEngineEvent('command', ({ command }) => runMenuCommand(command)), []);
  useEffect(() => onEngineEvent('show-key', ({ keyId }) => showKey(keyId)), []);
  useEffect(() => (settled ? loadTheRest() : undefined), [settled]);
  useFocusOnScreen(main, screen === 'board' ? `board ${projectId}` : screen);
  return (
    <div className="shell" data-drawer={hasDrawer || undefined}>
      <button type="button" className="skip-link" onClick={() => main.current?.focus()}>
        Skip to content
      </button>
      <Rail />
      <main className="content" id="content" ref={main} tabIndex={-1}>
        <Banners />
        <Suspense fallback={null}>
          <CurrentScreen />
        </Suspense>
      </main>
      <Suspense fallback={null}>{hasDrawer ? <KeyDrawer /> : null}</Suspense>
      <DialogHost />
      <ProtectedDialog />
      <CommandPalette />
    </div>
  );
}

function CurrentScreen() {
  const screen = useNavigation((state) => state.screen);
  const projects = useProjects((state) => state.projects);
  const error = useProjects((state) => state.error);
  const project = useCurrentProject();
  if (projects === null) {
    return error === null ? (
      <LoadingState label="Reading projects…" />
    ) : (
      <ErrorState title="The projects could not be read" message={error.message} onRetry={() => void loadProjects()} />
    );
  }
  switch (screen) {
    case 'board':
      return project === undefined ? <FirstProject /> : <BoardScreen project={project} />;
    case 'project-settings':
      return project === undefined ? <FirstProject /> : <ProjectSettingsScreen project={project} />;
    case 'inbox':
      return <InboxScreen />;
    case 'activity':
      return <ActivityScreen />;
    case 'settings':
      return <SettingsScreen />;
    case 'providers':
      return <ProvidersScreen />;
    case 'ci':
      return <CiScreen />;
    case 'timeline':
      return <TimelineScreen />;
    case 'all-keys':
      return <AllKeysScreen />;
  }
}

/** What was pasted goes with the lock: whoever is near the window can still store it. */
function sayLockingSoon(inMs: number): void {
  notify({
    title: `The vault locks in ${Math.round(inMs / 1000)} s`,
    detail: 'A value that you pasted is not stored, and is gone then.',
    tone: 'warning',
    key: 'locking-soon',
    // Whatever is asked of the engine counts as use.
    action: { label: 'Keep it open', run: () => void loadPasted() },
  });
}

/** Whether the first screen shows what it is about, so that there is time for everything else. */
function useFirstScreenSettled(): boolean {
  const onBoard = useNavigation((state) => state.screen === 'board');
  const boardThere = useBoard(({ keys, error }) => keys !== null || error !== null);
  const noBoard = useProjects(({ projects, error }) => projects?.length === 0 || error !== null);
  return !onBoard || boardThere || noBoard;
}

/** Reads what every screen needs whenever the vault changes, here or in another process. Opening it read the projects. */
function useVaultData(settled: boolean): void {
  useEffect(() => {
    return onEngineEvent('vault-changed', () => void loadProjects());
  }, []);
  useEffect(() => {
    // The board needs none of this: it is asked for when the board is there.
    if (!settled) return;
    void loadConnections();
    void loadCi();
    void loadInboxCount();
    void loadPasted();
    const ends = [
      onEngineEvent('locking-soon', ({ inMs }) => sayLockingSoon(inMs)),
      ...(['vault-changed', 'ci-changed', 'rotation-changed'] as const).map((type) =>
        onEngineEvent(type, () => void loadInboxCount()),
      ),
      onReturn(() => void loadInboxCount()),
      ...(['vault-changed', 'connections-changed'] as const).map((type) =>
        onEngineEvent(type, () => void loadConnections()),
      ),
      ...(['vault-changed', 'ci-changed'] as const).map((type) => onEngineEvent(type, () => void loadCi())),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [settled]);
}
