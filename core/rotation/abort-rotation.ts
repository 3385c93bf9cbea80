import { failure, type Result, success } from '#shared/contract/result.ts';
import { targetRow } from '../ci/target-rows.ts';
import { applyFields } from '../keys/edit-key.ts';
import { about, keyRow } from '../keys/key-rows.ts';
import { versionOfChoice } from '../keys/read-versions.ts';
import { keepInHistory } from '../keys/versions.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { dropAnswer, keptAnswer } from './kept-answer.ts';
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
import { changedKey } from './store-value.ts';

/** Ends a rotation where it is. Nothing is taken back; the answer says how things stand, and it is kept. */
export function abortRotation(
  store: Store,
  rotationId: string,
): Result<{ left: string[] }, 'rotation-not-found' | 'conflict'> {
  // Outside of the transaction, which a refusal rolls back: it may take the answer out of its file.
  const waiting = rotationRow(store, rotationId) === null ? null : keptAnswer(store, rotationId);
  const aborted = store.write((): Result<{ left: string[] }, 'rotation-not-found' | 'conflict'> => {
    const row = rotationRow(store, rotationId);
    if (row === null) return rotationNotFound();
    if (row.finished_at !== null) return failure('conflict', 'That rotation is over.');
    if (isUnderWay(store, row))
      return failure('conflict', 'Keyrail works on that rotation at this moment. Wait for it.');
    const kept = waiting === null ? success([]) : saveAnswer(store, rotationId, waiting);
    if (!kept.ok) return kept;
    const left = [...kept.value, ...howItIsLeft(store, rotationId, waiting !== null)];
    setFacts(store, rotationId, { left });
    markEnded(store, rotationId);
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
  waiting?.fill(0);
  return aborted;
}

/** A key whose value was ended, and which got no new one, is not shown as one that works. */
function markEnded(store: Store, rotationId: string): void {
  const row = rotationRow(store, rotationId);
  if (row === null) return;
  const { oldEnded, endsBy } = factsOf(row);
  if (!oldEnded) return;
  for (const { key_id: keyId, old_version_id: old, part } of rotationKeys(store, rotationId)) {
    if (part === 'identifier' || versionOfChoice(store, keyId, 'current')?.id !== old) continue;
    applyFields(store, keyId, { status: endsBy === 'deactivate' ? 'deactivated' : 'revoked' });
  }
}

/**
 * What a provider answered and nothing took yet. As long as it can become the key's value it holds the rotation open; where
 * it cannot any more it goes into the key's history, as it came.
 */
function saveAnswer(store: Store, rotationId: string, answer: Buffer): Result<string[], 'conflict'> {
  const rows = rotationKeys(store, rotationId);
  const provider = rotationRow(store, rotationId);
  const name = provider === null ? '' : factsOf(provider).providerName;
  const main = rows.find(({ part }) => part === 'value') ?? rows[0];
  const key = main === undefined ? null : keyRow(store, main.key_id);
  const changed = changedKey(store, rotationId);
  if (changed === null || (key !== null && key.deleted_at !== null)) {
    return failure(
      'conflict',
      changed === null
        ? 'The provider gave a new value that is not stored yet. Go on until it is stored; then it can be aborted.'
        : `${name} gave a new value for ${key?.name}, which is in the bin. Restore it and go on, or delete it for good; then it can be aborted.`,
    );
  }
  dropAnswer(store, rotationId);
  if (key === null) return success([`The new value that ${name} gave had no key any more, and was dropped.`]);
  const number = keepInHistory(store, key, answer);
  return success([
    `What ${name} answered with the new value is kept in the history of ${key.name}, as version ${number}.`,
  ]);
}

/** @param answered whether a provider's answer was there, which said what became of its request */
function howItIsLeft(store: Store, rotationId: string, answered: boolean): string[] {
  const row = rotationRow(store, rotationId);
  if (row === null) return [];
  const facts = factsOf(row);
  const keys = rotationKeys(store, rotationId);
  const stored = keys.every(({ new_version_id: fresh }) => fresh !== null);
  const making = stepRows(store, rotationId).find(({ kind }) => kind === 'create' || kind === 'regenerate');
  const left: string[] = [];
  if (making?.sent_at != null && !answered) {
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
  } else if (making?.state === 'done' || answered) {
    left.push(`A new key was made at ${facts.providerName}, and the vault does not use it. Delete it there.`);
  }
  if (facts.oldEnded) {
    left.push(
      stored
        ? 'The old key was ended: what does not have the new value does not work.'
        : 'The old key was ended, and there is no new value: what uses the key does not work.',
    );
  } else if (making?.kind === 'regenerate' && making.sent_at !== null) {
    left.push('The old value may have ended with the request for a new one.');
  } else {
    left.push('The old key was not ended, and still works.');
  }
  return left;
}
