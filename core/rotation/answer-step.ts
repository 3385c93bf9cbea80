import { failure, type Result, success } from '#shared/contract/result.ts';
import type { RotationStepKind } from '#shared/domain/rotation.ts';
import { recordPlacement } from '../ci/record-placement.ts';
import { about, keyRow } from '../keys/key-rows.ts';
import type { ValueError } from '../keys/key-value.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { dropAnswer } from './kept-answer.ts';
import { isSkippable } from './rotation-of.ts';
import {
  factsOf,
  isUnderWay,
  nextStep,
  noteStep,
  type RotationRow,
  type RotationStepRow,
  rotationKeys,
  rotationNotFound,
  rotationRow,
  setData,
  setFacts,
  stepRows,
} from './rotation-rows.ts';
import { titleOf } from './step-words.ts';
import { stillOld } from './steps/place-value.ts';
import { storeNewValue } from './store-value.ts';

type ChangeError = 'rotation-not-found' | 'conflict';

/** Takes the value of a replacement that a person made; what was to be made is done by it. The caller wipes `bytes`. */
export function giveValue(
  store: Store,
  rotationId: string,
  value: { bytes: Uint8Array; identifier?: string | null | undefined },
): Result<void, ChangeError | ValueError | 'key-not-found'> {
  return store.write((): Result<void, ChangeError | ValueError | 'key-not-found'> => {
    const open = openStep(store, rotationId);
    if (!open.ok) return open;
    const { row, step } = open.value;
    if (step.kind !== 'create' && step.kind !== 'regenerate' && step.kind !== 'store') {
      return failure(
        'conflict',
        rotationKeys(store, rotationId).every(({ new_version_id: fresh }) => fresh !== null)
          ? 'This rotation has its new value already.'
          : 'Another step comes before the new value. Do that first.',
      );
    }
    const stored = storeNewValue(store, rotationId, {
      bytes: value.bytes,
      identifier: value.identifier ?? null,
      made: null,
    });
    if (!stored.ok) return stored;
    for (const one of stepRows(store, rotationId)) {
      if (one.state === 'done') continue;
      if (one.kind === 'create') noteStep(store, one, { state: 'done', evidence: 'A person made the new key.' });
      if (one.kind === 'regenerate') {
        noteStep(store, one, { state: 'done', evidence: 'A person had the value replaced; the old one ended by it.' });
        setFacts(store, rotationId, { oldEnded: true, endedAt: store.now() });
      }
      if (one.kind === 'store') noteStep(store, one, { state: 'done', evidence: stored.value.evidence });
    }
    dropAnswer(store, rotationId);
    note(store, row, 'store', 'given by a person');
    return success();
  });
}

/** A person says that they did what the step asks for, or yes to what it is about to do. */
export function stepDone(
  store: Store,
  rotationId: string,
  position: number,
  remark?: string | undefined,
): Result<void, ChangeError> {
  return store.write((): Result<void, ChangeError> => {
    const open = openStep(store, rotationId);
    if (!open.ok) return open;
    const { row, step } = open.value;
    if (step.position !== position) return notNext();
    const said = remark === undefined || remark.trim() === '' ? '' : ` ${remark.trim()}`;
    switch (step.needs) {
      case 'yes':
        setData(store, step, { agreed: true });
        store
          .sql('UPDATE rotation_steps SET needs = NULL, task = NULL WHERE rotation_id = ? AND position = ?')
          .run(rotationId, position);
        return success();
      case 'done':
        noteStep(store, step, { state: 'done', evidence: `A person says so.${said}` });
        if (step.kind === 'end' || step.kind === 'support') {
          setFacts(store, rotationId, { oldEnded: true, endedAt: store.now() });
        }
        if (step.kind === 'place') recordPlaced(store, rotationId);
        note(store, row, step.kind, `said by a person${said}`);
        return success();
      case 'value':
        return failure('conflict', 'This step needs the new value, not a yes.');
      case null:
        return failure('conflict', 'This step waits for nobody. Try it again, or leave it out.');
    }
  });
}

/** What a person put there by hand holds the new value from then on, as after the copy assistant. */
function recordPlaced(store: Store, rotationId: string): void {
  const keys = rotationKeys(store, rotationId);
  for (const { key_id: keyId, target_id: targetId, secret_name: secretName } of stillOld({ store, keys })) {
    const versionId = keys.find((one) => one.key_id === keyId)?.new_version_id ?? null;
    recordPlacement(store, { keyId, targetId, secretName, versionId, how: 'recorded' });
  }
}

/** Leaves the step that is next out. */
export function skipStep(
  store: Store,
  rotationId: string,
  position: number,
  reason: string,
): Result<void, ChangeError> {
  return store.write((): Result<void, ChangeError> => {
    const open = openStep(store, rotationId);
    if (!open.ok) return open;
    const { row, step } = open.value;
    if (step.position !== position) return notNext();
    if (!isSkippable(step)) {
      return failure('conflict', 'This step cannot be left out. Abort the rotation to end it here.');
    }
    noteStep(store, step, { state: 'skipped', evidence: reason.trim() });
    note(store, row, step.kind, `left out: ${reason.trim()}`);
    return success();
  });
}

/** The step that is next, where nobody works on the rotation at this moment. */
export function openStep(
  store: Store,
  rotationId: string,
): Result<{ row: RotationRow; step: RotationStepRow }, ChangeError> {
  const row = rotationRow(store, rotationId);
  if (row === null) return rotationNotFound();
  if (row.finished_at !== null) return failure('conflict', 'That rotation is over.');
  if (isUnderWay(store, row)) return failure('conflict', 'Keyrail works on that rotation at this moment. Wait for it.');
  const step = nextStep(store, rotationId);
  return step === null ? failure('conflict', 'Every step of that rotation came to its end.') : success({ row, step });
}

function notNext() {
  return failure('conflict', 'Another step is next by now. Look at the rotation again.');
}

export function note(store: Store, row: RotationRow, step: RotationStepKind, detail: string): void {
  const [key] = rotationKeys(store, row.id);
  const current = key === undefined ? null : keyRow(store, key.key_id);
  if (current === null) return;
  recordActivity(store, {
    ...about(current),
    what: 'rotation-step',
    detail: `${titleOf(step, { facts: factsOf(row) })}: ${detail}`,
  });
}
