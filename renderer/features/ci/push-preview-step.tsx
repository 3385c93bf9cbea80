import { useEffect, useMemo, useRef, useState } from 'react';
import type { PreviewedStep } from '#shared/contract/pushes.ts';
import type { EnvironmentId, ReceiptId } from '#shared/domain/ids.ts';
import { withConfirmations } from '../../actions/protected.ts';
import type { PushWish } from '../../dialogs.ts';
import { isQuiet } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { findEnvironment } from '../../stores/projects.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { Time } from '../../ui/time.tsx';
import { actionsText, countOf } from './ci-words.ts';
import type { ShownPreview } from './push-dialog.tsx';
import { PushPreviewList } from './push-preview-list.tsx';
import { askAgain, isWriting, needsYes, yesId } from './push-preview-rows.ts';
import type { PushQuestion } from './push-question.ts';

/** What a push would do, target by target; the yes to each warning; and the start. */
export function PushPreviewStep({
  shown: { previewId, preview },
  title,
  asked,
  yeses,
  onYeses,
  onAsk,
  onLookAgain,
  onBack,
  onStarted,
  onClose,
}: {
  readonly shown: ShownPreview;
  readonly title: string;
  /** What the preview answers. */
  readonly asked: PushQuestion;
  /** What was said yes to, in this preview or one before it, see `yesId`. */
  readonly yeses: ReadonlySet<string>;
  readonly onYeses: (yeses: ReadonlySet<string>) => void;
  /** Looks again, at other steps. */
  readonly onAsk: (steps: readonly PushWish[]) => void;
  readonly onLookAgain: () => void;
  readonly onBack: (() => void) | null;
  readonly onStarted: (receiptId: ReceiptId) => void;
  readonly onClose: () => void;
}) {
  const { steps, notUndone, lookedAt } = preview;
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<{ readonly message: string; readonly again: boolean } | null>(null);
  const submitButton = useRef<HTMLButtonElement>(null);
  const writing = useMemo(() => steps.filter(isWriting), [steps]);
  const questions = useMemo(() => steps.flatMap((step, index) => (needsYes(step) ? [index] : [])), [steps]);
  const agreed = useMemo(
    () => new Set(questions.filter((index) => yeses.has(yesIdAt(steps, index)))),
    [questions, steps, yeses],
  );
  const open = questions.length - agreed.size;
  const blocked = writing.length === 0 || open > 0;
  // What puts versions back is of those versions, which cannot be asked for one by one.
  const canChange = asked.of !== 'receipt';
  useEffect(() => {
    // Another preview in the same dialog: the focus goes on with it.
    submitButton.current?.focus();
  }, []);

  const ask = (change: Parameters<typeof askAgain>[2]): void => {
    const wishes = askAgain(steps, asked, change);
    if (wishes.length === 0) onClose();
    else onAsk(wishes);
  };
  const start = async (): Promise<void> => {
    if (busy || blocked) return;
    setBusy(true);
    setFailed(null);
    const answer = await withConfirmations(protectedOf(writing), 'push', () =>
      engine().pushes.start({ previewId, agreed: [...agreed] }),
    );
    setBusy(false);
    if (answer.ok) onStarted(answer.value.receiptId);
    else if (!isQuiet(answer))
      setFailed({ message: answer.error.message, again: answer.error.code === 'preview-not-found' });
  };

  return (
    <Dialog
      open
      size="large"
      className="push-preview"
      title={title}
      description={
        <>
          {actionsText(steps)}. Looked at <Time at={lookedAt} />; nothing is written yet.
        </>
      }
      onClose={onClose}
      dismissable={!busy}
      initialFocus={submitButton}
      onSubmit={() => void start()}
      footer={
        <>
          {onBack === null ? null : (
            <Button className="footer-start" onClick={onBack} disabled={busy}>
              Back
            </Button>
          )}
          {open === 0 ? null : (
            <span className="push-open" role="status">
              {open === 1 ? '1 needs your yes' : `${formatCount(open)} need your yes`}
            </span>
          )}
          <Button onClick={onClose} disabled={busy}>
            Cancel
          </Button>
          <Button ref={submitButton} type="submit" variant="primary" busy={busy} aria-disabled={blocked}>
            {writing.length === 0
              ? 'Nothing to write'
              : `${preview.undoes === null ? 'Push' : 'Put back'} ${countOf(writing.length, 'secret')}`}
            <Kbd keys="mod+enter" />
          </Button>
        </>
      }
    >
      {failed === null ? null : (
        <Callout tone="problem" live actions={failed.again ? <Button onClick={onLookAgain}>Look again</Button> : null}>
          {failed.message}
        </Callout>
      )}
      {questions.length > 0 && canChange && questions.length < steps.length ? (
        <Callout
          tone="warning"
          title={
            questions.length === 1
              ? 'One of them looks like a mix-up'
              : `${formatCount(questions.length)} of them look like mix-ups`
          }
          actions={
            <Button onClick={() => ask((_step, index) => (questions.includes(index) ? null : {}))}>
              {questions.length === 1 ? 'Leave it out' : 'Leave them out'}
            </Button>
          }
        >
          Say yes to each that is meant, or leave {questions.length === 1 ? 'it' : 'them'} out.
        </Callout>
      ) : null}
      {notUndone.length === 0 ? null : (
        <Callout title={`${countOf(notUndone.length, 'secret')} cannot be put back`}>
          <ul className="push-not-undone">
            {notUndone.map(({ targetName, secretName, why }) => (
              <li key={`${targetName} ${secretName}`}>
                <span className="mono">{secretName}</span> in {targetName}: {why}
              </li>
            ))}
          </ul>
        </Callout>
      )}
      {steps.length === 0 ? null : (
        <PushPreviewList
          steps={steps}
          agreed={agreed}
          canChange={canChange && !busy}
          onAgree={(index, yes) => {
            const next = new Set(yeses);
            if (yes) next.add(yesIdAt(steps, index));
            else next.delete(yesIdAt(steps, index));
            onYeses(next);
          }}
          onReplace={(index) => ask((_step, at) => (at === index ? { named: true } : {}))}
          onRename={(index, secretName) => ask((_step, at) => (at === index ? { secretName } : {}))}
          onBase64={(index) => ask((_step, at) => (at === index ? { encoding: 'base64' } : {}))}
          onLeaveOut={(index) => ask((_step, at) => (at === index ? null : {}))}
        />
      )}
    </Dialog>
  );
}

/** The protected environments whose values are used, each once. */
function protectedOf(steps: readonly PreviewedStep[]): readonly EnvironmentId[] {
  return [...new Set(steps.map(({ environmentId }) => environmentId))].filter(
    (id) => findEnvironment(id)?.environment.protected === true,
  );
}

function yesIdAt(steps: readonly PreviewedStep[], index: number): string {
  const step = steps[index];
  return step === undefined ? '' : yesId(step);
}
