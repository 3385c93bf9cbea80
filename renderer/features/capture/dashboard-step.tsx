import { AppWindow, ScanText } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { providerName } from '../../data/provider-name.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { SourceStep, type StepProps } from './source-step.tsx';
import { type ReadProblem, useReading } from './use-reading.ts';

/** Opens the dashboard in its own window, where it is not open; the person signs in and shows the list, and one press reads it. */
export function DashboardStep(step: StepProps) {
  const { state, onRead } = step;
  const { id: connectionId, provider } = state.connection;
  const capture = useRef<HTMLButtonElement>(null);
  const { busy, problem, read } = useReading(onRead);
  const [opening, setOpening] = useState(!state.dashboardOpen);
  const [notOpened, setNotOpened] = useState<ReadProblem | null>(null);
  const asked = useRef(false);

  const open = async (): Promise<void> => {
    setOpening(true);
    setNotOpened(null);
    const answer = await call(engine().connections.openDashboard({ connectionId }));
    setOpening(false);
    if (!answer.ok && !isQuiet(answer)) setNotOpened(answer.error);
  };
  const openOnce = useRef(open);
  const opensAtOnce = useRef(!state.dashboardOpen);
  useEffect(() => {
    // Once, since strict mode runs effects twice; and a window that is open already stays behind this one, ready to be read.
    if (asked.current || !opensAtOnce.current) return;
    asked.current = true;
    void openOnce.current();
  }, []);

  const isOpen = state.dashboardOpen;
  const submit = (): void => {
    if (busy || opening) return;
    if (isOpen) void read(engine().captures.fromDashboard({ connectionId }));
    else void open();
  };
  const name = providerName(provider);
  return (
    <SourceStep
      source="dashboard"
      step={step}
      problem={notOpened ?? problem}
      busy={busy}
      initialFocus={capture}
      onSubmit={submit}
      primary={
        <Button
          ref={capture}
          type="submit"
          variant="primary"
          icon={isOpen ? ScanText : AppWindow}
          busy={busy || opening}
        >
          {isOpen ? 'Capture' : 'Open the window'}
          <Kbd keys="mod+enter" />
        </Button>
      }
    >
      <ol className="capture-steps">
        <li data-done={isOpen || undefined}>
          <strong>
            {isOpen ? `The window of ${name} is open` : opening ? 'Opening the window…' : 'The window is closed'}
          </strong>
          <span>
            {isOpen ? (
              <>
                It keeps its sign-in to itself.{' '}
                <Button variant="quiet" className="link-button" onClick={() => void open()}>
                  Bring it to the front
                </Button>
              </>
            ) : (
              'It is a browser of its own for this connection, apart from yours.'
            )}
          </span>
        </li>
        <li>
          <strong>Sign in there and show the list of your keys</strong>
          <span>Keyrail only reads what is visible; nothing is clicked or changed.</span>
        </li>
        <li>
          <strong>Come back and press Capture</strong>
          <span>You see what was read, and can correct it, before it is kept.</span>
        </li>
      </ol>
    </SourceStep>
  );
}
