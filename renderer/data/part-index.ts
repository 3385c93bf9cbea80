import { LetterSets } from './letter-sets.ts';

/** Words whose answers are kept: those of a filter text that somebody is typing. */
const REMEMBERED = 8;

/**
 * One part of many rows' search texts, such as their names: the same text of several rows is kept, and searched, once.
 * Texts and words are in lower case.
 */
export class PartIndex {
  /** The place of each row's text in `texts`. */
  readonly of: Uint32Array;
  readonly texts: readonly string[];
  readonly #letters: LetterSets;
  readonly #answers = new Map<string, Uint8Array>();

  constructor(rows: readonly string[]) {
    const places = new Map<string, number>();
    const texts: string[] = [];
    this.of = new Uint32Array(rows.length);
    for (const [row, text] of rows.entries()) {
      let place = places.get(text);
      if (place === undefined) {
        place = texts.push(text) - 1;
        places.set(text, place);
      }
      this.of[row] = place;
    }
    this.texts = texts;
    this.#letters = new LetterSets(texts);
  }

  /** Which of `texts` have a word somewhere: 1 by their places, else 0. */
  having(word: string): Uint8Array {
    const known = this.#answers.get(word);
    if (known !== undefined) return known;
    const { found, exact } = this.#letters.having(word);
    const answer = new Uint8Array(this.texts.length);
    for (let at = 0; at < found.length; at += 1) {
      const place = found[at] ?? 0;
      if (exact || this.texts[place]?.includes(word) === true) answer[place] = 1;
    }
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= REMEMBERED && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(word, answer);
    return answer;
  }
}
