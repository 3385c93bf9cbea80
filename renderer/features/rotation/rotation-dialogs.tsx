import type { DialogRequest } from '../../dialogs.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { LoadingState } from '../../ui/states.tsx';

export type RotationRequest = Extract<
  DialogRequest,
  { kind: 'rotate' | 'rotation' | 'rotate-campaign' | 'campaign' | 'rotations' }
>;

/** The dialogs of rotations, in a script of their own. */
export function RotationDialogs({
  request,
  onClose,
}: {
  readonly request: RotationRequest;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open title={request.kind} onClose={onClose}>
      <LoadingState />
    </Dialog>
  );
}
