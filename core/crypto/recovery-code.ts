import { createHash, randomInt } from 'node:crypto';
import { secretFromText, wipe } from './secret-bytes.ts';

/**
 * A recovery code is 26 random symbols of Crockford's base 32 (130 bits) and 2 check symbols, shown as 7 groups of 4:
 * `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`. The check symbols are the first 10 bits of SHA-256 over the others, so that a
 * slip of the pen is told from a wrong code. Reading forgives case, line breaks, spaces, dashes and whatever else is no letter
 * or digit between the symbols, and O for 0, I and L for 1.
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RANDOM_SYMBOLS = 26;
const CHECK_SYMBOLS = 2;
const GROUP = 4;

/** A new code, as it is shown. */
export function newRecoveryCode(): string {
  const symbols = Array.from({ length: RANDOM_SYMBOLS }, () => symbolAt(randomInt(ALPHABET.length))).join('');
  return (symbols + checkSymbols(symbols)).match(new RegExp(`.{${GROUP}}`, 'g'))?.join('-') ?? '';
}

/**
 * The code's secret bytes (the 26 symbols in their one spelling), or null where it was mistyped: its length, a symbol
 * or the check does not fit. Whether the code is the vault's own shows only when it is tried.
 */
export function parseRecoveryCode(typed: string): Buffer | null {
  const symbols = symbolsOf(typed);
  if (symbols.length !== RANDOM_SYMBOLS + CHECK_SYMBOLS) return null;
  if ([...symbols].some((symbol) => !ALPHABET.includes(symbol))) return null;
  const secret = symbols.slice(0, RANDOM_SYMBOLS);
  if (checkSymbols(secret) !== symbols.slice(RANDOM_SYMBOLS)) return null;
  return secretFromText(secret);
}

/** Whether what a person typed is this code. A slip of the pen is told from another code, as at unlock. */
export function typedBack(typed: string, code: string): 'same' | 'mistyped' | 'other' {
  const [found, wanted] = [parseRecoveryCode(typed), parseRecoveryCode(code)];
  try {
    if (found === null || wanted === null) return 'mistyped';
    return found.equals(wanted) ? 'same' : 'other';
  } finally {
    wipe(found, wanted);
  }
}

/** Whether a text has at least as many symbols as a code: what comes behind it is something else. */
export function isWholeRecoveryCode(typed: string): boolean {
  return symbolsOf(typed).length >= RANDOM_SYMBOLS + CHECK_SYMBOLS;
}

/** In their one spelling. A letter that no code has stays, so that it is noticed. */
function symbolsOf(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
}

function checkSymbols(symbols: string): string {
  const bits = createHash('sha256').update(`keyrail/v1/recovery-check/${symbols}`).digest().readUInt16BE(0) >> 6;
  return symbolAt(bits >> 5) + symbolAt(bits & 31);
}

function symbolAt(index: number): string {
  return ALPHABET.charAt(index);
}
