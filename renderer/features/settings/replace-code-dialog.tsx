import { useRef, useState } from 'react';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { refreshSession } from '../../stores/session.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { notify } from '../../ui/toast.tsx';
import { NewCodeDialog } from './new-code-dialog.tsx';

/** Replaces the recovery code: asks, then shows the new one and has it typed back. */
export function ReplaceCodeDialog({ onClose }: { readonly onClose: () => void }) {
  const code = useRef('');
  const [step, setStep] = useState<'ask' | 'show'>('ask');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);

  const replace = async () => {
    setBusy(true);
    setError(undefined);
    const result = await call(engine().vault.replaceRecoveryCode({}));
    setBusy(false);
    if (result.ok) {
      code.current = result.value.recoveryCode;
      setStep('show');
    } else if (isQuiet(result)) {
      onClose();
    } else {
      setError(result.error.message);
    }
  };
  const finish = () => {
    code.current = '';
    notify({ title: 'Replaced the recovery code', tone: 'ok' });
    onClose();
    void refreshSession();
  };

  if (step === 'show') return <NewCodeDialog code={code} onDone={finish} />;
  return (
    <AlertDialog
      open
      onClose={onClose}
      title="Replace the recovery code?"
      confirmLabel="Replace code"
      tone="danger"
      busy={busy}
      error={error}
      onConfirm={() => void replace()}
    >
      <p>
        The code that you have written down stops working for this vault. Have pen and paper, or a printer, at hand.
      </p>
      <p>Backups from before still open with the old code.</p>
    </AlertDialog>
  );
}
