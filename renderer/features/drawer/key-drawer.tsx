import {
  Archive,
  ArchiveRestore,
  Ellipsis,
  FileDown,
  FolderInput,
  KeyRound,
  Pencil,
  RefreshCw,
  ShieldAlert,
  TextCursorInput,
  Trash2,
  Undo2,
  X,
} from 'lucide-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import { keyStatusAt } from '#shared/domain/key-status.ts';
import { archiveKeys, copyKey, removeKeys, restoreKeys, saveKeyToFile } from '../../actions/keys.ts';
import { isLayerOpen } from '../../commands/shortcuts.ts';
import { providerName } from '../../data/provider-name.ts';
import { openDialog } from '../../dialogs.ts';
import { closeDrawer, useNavigation } from '../../stores/navigation.ts';
import { findEnvironment, useProjects } from '../../stores/projects.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EnvironmentSwatch } from '../../ui/environment-swatch.tsx';
import { DropdownMenu, type MenuEntry } from '../../ui/menu.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { KeyActivity } from '../activity/key-activity.tsx';
import { identifierLabel, KIND_LABELS } from '../add-key/key-kinds.ts';
import { DrawerNotes } from './drawer-notes.tsx';
import { KeyFacts } from './key-facts.tsx';
import { KeyVersions } from './key-versions.tsx';
import { OtherEnvironments } from './related-keys.tsx';
import { RevealedValue } from './revealed-value.tsx';
import { useKeyDetail } from './use-key-detail.ts';

/** A script of its own: most keys have nothing to say here. */
const KeyAtProvider = lazy(async () => ({ default: (await import('./key-at-provider.tsx')).KeyAtProvider }));

/** A script of its own as well: it shares the words of CI with that screen. */
const KeyReach = lazy(async () => ({ default: (await import('./key-reach.tsx')).KeyReach }));

/** And this: hardly any key is being rotated. */
const KeyRotation = lazy(async () => ({ default: (await import('../rotation/key-rotation.tsx')).KeyRotation }));

/** Everything about one key, to the right of whatever screen there is. Escape closes it, and the focus goes back. */
export function KeyDrawer() {
  const keyId = useNavigation((state) => state.drawerKeyId);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const close = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || isLayerOpen()) return;
      event.preventDefault();
      closeDrawer();
    };
    window.addEventListener('keydown', close);
    return () => {
      window.removeEventListener('keydown', close);
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  // Enter goes into the drawer; a cell that only moves the drawer along keeps the focus.
  useEffect(() => {
    const enter = (event: KeyboardEvent): void => {
      if (event.key !== 'F6' || event.defaultPrevented) return;
      event.preventDefault();
      panel.current?.focus();
    };
    window.addEventListener('keydown', enter);
    return () => window.removeEventListener('keydown', enter);
  }, []);
  if (keyId === null) return null;
  return (
    <aside className="drawer" aria-label="Key" ref={panel} tabIndex={-1}>
      <DrawerContent keyId={keyId} />
    </aside>
  );
}

function DrawerContent({ keyId }: { readonly keyId: KeyId }) {
  const { key, error, reload } = useKeyDetail(keyId);
  if (error !== null) {
    return (
      <>
        <DrawerBar />
        <ErrorState title="This key could not be read" message={error.message} onRetry={reload} />
      </>
    );
  }
  if (key === null) {
    return (
      <>
        <DrawerBar />
        <LoadingState label="Reading the key…" />
      </>
    );
  }
  return <KeyPanel detail={key} />;
}

function DrawerBar({ children }: { readonly children?: React.ReactNode }) {
  return (
    <div className="drawer-bar">
      {children}
      <IconButton icon={X} size="small" label="Close" shortcut="escape" onClick={closeDrawer} />
    </div>
  );
}

