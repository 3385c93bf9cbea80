import { failure, type Result, success } from '#shared/contract/result.ts';
import type { PageReading, ReadLimits } from './page-table.ts';
import { readPage } from './read-page.ts';
import { type Item, isItem, saidAround } from './read-paging.ts';
import { documentOf } from './saved-document.ts';

/** A list of objects with what stands around it, from the outside in. */
type FoundJsonList = { readonly name: string; readonly items: readonly Item[]; readonly around: readonly Item[] };

const DEEPEST = 5;
const MOST_LISTS = 10;
const MOST_COLUMNS = 200;

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
  const [longest] = lists.toSorted((a, b) => b.items.length - a.items.length);
  const readings = lists.map((list) =>
    readPage(documentOf(tableOf(list, rows), true, lists.length === 1 ? '' : list.name), limits),
  );
  const [first] = readings;
  if (longest === undefined || first === undefined) return failure('file-no-list', 'It holds no list of objects.');
  return success({
    ...first,
    tables: readings.flatMap(({ tables }) => tables),
    outcomes: [...new Set(readings.flatMap(({ outcomes }) => outcomes))],
    truncated: readings.some(({ truncated }) => truncated),
    ...saidAround(longest),
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
