import { failure, type Result, success } from '#shared/contract/result.ts';
import type { CapturedListView, CapturePreview } from '#shared/domain/capture.ts';
import type { SyncOutcome } from '#shared/domain/remote-key.ts';
import type { CaptureOutcome, Correction, FoundList } from '../capture/capture-keys.ts';
import { type CapturedPages, capturePages, type ReadPage, refusalOf } from '../capture/captured-pages.ts';
import { cellText } from '../capture/page-table.ts';
import { type ColumnMemory, memoryName } from '../capture/recognise-columns.ts';
import type { CaptureHints } from '../capture/to-drafts.ts';
import { findProvider } from '../providers/catalogue.ts';
import type { Store } from '../store/store.ts';
import { captureHints } from './capture-hints.ts';
import { type ConnectionRow, connectionNotFound, connectionRow } from './connection-rows.ts';
import { rememberColumns } from './connections.ts';
import { finishSync } from './finish-sync.ts';
import { packDraft } from './packed-draft.ts';
import { applySnapshot, type Duplicate, type SnapshotCounts } from './snapshot.ts';

/** What was read and waits for a person to look at it. It stays in the engine. */
export type Capture = {
  readonly connectionId: string;
  readonly way: 'dashboard' | 'file';
  /** When the first page was read, milliseconds. */
  readonly startedAt: number;
  readonly pages: readonly ReadPage[];
  /** By the marks of the lists. */
  readonly corrections: ReadonlyMap<string, Correction>;
  /** Whether a person said that it is the whole list. */
  readonly isWhole: boolean;
};

/** More is not sent to a window; the counts are of all. */
const SHOWN_KEYS = 2_000;
const SHOWN_PROBLEMS = 100;
const SHOWN_LISTS = 20;
const SAMPLE_ROWS = 5;
const SAMPLE_CHARACTERS = 300;

/** What a capture holds, and what keeping it would change. Nothing is kept. */
export function previewCapture(store: Store, capture: Capture): Result<CapturePreview, 'connection-not-found'> {
  const connection = connectionRow(store, capture.connectionId);
  if (connection === null) return connectionNotFound();
  const read = readCapture(connection, capture);
  const { new: added, changed, missing, gone, absent, seen } = wouldChange(store, capture, read);
  return success({
    way: capture.way,
    outcome: read.outcome,
    message: refusalOf(read.outcome, capture.way) ?? foundMessage(read),
    readAt: capture.pages.at(-1)?.readAt ?? capture.startedAt,
    pages: Math.max(1, capture.pages.length),
    completeness: read.completeness,
    isWhole: capture.isWhole,
    lists: read.lists.slice(0, SHOWN_LISTS).map(shownList),
    keys: read.drafts.slice(0, SHOWN_KEYS),
    keyCount: read.drafts.length,
    problems: read.problems.slice(0, SHOWN_PROBLEMS).map(({ row, column, message }) => ({ row, column, message })),
    problemCount: read.problems.length,
    changes: { new: added, changed, missing, gone, absent, same: seen - added - changed },
  });
}

/** Why a page that was just read cannot be taken; null where it can. */
export function refusedPage(
  store: Store,
  capture: Capture,
  page: ReadPage,
): Result<CaptureOutcome | null, 'connection-not-found'> {
  const connection = connectionRow(store, capture.connectionId);
  if (connection === null) return connectionNotFound();
  const { outcome } = readCapture(connection, { ...capture, pages: [page] });
  return success(refusalOf(outcome, capture.way) === null ? null : outcome);
}

/** Puts a page of the same list to a capture; the same page once more takes the place of the one before. */
export function withPage(capture: Capture, page: ReadPage): Capture {
  const same = (other: ReadPage): boolean =>
    JSON.stringify(other.reading.tables) === JSON.stringify(page.reading.tables);
  return { ...capture, pages: [...capture.pages.filter((other) => !same(other)), page] };
}

/**
 * Corrects one list of a capture.
 * @param list its place among the preview's lists
 */
export function correctCapture(
  store: Store,
  capture: Capture,
  list: number,
  { included, columns }: Correction,
): Result<Capture, 'connection-not-found' | 'conflict'> {
  const connection = connectionRow(store, capture.connectionId);
  if (connection === null) return connectionNotFound();
  const found = list < SHOWN_LISTS ? readCapture(connection, capture).lists[list] : undefined;
  if (found === undefined) return failure('conflict', 'That list is not in what was read. Read the page again.');
  if (columns !== undefined && columns.length !== found.table.columns.length) {
    return failure('conflict', 'The list has another number of columns now. Read the page again.');
  }
  const before = capture.corrections.get(found.mark) ?? {};
  const correction: Correction = {
    // Whoever says what the columns are means that it is a list of keys.
    included: included ?? (columns === undefined ? before.included : true),
    columns: columns ?? before.columns,
  };
  return success({ ...capture, corrections: new Map(capture.corrections).set(found.mark, correction) });
}

