import { type Result, success } from '#shared/contract/result.ts';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import type { PageReading } from '../capture/page-table.ts';
import { readFile } from '../capture/read-file.ts';
import { type Captured, captureKeys, mergeDrafts, type RowProblem } from '../capture/to-drafts.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { captureHints } from './capture-hints.ts';
import { connectionNotFound, connectionRow } from './connection-rows.ts';
import { finishSync } from './finish-sync.ts';
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

/** Every row that the reader takes at most. */
const ALL_ROWS = 50_000;

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
  const pages: Page[] = [];
  for (const text of texts) {
    const read = readFile(text, { rows: ALL_ROWS });
    const captured = read.ok ? captureKeys(read.value, hints, writtenAt) : null;
    const error = read.ok ? refusalOf(captured) : read.error;
    if (error !== null || captured === null || !read.ok) {
      const { code, message } = error ?? { code: 'no-list', message: '' };
      const outcome = recordFailedSync(store, connectionId, { ...how, status: 'failed', error: { code, message } });
      return success({ outcome, duplicates: [], problems: [], complete: false });
    }
    pages.push({ reading: read.value, captured });
  }
  const complete = isWhole(pages);
  const drafts = mergeDrafts(pages.map(({ captured }) => captured.drafts));
  const finished = finishSync(store, connectionId, { ...how, drafts, complete });
  if (!finished.ok) return finished;
  const problems = pages.flatMap(({ captured }) => captured.lists.flatMap(({ keys }) => keys.problems));
  return success({ ...finished.value, problems, complete });
}

type Page = { readonly reading: PageReading; readonly captured: Captured };

function refusalOf(captured: Captured | null): { code: string; message: string } | null {
  if (captured === null) return null;
  const { outcome } = captured;
  const message = refusalMessage(outcome);
  return message === null ? null : { code: outcome, message };
}

function refusalMessage(outcome: Captured['outcome']): string | null {
  switch (outcome) {
    case 'no-list':
      return 'There is no list in it. Save the page on which the keys are listed.';
    case 'no-key-list':
      return 'None of the lists in it looks like a list of keys.';
    case 'sign-in':
      return 'It is a page for signing in. Sign in first, and save the page on which the keys are listed.';
    case 'empty-list':
    case 'several-lists':
    case 'read':
      return null;
  }
}

/** Whether nothing was cut off, no page says that more follow, and there are as many rows as the pages say. */
function isWhole(pages: readonly Page[]): boolean {
  const cut = ['rows-cut', 'tables-cut', 'nodes-cut', 'depth-cut'] as const;
  if (pages.some(({ reading }) => cut.some((one) => reading.outcomes.includes(one)))) return false;
  const last = pages.at(-1)?.captured.lists ?? [];
  const tables = pages.flatMap(({ captured }) => captured.lists.map(({ table }) => table));
  const rows = tables.reduce((sum, table) => sum + table.rows.length, 0);
  return (
    last.every(({ table }) => table.more === 'none') && tables.every(({ total }) => total === null || total <= rows)
  );
}
