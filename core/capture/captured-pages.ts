import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import {
  type CapturedList,
  type CaptureOutcome,
  type Corrections,
  captureKeys,
  type FoundList,
  outcomeOfLists,
} from './capture-keys.ts';
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
  /** False where it shows a part of the list only. */
  complete: boolean;
}>;

const CUT = ['rows-cut', 'tables-cut', 'nodes-cut', 'depth-cut'] as const;

/** Reads pages of one list, in their order, and puts them together. */
export function capturePages(
  pages: readonly ReadPage[],
  hints: CaptureHints,
  corrections?: Corrections,
): CapturedPages {
  const captured = pages.map(({ reading, readAt }) => captureKeys(reading, hints, readAt, corrections));
  const drafts = mergeDrafts(captured.map((page) => page.drafts));
  const taken = captured.flatMap(({ lists }) => lists);
  const problems = taken.flatMap(({ keys }) => keys.problems);

  const byMark = new Map<string, FoundList & { rowCount: number }>();
  for (const list of captured.flatMap(({ found }) => found)) {
    const known = byMark.get(list.mark);
    if (known === undefined) byMark.set(list.mark, { ...list, rowCount: list.table.rows.length });
    else known.rowCount += list.table.rows.length;
  }
  const lists = [...byMark.values()];
  const [first] = captured;
  return {
    outcome: lists.length === 0 ? (first?.outcome ?? 'no-list') : outcomeOfLists(lists),
    pageOutcomes: captured.map(({ outcome }) => outcome),
    lists,
    drafts,
    problems,
    complete:
      pages.every(({ reading }) => CUT.every((one) => !reading.outcomes.includes(one))) &&
      isWhole(taken, captured.at(-1)?.lists ?? [], drafts.length),
  };
}

/** Whether no page says that more follow, and there are as many keys as the pages say. */
function isWhole(taken: readonly CapturedList[], last: readonly CapturedList[], keys: number): boolean {
  // What is on two pages counts once, and a row without a key is one of the rows that a page counts.
  const leftOut = taken.flatMap(({ keys: { problems } }) => problems.filter(({ code }) => code === 'row-empty')).length;
  return (
    last.every(({ table }) => table.more === 'none') &&
    taken.every(({ table: { total } }) => total === null || total <= keys + leftOut)
  );
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
