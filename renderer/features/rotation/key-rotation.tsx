import type { KeyId } from '#shared/domain/ids.ts';
import { openDialog } from '../../dialogs.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { standingOf, statusWords, stepCount } from './rotation-words.ts';
import { useRotationsOf } from './use-rotation.ts';

/** In the drawer: the rotation that the key is in, and the way back to it. Nothing where it is in none. */
export function KeyRotation({ keyId }: { readonly keyId: KeyId }) {
  const { value } = useRotationsOf(keyId);
  const [rotation] = value?.rotations ?? [];
  if (rotation === undefined) return null;
  return (
    <Callout
      tone={standingOf(rotation) === 'failed' ? 'problem' : standingOf(rotation) === 'running' ? 'info' : 'warning'}
      title={rotation.mode === 'leaked' ? 'Being replaced: it leaked' : 'Being rotated'}
      actions={
        <Button onClick={() => openDialog({ kind: 'rotation', rotationId: rotation.id })}>
          {rotation.status === 'running' ? 'Show' : 'Go on'}
        </Button>
      }
    >
      {stepCount(rotation)}. {statusWords(rotation)}
    </Callout>
  );
}
