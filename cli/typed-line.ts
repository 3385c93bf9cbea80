const ESCAPE = '\u001b';
const BELL = '\u0007';
/** A paste in one piece, however many lines it has: terminals put it between these when asked to. */
const PASTE_START = `${ESCAPE}[200~`;
const PASTE_END = `${ESCAPE}[201~`;
/** What a terminal is told around a question. */
export const PASTE_MARKS = { on: `${ESCAPE}[?2004h`, off: `${ESCAPE}[?2004l` } as const;

/** The control keys of a terminal's own line editing (termios(3)), as they arrive in raw mode. */
const KEYS = {
  interrupt: '\u0003',
  quit: '\u001c',
  endOfFile: '\u0004',
  eraseLine: '\u0015',
  eraseWord: '\u0017',
  literalNext: '\u0016',
  suspend: '\u001a',
} as const;
/** End of line, erase to the end, redraw, and flow control: at the end of a line that is as it is there is nothing to do. */
const NOTHING_TO_DO: ReadonlySet<string> = new Set(['\u0005', '\u000b', '\u000c', '\u0012', '\u0011', '\u0013']);

/** Whole sequences that keys and terminals send (ECMA-48): control sequences, single shifts, and strings with their end. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals send
const SEQUENCE = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\))/;
/** The beginning of one, cut by the terminal or the network. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what terminals send
const CUT_SEQUENCE = /^\u001b(?:\[[0-?]*[ -/]*|O|[\]PX^_][^\u0007\u001b]*\u001b?)?$/;
/** Longer than any sequence of a key; what is longer is none. */
const LONGEST_SEQUENCE = 4_096;

export type LineState = 'more' | 'done' | 'ended' | 'interrupted' | 'suspended';

/**
 * One line as it is typed into a raw terminal: editing keys, and pastes of several lines as one piece. A key that means
 * nothing here rings the bell and is never part of the line; Ctrl-V takes the next one as it is.
 */
export class TypedLine {
  #characters: string[] = [];
  #inPaste = false;
  #literal = false;
  #pending = '';
  readonly #show: (text: string) => void;
  readonly #hidden: boolean;

  /** @param show writes to the terminal: the line as it is typed unless it is `hidden`, and the bell */
  constructor(show: (text: string) => void, { hidden }: { readonly hidden: boolean }) {
    this.#show = show;
    this.#hidden = hidden;
  }

  get text(): string {
    return this.#characters.join('');
  }

  /** What the terminal shows of it. */
  get shown(): string {
    return this.#hidden ? '' : this.#characters.map(echoOf).join('');
  }

  /** `ended` is Ctrl-D on an empty line; after `suspended` the rest is taken by the next call. What follows the end is dropped. */
  take(chunk: string): LineState {
    const carried = this.#pending;
    let rest = carried + chunk;
    this.#pending = '';
    while (rest !== '') {
      const marker = this.#inPaste ? PASTE_END : PASTE_START;
      if (rest.startsWith(marker)) {
        this.#inPaste = !this.#inPaste;
        rest = rest.slice(marker.length);
        continue;
      }
      if (this.#isCut(rest, marker)) {
        this.#pending = rest;
        return 'more';
      }
      if (this.#inPaste) {
        const [character = ''] = /^\r\n|^./su.exec(rest) ?? [];
        rest = rest.slice(character.length);
        this.#insert(character.startsWith('\r') ? '\n' : character);
        continue;
      }
      const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
      if (character === ESCAPE && !this.#literal) {
        rest = rest.slice(this.#escape(rest, carried === ESCAPE));
        continue;
      }
      rest = rest.slice(character.length);
      const state = this.#key(character);
      if (state === 'suspended') this.#pending = rest;
      if (state !== 'more') return state;
    }
    return 'more';
  }

  /** Whether the rest is the beginning of something whose end has not arrived yet. */
  #isCut(rest: string, marker: string): boolean {
    if (rest.length < marker.length && marker.startsWith(rest)) return true;
    // A paste that was cut between the two characters of a line end.
    if (this.#inPaste) return rest === '\r';
    return !this.#literal && rest.length < LONGEST_SEQUENCE && CUT_SEQUENCE.test(rest);
  }

  /** The length of what is taken. A key with Alt sends an escape and itself; after a lone Esc the key is one of its own. */
  #escape(rest: string, lone: boolean): number {
    const sequence = SEQUENCE.exec(rest)?.[0];
    if (sequence !== undefined) {
      this.#ring();
      return sequence.length;
    }
    const next = rest.charAt(1);
    if (!lone && (next === '\u007f' || next === '\b')) {
      this.#eraseWord();
      return 2;
    }
    this.#ring();
    return !lone && next >= ' ' && next <= '~' ? 2 : 1;
  }

  #key(character: string): LineState {
    if (this.#literal) {
      this.#literal = false;
      this.#insert(character);
      return 'more';
    }
    switch (character) {
      case '\r':
      case '\n':
        return 'done';
      case KEYS.interrupt:
      case KEYS.quit:
        return 'interrupted';
      case KEYS.endOfFile:
        return this.#characters.length === 0 ? 'ended' : 'done';
      case KEYS.suspend:
        return 'suspended';
      case KEYS.eraseLine:
        while (this.#characters.length > 0) this.#erase();
        return 'more';
      case KEYS.eraseWord:
        this.#eraseWord();
        return 'more';
      case KEYS.literalNext:
        this.#literal = true;
        return 'more';
      case '\u007f':
      case '\b':
        this.#erase();
        return 'more';
      default:
        if (NOTHING_TO_DO.has(character)) return 'more';
        if (isControl(character) && character !== '\t') this.#ring();
        else this.#insert(character);
        return 'more';
    }
  }

  #insert(character: string): void {
    this.#characters.push(character);
    if (!this.#hidden) this.#show(echoOf(character));
  }

  #erase(): void {
    const erased = this.#characters.pop();
    if (erased !== undefined && !this.#hidden)
      this.#show('\b \b'.repeat(echoOf(erased).length === 2 && isControl(erased) ? 2 : 1));
  }

  /** Spaces at the end, and the word before them, as a terminal counts words. */
  #eraseWord(): void {
    while (/^\s$/u.test(this.#characters.at(-1) ?? '')) this.#erase();
    while (/^\S$/u.test(this.#characters.at(-1) ?? '')) this.#erase();
  }

  #ring(): void {
    this.#show(BELL);
  }
}

function isControl(character: string): boolean {
  return /^\p{Cc}$/u.test(character);
}

/** A line break as a space, so that the question stays on its line; other control characters as a terminal shows them, `^X`. */
function echoOf(character: string): string {
  if (character === '\n' || character === '\t') return ' ';
  if (!isControl(character)) return character;
  const code = character.charCodeAt(0);
  return code < 0x80 ? `^${String.fromCharCode(code ^ 0x40)}` : ' ';
}
