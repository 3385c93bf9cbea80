import { Undo2 } from 'lucide-react';
import { Fragment, type ReactNode, useEffect, useRef } from 'react';
import type { ReceiptId } from '#shared/domain/ids.ts';
import type { Rotation, RotationStep } from '#shared/domain/rotation.ts';
import { openDialog } from '../../dialogs.ts';
import { Button } from '../../ui/button.tsx';
import { Time } from '../../ui/time.tsx';
import { StepDoer, StepMark } from './step-mark.tsx';
import { UndoText } from './undo-text.tsx';

const STATES: Readonly<Record<RotationStep['state'], string>> = {
  waiting: 'to do',
  running: 'running',
  done: 'done',
  skipped: 'left out',
  failed: 'failed',
};

/** The steps with their state, evidence and time, what of them can be taken back, and the panel of the next one. */
export function RotationSteps({
  rotation,
  panel,
  busy,
  onUndo,
}: {
  readonly rotation: Rotation;
  /** What is to be done at the step that is next. */
  readonly panel: ReactNode;
  readonly busy: boolean;
  readonly onUndo: (step: RotationStep) => void;
}) {
  const { steps, step: next, status } = rotation;
  const lastDone = steps.findLast(({ state }) => state === 'done' || state === 'skipped');
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another step, or another panel at it, is what has to be in sight
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [next, status, panel === null]);
  return (
    <ol className="rotation-steps" ref={list}>
      {steps.map((step) => (
        <li
          key={step.position}
          className="rotation-step"
          data-state={step.state}
          aria-current={step.position === next ? 'step' : undefined}
        >
          <StepMark step={step} next={step.position === next} />
          <div className="rotation-texts">
            <p className="rotation-title">
              {step.title}
              <span className="visually-hidden">, {STATES[step.state]}</span>
            </p>
            <StepText step={step} last={step === lastDone} over={status === 'done' || status === 'aborted'} />
          </div>
          <div className="rotation-aside">
            {step.state === 'waiting' ? <StepDoer automatic={step.automatic} /> : null}
            {step.at === null ? null : <Time at={step.at} />}
            {step.receiptId === null ? null : <ReceiptButton receiptId={step.receiptId} rotationId={rotation.id} />}
            {step.undo.possible && status === 'waiting' ? (
              <Button
                variant="quiet"
                icon={Undo2}
                disabled={busy}
                aria-label={`Take back: ${step.title}`}
                onClick={() => onUndo(step)}
              >
                Take back…
              </Button>
            ) : null}
          </div>
          {step.position === next && panel !== null ? <Fragment key="panel">{panel}</Fragment> : null}
        </li>
      ))}
    </ol>
  );
}

function ReceiptButton({
  receiptId,
  rotationId,
}: {
  readonly receiptId: ReceiptId;
  readonly rotationId: Rotation['id'];
}) {
  return (
    <Button variant="quiet" onClick={() => openDialog({ kind: 'receipt', receiptId, rotationId })}>
      Receipt
    </Button>
  );
}

function StepText({
  step,
  last,
  over,
}: {
  readonly step: RotationStep;
  /** Whether it is the last one that was done: steps are taken back from there on. */
  readonly last: boolean;
  readonly over: boolean;
}) {
  const { state, evidence, undo } = step;
  switch (state) {
    case 'done':
      return (
        <>
          {evidence === '' ? null : <p className="rotation-evidence selectable">{evidence}</p>}
          {last && !over ? <UndoText text={undo.text} /> : null}
        </>
      );
    case 'skipped':
      return <p className="rotation-evidence selectable">Left out: {evidence}</p>;
    case 'running':
      return <p className="rotation-evidence">Keyrail is at it. You can close this meanwhile.</p>;
    case 'waiting':
    case 'failed':
      return over ? <p className="rotation-undo">Not done.</p> : <UndoText text={undo.text} />;
  }
}
