import { useRef, useState } from 'react';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { FormDialog } from '../../ui/form-dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { notify } from '../../ui/toast.tsx';

/** Asks for the recovery code, from paper: it is certain then that it is at hand and opens this vault. */
export function RecoveryDrillDialog({ onClose }: { readonly onClose: () => void }) {
  // Not in the state: whoever has the code opens the vault.
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    const code = field.current?.value.trim() ?? '';
    if (code === '') {
      setError('Type the code as it stands on your paper.');
      return;
    }
    setBusy(true);
    const answer = await call(engine().vault.checkRecoveryCode({ code }));
    setBusy(false);
    if (!answer.ok) {
      setError(answer.error.message);
      return;
    }
    notify({ title: 'The recovery code opens this vault', detail: 'Put it back where it was.', tone: 'ok' });
    onClose();
  };
  return (
    <FormDialog
      size="small"
      title="Check the recovery code"
      description="Fetch it from where you keep it and type it in. Nothing is changed by that."
      onClose={onClose}
      onSubmit={() => void submit()}
      submitLabel="Check"
      busy={busy}
    >
      <TextField
        ref={field}
        label="Recovery code"
        monospace
        error={error}
        hint="Hyphens, spaces and capitals do not matter. If it is lost, Settings, Unlock makes a new one."
      />
    </FormDialog>
  );
}
