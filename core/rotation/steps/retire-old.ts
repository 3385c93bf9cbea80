import { connectionRow } from '../../connections/connection-rows.ts';
import { findRemoteKey } from '../../connections/remote-key-rows.ts';
import { about, keyRow } from '../../keys/key-rows.ts';
import { followRotation } from '../../matching/links.ts';
import { recordActivity } from '../../store/activity-log.ts';
import { bumpRevision } from '../../store/revision.ts';
import { noteStep, type RotationRow, type RotationStepRow } from '../rotation-rows.ts';
import { done, type RotationRun, type StepEnd } from '../rotation-run.ts';
import { keepsItsEntry, syncFor } from './look-at-listing.ts';

/**
 * Retires the old versions in the vault, and ends the rotation, in one transaction. Their values stay in the history. A
 * remote key that was linked is followed by the new one, so that the next rotation knows which it is.
 */
export async function retireOld(run: RotationRun, step: RotationStepRow): Promise<StepEnd> {
  const { store, id, keys, facts, row } = run;
  const { remoteKeyId, newRemoteId } = facts;
  const isThere = row.connection_id !== null && connectionRow(store, row.connection_id) !== null;
  const followed = isThere && remoteKeyId !== null && !keepsItsEntry(run);
  // The new one may not have been seen yet.
  if (followed && !isListed(run)) await syncFor(run);
  const evidence = store.write(() => {
    for (const key of keys) {
      store
        .sql(`UPDATE versions SET state = 'retired', retired_at = ? WHERE id = ? AND state = 'previous'`)
        .run(store.now(), key.old_version_id);
      const current = keyRow(store, key.key_id);
      if (current === null) continue;
      recordActivity(store, { ...about(current), what: 'rotation-ended', detail: endingOf(row) });
    }
    const linked =
      followed && followRotation(store, { oldRemoteKeyId: remoteKeyId, newRemoteId, keyId: linkedKey(run) });
    const told = [
      facts.oldEnded
        ? 'The old value is retired; it stays in the history.'
        : 'The old value is retired here. At the provider it may still work, since ending it was left out.',
      ...(row.strategy === 'cannot-deactivate' ? ['It is marked as leaked.'] : []),
      ...(followed && !linked
        ? [`The new key is not in the list of ${facts.providerName} yet: link it after the next sync.`]
        : []),
    ].join(' ');
    noteStep(store, step, { state: 'done', evidence: told });
    store.sql(`UPDATE rotations SET status = 'done', finished_at = ?, runner = NULL WHERE id = ?`).run(store.now(), id);
    bumpRevision(store);
    return told;
  });
  return { ...done(evidence), noted: true } as StepEnd;
}

function endingOf({ mode, strategy }: RotationRow): string {
  return mode === 'leaked' || strategy === 'cannot-deactivate'
    ? 'with the old value retired, and marked as leaked'
    : 'with the old value retired';
}

/** Providers list a pair by its public half. */
function linkedKey({ keys, mainKey }: RotationRun): string {
  return (keys.find(({ part }) => part === 'identifier') ?? mainKey).key_id;
}

/** Whether a sync saw the new key by its id. */
function isListed({ store, facts, row }: RotationRun): boolean {
  if (row.connection_id === null || facts.newRemoteId === null) return false;
  const found = findRemoteKey(store, row.connection_id, facts.newRemoteId);
  return found.ok && found.value.gone_at === null;
}
