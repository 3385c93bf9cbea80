import { Download, ExternalLink, RotateCw } from 'lucide-react';
import type { UpdateStatus } from '#shared/contract/updates.ts';
import { reportFailure } from '../../actions/perform.ts';
import { type UpdateAction, useUpdates } from '../../data/use-updates.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useSession } from '../../stores/session.ts';
import { Button } from '../../ui/button.tsx';
import { Switch } from '../../ui/choices.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';
import { updateText } from './update-text.ts';

/** Whether Keyrail looks for newer versions, what that means, and what was found. */
export function UpdatesSection() {
  const { status, allow, act } = useUpdates();
  const info = useSession((state) => state.info);
  if (status === null || info === null) return null;
  return (
    <SettingsSection
      id="updates"
      title="Updates"
      about="Your vault is backed up before the first start of a newer version."
    >
      {status.available ? (
        <>
          <div className="settings-row">
            <Switch
              label="Look for newer versions once a day"
              hint={`Asks ${status.host} for one file, the same for everybody. Nothing about you, your vault or this version is sent. Off, Keyrail asks nobody.`}
              checked={status.allowed === true}
              onChange={allow}
            />
          </div>
          {status.allowed === true ? (
            <SettingsRow title={updateText(status, info.version).title} text={updateText(status, info.version).text}>
              <UpdateControl status={status} act={act} />
            </SettingsRow>
          ) : null}
        </>
      ) : (
        <SettingsRow
          title="This Keyrail does not look for newer versions"
          text="It runs from a checkout, or was built without a place to look. Nobody is asked anything."
        >
          <ReleasesButton />
        </SettingsRow>
      )}
    </SettingsSection>
  );
}

/** The one thing to do next. */
export function UpdateControl({
  status,
  act,
}: {
  readonly status: UpdateStatus;
  readonly act: (action: UpdateAction) => void;
}) {
  switch (status.state) {
    case 'found':
      return status.installs ? (
        <Button icon={Download} onClick={() => act('download')}>
          Download
        </Button>
      ) : (
        <ReleasesButton />
      );
    case 'ready':
      return (
        <Button variant="primary" icon={RotateCw} onClick={() => act('install')}>
          Restart and update
        </Button>
      );
    case 'failed':
      return (
        <Button icon={RotateCw} onClick={() => act(status.version === '' ? 'check' : 'download')}>
          Try again
        </Button>
      );
    case 'idle':
    case 'current':
    case 'checking':
    case 'downloading':
      return (
        <Button
          icon={RotateCw}
          busy={status.state === 'checking' || status.state === 'downloading'}
          onClick={() => act('check')}
        >
          Look now
        </Button>
      );
  }
}

function ReleasesButton() {
  const open = async (): Promise<void> => {
    const result = await call(engine().app.openPage({ page: 'releases' }));
    if (!result.ok) reportFailure(result);
  };
  return (
    <Button icon={ExternalLink} onClick={() => void open()}>
      Show releases
    </Button>
  );
}
