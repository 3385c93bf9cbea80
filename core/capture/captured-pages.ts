import type { Completeness } from '#shared/domain/completeness.ts';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import {
  type CaptureOutcome,
  type Corrections,
  captureKeys,
  type FoundList,
  LEAST_CONFIDENCE,
  outcomeOfLists,
} from './capture-keys.ts';
import { asWhole, completenessOf } from './completeness-of.ts';
import { mergeDrafts } from './merge-drafts.ts';
import type { PageReading } from './page-table.ts';
import type { CaptureHints, RowProblem } from './to-drafts.ts';

/** A page with the instant (milliseconds) at which it was read. */
export type ReadPage = Readonly<{ reading: PageReading; readAt: number }>;

/** The pages of one list, put together. */
export type CapturedPages = Readonly<{
  outcome: CaptureOutcome;
  /** How each page ended by itself. */
  pageOutcomes: readonly CaptureOutcome[];
  /** All lists, in the order of the pages; what goes on over several pages is one. */
  lists: readonly (FoundList & { readonly rowCount: number })[];
  drafts: readonly RemoteKeyDraft[];
  problems: readonly RowProblem[];
  /** Whether it is known to be the whole list. */
  completeness: Completeness;
}>;

/** What is said of a list as a whole has row 0. */
type Doubt = RowProblem & { readonly row: 0 };

/**
 * Reads pages of one list, in their order, and puts them together.
 * @param isWhole whether a person said that it is the whole list
 */
export function capturePages(
  pages: readonly ReadPage[],
  hints: CaptureHints,
  corrections?: Corrections,
  isWhole = false,
): CapturedPages {
  const captured = pages.map(({ reading, readAt }) => ({
    reading,
    ...captureKeys(reading, hints, readAt, corrections),
  }));
  const drafts = mergeDrafts(captured.map((page) => page.drafts));
  const taken = captured.flatMap(({ lists }) => lists);

  const byMark = new Map<string, FoundList & { rowCount: number }>();
  for (const list of captured.flatMap(({ found }) => found)) {
    const known = byMark.get(list.mark);
    if (known === undefined) byMark.set(list.mark, { ...list, rowCount: list.table.rows.length });
    else known.rowCount += list.table.rows.length;
  }
  const lists = [...byMark.values()];
  const [first] = captured;
  const doubts: Doubt[] = doubtsOf(lists, corrections);
  for (const message of new Set(captured.flatMap(({ doubts: said }) => said))) {
    doubts.push({ code: 'dates-disagree', row: 0, column: '', message });
  }
  const completeness = completenessOf(
    captured,
    [...doubts.map(({ message }) => message), ...leftOutByHand(lists, corrections)],
    hints.statuses,
  );
  return {
    outcome: lists.length === 0 ? (first?.outcome ?? 'no-list') : outcomeOfLists(lists),
    pageOutcomes: captured.map(({ outcome }) => outcome),
    lists,
    drafts,
    problems: [...doubts, ...taken.flatMap(({ keys }) => keys.problems)],
    completeness: isWhole ? asWhole(completeness) : completeness,
  };
}

/** Lists of keys that a person did not want: what is in them is not gone for that. */
function leftOutByHand(lists: readonly FoundList[], corrections: Corrections | undefined): string[] {
  return lists.flatMap(({ mark, table, recognised }) => {
    const isOut = corrections?.get(mark)?.included === false && table.rows.length > 0;
    return isOut && recognised.confidence >= LEAST_CONFIDENCE ? ['A list that may be one of keys was left out.'] : [];
  });
}

/** What was not understood, or left out without a person saying so: none of it is lost in silence. */
function doubtsOf(lists: readonly FoundList[], corrections: Corrections | undefined): Doubt[] {
  const isTaken = lists.some(({ included }) => included);
  return lists.flatMap((list): Doubt[] => {
    const { table, included, isDouble, recognised, mark } = list;
    const name = table.caption || table.heading;
    const called =
      name === ''
        ? `A list of ${
            table.columns
              .filter((title) => title !== '')
              .join(', ')
              .slice(0, 100) || 'cards'
          }`
        : `The list “${name.slice(0, 100)}”`;
    if (!included) {
      if (!isTaken || isDouble || table.rows.length === 0 || corrections?.get(mark)?.included === false) return [];
      const rows = table.rows.length === 1 ? '1 row' : `${table.rows.length} rows`;
      const message = `${called} (${rows}) does not look like a list of keys, and was left out.`;
      return [{ code: 'list-left-out', row: 0, column: '', message }];
    }
    return recognised.problems.map(({ message, columns }) => ({
      code: 'column-not-understood',
      row: 0,
      column: columns[0] ?? '',
      message,
    }));
  });
}

/** Why nothing can be taken of a page, for a person; null where it can. */
export function refusalOf(outcome: CaptureOutcome, way: 'dashboard' | 'file'): string | null {
  const isFile = way === 'file';
  switch (outcome) {
    case 'no-list':
      return isFile
        ? 'There is no list in it. Save the page on which the keys are listed.'
        : 'There is no list on the page. Go to the page on which the keys are listed, and read it again.';
    case 'no-key-list':
      return isFile
        ? 'None of the lists in it looks like a list of keys.'
        : 'None of the lists on the page looks like a list of keys.';
    case 'sign-in':
      return isFile
        ? 'It is a page for signing in. Sign in first, and save the page on which the keys are listed.'
        : 'The page asks to sign in. Sign in there, go to the list of keys, and try again.';
    case 'empty-list':
    case 'several-lists':
    case 'read':
      return null;
  }
}
