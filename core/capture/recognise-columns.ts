import { CAPTURE_FIELDS, type CaptureField, type ColumnReason } from '#shared/domain/capture.ts';
import { fieldOfTitle, titleKey } from './column-titles.ts';
import { cellText, type PageCell, type PageTable } from './page-table.ts';
import { type DateContext, readDate } from './read-dates.ts';
import { isMasked } from './read-masked.ts';
import { readStatus, type StatusWord } from './read-status.ts';

export type ColumnMapping = Readonly<{
  /** From 0. */
  index: number;
  title: string;
  field: CaptureField | null;
  /** 0 to 1. */
  confidence: number;
  reason: ColumnReason;
}>;

/**
 * - `no-name`: no column is the name; `no-columns`: the table has none.
 * - `two-columns-for-field`: the one that is surer, or the first, was taken.
 * - `content-contradicts-title`: a column's cells are not what its title says, and it was not taken for that.
 * - `remembered-column-missing`: a column of the remembered mapping is not there any more.
 * - `not-understood`: a column that holds something, and nothing tells what.
 */
export type MappingProblem = Readonly<{
  code:
    | 'no-name'
    | 'no-columns'
    | 'two-columns-for-field'
    | 'content-contradicts-title'
    | 'remembered-column-missing'
    | 'not-understood';
  /** The titles, or "column 2" for those without one. */
  columns: readonly string[];
  field: CaptureField | null;
  message: string;
}>;

export type RecognisedColumns = Readonly<{
  columns: readonly ColumnMapping[];
  problems: readonly MappingProblem[];
  /** How likely the table is a list of keys: 0 to 1. */
  confidence: number;
}>;

/** From column title (or `#2` for the second without one) to field; what a person corrected, or a definition says. */
export type ColumnMemory = Readonly<Record<string, CaptureField>>;

export type RecogniseHints = Readonly<{
  remembered?: ColumnMemory | undefined;
  /** The provider's own titles. */
  columns?: ColumnMemory | undefined;
  statuses?: readonly StatusWord[] | undefined;
}>;

const SAMPLE = 50;
/** A value that is shown whole, or its start: `pk_live_Ab12Cd`, `sb_publishable_x1`. */
const VALUE =
  /^(?:[a-z]{1,8}_[A-Za-z0-9]{4,}|(?:pk|sk|rk|pub|sec|tok|key|api|sb|hf|gsk|re|nrx|nmk)[_-](?:[a-z]{2,12}[_-])*[A-Za-z0-9+/=_-]{4,})$/i;
const DATE_FIELDS: readonly CaptureField[] = ['created', 'lastUsed', 'expires'];

/** The name under which a column is remembered. */
export function memoryName(title: string, index: number): string {
  const key = titleKey(title);
  return key === '' ? `#${index + 1}` : key;
}

