import './rotation.css';
import '../ci-copy/ci-copy.css';
import type { DialogRequest } from '../../dialogs.ts';
import { CampaignDialog } from './campaign-dialog.tsx';
import { CampaignStartDialog } from './campaign-start-dialog.tsx';
import { RotateDialog } from './rotate-dialog.tsx';
import { RotationDialog } from './rotation-dialog.tsx';
import { RotationsDialog } from './rotations-dialog.tsx';

export type RotationRequest = Extract<
  DialogRequest,
  { kind: 'rotate' | 'rotation' | 'rotate-campaign' | 'campaign' | 'rotations' }
>;

/** The dialogs of rotations. */
export function RotationDialogs({
  request,
  onClose,
}: {
  readonly request: RotationRequest;
  readonly onClose: () => void;
}) {
  switch (request.kind) {
    case 'rotate':
      return <RotateDialog keyId={request.keyId} mode={request.mode ?? 'planned'} onClose={onClose} />;
    case 'rotation':
      return <RotationDialog rotationId={request.rotationId} kept={request.kept} onClose={onClose} />;
    case 'rotate-campaign':
      return <CampaignStartDialog given={request.filter ?? {}} mode={request.mode ?? 'planned'} onClose={onClose} />;
    case 'campaign':
      return <CampaignDialog campaignId={request.campaignId} onClose={onClose} />;
    case 'rotations':
      return <RotationsDialog onClose={onClose} />;
  }
}
