import { failure, type Result, success } from '#shared/contract/result.ts';
import { fieldOfTitle } from './column-titles.ts';
import { parseDelimited } from './delimited.ts';
import type { PageReading, ReadLimits } from './page-table.ts';
import { readDate } from './read-dates.ts';
import { readJson } from './read-json.ts';
import { isMasked } from './read-masked.ts';
import { htmlOfMhtml, isMhtml } from './read-mhtml.ts';
import { readPage } from './read-page.ts';
import { documentOf, MAX_FILE_CHARACTERS, parsePage } from './saved-document.ts';

/** Every row that the reader takes at most: a file costs no time in a page that somebody looks at. */
export const FILE_LIMITS = { rows: 50_000 } as const;

export type FileFormat = 'html' | 'mhtml' | 'json' | 'table';
export type FileFailure =
  | 'file-empty'
  | 'file-binary'
  | 'file-too-large'
  | 'file-invalid-json'
  | 'file-no-list'
  | 'file-other-export'
  | 'page-too-large'
  | 'page-too-complex';

/**
 * Reads a copied table or a file: HTML (a saved page or the clipboard's fragment), MHTML (a page saved as one file), JSON (a
 * list of objects, or one inside an answer, with the head of the answer or without), CSV and tab-separated text. The result is what the reader makes of a page: the same
 * limits hold, and whole secrets are cut in the same way. Scripts in it are never run.
 *
 * Fails with `file-empty`, `file-binary`, `file-too-large` (over 20 MiB), `file-invalid-json`, `file-no-list`,
 * `file-other-export` (a report that names no keys),
 * `page-too-large`, `page-too-complex`.
 */
export function readFile(text: string, limits: Partial<ReadLimits> = {}): Result<PageReading, FileFailure> {
  if (text.length > MAX_FILE_CHARACTERS) return failure('file-too-large', 'The file is larger than 20 MiB.');
  const plain = text.replace(/^\ufeff/, '');
  if (plain.trim() === '') return failure('file-empty', 'There is nothing in it.');
  if (plain.slice(0, 4_096).includes('\u0000'))
    return failure('file-binary', 'This is not a text. Save it as CSV, JSON or HTML.');
  const { head, body } = withoutHead(plain);
  const read = readBody(body, limits);
  return read.ok && head !== '' ? success(withHead(read.value, head)) : read;
}

function readBody(text: string, limits: Partial<ReadLimits>): Result<PageReading, FileFailure> {
  switch (formatOf(text)) {
    case 'html':
      return readHtml([text], limits);
    case 'mhtml': {
      const pages = htmlOfMhtml(text);
      return pages.ok ? readHtml(pages.value, limits) : pages;
    }
    case 'json':
      return readJson(text, rowsWanted(limits), limits);
    case 'table':
      return readDelimited(text, limits);
  }
}

/** A page, with its frames behind it. */
function readHtml(pages: readonly string[], limits: Partial<ReadLimits>): Result<PageReading, FileFailure> {
  let whole: PageReading | null = null;
  for (const html of pages) {
    const page = parsePage(html);
    if (!page.ok) return page;
    const reading = readPage(page.value, limits);
    if (whole === null) whole = reading;
    else if (reading.tables.length > 0) whole = joined(whole, reading);
  }
  if (whole === null) return failure('file-no-list', 'There is no page in it.');
  const isCut = pages.some(endsEarly);
  return success(isCut ? { ...whole, endsEarly: 'The page ends in the middle.' } : whole);
}

/** Whether a page was cut off: browsers and copied tables close what they open. */
function endsEarly(html: string): boolean {
  const plain = html.replace(/<script\b[\s\S]*?(?:<\/script\s*>|$)/gi, '').replace(/<!--[\s\S]*?(?:-->|$)/g, '');
  const count = (pattern: RegExp): number => plain.match(pattern)?.length ?? 0;
  if (count(/<html[\s>]/gi) > count(/<\/html\s*>/gi)) return true;
  return count(/<table[\s>]/gi) > count(/<\/table\s*>/gi) || count(/<ul[\s>]/gi) > count(/<\/ul\s*>/gi);
}