/** Says which column holds what: by what is remembered, the definition, the titles, and then by what the cells look like. */
export function recogniseColumns(
  table: Pick<PageTable, 'columns' | 'rows'>,
  hints: RecogniseHints = {},
): RecognisedColumns {
  const problems: MappingProblem[] = [];
  const shapes = table.columns.map((_, index) =>
    shapeOf(
      table.rows.slice(0, SAMPLE).map((row) => row[index]),
      hints.statuses,
    ),
  );
  const guesses = table.columns.map((title, index) => guessByTitle(title, index, hints));
  missingColumns(table.columns, hints.remembered, problems);

  const taken: (ColumnMapping | null)[] = guesses.map((guess) => {
    if (guess === null || guess.reason === 'remembered' || guess.field === null) return guess;
    const shape = shapes[guess.index];
    if (shape === undefined || !contradicts(guess.field, shape)) return guess;
    // A start of a value without a mark that it goes on, where the keys are called by something else.
    const isCalled = guesses.some((other) => other !== guess && (other?.field === 'name' || other?.field === 'key'));
    if (guess.field === 'key' && shape.starts === 1 && isCalled) return guess;
    // "Key" over plain words is the key's name, and "Token" in a list of tokens too.
    if (guess.field === 'key' && shape.words > 0.5) return { ...guess, field: null, confidence: 0 };
    problems.push({
      code: 'content-contradicts-title',
      columns: [called(guess)],
      field: guess.field,
      message: `${theColumn(guess)} does not hold what its title says, and was left out.`,
    });
    return { ...guess, field: null, confidence: 0, reason: 'not-recognised' };
  });
  settleDuplicates(taken, problems);

  const has = (field: CaptureField): boolean => taken.some((guess) => guess?.field === field);
  const columns = table.columns.map((title, index): ColumnMapping => {
    const known = taken[index];
    return known != null && known.field !== null
      ? known
      : { index, title, field: null, confidence: 0, reason: 'not-recognised' };
  });
  const contradicted = new Set(problems.flatMap((problem) => (problem.code === 'no-name' ? [] : problem.columns)));
  const free = (): ColumnMapping[] =>
    columns.filter((column) => column.field === null && !contradicted.has(called(column)));
  const give = (column: ColumnMapping, field: CaptureField, confidence: number, reason: ColumnReason): void => {
    columns[column.index] = { ...column, field, confidence, reason };
    taken[column.index] = columns[column.index] ?? null;
  };

  for (const column of free()) {
    const shape = shapes[column.index];
    if (shape === undefined) continue;
    if (shape.filled === 0) give(column, 'ignore', 0.5, 'content');
    else if (shape.masked > 0.5 && !has('key')) give(column, 'key', 0.8, 'content');
    else if (shape.statuses > 0.8 && !has('status')) give(column, 'status', 0.7, 'content');
    else if (shape.ids > 0.8 && shape.distinct === 1 && !has('remoteId')) give(column, 'remoteId', 0.5, 'content');
  }
  if (!has('name')) {
    // The first column of plain words in which all differ.
    const ranked = free().filter(({ index }) => (shapes[index]?.words ?? 0) > 0.5 && (shapes[index]?.dates ?? 0) < 0.5);
    const [first] = ranked.sort(
      (a, b) => (shapes[b.index]?.distinct ?? 0) - (shapes[a.index]?.distinct ?? 0) || a.index - b.index,
    );
    if (first !== undefined)
      give(first, 'name', first.title === '' ? 0.6 : 0.4, first.index === 0 ? 'position' : 'content');
  }
  for (const column of free()) {
    const shape = shapes[column.index];
    if (shape === undefined || shape.dates < 0.7) continue;
    const field = shape.said ?? (shape.future > 0 ? 'expires' : null);
    if (field !== null && !has(field)) give(column, field, 0.6, 'content');
  }

  if (table.columns.length === 0) {
    problems.push({ code: 'no-columns', columns: [], field: null, message: 'The list has no columns.' });
  } else if (!has('name') && !has('remoteId')) {
    problems.push({
      code: 'no-name',
      columns: [],
      field: 'name',
      message: 'No column is recognised as the name of a key.',
    });
  }
  const told = new Set(problems.flatMap((problem) => problem.columns));
  for (const column of columns) {
    const shape = shapes[column.index];
    if (column.field !== null || told.has(called(column)) || shape === undefined || shape.filled === 0) continue;
    // A mark without a title, such as a badge beside the buttons, is read where it is a status.
    if (column.title === '' && shape.statuses === 1) continue;
    problems.push({
      code: 'not-understood',
      columns: [called(column)],
      field: null,
      message: `${theColumn(column)} was not understood, and is not kept.`,
    });
  }
  return { columns, problems, confidence: confidenceOf(columns) };
}

function called({ title, index }: { title: string; index: number }): string {
  return title === '' ? `column ${index + 1}` : `“${title.slice(0, 80)}”`;
}

function theColumn(column: { title: string; index: number }): string {
  return column.title === '' ? `Column ${column.index + 1}` : `The column ${called(column)}`;
}

function guessByTitle(title: string, index: number, { remembered, columns }: RecogniseHints): ColumnMapping | null {
  const name = memoryName(title, index);
  const own = lookUp(remembered, name);
  if (own !== null) return { index, title, field: own, confidence: 1, reason: 'remembered' };
  const defined = lookUp(columns, name);
  if (defined !== null) return { index, title, field: defined, confidence: 0.98, reason: 'definition' };
  const known = fieldOfTitle(title);
  if (known === null) return null;
  return {
    index,
    title,
    field: known.field,
    confidence: known.exact ? 0.9 : 0.6,
    reason: known.exact ? 'title' : 'title-part',
  };
}

function lookUp(memory: ColumnMemory | undefined, name: string): CaptureField | null {
  for (const [title, field] of Object.entries(memory ?? {})) {
    if (title === name || titleKey(title) === name) return CAPTURE_FIELDS.includes(field) ? field : null;
  }
  return null;
}

function missingColumns(
  titles: readonly string[],
  remembered: ColumnMemory | undefined,
  problems: MappingProblem[],
): void {
  const present = new Set(titles.map((title, index) => memoryName(title, index)));
  for (const [title, field] of Object.entries(remembered ?? {})) {
    if (field === 'ignore' || present.has(title) || present.has(titleKey(title))) continue;
    problems.push({
      code: 'remembered-column-missing',
      columns: [`“${title.slice(0, 80)}”`],
      field,
      message: `The column “${title.slice(0, 80)}”, which was chosen before, is not on the page any more.`,
    });
  }
}

