import type { PageReading } from './page-table.ts';
import type { Extent } from './read-extent.ts';

export type Item = Readonly<Record<string, unknown>>;

/** Words by which APIs say that more follows: a yes or no, where to get it, or a yes where this is the last. */
const MORE_FLAGS =
  /^(?:has(?:more|next)(?:page|pages|items|results)?|more|moreresults|moreavailable|istruncated|truncated|morepages)$/;
const LAST_FLAGS = /^(?:last|islast|islastpage|lastpage)$/;
const MORE_PLACES =
  /^(?:next|nextpage|nexturl|nextlink|odatanextlink|nextpageuri|nextpageurl|nextpagetoken|nexttoken|nextcursor|nextmarker|marker|continuationtoken|nextpageid|nextoffset)$/;
const BEFORE =
  /^(?:previous|prev|before|previouspage|prevpage|previousurl|prevurl|previouspageurl|prevpageurl|previouslink|previouscursor|prevcursor|haspreviouspage|hasprevious|hasprev|previouspageuri)$/;
const TOTALS =
  /^(?:total|totalcount|totalitems|totalresults|totalentries|totalrecords|totalelements|totalfilteredcount|totalsize|totalkeys|totalrows)$/;
const OFFSETS = /^(?:offset|skip|startat|startindex|start|from)$/;
const PAGE = /^(?:page|currentpage|pagenumber|pageindex)$/;
const PAGES = /^(?:totalpages|lastpage|pagecount|numpages|pages)$/;
const FILTERS = /^(?:filter|filters|appliedfilters|query|search|searchterm|q|where)$/;
/** What holds words about the list beside it, and not about another one. */
const HOLDERS =
  /^(?:meta|metadata|responsemetadata|pagination|paging|pager|page|pageinfo|pagemetadata|resultinfo|listinfo|links?|cursors?|info)$/;

/** `text`: as it is shown to a person; `isHere`: of this list for certain. */
type Word = { readonly name: string; readonly value: unknown; readonly beside: Item; readonly isHere: boolean };

/**
 * What an answer says of how much of its list it holds: in what stands around the list, and in what stands beside it for that
 * (`meta.page.total`, `links.next`). A number elsewhere in the answer counts something else; that more follows is believed
 * wherever it stands.
 * @param around the objects that the list is in, from the outside in
 */
export function saidAround({
  items,
  around,
}: Readonly<{ items: readonly unknown[]; around: readonly Item[] }>): Pick<
  PageReading,
  'continues' | 'extents' | 'narrowedBy'
> {
  const words = wordsIn(around);
  const extents = words.filter(({ isHere }) => isHere).flatMap((word) => extentOf(word, items.length));
  const continues = continuesIn(words);
  const filter = words.find(({ name, value, isHere }) => isHere && FILTERS.test(plain(name)) && !isEmpty(value));
  return {
    extents,
    ...(continues === undefined ? {} : { continues }),
    ...(filter === undefined ? {} : { narrowedBy: filter.name }),
  };
}

function continuesIn(words: readonly Word[]): PageReading['continues'] {
  let continues: PageReading['continues'];
  for (const { name, value, isHere } of words) {
    const word = plain(name);
    if (typeof value === 'boolean' && (MORE_FLAGS.test(word) || LAST_FLAGS.test(word))) {
      const more = MORE_FLAGS.test(word) ? value : !value;
      const text = `${name}: ${value}`;
      if (more) return { more, text };
      if (isHere) continues = { more, text };
    } else if (MORE_PLACES.test(word)) {
      if (!isEmpty(value)) return { more: true, text: `“${name}” names where` };
      if (isHere) continues ??= { more: false, text: `${name} is empty` };
    }
  }
  if (continues === undefined) return undefined;
  // That nothing comes before has to be said, and not only left out.
  const before = words.filter(({ name, isHere }) => isHere && BEFORE.test(plain(name)));
  const isFirst = before.length > 0 && before.every(({ value }) => isEmpty(value));
  return isFirst ? { ...continues, isFirst } : continues;
}

function extentOf({ name, value, beside }: Word, count: number): Extent[] {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) return [];
  const word = plain(name);
  const none = { from: null, to: null, total: null, page: null, pages: null, text: `${name}: ${value}` };
  if (TOTALS.test(word)) return [{ ...none, total: value }];
  // Of some it is the whole list, of others this part of it: it tells only where it is more.
  if (word === 'count' && value > count && !('per_page' in beside)) return [{ ...none, total: value }];
  // Larger ones are instants.
  if (OFFSETS.test(word) && value < 1_000_000_000 && count > 0) {
    // https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.4 counts from 1.
    const from = word === 'startindex' ? Math.max(1, value) : value + 1;
    return [{ ...none, from, to: from + count - 1 }];
  }
  if (PAGES.test(word) && value > 0) return [{ ...none, pages: value, page: pageIn(beside) }];
  return [];
}

/** From 1; some count from 0. */
function pageIn(beside: Item): number | null {
  for (const [name, value] of Object.entries(beside)) {
    if (typeof value !== 'number' || !PAGE.test(plain(name))) continue;
    return value === 0 ? 1 : value;
  }
  return null;
}

/** Everything around a list that is none itself, with what is one level down in it. */
function wordsIn(around: readonly Item[]): Word[] {
  const found: Word[] = [];
  const path = new Set<unknown>(around);
  const walk = (item: Item, depth: number, isHere: boolean): void => {
    for (const [name, value] of Object.entries(item)) {
      if (found.length > 500) return;
      const word = plain(name);
      if (
        Array.isArray(value)
          ? FILTERS.test(word)
          : !isItem(value) || FILTERS.test(word) || MORE_PLACES.test(word) || BEFORE.test(word)
      )
        found.push({ name, value, beside: item, isHere });
      else if (isItem(value) && depth < 4) walk(value, depth + 1, path.has(value) || (isHere && HOLDERS.test(word)));
    }
  };
  const [outermost] = around;
  if (outermost !== undefined) walk(outermost, 0, true);
  return found;
}

/** `{"next": {"href": "…"}}` is where; `{"next": {}}` and `{"next": {"href": null}}` are nowhere. */
function isEmpty(value: unknown, depth = 0): boolean {
  if (value === null || value === undefined || value === '' || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isItem(value) && depth < 5 && Object.values(value).every((inner) => isEmpty(inner, depth + 1));
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}

export function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
