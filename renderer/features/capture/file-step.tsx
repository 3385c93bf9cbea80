import { FileUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/progress.tsx';
import { SourceStep, type StepProps } from './source-step.tsx';
import { useReading } from './use-reading.ts';

/** The person chooses a file in a dialog of the host, which opens by itself. Calling that off is calling this off. */
export function FileStep(step: StepProps) {
  const { state, onRead, onClose } = step;
  const connectionId = state.connection.id;
  const { busy, problem, read } = useReading(onRead);
  const asked = useRef(false);
  const choose = async (): Promise<void> => {
    const done = await read(engine().captures.fromFile({ connectionId }));
    if (!done) onClose();
  };
  const chooseOnce = useRef(choose);
  useEffect(() => {
    // Once: strict mode runs effects twice, and two file dialogs are one too many.
    if (asked.current) return;
    asked.current = true;
    void chooseOnce.current();
  }, []);
  return (
    <SourceStep
      source="file"
      step={step}
      problem={problem}
      busy={busy}
      onSubmit={() => (busy ? undefined : void choose())}
      primary={
        <Button type="submit" variant="primary" icon={FileUp} busy={busy}>
          Choose a file…
        </Button>
      }
    >
      <p className="capture-text" role="status">
        {busy ? (
          <>
            <Spinner size={14} /> Choose the file in the dialog that opened.
          </>
        ) : (
          'The page with the list as you saved it (HTML), or the list as CSV, tab-separated text or JSON.'
        )}
      </p>
    </SourceStep>
  );
}
