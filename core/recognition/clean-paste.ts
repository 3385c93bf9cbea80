import { parseDotenv } from '#core/formats/dotenv.ts';
import { parseJsonSecrets } from '#core/formats/json-secrets.ts';

/**
 * What is left of a pasted text. `removed` says in words what was taken off ("quotes", "Bearer") and never holds any of
 * the value. `many`: several names with values, for the import preview.
 */
export type CleanedPaste =
  | Readonly<{ kind: 'empty'; removed: readonly string[] }>
  | Readonly<{ kind: 'one'; value: string; name?: string; removed: readonly string[] }>
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
const ASSIGNMENTS: readonly (readonly [RegExp, string])[] = [
  [/^export +([A-Za-z_]\w{0,199}) *= *(?=\S)/, 'export NAME='],
  [/^set(?:x)? +([A-Za-z_]\w{0,199})=(?=\S)/i, 'set NAME='],
  [/^\$env:([A-Za-z_]\w{0,199}) *= *(?=\S)/i, '$env:NAME ='],
  [/^(?:const|let|var) +([A-Za-z_]\w{0,199}) *= *(?=["'`])/, 'const NAME ='],
  [/^["']([A-Za-z_][\w.-]{0,199})["'] *: *(?=\S)/, '"NAME":'],
  [/^([A-Z_][A-Z0-9_]{0,199}) *= *(?=[^\s=])/, 'NAME='],
  [/^([A-Za-z_][\w.-]{0,60}) *= *(?=["'`“‘])/, 'NAME='],
  [/^([a-z_][a-zA-Z0-9_]{0,60})=(?=[^\s=])(?!.*[;&])/, 'NAME='],
  [/^(?:- +)?([A-Za-z_][\w.-]{0,60}): +(?=\S)/, 'NAME:'],
];

/** Takes off what comes along when a person copies a value out of a file, a terminal, a page or a request. */
export function cleanPaste(text: string): CleanedPaste {
  if (text.length > LONGEST_CLEANED) return { kind: 'one', value: text, removed: [] };
  const removed: string[] = [];
  let value = removeInvisible(text, removed);
  if (value.trim() === '') return { kind: 'empty', removed };
  if (isMany(value)) return { kind: 'many' };
  let name: string | undefined;
  const note = (what: string): void => {
    if (!removed.includes(what)) removed.push(what);
  };
  for (let round = 0; round < MOST_LAYERS; round += 1) {
    const layer = outerLayer(value, name !== undefined);
    if (!layer) break;
    value = layer.rest;
    name ??= layer.name;
    note(layer.what);
  }
  if (value === '') return { kind: 'empty', removed };
  return { kind: 'one', value, ...(name === undefined ? {} : { name }), removed };
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
  if (text.trimStart().startsWith('-----BEGIN')) return false;
  if (text.trimStart().startsWith('{')) {
    const { entries, errors } = parseJsonSecrets(text);
    // A service account file is one value that happens to be an object.
    return errors.length === 0 && entries.length > 1 && !entries.some(({ name }) => name === 'private_key');
  }
  if (!text.trim().includes('\n')) return false;
  const assignments = text.match(/^[ \t]*(?:export +)?[A-Za-z_][A-Za-z0-9_]*=/gm)?.length ?? 0;
  if (assignments < 2) return false;
  const { entries, errors } = parseDotenv(text);
  return entries.length > 1 && errors.length < entries.length;
}

type Layer = Readonly<{ rest: string; what: string; name?: string }>;

function outerLayer(text: string, named: boolean): Layer | null {
  const isPem = text.trimStart().startsWith('-----BEGIN');
  // OpenSSH refuses a private key without the line break at its end.
  const trimmed = isPem ? text.trim() + (/\n\s*$/.test(text) ? '\n' : '') : text.trim();
  if (trimmed !== text) return { rest: trimmed, what: 'spaces' };
  if (isPem) return null;

  const commented = /^(?:#|\/\/)[^\n]*\n/.exec(text);
  if (commented) return { rest: text.slice(commented[0].length), what: 'a comment' };
  const flag = /^(?:-H|--header) +(?=["'])/.exec(text);
  if (flag) return { rest: text.slice(flag[0].length), what: flag[0].trim() };
  const header = HEADER.exec(text);
  if (header) {
    const rest = text.slice(header[0].length);
    const isAuthorization = /authorization/i.test(header[1] ?? '');
    const scheme = isAuthorization ? (SCHEME_AFTER_AUTHORIZATION.exec(rest)?.[0] ?? '') : '';
    const what = scheme === '' ? `${header[1]}:` : `${header[1]}: ${scheme.trim()}`;
    return { rest: rest.slice(scheme.length), what };
  }
  const bearer = /^Bearer +(?=\S)/i.exec(text);
  if (bearer) return { rest: text.slice(bearer[0].length), what: 'Bearer' };
  return (named ? null : assignmentLayer(text)) ?? punctuationLayer(text);
}

function assignmentLayer(text: string): Layer | null {
  for (const [pattern, what] of ASSIGNMENTS) {
    const match = pattern.exec(text);
    const name = match?.[1];
    if (match && name !== undefined) {
      // The comment behind a value goes with the assignment; a "#" elsewhere may be part of a password.
      const rest = text.slice(match[0].length).replace(/^("[^"\n]*"|'[^'\n]*'|[^\s"'`]+)[;,]?\s+#[^\n]*$/, '$1');
      return { rest, what, name };
    }
  }
  return null;
}

function punctuationLayer(text: string): Layer | null {
  const inner = text.slice(1, -1);
  for (const pair of QUOTE_PAIRS) {
    const [open, close] = [pair.charAt(0), pair.charAt(1)];
    if (text.length >= 2 && text.startsWith(open) && text.endsWith(close) && !inner.includes(open)) {
      return { rest: inner, what: 'quotes' };
    }
  }
  const ending = /[;,]$/.exec(text)?.[0];
  const before = text.slice(0, -1);
  // "Server=…;Password=…;" ends with a semicolon that belongs to it.
  if (ending !== undefined && before !== '' && !before.includes(ending)) {
    return { rest: before, what: ending === ';' ? 'a semicolon at the end' : 'a comma at the end' };
  }
  if (/^{[^{}]*}$/.test(text)) {
    const { entries, errors } = parseJsonSecrets(text);
    const [only] = entries;
    if (errors.length === 0 && entries.length === 1 && only)
      return { rest: only.value, what: 'JSON around it', name: only.name };
  }
  return null;
}
