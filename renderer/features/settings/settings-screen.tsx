import { type RefObject, useRef, useState } from 'react';
import { showScreen } from '../../stores/navigation.ts';
import { useCurrentProject } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { AboutSection } from './about-section.tsx';
import { BackupsSection } from './backups-section.tsx';
import { CommandLineSection } from './command-line-section.tsx';
import { HealthSection } from './health-section.tsx';
import { AppearanceSection, AutoLockSection, ClipboardSection } from './preferences-sections.tsx';
import { RemindersSection } from './reminders-section.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';
import { UnlockSection } from './unlock-section.tsx';
import { UpdatesSection } from './updates-section.tsx';
import { useSettings } from './use-settings.ts';

const SECTIONS = [
  ['unlock', 'Unlock'],
  ['auto-lock', 'Auto-lock'],
  ['clipboard', 'Clipboard'],
  ['reminders', 'Reminders'],
  ['appearance', 'Appearance'],
  ['backups', 'Backups'],
  ['environments', 'Environments'],
  ['health', 'Health'],
  ['command-line', 'Command line'],
  ['updates', 'Updates'],
  ['about', 'About'],
] as const;

/** How far under the top edge a heading may stand and still be the one that is read. */
const HEADING_REACH_PX = 24;

/** Everything that can be set, on one page; each change applies at once. */
export function SettingsScreen() {
  const { settings, error, reload, change } = useSettings();
  const project = useCurrentProject();
  const scroller = useRef<HTMLElement>(null);
  const { current, follow } = useCurrentSection(scroller);
  return (
    <div className="screen settings">
      <header className="screen-header">
        <h1>Settings</h1>
      </header>
      {settings === null ? (
        error === null ? (
          <LoadingState label="Reading settings…" />
        ) : (
          <ErrorState title="The settings could not be read" message={error} onRetry={reload} />
        )
      ) : (
        <div className="settings-columns">
          <nav className="settings-nav" aria-label="Settings">
            {SECTIONS.map(([id, title]) => (
              <button
                key={id}
                type="button"
                aria-current={id === current ? 'true' : undefined}
                onClick={() => goTo(id)}
              >
                {title}
              </button>
            ))}
          </nav>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached by keyboard */}
          <section className="settings-scroll" tabIndex={0} ref={scroller} onScroll={follow} aria-label="All settings">
            <UnlockSection />
            <AutoLockSection settings={settings} change={change} />
            <ClipboardSection settings={settings} change={change} />
            <RemindersSection settings={settings} change={change} />
            <AppearanceSection settings={settings} change={change} />
            <BackupsSection settings={settings} change={change} />
            <SettingsSection id="environments" title="Environments">
              <SettingsRow
                title="Names, colours, order, protection and policies"
                text={
                  project === undefined
                    ? 'They belong to each project. Create a project first.'
                    : 'They belong to each project, and are set there.'
                }
              >
                {project === undefined ? null : (
                  <Button onClick={() => showScreen('project-settings')}>Settings of {project.name}</Button>
                )}
              </SettingsRow>
            </SettingsSection>
            <HealthSection />
            <CommandLineSection />
            <UpdatesSection />
            <AboutSection />
          </section>
        </div>
      )}
    </div>
  );
}

/** The section that is read now: the last one whose heading has reached the top of what is in sight. */
function useCurrentSection(scroller: RefObject<HTMLElement | null>) {
  const [current, setCurrent] = useState<string>(SECTIONS[0][0]);
  const follow = (): void => {
    const element = scroller.current;
    if (element === null) return;
    const reached = SECTIONS.filter(([id]) => {
      const section = document.getElementById(id);
      return section !== null && section.offsetTop <= element.scrollTop + HEADING_REACH_PX;
    });
    setCurrent((reached.at(-1) ?? SECTIONS[0])[0]);
  };
  return { current, follow };
}

function goTo(id: string): void {
  const section = document.getElementById(id);
  if (section === null) return;
  // Not `scrollIntoView`, which moves everything around the page's own scroller as well.
  section.parentElement?.scrollTo({ top: section.offsetTop });
  section.focus({ preventScroll: true });
}
