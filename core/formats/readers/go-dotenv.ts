import { commentStart } from '../dotenv.ts';
import { FileVariables, LineCounter, lineEnd, type ReadEntry, type ReadFile, withPlainLineEnds } from './reader.ts';

const HEAD = /(?:export[^\S\n]+)?([\p{L}\p{N}_.\-[\]]*)[^\S\n]*/uy;
/** A reader of this family: how it finds a quote's end, decodes and expands. */
type Dialect = Readonly<{
  /** A name that the dialect accepts. */
  name: RegExp;
  /** Where an unquoted value ends on its line. */
  unquotedEnd: (line: string) => number;
  /** The text inside quotes whose closing quote is at `closing`; `raw` is what stands between. */
  inQuotes: (raw: string, quote: string, variables: FileVariables) => string | Stop;
  unquoted: (value: string, variables: FileVariables) => string | Stop;
  /** A name alone takes the variable of where the program runs. */
  inherits: boolean;
}>;
type Stop = Readonly<{ why: string }>;

/**
 * What godotenv reads (github.com/joho/godotenv, parser.go of its main branch): in double quotes `\n` and `\r` are decoded and
 * other backslashes are taken away; `$NAME` and `${NAME}` of capital letters are replaced but in single quotes. Anything
 * that it does not understand has it refuse the whole file. (An unquoted value that begins with "#" is kept by its releases up to 1.5.1
 * and makes the main branch of today panic; it is taken as the releases take it.)
 */
export function readAsGodotenv(source: string): ReadFile {
  return readAs(source, {
    name: /^[\p{L}\p{N}_.-]*$/u,
    unquotedEnd: commentStart,
    inQuotes: (raw, quote, variables) => {
      const inner = trimQuotes(raw, quote);
      if (quote === "'") return inner;
      const decoded = inner
        .replace(/\\[^\n]/g, (all) => (all === '\\n' ? '\n' : all === '\\r' ? '\r' : all))
        .replace(/\\([^$])/g, '$1');
      return expandGo(decoded, variables);
    },
    unquoted: expandGo,
    inherits: false,
  });
}

/**
 * What Docker Compose reads, as `.env` and by `env_file:` (github.com/compose-spec/compose-go, dotenv/parser.go and
 * template/template.go): in double quotes `\n`, `\t`, `\"` and their like are decoded; `$NAME`, `${NAME}` and their defaults are
 * replaced but in single quotes, and `$$` is "$". A "$" with anything else behind it has it refuse the whole file.
 */
export function readAsCompose(source: string): ReadFile {
  return readAs(source, {
    name: /^[\p{L}\p{N}_.\-[\]]*$/u,
    unquotedEnd: (line) => {
      const comment = line.indexOf(' #');
      return comment === -1 ? line.length : comment;
    },
    inQuotes: (raw, quote, variables) => {
      const inner = unescapeQuotes(raw, quote);
      return quote === "'" ? inner : substitute(decodeGoEscapes(inner), variables);
    },
    unquoted: (value, variables) => substitute(value, variables),
    inherits: true,
  });
}

function readAs(source: string, dialect: Dialect): ReadFile {
  const text = withPlainLineEnds(source);
  const lines = new LineCounter(text);
  const variables = new FileVariables();
  const entries: ReadEntry[] = [];
  const refuse = (at: number, why: string): ReadFile => {
    const line = lines.at(at);
    return {
      entries: [],
      refusals: [],
      stopped: { line, why: `refuses the file: line ${line} ${why}`, everything: true },
    };
  };
  for (let at = 0; ; ) {
    while (at < text.length && /\s/.test(text.charAt(at))) at += 1;
    if (at >= text.length) return { entries, refusals: [], stopped: null };
    if (text.charAt(at) === '#') {
      at = lineEnd(text, at);
      continue;
    }
    HEAD.lastIndex = at;
    const name = HEAD.exec(text)?.[1];
    const behind = HEAD.lastIndex;
    if (name === undefined || !dialect.name.test(name)) return refuse(at, 'has no name that it knows');
    if (dialect.inherits && (text.charAt(behind) === '\n' || behind >= text.length)) {
      at = behind;
      continue;
    }
    if (!/[=:]/.test(text.charAt(behind))) return refuse(at, 'is not NAME=value');
    let start = behind + 1;
    while (start < text.length && text.charAt(start) !== '\n' && /\s/.test(text.charAt(start))) start += 1;
    const line = lines.at(at);
    const quote = text.charAt(start);
    let value: string | Stop;
    if (quote === '"' || quote === "'") {
      const closing = oddEscapesClosing(text, start);
      if (closing === -1) return refuse(at, 'has a quote that is never closed');
      value = dialect.inQuotes(text.slice(start + 1, closing), quote, variables);
      at = closing + 1;
    } else {
      at = lineEnd(text, start);
      const whole = text.slice(start, at);
      value = dialect.unquoted(whole.slice(0, dialect.unquotedEnd(whole)).trim(), variables);
    }
    if (typeof value !== 'string')
      return {
        entries: [],
        refusals: [],
        stopped: { line, why: `refuses the file: line ${line} ${value.why}`, everything: true },
      };
    variables.set(name, value);
    // Both take a line without a name for one, and nothing can ask for it.
    if (name !== '') entries.push({ name, line, value, open: variables.takeMissed() });
  }
}

