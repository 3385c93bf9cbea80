import { showScreen } from '../../stores/navigation.ts';
import { useCurrentProject } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { AboutSection } from './about-section.tsx';
import { BackupsSection } from './backups-section.tsx';
import { HealthSection } from './health-section.tsx';
import { AppearanceSection, AutoLockSection, ClipboardSection } from './preferences-sections.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';
import { UnlockSection } from './unlock-section.tsx';
import { useSettings } from './use-settings.ts';

const SECTIONS = [
  ['unlock', 'Unlock'],
  ['auto-lock', 'Auto-lock'],
  ['clipboard', 'Clipboard'],
  ['appearance', 'Appearance'],
  ['backups', 'Backups'],
  ['environments', 'Environments'],
  ['health', 'Health'],
  ['about', 'About'],
] as const;

/** Everything that can be set, on one page; each change applies at once. */
export function SettingsScreen() {
  const { settings, error, reload, change } = useSettings();
  const project = useCurrentProject();
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
              <button key={id} type="button" onClick={() => goTo(id)}>
                {title}
              </button>
            ))}
          </nav>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls can be reached by keyboard */}
          <section className="settings-scroll" tabIndex={0} aria-label="All settings">
            <UnlockSection />
            <AutoLockSection settings={settings} change={change} />
            <ClipboardSection settings={settings} change={change} />
            <AppearanceSection settings={settings} change={change} />
            <BackupsSection settings={settings} change={change} />
            <SettingsSection id="environments" title="Environments">
              <SettingsRow
                title="Names, colours, order and protection"
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
            <AboutSection />
          </section>
        </div>
      )}
    </div>
  );
}

function goTo(id: string): void {
  const section = document.getElementById(id);
  if (section === null) return;
  // Not `scrollIntoView`, which moves everything around the page's own scroller as well.
  section.parentElement?.scrollTo({ top: section.offsetTop });
  section.focus({ preventScroll: true });
}
