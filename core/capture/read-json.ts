import { failure, type Result, success } from '#shared/contract/result.ts';
import type { PageReading, PageTable, ReadLimits } from './page-table.ts';
import type { Extent } from './read-extent.ts';
import { readPage } from './read-page.ts';
import { documentOf } from './saved-document.ts';

type Item = Readonly<Record<string, unknown>>;
/** A list of objects with what stands around it, from the outside in. */
type FoundJsonList = { readonly name: string; readonly items: readonly Item[]; readonly around: readonly Item[] };

const DEEPEST = 5;
const MOST_LISTS = 10;
const MOST_COLUMNS = 200;

/** Words by which APIs say that more follows: a yes or no, or where to get it. */
const MORE_FLAGS = /^(?:hasmore|hasnext|hasnextpage|more|moreresults|istruncated|truncated|morepages)$/;
const MORE_PLACES =
  /^(?:next|nextpage|nexturl|nextlink|odatanextlink|nextpageuri|nextpageurl|nextpagetoken|nexttoken|nextcursor|nextmarker|marker|continuationtoken|nextpageid|nextoffset)$/;
const TOTALS =
  /^(?:total|totalcount|totalitems|totalresults|totalentries|totalrecords|totalelements|totalfilteredcount|totalsize|totalkeys|totalrows)$/;
const PAGE = /^(?:page|currentpage|pagenumber|pageindex)$/;
const PAGES = /^(?:totalpages|lastpage|pagecount|numpages|pages)$/;

/**
 * Reads the lists of objects of a JSON text, each as a table, with what the answer says of how much of the list it is.
 * @param rows most rows of a list
 */
export function readJson(
  text: string,
  rows: number,
  limits: Partial<ReadLimits>,
): Result<PageReading, 'file-invalid-json' | 'file-no-list'> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return failure(
      'file-invalid-json',
      'It begins like JSON and is not valid JSON: it may have been cut off. Save it whole, and try again.',
    );
  }
  const lists = listsIn(parsed);
  if (lists.length === 0) return failure('file-no-list', 'It holds no list of objects.');
  const readings = lists.map((list) => ({ list, reading: readPage(documentOf(tableOf(list, rows), true), limits) }));
  const [first] = readings;
  if (first === undefined) return failure('file-no-list', 'It holds no list of objects.');
  const tables = readings.flatMap(({ list, reading }) =>
    reading.tables.map((table): PageTable => (lists.length === 1 ? table : { ...table, caption: list.name })),
  );
  const filled = lists.toSorted((a, b) => b.items.length - a.items.length)[0] ?? first.list;
  return success({
    ...first.reading,
    tables,
    outcomes: [...new Set(readings.flatMap(({ reading }) => reading.outcomes))],
    truncated: readings.some(({ reading }) => reading.truncated),
    ...aroundOf(filled),
  });
}

/** The lists that are nearest to the outside; what is inside an object of a list is a part of that object. */
function listsIn(value: unknown): FoundJsonList[] {
  let level: { name: string; value: unknown; around: readonly Item[] }[] = [{ name: '', value, around: [] }];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth += 1) {
    const found = level.flatMap(({ name, value: one, around }): FoundJsonList[] => {
      const items = itemsOf(one);
      return items === null ? [] : [{ name, items, around }];
    });
    const filled = found.filter(({ items }) => items.length > 0);
    if (filled.length > 0) return filled.slice(0, MOST_LISTS);
    // An empty list is one where nothing deeper has rows.
    level = level.flatMap(({ value: one, around }) =>
      isItem(one) ? Object.entries(one).map(([name, inner]) => ({ name, value: inner, around: [...around, one] })) : [],
    );
    if (found.length > 0 && !level.some(({ value: one }) => Array.isArray(one) || isItem(one)))
      return found.slice(0, 1);
  }
  return emptyListIn(value, []);
}

function emptyListIn(value: unknown, around: readonly Item[]): FoundJsonList[] {
  if (Array.isArray(value)) return value.length === 0 ? [{ name: '', items: [], around }] : [];
  if (!isItem(value) || around.length >= DEEPEST) return [];
  return Object.values(value)
    .flatMap((inner) => emptyListIn(inner, [...around, value]))
    .slice(0, 1);
}

function itemsOf(value: unknown): readonly Item[] | null {
  if (!Array.isArray(value)) return null;
  const items = value.map(unwrapped).filter(isItem);
  return items.length === value.length ? items : null;
}

