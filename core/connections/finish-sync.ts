import { type Result, success } from '#shared/contract/result.ts';
import type { RemoteKeyDraft, SyncOutcome } from '#shared/domain/remote-key.ts';
import { matchConnection } from '../matching/match-connection.ts';
import { takeReportedDates } from '../matching/provider-dates.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { connectionNotFound, connectionRow } from './connection-rows.ts';
import { listRemoteKeys } from './remote-key-rows.ts';
import { applySnapshot, type Duplicate } from './snapshot.ts';
import { recordSync } from './sync-records.ts';

/** What a sync read, whichever way. */
export type SyncReading = Pick<SyncOutcome, 'way' | 'startedAt' | 'rateLimit'> & {
  readonly drafts: readonly RemoteKeyDraft[];
  /** False where the provider has more than was read: nothing counts as gone then. */
  readonly complete: boolean;
};

/**
 * Ends a sync that read everything: the snapshot, the matches, the dates of linked keys and the record of the sync change in
 * one transaction.
 */
export function finishSync(
  store: Store,
  connectionId: string,
  { drafts, complete, ...how }: SyncReading,
): Result<{ outcome: SyncOutcome; duplicates: Duplicate[] }, 'connection-not-found'> {
  return store.write(() => {
    const connection = connectionRow(store, connectionId);
    if (connection === null) return connectionNotFound();
    const readAt = store.now();
    const reading = { drafts, complete, origin: how.way, readAt };
    const { duplicates, ...counts } = applySnapshot(store, connectionId, reading);
    matchConnection(store, connectionId);
    takeReportedDates(store, listRemoteKeys(store, connectionId));

    const outcome: SyncOutcome = { ...how, ...counts, finishedAt: readAt, status: 'done', error: null };
    recordSync(store, connectionId, outcome);
    store.sql('UPDATE connections SET snapshot_at = ? WHERE id = ?').run(readAt, connectionId);
    bumpRevision(store);
    recordActivity(store, {
      what: 'synced',
      subject: connection.name,
      detail: `${counts.seen} seen, ${counts.new} new, ${counts.changed} changed, ${counts.gone} gone`,
      ...(connection.project_id === null ? {} : { projectId: connection.project_id }),
    });
    return success({ outcome, duplicates });
  });
}
