import { effectOf, isDeclaration, isKeyword, withoutWordsBefore } from './shell-commands.ts';
import { ShellScope } from './shell-scope.ts';
import { programUses, type ShellUse, templateUses, variableAt } from './variable-names.ts';

/** What a piece of shell code does with variables. */
export type ShellReading = {
  /** What it uses and has not set before, in the order of the code. */
  readonly used: readonly ShellUse[];
  /** Names that it writes as `NAME=…` into a file or a pipe, such as one that later steps read their variables from. */
  readonly written: ReadonlySet<string>;
  /** Programs that it starts, as they are called. They get every variable, so they may use any. */
  readonly programs: ReadonlySet<string>;
  /** Shell scripts that it runs, as they are called. */
  readonly scripts: ReadonlySet<string>;
};

/** A word of a command. `text` is what it says without quotes and expansions; the rest is where to look closer. */
export type Word = {
  readonly text: string;
  readonly start: number;
  /** The name in front of a `=`, if it starts with one that is not quoted. */
  readonly assigns: string | null;
  /** It uses the name that it assigns, so the value from outside stays in it. */
  readonly passesOn: boolean;
  /** Parts in single quotes, without these. */
  readonly quoted: readonly (readonly [start: number, end: number])[];
  /** Dollars that a backslash keeps from being expanded here. */
  readonly escaped: readonly number[];
};

type Heredoc = { readonly end: string; readonly literal: boolean; readonly indented: boolean; readonly code: boolean };

