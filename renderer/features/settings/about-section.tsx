import { BookOpen, Bug, ChevronRight } from 'lucide-react';
import { reportFailure } from '../../actions/perform.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { type AppInfo, useSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { CodeText } from '../../ui/code-text.tsx';
import { SHIPPED_PARTS } from './licences.ts';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';

const PLATFORMS: Readonly<Record<AppInfo['platform'], string>> = { darwin: 'macOS', win32: 'Windows', linux: 'Linux' };

/** Which Keyrail this is, where its data is, and what it is built from. */
export function AboutSection() {
  const info = useSession((state) => state.info);
  const open = async (page: 'documentation' | 'report-a-problem') => {
    const result = await call(engine().app.openPage({ page }));
    if (!result.ok) reportFailure(result);
  };
  return (
    <SettingsSection id="about" title="About">
      {info === null ? null : (
        <>
          <SettingsRow
            title={`Keyrail ${info.version}`}
            text={`On ${PLATFORMS[info.platform]}, in ${info.runtime === 'electron' ? 'Electron' : 'an installed Chromium browser'}. No server, no telemetry.`}
          >
            <Button icon={BookOpen} onClick={() => void open('documentation')}>
              Documentation
            </Button>
            <Button icon={Bug} onClick={() => void open('report-a-problem')}>
              Report a problem
            </Button>
          </SettingsRow>
          <SettingsRow title="Data directory" text={<CodeText block>{info.home}</CodeText>} />
        </>
      )}
      <details className="licences">
        <summary>
          <ChevronRight size={14} className="licences-mark" aria-hidden="true" />
          Licences
        </summary>
        <p className="settings-text">Keyrail is free software under the MIT licence. It is built with:</p>
        <ul>
          {SHIPPED_PARTS.map((part) => (
            <li key={part.package}>
              {part.name} <span className="faint">{part.licence}</span>
            </li>
          ))}
        </ul>
      </details>
    </SettingsSection>
  );
}
