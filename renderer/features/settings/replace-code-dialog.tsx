import { useRef, useState } from 'react';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { refreshSession } from '../../stores/session.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { notify } from '../../ui/toast.tsx';
import { NewCodeDialog } from './new-code-dialog.tsx';

/** Replaces the recovery code: asks, shows a new one, and puts it in force when it was typed back. */
export function ReplaceCodeDialog({ onClose }: { readonly onClose: () => void }) {
  const code = useRef('');
  const [step, setStep] = useState<'ask' | 'show'>('ask');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | undefined>(undefined);

  const make = async () => {
    setBusy(true);
    setError(undefined);
    const made = await call(engine().vault.newRecoveryCode({}));
    setBusy(false);
    if (made.ok) {
      code.current = made.value.recoveryCode;
      setStep('show');
    } else if (isQuiet(made)) {
      onClose();
    } else {
      setError(made.error.message);
    }
  };
  const replace = async (typedBack: string) => {
    setBusy(true);
    setError(undefined);
    const result = await call(engine().vault.replaceRecoveryCode({ typedBack }));
    setBusy(false);
    if (result.ok) {
      code.current = '';
      notify({ title: 'Replaced the recovery code', tone: 'ok' });
      onClose();
      void refreshSession();
    } else if (isQuiet(result)) {
      onClose();
    } else {
      setError(result.error.message);
    }
  };

  if (step === 'show') {
    return (
      <NewCodeDialog
        code={code}
        confirmLabel="Replace code"
        busy={busy}
        error={error}
        onTyped={(typed) => void replace(typed)}
        onClose={onClose}
      />
    );
  }
  return (
    <AlertDialog
      open
      onClose={onClose}
      title="Replace the recovery code?"
      confirmLabel="Make a new code"
      tone="danger"
      busy={busy}
      error={error}
      onConfirm={() => void make()}
    >
      <p>
        Once you have typed the new code back, the one that you have written down stops working for this vault. Have pen
        and paper, or a printer, at hand.
      </p>
      <p>
        The vault is encrypted anew for it. The daily backups open with the new code from then on; copies that you keep
        elsewhere still with the old one.
      </p>
    </AlertDialog>
  );
}
