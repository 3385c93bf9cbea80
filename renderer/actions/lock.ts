import { openDialog } from '../dialogs.ts';
import { usePasted } from '../stores/pasted.ts';
import { lockVault } from '../stores/session.ts';

/** Locks the vault; asks first where a value that was pasted and not stored would go with it. */
export async function lock(): Promise<void> {
  if (usePasted.getState().pasted.length > 0) openDialog({ kind: 'confirm-lock' });
  else await lockVault();
}
