import type { z } from 'zod';
import type { CaptureField, captureOutcome } from '#shared/domain/capture.ts';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { fieldOfTitle, titleKey } from './column-titles.ts';
import { cellText, type PageReading, type PageTable } from './page-table.ts';
import { type ColumnMapping, type RecognisedColumns, recogniseColumns } from './recognise-columns.ts';
import { type CaptureHints, type TableDrafts, toDrafts } from './to-drafts.ts';

/** A list of a page, whether it is taken for keys or not. */
export type FoundList = Readonly<{
  /** What it is known by on other pages of the same list: its heading and titles. */
  mark: string;
  table: PageTable;
  recognised: RecognisedColumns;
  included: boolean;
}>;

export type CapturedList = FoundList & Readonly<{ keys: TableDrafts }>;

/**
 * - `no-list`, `sign-in`, `empty-list`: as the reader found.
 * - `no-key-list`: there are lists, and none is recognised as one of keys.
 * - `several-lists`: the keys of more than one list were taken; a person may want to look.
 */
export type CaptureOutcome = z.output<typeof captureOutcome>;

export type Captured = Readonly<{
  outcome: CaptureOutcome;
  /** The lists that were taken for keys, in the order of the page. */
  lists: readonly CapturedList[];
  /** All lists of the page, in its order. */
  found: readonly FoundList[];
  drafts: readonly RemoteKeyDraft[];
}>;

/** What a person said of a list: whether it is one of keys, and what its columns are, by their places. */
export type Correction = Readonly<{
  included?: boolean | undefined;
  columns?: readonly (CaptureField | null)[] | undefined;
}>;
/** By the marks of the lists. */
export type Corrections = ReadonlyMap<string, Correction>;

const NO_CORRECTIONS: Corrections = new Map();
/** Below this a table is more likely something else. */
const LEAST_CONFIDENCE = 0.45;
/** A list that is this much less sure than the best one is not one of keys. */
const FURTHEST_FROM_BEST = 0.25;

/**
 * Finds the lists of keys among everything that was read, and turns them into keys.
 * @param now when the page was read, milliseconds: "2 hours ago" counts from then
 */
export function captureKeys(
  reading: PageReading,
  hints: CaptureHints,
  now: number,
  corrections: Corrections = NO_CORRECTIONS,
): Captured {
  const found = findLists(reading, hints, corrections);
  const lists = found
    .filter(({ included }) => included)
    .map((list) => ({
      ...list,
      keys: toDrafts(list.table, list.recognised.columns, hints, { now, lang: reading.lang }),
    }));
  const outcome = outcomeOf(reading, found);
  return { outcome, lists, found, drafts: lists.flatMap(({ keys }) => keys.drafts) };
}

function outcomeOf(reading: PageReading, found: readonly FoundList[]): CaptureOutcome {
  if (reading.outcomes.includes('sign-in')) return 'sign-in';
  if (found.length === 0) return 'no-list';
  return outcomeOfLists(found);
}

/** How it ended where there are lists. */
export function outcomeOfLists(
  found: readonly Pick<FoundList, 'table' | 'included'>[],
): Exclude<CaptureOutcome, 'sign-in' | 'no-list'> {
  const taken = found.filter(({ included }) => included);
  if (taken.length === 0) return found.every(({ table }) => table.rows.length === 0) ? 'empty-list' : 'no-key-list';
  const filled = taken.filter(({ table }) => table.rows.length > 0);
  return filled.length === 0 ? 'empty-list' : filled.length > 1 ? 'several-lists' : 'read';
}

function findLists(reading: PageReading, hints: CaptureHints, corrections: Corrections): FoundList[] {
  const marks = new Map<string, number>();
  const lists = reading.tables.map((plain) => {
    const table = titled(plain);
    const number = (marks.get(markOf(table)) ?? 0) + 1;
    marks.set(markOf(table), number);
    const mark = `${markOf(table)} ${number}`;
    const recognised = recogniseColumns(table, hints);
    return { mark, table, recognised, correction: corrections.get(mark) };
  });
  const best = Math.max(0, ...lists.map(({ recognised }) => recognised.confidence));
  const least = Math.max(LEAST_CONFIDENCE, best - FURTHEST_FROM_BEST);
  return lists.map(({ mark, table, recognised, correction }) => ({
    mark,
    table,
    recognised: correctedColumns(recognised, correction?.columns),
    included: correction?.included ?? recognised.confidence >= least,
  }));
}

/** A person's word stands; of two columns for one field the one that was changed is meant. */
function correctedColumns(
  recognised: RecognisedColumns,
  wanted: readonly (CaptureField | null)[] | undefined,
): RecognisedColumns {
  if (wanted?.length !== recognised.columns.length) return recognised;
  const columns = recognised.columns.map((column, index): ColumnMapping => {
    const field = wanted[index] ?? null;
    if (field === column.field) return column;
    return {
      ...column,
      field,
      confidence: field === null ? 0 : 1,
      reason: field === null ? 'not-recognised' : 'remembered',
    };
  });
  const owner = new Map<CaptureField, ColumnMapping>();
  for (const column of columns) {
    if (column.field === null || column.field === 'ignore') continue;
    const known = owner.get(column.field);
    const isChanged = column.field !== recognised.columns[column.index]?.field;
    if (known === undefined || isChanged) owner.set(column.field, column);
  }
  return {
    ...recognised,
    problems: [],
    columns: columns.map((column) =>
      column.field === null || column.field === 'ignore' || owner.get(column.field) === column
        ? column
        : { ...column, field: null, confidence: 0, reason: 'not-recognised' },
    ),
  };
}

/** Counts in a heading differ from page to page. */
function markOf({ kind, caption, heading, columns }: PageTable): string {
  const steady = (text: string): string => titleKey(text).replace(/\d+/g, '#');
  return JSON.stringify([kind, steady(caption), steady(heading), ...columns.map(titleKey)]);
}

/** A table whose titles are an ordinary first row gets them as titles. */
function titled(table: PageTable): PageTable {
  const [first, ...rows] = table.rows;
  if (first === undefined || table.columns.some((title) => title !== '')) return table;
  const texts = first.map((cell) => cellText(cell));
  const known = texts.filter((text) => fieldOfTitle(text)?.exact === true).length;
  if (known < 2 && !(known === 1 && texts.length === 1)) return table;
  return { ...table, columns: texts, rows, actions: table.actions.slice(1) };
}