function joined(page: PageReading, frame: PageReading): PageReading {
  if (page.tables.length === 0) return frame;
  return {
    ...page,
    tables: [...page.tables, ...frame.tables],
    notes: [...page.notes, ...frame.notes.map((note) => ({ ...note, after: note.after + page.tables.length }))],
    truncated: page.truncated || frame.truncated,
    outcomes: [...new Set([...page.outcomes, ...frame.outcomes])],
    visited: page.visited + frame.visited,
  };
}

function readDelimited(text: string, limits: Partial<ReadLimits>): Result<PageReading, FileFailure> {
  const { rows, isCut } = parseDelimited(text, rowsWanted(limits));
  if (rows.every((row) => row.length < 2) && rows.length < 2)
    return failure('file-no-list', 'It holds no table with a title row.');
  const titles = (rows[0] ?? []).map((title) => title.trim().toLowerCase());
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
  if (titles.includes('access_key_1_active') && titles.includes('user')) {
    return failure(
      'file-other-export',
      'This is the credential report of AWS: it says that users have keys, and not which. Export their list instead, with ' +
        '"aws iam list-access-keys --user-name NAME" for each user, and sync from that.',
    );
  }
  const reading = readPage(documentOf(rows, hasTitles(rows)), limits);
  return success(isCut ? { ...reading, endsEarly: 'Its last row ends early.' } : reading);
}

/** The head of an answer over HTTP, as `curl -i` puts it before the body. */
function withoutHead(text: string): { head: string; body: string } {
  if (!/^HTTP\/[\d.]+ \d{3}/.test(text)) return { head: '', body: text };
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return { head: '', body: text };
  return { head: text.slice(0, end.index), body: text.slice(end.index + end[0].length) };
}

/** What a head says of more pages: `Link` (RFC 8288), and the headers that GitLab, npm and others have for it. */
function withHead(reading: PageReading, head: string): PageReading {
  const header = (name: string): string | null =>
    new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*\\r?$`, 'im').exec(head)?.[1] ?? null;
  const [link, next] = [header('link'), header('x-next-page')];
  const more = (link !== null && /rel="?next"?/i.test(link)) || (next !== null && next !== '');
  const says = link !== null || next !== null;
  const [page, pages, total] = ['x-page', 'x-total-pages', 'x-total(?:-count)?'].map((name) => {
    const value = header(name);
    return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null;
  });
  const none = { from: null, to: null, total: null, page: null, pages: null };
  return {
    ...reading,
    ...(says ? { continues: { more, text: more ? 'its head names a next page' : 'its head names no next page' } } : {}),
    extents: [
      ...(reading.extents ?? []),
      ...(pages == null ? [] : [{ ...none, page: page ?? null, pages, text: `x-total-pages: ${pages}` }]),
      ...(total == null ? [] : [{ ...none, total, text: `x-total: ${total}` }]),
    ],
  };
}

/** What a text is, by how it begins. */
export function formatOf(text: string): FileFormat {
  const start = text.slice(0, 4_096).trimStart();
  if (/^[[{]/.test(start)) return 'json';
  if (isMhtml(start)) return 'mhtml';
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
  // "Active" is a title in one file and a state in another; a date or an id is never a title.
  if (first.some((text) => ID.test(text) || isDate(text))) return false;
  if (first.some((text) => fieldOfTitle(text)?.exact === true)) return true;
  return !first.some((text) => isMasked(text) || readDate(text, { now: 0 }).kind === 'never');
}

/** Of AWS, a UUID, or a long number in hex. */
const ID = /^(?:A(?:KI|SI)A[A-Z2-7]{16}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|(?=.*\d)[\da-f]{20,})$/i;

function isDate(text: string): boolean {
  const read = readDate(text, { now: 0 });
  return read.kind === 'date' && read.date.at !== null && read.date.precision !== 'relative';
}
