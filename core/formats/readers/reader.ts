/** One value as a program takes it from a dotenv file. */
export type ReadEntry = Readonly<{
  name: string;
  value: string;
  line: number;
  /** Where it uses variables that the file does not define: what they are is up to where the program is started. */
  open: boolean;
}>;

/** A name to which a program gives no value, and what it does instead, as the end of "bash …". Never holds a value. */
export type Refusal = Readonly<{ name: string; line: number; why: string }>;

/** What one program makes of a whole file. */
export type ReadFile = Readonly<{
  /** In the order of the file, duplicates included: the last one of a name counts. */
  entries: readonly ReadEntry[];
  refusals: readonly Refusal[];
  /** Where the program gives up, and why; `everything`: it then takes no value of the file at all. */
  stopped: Readonly<{ line: number; why: string; everything: boolean }> | null;
}>;

/** Longer than any text of the file can become by putting its own variables in, but for files made to grow. */
const MOST_EXPANDED = 4_194_304;

/** The values that a file has given so far, which later lines may refer to. What the file does not define is empty. */
export class FileVariables {
  readonly #values = new Map<string, string>();
  #left = MOST_EXPANDED;
  #missed = false;

  set(name: string, value: string): void {
    this.#values.set(name, value);
  }

  unset(name: string): void {
    this.#values.delete(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The value of a variable; empty also where a file was made to grow without end. */
  get(name: string): string {
    const value = this.#values.get(name) ?? '';
    this.#missed ||= !this.#values.has(name);
    this.#left -= value.length;
    return this.#left < 0 ? '' : value;
  }

  /** Whether a variable was asked for since the last question that the file does not define. */
  takeMissed(): boolean {
    const missed = this.#missed;
    this.#missed = false;
    return missed;
  }
}

/** Counts lines on the way through a text, each character once. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The line of a place, from 1. Places must not go back. */
  at(place: number): number {
    for (let next = this.#text.indexOf('\n', this.#at); next !== -1 && next < place; ) {
      this.#line += 1;
      this.#at = next + 1;
      next = this.#text.indexOf('\n', this.#at);
    }
    return this.#line;
  }
}

/** The end of the line that `from` is in, without its line break. */
export function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/** A text with line ends of one character and no byte order mark, which every reader but Docker's starts from. */
export function withPlainLineEnds(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}
