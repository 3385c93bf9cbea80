import './ci.css';
import './push.css';
import { useEffect, useRef, useState } from 'react';
import type { Receipt } from '#shared/domain/ci.ts';
import type { ReceiptId } from '#shared/domain/ids.ts';
import { openDialog, type PushWish } from '../../dialogs.ts';
import { Button } from '../../ui/button.tsx';
import { Callout, type CalloutTone } from '../../ui/callout.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Progress } from '../../ui/progress.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { canPutBack, canResume, countOf, outcomesText } from './ci-words.ts';
import { resumePush, stopPush } from './push-actions.ts';
import { ReceiptSteps } from './receipt-steps.tsx';
import { useReceipt } from './use-receipt.ts';

/** A push while it runs, and what came of it. Closed, it goes on by itself. */
export function ReceiptDialog({ receiptId, onClose }: { readonly receiptId: ReceiptId; readonly onClose: () => void }) {
  const { value, error, reload } = useReceipt(receiptId);
  const receipt = value?.receipt ?? null;
  if (receipt === null) {
    return (
      <Dialog open size="large" title="Push" onClose={onClose} footer={<Button onClick={onClose}>Close</Button>}>
        {error === null ? (
          <LoadingState label="Reading the receipt…" />
        ) : (
          <ErrorState title="The receipt could not be read" message={error.message} onRetry={reload} />
        )}
      </Dialog>
    );
  }
  return <Shown receipt={receipt} onClose={onClose} />;
}

function Shown({ receipt, onClose }: { readonly receipt: Receipt; readonly onClose: () => void }) {
  const { id: receiptId, status, steps, startedAt, undoes } = receipt;
  const [busy, setBusy] = useState(false);
  const main = useRef<HTMLButtonElement>(null);
  const running = status === 'running';
  const done = steps.filter(({ outcome }) => outcome !== 'waiting').length;
  const failed = failedSteps(receipt);
  const resumes = canResume(receipt);
  useEffect(() => {
    // What the keyboard was on may be gone with the state before.
    if (document.activeElement === document.body || status !== 'running') main.current?.focus();
  }, [status]);
  const doing = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    await work();
    setBusy(false);
  };
  return (
    <Dialog
      open
      size="large"
      className="push-receipt"
      title={undoes === null ? 'Push' : 'Putting previous versions back'}
      description={
        <>
          Started <Time at={startedAt} />. {outcomesText(receipt)}.
        </>
      }
      initialFocus={main}
      onClose={onClose}
      footer={
        <>
          {canPutBack(receipt) && undoes === null ? (
            <Button className="footer-start" onClick={() => openDialog({ kind: 'put-back', receiptId })}>
              Put the previous versions back…
            </Button>
          ) : null}
          {running ? (
            <Button busy={busy} onClick={() => void doing(() => stopPush(receiptId))}>
              Stop
            </Button>
          ) : null}
          {failed.length > 0 && !running ? (
            <Button onClick={() => openDialog({ kind: 'push-steps', steps: failed })}>
              Try {failed.length === 1 ? 'the failed one' : `the ${formatCount(failed.length)} failed`} again…
            </Button>
          ) : null}
          {resumes ? (
            <>
              <Button onClick={onClose}>Close</Button>
              <Button ref={main} variant="primary" busy={busy} onClick={() => void doing(() => resumePush(receipt))}>
                Go on
              </Button>
            </>
          ) : (
            <Button ref={main} variant={running ? 'default' : 'primary'} onClick={onClose}>
              {running ? 'Close, and go on' : 'Done'}
            </Button>
          )}
        </>
      }
    >
      {running ? (
        <div className="push-progress">
          <Progress label="Push" done={done} total={steps.length} />
          <span role="status">
            {formatCount(done)} of {formatCount(steps.length)}
          </span>
        </div>
      ) : (
        <Ending receipt={receipt} />
      )}
      <ReceiptSteps steps={steps} running={running} />
    </Dialog>
  );
}

/** How it ended, in a sentence. */
function Ending({ receipt }: { readonly receipt: Receipt }) {
  const { status, resumeAt, steps } = receipt;
  const left = steps.filter(({ outcome }) => outcome === 'waiting').length;
  const unanswered = steps.filter(({ outcome }) => outcome === 'unknown').length;
  const words = ((): { readonly tone: CalloutTone; readonly title: string } => {
    switch (status) {
      case 'done':
        return { tone: 'ok', title: 'All of it is there' };
      case 'failed':
        return { tone: 'problem', title: 'Not all of it was written' };
      default:
        return { tone: 'warning', title: `Stopped with ${countOf(left, 'secret')} to go` };
    }
  })();
  return (
    <Callout tone={words.tone} title={words.title} live>
      {resumeAt !== null ? (
        <p>
          The target asks to wait. It is worth going on <Time at={resumeAt} />.
        </p>
      ) : status === 'stopped' ? (
        <p>What was written stays. Going on writes nothing twice.</p>
      ) : null}
      {unanswered > 0 ? (
        <p>
          {unanswered === 1 ? 'One write' : `${formatCount(unanswered)} writes`} got no answer. Going on looks it up
          before anything else.
        </p>
      ) : null}
    </Callout>
  );
}

function failedSteps({ steps }: Receipt): readonly PushWish[] {
  return steps
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ keyId, targetId, secretName }) => ({ keyId, targetId, secretName, named: false }));
}
