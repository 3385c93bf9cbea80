import type { CiTargetId, KeyId } from '#shared/domain/ids.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { LoadingState } from '../../ui/states.tsx';

/** Placing a key by hand on a CI target's settings page. */
export function CopyAssistantDialog({
  onClose,
}: {
  readonly keyId: KeyId;
  readonly wanted: CiTargetId | null;
  readonly onClose: () => void;
}) {
  return (
    <Dialog open onClose={onClose} title="Place in CI">
      <LoadingState label="Reading the targets…" />
    </Dialog>
  );
}
