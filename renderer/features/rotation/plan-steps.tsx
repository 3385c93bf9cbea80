import type { RotationPlan } from '#shared/domain/rotation.ts';
import { StepDoer } from './step-mark.tsx';
import { UndoText } from './undo-text.tsx';

/** What will be done, in its order: who does it, and what of it can be taken back. */
export function PlanSteps({ plan }: { readonly plan: Pick<RotationPlan, 'steps'> }) {
  return (
    <section className="rotation-section" aria-label="Steps">
      <h3 className="rotation-heading">{plan.steps.length} steps</h3>
      <ol className="rotation-plan">
        {plan.steps.map(({ kind, title, automatic, undo }, index) => (
          <li key={kind}>
            <span className="rotation-mark" data-state="waiting" aria-hidden="true">
              {index + 1}
            </span>
            <div className="rotation-texts">
              <p className="rotation-title">{title}</p>
              <UndoText text={undo} />
            </div>
            <StepDoer automatic={automatic} />
          </li>
        ))}
      </ol>
    </section>
  );
}
