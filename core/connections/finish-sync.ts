import { type Result, success } from '#shared/contract/result.ts';
import type { Completeness } from '#shared/domain/completeness.ts';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { matchConnection, type StandingLink } from '../matching/match-connection.ts';
import { type DatedRemote, takeReportedDates } from '../matching/provider-dates.ts';
import { recordActivity } from '../store/activity-log.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import { connectionNotFound, connectionRow } from './connection-rows.ts';
import { type PackedDraft, wholeDraft } from './packed-draft.ts';
import { factOf } from './remote-dates.ts';
import { remoteKeyOf, remoteKeyRow } from './remote-key-rows.ts';
import { type Duplicate, insertNew, type Snapshot, takeSnapshot } from './snapshot.ts';
import { sightingOf } from './stored-draft.ts';
import { recordSync } from './sync-records.ts';

/** What a sync read, whichever way. */
export type SyncReading = Pick<SyncOutcome, 'way' | 'startedAt' | 'rateLimit'> & {
  readonly drafts: readonly PackedDraft[];
  readonly completeness: Completeness;
  /** When the list was as it says, milliseconds; now where it is absent. */
  readonly lookedAt?: number;
};

/**
 * Ends a sync that read everything: the snapshot, the matches, the dates of linked keys and the record of the sync change in
 * one transaction.
 */
export function finishSync(
  store: Store,
  connectionId: string,
  { drafts, lookedAt, completeness, ...how }: SyncReading,
): Result<{ outcome: SyncOutcome; duplicates: Duplicate[] }, 'connection-not-found'> {
  return store.write(() => {
    const connection = connectionRow(store, connectionId);
    if (connection === null) return connectionNotFound();
    const readAt = store.now();
    const reading = { drafts, completeness, origin: how.way, readAt, lookedAt: lookedAt ?? readAt };
    const snapshot = takeSnapshot(store, connectionId, reading);
    const { duplicates, drafts: known, unstored } = snapshot;
    const { absent: _, ...counts } = snapshot.counts;
    const { links, found } = matchConnection(store, connectionId, known, unstored);
    insertNew(store, connectionId, reading, snapshot, found);
    takeReportedDates(store, datedRemotes(store, links, snapshot));

    const outcome: SyncOutcome = { ...how, ...counts, completeness, finishedAt: readAt, status: 'done', error: null };
    recordSync(store, connectionId, outcome);
    store.sql('UPDATE connections SET snapshot_at = ? WHERE id = ?').run(readAt, connectionId);
    bumpRevision(store);
    recordActivity(store, {
      what: 'synced',
      subject: connection.name,
      detail: `${counts.seen} seen, ${counts.new} new, ${counts.changed} changed, ${counts.missing} missing, ${counts.gone} gone`,
      ...(connection.project_id === null ? {} : { projectId: connection.project_id }),
    });
    return success({ outcome, duplicates });
  });
}

/** What the provider says of linked keys. */
function datedRemotes(store: Store, links: readonly StandingLink[], { drafts, unstored }: Snapshot): DatedRemote[] {
  const readAt = store.now();
  const linked = new Set(links.map(({ remoteKeyId }) => remoteKeyId));
  const fresh = new Map(unstored.flatMap(({ id, draft }) => (linked.has(id) ? [[id, draft]] : [])));
  return links.flatMap((match): DatedRemote | [] => {
    const packed = drafts.get(match.remoteKeyId) ?? fresh.get(match.remoteKeyId);
    if (packed === undefined) {
      // More is listed than this reading saw.
      const row = remoteKeyRow(store, match.remoteKeyId);
      return row === null ? [] : remoteKeyOf(row);
    }
    const draft = wholeDraft(packed);
    return {
      match,
      goneAt: null,
      created: factOf(sightingOf(draft, 'created', readAt)),
      expires: factOf(sightingOf(draft, 'expires', readAt)),
      lastUsed: factOf(sightingOf(draft, 'lastUsed', readAt)),
      neverExpires: draft.expires === 'never',
    };
  });
}
