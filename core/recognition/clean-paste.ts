import { parseDotenv } from '#core/formats/dotenv.ts';
import { parseJsonSecrets } from '#core/formats/json-secrets.ts';
import { isLikelyName, isTokenText } from './paste-shapes.ts';

/**
 * What is left of a pasted text. `removed` says in words what was taken off ("quotes", "Bearer") and never holds any of
 * the value. `many`: several names with values, for the import preview.
 */
export type CleanedPaste =
  | Readonly<{ kind: 'empty'; removed: readonly string[] }>
  | Readonly<{
      kind: 'one';
      value: string;
      name?: string;
      removed: readonly string[];
      /** What may be around the value and is left there, until a person says that it is. */
      offered: readonly string[];
    }>
  | Readonly<{ kind: 'many' }>;

/** Longer texts are files, not something around which a person left quotes. */
const LONGEST_CLEANED = 1_048_576;
/** More layers than any real paste has; a megabyte of nothing but comment lines must not take minutes. */
const MOST_LAYERS = 50;
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff\u00ad]/g;
const INVISIBLE_AT_ENDS = /^[\u200b-\u200d\u2060\ufeff\u00ad]+|[\u200b-\u200d\u2060\ufeff\u00ad]+$/g;
const QUOTE_PAIRS: readonly string[] = ['""', "''", '``', '“”', '‘’', '„“', '‚‘', '«»', '””', '’’'];
const HEADER =
  /^(Authorization|Proxy-Authorization|X-API-Key|X-API-Token|X-Auth-Token|X-Access-Token|Api-Key|ApiKey|Private-Token|Job-Token|DD-API-KEY|DD-APPLICATION-KEY|Fastly-Key|X-Figma-Token|X-Vault-Token|X-Auth-Key) *: */i;
