import type { Rotation } from '#shared/domain/rotation.ts';
import { Callout } from '../../ui/callout.tsx';
import { Time } from '../../ui/time.tsx';

/** How a rotation ended, and how things were left. */
export function Outcome({ rotation }: { readonly rotation: Rotation }) {
  const { status, finishedAt, left, oldEnded } = rotation;
  const when = finishedAt === null ? null : <Time at={finishedAt} />;
  if (status === 'done') {
    return (
      <Callout
        tone={oldEnded ? 'ok' : 'warning'}
        title={oldEnded ? 'Rotated' : 'Rotated; the old key may still work'}
        live
      >
        <p>
          Finished {when}. {oldEnded ? 'The old value does not work any more.' : 'Nothing tells that it was ended.'}
        </p>
      </Callout>
    );
  }
  return (
    <Callout tone="warning" title="Aborted" live>
      <p>Ended {when}, with nothing taken back.</p>
      {left.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Callout>
  );
}