/** The closing quote: one with an even number of backslashes before it. */
function oddEscapesClosing(text: string, start: number): number {
  const quote = text.charAt(start);
  let escaped = false;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (escaped) escaped = false;
    else if (character === '\\') escaped = true;
    else if (character === quote) return at;
  }
  return -1;
}

/** godotenv takes every quote off the ends, not one of each. */
function trimQuotes(raw: string, quote: string): string {
  let [from, to] = [0, raw.length];
  while (from < to && raw.charAt(from) === quote) from += 1;
  while (to > from && raw.charAt(to - 1) === quote) to -= 1;
  return raw.slice(from, to);
}

function expandGo(value: string, variables: FileVariables): string {
  return value.replace(
    /(\\)?\$\(?\{?([A-Z0-9_]+)?\}?/g,
    (all, backslash: string | undefined, name: string | undefined) => {
      if (backslash !== undefined) return all.slice(1);
      return name === undefined ? all : variables.get(name);
    },
  );
}

/** Compose takes the backslash off an escaped quote while it looks for the end of the value. */
function unescapeQuotes(raw: string, quote: string): string {
  return raw.replace(/\\([\s\S])/g, (all, next: string) => (next === quote ? quote : all));
}

const GO_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
};

function decodeGoEscapes(text: string): string {
  return text.replace(
    /\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g,
    (all, letter: string | undefined, octal: string | undefined) => {
      if (letter === '$') return '$$';
      if (letter !== undefined) return GO_ESCAPES[letter] ?? all;
      // Go reads exactly three octal digits, up to 255.
      const code = octal !== undefined && /^[0-7]{3}$/.test(octal) ? Number.parseInt(octal, 8) : 256;
      return code > 255 ? `\\${octal ?? ''}` : String.fromCharCode(code);
    },
  );
}

const NAME = /[_a-zA-Z][_a-zA-Z0-9]*/y;

/** Defaults in defaults deeper than anybody writes them; each is gone through once for each level. */
const MAX_DEPTH = 16;

function substitute(value: string, variables: FileVariables, depth = 0): string | Stop {
  if (depth > MAX_DEPTH) return { why: 'has too many braces in one another' };
  const parts: string[] = [];
  for (let at = 0; at < value.length; ) {
    const dollar = value.indexOf('$', at);
    if (dollar === -1) {
      parts.push(value.slice(at));
      break;
    }
    parts.push(value.slice(at, dollar));
    if (value.charAt(dollar + 1) === '$') {
      parts.push('$');
      at = dollar + 2;
      continue;
    }
    const braced = value.charAt(dollar + 1) === '{';
    NAME.lastIndex = dollar + (braced ? 2 : 1);
    const name = NAME.exec(value)?.[0];
    // The "$" at the very end, and one before what can be no name, is taken as it is.
    if (name === undefined && !braced) {
      parts.push('$');
      at = dollar + 1;
      continue;
    }
    if (name === undefined) return { why: 'has braces behind a "$" without a name' };
    if (!braced) {
      parts.push(variables.get(name));
      at = NAME.lastIndex;
      continue;
    }
    const end = closingBrace(value, dollar + 2);
    const rest = end === -1 ? '' : value.slice(NAME.lastIndex, end);
    const [, operator = '', word = ''] = /^(:?[-+?])([\s\S]*)$/.exec(rest) ?? [];
    if (end === -1 || (rest !== '' && operator === ''))
      return { why: 'has braces behind a "$" that it does not understand' };
    const given = variables.has(name);
    const current = given ? variables.get(name) : '';
    const counts = operator.startsWith(':') ? current !== '' : given;
    if (operator.endsWith('?') && !counts) return { why: 'asks for a variable that the file does not define' };
    const usesWord = operator.endsWith('-') ? !counts : operator.endsWith('+') ? counts : false;
    if (usesWord) {
      const inner = substitute(word, variables, depth + 1);
      if (typeof inner !== 'string') return inner;
      parts.push(inner);
    } else parts.push(operator.endsWith('+') ? '' : current);
    at = end + 1;
  }
  return parts.join('');
}

/** The "}" that closes a "${", nested ones counted. */
function closingBrace(value: string, from: number): number {
  let depth = 1;
  for (let at = from; at < value.length; at += 1) {
    if (value.charAt(at) === '}') depth -= 1;
    else if (value.charAt(at) === '{' && value.charAt(at - 1) === '$') depth += 1;
    if (depth === 0) return at;
  }
  return -1;
}