const SCHEME_AFTER_AUTHORIZATION = /^(?:Bearer|Token|Basic|ApiKey|Api-Key) +/i;
type Sure = (name: string, rest: string) => boolean;
/** A form of assignment, and whether it is one for certain; where not, taking it off is offered. */
const ASSIGNMENTS: readonly (readonly [RegExp, string, Sure])[] = [
  [/^export +([A-Za-z_]\w{0,199}) *= *(?=\S)/, 'export NAME=', () => true],
  [/^set(?:x)? +([A-Za-z_]\w{0,199})=(?=\S)/i, 'set NAME=', () => true],
  [/^\$env:([A-Za-z_]\w{0,199}) *= *(?=\S)/i, '$env:NAME =', () => true],
  [/^(?:const|let|var) +([A-Za-z_]\w{0,199}) *= *(?=["'`])/, 'const NAME =', () => true],
  [/^["']([A-Za-z_][\w.-]{0,199})["'] *: *(?=\S)/, '"NAME":', (_name, rest) => isQuoted(rest)],
  [
    /^([A-Z_][A-Z0-9_]{0,199}) *= *(?=[^\s=])/,
    'NAME=',
    (name, rest) => isQuoted(rest) || (isLikelyName(name) && isOneValue(rest)),
  ],
  [/^([A-Za-z_][\w.-]{0,60}) *= *(?=["'`“‘])/, 'NAME=', (name, rest) => isLikelyName(name) && isQuoted(rest)],
  [/^([a-z_][a-zA-Z0-9_]{0,60})=(?=[^\s=])(?!.*[;&,=])/, 'NAME=', () => false],
  [/^(?:- +)?([A-Za-z_][\w.-]{1,60}): +(?=\S)/, 'NAME:', (name, rest) => isLikelyName(name) && isOneValue(rest)],
];

/**
 * Takes off what comes along when a person copies a value out of a file, a terminal, a page or a request, where that is
 * what it is for certain: a password that only looks so stays as it is. What is likely is named in `offered`.
 * @param withOffered takes off as well what would only be offered
 */
export function cleanPaste(text: string, withOffered = false): CleanedPaste {
  if (text.length > LONGEST_CLEANED) return { kind: 'one', value: text, removed: [], offered: [] };
  const removed: string[] = [];
  let value = removeInvisible(text, removed);
  if (value.trim() === '') return { kind: 'empty', removed };
  if (isMany(value)) return { kind: 'many' };
  let name: string | undefined;
  let last: Layer | null = null;
  for (let round = 0; round < MOST_LAYERS; round += 1) {
    const layer = outerLayer(value, name !== undefined, last);
    if (layer === null || (!layer.sure && !withOffered)) break;
    value = layer.rest;
    name ??= layer.name;
    last = layer;
    if (!removed.includes(layer.what)) removed.push(layer.what);
  }
  if (value === '') return { kind: 'empty', removed };
  const offered = withOffered ? [] : offeredFor(text, removed);
  return { kind: 'one', value, ...(name === undefined ? {} : { name }), removed, offered };
}

/** What would be taken off besides. */
function offeredFor(text: string, removed: readonly string[]): readonly string[] {
  const all = cleanPaste(text, true);
  return all.kind === 'one' ? all.removed.filter((what) => !removed.includes(what)) : [];
}

function removeInvisible(text: string, removed: string[]): string {
  const without = text.replace(INVISIBLE, '');
  // In the middle of other than ASCII text they can be part of a character, as in many emoji.
  const isAscii = /^\p{ASCII}*$/u.test(without.replace(/[“”‘’„‚«»\u00a0]/g, ''));
  const cleaned = isAscii ? without : text.replace(INVISIBLE_AT_ENDS, '');
  if (cleaned.length !== text.length) removed.push('invisible characters');
  return cleaned;
}

function isMany(text: string): boolean {
  const start = text.trimStart();
  // A script is a value of its own, whatever it assigns.
  if (start.startsWith('-----BEGIN') || start.startsWith('#!')) return false;
  if (start.startsWith('{')) {
    const { entries, errors } = parseJsonSecrets(text);
    // A service account file is one value that happens to be an object, and so is any with names of other than variables.
    return errors.length === 0 && entries.length > 1 && entries.every(({ name }) => /^[A-Z][A-Z0-9_]*$/.test(name));
  }
  if (!text.trim().includes('\n')) return false;
  const assignments = text.match(/^[ \t]*(?:export +)?[A-Za-z_][A-Za-z0-9_]*=/gm)?.length ?? 0;
  if (assignments < 2) return false;
  const { entries, errors } = parseDotenv(text);
  return entries.length > 1 && errors.length < entries.length;
}

type Layer = Readonly<{ rest: string; what: string; name?: string; sure: boolean }>;

/** @param last the layer that was taken off before; code around a value makes the quotes and semicolons in it code as well */
function outerLayer(text: string, named: boolean, last: Layer | null): Layer | null {
  const isPem = text.trimStart().startsWith('-----BEGIN');
  // What has several lines keeps the end of the last: OpenSSH refuses a private key without it.
  const severalLines = isPem || text.trim().includes('\n');
  const trimmed = text.trim() + (severalLines && /\n\s*$/.test(text) ? '\n' : '');
  if (trimmed !== text) return { rest: trimmed, what: 'spaces', sure: true };
  if (isPem || text.startsWith('#!')) return null;

  const commented = /^(?:#|\/\/)[^\n]*\n/.exec(text);
  if (commented) {
    const rest = text.slice(commented[0].length);
    return { rest, what: 'a comment', sure: !rest.includes('\n') && assignmentLayer(rest)?.sure === true };
  }
  const flag = /^(?:-H|--header) +(?=["'])/.exec(text);
  if (flag) return { rest: text.slice(flag[0].length), what: flag[0].trim(), sure: true };
  const header = HEADER.exec(text);
  if (header) {
    const rest = text.slice(header[0].length);
    const isAuthorization = /authorization/i.test(header[1] ?? '');
    const scheme = isAuthorization ? (SCHEME_AFTER_AUTHORIZATION.exec(rest)?.[0] ?? '') : '';
    const what = scheme === '' ? `${header[1]}:` : `${header[1]}: ${scheme.trim()}`;
    return { rest: rest.slice(scheme.length), what, sure: true };
  }
  const bearer = /^Bearer +(?=\S)/i.exec(text);
  if (bearer) return { rest: text.slice(bearer[0].length), what: 'Bearer', sure: true };
  return (named ? null : assignmentLayer(text)) ?? punctuationLayer(text, last);
}

function assignmentLayer(text: string): Layer | null {
  for (const [pattern, what, isSure] of ASSIGNMENTS) {
    const match = pattern.exec(text);
    const name = match?.[1];
    if (match && name !== undefined) {
      // The comment behind a value goes with the assignment; a "#" elsewhere may be part of a password.
      const rest = text.slice(match[0].length).replace(/^("[^"\n]*"|'[^'\n]*'|[^\s"'`]+)[;,]?\s+#[^\n]*$/, '$1');
      return { rest, what, name, sure: isSure(name, rest) };
    }
  }
  return null;
}

function punctuationLayer(text: string, last: Layer | null): Layer | null {
  // Behind NAME= and their like, quotes and punctuation belong to the code around the value.
  const inCode =
    last?.sure === true && (last.name !== undefined || /^(?:-H|--header|a semicolon|a comma)/.test(last.what));
  const inner = text.slice(1, -1);
  for (const pair of QUOTE_PAIRS) {
    const [open, close] = [pair.charAt(0), pair.charAt(1)];
    if (text.length >= 2 && text.startsWith(open) && text.endsWith(close) && !inner.includes(open)) {
      return {
        rest: inner,
        what: 'quotes',
        sure: inCode || isTokenText(inner) || inner.startsWith('-----BEGIN') || HEADER.test(inner),
      };
    }
  }
  const ending = /[;,]$/.exec(text)?.[0];
  const before = text.slice(0, -1);
  // "Server=…;Password=…;" ends with a semicolon that belongs to it.
  if (ending !== undefined && before !== '' && !before.includes(ending)) {
    const what = ending === ';' ? 'a semicolon at the end' : 'a comma at the end';
    return {
      rest: before,
      what,
      sure: inCode && (isQuoted(before) || last?.name === undefined || last.what !== 'NAME='),
    };
  }
  if (/^{[^{}]*}$/.test(text)) {
    const { entries, errors } = parseJsonSecrets(text);
    const [only] = entries;
    if (errors.length === 0 && entries.length === 1 && only)
      return { rest: only.value, what: 'JSON around it', name: only.name, sure: false };
  }
  return null;
}

/** One word or one quoted text, which is what stands behind an assignment. */
function isOneValue(rest: string): boolean {
  return isQuoted(rest) || !/[\s"'`]/.test(rest);
}

function isQuoted(rest: string): boolean {
  return /^(?:"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”|‘[^’]*’)[;,]?$/.test(rest);
}
