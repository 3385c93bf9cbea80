import { Check, Hand, Minus, X, Zap } from 'lucide-react';
import type { RotationStep } from '#shared/domain/rotation.ts';
import { Spinner } from '../../ui/progress.tsx';
import type { Standing } from './rotation-words.ts';

/** A step's state by shape and colour; its words are beside it. */
export function StepMark({ step, next }: { readonly step: RotationStep; readonly next: boolean }) {
  return (
    <span className="rotation-mark" data-state={next && step.state === 'waiting' ? 'next' : step.state}>
      {step.state === 'done' ? (
        <Check size={12} strokeWidth={2.5} aria-hidden="true" />
      ) : step.state === 'skipped' ? (
        <Minus size={12} strokeWidth={2.5} aria-hidden="true" />
      ) : step.state === 'failed' ? (
        <X size={12} strokeWidth={2.5} aria-hidden="true" />
      ) : step.state === 'running' ? (
        <Spinner size={14} />
      ) : (
        step.position + 1
      )}
    </span>
  );
}

/** Who does a step. */
export function StepDoer({ automatic }: { readonly automatic: boolean }) {
  return (
    <span className="rotation-who">
      {automatic ? <Zap size={13} aria-hidden="true" /> : <Hand size={13} aria-hidden="true" />}
      {automatic ? 'Keyrail' : 'You'}
    </span>
  );
}

/** How a whole rotation stands, in the same shapes. */
export function StandingMark({ standing }: { readonly standing: Standing }) {
  return (
    <span className="rotation-standing" data-standing={standing}>
      {standing === 'running' ? (
        <Spinner size={14} />
      ) : standing === 'done' ? (
        <Check size={14} aria-hidden="true" />
      ) : standing === 'aborted' ? (
        <Minus size={14} aria-hidden="true" />
      ) : standing === 'failed' ? (
        <X size={14} aria-hidden="true" />
      ) : (
        <Hand size={14} aria-hidden="true" />
      )}
    </span>
  );
}
