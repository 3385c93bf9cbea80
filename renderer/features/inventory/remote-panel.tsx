import { Ellipsis, Link2, Unlink, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import type { RemoteKey } from '#shared/domain/remote-key.ts';
import { isLayerOpen } from '../../commands/shortcuts.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { onEngineEvent } from '../../engine/events.ts';
import { showKey } from '../../stores/navigation.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { DropdownMenu } from '../../ui/menu.tsx';
import { Time } from '../../ui/time.tsx';
import { Comparison } from './comparison.tsx';
import { linkToKey, unlink } from './drift-actions.ts';
import { DriftCallout } from './drift-callout.tsx';
import { matchWords } from './drift-words.ts';
import type { InventoryRow } from './inventory-rows.ts';
import { RemoteHistory } from './remote-history.tsx';
import { RemoteStatusMark } from './remote-status.tsx';
import { rowMenu } from './row-menu.ts';

const ORIGINS: Readonly<Record<RemoteKey['origin'], string>> = {
  api: 'by its API',
  dashboard: 'from its dashboard',
  file: 'from a file or a copied table',
};

/** Everything about one line of the inventory, beside the list. Escape closes it; F6 puts the focus into it. */
export function RemotePanel({
  row,
  provider,
  onClose,
}: {
  readonly row: InventoryRow;
  readonly provider: string;
  readonly onClose: () => void;
}) {
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const intoPanel = (event: globalThis.KeyboardEvent): void => {
      if (event.key !== 'F6' || event.defaultPrevented || isLayerOpen()) return;
      event.preventDefault();
      panel.current?.focus();
    };
    window.addEventListener('keydown', intoPanel);
    return () => window.removeEventListener('keydown', intoPanel);
  }, []);
  // Before the screen's own Escape, which goes back to the connections.
  const onEscape = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || isLayerOpen()) return;
    event.preventDefault();
    onClose();
  };
  const { remote, drifts } = row;
  const name = remote?.name ?? drifts[0]?.keyName ?? '';
  return (
    <aside className="remote-panel" aria-label={`Key at ${provider}`} ref={panel} tabIndex={-1} onKeyDown={onEscape}>
      <header className="drawer-header">
        <div className="drawer-titles">
          <h2 className="drawer-title selectable" title={name}>
            <bdi>{name === '' ? 'Without a name' : name}</bdi>
          </h2>
          {remote === null ? null : (
            <p className="drawer-subtitle">
              <RemoteStatusMark remote={remote} />
              <span>{remote.ignored ? 'ignored' : provider}</span>
            </p>
          )}
        </div>
        <div className="drawer-bar">
          <DropdownMenu
            label={`More for ${name}`}
            entries={rowMenu(row)}
            trigger={<IconButton icon={Ellipsis} size="small" label="More" />}
          />
          <IconButton icon={X} size="small" label="Close" shortcut="escape" onClick={onClose} />
        </div>
      </header>
      {drifts.length === 0 ? null : (
        <section className="drift-callouts" aria-label="How they disagree">
          {drifts.map((drift) => (
            <DriftCallout key={drift.kind} drift={drift} />
          ))}
        </section>
      )}
      {remote === null ? null : <RemoteFacts key={remote.id} remote={remote} row={row} provider={provider} />}
    </aside>
  );
}

function RemoteFacts({
  remote,
  row: { key },
  provider,
}: {
  readonly remote: RemoteKey;
  readonly row: InventoryRow;
  readonly provider: string;
}) {
  const detail = useMatched(remote.match?.keyId ?? null);
  return (
    <>
      <section>
        <h3 className="drawer-heading">In the vault</h3>
        {key === null || remote.match === null ? (
          <div className="match-line">
            <span className="muted">
              {remote.ignored ? 'Ignored, so it is not matched.' : 'No key here is matched to it.'}
            </span>
            <Button icon={Link2} onClick={() => linkToKey(remote)}>
              Link…
            </Button>
          </div>
        ) : (
          <>
            <div className="match-line">
              <button type="button" className="related-item match-key" onClick={() => showKey(key.keyId)}>
                <span className="truncate">{key.name}</span>
                <span className="related-state">
                  {key.project}, {key.environment}
                </span>
              </button>
              <IconButton
                icon={Unlink}
                label={`Unlink from ${key.name}`}
                onClick={() => void unlink(remote.id, remote.name, key.keyId)}
              />
            </div>
            <p className="remote-note">{matchWords(remote.match)}</p>
          </>
        )}
      </section>
      <section>
        <h3 className="drawer-heading">Both sides</h3>
        <Comparison remote={remote} detail={detail} provider={provider} />
        <p className="remote-note">
          Read {ORIGINS[remote.origin]} <Time at={remote.lastSeenAt} />, first seen{' '}
          <Time at={remote.firstSeenAt} show="day" />
          {remote.missingAt === null ? (
            '.'
          ) : (
            <>
              , not listed since <Time at={remote.missingAt} show="day" />.
            </>
          )}
        </p>
        <Absence looks={remote.absence} isGone={remote.goneAt !== null} />
      </section>
      <section>
        <h3 className="drawer-heading">What changed there</h3>
        <RemoteHistory remoteKeyId={remote.id} lastSeenAt={remote.lastSeenAt} />
      </section>
    </>
  );
}

/** On what it rests that a key is not listed, or gone: each look with its time and its evidence. */
function Absence({ looks, isGone }: { readonly looks: RemoteKey['absence']; readonly isGone: boolean }) {
  if (looks.length === 0) return null;
  return (
    <div className="remote-note">
      <p>{isGone ? 'That it is gone rests on:' : 'One whole list lacks it, which alone does not make it gone:'}</p>
      <ul>
        {looks.map(({ at, way, evidence }) => (
          <li key={`${at} ${way}`}>
            <Time at={at} />, {way === 'person' ? 'by you' : ORIGINS[way]}: {evidence}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The vault key that a remote key is matched to; null while it is read and where there is none. */
function useMatched(keyId: KeyId | null): KeyDetail | null {
  const [detail, setDetail] = useState<KeyDetail | null>(null);
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      if (keyId === null) {
        setDetail(null);
        return;
      }
      const answer = await call(engine().keys.get({ keyId }));
      if (current) setDetail(answer.ok ? answer.value.key : null);
    };
    void load();
    const stop = onEngineEvent('vault-changed', () => void load());
    return () => {
      current = false;
      stop();
    };
  }, [keyId]);
  return detail;
}
