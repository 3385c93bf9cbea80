import {
  Activity,
  ChartGantt,
  ChevronsUpDown,
  Inbox,
  Layers,
  LayoutGrid,
  type LucideIcon,
  Plug,
  Plus,
  Send,
  Settings,
  SlidersHorizontal,
} from 'lucide-react';
import type { SlotKind } from '#shared/domain/vault.ts';
import { lock } from '../../actions/lock.ts';
import { hasFailed, needsSomebody } from '../../data/connection-needs.ts';
import { openDialog } from '../../dialogs.ts';
import { behindIn, useCi } from '../../stores/ci.ts';
import { showCi } from '../../stores/ci-view.ts';
import { useConnections } from '../../stores/connections.ts';
import { useInboxCount } from '../../stores/inbox-count.ts';
import { type Screen, showProject, showScreen, useNavigation } from '../../stores/navigation.ts';
import { type Project, useCurrentProject, useProjects } from '../../stores/projects.ts';
import { showProviders } from '../../stores/providers-view.ts';
import { useSession } from '../../stores/session.ts';
import { IconButton } from '../../ui/button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { DropdownMenu, type MenuEntry } from '../../ui/menu.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';

const NONE: readonly Project[] = [];

/** The left rail: which project, which screen, and whether the vault is open. */
export function Rail() {
  const projects = useProjects((state) => state.projects) ?? NONE;
  const current = useCurrentProject();
  const screen = useNavigation((state) => state.screen);
  const { open, overdue } = useInboxCount();
  const live = projects.filter((project) => project.archivedAt === null);
  const archived = projects.filter((project) => project.archivedAt !== null);
  return (
    <nav className="rail" aria-label="Keyrail">
      <div className="drag-region" />
      <ProjectSwitcher current={current} live={live} archived={archived} />
      <ul className="rail-list">
        <RailItem screen="board" icon={LayoutGrid} label="Board" count={current?.keyCount} />
        <RailItem screen="inbox" icon={Inbox} label="Inbox" count={open === 0 ? undefined : open} hot={overdue > 0} />
        <RailItem screen="timeline" icon={ChartGantt} label="Timeline" />
        <ProvidersItem />
        <CiItem />
        <RailItem screen="activity" icon={Activity} label="Activity" />
        <RailItem screen="settings" icon={Settings} label="Settings" />
      </ul>
      <div className="rail-heading">
        <h2>Projects</h2>
        <IconButton icon={Plus} size="small" label="New project" onClick={() => openDialog({ kind: 'new-project' })} />
      </div>
      <ul className="rail-list rail-projects">
        {live.map((project) => (
          <li key={project.id}>
            <button
              type="button"
              className="rail-item"
              title={project.name}
              aria-current={
                project.id === current?.id && (screen === 'board' || screen === 'project-settings') ? 'true' : undefined
              }
              onClick={() => showProject(project.id)}
            >
              <span className="truncate">{project.name}</span>
              <span className="rail-count">{formatCount(project.keyCount)}</span>
            </button>
          </li>
        ))}
      </ul>
      <ul className="rail-list">
        <RailItem screen="all-keys" icon={Layers} label="All projects" />
      </ul>
      <Foot />
    </nav>
  );
}

/** Counts the connections that need somebody: a sync failed, or the provider and the vault disagree. */
function ProvidersItem() {
  const needed = useConnections((state) => state.connections?.filter(needsSomebody).length ?? 0);
  const failed = useConnections((state) => state.connections?.some(hasFailed) ?? false);
  return (
    <RailItem
      screen="providers"
      icon={Plug}
      label="Providers"
      count={needed === 0 ? undefined : needed}
      hot={failed}
      onOpen={() => showProviders({ at: 'connections' })}
    />
  );
}

/** Counts the placements that a push would bring up to date. */
function CiItem() {
  const behind = useCi((state) => behindIn(state.targets ?? []));
  return (
    <RailItem
      screen="ci"
      icon={Send}
      label="CI"
      count={behind === 0 ? undefined : behind}
      onOpen={() => showCi({ at: 'targets' })}
    />
  );
}

function RailItem({
  screen,
  icon: Icon,
  label,
  count,
  hot = false,
  onOpen = () => showScreen(screen),
}: {
  readonly screen: Screen;
  readonly icon: LucideIcon;
  readonly label: string;
  readonly count?: number | undefined;
  readonly hot?: boolean;
  readonly onOpen?: () => void;
}) {
  const on = useNavigation((state) => state.screen === screen);
  return (
    <li>
      <button type="button" className="rail-item" aria-current={on ? 'page' : undefined} onClick={onOpen}>
        <Icon size={14} aria-hidden="true" />
        <span className="truncate">{label}</span>
        {count === undefined ? null : (
          <span className="rail-count" data-hot={hot || undefined}>
            {formatCount(count)}
          </span>
        )}
      </button>
    </li>
  );
}

function ProjectSwitcher({
  current,
  live,
  archived,
}: {
  readonly current: Project | undefined;
  readonly live: readonly Project[];
  readonly archived: readonly Project[];
}) {
  const choose = (project: Project): MenuEntry => ({
    type: 'check',
    id: project.id,
    label: project.name,
    checked: project.id === current?.id,
    onSelect: () => showProject(project.id),
  });
  const entries: MenuEntry[] = [
    ...live.map(choose),
    ...(archived.length === 0
      ? []
      : [{ type: 'submenu' as const, id: 'archived', label: 'Archived', entries: archived.map(choose) }]),
    { type: 'separator', id: 'after-projects' },
    ...(current === undefined
      ? []
      : [
          {
            id: 'settings',
            label: 'Project settings',
            icon: SlidersHorizontal,
            onSelect: () => showScreen('project-settings'),
          },
        ]),
    { id: 'new', label: 'New project', icon: Plus, onSelect: () => openDialog({ kind: 'new-project' }) },
  ];
  const name = current?.name ?? 'No project';
  return (
    <DropdownMenu
      align="start"
      label="Projects"
      entries={entries}
      trigger={
        <button type="button" className="project-switcher" title={name}>
          {current === undefined ? null : (
            <span className="project-letter" aria-hidden="true">
              {[...name][0]?.toUpperCase() ?? ''}
            </span>
          )}
          <span className="truncate">{name}</span>
          <ChevronsUpDown size={14} aria-hidden="true" />
        </button>
      }
    />
  );
}

const UNLOCKED_BY: Readonly<Record<SlotKind, string>> = {
  keychain: 'Open by keychain',
  'keychain+passphrase': 'Open by both',
  passphrase: 'Open by passphrase',
  recovery: 'Open by recovery',
};

function Foot() {
  const unlockedBy = useSession((session) => session.status?.unlockedBy ?? null);
  return (
    <button type="button" className="rail-foot" title="Lock the vault" onClick={() => void lock()}>
      <VisuallyHidden>Lock. </VisuallyHidden>
      <span className="rail-dot" aria-hidden="true" />
      <span className="truncate">{unlockedBy === null ? 'Open' : UNLOCKED_BY[unlockedBy]}</span>
      <Kbd keys="mod+l" />
    </button>
  );
}
