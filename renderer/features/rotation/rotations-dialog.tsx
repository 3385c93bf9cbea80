import { ChevronRight, RefreshCw } from 'lucide-react';
import { useRef } from 'react';
import type { Campaign } from '#shared/domain/rotation.ts';
import { openDialog } from '../../dialogs.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { Time } from '../../ui/time.tsx';
import { RotationLines } from './rotation-lines.tsx';
import { progressWords } from './rotation-words.ts';
import { useRotations } from './use-rotation.ts';

/** As many that are over are listed. */
const PAST = 20;

/** Rotations to come back to, the campaigns, and those that ended last. */
export function RotationsDialog({ onClose }: { readonly onClose: () => void }) {
  const { value, error, reload } = useRotations();
  const close = useRef<HTMLButtonElement>(null);
  const open = value?.rotations.filter(({ finishedAt }) => finishedAt === null) ?? [];
  const past = value?.rotations.filter(({ finishedAt }) => finishedAt !== null).slice(0, PAST) ?? [];
  const campaigns = value?.campaigns ?? [];
  return (
    <Dialog
      open
      size="large"
      className="rotation-dialog"
      title="Rotations"
      initialFocus={close}
      onClose={onClose}
      footer={
        <>
          <Button className="footer-start" onClick={() => openDialog({ kind: 'rotate-campaign' })}>
            Rotate several keys…
          </Button>
          <Button ref={close} onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {value === null ? (
        error === null ? (
          <LoadingState label="Reading the rotations…" />
        ) : (
          <ErrorState title="The rotations could not be read" message={error.message} onRetry={reload} />
        )
      ) : open.length + past.length + campaigns.length === 0 ? (
        <EmptyState icon={RefreshCw} title="No rotation yet">
          A rotation replaces a key’s value step by step: from a key’s menu on the board, or from its drawer.
        </EmptyState>
      ) : (
        <>
          <section className="rotation-section" aria-label="Open">
            <h3 className="rotation-heading">{open.length === 0 ? 'None is open' : 'Open'}</h3>
            {open.length === 0 ? null : <RotationLines rotations={open} label="Open rotations" />}
          </section>
          {campaigns.length === 0 ? null : (
            <section className="rotation-section" aria-label="Campaigns">
              <h3 className="rotation-heading">Campaigns</h3>
              <ul className="rotation-lines">
                {campaigns.map((campaign) => (
                  <CampaignLine key={campaign.id} campaign={campaign} />
                ))}
              </ul>
            </section>
          )}
          {past.length === 0 ? null : (
            <section className="rotation-section" aria-label="Over">
              <h3 className="rotation-heading">Over</h3>
              <RotationLines rotations={past} label="Rotations that are over" />
            </section>
          )}
        </>
      )}
    </Dialog>
  );
}

function CampaignLine({ campaign }: { readonly campaign: Campaign }) {
  const { id, name, startedAt } = campaign;
  return (
    <li>
      <button
        type="button"
        className="rotation-line rotation-line-campaign"
        onClick={() => openDialog({ kind: 'campaign', campaignId: id })}
      >
        <span className="rotation-line-key">
          <span className="truncate" title={name}>
            {name}
          </span>
        </span>
        <span className="rotation-line-state">
          <span className="truncate">{progressWords(campaign)}</span>
          <span className="rotation-undo">
            <Time at={startedAt} />
          </span>
        </span>
        <ChevronRight size={14} aria-hidden="true" />
      </button>
    </li>
  );
}
