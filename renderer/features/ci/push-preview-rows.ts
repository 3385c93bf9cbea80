import type { PreviewedStep } from '#shared/contract/pushes.ts';
import type { CiSystemId } from '#shared/domain/ci.ts';
import type { PushWish } from '../../dialogs.ts';
import { ACTIONS_IN_ORDER, actionsText } from './ci-words.ts';
import type { PushQuestion } from './push-question.ts';

/** A line of a preview: a target's heading, or a step with its place in the preview. */
export type PreviewRow =
  | {
      readonly type: 'target';
      readonly id: string;
      readonly name: string;
      readonly system: CiSystemId;
      /** "3 to create, 1 refused" */
      readonly summary: string;
    }
  | { readonly type: 'step'; readonly id: string; readonly index: number; readonly step: PreviewedStep };

/** By target, in the order of the preview; in each what has to be decided comes first, what is not touched last. */
export function previewRows(steps: readonly PreviewedStep[]): readonly PreviewRow[] {
  const byTarget = Map.groupBy(
    steps.map((step, index) => ({ step, index })),
    ({ step }) => step.targetId,
  );
  return [...byTarget].flatMap(([targetId, own]): PreviewRow[] => {
    const [first] = own;
    if (first === undefined) return [];
    return [
      {
        type: 'target',
        id: targetId,
        name: first.step.targetName,
        system: first.step.system,
        summary: actionsText(own.map(({ step }) => step)),
      },
      ...own
        .toSorted((a, b) => orderOf(a.step) - orderOf(b.step) || a.index - b.index)
        .map(({ step, index }): PreviewRow => ({ type: 'step', id: `${index}`, index, step })),
    ];
  });
}

function orderOf(step: PreviewedStep): number {
  return needsYes(step) ? -1 : ACTIONS_IN_ORDER.indexOf(step.action);
}

export function isWriting({ action }: Pick<PreviewedStep, 'action'>): boolean {
  return action === 'create' || action === 'replace';
}

/** Whether a person has to say yes to this step by itself. */
export function needsYes(step: PreviewedStep): boolean {
  return isWriting(step) && step.warnings.length > 0;
}

/**
 * The steps of a preview as they can be asked for again, some of them changed or (null) left out. What a person chose to
 * replace stays chosen.
 * @param asked what the preview was asked by; what was asked for as `behind` named no secret
 */
export function askAgain(
  steps: readonly PreviewedStep[],
  asked: PushQuestion,
  change: (step: PreviewedStep, index: number) => Partial<Pick<PushWish, 'secretName' | 'encoding' | 'named'>> | null,
): readonly PushWish[] {
  const named = new Set(asked.of === 'steps' ? asked.steps.filter((wish) => wish.named).map(wishId) : []);
  return steps.flatMap((step, index) => {
    const changed = change(step, index);
    if (changed === null) return [];
    const { keyId, targetId, secretName } = step;
    return [
      {
        keyId,
        targetId,
        secretName,
        ...(step.base64 === 'chosen' ? { encoding: 'base64' as const } : {}),
        named: named.has(wishId(step)),
        ...changed,
      },
    ];
  });
}

function wishId({ keyId, targetId }: Pick<PushWish, 'keyId' | 'targetId'>): string {
  return `${keyId} ${targetId}`;
}

/** What a yes is said to: this key in this secret for these reasons. It holds for the next preview, where they are the same. */
export function yesId(step: PreviewedStep): string {
  const reasons = step.warnings.map(({ code, message }) => `${code} ${message}`);
  return JSON.stringify([step.keyId, step.targetId, step.secretName, step.versionId, ...reasons]);
}
