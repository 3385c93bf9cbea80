import { failure, type Result, success } from '#shared/contract/result.ts';
import { nameForMessage } from './names.ts';
import { type FileProblem, findDuplicates, MAX_ERRORS, MAX_FILE_LENGTH } from './problem.ts';

export type DotenvQuote = 'single' | 'double' | 'backtick' | 'none';
export type DotenvEntry = Readonly<{
  name: string;
  value: string;
  /** First and last line of the entry, from 1. */
  line: number;
  endLine: number;
  quote: DotenvQuote;
  /** Whether `export ` stood before the name. */
  exported: boolean;
  /** The comment behind the value, without "#". */
  comment?: string;
}>;

export type DotenvErrorCode =
  | 'too-large'
  | 'too-many-errors'
  | 'nul-character'
  | 'not-an-assignment'
  | 'unclosed-quote'
  | 'text-after-quote'
  | 'broken-escape';
export type DotenvWarningCode = 'duplicate-name' | 'backslash-before-quote';

export type DotenvFile = Readonly<{
  /** In the order of the file, duplicates included: the last one of a name counts. */
  entries: readonly DotenvEntry[];
  errors: readonly FileProblem<DotenvErrorCode>[];
  warnings: readonly FileProblem<DotenvWarningCode>[];
}>;

