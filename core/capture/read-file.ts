import { failure, type Result, success } from '#shared/contract/result.ts';
import { fieldOfTitle } from './column-titles.ts';
import { parseDelimited } from './delimited.ts';
import type { PageReading, ReadLimits } from './page-table.ts';
import { readDate } from './read-dates.ts';
import { isMasked } from './read-masked.ts';
import { readPage } from './read-page.ts';
import { documentOf, MAX_FILE_CHARACTERS, parsePage } from './saved-document.ts';

/** Every row that the reader takes at most: a file costs no time in a page that somebody looks at. */
export const FILE_LIMITS = { rows: 50_000 } as const;

export type FileFormat = 'html' | 'json' | 'table';
export type FileFailure =
  | 'file-empty'
  | 'file-binary'
  | 'file-too-large'
  | 'file-invalid-json'
  | 'file-no-list'
  | 'page-too-large'
  | 'page-too-complex';

/**
 * Reads a copied table or a file: HTML (a saved page or the clipboard's fragment), JSON (a list of objects, or one under a
 * name such as `data` or `keys`), CSV and tab-separated text. The result is what the reader makes of a page: the same
 * limits hold, and whole secrets are cut in the same way. Scripts in it are never run.
 *
 * Fails with `file-empty`, `file-binary`, `file-too-large` (over 20 MiB), `file-invalid-json`, `file-no-list`,
 * `page-too-large`, `page-too-complex`.
 */
export function readFile(text: string, limits: Partial<ReadLimits> = {}): Result<PageReading, FileFailure> {
  if (text.length > MAX_FILE_CHARACTERS) return failure('file-too-large', 'The file is larger than 20 MiB.');
  const plain = text.replace(/^\ufeff/, '');
  if (plain.trim() === '') return failure('file-empty', 'There is nothing in it.');
  if (plain.slice(0, 4_096).includes('\u0000'))
    return failure('file-binary', 'This is not a text. Save it as CSV, JSON or HTML.');
  switch (formatOf(plain)) {
    case 'html': {
      const page = parsePage(plain);
      return page.ok ? success(readPage(page.value, limits)) : page;
    }
    case 'json':
      return readJson(plain, limits);
    case 'table': {
      const rows = parseDelimited(plain, rowsWanted(limits));
      if (rows.every((row) => row.length < 2) && rows.length < 2)
        return failure('file-no-list', 'It holds no table with a title row.');
      return success(readPage(documentOf(rows, hasTitles(rows)), limits));
    }
  }
}

/** What a text is, by how it begins. */
export function formatOf(text: string): FileFormat {
  const start = text.slice(0, 4_096).trimStart();
  if (/^[[{]/.test(start)) return 'json';
  return /^<(?:!doctype|!--|\?xml|[a-z][a-z\d]*[\s>/])/i.test(start) ||
    /<(?:html|body|table|tr|ul|dl)[\s>]/i.test(start)
    ? 'html'
    : 'table';
}

function rowsWanted(limits: Partial<ReadLimits>): number {
  return Math.min(limits.rows ?? 2_000, 50_000) + 2;
}

/** A first row is titles unless it looks like a key itself. */
function hasTitles([first = []]: readonly (readonly string[])[]): boolean {
  if (first.some((text) => fieldOfTitle(text)?.exact === true)) return true;
  return !first.some((text) => {
    const read = readDate(text, { now: 0 });
    return isMasked(text) || read.kind === 'never' || (read.kind === 'date' && read.date.at !== null);
  });
}

function readJson(text: string, limits: Partial<ReadLimits>): Result<PageReading, FileFailure> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return failure('file-invalid-json', 'It begins like JSON and is not valid JSON.');
  }
  const list = listIn(parsed);
  if (list === null) return failure('file-no-list', 'It holds no list of objects, and none one level down.');
  const kept = list.slice(0, rowsWanted(limits));
  const names: string[] = [];
  const known = new Set<string>();
  for (const item of kept) {
    for (const name of Object.keys(item)) {
      if (known.has(name) || names.length > 200) continue;
      known.add(name);
      names.push(name);
    }
  }
  const rows = kept.map((item) => names.map((name) => jsonText(Object.hasOwn(item, name) ? item[name] : null)));
  return success(readPage(documentOf([names, ...rows], true), limits));
}

type Item = Readonly<Record<string, unknown>>;

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list itself, or the longest one that stands one level down. */
function listIn(value: unknown): readonly Item[] | null {
  const items = (list: unknown): readonly Item[] | null => {
    if (!Array.isArray(list)) return null;
    const found = list.filter(isItem);
    return found.length === list.length ? found : null;
  };
  const own = items(value);
  if (own !== null || !isItem(value)) return own;
  const below = Object.values(value).flatMap((inner) => items(inner) ?? []) as readonly Item[];
  const lists = Object.values(value)
    .map(items)
    .filter((list) => list !== null);
  if (lists.length === 0 || below.length === 0) return lists[0] ?? null;
  return lists.toSorted((a, b) => b.length - a.length)[0] ?? null;
}

/** A scalar as it is written; a list of scalars line by line, as chips on a page are; a named thing by its name. */
function jsonText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value.slice(0, 20_000);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return value
      .slice(0, 1_000)
      .map(jsonText)
      .filter((text) => text !== '')
      .join(', ');
  if (!isItem(value)) return '';
  for (const name of ['name', 'email', 'login', 'username', 'title', 'id']) {
    const inner = value[name];
    if (typeof inner === 'string' || typeof inner === 'number') return String(inner).slice(0, 20_000);
  }
  return '';
}
