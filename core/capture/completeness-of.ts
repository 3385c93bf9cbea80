import type { Completeness } from '#shared/domain/completeness.ts';
import type { CapturedList, FoundList } from './capture-keys.ts';
import { mergeDrafts } from './merge-drafts.ts';
import { narrowedBy } from './narrowed-by.ts';
import type { PageNote, PageReading } from './page-table.ts';
import { type Extent, readExtent } from './read-extent.ts';
import type { StatusWord } from './read-status.ts';

/** One page with the lists that were taken for keys of it. */
export type TakenPage = Readonly<{
  reading: PageReading;
  /** All lists of the page, in its order. */
  found: readonly FoundList[];
  lists: readonly CapturedList[];
}>;

type Sign = Readonly<{ kind: Completeness['kind']; evidence: string }>;

const CUT = {
  'rows-cut': 'The page has more rows than are read at once.',
  'tables-cut': 'The page has more lists than are read at once.',
  'nodes-cut': 'The page is larger than what is read at once.',
  'depth-cut': 'A part of the page is nested too deeply to be read.',
} as const;

const MORE = {
  'next-page': 'There is a next page.',
  'load-more': 'There is a button that loads more.',
  infinite: 'The list loads more as it is scrolled.',
} as const;

/**
 * Says whether pages of a list, put together, are known to be all of it. What the pages themselves say counts: how many rows
 * or pages there are, and where to get more. A page that says nothing proves nothing, however whole it looks.
 *
 * @param doubts what was not understood or left out, in sentences: with a doubt nothing is known to be complete
 */
export function completenessOf(
  pages: readonly TakenPage[],
  doubts: readonly string[],
  statuses: readonly StatusWord[] = [],
): Completeness {
  const narrowed = pages.flatMap(({ reading }) => narrowedBy(reading, statuses));
  const totals = totalSigns(pages);
  const ranges = totals.some(({ kind }) => kind === 'partial') ? [] : rangeSigns(pages);
  const signs = [...cutSigns(pages), ...moreSigns(pages), ...pageSigns(pages), ...ranges, ...totals];
  const partial = signs.filter(({ kind }) => kind === 'partial');
  if (partial.length > 0) return told('partial', partial);
  const complete = signs.filter(({ kind }) => kind === 'complete');
  if (complete.length > 0 && doubts.length === 0 && narrowed.length === 0) return told('complete', complete);
  const reasons = [
    ...doubts,
    ...narrowed,
    ...signs.filter(({ kind }) => kind === 'unknown').map(({ evidence }) => evidence),
  ];
  return {
    kind: 'unknown',
    evidence: unique(reasons.length > 0 ? reasons : ['Nothing in it says how many keys there are.']),
  };
}

/** A person's word that a list is whole. What proves the contrary stands. */
export function asWhole(known: Completeness): Completeness {
  if (known.kind !== 'unknown') return known;
  return { kind: 'complete', evidence: ['A person said that it is the whole list.'] };
}

function told(kind: Completeness['kind'], signs: readonly Sign[]): Completeness {
  return { kind, evidence: unique(signs.map(({ evidence }) => evidence)) };
}

function unique(evidence: readonly string[]): string[] {
  return [...new Set(evidence.map((one) => one.slice(0, 500)))].slice(0, 20);
}

function cutSigns(pages: readonly TakenPage[]): Sign[] {
  return pages.flatMap(({ reading: { outcomes, endsEarly } }): Sign[] => [
    ...(endsEarly === undefined ? [] : [{ kind: 'partial' as const, evidence: endsEarly }]),
    ...outcomes.flatMap((outcome): Sign[] =>
      outcome in CUT ? [{ kind: 'partial', evidence: CUT[outcome as keyof typeof CUT] }] : [],
    ),
  ]);
}

/** What the last page says about more. */
function moreSigns(pages: readonly TakenPage[]): Sign[] {
  const last = pages.at(-1);
  if (last === undefined) return [];
  const signs = last.lists.flatMap(({ table }): Sign[] =>
    table.more === 'none' ? [] : [{ kind: 'partial', evidence: MORE[table.more] }],
  );
  const { continues } = last.reading;
  if (continues !== undefined) {
    signs.push(
      continues.more
        ? { kind: 'partial', evidence: `It says that more follow: ${continues.text}.` }
        : continues.isFirst === true
          ? { kind: 'complete', evidence: `It says that none follow and none come before: ${continues.text}.` }
          : {
              kind: 'unknown',
              evidence: `It says that none follow (${continues.text}), and not whether it is the first page.`,
            },
    );
  }
  return signs;
}

