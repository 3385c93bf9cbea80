import './inventory.css';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import type { ConnectionId, RemoteKeyId } from '#shared/domain/ids.ts';
import type { KeySummary } from '#shared/domain/key.ts';
import { providerName } from '../../data/provider-name.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { currentNames } from '../../stores/all-keys.ts';
import { findConnection } from '../../stores/connections.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Spinner } from '../../ui/progress.tsx';
import { notify } from '../../ui/toast.tsx';
import { closeSearch, followVault, openSearch, usePalette } from '../palette/palette-store.ts';

/** More than anybody looks through; the rest is found by typing. */
const AT_MOST = 100;
const NONE: readonly KeySummary[] = [];

/** Which key of the vault a remote key is, as a person says. The keys of its provider are offered first. */
export function LinkDialog({
  remoteKeyId,
  connectionId,
  name,
  onClose,
}: {
  readonly remoteKeyId: RemoteKeyId;
  readonly connectionId: ConnectionId;
  /** What the provider calls the remote key. */
  readonly name: string;
  readonly onClose: () => void;
}) {
  const id = useId();
  const search = usePalette((state) => state.search);
  const [query, setQuery] = useState('');
  const [wanted, setWanted] = useState(0);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const list = useRef<HTMLDivElement>(null);
  const provider = findConnection(connectionId)?.connection.provider ?? '';
  useEffect(() => {
    void openSearch();
    const stop = followVault();
    return () => {
      stop();
      closeSearch();
    };
  }, []);
  const found = useMemo(() => search?.find(query.trim() === '' ? provider : query), [search, query, provider]);
  const keys = found?.keys.slice(0, AT_MOST) ?? NONE;
  const active = Math.max(0, Math.min(wanted, keys.length - 1));
  const chosen = keys[active];
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const link = async (key: KeySummary | undefined): Promise<void> => {
    if (key === undefined || busy) return;
    setBusy(true);
    const answer = await call(engine().remoteKeys.link({ remoteKeyId, keyId: key.id }));
    setBusy(false);
    if (answer.ok) {
      notify({ title: `Linked “${name}” to ${key.name}`, tone: 'ok' });
      onClose();
    } else if (!isQuiet(answer)) setError(answer.error.message);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step === 0 || keys.length === 0) return;
    event.preventDefault();
    setWanted((active + step + keys.length) % keys.length);
  };
  const left = (found?.total ?? 0) - keys.length;

  return (
    <Dialog
      open
      title="Link to a key"
      description={`Which key of the vault is “${name}”?`}
      className="link-dialog"
      onClose={onClose}
      onSubmit={() => void link(chosen)}
      footer={
        <>
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" busy={busy} aria-disabled={chosen === undefined}>
            Link
          </Button>
        </>
      }
    >
      {error === null ? null : (
        <Callout tone="problem" live>
          {error}
        </Callout>
      )}
      <div className="input">
        <Search size={14} className="input-icon" aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label="Search keys"
          aria-autocomplete="list"
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={chosen === undefined ? undefined : `${id}-${active}`}
          autoComplete="off"
          spellCheck={false}
          placeholder="Name, project, environment or provider"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setWanted(0);
            setError(null);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="link-list" id={id} ref={list} role="listbox" aria-label="Keys" tabIndex={-1}>
        {keys.map((key, index) => (
          <LinkOption
            key={key.id}
            id={`${id}-${index}`}
            index={index}
            keyOf={key}
            active={index === active}
            onPoint={() => setWanted(index)}
            onChoose={() => void link(key)}
          />
        ))}
      </div>
      <p className="remote-note" role="status">
        {found === undefined ? (
          <>
            <Spinner size={12} /> Reading keys…
          </>
        ) : keys.length === 0 ? (
          query.trim() === '' ? (
            `No key here is of ${providerName(provider)}. Type to search all keys.`
          ) : (
            'No key fits.'
          )
        ) : left > 0 ? (
          `${formatCount(left)} more fit. Type more of the name.`
        ) : query.trim() === '' ? (
          `Keys of ${providerName(provider)}. Type to search all keys.`
        ) : (
          ''
        )}
      </p>
    </Dialog>
  );
}

function LinkOption({
  id,
  index,
  keyOf: key,
  active,
  onPoint,
  onChoose,
}: {
  readonly id: string;
  readonly index: number;
  readonly keyOf: KeySummary;
  readonly active: boolean;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}) {
  const place = findEnvironment(key.environmentId);
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      data-index={index}
      className="link-option"
      onPointerMove={onPoint}
      onMouseDown={(event) => {
        // The focus stays in the field.
        event.preventDefault();
        onChoose();
      }}
    >
      <span className="truncate link-option-name">{key.name}</span>
      <span className="truncate mono faint">{key.prefix === '' ? '' : `${key.prefix}…`}</span>
      <span className="link-option-place">
        {place === undefined ? null : <EnvironmentSwatch colour={place.environment.colour} />}
        <span className="truncate">
          {currentNames().project(key.projectId)}, {place?.environment.name}
        </span>
      </span>
    </div>
  );
}
