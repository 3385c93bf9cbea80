import type { PlannedStep } from '#core/ci/push-plan.ts';
import type { Store } from '#core/store/store.ts';
import type { PushStep, Receipt } from '#shared/domain/ci.ts';
import { isoOf } from '../key-json.ts';
import { keyNames, versionNumbers } from './ci-names.ts';

/** A step of a preview as `ci push --json` prints it; part of the command line's stable output. */
export function planStepJson(store: Store, step: PlannedStep) {
  const names = keyNames(store)(step.keyId);
  return {
    key: step.keyName,
    project: names?.project ?? null,
    environment: names?.environment ?? null,
    target: step.targetName,
    secretName: step.secretName,
    action: step.action satisfies PushStep['action'],
    version: versionNumbers(store)(step.versionId),
    warnings: step.warnings,
    notes: step.notes,
    problem: step.problem,
    base64: step.base64 ?? null,
  };
}

/** A receipt as `ci receipts`, `ci push` and `ci undo` print it with `--json`. */
export function receiptJson(store: Store, receipt: Receipt) {
  const namesOf = keyNames(store);
  const numberOf = versionNumbers(store);
  return {
    id: receipt.id,
    status: receipt.status,
    startedAt: isoOf(receipt.startedAt),
    finishedAt: isoOf(receipt.finishedAt),
    resumeAt: isoOf(receipt.resumeAt),
    undoes: receipt.undoes,
    steps: receipt.steps.map((step) => ({
      key: step.keyName,
      project: namesOf(step.keyId)?.project ?? null,
      environment: namesOf(step.keyId)?.environment ?? null,
      target: step.targetName,
      secretName: step.secretName,
      outcome: step.outcome,
      version: numberOf(step.versionId),
      previousVersion: numberOf(step.previousVersionId),
      at: isoOf(step.at),
      error: step.error,
    })),
  };
}
