import type { Rotation, RotationStepKind } from '#shared/domain/rotation.ts';
import { nextStep } from './rotation-words.ts';

/** What the main button of a waiting rotation does. */
export interface MainAction {
  readonly does: 'give-value' | 'say' | 'retry';
  readonly label: string;
  /** What else the person can do about the step: have it tried again, or say that it is done. */
  readonly also: 'retry' | 'say' | null;
  /** Something ends by it that does not come back. */
  readonly danger: boolean;
}

/** What a person says of a step that they did, in the first person. */
export const SAID: Readonly<Record<RotationStepKind, string>> = {
  create: 'It is created',
  regenerate: 'It is replaced',
  store: 'It is stored',
  place: 'It is there',
  check: 'It works',
  end: 'It is ended',
  support: 'Support ended it',
  confirm: 'Nothing uses it',
  remove: 'It is removed',
  retire: 'It is retired',
};

/** The main button of the step that is next; null while Keyrail works and when the rotation is over. */
export function mainActionOf(rotation: Rotation): MainAction | null {
  const step = nextStep(rotation);
  if (step === undefined || rotation.status !== 'waiting') return null;
  switch (step.needs) {
    case 'value':
      // What an API would not do, a person did; it may do it now.
      return { does: 'give-value', label: 'Use this value', also: step.automatic ? 'retry' : null, danger: false };
    case 'yes': {
      const ends = step.kind === 'end' || step.kind === 'remove' || step.kind === 'regenerate';
      return { does: 'say', label: ends ? step.title : 'Yes, go on', also: null, danger: ends };
    }
    case 'done':
      // Keyrail can look for itself whether the new value is there.
      if (step.kind === 'place') return { does: 'retry', label: 'Look again', also: 'say', danger: false };
      return { does: 'say', label: SAID[step.kind], also: step.automatic ? 'retry' : null, danger: false };
    case null:
      return {
        does: 'retry',
        label: step.state === 'failed' || step.error !== null ? 'Try again' : 'Go on',
        also: null,
        danger: false,
      };
  }
}
