import { useEffect, useState } from 'react';
import { usePasted } from '../../stores/pasted.ts';
import { lockVault } from '../../stores/session.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';

/** Whoever wanted to lock and went away without an answer wanted to lock. */
const LOCKS_AFTER_MS = 15_000;

/** Says before the lock that a pasted value goes with it. Without an answer it locks. */
export function LockDialog({ onClose }: { readonly onClose: () => void }) {
  const count = usePasted((state) => state.pasted.length);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => void lockVault(), LOCKS_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <AlertDialog
      open
      title={count === 1 ? 'Lock, and lose what you pasted?' : 'Lock, and lose the values that you pasted?'}
      confirmLabel="Lock"
      busy={busy}
      onClose={onClose}
      onConfirm={() => {
        setBusy(true);
        void lockVault();
      }}
    >
      {count === 1 ? 'A value that you pasted is' : `${count} values that you pasted are`} not stored, and gone after
      the lock. Without an answer the vault locks in {LOCKS_AFTER_MS / 1000} seconds.
    </AlertDialog>
  );
}