/** Deeper nesting is read as flat text. */
const DEEPEST = 40;
/** Code in quotes in code in quotes: each level is read once more. */
const DEEPEST_QUOTES = 3;
/** A longer line ends no heredoc. */
const LONGEST_END = 400;
const NAME_AND_EQUALS = /^([A-Za-z_]\w{0,199})(?:\[[^\]]{0,50}\])?\+?=/;
const BLANK = /[ \t\r]/;
const ENDS_WORD = /[\s;&|()<>`]/;

/**
 * Reads a piece of shell code: a POSIX shell's or bash's, and PowerShell's as far as `$env:NAME` goes. It is read once, from the
 * front, so its cost grows with its length alone. What is set before it is used is no use from outside; what stands in
 * single quotes or in a comment is none either, unless a command runs or expands it.
 *
 * It is no shell: branches are read as if all were taken, and what a program sets by other means is not seen.
 * @param scope what is set around it; what the code sets is set in it
 */
export function readShell(code: string, scope: ShellScope = new ShellScope()): ShellReading {
  const reader = new Reader(code, 0, code.length, scope, 0);
  reader.commands(null);
  // What a function uses is asked for when it is called, by which time more may be set.
  const open = [...reader.inFunctions, ...programUses(code)].filter(({ name }) => !scope.has(name));
  const used = [...reader.used, ...open].sort((a, b) => a.at - b.at);
  return { used, written: reader.written, programs: reader.programs, scripts: reader.scripts };
}

class Reader {
  readonly used: ShellUse[] = [];
  readonly inFunctions: ShellUse[] = [];
  readonly written = new Set<string>();
  readonly programs = new Set<string>();
  readonly scripts = new Set<string>();
  readonly #functions = new Set<string>();
  readonly #code: string;
  readonly #end: number;
  readonly #quotes: number;
  #scope: ShellScope;
  #at: number;
  #depth = 0;
  #heredocs: Heredoc[] = [];
  /** No quote of that kind ends any more, so that nobody looks for its end again. */
  #openQuotes = { plain: false, ansi: false };
  #lines: HeredocEnds | null = null;

  constructor(code: string, start: number, end: number, scope: ShellScope, quotes: number) {
    this.#code = code;
    this.#at = start;
    this.#end = end;
    this.#scope = scope;
    this.#quotes = quotes;
  }

  /** Commands up to the sign that ends them, which is taken as well; null: to the end of the code. */
  commands(until: ')' | '`' | null): void {
    let words: Word[] = [];
    let redirected = false;
    let cases = 0;
    let functionAhead = false;
    // Where each open brace starts: the count of uses at that of a function, null elsewhere.
    const braces: (number | null)[] = [];
    const countCases = (): void => {
      const first = words.find(({ text }) => !isKeyword(text))?.text;
      if (first === 'case') cases += 1;
      else if (first === 'esac' && cases > 0) cases -= 1;
    };
    const finish = (piped = false): void => {
      if (words.length > 0) {
        countCases();
        this.#command(words, redirected || piped);
      }
      words = [];
      redirected = false;
    };
    while (this.#at < this.#end) {
      const sign = this.#code[this.#at] ?? '';
      if (sign === '\n') {
        finish();
        this.#at += 1;
        this.#bodies();
      } else if (BLANK.test(sign)) {
        this.#at += 1;
      } else if (sign === '\\' && /[\r\n]/.test(this.#code[this.#at + 1] ?? '')) {
        this.#at += this.#code[this.#at + 1] === '\r' ? 3 : 2;
      } else if (sign === '#') {
        this.#toLineEnd();
      } else if (sign === '|' || sign === ';' || sign === '&') {
        if (sign === '&' && this.#code[this.#at + 1] === '>') {
          redirected = true;
          this.#at += 1;
        } else {
          finish(sign === '|' && this.#code[this.#at + 1] !== '|');
        }
        this.#at += 1;
      } else if (sign === '<' || sign === '>') {
        redirected ||= sign === '>';
        this.#redirection(words);
      } else if (sign === ')') {
        countCases();
        this.#at += 1;
        // Else it stands behind a pattern of `case`, or is one too many.
        if (until === ')' && cases === 0) {
          if (words.length > 0) this.#command(words, redirected);
          return;
        }
        words = [];
      } else if (sign === until) {
        finish();
        this.#at += 1;
        return;
      } else if (sign === '(') {
        this.#at += 1;
        if (this.#code[this.#at] === ')' && words.length > 0) {
          this.#at += 1;
          this.#functions.add(words.at(-1)?.text ?? '');
          words = [];
          functionAhead = true;
          continue;
        }
        finish();
        this.#nested(')');
      } else {
        const word = this.#word();
        if (words[0]?.text === 'function') {
          functionAhead = true;
          this.#functions.add(words.at(-1)?.text ?? '');
        }
        if (word.text === '{' && (words.length === 0 || functionAhead)) {
          braces.push(functionAhead ? this.used.length : null);
          functionAhead = false;
          words = [];
        } else if (word.text === '}' && words.length === 0) {
          const start = braces.pop() ?? null;
          if (start !== null) this.inFunctions.push(...this.used.splice(start));
        } else {
          words.push(word);
        }
      }
    }
    finish();
  }

  /** Commands in a subshell: what they set is gone behind it. */
  #nested(until: ')' | '`'): void {
    if (this.#depth >= DEEPEST) {
      this.#flat();
      return;
    }
    const around = this.#scope;
    this.#scope = around.inside();
    this.#depth += 1;
    this.commands(until);
    this.#depth -= 1;
    this.#scope = around;
  }

  /** Nested too deeply: what is left is read as text. */
  #flat(): void {
    for (const use of templateUses(this.#code, this.#at, this.#end)) this.#use(use);
    this.#at = this.#end;
  }

  #use(use: ShellUse): void {
    if (!this.#scope.has(use.name)) this.used.push(use);
  }

  #word(): Word {
    const start = this.#at;
    const before = this.used.length;
    const assigns = NAME_AND_EQUALS.exec(this.#code.slice(start, start + 260))?.[1] ?? null;
    const quoted: [number, number][] = [];
    const escaped: number[] = [];
    let text = '';
    while (this.#at < this.#end) {
      const sign = this.#code[this.#at] ?? '';
      if (ENDS_WORD.test(sign) && sign !== '`') {
        // `$(…)` and `(` of an array are taken below.
        if (!(sign === '(' && assigns !== null && this.#code[this.#at - 1] === '=')) break;
        this.#at += 1;
        this.#array(quoted, escaped);
      } else if (sign === '\\') {
        if (this.#code[this.#at + 1] === '$') escaped.push(this.#at + 1);
        text += this.#code[this.#at + 1] ?? '';
        this.#at += 2;
      } else if (sign === "'") {
        text += this.#single(quoted);
      } else if (sign === '"') {
        text += this.#double(escaped);
      } else if (sign === '$' || sign === '`') {
        this.#expansion();
        text += '\0';
      } else {
        text += sign;
        this.#at += 1;
      }
      if (this.#at === start) this.#at += 1;
    }
    const passesOn = assigns !== null && this.used.slice(before).some(({ name }) => name === assigns);
    return { text, start, assigns, passesOn, quoted, escaped };
  }

  /** `NAME=(…)`: its elements are words. */
  #array(quoted: [number, number][], escaped: number[]): void {
    while (this.#at < this.#end && this.#code[this.#at] !== ')') {
      const sign = this.#code[this.#at] ?? '';
      if (sign === '#') this.#toLineEnd();
      else if (sign === "'") this.#single(quoted);
      else if (sign === '"') this.#double(escaped);
      else if (sign === '$' || sign === '`') this.#expansion();
      else this.#at += sign === '\\' ? 2 : 1;
    }
    this.#at += 1;
  }

  #single(quoted: [number, number][]): string {
    const kind = this.#code[this.#at - 1] === '$' ? 'ansi' : 'plain';
    let close = -1;
    // An apostrophe in a text stands between letters as in "don't", or has no other end.
    if (!this.#openQuotes[kind] && !isApostrophe(this.#code, this.#at)) {
      close = this.#code.indexOf("'", this.#at + 1);
      while (kind === 'ansi' && close !== -1 && this.#code[close - 1] === '\\') {
        close = this.#code.indexOf("'", close + 1);
      }
      this.#openQuotes[kind] = close === -1 || close >= this.#end;
    }
    if (close === -1 || close >= this.#end) {
      this.#at += 1;
      return "'";
    }
    quoted.push([this.#at + 1, close]);
    const text = this.#code.slice(this.#at + 1, close);
    this.#at = close + 1;
    return text;
  }

  #double(escaped: number[]): string {
    let text = '';
    this.#at += 1;
    while (this.#at < this.#end) {
      const sign = this.#code[this.#at] ?? '';
      if (sign === '"') {
        this.#at += 1;
        return text;
      }
      if (sign === '\\') {
        if (this.#code[this.#at + 1] === '$') escaped.push(this.#at + 1);
        text += this.#code[this.#at + 1] ?? '';
        this.#at += 2;
      } else if (sign === '$' || sign === '`') {
        this.#expansion();
        text += '\0';
      } else {
        text += sign;
        this.#at += 1;
      }
    }
    return text;
  }

  /** At a `$` or a backtick: takes the expansion, and what is expanded inside it. */
  #expansion(): void {
    const start = this.#at;
    if (this.#code[start] === '`') {
      this.#at += 1;
      this.#nested('`');
      return;
    }
    const next = this.#code[start + 1];
    if (next === '$') {
      this.#at += 2;
    } else if (next === '(') {
      this.#at += 2;
      this.#nested(')');
    } else {
      const use = variableAt(this.#code, start);
      if (use === null) {
        this.#at += next === '{' ? 2 : 1;
        return;
      }
      this.#at += use.token.length;
      if (this.#isPowershellAssignment(use)) return;
      this.#use(use);
      if (next === '{') this.#braces(use.name);
    }
  }

  /** `$env:NAME = …` and `$name = …` at the start of a line set a variable. */
  #isPowershellAssignment({ name, at }: ShellUse): boolean {
    let before = at - 1;
    while (before >= 0 && BLANK.test(this.#code[before] ?? '')) before -= 1;
    if (before >= 0 && !/[\n;{(]/.test(this.#code[before] ?? '')) return false;
    if (!/^[ \t]{0,50}\+?=(?!=)/.test(this.#code.slice(this.#at, this.#at + 60))) return false;
    this.#scope.set(name);
    return true;
  }

  /** Behind `${NAME`: up to its brace; `:-` and its like have a text in which more is expanded. */
  #braces(name: string): void {
    const assigns = /^:?=/.test(this.#code.slice(this.#at, this.#at + 2));
    if (this.#depth >= DEEPEST) {
      this.#flat();
      return;
    }
    this.#depth += 1;
    while (this.#at < this.#end && this.#code[this.#at] !== '}') {
      const sign = this.#code[this.#at] ?? '';
      if (sign === '$' || sign === '`') this.#expansion();
      else this.#at += sign === '\\' ? 2 : 1;
    }
    this.#depth -= 1;
    this.#at += 1;
    // `${NAME:=x}` of a name that is not set from outside sets it; from outside, it stays what it was.
    if (assigns && this.#scope.has(name)) this.#scope.set(name);
  }

  #toLineEnd(): void {
    const end = this.#code.indexOf('\n', this.#at);
    this.#at = end === -1 || end > this.#end ? this.#end : end;
  }

  /** At `<` or `>`. The word behind is a file, or what ends a heredoc. */
  #redirection(words: readonly Word[]): void {
    const heredoc = /^<<(-?)(?!<)/.exec(this.#code.slice(this.#at, this.#at + 4));
    if (heredoc === null) {
      while (this.#at < this.#end && /[<>&|]/.test(this.#code[this.#at] ?? '')) this.#at += 1;
      // `<(…)` and `>(…)` are commands.
      if (this.#code[this.#at] === '(') {
        this.#at += 1;
        this.#nested(')');
      }
      return;
    }
    this.#at += 2 + (heredoc[1]?.length ?? 0);
    while (this.#at < this.#end && BLANK.test(this.#code[this.#at] ?? '')) this.#at += 1;
    const start = this.#at;
    const { text } = this.#word();
    if (text === '') return;
    const literal = /['"\\]/.test(this.#code.slice(start, this.#at));
    const { quoted } = effectOf([...words, { ...EMPTY_WORD, text: '-c' }], false);
    this.#heredocs.push({ end: text, literal, indented: heredoc[1] === '-', code: quoted === 'code' });
  }

  /** Bodies of the heredocs of the line that ended. One without an end is none (`<<` is a shift, or of another language). */
  #bodies(): void {
    const heredocs = this.#heredocs;
    if (heredocs.length === 0) return;
    this.#heredocs = [];
    this.#lines ??= new HeredocEnds(this.#code, this.#at, this.#end);
    for (const { end, literal, indented, code } of heredocs) {
      const start = this.#at;
      const found = this.#lines.find(end, indented, start);
      if (found === null) continue;
      if (code) this.#inner(start, found.start, this.#scope.inside());
      else if (literal) this.#text(start, found.start);
      else this.#body(start, found.start);
      this.#at = found.behind;
    }
  }

  /** A body whose expansions happen here. */
  #body(start: number, stop: number): void {
    const outer = new Reader(this.#code, start, stop, this.#scope, this.#quotes);
    outer.#depth = this.#depth + 1;
    while (outer.#at < stop) {
      const sign = this.#code[outer.#at] ?? '';
      if (sign === '\\') outer.#at += 2;
      else if (sign === '$' || sign === '`') outer.#expansion();
      else outer.#at += 1;
    }
    this.#takeFrom(outer);
    this.#writes(start, stop);
  }

  /** Text that somebody expands later: names in capitals, which small ones of other languages are not. */
  #text(start: number, stop: number): void {
    for (const use of templateUses(this.#code, start, stop)) {
      if (/^[A-Z][A-Z0-9_]*$/.test(use.name)) this.#use(use);
    }
    this.#writes(start, stop);
  }

  /** Lines `NAME=…` and `export NAME=…` of a text. */
  #writes(start: number, stop: number): void {
    const text = this.#code.slice(start, stop);
    for (const [, name] of text.matchAll(/(?:^|[\n"'])[ \t]{0,40}(?:export[ \t]{1,9})?([A-Za-z_]\w{0,199})=/g)) {
      if (name !== undefined) this.written.add(name);
    }
  }

  /** Code in quotes, which a command runs. */
  #inner(start: number, stop: number, scope: ShellScope): void {
    if (this.#quotes >= DEEPEST_QUOTES) {
      this.#text(start, stop);
      return;
    }
    const inner = new Reader(this.#code, start, stop, scope, this.#quotes + 1);
    inner.commands(null);
    this.#takeFrom(inner);
  }

  #takeFrom(other: Reader): void {
    for (const use of other.used) this.used.push(use);
    for (const use of other.inFunctions) this.inFunctions.push(use);
    for (const name of other.written) this.written.add(name);
    for (const name of other.programs) this.programs.add(name);
    for (const name of other.scripts) this.scripts.add(name);
  }

  /** A command with all its words. Its assignments hold behind it only where nothing else is in it. */
  #command(written: readonly Word[], redirected: boolean): void {
    let start = 0;
    while (isKeyword(written[start]?.text ?? '')) start += 1;
    const all = written.slice(start);
    const first = all.findIndex(({ assigns }) => assigns === null);
    const words = first === -1 ? [] : all.slice(first);
    const [command] = words;
    const setsOf = (some: readonly Word[]): string[] =>
      some.flatMap(({ assigns, passesOn }) => (assigns === null || passesOn ? [] : [assigns]));
    if (command === undefined) {
      for (const name of setsOf(all)) this.#scope.set(name);
      return;
    }
    const effect = effectOf(words, redirected);
    for (const { name, word } of effect.reads) {
      this.#use({ name, token: name, at: Math.max(word.start, this.#code.indexOf(name, word.start)) });
    }
    // What is set for this command alone: before it, or by `env` and `sudo`.
    const scope = this.#scope.inside(setsOf(all));
    for (const word of words) this.#quotedIn(word, effect.quoted, scope);
    if (['echo', 'printf'].includes(command.text)) {
      for (const { start, text } of words.slice(1)) this.#writes(start, start + text.length + 2);
    }
    for (const name of effect.sets) this.#scope.set(name);
    if (effect.program !== null && !this.#functions.has(effect.program)) this.programs.add(effect.program);
    if (effect.script !== null) this.scripts.add(effect.script);
    if (isDeclaration(withoutWordsBefore(words)[0]?.text ?? '')) {
      for (const name of setsOf(words)) this.#scope.set(name);
    }
  }

  #quotedIn({ quoted, escaped }: Word, as: 'code' | 'text' | 'none', scope: ShellScope): void {
    if (as === 'none') return;
    for (const [start, end] of quoted) {
      if (as === 'code') this.#inner(start, end, scope);
      else this.#text(start, end);
    }
    for (const at of escaped) {
      const use = variableAt(this.#code, at);
      if (use !== null && !scope.has(use.name)) this.#use(use);
    }
  }
}

/** Where the lines are that end heredocs. Every line is looked at once, however many heredocs there are. */
class HeredocEnds {
  readonly #whole = new Map<string, { start: number; behind: number }[]>();
  readonly #indented = new Map<string, { start: number; behind: number }[]>();

  constructor(code: string, from: number, to: number) {
    for (let start = from; start < to; ) {
      const next = code.indexOf('\n', start);
      const end = next === -1 || next > to ? to : next;
      const behind = Math.min(end + 1, to);
      if (end - start <= LONGEST_END) {
        const line = code.slice(start, end).trimEnd();
        add(this.#whole, line, { start, behind });
        add(this.#indented, line.replace(/^\t+/, ''), { start, behind });
      }
      start = end + 1;
    }
    // The next one is at the end of its list, where it is taken off for nothing.
    for (const places of [...this.#whole.values(), ...this.#indented.values()]) places.reverse();
  }

  /** The first such line from `from` on, or null. Asked for places in ascending order. */
  find(line: string, indented: boolean, from: number): { start: number; behind: number } | null {
    const places = (indented ? this.#indented : this.#whole).get(line) ?? [];
    while (places.length > 0 && (places.at(-1)?.start ?? 0) < from) places.pop();
    return places.at(-1) ?? null;
  }
}

const EMPTY_WORD: Word = { text: '', start: 0, assigns: null, passesOn: false, quoted: [], escaped: [] };

function add<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

/** Between two letters, as in "don't". */
function isApostrophe(code: string, at: number): boolean {
  return /[A-Za-z]/.test(code[at - 1] ?? '') && /[A-Za-z]/.test(code[at + 1] ?? '');
}
