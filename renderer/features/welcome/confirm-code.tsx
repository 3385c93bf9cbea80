import { useRef, useState } from 'react';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { GateCard } from './gate-card.tsx';

/** Asks for the recovery code back, from paper: what was not written down right is found out now. */
export function ConfirmCode({
  step,
  onBack,
  onDone,
}: {
  readonly step?: string;
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const field = useRef<HTMLInputElement>(null);
  const [error, setError] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const check = async (): Promise<void> => {
    const code = field.current?.value.trim() ?? '';
    if (code === '') {
      setError('Type the code as you wrote it down.');
      return;
    }
    setBusy(true);
    const answer = await call(engine().vault.checkRecoveryCode({ code }));
    setBusy(false);
    if (answer.ok) onDone();
    else setError(answer.error.message);
  };
  return (
    <GateCard
      title="Type the code back"
      text="From your paper or printout, so that it is certain that it works."
      {...(step === undefined ? {} : { step })}
    >
      <form
        className="gate-form"
        onSubmit={(event) => {
          event.preventDefault();
          void check();
        }}
      >
        <TextField
          ref={field}
          label="Recovery code"
          monospace
          autoFocus
          error={error}
          hint="Hyphens, spaces and capitals do not matter."
        />
        <div className="gate-actions">
          <Button onClick={onBack}>Show it again</Button>
          <Button variant="primary" type="submit" busy={busy}>
            Confirm
          </Button>
        </div>
      </form>
    </GateCard>
  );
}
