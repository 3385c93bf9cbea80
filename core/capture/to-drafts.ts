import type { CaptureField } from '#shared/domain/capture.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import type { RemoteDate, RemoteKeyDraft, RemoteStatus } from '#shared/domain/remote-key.ts';
import { fieldOfTitle } from './column-titles.ts';
import { folded } from './languages.ts';
import { cellText, type PageCell, type PageTable } from './page-table.ts';
import { type DateOrder, readDate } from './read-dates.ts';
import { readMasked } from './read-masked.ts';
import { readStatus, statusNamedIn } from './read-status.ts';
import type { RecognisedColumns, RecogniseHints } from './recognise-columns.ts';

/** What a provider's definition says that helps to read its page; all of it may be missing. */
export type CaptureHints = RecogniseHints &
  Readonly<{
    /** What a listed key is where the page has no status; unknown where the definition does not say. */
    listedStatus?: RemoteStatus | undefined;
    /** The kind of a key by how its value or the heading of its list begins, such as `pk_` or `Publishable`. */
    kinds?: readonly Readonly<{ start: string; kind: KeyKind }>[] | undefined;
  }>;

export type CaptureContext = Readonly<{
  /** The instant (milliseconds) of the capture. */
  now: number;
  /** How the page writes day and month where both are numbers. */
  order: DateOrder;
}>;

/**
 * - `row-empty`: nothing in it tells one key from another, and it was left out.
 * - `no-name`: the row has no name; `date-not-read`, `status-not-known`: kept as text; `text-cut`: longer than is kept.
 * - `list-left-out`, `column-not-understood`, `dates-disagree`: of a list as a whole.
 */
export type RowProblem = Readonly<{
  code:
    | 'row-empty'
    | 'no-name'
    | 'date-not-read'
    | 'status-not-known'
    | 'text-cut'
    | 'list-left-out'
    | 'column-not-understood'
    | 'dates-disagree';
  /** From 1, as the rows of the table are counted; 0: of the list as a whole. */
  row: number;
  column: string;
  message: string;
}>;

export type TableDrafts = Readonly<{ drafts: readonly RemoteKeyDraft[]; problems: readonly RowProblem[] }>;

type Cells = Readonly<Partial<Record<CaptureField, PageCell>>>;
type Report = (code: RowProblem['code'], column: CaptureField, message: string) => void;

/** Turns the rows of a table into keys, by the mapping that was recognised or corrected. */
export function toDrafts(
  table: PageTable,
  mapping: RecognisedColumns['columns'],
  hints: CaptureHints,
  { now, order }: CaptureContext,
): TableDrafts {
  const drafts: RemoteKeyDraft[] = [];
  const problems: RowProblem[] = [];
  const places = new Map<CaptureField, number>();
  for (const { index, field } of mapping) if (field !== null && field !== 'ignore') places.set(field, index);
  const withScopes =
    !places.has('scopes') && table.rows.every((row) => NAME_WITH_SCOPES.test(lineOf(row[places.get('name') ?? -1])));
  const heading = `${table.caption} ${table.heading}`.trim();

  table.rows.forEach((row, position) => {
    const cells: Partial<Record<CaptureField, PageCell>> = {};
    for (const [field, index] of places) cells[field] = row[index] ?? '';
    if (withScopes) {
      const [, name = '', scopes = ''] = NAME_WITH_SCOPES.exec(lineOf(cells.name)) ?? [];
      cells.name = name;
      cells.scopes = scopes;
    }
    const report: Report = (code, column, message) => {
      problems.push({ code, row: position + 1, column: mapping[places.get(column) ?? -1]?.title || column, message });
    };
    const found = draftOf(cells, { hints, heading, report, now, order });
    if (found.name === '' && found.prefix === '' && found.suffix === '' && found.remoteId === null) {
      report('row-empty', 'name', 'It names no key and was left out.');
      return;
    }
    if (found.name === '') report('no-name', 'name', 'It has no name.');
    drafts.push(withUnmappedStatus(found, table, row, mapping, hints));
  });
  return { drafts, problems };
}