function settleDuplicates(taken: (ColumnMapping | null)[], problems: MappingProblem[]): void {
  for (const field of CAPTURE_FIELDS) {
    if (field === 'ignore') continue;
    const rivals = taken.filter((guess): guess is ColumnMapping => guess?.field === field);
    if (rivals.length < 2) continue;
    const [best] = rivals.toSorted((a, b) => b.confidence - a.confidence || a.index - b.index);
    for (const rival of rivals) if (rival !== best) taken[rival.index] = { ...rival, field: null, confidence: 0 };
    const names = rivals.map(called);
    problems.push({
      code: 'two-columns-for-field',
      columns: names,
      field,
      message: `${names.join(' and ')} could both be the ${field}; ${best === undefined ? 'none' : called(best)} was taken.`,
    });
  }
}

/** Shares of the filled cells, from 0 to 1, that look like something. */
type Shape = Readonly<
  Record<'filled' | 'masked' | 'starts' | 'dates' | 'statuses' | 'ids' | 'words' | 'distinct' | 'future', number>
> & {
  readonly said: CaptureField | null;
};

/** Relative words and orders do not matter for telling whether a cell is a date. */
const ANY_DATE: DateContext = { now: 1_000_000_000_000, order: 'day-first' };

function shapeOf(cells: readonly (PageCell | undefined)[], statuses: readonly StatusWord[] | undefined): Shape {
  const texts = cells.map(cellText);
  const filled = texts.filter((text) => text !== '' && !/^[-–—]+$/.test(text));
  const share = (test: (text: string) => boolean): number =>
    filled.length === 0 ? 0 : filled.filter(test).length / filled.length;
  const dated = (text: string): boolean => {
    const read = readDate(text, ANY_DATE);
    return read.kind === 'never' || (read.kind === 'date' && read.date.at !== null);
  };
  const tagged = cells.filter((cell) => typeof cell === 'object' && cell.datetime !== undefined).length;
  return {
    filled: filled.length,
    masked: share((text) => isMasked(text) || VALUE.test(text)),
    starts: share((text) => /^(?=.*\d)[A-Za-z0-9_-]{4,12}$/.test(text)),
    dates: Math.max(share(dated), filled.length === 0 ? 0 : Math.min(1, tagged / filled.length)),
    statuses: share((text) => readStatus(text, statuses).status !== 'unknown'),
    ids: share((text) =>
      /^(?:\d{1,20}|a(?:ki|si)a[a-z2-7]{16}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{24,256})$/i.test(text),
    ),
    words: share(
      (text) =>
        /\p{L}/u.test(text) && !/^(?:true|false|yes|no)$/i.test(text) && !/[•●…*]{2}|…/.test(text) && !dated(text),
    ),
    distinct: filled.length === 0 ? 0 : new Set(filled).size / filled.length,
    said: saidBy(filled),
    future: share((text) => {
      const read = readDate(text, ANY_DATE);
      return read.kind === 'date' && read.date.precision === 'relative' && (read.date.at ?? 0) > ANY_DATE.now;
    }),
  };
}

function contradicts(field: CaptureField, shape: Shape): boolean {
  if (shape.filled === 0) return false;
  switch (field) {
    case 'name':
    case 'description':
      return shape.dates > 0.8 && shape.words < 0.2;
    case 'created':
    case 'lastUsed':
    case 'expires':
      return shape.dates === 0 && shape.masked > 0.5;
    case 'status':
      return shape.statuses === 0 && (shape.masked > 0.5 || shape.dates > 0.8);
    case 'key':
      return (shape.masked < 0.2 && shape.words > 0.5) || shape.dates > 0.8;
    case 'createdBy':
    case 'scopes':
    case 'environment':
      return shape.masked > 0.8 && shape.words < 0.2;
    case 'suffix':
    case 'kind':
    case 'remoteId':
    case 'ignore':
      return false;
  }
}

/** Dates under no title: only what they say themselves ("Expires in 9 days") tells which they are. */
function saidBy(texts: readonly string[]): CaptureField | null {
  const counts = new Map<CaptureField, number>();
  for (const text of texts) {
    const words = text.split(/\s+/).slice(0, 3);
    for (let length = words.length; length > 0; length -= 1) {
      const found = fieldOfTitle(words.slice(0, length).join(' '));
      if (found === null || !found.exact || !DATE_FIELDS.includes(found.field)) continue;
      counts.set(found.field, (counts.get(found.field) ?? 0) + 1);
      break;
    }
  }
  const [most] = [...counts].sort((one, other) => other[1] - one[1]);
  return most !== undefined && most[1] * 2 > texts.length ? most[0] : null;
}

function confidenceOf(columns: readonly ColumnMapping[]): number {
  const of = (field: CaptureField): number => columns.find((column) => column.field === field)?.confidence ?? 0;
  const others = Math.max(...DATE_FIELDS.map(of), of('scopes'), of('status'), of('remoteId'));
  // Some providers give their keys no names.
  const called = Math.max(of('name'), of('remoteId') * 0.9);
  return Math.min(1, called * 0.45 + of('key') * 0.35 + others * 0.35);
}
