import { useState } from 'react';
import type { KeyId } from '#shared/domain/ids.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { closeDrawer } from '../../stores/navigation.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { notify } from '../../ui/toast.tsx';

/** The one change of a key that cannot be taken back. */
export function EraseKeysDialog({
  keyIds,
  label,
  onClose,
}: {
  readonly keyIds: readonly KeyId[];
  readonly label: string;
  readonly onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);
  const erase = async (): Promise<void> => {
    setBusy(true);
    const answer = await call(engine().keys.purge({ keyIds: [...keyIds] }));
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error.message);
      return;
    }
    const { purged } = answer.value;
    notify({ title: purged === 1 ? `Erased ${label}` : `Erased ${formatCount(purged)} keys`, tone: 'ok' });
    closeDrawer();
    onClose();
  };
  return (
    <AlertDialog
      open
      tone="danger"
      title={`Erase ${label} for good?`}
      confirmLabel="Erase for good"
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() => void erase()}
    >
      All versions and their values are removed from the vault. This cannot be undone. Backups that were made before
      still hold them.
    </AlertDialog>
  );
}
