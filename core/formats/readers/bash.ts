import { readShellWord, type ShellWordProblem, type VariableOf } from '../shell-word.ts';
import {
  FileVariables,
  LineCounter,
  lineEnd,
  type ReadEntry,
  type ReadFile,
  type Refusal,
  withPlainLineEnds,
} from './reader.ts';

const HEAD = /(?:(export|declare -x|typeset -x|readonly)[ \t]+)?([A-Za-z_]\w*)=/y;
const LOOSE_HEAD = /(?:export[ \t]+)?([^\s='"`$#;&|<>()]+)[ \t]*=/y;
const WHY: Readonly<Record<ShellWordProblem, string>> = {
  'unclosed-quote': 'finds no closing quote, and reads nothing from there on',
  substitution: 'would run a command in it',
  variable: 'would put something of its own in it',
  'special-character': 'would take a character in it for one of its own',
  'broken-escape': 'has an escape that cannot be read',
  'nul-character': 'has a NUL character',
};

/**
 * What bash has in its variables after `source FILE` (POSIX.1-2024, 2.2 and 2.6; bash manual, "Shell Expansions"): variables are
 * replaced but in single quotes, those that the file does not define by nothing. No command is run: a value that needs one is
 * refused. A line with spaces around "=", or with a space in a value without quotes, is a command to bash.
 */
export function readAsBash(source: string): ReadFile {
  const text = withPlainLineEnds(source);
  const lines = new LineCounter(text);
  const variables = new FileVariables();
  const variable: VariableOf = ({ name, otherwise }) => {
    if (otherwise === null) return variables.get(name);
    const current = variables.has(name) ? variables.get(name) : null;
    return current === null || (otherwise.evenIfEmpty && current === '') ? otherwise.word : current;
  };
  const entries: ReadEntry[] = [];
  const refusals: Refusal[] = [];
  /** Names whose value only bash knows, with the line that has it so. */
  const unknown = new Map<string, number>();
  for (let at = 0; at < text.length; ) {
    at = skipBlanks(text, at);
    if (text.charAt(at) === '\n' || text.charAt(at) === ';') {
      at += 1;
      continue;
    }
    if (text.charAt(at) === '#') {
      at = lineEnd(text, at) + 1;
      continue;
    }
    const line = lines.at(at);
    const assigned: { name: string; value: string; open: boolean }[] = [];
    let exporting = false;
    let refusal: Refusal | null = null;
    for (;;) {
      HEAD.lastIndex = at;
      const [, keyword, name] = HEAD.exec(text) ?? [];
      if (name === undefined) break;
      exporting ||= keyword !== undefined;
      const word = readShellWord(text, HEAD.lastIndex, variable);
      if ('problem' in word) {
        refusal = { name, line, why: WHY[word.problem] };
        break;
      }
      assigned.push({ name, value: word.value, open: variables.takeMissed() });
      variables.set(name, word.value);
      at = skipBlanks(text, word.end);
    }
    const next = refusal?.why === WHY['unclosed-quote'] ? null : behindCommand(text, at);
    if (next === null) {
      const why = WHY['unclosed-quote'];
      const names = refusal === null ? assigned.map((each) => each.name) : [refusal.name];
      for (const name of names) refusals.push({ name, line, why });
      return { entries: stillKnown(entries, unknown), refusals, stopped: { line, why, everything: false } };
    }
    if (refusal !== null) {
      unknown.set(refusal.name, line);
      refusals.push(refusal);
    } else if (assigned.length === 0) {
      LOOSE_HEAD.lastIndex = at;
      const name = LOOSE_HEAD.exec(text)?.[1];
      if (name !== undefined) refusals.push({ name, line, why: 'takes this line for a command' });
    } else if (/[\n;#]/.test(text.charAt(at) || '\n') || exporting) {
      for (const each of assigned) entries.push({ ...each, line });
    } else {
      // The assignments of a command are gone when it ends.
      for (const { name } of assigned) {
        variables.unset(name);
        refusals.push({ name, line, why: 'would run what stands behind the space' });
      }
    }
    at = next;
  }
  return { entries: stillKnown(entries, unknown), refusals, stopped: null };
}

/** Without the values that a later line replaces by one that only bash knows. */
function stillKnown(entries: readonly ReadEntry[], unknown: ReadonlyMap<string, number>): ReadEntry[] {
  return entries.filter(({ name, line }) => (unknown.get(name) ?? 0) < line);
}

/** Where the next command begins; null where a quote is never closed, so that bash takes the rest of the file for one. */
function behindCommand(text: string, from: number): number | null {
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n' || character === ';') return at + 1;
    if (character === '#' && /\s/.test(text.charAt(at - 1))) return lineEnd(text, at) + 1;
    if (character === '\\') at += 1;
    else if (character === "'") {
      at = text.indexOf("'", at + 1);
      if (at === -1) return null;
    } else if (character === '"') {
      for (at += 1; at < text.length && text.charAt(at) !== '"'; at += 1) if (text.charAt(at) === '\\') at += 1;
      if (at >= text.length) return null;
    }
  }
  return text.length;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/[ \t]/.test(text.charAt(at)) || (text.charAt(at) === '\\' && text.charAt(at + 1) === '\n')) {
    at += text.charAt(at) === '\\' ? 2 : 1;
  }
  return at;
}
