import { type Result, success } from '#shared/contract/result.ts';
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
  /** False where it shows a part of the list only: nothing counted as gone. */
  readonly complete: boolean;
};

/**
 * Syncs a connection from copied tables or files: saved pages, CSV, tab-separated text or JSON.
 * @param texts the pages of the list, in their order
 * @param writtenAt when they were written, milliseconds: "2 hours ago" counts from then
 */
export function syncText(
  store: Store,
  connectionId: string,
  texts: readonly string[],
  writtenAt: number,
): Result<TextSync, 'connection-not-found'> {
  const connection = connectionRow(store, connectionId);
  if (connection === null) return connectionNotFound();
  const how = { way: 'file', startedAt: store.now(), rateLimit: null } as const;
  const hints = captureHints(findProvider(connection.provider), connection);
  const fail = (error: { code: string; message: string }): Result<TextSync, never> => {
    const outcome = recordFailedSync(store, connectionId, { ...how, status: 'failed', error });
    return success({ outcome, duplicates: [], problems: [], complete: false });
  };
  const pages: ReadPage[] = [];
  for (const text of texts) {
    const read = readFile(text, FILE_LIMITS);
    if (!read.ok) return fail({ code: read.error.code, message: read.error.message });
    pages.push({ reading: read.value, readAt: writtenAt });
  }
  const { pageOutcomes, drafts, complete, problems } = capturePages(pages, hints);
  for (const code of pageOutcomes) {
    const message = refusalOf(code, 'file');
    if (message !== null) return fail({ code, message });
  }
  const finished = finishSync(store, connectionId, { ...how, drafts: drafts.map(packDraft), complete });
  return finished.ok ? success({ ...finished.value, problems, complete }) : finished;
}