const QUOTES: ReadonlyMap<string, DotenvQuote> = new Map([
  ["'", 'single'],
  ['"', 'double'],
  ['`', 'backtick'],
]);
const ASSIGNMENT = /[^\S\n]*(?:export[^\S\n]+)?([\w.-]+)(?:[^\S\n]*=[^\S\n]*|:[^\S\n]+)/y;
const BLANK_OR_COMMENT = /[^\S\n]*(?:#([^\n]*))?(?:\n|$)/y;

/**
 * The comment that marks a value as a JSON string. The dotenv syntax has no way to write some values (one with all three
 * quotes and a line break, say); only those are written so, and `formatDotenv` names them as not portable.
 */
const JSON_STRING_MARK = 'keyrail:json-string';

/**
 * Reads a dotenv file by Keyrail's own rules: those of the dotenv package (version 16, https://github.com/motdotla/dotenv#rules),
 * `\t` in double quotes as dotenvx has it, and a "#" without white space before it belongs to the value, as every reader but
 * that package has it. `${NAME}` stays as it is. Where the package would guess at broken quotes or skip a line that it does not
 * understand, there is an error with the line number instead; nothing of such a line is in `entries`. What other programs
 * read in the same file is in `readers`.
 */
export function parseDotenv(text: string): DotenvFile {
  if (text.length > MAX_FILE_LENGTH) {
    return { entries: [], errors: [{ line: 1, code: 'too-large', message: 'The file is over 10 MB.' }], warnings: [] };
  }
  return new DotenvReader(text).read();
}

class DotenvReader {
  readonly #text: string;
  readonly #entries: DotenvEntry[] = [];
  readonly #errors: FileProblem<DotenvErrorCode>[] = [];
  readonly #warnings: FileProblem<DotenvWarningCode>[] = [];
  #at = 0;
  #line = 1;

  constructor(text: string) {
    this.#text = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  }

  read(): DotenvFile {
    while (this.#at < this.#text.length) {
      if (this.#errors.length >= MAX_ERRORS) {
        this.#error('too-many-errors', 'reading stopped here after too many errors.');
        break;
      }
      this.#readLine();
    }
    const warnings = [...this.#warnings, ...findDuplicates(this.#entries)].sort((a, b) => a.line - b.line);
    return { entries: this.#entries, errors: this.#errors, warnings };
  }

  #readLine(): void {
    BLANK_OR_COMMENT.lastIndex = this.#at;
    if (BLANK_OR_COMMENT.test(this.#text)) {
      this.#moveTo(BLANK_OR_COMMENT.lastIndex);
      return;
    }

    ASSIGNMENT.lastIndex = this.#at;
    const match = ASSIGNMENT.exec(this.#text);
    const name = match?.[1];
    if (!match || name === undefined) {
      this.#fail('not-an-assignment', 'this is neither NAME=value nor a comment.');
      return;
    }
    const exported = /^\s*export\s/.test(match[0]);
    const start = ASSIGNMENT.lastIndex;
    const quote = QUOTES.get(this.#text.charAt(start));
    if (quote) this.#readQuoted({ name, exported }, start, quote);
    else this.#readUnquoted({ name, exported }, start);
  }

  #readUnquoted(head: { name: string; exported: boolean }, start: number): void {
    const lineEnd = this.#lineEnd(start);
    const line = this.#text.slice(start, lineEnd);
    const comment = /\s/.test(this.#text.charAt(start - 1)) && line.startsWith('#') ? 0 : commentStart(line);
    const value = line.slice(0, comment).trim();
    this.#push(
      { ...head, value, quote: 'none' },
      comment === line.length ? undefined : hashless(line.slice(comment)),
      lineEnd,
    );
  }

  #readQuoted(head: { name: string; exported: boolean }, start: number, quote: DotenvQuote): void {
    const closing = closingQuote(this.#text, start);
    if (typeof closing === 'string') {
      const rule =
        closing === 'unclosed-quote' ? 'has a quote that is never closed' : 'has text after its closing quote';
      this.#fail(closing, `the value of ${nameForMessage(head.name)} ${rule}.`);
      return;
    }
    if (closing > start + 1 && this.#text.charAt(closing - 1) === '\\') {
      this.#warn('backslash-before-quote', 'the backslash before the closing quote was read as part of the value.');
    }
    const raw = this.#text.slice(start + 1, closing);
    BLANK_OR_COMMENT.lastIndex = closing + 1;
    const comment = BLANK_OR_COMMENT.exec(this.#text)?.[1];
    const end = this.#lineEnd(closing);
    if (quote === 'double' && comment?.trim() === JSON_STRING_MARK) {
      const value = readJsonString(raw);
      if (value === null) {
        this.#fail('broken-escape', `the value of ${nameForMessage(head.name)} is not the JSON string it should be.`);
        return;
      }
      this.#push({ ...head, value, quote }, comment, end);
      return;
    }
    const value = quote === 'double' ? raw.replace(/\\([nrt])/g, (_, letter: string) => ESCAPES[letter] ?? '') : raw;
    this.#push({ ...head, value, quote }, comment, end);
  }

  #push(entry: Omit<DotenvEntry, 'line' | 'endLine' | 'comment'>, comment: string | undefined, end: number): void {
    const line = this.#line;
    if (entry.value.includes('\0')) {
      this.#fail('nul-character', `the value of ${nameForMessage(entry.name)} has a NUL character.`);
      return;
    }
    this.#moveTo(end + 1);
    const endLine = this.#text.charAt(end) === '\n' ? this.#line - 1 : this.#line;
    const trimmed = comment?.trim();
    this.#entries.push({ ...entry, line, endLine, ...(trimmed ? { comment: trimmed } : {}) });
  }

  #lineEnd(from: number): number {
    const end = this.#text.indexOf('\n', from);
    return end === -1 ? this.#text.length : end;
  }

  #moveTo(next: number): void {
    for (let at = this.#text.indexOf('\n', this.#at); at !== -1 && at < next; at = this.#text.indexOf('\n', at + 1)) {
      this.#line += 1;
    }
    this.#at = next;
  }

  #fail(code: DotenvErrorCode, rule: string): void {
    this.#error(code, rule);
    this.#moveTo(this.#lineEnd(this.#at) + 1);
  }

  #error(code: DotenvErrorCode, rule: string): void {
    this.#errors.push({ line: this.#line, code, message: `Line ${this.#line}: ${rule}` });
  }

  #warn(code: DotenvWarningCode, rule: string): void {
    this.#warnings.push({ line: this.#line, code, message: `Line ${this.#line}: ${rule}` });
  }
}

/**
 * Where a quoted value ends. A quote behind a backslash belongs to the value, backslash included, if an unescaped quote
 * follows that ends its line; else the value ends with that backslash. This is what the dotenv package's expression does.
 */
