import { Fingerprint, KeyRound, LifeBuoy, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import type { VaultSlot, VaultStatus } from '#shared/domain/vault.ts';
import { reportFailure } from '../../actions/perform.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { refreshSession, useSession } from '../../stores/session.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { Time } from '../../ui/time.tsx';
import { notify } from '../../ui/toast.tsx';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import { RekeyDialog } from './rekey-dialog.tsx';
import { ReplaceCodeDialog } from './replace-code-dialog.tsx';
import { SettingsRow, SettingsSection } from './settings-parts.tsx';
import { keptBecause, needsPassphrase, slotWords } from './slot-words.ts';

type Open = 'passphrase' | 'replace-code' | 'rekey' | VaultSlot | null;

/** The ways in: what there is, adding and removing, the recovery code and the vault key. */
export function UnlockSection() {
  const status = useSession((state) => state.status);
  const [open, setOpen] = useState<Open>(null);
  const [adding, setAdding] = useState(false);
  if (status === null) return null;
  const { slots, keychain } = status;
  const passphraseSlot = slots.find(({ kind }) => needsPassphrase(kind));
  const hasKeychain = slots.some(({ kind }) => kind === 'keychain');

  const addKeychain = async () => {
    setAdding(true);
    const result = await call(engine().vault.addKeychain({}));
    setAdding(false);
    if (!result.ok) {
      reportFailure(result);
      return;
    }
    notify({ title: 'The keychain opens the vault from now on', tone: 'ok' });
    await refreshSession();
  };

  return (
    <SettingsSection
      id="unlock"
      title="Unlock"
      about="Each of these opens the vault on its own. At least one besides the recovery code stays."
    >
      {slots.map((slot) => (
        <SlotRow key={slot.id} slot={slot} status={status} onRemove={() => setOpen(slot)} />
      ))}
      <div className="settings-row settings-actions">
        <Button icon={KeyRound} onClick={() => setOpen('passphrase')}>
          {passphraseSlot === undefined ? 'Add a passphrase…' : 'Change the passphrase…'}
        </Button>
        {hasKeychain ? null : (
          <Button
            icon={Fingerprint}
            busy={adding}
            disabled={keychain !== 'available'}
            title={keychain === 'available' ? undefined : status.message}
            onClick={() => void addKeychain()}
          >
            Add this keychain
          </Button>
        )}
        <Button icon={LifeBuoy} onClick={() => setOpen('replace-code')}>
          Replace the recovery code…
        </Button>
        <Button icon={RefreshCw} onClick={() => setOpen('rekey')}>
          Rotate the vault key…
        </Button>
      </div>
      {open === 'passphrase' ? (
        <PassphraseDialog
          isChange={passphraseSlot !== undefined}
          withKeychain={passphraseSlot?.kind === 'keychain+passphrase'}
          keychain={keychain}
          onClose={() => setOpen(null)}
        />
      ) : open === 'replace-code' ? (
        <ReplaceCodeDialog onClose={() => setOpen(null)} />
      ) : open === 'rekey' ? (
        <RekeyDialog slots={slots} onClose={() => setOpen(null)} />
      ) : open === null ? null : (
        <RemoveSlotDialog slot={open} onClose={() => setOpen(null)} />
      )}
    </SettingsSection>
  );
}

function SlotRow({
  slot,
  status,
  onRemove,
}: {
  readonly slot: VaultSlot;
  readonly status: VaultStatus;
  readonly onRemove: () => void;
}) {
  const { icon: Icon, title, text } = slotWords(slot.kind);
  const kept = keptBecause(slot, status.slots);
  const isAway = slot.kind.startsWith('keychain') && status.keychain === 'unavailable';
  return (
    <SettingsRow
      title={
        <span className="slot-title">
          <Icon size={15} aria-hidden="true" />
          {title}
          {status.unlockedBy === slot.kind ? <span className="badge">opened it this time</span> : null}
        </span>
      }
      text={
        <span className="slot-text">
          {text} Added <Time at={slot.createdAt} show="day" />.
          {isAway ? <span className="slot-away"> {status.message || 'The keychain does not answer.'}</span> : null}
        </span>
      }
    >
      {slot.kind === 'recovery' ? null : (
        <Button
          aria-label={`Remove ${title.toLowerCase()}`}
          disabled={kept !== null}
          title={kept ?? undefined}
          onClick={onRemove}
        >
          Remove
        </Button>
      )}
    </SettingsRow>
  );
}

function RemoveSlotDialog({ slot, onClose }: { readonly slot: VaultSlot; readonly onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const { title } = slotWords(slot.kind);
  const remove = async () => {
    setBusy(true);
    const result = await call(engine().vault.removeSlot({ slotId: slot.id }));
    setBusy(false);
    if (!result.ok && !isQuiet(result)) {
      setError(result.error.message);
      return;
    }
    onClose();
    if (!result.ok) return;
    notify({ title: `${title} no longer opens the vault`, tone: 'ok' });
    await refreshSession();
  };
  return (
    <AlertDialog
      open
      onClose={onClose}
      title={`Remove “${title}”?`}
      confirmLabel="Remove"
      tone="danger"
      busy={busy}
      error={error}
      onConfirm={() => void remove()}
    >
      It no longer opens this vault. The vault stays open now, and the other ways in stay as they are.
    </AlertDialog>
  );
}
