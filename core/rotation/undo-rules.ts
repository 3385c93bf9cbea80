import type { RotationStep } from '#shared/domain/rotation.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { issuerOf } from './issuers/index.ts';
import { factsOf, type RotationRow, type RotationStepRow, stepRows } from './rotation-rows.ts';
import { undoText } from './step-words.ts';

/** Whether a step can be taken back now, and in words how, or why not. Steps are taken back from the last one on. */
export function undoOf(store: Store, row: RotationRow, step: RotationStepRow): RotationStep['undo'] {
  const facts = factsOf(row);
  const definition = row.provider === null ? null : findProvider(row.provider);
  const text = undoText(step.kind, step.automatic === 1, { definition, keyName: '', facts });
  if (step.state !== 'done' && step.state !== 'skipped') return { possible: false, text };
  if (row.finished_at !== null) return { possible: false, text: 'The rotation is over.' };
  const last = stepRows(store, row.id)
    .filter(({ state }) => state === 'done' || state === 'skipped')
    .at(-1);
  if (last?.position !== step.position) return { possible: false, text: 'Take back what was done after it first.' };
  if (step.state === 'skipped') return { possible: true, text: 'It was left out, and can be done after all.' };
  const issuer = issuerOf(row.provider, facts.keyKind);
  switch (step.kind) {
    case 'check':
    case 'confirm':
    case 'retire':
      return { possible: true, text };
    case 'place':
    case 'store':
      return facts.oldEnded
        ? { possible: false, text: 'The old key was ended: its value does not work any more.' }
        : { possible: true, text };
    case 'create':
      return { possible: step.automatic === 1 && issuer?.makes?.discard != null && facts.newRemoteId !== null, text };
    case 'end':
      return { possible: step.automatic === 1 && issuer?.end?.undo != null, text };
    case 'regenerate':
    case 'support':
    case 'remove':
      return { possible: false, text };
  }
}
