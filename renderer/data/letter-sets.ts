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

/** The letters of many texts, for telling quickly which of them cannot have a word. Texts and words are in lower case. */
export class LetterSets {
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;

  constructor(texts: readonly string[]) {
    this.#low = new Uint32Array(texts.length);
    this.#high = new Uint32Array(texts.length);
    for (const [index, text] of texts.entries()) {
      const [low, high] = halves(text);
      this.#low[index] = low;
      this.#high[index] = high;
    }
  }

  /** Those of `within` whose texts have every character of the word, in the same order; where one is enough, exactly those. */
  narrow(within: Uint32Array, word: string): { readonly found: Uint32Array; readonly exact: boolean } {
    const [low, high] = halves(word);
    const lows = this.#low;
    const highs = this.#high;
    const found = new Uint32Array(within.length);
    let count = 0;
    // Counted, not iterated: this runs over every key at the first letter that is typed.
    for (let at = 0; at < within.length; at += 1) {
      const index = within[at] ?? 0;
      if ((low & ~(lows[index] ?? 0)) !== 0 || (high & ~(highs[index] ?? 0)) !== 0) continue;
      found[count] = index;
      count += 1;
    }
    const exact = word.length === 1 && high >>> 31 === 0;
    return { found: found.subarray(0, count), exact };
  }
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
