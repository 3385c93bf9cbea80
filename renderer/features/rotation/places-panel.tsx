import { Check } from 'lucide-react';
import type { NamedPlacement } from '#shared/contract/placements.ts';
import type { Rotation } from '#shared/domain/rotation.ts';
import { openDialog } from '../../dialogs.ts';
import { Button } from '../../ui/button.tsx';
import { usePlacements } from '../ci/use-placements.ts';
import { PlacementMark } from '../ci-copy/placement-mark.tsx';
import { stateWords } from '../ci-copy/state-words.ts';

/** Where the new value has to be, which of these places have it, and the copy assistant for those that have not. */
export function PlacesPanel({ rotation }: { readonly rotation: Rotation }) {
  const placements = usePlacements(null).value?.placements ?? null;
  const own = (placements ?? []).filter(({ keyId }) => rotation.keys.some((key) => key.keyId === keyId));
  if (own.length === 0) return null;
  return (
    <ul className="rotation-places" aria-label="Places">
      {own.map((placement) => {
        const { id, keyId, targetId, secretName, targetName } = placement;
        const there = holdsNew(rotation, placement);
        return (
          <li key={id}>
            <span className="rotation-place-names">
              <span className="mono truncate" title={secretName}>
                {secretName}
              </span>
              <span className="truncate" title={targetName}>
                {targetName}
              </span>
            </span>
            {there ? (
              <span className="placement-mark" data-state="current">
                <Check size={13} aria-hidden="true" />
                <span>Has the new value</span>
              </span>
            ) : (
              <>
                <PlacementMark state={placement.state} text={stateWords(placement)} />
                <Button
                  aria-label={`Place ${secretName} in ${targetName} by hand`}
                  onClick={() => openDialog({ kind: 'copy-assistant', keyId, targetId, rotationId: rotation.id })}
                >
                  By hand…
                </Button>
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function holdsNew(rotation: Rotation, { keyId, placedVersionId, state }: NamedPlacement): boolean {
  const fresh = rotation.keys.find((key) => key.keyId === keyId)?.newVersionId ?? null;
  return fresh !== null && placedVersionId === fresh && state !== 'missing' && state !== 'changed-elsewhere';
}