/** "Page 1 of 3", and numbers to go to other pages by. */
function pageSigns(pages: readonly TakenPage[]): Sign[] {
  const extents = pages.flatMap((page) => extentsOf(page)).filter(({ pages: last }) => last !== null);
  const read = new Set(extents.flatMap(({ page }) => page ?? []));
  const most = Math.max(0, ...extents.map(({ pages: last }) => last ?? 0));
  const [said] = extents;
  if (said !== undefined) {
    const missing = Array.from({ length: Math.min(most, 10_000) }, (_, index) => index + 1).filter(
      (page) => !read.has(page),
    );
    // How many rows a page has it does not say.
    if (missing.length === 0 || most === 1)
      return [
        { kind: 'unknown', evidence: `It has ${counted(most, 'page')}, and does not say how many keys there are.` },
      ];
    const text = `It has ${most} pages (“${said.text}”), of which ${counted(read.size, 'was', 'were')} read.`;
    return [{ kind: 'partial', evidence: text }];
  }
  const pagers = pages.map(({ reading }) => pagerOf(reading.notes));
  const last = Math.max(0, ...pagers.map((pager) => pager?.last ?? 0));
  if (last < 2) return [];
  const shown = new Set(pagers.flatMap((pager) => pager?.current ?? []));
  if (shown.size === pages.length && shown.size >= last)
    return [{ kind: 'unknown', evidence: `All ${last} pages that it has numbers for were read.` }];
  return [
    {
      kind: 'partial',
      evidence: `It has numbers for ${last} pages, of which ${counted(pages.length, 'was', 'were')} read.`,
    },
  ];
}

/** Numbers that go on by one, such as 1 2 3: the buttons of a pager. */
function pagerOf(notes: readonly PageNote[]): { last: number; current: number | null } | null {
  let best: PageNote[] = [];
  let run: PageNote[] = [];
  for (const note of notes) {
    const number = numberIn(note);
    const before = run.at(-1);
    if (number === null) {
      if (!/^(?:…|\.\.\.|[‹›«»<>←→])$/.test(note.text)) run = [];
      continue;
    }
    if (before !== undefined && number <= (numberIn(before) ?? 0)) run = [];
    run.push(note);
    if (run.length > best.length) best = run;
  }
  const numbers = best.map((note) => numberIn(note) ?? 0);
  const goesOn = numbers.some((number, index) => index > 0 && number === (numbers[index - 1] ?? 0) + 1);
  if (!goesOn || !best.some(({ control }) => control === true)) return null;
  const current = best.find((note) => note.current === true) ?? best.find(({ control }) => control !== true);
  return { last: numbers.at(-1) ?? 0, current: current === undefined ? null : numberIn(current) };
}

function numberIn({ text }: PageNote): number | null {
  const match = /^(?:(?:go to )?page |seite |página |pagina |strona )?(\d{1,4})(?:ページ|页|頁|페이지)?$/i.exec(text);
  return match === null ? null : Number(match[1]);
}

/** Rows that are said to be shown, such as 1–20: without those before and between it is a part. */
function rangeSigns(pages: readonly TakenPage[]): Sign[] {
  const ranges = pages
    .flatMap(extentsOf)
    .flatMap(({ from, to, total, text }) =>
      from === null || from === 0 ? [] : [{ from, to: to ?? from, total: total ?? 0, text }],
    )
    .toSorted((a, b) => a.from - b.from);
  const most = Math.max(0, ...ranges.map(({ total }) => total));
  let next = 1;
  for (const { from, to, text } of ranges) {
    if (from > next) return [{ kind: 'partial', evidence: `It says “${text}”; what comes before was not all read.` }];
    next = Math.max(next, to + 1);
  }
  const last = ranges.at(-1);
  if (last === undefined || next > most) return [];
  return [{ kind: 'partial', evidence: `It says “${last.text}”; what follows was not read.` }];
}

