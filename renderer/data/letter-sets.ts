/** Which characters a text has, as 64 bits in two halves: a bit for each of a-z, 0-9 and some marks, one for all others. */
const OTHER = 63;
const MARKS = '_-./@: ';

function bitOf(code: number): number {
  if (code >= 97 && code <= 122) return code - 97;
  if (code >= 48 && code <= 57) return code - 48 + 26;
  const mark = MARKS.indexOf(String.fromCharCode(code));
  return mark === -1 ? OTHER : 36 + mark;
}

/** Bits by character code, so that a text is read without searching. */
const BITS = Uint8Array.from({ length: 128 }, (_, code) => bitOf(code));

/** Pairs of neighbours are hashed onto 256 bits: of 60 pairs of a text about one in five others looks present as well. */
const PAIR_WORDS = 8;

/** The bit of a pair, 0 to 255; both are bits of characters. */
function pairOf(first: number, second: number): number {
  return (first * 37 + second) & 255;
}

/**
 * The letters, and the pairs of neighbouring letters, of many texts, for telling quickly which of them cannot have a word.
 * Texts and words are in lower case.
 */
export class LetterSets {
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  /** Eight for each text. */
  readonly #pairs: Uint32Array;

  constructor(texts: readonly string[]) {
    this.#low = new Uint32Array(texts.length);
    this.#high = new Uint32Array(texts.length);
    this.#pairs = new Uint32Array(texts.length * PAIR_WORDS);
    for (const [index, text] of texts.entries()) this.#read(index, text);
  }

  #read(index: number, text: string): void {
    const pairs = this.#pairs;
    let low = 0;
    let high = 0;
    let before = -1;
    for (let at = 0; at < text.length; at += 1) {
      const bit = BITS[text.charCodeAt(at)] ?? OTHER;
      if (bit < 32) low |= 1 << bit;
      else high |= 1 << (bit - 32);
      if (before !== -1) {
        const pair = pairOf(before, bit);
        const place = index * PAIR_WORDS + (pair >> 5);
        pairs[place] = (pairs[place] ?? 0) | (1 << (pair & 31));
      }
      before = bit;
    }
    this.#low[index] = low;
    this.#high[index] = high;
  }

  /**
   * The places, in order, of the texts that have every character of the word and, but for a few too many, every pair of
   * neighbours; where one character is all there is, exactly those.
   */
  having(word: string): { readonly found: Uint32Array; readonly exact: boolean } {
    const [low, high] = halves(word);
    const pairs = pairMasks(word);
    const lows = this.#low;
    const highs = this.#high;
    const found = new Uint32Array(lows.length);
    let count = 0;
    // Counted, not iterated: this runs over every text at the first letters that are typed.
    for (let index = 0; index < lows.length; index += 1) {
      if ((low & ~(lows[index] ?? 0)) !== 0 || (high & ~(highs[index] ?? 0)) !== 0) continue;
      if (pairs.length > 0 && !this.#hasPairs(index, pairs)) continue;
      found[count] = index;
      count += 1;
    }
    const exact = word.length === 1 && high >>> 31 === 0;
    return { found: found.subarray(0, count), exact };
  }

  #hasPairs(index: number, masks: readonly (readonly [word: number, mask: number])[]): boolean {
    for (let at = 0; at < masks.length; at += 1) {
      const [word, mask] = masks[at] ?? [0, 0];
      if ((mask & ~(this.#pairs[index * PAIR_WORDS + word] ?? 0)) !== 0) return false;
    }
    return true;
  }
}

/** The bits of a word's pairs, by the word of eight that they stand in. */
function pairMasks(word: string): (readonly [word: number, mask: number])[] {
  const masks = new Map<number, number>();
  for (let at = 1; at < word.length; at += 1) {
    const pair = pairOf(BITS[word.charCodeAt(at - 1)] ?? OTHER, BITS[word.charCodeAt(at)] ?? OTHER);
    masks.set(pair >> 5, (masks.get(pair >> 5) ?? 0) | (1 << (pair & 31)));
  }
  return [...masks];
}

function halves(text: string): readonly [low: number, high: number] {
  let low = 0;
  let high = 0;
  for (let index = 0; index < text.length; index += 1) {
    const bit = BITS[text.charCodeAt(index)] ?? OTHER;
    if (bit < 32) low |= 1 << bit;
    else high |= 1 << (bit - 32);
  }
  return [low >>> 0, high >>> 0];
}