/** Takes or takes back a person's word that a capture is the whole list. */
export function sayWhole(capture: Capture, isWhole: boolean): Capture {
  return { ...capture, isWhole };
}

/** Keeps a capture as the connection's snapshot and remembers its corrected columns, in one transaction. */
export function applyCapture(
  store: Store,
  capture: Capture,
): Result<{ outcome: SyncOutcome; duplicates: Duplicate[] }, 'connection-not-found' | 'conflict'> {
  return store.write(
    (): Result<{ outcome: SyncOutcome; duplicates: Duplicate[] }, 'connection-not-found' | 'conflict'> => {
      const connection = connectionRow(store, capture.connectionId);
      if (connection === null) return connectionNotFound();
      const read = readCapture(connection, capture);
      const refused = refusalOf(read.outcome, capture.way);
      if (refused !== null) return failure('conflict', refused);
      const corrected = correctedMemory(connection, capture);
      if (Object.keys(corrected).length > 0) {
        const columns = { ...(JSON.parse(connection.mapping) as ColumnMemory), ...corrected };
        const remembered = rememberColumns(store, connection.id, columns);
        if (!remembered.ok) return remembered;
      }
      const { way, startedAt } = capture;
      const drafts = read.drafts.map(packDraft);
      const { completeness } = read;
      const lookedAt = lookedAtOf(capture);
      return finishSync(store, connection.id, { way, startedAt, rateLimit: null, drafts, completeness, lookedAt });
    },
  );
}

function hintsOf(connection: ConnectionRow): CaptureHints {
  return captureHints(findProvider(connection.provider), connection);
}

function readCapture(connection: ConnectionRow, { pages, corrections, isWhole }: Capture): CapturedPages {
  return capturePages(pages, hintsOf(connection), corrections, isWhole);
}

/** The oldest of its pages: what was made since cannot be expected in it. */
function lookedAtOf({ pages, startedAt }: Capture): number {
  return Math.min(startedAt, ...pages.map(({ readAt }) => readAt));
}

/** Counted by the very change that would be made, which is then taken back. */
function wouldChange(store: Store, capture: Capture, { outcome, drafts, completeness }: CapturedPages): SnapshotCounts {
  const none = { seen: 0, new: 0, changed: 0, missing: 0, gone: 0, absent: 0 };
  if (refusalOf(outcome, capture.way) !== null) return none;
  let counts: SnapshotCounts | null = null;
  store.write(() => {
    counts = applySnapshot(store, capture.connectionId, {
      drafts: drafts.map(packDraft),
      completeness,
      origin: capture.way,
      readAt: store.now(),
      lookedAt: lookedAtOf(capture),
    });
    return failure('cancelled', 'It was only counted.');
  });
  return counts ?? none;
}

/** Columns that a person gave another meaning than the reader did. */
function correctedMemory(connection: ConnectionRow, capture: Capture): ColumnMemory {
  const plain = new Map(
    readCapture(connection, { ...capture, corrections: new Map() }).lists.map((list) => [list.mark, list]),
  );
  // A map first: a page may call a column __proto__.
  const memory = new Map<string, ColumnMemory[string]>();
  for (const { mark, recognised } of readCapture(connection, capture).lists) {
    const before = plain.get(mark)?.recognised.columns;
    if (capture.corrections.get(mark)?.columns === undefined || before === undefined) continue;
    for (const { index, title, field } of recognised.columns) {
      if (before[index]?.field !== field) memory.set(memoryName(title, index), field ?? 'ignore');
    }
  }
  return Object.fromEntries(memory);
}

function foundMessage({ outcome, drafts, lists }: CapturedPages): string {
  const keys = drafts.length === 1 ? '1 key' : `${drafts.length} keys`;
  switch (outcome) {
    case 'empty-list':
      return 'The list is empty.';
    case 'several-lists':
      return `${keys} in ${lists.filter(({ included }) => included).length} lists.`;
    case 'read':
    case 'no-list':
    case 'no-key-list':
    case 'sign-in':
      return `${keys} read.`;
  }
}

function shownList({ table, recognised, included, rowCount }: FoundList & { rowCount: number }): CapturedListView {
  return {
    title: table.caption === '' ? table.heading : table.caption,
    columns: recognised.columns.map(({ index, title, field, confidence, reason }) => ({
      index,
      title,
      field,
      confidence,
      reason,
    })),
    sample: table.rows
      .slice(0, SAMPLE_ROWS)
      .map((row) => row.map((cell) => cellText(cell).slice(0, SAMPLE_CHARACTERS))),
    rowCount,
    included,
  };
}