/** Whether as many keys were read as the pages say there are. */
function totalSigns(pages: readonly TakenPage[]): Sign[] {
  const taken = pages.flatMap((page) => page.lists);
  const lists = new Set(taken.map(({ mark }) => mark));
  if (lists.size === 0) return emptySigns(pages);
  const signs: Sign[] = [];
  let known = 0;
  for (const mark of lists) {
    const count = keysIn(taken.filter((list) => list.mark === mark));
    const totals = pages.flatMap((page) => totalsOf(page, mark, lists.size === 1));
    const most = totals.toSorted((a, b) => b.total - a.total || Number(b.isOwn) - Number(a.isOwn))[0];
    if (most === undefined) continue;
    if (most.total === 0 && count === 0) signs.push(noneSaid(most.text));
    else if (most.total > count)
      signs.push({ kind: 'partial', evidence: `It says ${most.text}; ${counted(count, 'was', 'were')} read.` });
    else if (most.total === count && most.isOwn) {
      known += 1;
      signs.push({ kind: 'unknown', evidence: `It says ${most.text}, and as many were read.` });
    }
  }
  // Of several lists each has to say so.
  return known === lists.size ? signs.map((sign) => ({ ...sign, kind: 'complete' })) : signs;
}

/** Keys of one list on all pages, each once. */
function keysIn(lists: readonly CapturedList[]): number {
  const drafts = mergeDrafts(lists.map(({ keys }) => keys.drafts));
  const ids = drafts.flatMap(({ remoteId }) => remoteId ?? []);
  return drafts.length - ids.length + new Set(ids).size;
}

/** Of a page without a row: that there should be some. That there is none it says as well before it has loaded. */
function emptySigns(pages: readonly TakenPage[]): Sign[] {
  return pages.flatMap(extentsOf).flatMap(({ total, text }): Sign[] => {
    if (total === null) return [];
    return total === 0 ? [noneSaid(`“${text}”`)] : [{ kind: 'partial', evidence: `It says “${text}”; none was read.` }];
  });
}

function noneSaid(text: string): Sign {
  return { kind: 'unknown', evidence: `It says ${text}, as pages also do before they have loaded.` };
}

type Total = { total: number; text: string; isOwn: boolean };

/** What a page says of how long a list is; `isOwn`: of this list for certain, and not of something else on the page. */
function totalsOf(page: TakenPage, mark: string, isOnly: boolean): Total[] {
  const shows = page.reading.extents ?? [];
  return page.lists
    .filter((list) => list.mark === mark)
    .flatMap((list) => {
      const { total } = list.table;
      const said = isOnly ? shows.map((extent) => ({ extent, isOwn: true })) : [];
      const beside = [...titlesOf(list), ...notesOf(page, list, isOnly)];
      return [
        ...(total === null ? [] : [{ total, text: `that there are ${total}`, isOwn: total > 0 }]),
        ...said.flatMap(totalIn),
        ...beside.flatMap(totalIn).map((one) => (one.total === 0 ? { ...one, isOwn: false } : one)),
      ];
    });
}

type Said = { extent: Extent; isOwn: boolean };

function totalIn({ extent: { total, text }, isOwn }: Said): Total[] {
  return total === null ? [] : [{ total, text: `“${text}”`, isOwn }];
}

function titlesOf({ table }: CapturedList): Said[] {
  return [readExtent(table.caption, true), readExtent(table.heading, true)].flatMap((extent) =>
    extent === null ? [] : [{ extent, isOwn: true }],
  );
}

/**
 * Texts that speak of a list: those under its heading, of several lists right before or behind it. Other texts of a page may
 * count anything, but of an only list they can say that it is longer.
 */
function notesOf({ reading, found }: TakenPage, { mark, table }: CapturedList, isOnly: boolean): Said[] {
  const place = found.findIndex((list) => list.mark === mark) + 1;
  return reading.notes.flatMap((note) => {
    const extent = readExtent(note.text);
    if (extent === null) return [];
    const isUnder = note.heading === table.heading;
    const isBeside = note.after === place || (note.after === place - 1 && isUnder);
    if (isOnly) return [{ extent, isOwn: isUnder && isBeside }];
    return isBeside && isUnder ? [{ extent, isOwn: true }] : [];
  });
}

function extentsOf(page: TakenPage): Extent[] {
  const titles = page.lists.flatMap((list) => titlesOf(list).map(({ extent }) => extent));
  const notes = page.reading.notes.map(({ text }) => readExtent(text));
  return [...(page.reading.extents ?? []), ...titles, ...notes.filter((extent) => extent !== null)];
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
