import { closeSync, openSync, writeSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';

/** The person pressed Ctrl-C at a question. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

const STDIN = 0;
const STDERR = 2;
const CONTROL_C = '\u0003';
const CONTROL_D = '\u0004';
const CONTROL_U = '\u0015';
const ESCAPE = '\u001b';
/** A paste in one piece, however many lines it has: terminals put it between these when asked to. */
const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';
const ASK_FOR_PASTE_MARKS = '\u001b[?2004h';
const NO_PASTE_MARKS = '\u001b[?2004l';

/**
 * Whether somebody can be asked. Standard error must be a terminal, since without it nobody sees the question; the
 * answer comes from the controlling terminal, so that standard input stays free for a value.
 */
export function canAsk(): boolean {
  if (!isatty(STDERR)) return false;
  const terminal = openTerminal();
  if (terminal === null) return false;
  if (terminal.own) closeSync(terminal.input);
  return true;
}

/** Asks for something secret; nothing of it is shown. Null where the person gave up (Ctrl-D) or nobody can be asked. */
export async function askHidden(question: string): Promise<string | null> {
  return readLine(question, { hidden: true });
}

/** A question with yes or no; anything but yes is no. */
export async function askYesNo(question: string): Promise<boolean> {
  const answer = await readLine(`${question} [y/N] `, { hidden: false });
  return /^(?:y|yes)$/i.test(answer?.trim() ?? '');
}

export async function askLine(question: string): Promise<string | null> {
  return readLine(question, { hidden: false });
}

type Terminal = { readonly input: number; readonly output: number; readonly own: boolean };

function openTerminal(): Terminal | null {
  if (process.platform !== 'win32') {
    try {
      const fd = openSync('/dev/tty', 'r+');
      return { input: fd, output: fd, own: true };
    } catch {
      // No controlling terminal: a service, a container, a pipeline of a build.
    }
  }
  return isatty(STDIN) ? { input: STDIN, output: STDERR, own: false } : null;
}

async function readLine(question: string, how: { hidden: boolean }): Promise<string | null> {
  const terminal = openTerminal();
  if (terminal === null) return null;
  const input = new ReadStream(terminal.input);
  const show = (text: string): void => {
    writeSync(terminal.output, text);
  };
  input.setRawMode(true);
  input.setEncoding('utf8');
  show(how.hidden ? ASK_FOR_PASTE_MARKS + question : question);
  try {
    const line = new TypedLine(how.hidden ? null : show);
    for await (const chunk of input) {
      const state = line.take(String(chunk));
      if (state === 'interrupted') throw new Interrupted();
      if (state === 'ended') return null;
      if (state === 'done') return line.text;
    }
    return null;
  } finally {
    input.setRawMode(false);
    show(how.hidden ? `${NO_PASTE_MARKS}\n` : '\n');
    input.destroy();
  }
}

/** One line as it is typed into a raw terminal: editing keys, and pastes of several lines as one piece. */
export class TypedLine {
  #characters: string[] = [];
  #inPaste = false;
  #pending = '';
  readonly #echo: ((text: string) => void) | null;

  /** @param echo shows what is typed; null keeps it hidden */
  constructor(echo: ((text: string) => void) | null) {
    this.#echo = echo;
  }

  get text(): string {
    return this.#characters.join('');
  }

  /** `ended` is Ctrl-D on an empty line. What follows the end of the line is dropped. */
  take(chunk: string): 'more' | 'done' | 'ended' | 'interrupted' {
    const text = this.#pending + chunk;
    this.#pending = '';
    let rest = text;
    while (rest !== '') {
      const marker = this.#inPaste ? PASTE_END : PASTE_START;
      if (rest.startsWith(marker)) {
        this.#inPaste = !this.#inPaste;
        rest = rest.slice(marker.length);
        continue;
      }
      // A marker that was cut in two by the terminal.
      if (rest.length < marker.length && marker.startsWith(rest)) {
        this.#pending = rest;
        return 'more';
      }
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      if (!this.#inPaste && character === ESCAPE) {
        rest = rest.slice(escapeLength(rest));
        continue;
      }
      rest = rest.slice(character.length);
      const state = this.#inPaste ? this.#insert(character === '\r' ? '\n' : character) : this.#key(character);
      if (state !== 'more') return state;
    }
    return 'more';
  }

  #key(character: string): 'more' | 'done' | 'ended' | 'interrupted' {
    switch (character) {
      case '\r':
      case '\n':
        return 'done';
      case CONTROL_C:
        return 'interrupted';
      case CONTROL_D:
        return this.#characters.length === 0 ? 'ended' : 'done';
      case CONTROL_U:
        while (this.#characters.length > 0) this.#erase();
        return 'more';
      case '\u007f':
      case '\b':
        this.#erase();
        return 'more';
      default:
        return character < ' ' && character !== '\t' ? 'more' : this.#insert(character);
    }
  }

  #insert(character: string): 'more' {
    this.#characters.push(character);
    this.#echo?.(character);
    return 'more';
  }

  #erase(): void {
    if (this.#characters.pop() !== undefined) this.#echo?.('\b \b');
  }
}

/** Arrow and function keys send sequences that belong to no line. */
function escapeLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals send
  return /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O.|[ -~])?/s.exec(text)?.[0].length ?? 1;
}
