import { type Result, success } from '#shared/contract/result.ts';
import type { Completeness } from '#shared/domain/completeness.ts';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import { capturePages, type ReadPage, refusalOf } from '../capture/captured-pages.ts';
import { FILE_LIMITS, readFile } from '../capture/read-file.ts';
import type { RowProblem } from '../capture/to-drafts.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { captureHints } from './capture-hints.ts';
import { connectionNotFound, connectionRow } from './connection-rows.ts';
import { finishSync } from './finish-sync.ts';
import { packDraft } from './packed-draft.ts';
import type { Duplicate } from './snapshot.ts';
import { recordFailedSync } from './sync-records.ts';

export type TextSync = {
  /** Failed where the text holds no list of keys; the snapshot is as it was then. */
  readonly outcome: SyncOutcome;
  readonly duplicates: readonly Duplicate[];
  readonly problems: readonly RowProblem[];
  /** Whether it is known to be the whole list; null where nothing was read. */
  readonly completeness: Completeness | null;
};

/**
 * Syncs a connection from copied tables or files: saved pages, CSV, tab-separated text or JSON.
 * @param texts the pages of the list, in their order
 * @param writtenAt when they were written, milliseconds: "2 hours ago" counts from then
 * @param isWhole whether a person says that they are the whole list
 */
export function syncText(
  store: Store,
  connectionId: string,
  texts: readonly string[],
  writtenAt: number,
  isWhole = false,
): Result<TextSync, 'connection-not-found'> {
  const connection = connectionRow(store, connectionId);
  if (connection === null) return connectionNotFound();
  const how = { way: 'file', startedAt: store.now(), rateLimit: null } as const;
  const hints = captureHints(findProvider(connection.provider), connection);
  const fail = (error: { code: string; message: string }): Result<TextSync, never> => {
    const outcome = recordFailedSync(store, connectionId, { ...how, status: 'failed', error });
    return success({ outcome, duplicates: [], problems: [], completeness: null });
  };
  const pages: ReadPage[] = [];
  for (const text of texts) {
    const read = readFile(text, FILE_LIMITS);
    if (!read.ok) return fail({ code: read.error.code, message: read.error.message });
    pages.push({ reading: read.value, readAt: writtenAt });
  }
  const { pageOutcomes, drafts, completeness, problems } = capturePages(pages, hints, undefined, isWhole);
  for (const code of pageOutcomes) {
    const message = refusalOf(code, 'file');
    if (message !== null) return fail({ code, message });
  }
  const packed = drafts.map(packDraft);
  const finished = finishSync(store, connectionId, { ...how, drafts: packed, completeness, lookedAt: writtenAt });
  return finished.ok ? success({ ...finished.value, problems, completeness }) : finished;
}
