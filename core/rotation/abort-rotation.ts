import { failure, type Result, success } from '#shared/contract/result.ts';
import { targetRow } from '../ci/target-rows.ts';
import { about, keyRow } from '../keys/key-rows.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { keptAnswer } from './kept-answer.ts';
import { markerOf } from './open-issuer.ts';
import {
  factsOf,
  isUnderWay,
  rotationKeys,
  rotationNotFound,
  rotationRow,
  setFacts,
  stepRows,
} from './rotation-rows.ts';
import { RotationRun } from './rotation-run.ts';
import { stillOld } from './steps/place-value.ts';

/** Ends a rotation where it is. Nothing is taken back; the answer says how things stand, and it is kept. */
export function abortRotation(
  store: Store,
  rotationId: string,
): Result<{ left: string[] }, 'rotation-not-found' | 'conflict'> {
  return store.write((): Result<{ left: string[] }, 'rotation-not-found' | 'conflict'> => {
    const row = rotationRow(store, rotationId);
    if (row === null) return rotationNotFound();
    if (row.finished_at !== null) return failure('conflict', 'That rotation is over.');
    if (isUnderWay(store, row))
      return failure('conflict', 'Keyrail works on that rotation at this moment. Wait for it.');
    const waiting = keptAnswer(store, rotationId);
    if (waiting !== null) {
      waiting.fill(0);
      return failure(
        'conflict',
        'The provider gave a new value that is not stored yet. Go on until it is stored; then it can be aborted.',
      );
    }
    const left = howItIsLeft(store, rotationId);
    setFacts(store, rotationId, { left });
    store
      .sql(`UPDATE rotations SET status = 'aborted', finished_at = ?, runner = NULL, resume_at = NULL, spare_id = NULL,
        spare = NULL WHERE id = ?`)
      .run(store.now(), rotationId);
    for (const { key_id: keyId } of rotationKeys(store, rotationId)) {
      const key = keyRow(store, keyId);
      if (key !== null) recordActivity(store, { ...about(key), what: 'rotation-ended', detail: 'aborted' });
    }
    bumpRevision(store);
    return success({ left });
  });
}

function howItIsLeft(store: Store, rotationId: string): string[] {
  const row = rotationRow(store, rotationId);
  if (row === null) return [];
  const facts = factsOf(row);
  const keys = rotationKeys(store, rotationId);
  const stored = keys.every(({ new_version_id: fresh }) => fresh !== null);
  const making = stepRows(store, rotationId).find(({ kind }) => kind === 'create' || kind === 'regenerate');
  const left: string[] = [];
  if (making?.sent_at != null) {
    left.push(
      `${facts.providerName} was asked for a new key and no answer came: look there for one that nobody has${facts.newRemoteId === null ? ` (its name may end in ${markerOf(rotationId)})` : ''}.`,
    );
  }
  if (stored) {
    left.push('The new value is the current one; the old one is kept as previous.');
    const old = stillOld(new RotationRun(store, rotationId, { confirmed: () => false }));
    if (old.length > 0) {
      const places = old.map((one) => `${one.secret_name} in ${targetRow(store, one.target_id)?.name ?? '?'}`);
      left.push(`These do not hold the new value: ${places.join('; ')}.`);
    }
  } else if (making?.state === 'done') {
    left.push(`A new key was made at ${facts.providerName}, and the vault does not use it. Delete it there.`);
  }
  if (facts.oldEnded) {
    left.push(
      stored
        ? 'The old key was ended: what does not have the new value does not work.'
        : 'The old key was ended, and there is no new value: what uses the key does not work.',
    );
  } else {
    left.push('The old key was not ended, and still works.');
  }
  return left;
}
