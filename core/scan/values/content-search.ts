import type { PatternMatcher } from './pattern-matcher.ts';

/** Where a pattern stands in a content: its index, and the line, counted from 1; null in a binary content. */
export type Hit = { readonly pattern: number; readonly line: number | null };

/** Contents up to this size are searched whole; larger ones in pieces of it. */
export const PIECE_BYTES = 4_194_304;
const NEWLINE = 0x0a;
/** git's own measure of what is binary: a NUL in the first bytes. */
const BINARY_LOOKED_AT = 8_000;
/** More hits in one content tell nothing new. */
const MAX_HITS = 1_000;

/** Which matches count, and what has to be in memory around a match to tell. */
export type Confirm = {
  /** Bytes before a match, and from its start on. */
  readonly before: number;
  readonly behind: number;
  /** Whether the match of a pattern at `offset` is the value that the pattern is for, by what is around it. */
  readonly isMatch: (pattern: number, text: Uint8Array, offset: number) => boolean;
};

/**
 * Searches contents one after the other, each in one piece or many. Pieces of a large content are joined in a window that
 * keeps its end, so that what stands across a border is found, and once only.
 */
export class ContentSearch {
  readonly #matcher: PatternMatcher;
  readonly #confirm: Confirm;
  readonly #window: Buffer;
  readonly #before: number;
  readonly #behind: number;
  #filled = 0;
  /** Bytes at the start of the window whose matches are known already. */
  #known = 0;
  #newlinesBefore = 0;
  #binary: boolean | null = null;
  #hits: Hit[] = [];

  constructor(matcher: PatternMatcher, confirm: Confirm = { before: 0, behind: 0, isMatch: () => true }) {
    this.#matcher = matcher;
    this.#confirm = confirm;
    this.#before = confirm.before;
    this.#behind = Math.max(matcher.longest, confirm.behind);
    this.#window = Buffer.alloc(PIECE_BYTES + this.#before + this.#behind);
  }

  /** A content that is whole in memory. Not to be used between `add` and `finish`. */
  searchWhole(content: Buffer): readonly Hit[] {
    this.#search(content, 0, true);
    return this.#take();
  }

  add(piece: Buffer): void {
    for (let at = 0; at < piece.length; ) {
      if (this.#filled === this.#window.length) this.#slide();
      const copied = piece.copy(this.#window, this.#filled, at);
      this.#filled += copied;
      at += copied;
    }
  }

  finish(): readonly Hit[] {
    this.#search(this.#window.subarray(0, this.#filled), this.#known, true);
    return this.#take();
  }

  /** Forgets a content that was not finished. */
  drop(): void {
    this.#take();
  }

  #slide(): void {
    this.#search(this.#window, this.#known, false);
    const kept = this.#before + this.#behind;
    const dropped = this.#window.length - kept;
    this.#newlinesBefore += newlines(this.#window, 0, dropped);
    this.#window.copyWithin(0, dropped);
    this.#filled = kept;
    // Everything was found that starts where enough of the window lay behind it; what is kept before that is only context.
    this.#known = this.#before + 1;
  }

  #search(text: Buffer, from: number, last: boolean): void {
    this.#binary ??= text.subarray(0, BINARY_LOOKED_AT).includes(0);
    const matches = this.#matcher.search(text, from).sort((a, b) => a.offset - b.offset);
    let at = 0;
    let line = this.#newlinesBefore + 1;
    for (const { pattern, offset } of matches) {
      // What starts too near to the end is found again, with what is around it, in the next piece.
      if (!last && offset > text.length - this.#behind) break;
      if (!this.#confirm.isMatch(pattern, text, offset)) continue;
      line += newlines(text, at, offset);
      at = offset;
      if (this.#hits.length < MAX_HITS) this.#hits.push({ pattern, line: this.#binary ? null : line });
    }
  }

  #take(): readonly Hit[] {
    const hits = this.#hits;
    this.#hits = [];
    this.#filled = 0;
    this.#known = 0;
    this.#newlinesBefore = 0;
    this.#binary = null;
    return hits;
  }
}

function newlines(text: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf(NEWLINE, from); at !== -1 && at < to; at = text.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}
