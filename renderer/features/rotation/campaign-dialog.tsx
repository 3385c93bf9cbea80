import { useEffect, useRef, useState } from 'react';
import type { CampaignId } from '#shared/domain/ids.ts';
import type { Campaign, Rotation } from '#shared/domain/rotation.ts';
import { reportFailure } from '../../actions/perform.ts';
import { openDialog } from '../../dialogs.ts';
import { call } from '../../engine/call.ts';
import { engine } from '../../engine/client.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { Progress } from '../../ui/progress.tsx';
import { ErrorState, LoadingState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { RotationLines } from './rotation-lines.tsx';
import { progressWords, type Standing, standingOf } from './rotation-words.ts';
import { useCampaign } from './use-rotation.ts';

/** How a campaign goes on: what is done, what needs a person, and the next of those. */
export function CampaignDialog({
  campaignId,
  onClose,
}: {
  readonly campaignId: CampaignId;
  readonly onClose: () => void;
}) {
  const { value, error, reload } = useCampaign(campaignId);
  if (value !== null) return <Shown campaign={value.campaign} rotations={value.rotations} onClose={onClose} />;
  return (
    <Dialog
      open
      size="large"
      className="rotation-dialog"
      title="Campaign"
      onClose={onClose}
      footer={<Button onClick={onClose}>Close</Button>}
    >
      {error === null ? (
        <LoadingState label="Reading the campaign…" />
      ) : (
        <ErrorState title="The campaign could not be read" message={error.message} onRetry={reload} />
      )}
    </Dialog>
  );
}

/** What needs somebody comes first; within that, the order in which they were begun. */
const ORDER: readonly Standing[] = ['failed', 'needs-you', 'can-go-on', 'running', 'aborted', 'done'];

function Shown({
  campaign,
  rotations,
  onClose,
}: {
  readonly campaign: Campaign;
  readonly rotations: readonly Rotation[];
  readonly onClose: () => void;
}) {
  const { id: campaignId, name, startedAt, progress, refused } = campaign;
  const [busy, setBusy] = useState(false);
  const main = useRef<HTMLButtonElement>(null);
  const sorted = rotations.toSorted((a, b) => ORDER.indexOf(standingOf(a)) - ORDER.indexOf(standingOf(b)));
  const next = sorted.find((rotation) => ['failed', 'needs-you'].includes(standingOf(rotation)));
  const over = progress.done + progress.aborted;
  useEffect(() => {
    if (document.activeElement === document.body) main.current?.focus();
  });
  const resume = async (): Promise<void> => {
    setBusy(true);
    const answer = await call(engine().rotations.resumeCampaign({ campaignId }));
    if (!answer.ok) reportFailure(answer);
    setBusy(false);
  };
  return (
    <Dialog
      open
      size="large"
      className="rotation-dialog"
      title={name}
      description={
        <>
          Started <Time at={startedAt} />. {progressWords(campaign)}.
        </>
      }
      initialFocus={main}
      onClose={onClose}
      footer={
        <>
          {progress.canGoOn === 0 ? null : (
            <Button className="footer-start" busy={busy} onClick={() => void resume()}>
              Go on with {progress.canGoOn === 1 ? 'the one' : `the ${formatCount(progress.canGoOn)}`} that{' '}
              {progress.canGoOn === 1 ? 'needs' : 'need'} nobody
            </Button>
          )}
          <Button ref={next === undefined ? main : null} onClick={onClose}>
            {over === progress.total ? 'Done' : 'Close'}
          </Button>
          {next === undefined ? null : (
            <Button ref={main} variant="primary" onClick={() => openDialog({ kind: 'rotation', rotationId: next.id })}>
              Next that needs you
            </Button>
          )}
        </>
      }
    >
      <Progress label={name} done={over} total={progress.total} />
      <p className="visually-hidden" role="status">
        {progressWords(campaign)}
      </p>
      <RotationLines rotations={sorted} label="Rotations" />
      {refused.length === 0 ? null : (
        <section className="rotation-section" aria-label="Could not be begun">
          <h3 className="rotation-heading">
            {refused.length === 1
              ? '1 key could not be begun'
              : `${formatCount(refused.length)} keys could not be begun`}
          </h3>
          <ul className="campaign-list">
            {refused.map(({ keyId, name: key, why }) => (
              <li key={keyId} className="campaign-refused">
                <span className="mono truncate" title={key}>
                  {key}
                </span>
                <span>{why}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  );
}
