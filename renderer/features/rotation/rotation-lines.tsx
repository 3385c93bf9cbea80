import { ChevronRight } from 'lucide-react';
import type { Rotation } from '#shared/domain/rotation.ts';
import { openDialog } from '../../dialogs.ts';
import { Time } from '../../ui/time.tsx';
import { KeyPlace } from './rotated-keys.tsx';
import { keysText, standingOf, statusWords, stepCount } from './rotation-words.ts';
import { StandingMark } from './step-mark.tsx';

/** Rotations with how they stand; each opens its steps. */
export function RotationLines({
  rotations,
  label,
}: {
  readonly rotations: readonly Rotation[];
  readonly label: string;
}) {
  return (
    <ul className="rotation-lines" aria-label={label}>
      {rotations.map((rotation) => {
        const { id, keys, finishedAt, startedAt } = rotation;
        const [first] = keys;
        return (
          <li key={id}>
            <button
              type="button"
              className="rotation-line"
              onClick={() => openDialog({ kind: 'rotation', rotationId: id })}
            >
              <StandingMark standing={standingOf(rotation)} />
              <span className="rotation-line-key">
                <span className="mono truncate" title={keysText(keys)}>
                  {keysText(keys)}
                </span>
                {first === undefined ? null : <KeyPlace of={first} />}
              </span>
              <span className="rotation-line-state">
                <span className="truncate">{statusWords(rotation)}</span>
                <span className="rotation-undo">
                  {finishedAt === null ? `${stepCount(rotation)} · ` : null}
                  <Time at={finishedAt ?? startedAt} />
                </span>
              </span>
              <ChevronRight size={14} aria-hidden="true" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
