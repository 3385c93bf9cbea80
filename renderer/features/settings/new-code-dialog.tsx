import { type RefObject, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { RecoveryCode } from '../welcome/recovery-code.tsx';

/**
 * Shows a new recovery code and asks for it back, as the welcome screen does. It is in force only once `onTyped` took it, so
 * that whoever leaves before keeps the code that they have.
 */
export function NewCodeDialog({
  code,
  confirmLabel,
  busy,
  error,
  onTyped,
  onClose,
}: {
  readonly code: RefObject<string>;
  /** A verb: what typing it back does. */
  readonly confirmLabel: string;
  readonly busy: boolean;
  /** What was wrong with what was typed. */
  readonly error?: string | undefined;
  readonly onTyped: (typed: string) => void;
  readonly onClose: () => void;
}) {
  const [step, setStep] = useState<'show' | 'confirm'>('show');
  const [isEmpty, setIsEmpty] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  const confirm = () => {
    const typed = field.current?.value.trim() ?? '';
    setIsEmpty(typed === '');
    if (typed !== '') onTyped(typed);
  };

  if (step === 'show') {
    return (
      <Dialog
        key="show"
        open
        onClose={onClose}
        title="Your new recovery code"
        description="It holds once you have typed it back; until then the one before does. It is shown now and kept nowhere."
        footer={
          <>
            <Button onClick={onClose}>Keep the old code</Button>
            <Button variant="primary" onClick={() => setStep('confirm')}>
              I wrote it down
            </Button>
          </>
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
      onClose={onClose}
      dismissable={!busy}
      initialFocus={field}
      title="Type the code back"
      description="From your paper or printout, so that it is certain that it works."
      onSubmit={confirm}
      footer={
        <>
          <Button onClick={() => setStep('show')} disabled={busy}>
            Show it again
          </Button>
          <Button type="submit" variant="primary" busy={busy}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <TextField
        ref={field}
        label="Recovery code"
        monospace
        error={isEmpty ? 'Type the code as you wrote it down.' : error}
        hint="Hyphens, spaces and capitals do not matter."
      />
    </Dialog>
  );
}
