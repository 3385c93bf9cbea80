import { about, keyRow } from '../../keys/key-rows.ts';
import { unlinkRemoteKey } from '../../matching/links.ts';
import { recordActivity } from '../../store/activity-log.ts';
import { bumpRevision } from '../../store/revision.ts';
import { noteStep, type RotationStepRow } from '../rotation-rows.ts';
import { done, type RotationRun, type StepEnd } from '../rotation-run.ts';

/** Retires the old versions in the vault, and ends the rotation, in one transaction. Their values stay in the history. */
export function retireOld(run: RotationRun, step: RotationStepRow): StepEnd {
  const { store, id, keys, facts, row } = run;
  const evidence = store.write(() => {
    for (const key of keys) {
      store
        .sql(`UPDATE versions SET state = 'retired', retired_at = ? WHERE id = ? AND state = 'previous'`)
        .run(store.now(), key.old_version_id);
      const current = keyRow(store, key.key_id);
      if (current === null) continue;
      recordActivity(store, { ...about(current), what: 'rotation-ended', detail: `done, ${row.strategy}` });
    }
    // A key under a new id: the old entry at the provider is not this key any more.
    const replaced = facts.newRemoteId !== null && facts.newRemoteId !== facts.oldRemoteId;
    if (facts.remoteKeyId !== null && replaced) unlinkRemoteKey(store, facts.remoteKeyId);
    const told = facts.oldEnded
      ? 'The old value is retired; it stays in the history.'
      : 'The old value is retired here. At the provider it may still work, since ending it was left out.';
    noteStep(store, step, { state: 'done', evidence: told });
    store.sql(`UPDATE rotations SET status = 'done', finished_at = ?, runner = NULL WHERE id = ?`).run(store.now(), id);
    bumpRevision(store);
    return told;
  });
  return { ...done(evidence), noted: true } as StepEnd;
}
