import { Copy, Ellipsis, Eye, FileDown, History, TimerOff } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { KeyDetail, KeyVersion, VersionState } from '#shared/domain/key.ts';
import { copyKey, saveKeyToFile } from '../../actions/keys.ts';
import { notifyNewValues } from '../../actions/old-copies.ts';
import { perform, reportFailure } from '../../actions/perform.ts';
import { withConfirmation } from '../../actions/protected.ts';
import { engine } from '../../engine/client.ts';
import { IconButton } from '../../ui/button.tsx';
import { DropdownMenu, type MenuEntry } from '../../ui/menu.tsx';
import { Time } from '../../ui/time.tsx';
import { Peek } from '../board/peek.ts';

const STATES: Readonly<Record<VersionState, string>> = {
  current: 'current',
  previous: 'previous, still valid',
  retired: 'retired',
};

/** A key's values over time, newest first; what an earlier one holds can be shown, copied and made current again. */
export function KeyVersions({ detail }: { readonly detail: KeyDetail }) {
  const inBin = detail.deletedAt !== null;
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
            {version.state === 'current' || !version.hasValue || inBin ? null : (
              <EarlierActions detail={detail} version={version} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function EarlierActions({ detail, version }: { readonly detail: KeyDetail; readonly version: KeyVersion }) {
  const { number, id: versionId } = version;
  const isFile = detail.kind === 'file' || detail.kind === 'key-pair';
  return (
    <span className="version-actions">
      <HoldToReveal detail={detail} version={version} />
      <IconButton
        icon={Copy}
        size="small"
        label={`Copy version ${number}`}
        onClick={() => void copyKey(detail, 'value', { id: versionId })}
      />
      <DropdownMenu
        label={`Actions of version ${number}`}
        trigger={<IconButton icon={Ellipsis} size="small" label={`Actions of version ${number}`} />}
        entries={[
          { id: 'current', label: 'Make current', icon: History, onSelect: () => void makeCurrent(detail, version) },
          ...(isFile
            ? [
                {
                  id: 'save',
                  label: 'Save to a file',
                  icon: FileDown,
                  onSelect: () => void saveKeyToFile(detail, versionId),
                } satisfies MenuEntry,
              ]
            : []),
          ...(version.state === 'previous'
            ? [
                {
                  id: 'retire',
                  label: 'Retire',
                  icon: TimerOff,
                  onSelect: () => void perform(engine().keys.retireVersion({ keyId: detail.id, versionId })),
                } satisfies MenuEntry,
              ]
            : []),
        ]}
      />
    </span>
  );
}

/** Shows a value for as long as the button, or Space or Enter on it, is held. */
function HoldToReveal({ detail, version }: { readonly detail: KeyDetail; readonly version: KeyVersion }) {
  const panel = useRef<HTMLDivElement>(null);
  const peek = useRef<Peek | null>(null);
  useEffect(() => {
    if (panel.current === null) return;
    const own = new Peek(panel.current);
    peek.current = own;
    const hide = (): void => own.hide();
    window.addEventListener('blur', hide);
    window.addEventListener('pointerup', hide);
    return () => {
      window.removeEventListener('blur', hide);
      window.removeEventListener('pointerup', hide);
      own.hide();
      peek.current = null;
    };
  }, []);
  const show = (button: HTMLElement): void =>
    void peek.current?.show({ keyId: detail.id, versionId: version.id }, detail.environmentId, button);
  const isHold = ({ key }: KeyboardEvent): boolean => key === ' ' || key === 'Enter' || key === 'r';
  return (
    <>
      <IconButton
        icon={Eye}
        size="small"
        label={`Show version ${version.number} while held`}
        onPointerDown={(event) => (event.button === 0 ? show(event.currentTarget) : undefined)}
        onKeyDown={(event) => {
          if (!isHold(event)) return;
          event.preventDefault();
          event.stopPropagation();
          if (!event.repeat) show(event.currentTarget);
        }}
        onKeyUp={(event) => isHold(event) && peek.current?.hide()}
        onBlur={() => peek.current?.hide()}
      />
      <div ref={panel} className="peek mono" hidden />
    </>
  );
}

async function makeCurrent(detail: KeyDetail, version: KeyVersion): Promise<void> {
  const { environmentId, id: keyId } = detail;
  const answer = await withConfirmation({ environmentId, use: 'make-current' }, () =>
    engine().keys.makeCurrent({ keyId, versionId: version.id }),
  );
  if (answer.ok) void notifyNewValues(answer.value, [keyId]);
  else reportFailure(answer);
}
