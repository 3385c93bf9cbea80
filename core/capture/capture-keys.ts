import type { z } from 'zod';
import type { CaptureField, captureOutcome } from '#shared/domain/capture.ts';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { fieldOfTitle, titleKey } from './column-titles.ts';
import { cellText, type PageCell, type PageReading, type PageTable } from './page-table.ts';
import { dateOrderOf } from './read-dates.ts';
import { type ColumnMapping, type RecognisedColumns, recogniseColumns } from './recognise-columns.ts';
import { withStatesFromFlags } from './state-flags.ts';
import { type CaptureHints, type TableDrafts, toDrafts } from './to-drafts.ts';

/** A list of a page, whether it is taken for keys or not. */
export type FoundList = Readonly<{
  /** What it is known by on other pages of the same list: its heading and titles. */
  mark: string;
  table: PageTable;
  recognised: RecognisedColumns;
  included: boolean;
  /** Whether it shows the keys of another list of the page once more, as pages do for narrow screens. */
  isDouble: boolean;
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
  /** What is not certain of the page as a whole, in sentences. */
  doubts: readonly string[];
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
export const LEAST_CONFIDENCE = 0.45;
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
  const found = findLists(reading, hints, now, corrections);
  const taken = found.filter(({ included }) => included);
  // A page writes all its dates in one order.
  const { order, doubt } = dateOrderOf(taken.flatMap(datesOf), reading.lang);
  const read = taken.map((list) => ({
    ...list,
    keys: toDrafts(list.table, list.recognised.columns, hints, { now, order }),
  }));
  const doubles = doublesOf(read.filter(({ mark }) => corrections.get(mark)?.included !== true));
  const lists = read.filter(({ mark }) => !doubles.has(mark));
  const all = found.map((list) => (doubles.has(list.mark) ? { ...list, included: false, isDouble: true } : list));
  const drafts = lists.flatMap(({ keys }) => keys.drafts);
  return { outcome: outcomeOf(reading, all), lists, found: all, drafts, doubts: doubt === null ? [] : [doubt] };
}

/** The marks of lists all of whose keys are in another list of the page, which tells as much or more. */
function doublesOf(lists: readonly CapturedList[]): Set<string> {
  const doubles = new Set<string>();
  const looks = lists.map(({ keys }) => keys.drafts.map(looksOf));
  for (const [index, list] of lists.entries()) {
    const mine = looks[index] ?? [];
    if (mine.length === 0 || mine.some((look) => look === null)) continue;
    const isDouble = lists.some((other, place) => {
      if (other === list || doubles.has(other.mark)) return false;
      const theirs = looks[place] ?? [];
      if (theirs.length !== mine.length || mine.some((look, row) => look !== theirs[row])) return false;
      const [more, less] = [columnsIn(other), columnsIn(list)];
      return more > less || (more === less && place < index);
    });
    if (isDouble) doubles.add(list.mark);
  }
  return doubles;
}

/** What the same key looks like in both; null where that does not tell it from others. */
function looksOf({ remoteId, prefix, suffix, name }: RemoteKeyDraft): string | null {
  if (remoteId === null && suffix.length < 4 && prefix.length < 8) return null;
  return JSON.stringify([prefix, suffix, name]);
}

function columnsIn({ recognised }: CapturedList): number {
  return recognised.columns.filter(({ field }) => field !== null && field !== 'ignore').length;
}

const DATED: readonly (CaptureField | null)[] = ['created', 'lastUsed', 'expires', 'createdBy', 'status'];

function datesOf({ table, recognised }: FoundList): string[] {
  const columns = recognised.columns.filter(({ field }) => DATED.includes(field));
  return columns.flatMap(({ index }) => table.rows.map((row) => cellText(row[index])));
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

function findLists(reading: PageReading, hints: CaptureHints, now: number, corrections: Corrections): FoundList[] {
  const marks = new Map<string, number>();
  const lists = reading.tables.map((plain) => {
    const table = withStatesFromFlags(withoutRepeatedTitles(titled(plain)), now);
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
    isDouble: false,
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

/** Cells that repeat the title of their column, for narrow screens or screen readers, without it. */
function withoutRepeatedTitles(table: PageTable): PageTable {
  const repeated = table.columns.map((title, index) => {
    if (title === '' || table.rows.length === 0) return false;
    const filled = table.rows.map((row) => cellText(row[index])).filter((text) => text !== '');
    return filled.length > 0 && filled.every((text) => repeats(text, title));
  });
  if (!repeated.includes(true)) return table;
  return {
    ...table,
    rows: table.rows.map((row) =>
      row.map((cell, index): PageCell => {
        const title = table.columns[index] ?? '';
        if (repeated[index] !== true || cellText(cell) === '') return cell;
        const text = cellText(cell)
          .slice(title.length)
          .replace(/^[\s:：]+/, '');
        return typeof cell === 'string' ? text : { ...cell, text };
      }),
    ),
  };
}

function repeats(text: string, title: string): boolean {
  return (
    text.slice(0, title.length).toLowerCase() === title.toLowerCase() && /^\s*[:：]|^\n/.test(text.slice(title.length))
  );
}
