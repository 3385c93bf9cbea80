import { useEffect, useRef, useState } from 'react';
import type { Result } from '#shared/contract/result.ts';
import type { RotationId } from '#shared/domain/ids.ts';
import type { Rotation, RotationStep } from '#shared/domain/rotation.ts';
import { type KeptForm, openDialog } from '../../dialogs.ts';
import { call, isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { AlertDialog } from '../../ui/alert-dialog.tsx';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { ExposureList } from './exposure-list.tsx';
import { KeyPlace, RotatedKeys } from './rotated-keys.tsx';
import { copyRotationText, retry, undoStep } from './rotation-actions.ts';
import { Outcome } from './rotation-outcome.tsx';
import { RotationSteps } from './rotation-steps.tsx';
import { keysText, nextStep, statusWords, stepCount } from './rotation-words.ts';
import { mainActionOf, SAID } from './step-actions.ts';
import { StepPanel } from './step-panel.tsx';
import { useRotation } from './use-rotation.ts';
import type { ValueHandle } from './value-fields.tsx';

/** One rotation, step by step. It can be closed at any of them; whatever Keyrail does by itself goes on meanwhile. */
export function RotationDialog({
  rotationId,
  kept,
  onClose,
}: {
  readonly rotationId: RotationId;
  /** It goes on with a value that was pasted before. */
  readonly kept: KeptForm | undefined;
  readonly onClose: () => void;
}) {
  const { value, error, reload } = useRotation(rotationId);
  if (value !== null) return <Stepper rotation={value.rotation} kept={kept} onClose={onClose} />;
  return (
    <Dialog
      open
      size="large"
      className="rotation-dialog"
      title="Rotation"
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {error === null ? (
        <LoadingState label="Reading the rotation…" />
      ) : (
        <ErrorState title="The rotation could not be read" message={error.message} onRetry={reload} />
      )}
    </Dialog>
  );
}

type Question = { readonly of: 'undo'; readonly step: RotationStep } | { readonly of: 'abort' };

function Stepper({
  rotation,
  kept,
  onClose,
}: {
  readonly rotation: Rotation;
  readonly kept: KeptForm | undefined;
  readonly onClose: () => void;
}) {
  const { id: rotationId, keys, status, campaignId } = rotation;
  const step = nextStep(rotation);
  const action = mainActionOf(rotation);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [skipping, setSkipping] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const main = useRef<HTMLButtonElement>(null);
  const value = useRef<ValueHandle>(null);
  const note = useRef<HTMLInputElement>(null);
  const reason = useRef<HTMLInputElement>(null);
  const stage = `${status} ${step?.position ?? ''} ${step?.state ?? ''} ${step?.needs ?? ''}`;

  // The next thing to do has the focus, as soon as it is there to be done; what was on screen before may be gone.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new stage is when the focus moves
  useEffect(() => {
    setSkipping(false);
    setProblem(null);
    if (value.current === null || !value.current.focus()) main.current?.focus();
  }, [stage]);
  useEffect(() => {
    if (skipping) reason.current?.focus();
  }, [skipping]);

  /** One thing at a time. What goes wrong is said in the dialog; whether it went well is the answer. */
  const doing = async (work: () => Promise<Result<unknown, string>>): Promise<boolean> => {
    if (busy) return false;
    setBusy(true);
    setProblem(null);
    const answer = await work();
    setBusy(false);
    if (!answer.ok && !isQuiet(answer)) setProblem(answer.error.message);
    return answer.ok;
  };
  const said = (): Promise<boolean> =>
    doing(() =>
      call(
        engine().rotations.stepDone({
          rotationId,
          position: step?.position ?? 0,
          ...(note.current === null || note.current.value.trim() === '' ? {} : { note: note.current.value.trim() }),
        }),
      ),
    );
  const submit = async (): Promise<void> => {
    if (step === undefined || action === null) return;
    if (skipping) {
      const why = reason.current?.value.trim() ?? '';
      if (why === '') {
        setProblem('Say why it is left out: it is kept with the rotation.');
        reason.current?.focus();
        return;
      }
      await doing(() => call(engine().rotations.skip({ rotationId, position: step.position, reason: why })));
      return;
    }
    switch (action.does) {
      case 'give-value':
        await value.current?.give();
        break;
      case 'say':
        await said();
        break;
      case 'retry':
        await doing(() => retry(rotation));
    }
  };
  const over = status === 'done' || status === 'aborted';
  const waiting = status === 'waiting' && step !== undefined;

  return (
    <Dialog
      open
      size="large"
      className="rotation-dialog"
      title={`${rotation.mode === 'leaked' ? 'Replace the leaked' : 'Rotate'} ${keysText(keys)}`}
      description={<Subtitle rotation={rotation} />}
      // The field for the value where there is one.
      {...(step?.needs === 'value' ? {} : { initialFocus: main })}
      // People leave for the provider's page, and come back by a click.
      outsideCloses={over}
      onClose={onClose}
      onSubmit={() => void submit()}
      footer={
        <>
          {waiting ? (
            <Button
              className="footer-start"
              disabled={busy}
              onClick={() => (skipping ? setSkipping(false) : setQuestion({ of: 'abort' }))}
            >
              {skipping ? 'Back' : 'Abort…'}
            </Button>
          ) : null}
          {campaignId === null ? null : (
            <Button onClick={() => openDialog({ kind: 'campaign', campaignId })}>Back to the campaign</Button>
          )}
          {waiting && step.skippable && !skipping ? (
            <Button disabled={busy} onClick={() => setSkipping(true)}>
              Leave out…
            </Button>
          ) : null}
          {waiting && action?.also === 'retry' && !skipping ? (
            <Button disabled={busy} onClick={() => void doing(() => retry(rotation))}>
              {action.does === 'give-value' ? 'Try again' : 'Look again'}
            </Button>
          ) : null}
          {waiting && action?.also === 'say' && !skipping ? (
            <Button disabled={busy} onClick={() => void said()}>
              {SAID[step.kind]}
            </Button>
          ) : null}
          {waiting && action !== null ? (
            <Button
              ref={main}
              type="submit"
              variant={action.danger && !skipping ? 'danger' : 'primary'}
              busy={busy}
              // Held down, Enter would go through several steps at once.
              onKeyDown={(event) => event.key === 'Enter' && event.repeat && event.preventDefault()}
            >
              {skipping ? 'Leave it out' : action.label}
              <Kbd keys="mod+enter" />
            </Button>
          ) : (
            <Button ref={main} variant={over ? 'primary' : 'default'} onClick={onClose}>
              {over ? 'Done' : 'Close, and go on'}
            </Button>
          )}
        </>
      }
    >
      {problem === null ? null : (
        <Callout tone="problem" live>
          {problem}
        </Callout>
      )}
      {over ? <Outcome rotation={rotation} /> : null}
      <RotationSteps
        rotation={rotation}
        busy={busy}
        onUndo={(undone) => setQuestion({ of: 'undo', step: undone })}
        panel={
          step === undefined || status !== 'waiting' ? null : (
            <StepPanel
              key={stage}
              rotation={rotation}
              step={step}
              skipping={skipping}
              reason={reason}
              note={note}
              value={value}
              kept={kept}
              doing={doing}
              main={main}
            />
          )
        }
      />
      <RotatedKeys keys={keys} />
      {rotation.exposure === null ? null : (
        <ExposureList exposure={rotation.exposure} onCopy={() => void copyRotationText(rotationId, 'report')} />
      )}
      <p className="visually-hidden" role="status">
        {[stepCount(rotation), statusWords(rotation)].filter((part) => part !== '').join(': ')}
      </p>
      {question === null ? null : (
        <Asked question={question} rotation={rotation} busy={busy} doing={doing} onClose={() => setQuestion(null)} />
      )}
    </Dialog>
  );
}

function Subtitle({ rotation }: { readonly rotation: Rotation }) {
  const { keys, provider, providerName, startedAt, step, status } = rotation;
  const [first] = keys;
  return (
    <span className="rotation-subtitle">
      {first === undefined ? null : <KeyPlace of={first} />}
      {provider === null ? null : <span>{providerName}</span>}
      <span>
        started <Time at={startedAt} />
      </span>
      {step === null || status === 'aborted' ? null : <span>{stepCount(rotation).toLowerCase()}</span>}
    </span>
  );
}

/** What a step's undo does, or what aborting means, before it is done. */
function Asked({
  question,
  rotation,
  busy,
  doing,
  onClose,
}: {
  readonly question: Question;
  readonly rotation: Rotation;
  readonly busy: boolean;
  readonly doing: (work: () => Promise<Result<unknown, string>>) => Promise<boolean>;
  readonly onClose: () => void;
}) {
  if (question.of === 'undo') {
    const { step } = question;
    return (
      <AlertDialog
        open
        title={`Take back “${step.title}”?`}
        confirmLabel="Take it back"
        busy={busy}
        onClose={onClose}
        onConfirm={() => void doing(() => undoStep(rotation, step.position)).then(onClose)}
      >
        <p>{step.undo.text}</p>
        <p>The rotation then goes on from that step.</p>
      </AlertDialog>
    );
  }
  const abort = () => call(engine().rotations.abort({ rotationId: rotation.id }));
  return (
    <AlertDialog
      open
      tone="danger"
      title="Abort this rotation?"
      confirmLabel="Abort the rotation"
      busy={busy}
      onClose={onClose}
      onConfirm={() => void doing(abort).then(onClose)}
    >
      <p>It ends where it is, and nothing is taken back: what was done stays done.</p>
      <p>
        {rotation.oldEnded
          ? 'The old key was ended already. What does not have the new value does not work.'
          : 'The old key was not ended, and goes on working.'}{' '}
        How things are left is said afterwards.
      </p>
      <p>To go on another day, close it instead.</p>
    </AlertDialog>
  );
}
