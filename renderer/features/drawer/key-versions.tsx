import type { KeyDetail, KeyVersion, VersionState } from '#shared/domain/key.ts';
import { copyKey } from '../../actions/keys.ts';
import { perform } from '../../actions/perform.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Time } from '../../ui/time.tsx';

const STATES: Readonly<Record<VersionState, string>> = {
  current: 'current',
  previous: 'previous, still valid',
  retired: 'retired',
};

/** A key's values over time, newest first. */
export function KeyVersions({ detail }: { readonly detail: KeyDetail }) {
  const newestPrevious = detail.versions.find((version) => version.state === 'previous' && version.hasValue);
  return (
    <section>
      <h3 className="drawer-heading">Versions</h3>
      <ul className="versions">
        {detail.versions.map((version) => (
          <li key={version.id} className="version">
            <span className="mono">v{version.number}</span>
            <span className={version.state === 'retired' ? 'muted' : undefined}>
              {STATES[version.state]}
              {version.hasValue ? '' : ', value erased'}
            </span>
            <span className="faint">
              <Time at={version.createdAt} show="day" />
            </span>
            {version === newestPrevious ? <PreviousActions detail={detail} version={version} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function PreviousActions({ detail, version }: { readonly detail: KeyDetail; readonly version: KeyVersion }) {
  return (
    <span className="version-actions">
      <Button variant="quiet" onClick={() => void copyKey(detail, 'value', 'previous')}>
        Copy
      </Button>
      <Button
        variant="quiet"
        onClick={() => void perform(engine().keys.retireVersion({ keyId: detail.id, versionId: version.id }))}
      >
        Retire
      </Button>
    </span>
  );
}
