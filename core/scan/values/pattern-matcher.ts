/**
 * Finds many byte strings at once, at little more than the price of reading.
 *
 * Of each pattern one window is taken, and of the window every run of four bytes that can fall on a multiple of the
 * stride. The text is then looked at only at every stride-th place: four bytes, read as one number, are looked up in a
 * table of bits. Wherever a pattern stands, one of its runs stands at such a place, so none is missed. What the table lets
 * through is compared with the patterns that have this run, byte by byte.
 *
 * Patterns stay in memory that {@link PatternMatcher.wipe} clears.
 */
export type PatternMatch = {
  /** Index of the pattern. */
  readonly pattern: number;
  /** Where it starts in the text. */
  readonly offset: number;
};

/** The shortest pattern, in bytes. */
export const SHORTEST_PATTERN = 8;
const GRAM = 4;
const STRIDES = [12, 8, 4] as const;
const TABLE_BITS = 21;
/** How much of a long pattern is looked through for its rarest window. */
const WINDOW_SEARCHED = 128;
/** What a run costs at most that many patterns share, and what one costs that is like a word. */
const COMMON = 64;

type Gram = { readonly pattern: number; readonly at: number };

export class PatternMatcher {
  /** Bytes of the longest pattern: what two pieces of a longer text have to share, less one. */
  readonly longest: number;
  readonly #patterns: readonly Uint8Array[];
  readonly #stride: number;
  readonly #bits = new Uint32Array((1 << TABLE_BITS) >>> 5);
  readonly #grams = new Map<number, Gram[]>();

  /**
   * @param patterns each of {@link SHORTEST_PATTERN} bytes or more; they are the matcher's from here on
   * @throws RangeError where one is shorter
   */
  constructor(patterns: readonly Uint8Array[]) {
    this.#patterns = patterns;
    const shortest = patterns.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
    if (shortest < SHORTEST_PATTERN) throw new RangeError('A pattern is too short');
    this.longest = patterns.reduce((most, { length }) => Math.max(most, length), 0);
    this.#stride = STRIDES.find((stride) => stride + GRAM - 1 <= shortest) ?? GRAM;
    const common = gramCounts(patterns);
    for (const [pattern, bytes] of patterns.entries()) {
      const start = rarestWindow(bytes, this.#stride, common);
      for (let at = start; at < start + this.#stride; at += 1) this.#add(gramAt(bytes, at), { pattern, at });
    }
  }

  /**
   * Every place of every pattern in `text`, in no particular order.
   * @param from offsets below it are left out: what an earlier piece of the same text has covered
   */
  search(text: Uint8Array, from = 0): PatternMatch[] {
    const matches: PatternMatch[] = [];
    if (this.#patterns.length === 0 || text.length < SHORTEST_PATTERN) return matches;
    const stride = this.#stride;
    const bits = this.#bits;
    // Aligned words from the first multiple of four in the memory that the text lies in; places count from there.
    const lead = (GRAM - (text.byteOffset % GRAM)) % GRAM;
    const words = new Uint32Array(text.buffer, text.byteOffset + lead, (text.length - lead) >>> 2);
    const step = stride / GRAM;
    for (let index = 0; index < words.length; index += step) {
      const gram = words[index] as number;
      const slot = Math.imul(gram, 0x9e3779b1) >>> (32 - TABLE_BITS);
      if (((bits[slot >>> 5] as number) & (1 << (slot & 31))) === 0) continue;
      this.#verify(text, lead + index * GRAM, gram, from, matches);
    }
    return matches;
  }

  /** In bytes; 0 where there is no such pattern. */
  lengthOf(pattern: number): number {
    return this.#patterns[pattern]?.length ?? 0;
  }

  /** Overwrites the patterns and what was made of them. Nothing is found from then on. */
  wipe(): void {
    for (const pattern of this.#patterns) pattern.fill(0);
    this.#bits.fill(0);
    this.#grams.clear();
  }

  #verify(text: Uint8Array, place: number, gram: number, from: number, matches: PatternMatch[]): void {
    for (const { pattern, at } of this.#grams.get(gram) ?? []) {
      const offset = place - at;
      const bytes = this.#patterns[pattern];
      if (bytes === undefined || offset < from || offset < 0 || offset + bytes.length > text.length) continue;
      if (equalAt(text, offset, bytes)) matches.push({ pattern, offset });
    }
  }

  #add(gram: number, entry: Gram): void {
    const slot = Math.imul(gram, 0x9e3779b1) >>> (32 - TABLE_BITS);
    this.#bits[slot >>> 5] = (this.#bits[slot >>> 5] ?? 0) | (1 << (slot & 31));
    const known = this.#grams.get(gram);
    if (known === undefined) this.#grams.set(gram, [entry]);
    else known.push(entry);
  }
}

function equalAt(text: Uint8Array, offset: number, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index += 1) {
    if (text[offset + index] !== bytes[index]) return false;
  }
  return true;
}

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** Four bytes as the machine reads them out of an aligned word. */
function gramAt(bytes: Uint8Array, at: number): number {
  const a = bytes[at] ?? 0;
  const b = bytes[at + 1] ?? 0;
  const c = bytes[at + 2] ?? 0;
  const d = bytes[at + 3] ?? 0;
  return (LITTLE_ENDIAN ? a | (b << 8) | (c << 16) | (d << 24) : (a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

function gramCounts(patterns: readonly Uint8Array[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const bytes of patterns) {
    const end = Math.min(bytes.length, WINDOW_SEARCHED) - GRAM;
    for (let at = 0; at <= end; at += 1) {
      const gram = gramAt(bytes, at);
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

/**
 * The start of the window whose runs are the rarest: not the beginnings that all of a provider's keys share, and not words,
 * of which every text is full.
 */
function rarestWindow(bytes: Uint8Array, stride: number, common: ReadonlyMap<number, number>): number {
  const searched = Math.min(bytes.length, WINDOW_SEARCHED);
  const costs = new Uint16Array(searched - GRAM + 1);
  for (let at = 0; at < costs.length; at += 1) {
    costs[at] = Math.min(common.get(gramAt(bytes, at)) ?? 0, COMMON) + (isWordLike(bytes, at) ? COMMON : 0);
  }
  let best = 0;
  let bestCost = Number.POSITIVE_INFINITY;
  for (let start = 0; start + stride <= costs.length; start += 1) {
    let cost = 0;
    for (let at = start; at < start + stride; at += 1) cost += costs[at] ?? 0;
    if (cost < bestCost) {
      best = start;
      bestCost = cost;
    }
  }
  return best;
}

/** Letters of one case, blanks and dashes, or the same byte again and again. */
function isWordLike(bytes: Uint8Array, at: number): boolean {
  let lower = true;
  let upper = true;
  let same = true;
  for (let index = at; index < at + GRAM; index += 1) {
    const byte = bytes[index] ?? 0;
    const blank = byte === 0x20 || byte === 0x2d || byte === 0x5f || byte === 0x0a;
    lower &&= blank || (byte >= 0x61 && byte <= 0x7a);
    upper &&= blank || (byte >= 0x41 && byte <= 0x5a);
    same &&= byte === bytes[at];
  }
  return lower || upper || same;
}