export function closingQuote(text: string, start: number): number | 'unclosed-quote' | 'text-after-quote' {
  const quote = text.charAt(start);
  let endingInBackslash = -1;
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    BLANK_OR_COMMENT.lastIndex = at + 1;
    const endsLine = BLANK_OR_COMMENT.test(text);
    const escaped = at > start + 1 && text.charAt(at - 1) === '\\';
    if (!escaped && endsLine) return at;
    if (!escaped) return endingInBackslash === -1 ? 'text-after-quote' : endingInBackslash;
    if (endsLine) endingInBackslash = at;
  }
  return endingInBackslash === -1 ? 'unclosed-quote' : endingInBackslash;
}

/** Where white space with a "#" behind it begins; the length where there is none. */
export function commentStart(line: string): number {
  for (let hash = line.indexOf('#', 1); hash !== -1; hash = line.indexOf('#', hash + 1)) {
    if (/\s/.test(line.charAt(hash - 1))) return hash - 1;
  }
  return line.length;
}

function hashless(comment: string): string {
  return comment.trimStart().slice(1);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function readJsonString(raw: string): string | null {
  try {
    const value: unknown = JSON.parse(`"${raw}"`);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** Whether a value is written as only Keyrail reads it. */
export function isKeyrailsOwn({ quote, comment }: DotenvEntry): boolean {
  return quote === 'double' && comment === JSON_STRING_MARK;
}

/** Whether a dotenv file can hold this name. */
export function isDotenvName(name: string): boolean {
  return /^[\w.-]+$/.test(name);
}

export type DotenvText = Readonly<{
  text: string;
  /** Names whose value the dotenv syntax cannot express: Keyrail reads them back, other programs read something else. */
  notPortable: readonly string[];
}>;

/**
 * Writes a dotenv file, one entry after the other. `parseDotenv` reads exactly the same values from it, and so does the
 * dotenv package for every name that is not in `notPortable`.
 *
 * Fails with `name-invalid` or `value-invalid` (NUL); `detail.names` lists the names in question.
 */
export function formatDotenv(
  entries: Iterable<Readonly<{ name: string; value: string }>>,
): Result<DotenvText, 'name-invalid' | 'value-invalid'> {
  const lines: string[] = [];
  const notPortable: string[] = [];
  for (const { name, value } of entries) {
    if (!isDotenvName(name)) {
      return failure('name-invalid', 'A dotenv file can only hold names of letters, digits, "_", "." and "-".', {
        names: [name],
      });
    }
    if (value.includes('\0')) {
      return failure('value-invalid', `The value of ${name} has a NUL character, which no dotenv file can hold.`, {
        names: [name],
      });
    }
    const portable = quoteValue(value);
    if (portable === null) notPortable.push(name);
    lines.push(`${name}=${portable ?? `${toJsonString(value)} # ${JSON_STRING_MARK}`}\n`);
  }
  return success({ text: lines.join(''), notPortable });
}

/** A JSON string in which no backslash stands before a quote, so that finding its end needs no second rule. */
function toJsonString(value: string): string {
  const escaped = JSON.stringify(value).slice(1, -1);
  return `"${escaped.replace(/\\(["\\])/g, (_, character: string) => (character === '"' ? '\\u0022' : '\\u005c'))}"`;
}

/** The value as the dotenv package reads it, or null where its syntax has no way to write it. */
function quoteValue(value: string): string | null {
  if (/^[\w./:@%+,=~^-]*$/.test(value)) return value;
  // Half of a surrogate pair does not survive being written as UTF-8.
  if (!value.isWellFormed()) return null;
  if (!value.endsWith('\\')) {
    if (!/['\r]/.test(value)) return `'${value}'`;
    if (!/["]|\\[nrt]/.test(value)) return `"${value.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;
    if (!/[`\r]/.test(value)) return `\`${value}\``;
  }
  const plain = !/^['"`]|[#\r\n\u2028\u2029]/.test(value) && value === value.trim();
  return plain ? value : null;
}
