import './ci.css';
import './push.css';
import { useEffect, useState } from 'react';
import type { PushPreview } from '#shared/contract/pushes.ts';
import type { Failure } from '#shared/contract/result.ts';
import type { CiTargetId, EnvironmentId, KeyId, PreviewId, ReceiptId } from '#shared/domain/ids.ts';
import { usePreviewDiscard } from '../../actions/use-preview-discard.ts';
import type { PushWish } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { useCi } from '../../stores/ci.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Spinner } from '../../ui/progress.tsx';
import { EmptyState, ErrorState } from '../../ui/states.tsx';
import { countOf } from './ci-words.ts';
import { PushChooseStep } from './push-choose-step.tsx';
import { PushPreviewStep } from './push-preview-step.tsx';
import type { PushQuestion } from './push-question.ts';
import { ReceiptDialog } from './receipt-dialog.tsx';

export interface ShownPreview {
  readonly previewId: PreviewId;
  readonly preview: PushPreview;
}

/** Chooses keys and targets, then goes on like every other push. */
export function PushDialog({
  keyIds,
  targetIds,
  environmentId,
  onClose,
}: {
  readonly keyIds: readonly KeyId[] | null;
  readonly targetIds: readonly CiTargetId[] | null;
  readonly environmentId: EnvironmentId | null;
  readonly onClose: () => void;
}) {
  const [steps, setSteps] = useState<readonly PushWish[] | null>(null);
  if (steps === null) {
    return (
      <PushChooseStep
        keyIds={keyIds}
        targetIds={targetIds}
        environmentId={environmentId}
        onChoose={setSteps}
        onClose={onClose}
      />
    );
  }
  return (
    <PushSteps
      question={{ of: 'steps', steps: [...steps] }}
      title="Push to CI"
      onBack={() => setSteps(null)}
      onClose={onClose}
    />
  );
}

/** Looks, shows what would be done, carries it out and shows how that goes. */
export function PushSteps({
  question: asked,
  title,
  onBack,
  onClose,
}: {
  readonly question: PushQuestion;
  readonly title: string;
  /** Back to the choice, where there was one. */
  readonly onBack: (() => void) | null;
  readonly onClose: () => void;
}) {
  const [question, setQuestion] = useState(asked);
  const [shown, setShown] = useState<ShownPreview | null>(null);
  const [error, setError] = useState<Failure | null>(null);
  const [turn, setTurn] = useState(0);
  const [yeses, setYeses] = useState<ReadonlySet<string>>(() => new Set());
  const [receiptId, setReceiptId] = useState<ReceiptId | null>(null);
  usePreviewDiscard('pushes', shown?.previewId ?? null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new turn is a request to look again
  useEffect(() => {
    let current = true;
    setError(null);
    void call(engine().pushes.preview(question)).then((answer) => {
      if (!current) {
        // Nobody sees this one any more.
        if (answer.ok) void engine().pushes.discard({ previewId: answer.value.previewId });
        return;
      }
      if (answer.ok) setShown(answer.value);
      else {
        setShown(null);
        setError(answer.error);
      }
    });
    return () => {
      current = false;
    };
  }, [question, turn]);

  if (receiptId !== null) return <ReceiptDialog receiptId={receiptId} onClose={onClose} />;
  if (shown !== null) {
    return (
      <PushPreviewStep
        key={shown.previewId}
        shown={shown}
        title={title}
        asked={question}
        yeses={yeses}
        onYeses={setYeses}
        onAsk={(steps) => {
          setShown(null);
          setQuestion({ of: 'steps', steps: [...steps] });
        }}
        onLookAgain={() => {
          setShown(null);
          setTurn((before) => before + 1);
        }}
        onBack={onBack}
        onStarted={setReceiptId}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog
      open
      size="large"
      title={title}
      onClose={onClose}
      footer={
        <>
          {onBack === null ? null : (
            <Button className="footer-start" onClick={onBack}>
              Back
            </Button>
          )}
          <Button onClick={onClose}>{error === null ? 'Cancel' : 'Close'}</Button>
        </>
      }
    >
      {error === null ? (
        <Looking question={question} />
      ) : error.code === 'nothing-to-push' ? (
        <EmptyState title="Nothing to push" tone="good">
          {error.message}
        </EmptyState>
      ) : (
        <ErrorState
          title="The targets could not be looked at"
          message={error.message}
          onRetry={() => setTurn((before) => before + 1)}
        />
      )}
    </Dialog>
  );
}

/** Which targets are asked, while they are. */
function Looking({ question }: { readonly question: PushQuestion }) {
  const targets = useCi((state) => state.targets);
  const count =
    question.of === 'steps'
      ? new Set(question.steps.map(({ targetId }) => targetId)).size
      : question.of === 'behind'
        ? (question.targetIds?.length ??
          targets?.filter(({ states }) => (states.behind ?? 0) + (states.missing ?? 0) > 0).length ??
          0)
        : 0;
  return (
    <div className="push-looking" role="status">
      <Spinner size={16} />
      <span>{count === 0 ? 'Looking at the targets…' : `Looking at ${countOf(count, 'target')}…`}</span>
      <span className="faint">Nothing is written yet.</span>
    </div>
  );
}
