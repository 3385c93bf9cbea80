import './ci-copy.css';
import { CloudUpload, Plus } from 'lucide-react';
import { useMemo } from 'react';
import type { CiTargetId, KeyId } from '#shared/domain/ids.ts';
import { openDialog } from '../../dialogs.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../ui/states.tsx';
import { CopyForm } from './copy-form.tsx';
import { rankTargets } from './rank-targets.ts';
import { usePlaces } from './use-places.ts';

/**
 * Placing a key by hand on a CI target's settings page, without an access token: the page is opened, the secret's name and
 * then its value go to the clipboard, and the placement is recorded. Closing it, or locking, clears the clipboard.
 */
export function CopyAssistantDialog({
  keyId,
  wanted,
  onClose,
}: {
  readonly keyId: KeyId;
  /** The target that was asked for; null: the one that fits best. */
  readonly wanted: CiTargetId | null;
  readonly onClose: () => void;
}) {
  const { found, error, reload } = usePlaces(keyId);
  const targets = useMemo(
    () => (found === null ? null : rankTargets(found.targets, found.placements, found.detail)),
    [found],
  );
  const first = targets?.find(({ state }) => state.target.id === wanted) ?? targets?.[0];
  if (found !== null && targets !== null && first !== undefined) {
    return <CopyForm detail={found.detail} targets={targets} first={first} onClose={onClose} />;
  }
  if (found === null) {
    return (
      <Dialog
        key="reading"
        open
        onClose={onClose}
        title="Place in CI"
        // Who presses Enter too early presses nothing, and not the button that closes.
        onSubmit={() => undefined}
        footer={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" variant="primary" aria-disabled>
              Open page and copy name
            </Button>
          </>
        }
      >
        {error === null ? (
          <LoadingState label="Reading the targets…" />
        ) : (
          <ErrorState title="The targets could not be read" message={error.message} onRetry={reload} />
        )}
      </Dialog>
    );
  }
  const add = (): void => openDialog({ kind: 'add-ci-target', placing: keyId });
  return (
    <Dialog
      key="none"
      open
      onClose={onClose}
      title={`Place ${found.detail.name} in CI`}
      onSubmit={add}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" icon={Plus}>
            Add a target…
          </Button>
        </>
      }
    >
      <EmptyState icon={CloudUpload} title="No CI target yet">
        A target is a place with secret settings: a GitHub repository, a GitLab project, a CircleCI context, a Jenkins
        store. Placing keys by hand needs no access token.
      </EmptyState>
    </Dialog>
  );
}
