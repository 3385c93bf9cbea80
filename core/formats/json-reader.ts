/**
 * Strict JSON with what `JSON.parse` hides: duplicate names, the line of every value, and numbers as they were written.
 * Failures are values and hold no text of the file.
 */
export type JsonNode =
  | Readonly<{ type: 'string'; line: number; value: string }>
  | Readonly<{ type: 'number' | 'boolean' | 'null'; line: number; source: string }>
  | Readonly<{ type: 'array'; line: number; items: readonly JsonNode[] }>
  | Readonly<{ type: 'object'; line: number; members: readonly JsonMember[] }>;
export type JsonMember = Readonly<{ name: string; line: number; node: JsonNode }>;
export type JsonFailure = Readonly<{ failed: 'not-json' | 'too-deep'; line: number }>;

/** Deeper than anything that holds secrets, and far from the end of the stack. */
const MAX_DEPTH = 32;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** Thrown and caught inside this file only: a recursive reader has no shorter way out. */
class Stop extends Error {
  readonly why: JsonFailure['failed'];

  constructor(why: JsonFailure['failed']) {
    super(why);
    this.why = why;
  }
}

/** Reads a whole text as one JSON value (RFC 8259; a byte order mark is skipped). */
export function readJson(text: string): JsonNode | JsonFailure {
  const reader = new JsonReader(text);
  try {
    return reader.read();
  } catch (error) {
    if (error instanceof Stop) return { failed: error.why, line: reader.line };
    throw error;
  }
}

class JsonReader {
  line = 1;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text.replace(/^\ufeff/, '');
  }

  read(): JsonNode {
    const node = this.#value(0);
    if (this.#next() !== '') throw new Stop('not-json');
    return node;
  }

  /** Skips white space and gives the next character without taking it; empty at the end. */
  #next(): string {
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character === '\n') this.line += 1;
      else if (character !== ' ' && character !== '\t' && character !== '\r') return character;
      this.#at += 1;
    }
  }

  #take(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#at += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw new Stop('not-json');
  }

  #value(depth: number): JsonNode {
    if (depth > MAX_DEPTH) throw new Stop('too-deep');
    const next = this.#next();
    const line = this.line;
    switch (next) {
      case '{':
        return { type: 'object', line, members: this.#members(depth) };
      case '[':
        return { type: 'array', line, items: this.#items(depth) };
      case '"':
        return { type: 'string', line, value: this.#string() };
      default:
        return this.#literal(line);
    }
  }

  #members(depth: number): JsonMember[] {
    const members: JsonMember[] = [];
    this.#expect('{');
    if (this.#take('}')) return members;
    do {
      if (this.#next() !== '"') throw new Stop('not-json');
      const line = this.line;
      const name = this.#string();
      this.#expect(':');
      members.push({ name, line, node: this.#value(depth + 1) });
    } while (this.#take(','));
    this.#expect('}');
    return members;
  }

  #items(depth: number): JsonNode[] {
    const items: JsonNode[] = [];
    this.#expect('[');
    if (this.#take(']')) return items;
    do items.push(this.#value(depth + 1));
    while (this.#take(','));
    this.#expect(']');
    return items;
  }

  #string(): string {
    let end = this.#at + 1;
    while (end < this.#text.length && this.#text.charAt(end) !== '"') end += this.#text.charAt(end) === '\\' ? 2 : 1;
    const literal = this.#text.slice(this.#at, end + 1);
    try {
      const value: unknown = JSON.parse(literal);
      if (typeof value !== 'string') throw new Stop('not-json');
      this.#at = end + 1;
      return value;
    } catch {
      throw new Stop('not-json');
    }
  }

  #literal(line: number): JsonNode {
    LITERAL.lastIndex = this.#at;
    const source = LITERAL.exec(this.#text)?.[0];
    if (source === undefined) throw new Stop('not-json');
    this.#at += source.length;
    const type = source === 'null' ? 'null' : source === 'true' || source === 'false' ? 'boolean' : 'number';
    return { type, line, source };
  }
}