/** "ci deploy — repo, workflow": a name with what the key may do behind it. */
const NAME_WITH_SCOPES = /^(.*\S) [—–] ([a-z][\w:./*-]*(?:, [a-z][\w:./*-]*)*)$/;

function lineOf(cell: PageCell | undefined): string {
  return cellText(cell).replace(/\s+/g, ' ').trim();
}

type RowContext = {
  hints: CaptureHints;
  heading: string;
  report: Report;
  now: number;
  order: DateOrder;
};

function draftOf(cells: Cells, { hints, heading, report, now, order }: RowContext): RemoteKeyDraft {
  const line = (field: CaptureField, most: number): string => {
    const text = cellText(cells[field]).replace(/\s+/g, ' ').trim();
    if (text.length <= most) return text;
    report('text-cut', field, `The ${field} is longer than ${most} characters and was cut.`);
    return text.slice(0, most).trim();
  };
  const orNull = (text: string): string | null => (text === '' || /^[-–—]+$/.test(text) ? null : text);
  const date = (field: 'created' | 'lastUsed' | 'expires'): RemoteDate | 'never' | null => {
    const cell = cells[field];
    if (cell === undefined) return null;
    const read = readCellDate(cell, now, order);
    if (read === null || read === 'never' || read.at !== null) return read;
    // "Expired" under Expires is a status, which is read as such.
    report('date-not-read', field, `The date in ${field} could not be read for certain and is kept as text.`);
    return read;
  };
  const parts = readMasked(cellText(cells.key));
  const tail = cellText(cells.suffix).replace(/^[^A-Za-z0-9]+/, '');
  const created = date('created');
  const expires = date('expires');
  const id = orNull(line('remoteId', 500));
  const named = withoutBadge(cells.name, hints.statuses);
  const by = splitCreatedBy(cells.createdBy, now, order);
  const { status, statusText } = ended(statusOf(cells, named.status, hints, heading, report), expires, now);
  const scopes = cells.scopes === undefined ? null : readScopes(cellText(cells.scopes));
  // An access key of AWS has no name but its id, which is what a stored key is known by, and no secret.
  const ownName = id !== null && AWS_ID.test(id) ? id : '';
  return {
    remoteId: id,
    name: named.text === null ? line('name', 500) || ownName : named.text.slice(0, 500),
    prefix: (parts.prefix || ownName).slice(0, 100),
    suffix: (parts.suffix || (tail === '' ? '' : readMasked(tail).prefix)).slice(0, 100),
    kind: kindOf(parts.prefix, cellText(cells.kind), heading, hints),
    status,
    statusText,
    scopes,
    created: created === 'never' ? null : (created ?? by.at),
    createdBy: orNull(by.who.slice(0, 500)),
    lastUsed: date('lastUsed'),
    expires,
    description: orNull(line('description', 2_000)),
    environment: orNull(line('environment', 500)),
  };
}

/** A machine-readable time first, then the text, then a title that shows when the text is only relative. */
function readCellDate(cell: PageCell, now: number, order: DateOrder): RemoteDate | 'never' | null {
  const text = cellText(cell);
  const read = readDate(text, { now, order });
  if (typeof cell !== 'string') {
    for (const exact of [cell.datetime, cell.title]) {
      if (exact === undefined) continue;
      const better = readDate(exact, { now, order });
      if (better.kind === 'date' && better.date.at !== null && better.date.precision !== 'relative') {
        return { ...better.date, text: (text || exact).replace(/\s+/g, ' ').slice(0, 200) };
      }
    }
  }
  switch (read.kind) {
    case 'none':
      return null;
    case 'never':
      return 'never';
    case 'date':
      return read.date;
  }
}

/** "Ada Lovelace" over "Sep 1, 2026 10:00": the member, and when, where one cell holds both. */
function splitCreatedBy(
  cell: PageCell | undefined,
  now: number,
  order: DateOrder,
): { who: string; at: RemoteDate | null } {
  const whole = cellText(cell).trim();
  if (whole === '') return { who: '', at: null };
  const tokens = whole.split(/\s+/);
  // The longest end of the text that is a date; the rest is who.
  for (let from = Math.max(0, tokens.length - 10); from < tokens.length; from += 1) {
    const text = tokens
      .slice(from)
      .join(' ')
      .replace(/^\(|\)$/g, '');
    const read = readDate(text, { now, order });
    if (read.kind !== 'date' || read.date.at === null) continue;
    if (/^\d+$/.test(text)) continue;
    const exact = cell === undefined || typeof cell === 'string' ? null : readCellDate({ ...cell, text }, now, order);
    const who = tokens
      .slice(0, from)
      .join(' ')
      .replace(/[\s,·•|–—-]+$/, '')
      .replace(/[\s(]*(?:\bon|\bat|\bam|\ble|\bel)?$/i, '');
    return { who: who.trim(), at: exact !== null && exact !== 'never' ? exact : read.date };
  }
  return { who: tokens.join(' '), at: null };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html */
const AWS_ID = /^A(?:KI|SI)A[A-Z2-7]{16}$/;

/** A name over or before a status word of its own, such as a mark "Revoked" beside it. */
function withoutBadge(
  cell: PageCell | undefined,
  statuses: CaptureHints['statuses'],
): { text: string | null; status: ReturnType<typeof readStatus> | null } {
  const lines = cellText(cell)
    .split('\n')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  if (lines.length < 2) return { text: null, status: null };
  for (const place of [lines.length - 1, ...(lines.length > 2 ? [1] : [])]) {
    const status = readStatus(lines[place] ?? '', statuses);
    if (status.status === 'unknown') continue;
    return { text: lines.filter((_, index) => index !== place).join(' '), status };
  }
  return { text: null, status: null };
}

/** What is not active and past its end has expired. */
function ended(
  said: { status: RemoteStatus; statusText: string },
  expires: RemoteDate | 'never' | null,
  now: number,
): { status: RemoteStatus; statusText: string } {
  const isPast = expires !== null && expires !== 'never' && expires.at !== null && expires.at <= now;
  return isPast && said.statusText === 'inactive' ? { ...said, status: 'expired' } : said;
}

function statusOf(
  cells: Cells,
  badge: ReturnType<typeof readStatus> | null,
  { statuses = [], listedStatus }: CaptureHints,
  heading: string,
  report: Report,
): { status: RemoteStatus; statusText: string } {
  if (cells.status !== undefined && cellText(cells.status) !== '') {
    const read = readStatus(cellText(cells.status), statuses);
    if (read.status === 'unknown') {
      report('status-not-known', 'status', 'The status is a word that is not known; it is kept as it is written.');
    }
    return read;
  }
  if (badge !== null) return badge;
  const inExpiry = readStatus(cellText(cells.expires), statuses);
  if (inExpiry.status !== 'unknown') return inExpiry;
  const named = statusNamedIn(heading, statuses);
  return { status: named ?? listedStatus ?? 'unknown', statusText: '' };
}

/** A status that stands alone in a column without a title, such as a badge beside the buttons. */
function withUnmappedStatus(
  draft: RemoteKeyDraft,
  table: PageTable,
  row: readonly PageCell[],
  mapping: RecognisedColumns['columns'],
  { statuses = [] }: CaptureHints,
): RemoteKeyDraft {
  if (draft.statusText !== '') return draft;
  for (const { index, field } of mapping) {
    const title = table.columns[index] ?? '';
    if ((field !== null && field !== 'ignore') || (title !== '' && fieldOfTitle(title)?.field !== 'ignore')) continue;
    const read = readStatus(cellText(row[index]), statuses);
    if (read.status !== 'unknown') return { ...draft, ...read };
  }
  return draft;
}

function readScopes(text: string): string[] | null {
  const plain = text.trim();
  if (plain === '' || /^[-–—]+$/.test(plain)) return null;
  const parts = /[\n,;|]/.test(plain) ? plain.split(/[\n,;|]/) : plain.split(/\s*·\s*|\s{2,}/);
  // Words of one line are scopes of their own only where they look like identifiers.
  const words = parts.flatMap((part) =>
    /^[a-z\d_:./*-]+(?: [a-z\d_:./*-]+)+$/.test(part.trim()) ? part.trim().split(' ') : [part.trim()],
  );
  return [...new Set(words.filter((word) => word !== '').map((word) => word.slice(0, 500)))].slice(0, 1_000);
}

function kindOf(prefix: string, kindText: string, heading: string, { kinds = [] }: CaptureHints): KeyKind | null {
  for (const text of [prefix, kindText, heading]) {
    const plain = folded(text);
    const known = kinds.find(({ start }) => plain !== '' && plain.startsWith(folded(start)));
    if (known !== undefined) return known.kind;
  }
  return null;
}
