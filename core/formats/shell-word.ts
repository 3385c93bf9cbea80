export type ShellWordProblem =
  | 'unclosed-quote'
  | 'substitution'
  | 'variable'
  | 'special-character'
  | 'broken-escape'
  | 'nul-character';
export type ShellWord = Readonly<{ value: string; end: number }> | Readonly<{ problem: ShellWordProblem }>;

/** What stands for a variable: `text` is how it is written, `otherwise` the default of `${NAME:-default}` and `${NAME-default}`. */
export type VariableOf = (reference: Readonly<{ name: string; text: string; otherwise: Otherwise | null }>) => string;
type Otherwise = Readonly<{ word: string; evenIfEmpty: boolean }>;

/** Escapes of `$'…'` with one letter (bash manual, "ANSI-C Quoting"; POSIX.1-2024, 2.2.4). */
const ANSI_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['a', '\u0007'],
  ['b', '\b'],
  ['e', '\u001b'],
  ['E', '\u001b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['?', '?'],
]);
const ANSI_NUMBER = /\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3}))/y;
const PLAIN = /[^\s'"\\$`;&|<>()#~\0]+/y;

/**
 * Reads the word on the right of an assignment, which starts at `from` and ends at white space, ";" or the end
 * (POSIX.1-2024, Shell Command Language, 2.2 Quoting). Commands are never run: they are a problem.
 * @param variable gives what a variable is replaced by, with the text that stands for it; absent: variables are a problem too
 */
export function readShellWord(source: string, from: number, variable?: VariableOf): ShellWord {
  let value = '';
  let at = from;
  for (;;) {
    PLAIN.lastIndex = at;
    const plain = PLAIN.exec(source)?.[0] ?? '';
    value += plain;
    at += plain.length;
    const character = source.charAt(at);
    if (character === '' || /[\s;]/.test(character)) return { value, end: at };
    const part = readPart(source, at, value, variable);
    if ('problem' in part) return part;
    value += part.value;
    at = part.end;
  }
}

/** One quoted or escaped part of a word. `before` is the word so far. */
function readPart(source: string, at: number, before: string, variable: VariableOf | undefined): ShellWord {
  switch (source.charAt(at)) {
    case "'": {
      const end = source.indexOf("'", at + 1);
      return end === -1 ? { problem: 'unclosed-quote' } : checked(source.slice(at + 1, end), end + 1);
    }
    case '"':
      return readDoubleQuoted(source, at + 1, variable);
    case '\\': {
      const next = String.fromCodePoint(source.codePointAt(at + 1) ?? 0);
      if (next === '\0') return { problem: 'broken-escape' };
      return { value: next === '\n' ? '' : next, end: at + 1 + next.length };
    }
    case '$':
      if (source.charAt(at + 1) === "'") return readAnsiQuoted(source, at + 2);
      if (source.charAt(at + 1) === '"') return { problem: 'special-character' };
      return readDollar(source, at, variable);
    case '`':
      return { problem: 'substitution' };
    case '#':
      // Inside a word it is an ordinary character; a comment needs white space before it.
      return { value: '#', end: at + 1 };
    case '~':
      return before === '' || before.endsWith(':') ? { problem: 'special-character' } : { value: '~', end: at + 1 };
    case '\0':
      return { problem: 'nul-character' };
    default:
      return { problem: 'special-character' };
  }
}

function readDoubleQuoted(source: string, from: number, variable: VariableOf | undefined): ShellWord {
  const parts: string[] = [];
  for (let at = from; ; ) {
    const character = source.charAt(at);
    switch (character) {
      case '':
        return { problem: 'unclosed-quote' };
      case '"':
        return checked(parts.join(''), at + 1);
      case '`':
        return { problem: 'substitution' };
      case '$': {
        const dollar = readDollar(source, at, variable);
        if ('problem' in dollar) return dollar;
        parts.push(dollar.value);
        at = dollar.end;
        break;
      }
      case '\\': {
        const next = source.charAt(at + 1);
        if (next === '\n') parts.push('');
        else if (next !== '' && '$`"\\'.includes(next)) parts.push(next);
        else parts.push('\\', next);
        at += 2;
        break;
      }
      default: {
        const rest = /[^"`$\\]+/y;
        rest.lastIndex = at;
        const text = rest.exec(source)?.[0] ?? '';
        parts.push(text);
        at += text.length;
      }
    }
  }
}

const REFERENCE = /\$(?:([A-Za-z_]\w*|[0-9*@])|\{([A-Za-z_]\w*)(?:(:?)-([^{}$`"'\\]*))?\})/y;

/** A "$" outside of single quotes. One that no name, brace or parenthesis follows is an ordinary character. */
function readDollar(source: string, at: number, variable: VariableOf | undefined): ShellWord {
  const next = source.charAt(at + 1);
  if (next === '(') return { problem: 'substitution' };
  if (!/[A-Za-z0-9_{@*#?$!-]/.test(next)) return { value: '$', end: at + 1 };
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(source);
  const name = match?.[1] ?? match?.[2];
  if (variable === undefined || match === null || name === undefined) return { problem: 'variable' };
  const otherwise = match[4] === undefined ? null : { word: match[4], evenIfEmpty: match[3] === ':' };
  return checked(variable({ name, text: match[0], otherwise }), REFERENCE.lastIndex);
}

function readAnsiQuoted(source: string, from: number): ShellWord {
  const parts: string[] = [];
  for (let at = from; at < source.length; ) {
    const character = source.charAt(at);
    if (character === "'") return checked(parts.join(''), at + 1);
    if (character !== '\\') {
      parts.push(character);
      at += 1;
      continue;
    }
    const letter = ANSI_ESCAPES.get(source.charAt(at + 1));
    if (letter !== undefined) {
      parts.push(letter);
      at += 2;
      continue;
    }
    ANSI_NUMBER.lastIndex = at;
    const [all, byte, short, long, octal] = ANSI_NUMBER.exec(source) ?? [];
    if (all === undefined) return { problem: 'broken-escape' };
    const code = octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
    // A byte above 0x7f is part of some encoding's character; which one is not for us to guess.
    const isByte = byte !== undefined || octal !== undefined;
    if (code > 0x10ffff || (isByte && code > 0x7f) || (code >= 0xd800 && code <= 0xdfff))
      return { problem: 'broken-escape' };
    parts.push(String.fromCodePoint(code));
    at += all.length;
  }
  return { problem: 'unclosed-quote' };
}

function checked(value: string, end: number): ShellWord {
  return value.includes('\0') ? { problem: 'nul-character' } : { value, end };
}
