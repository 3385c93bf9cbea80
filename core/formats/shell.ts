import { failure, type Result, success } from '#shared/contract/result.ts';
import { isEnvironmentName, nameForMessage } from './names.ts';
import { type FileProblem, findDuplicates, MAX_ERRORS, MAX_FILE_LENGTH } from './problem.ts';
import { readShellWord, type ShellWordProblem } from './shell-word.ts';

export type ShellEntry = Readonly<{ name: string; value: string; line: number; endLine: number; exported: boolean }>;
export type ShellErrorCode = ShellWordProblem | 'too-large' | 'too-many-errors' | 'not-an-assignment';
export type ShellFile = Readonly<{
  entries: readonly ShellEntry[];
  errors: readonly FileProblem<ShellErrorCode>[];
  warnings: readonly FileProblem<'duplicate-name'>[];
}>;

const PROBLEMS: Readonly<Record<ShellWordProblem, string>> = {
  'unclosed-quote': 'has a quote that is never closed',
  substitution: 'would run a command; Keyrail never runs what it imports',
  variable: 'uses a variable; Keyrail does not replace variables',
  'special-character': 'has a character with a meaning to the shell; put it in single quotes',
  'broken-escape': 'has an escape that cannot be read',
  'nul-character': 'has a NUL character',
};

/** `export`, and what bash, ksh and zsh write of exported variables, with their other attributes (`declare -rx`). */
const KEYWORD = 'export(?: -p)?|(?:declare|typeset)(?: -[a-zA-Z]+)*';
const HEAD = new RegExp(`(?:(${KEYWORD})[ \\t]+)?([A-Za-z_][A-Za-z0-9_]*)=`, 'y');
/** A variable that is marked for export and has no value: `declare -x OLDPWD`. */
const WITHOUT_VALUE = new RegExp(`(?:${KEYWORD})[ \\t]+[A-Za-z_][A-Za-z0-9_]*[ \\t]*(?=;|\\r?\\n|$)`, 'y');

/**
 * Reads assignments in the shell's own syntax (POSIX quoting, and bash's `$'…'`): `NAME=word`, `export NAME=word`,
 * `declare -x NAME=word`, several to a line; names that are exported without a value are passed over. Nothing is evaluated: commands, substitutions and variables are errors with
 * their line, and nothing of such a line is in `entries`.
 */
export function parseShell(text: string): ShellFile {
  if (text.length > MAX_FILE_LENGTH) {
    return { entries: [], errors: [{ line: 1, code: 'too-large', message: 'The file is over 10 MB.' }], warnings: [] };
  }
  const source = text.replace(/^\ufeff/, '');
  const entries: ShellEntry[] = [];
  const errors: FileProblem<ShellErrorCode>[] = [];
  let at = 0;
  let line = 1;
  let counted = 0;
  const lineAt = (position: number): number => {
    for (; counted < position; counted += 1) if (source.charAt(counted) === '\n') line += 1;
    return line;
  };

  while (at < source.length) {
    if (errors.length >= MAX_ERRORS) {
      const stoppedAt = lineAt(at);
      const message = `Line ${stoppedAt}: reading stopped here after too many errors.`;
      errors.push({ line: stoppedAt, code: 'too-many-errors', message });
      break;
    }
    const start = lineAt(at);
    const statement = readStatement(source, at);
    if ('code' in statement) {
      errors.push({ line: start, code: statement.code, message: `Line ${start}: ${statement.rule}` });
    } else {
      const { next } = statement;
      const endLine = lineAt(source.charAt(next - 1) === '\n' ? next - 1 : next);
      for (const entry of statement.entries) entries.push({ ...entry, line: start, endLine });
    }
    at = statement.next;
  }
  return { entries, errors, warnings: findDuplicates(entries) };
}

type Statement =
  | Readonly<{ next: number; entries: Omit<ShellEntry, 'line' | 'endLine'>[] }>
  | Readonly<{ next: number; code: ShellErrorCode; rule: string }>;

/** One line with everything on it; the next statement starts at `next`. */
function readStatement(source: string, from: number): Statement {
  const entries: Omit<ShellEntry, 'line' | 'endLine'>[] = [];
  const lineEnd = source.indexOf('\n', from);
  const nextLine = lineEnd === -1 ? source.length : lineEnd + 1;
  let at = from;
  let exporting = false;
  for (;;) {
    const start = skipSpace(source, at);
    if (source.slice(at, start).includes(';')) exporting = false;
    at = start;
    const character = source.charAt(at);
    if (character === '#') {
      const end = source.indexOf('\n', at);
      return { next: end === -1 ? source.length : end + 1, entries };
    }
    if (character === '\n' || character === '') return { next: at + 1, entries };

    HEAD.lastIndex = at;
    const [, keyword, name] = HEAD.exec(source) ?? [];
    if (name === undefined) {
      WITHOUT_VALUE.lastIndex = at;
      if (WITHOUT_VALUE.test(source)) {
        at = WITHOUT_VALUE.lastIndex;
        continue;
      }
      return { next: nextLine, code: 'not-an-assignment', rule: 'this is not an assignment such as NAME=value.' };
    }
    exporting ||= keyword !== undefined;
    const word = readShellWord(source, HEAD.lastIndex);
    if ('problem' in word) {
      const rule = `the value of ${nameForMessage(name)} ${PROBLEMS[word.problem]}.`;
      return { next: nextLine, code: word.problem, rule };
    }
    entries.push({ name, value: word.value, exported: exporting });
    at = word.end;
  }
}

/** Past spaces, tabs, semicolons, continued lines and the first half of a Windows line end. */
function skipSpace(source: string, from: number): number {
  let at = from;
  for (;;) {
    const character = source.charAt(at);
    const next = source.charAt(at + 1);
    if (character === ' ' || character === '\t' || character === ';') at += 1;
    else if (character === '\r' && (next === '\n' || next === '')) at += 1;
    else if (character === '\\' && next === '\n') at += 2;
    else return at;
  }
}

/**
 * Writes `export NAME='value'` lines that any POSIX shell reads back to exactly the same values.
 *
 * Fails with `name-invalid`, or `value-invalid` for a NUL or half a surrogate pair; `detail.names` lists the name.
 */
export function formatShell(
  entries: Iterable<Readonly<{ name: string; value: string }>>,
): Result<string, 'name-invalid' | 'value-invalid'> {
  const lines: string[] = [];
  for (const { name, value } of entries) {
    if (!isEnvironmentName(name)) {
      return failure('name-invalid', 'A shell variable can only have letters, digits and "_" in its name.', {
        names: [name],
      });
    }
    if (value.includes('\0') || !value.isWellFormed()) {
      return failure('value-invalid', `The value of ${name} has a character that no shell variable can hold.`, {
        names: [name],
      });
    }
    lines.push(`export ${name}='${value.replaceAll("'", "'\\''")}'\n`);
  }
  return success(lines.join(''));
}
