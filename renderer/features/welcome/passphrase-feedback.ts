/** How hard a passphrase is to guess, as far as its form tells. `none`: nothing is typed. */
export type PassphraseLevel = 'none' | 'weak' | 'fair' | 'good';

export interface PassphraseFeedback {
  readonly level: PassphraseLevel;
  readonly text: string;
}

/** Bits that a word adds when it was drawn from a list of some 8,000 words; words of one's own choosing add far fewer. */
const BITS_PER_WORD = 12.9;
const FAIR_BITS = 45;
const GOOD_BITS = 64;
/** Rows of a keyboard and runs that guessing programs try first. */
const RUNS = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];

/**
 * Says what can honestly be said about a passphrase: an upper bound from its length and words. Whether it was chosen at
 * random, no program can see, so the text says so. The engine refuses what is too weak.
 */
export function judgePassphrase(passphrase: string): PassphraseFeedback {
  if (passphrase === '') return { level: 'none', text: 'Five random words are easy to type and hard to guess.' };
  const words = passphrase
    .trim()
    .split(/[\s._-]+/)
    .filter((word) => word.length >= 3);
  const different = new Set(words.map((word) => word.toLowerCase())).size;
  const byWords = words.length >= 2 ? different * BITS_PER_WORD : Number.POSITIVE_INFINITY;
  const bits = Math.min(byWords, bitsByCharacters(passphrase));
  if (bits < FAIR_BITS) {
    return { level: 'weak', text: 'Weak: someone with a copy of the vault could find it by trying. Add random words.' };
  }
  if (bits < GOOD_BITS) {
    return { level: 'fair', text: 'Fair, if you picked it at random. One or two more random words make it strong.' };
  }
  return {
    level: 'good',
    text: 'Strong, if it was picked at random. A quote, lyric or reused passphrase is weak at any length.',
  };
}

/** As if every character was random, with runs and repeats counted as one; letters that make one word count little. */
function bitsByCharacters(text: string): number {
  let pool = 0;
  if (/[a-z]/.test(text)) pool += 26;
  if (/[A-Z]/.test(text)) pool += 26;
  if (/[0-9]/.test(text)) pool += 10;
  if (/[^a-zA-Z0-9]/.test(text)) pool += 20;
  const lower = text.toLowerCase();
  let length = 0;
  for (let index = 0; index < lower.length; index += 1) {
    if (!continuesRun(lower, index)) length += 1;
  }
  const oneWord = /^[a-zA-Z]+[0-9]{0,4}[!?.]?$/.test(text);
  return length * Math.log2(Math.max(2, pool)) * (oneWord ? 0.5 : 1);
}

function continuesRun(text: string, index: number): boolean {
  if (index === 0) return false;
  const pair = text.slice(index - 1, index + 1);
  return pair[0] === pair[1] || RUNS.some((run) => run.includes(pair));
}