function KeyPanel({ detail }: { readonly detail: KeyDetail }) {
  // Names of environments can change while the drawer is open.
  useProjects((state) => state.projects);
  const place = findEnvironment(detail.environmentId);
  const inBin = detail.deletedAt !== null;
  const subtitle = [
    detail.provider === null ? null : providerName(detail.provider),
    KIND_LABELS[detail.kind].toLowerCase(),
  ];
  const replace = (): void => openDialog({ kind: 'set-value', keyId: detail.id });
  return (
    <>
      <header className="drawer-header">
        <div className="drawer-titles">
          <h2 className="drawer-title selectable" title={detail.name}>
            <bdi>{detail.name}</bdi>
          </h2>
          <p className="drawer-subtitle">
            {place === undefined ? null : <EnvironmentSwatch colour={place.environment.colour} />}
            <span>
              {[place === undefined ? null : `${place.project.name}, ${place.environment.name}`, ...subtitle]
                .filter((part) => part !== null)
                .join(' · ')}
            </span>
          </p>
        </div>
        <DrawerBar>
          <DropdownMenu
            label={`More for ${detail.name}`}
            entries={drawerMenu(detail)}
            trigger={<IconButton icon={Ellipsis} size="small" label="More" />}
          />
        </DrawerBar>
      </header>
      <RevealedValue detail={detail} />
      <DrawerNotes detail={detail} />
      <Suspense fallback={null}>
        <KeyRotation keyId={detail.id} />
      </Suspense>
      {inBin || detail.archivedAt !== null ? null : (
        <div className="drawer-actions">
          <Button
            icon={RefreshCw}
            variant={needsReplacing(detail) ? 'primary' : 'default'}
            onClick={() => openDialog({ kind: 'rotate', keyId: detail.id })}
          >
            Rotate…
          </Button>
          <Button icon={KeyRound} onClick={replace}>
            Set new value…
          </Button>
          <Button icon={Pencil} onClick={() => openDialog({ kind: 'edit-key', keyId: detail.id })}>
            Edit
          </Button>
          {detail.kind === 'file' || detail.kind === 'key-pair' ? (
            <Button icon={FileDown} onClick={() => void saveKeyToFile(detail)}>
              Save to a file
            </Button>
          ) : null}
        </div>
      )}
      <KeyFacts detail={detail} />
      <Suspense fallback={null}>
        <KeyAtProvider detail={detail} />
      </Suspense>
      <KeyVersions detail={detail} />
      <OtherEnvironments detail={detail} />
      <Suspense fallback={null}>
        <KeyReach detail={detail} />
      </Suspense>
      <section>
        <h3 className="drawer-heading">Activity</h3>
        <KeyActivity keyId={detail.id} />
      </section>
    </>
  );
}

/** Whether a new value is what the key needs most. */
function needsReplacing(detail: KeyDetail): boolean {
  const status = keyStatusAt({ ...detail, expiresAt: detail.expires?.at ?? null }, Date.now());
  return status === 'expiring' || status === 'expired' || status === 'revoked';
}

function drawerMenu(detail: KeyDetail): readonly MenuEntry[] {
  const { id, name, environmentId } = detail;
  const identifier = identifierLabel(detail.kind);
  const copies: MenuEntry[] = [
    { id: 'copy-name', label: 'Copy name', onSelect: () => void copyKey(detail, 'name') },
    ...(identifier === null
      ? []
      : [
          {
            id: 'copy-identifier',
            label: `Copy ${identifier.toLowerCase()}`,
            onSelect: () => void copyKey(detail, 'identifier'),
          },
        ]),
    { id: 'copy-line', label: 'Copy as .env line', onSelect: () => void copyKey(detail, 'dotenv-line') },
  ];
  if (detail.deletedAt !== null) {
    return [
      ...copies,
      { type: 'separator', id: 'after-copy' },
      { id: 'restore', label: 'Restore', icon: Undo2, onSelect: () => void restoreKeys([id]) },
      {
        id: 'erase',
        label: 'Erase for good…',
        icon: Trash2,
        tone: 'danger',
        onSelect: () => openDialog({ kind: 'erase-keys', keyIds: [id], label: name }),
      },
    ];
  }
  return [
    ...copies,
    { type: 'separator', id: 'after-copy' },
    {
      id: 'leaked',
      label: 'This key leaked…',
      icon: ShieldAlert,
      onSelect: () => openDialog({ kind: 'rotate', keyId: id, mode: 'leaked' }),
    },
    {
      id: 'rename',
      label: 'Rename…',
      icon: TextCursorInput,
      onSelect: () => openDialog({ kind: 'rename-key', keyId: id, name }),
    },
    {
      id: 'move',
      label: 'Move…',
      icon: FolderInput,
      onSelect: () => openDialog({ kind: 'move-keys', keyIds: [id], from: environmentId }),
    },
    detail.archivedAt === null
      ? { id: 'archive', label: 'Archive', icon: Archive, onSelect: () => void archiveKeys([id]) }
      : { id: 'unarchive', label: 'Bring back', icon: ArchiveRestore, onSelect: () => void archiveKeys([id], false) },
    {
      id: 'delete',
      label: 'Delete',
      icon: Trash2,
      tone: 'danger',
      onSelect: () => void removeKeys([id]).then((done) => done && closeDrawer()),
    },
  ];
}
