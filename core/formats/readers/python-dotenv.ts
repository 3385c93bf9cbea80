import { commentStart } from '../dotenv.ts';
import {
  FileVariables,
  LineCounter,
  lineEnd,
  type ReadEntry,
  type ReadFile,
  type Refusal,
  withPlainLineEnds,
} from './reader.ts';

const HEAD = /(?:export[^\S\n]+)?(?:'([^']+)'|([^=#\s]+))[^\S\n]*/y;
const END = /(?:[^\S\n]*#[^\n]*)?[^\S\n]*(?:\n|$)/y;
const DOUBLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/**
 * What python-dotenv reads (version 1, its parser.py and variables.py): escapes are decoded, in single quotes `\'` and `\\`
 * only; a "#" begins a comment behind white space; `${NAME}` and `${NAME:-default}` are replaced whatever the quotes are,
 * `$NAME` is not. A line that it does not understand is passed over with a warning.
 */
export function readAsPythonDotenv(source: string): ReadFile {
  const text = withPlainLineEnds(source);
  const lines = new LineCounter(text);
  const variables = new FileVariables();
  const entries: ReadEntry[] = [];
  const refusals: Refusal[] = [];
  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const line = lines.at(at);
    HEAD.lastIndex = at;
    const head = text.charAt(at) === '#' ? null : HEAD.exec(text);
    const name = head?.[1] ?? head?.[2];
    if (head === null || name === undefined || text.charAt(HEAD.lastIndex) !== '=') {
      at = lineEnd(text, at) + 1;
      continue;
    }
    const start = skipBlanks(text, HEAD.lastIndex + 1);
    const read = readValue(text, start);
    END.lastIndex = read?.end ?? 0;
    if (read === null || !END.test(text)) {
      refusals.push({
        name,
        line,
        why: read === null ? 'finds no closing quote' : 'passes it over: there is text behind the quote',
      });
      // It goes on behind what it took for the value, which can be lines further down.
      at = lineEnd(text, read?.end ?? start) + 1;
      continue;
    }
    const value = expand(read.value, variables);
    variables.set(name, value);
    entries.push({ name, line, value, open: variables.takeMissed() });
    at = END.lastIndex;
  }
  return { entries, refusals, stopped: null };
}

/** Replaces `${NAME}` and `${NAME:-default}`; a name goes to the first "}" or ":". Each character is looked at once. */
function expand(value: string, variables: FileVariables): string {
  const parts: string[] = [];
  let copied = 0;
  let end = -1;
  let colon = -1;
  for (let at = value.indexOf('${'); at !== -1; at = value.indexOf('${', Math.max(copied, at + 2))) {
    if (end < at) end = value.indexOf('}', at);
    if (end === -1) break;
    if (colon < at && colon !== value.length) colon = value.indexOf(':', at);
    if (colon === -1) colon = value.length;
    const hasDefault = colon < end;
    if (hasDefault && value.charAt(colon + 1) !== '-') continue;
    const name = value.slice(at + 2, hasDefault ? colon : end);
    const given = variables.has(name) || !hasDefault;
    parts.push(value.slice(copied, at), given ? variables.get(name) : value.slice(colon + 2, end));
    copied = end + 1;
  }
  return parts.join('') + value.slice(copied);
}

function readValue(text: string, start: number): { value: string; end: number } | null {
  const quote = text.charAt(start);
  if (quote === "'" || quote === '"') {
    const closing = findClosing(text, start);
    if (closing === -1) return null;
    const raw = text.slice(start + 1, closing);
    const escapes = quote === "'" ? /\\([\\'])/g : /\\([\\'"abfnrtv])/g;
    return { value: raw.replace(escapes, (_, letter: string) => DOUBLE_ESCAPES[letter] ?? letter), end: closing + 1 };
  }
  const end = lineEnd(text, start);
  const line = text.slice(start, end);
  const comment = commentStart(line);
  return { value: line.slice(0, comment).trimEnd(), end };
}

/** The first quote without a backslash before it, else the last one with. */
function findClosing(text: string, start: number): number {
  const quote = text.charAt(start);
  let last = -1;
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    if (at === start + 1 || text.charAt(at - 1) !== '\\') return at;
    last = at;
  }
  return last;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== '\n' && /\s/.test(text.charAt(at))) at += 1;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
  return at;
}