/** `{"node": {…}}` of an edge, and `{"id": …, "attributes": {…}}` of JSON:API, as the object that they hold. */
function unwrapped(value: unknown): unknown {
  if (!isItem(value)) return value;
  const node = value['node'];
  if (isItem(node)) return unwrapped(node);
  const attributes = value['attributes'];
  if (!isItem(attributes)) return value;
  const { attributes: _, relationships, ...outer } = value;
  const related = isItem(relationships)
    ? Object.fromEntries(Object.entries(relationships).map(([name, one]) => [name, isItem(one) ? one['data'] : one]))
    : {};
  return { ...outer, ...related, ...attributes };
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function tableOf({ items }: FoundJsonList, most: number): string[][] {
  const kept = items.slice(0, most);
  const names = new Set<string>();
  for (const item of kept) {
    for (const name of Object.keys(item)) if (names.size <= MOST_COLUMNS) names.add(name);
  }
  const columns = [...names];
  // A person or project that is only known by an id.
  const isId = (name: string): boolean =>
    kept.some((item) => isItem(item[name])) && kept.every((item) => isOnlyId(item[name]));
  const titles = columns.map((name) => (isId(name) ? `${name} id` : name));
  return [
    titles,
    ...kept.map((item) => columns.map((name) => textOf(name, Object.hasOwn(item, name) ? item[name] : null))),
  ];
}

function isOnlyId(value: unknown): boolean {
  return value === null || value === undefined || (isItem(value) && 'id' in value && partsOf(value, 0).length === 0);
}

/** A scalar as it is written; of a list and of an object what names them. An id inside is that of another thing. */
function textOf(column: string, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.slice(0, 20_000);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return [...new Set(value.slice(0, 1_000).flatMap((one) => partsOf(one, 0)))].join(', ');
  if (!isItem(value)) return '';
  const [named] = partsOf(value, 0);
  if (named !== undefined) return named;
  // Who made it is known by an id at least.
  const id = value['id'];
  const isWho = /by$|owner|creator|user|member|author/i.test(column);
  return isWho && (typeof id === 'string' || typeof id === 'number') ? String(id).slice(0, 500) : '';
}

const NAMES = [
  'name',
  'display_name',
  'displayName',
  'full_name',
  'fullName',
  'email',
  'login',
  'username',
  'title',
] as const;
const DEEPEST_NAME = 4;

/** How a thing in a list is called: `{"type": "package", "name": "@acme"}`, `{"name": "package", "action": "write"}`. */
function partsOf(value: unknown, depth: number): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value.slice(0, 500)];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  if (depth > DEEPEST_NAME) return [];
  if (Array.isArray(value)) return value.slice(0, 100).flatMap((one) => partsOf(one, depth + 1));
  if (!isItem(value)) return [];
  for (const key of NAMES) {
    const name = value[key];
    if (typeof name !== 'string' || name === '') continue;
    const { action, type } = value;
    if (typeof action === 'string' && key === 'name') return [`${name}:${action}`.slice(0, 500)];
    return [(typeof type === 'string' && key === 'name' && depth === 0 ? `${type} ${name}` : name).slice(0, 500)];
  }
  return Object.values(value).flatMap((inner) => (typeof inner === 'object' ? partsOf(inner, depth + 1) : []));
}

/** What an answer says of how much of its list it holds. */
function aroundOf({ around }: FoundJsonList): Pick<PageReading, 'continues' | 'extents'> {
  let continues: PageReading['continues'];
  const extents: Extent[] = [];
  for (const { name, value, beside } of wordsIn(around)) {
    const word = name.toLowerCase().replace(/[^a-z]/g, '');
    const text = `${name}: ${JSON.stringify(value)}`.slice(0, 120);
    const none = { from: null, to: null, total: null, page: null, pages: null, text };
    if (MORE_FLAGS.test(word) && typeof value === 'boolean') {
      if (continues?.more !== true) continues = { more: value, text };
    } else if (MORE_PLACES.test(word)) {
      const more = (typeof value === 'string' && value !== '') || typeof value === 'number';
      if (more) continues = { more, text: `“${name}” names where` };
      else if (value === null || value === '') continues ??= { more: false, text };
    } else if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) {
      if (TOTALS.test(word)) extents.push({ ...none, total: value });
      else if (word === 'count' && !('total_count' in beside) && !('per_page' in beside))
        extents.push({ ...none, total: value });
      else if (PAGES.test(word) && value > 0) extents.push({ ...none, pages: value, page: pageIn(beside) });
    }
  }
  return { extents, ...(continues === undefined ? {} : { continues }) };
}

/** Scalars of what stands around a list, and of what stands beside it (`meta.page.total`, `links.next`). */
function wordsIn(around: readonly Item[]): { name: string; value: unknown; beside: Item }[] {
  const found: { name: string; value: unknown; beside: Item }[] = [];
  const walk = (item: Item, depth: number): void => {
    for (const [name, value] of Object.entries(item)) {
      if (found.length > 500) return;
      if (isItem(value)) {
        if (depth < 3) walk(value, depth + 1);
      } else if (!Array.isArray(value)) found.push({ name, value, beside: item });
    }
  };
  const [outermost] = around;
  if (outermost !== undefined) walk(outermost, 0);
  return found;
}

/** From 1; some count from 0. */
function pageIn(beside: Item): number | null {
  for (const [name, value] of Object.entries(beside)) {
    if (typeof value !== 'number' || !PAGE.test(name.toLowerCase().replace(/[^a-z]/g, ''))) continue;
    return value === 0 ? 1 : value;
  }
  return null;
}
