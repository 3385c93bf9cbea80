import { type RefObject, useRef, useState } from 'react';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { RecoveryCode } from '../welcome/recovery-code.tsx';

/**
 * Shows a new recovery code and asks for it back, as the welcome screen does. It cannot be dismissed: the code before no
 * longer works, and this one is kept nowhere.
 */
export function NewCodeDialog({ code, onDone }: { readonly code: RefObject<string>; readonly onDone: () => void }) {
  const [step, setStep] = useState<'show' | 'confirm'>('show');
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const check = async () => {
    const typed = field.current?.value.trim() ?? '';
    if (typed === '') {
      setError('Type the code as you wrote it down.');
      return;
    }
    setBusy(true);
    const result = await call(engine().vault.checkRecoveryCode({ code: typed }));
    setBusy(false);
    if (result.ok) onDone();
    else setError(result.error.message);
  };

  if (step === 'show') {
    return (
      <Dialog
        key="show"
        open
        onClose={onDone}
        dismissable={false}
        title="Your new recovery code"
        description="The one before no longer works. This one is shown once and kept nowhere."
        footer={
          <Button variant="primary" onClick={() => setStep('confirm')}>
            I wrote it down
          </Button>
        }
      >
        <RecoveryCode code={code} />
      </Dialog>
    );
  }
  return (
    <Dialog
      key="confirm"
      open
      onClose={onDone}
      dismissable={false}
      initialFocus={field}
      title="Type the code back"
      description="From your paper or printout, so that it is certain that it works."
      onSubmit={() => void check()}
      footer={
        <>
          <Button onClick={() => setStep('show')}>Show it again</Button>
          <Button type="submit" variant="primary" busy={busy}>
            Confirm
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label="Recovery code"
        monospace
        error={error}
        hint="Hyphens, spaces and capitals do not matter."
      />
    </Dialog>
  );
}
