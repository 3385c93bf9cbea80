import { isUtf8 } from 'node:buffer';
import { isLikelySecret } from '../../recognition/likely-secret.ts';
import { SHORTEST_PATTERN } from './pattern-matcher.ts';

/** How a value is treated: searched for, perhaps as harmless, or not, with the reason in words for a list. */
export type Searchable =
  | { readonly search: true; readonly harmless: boolean }
  | { readonly search: false; readonly reason: string };

const FEWEST_DIFFERENT_BYTES = 5;
/** Longer values are not looked at as text. */
const LONGEST_LOOKED_AT = 4_096;
const COMMON =
  /^(?:change[-_ ]?me|replace[-_ ]?me|pass(?:word|wd|phrase)|passw0rd|secret|example|placeholder|postgres(?:ql)?|mysql|mariadb|admin(?:istrator)?|test(?:ing)?|default|dummy|sample|your[-_ ]?\w{1,20}|x{3,}|qwerty\w{0,4}|letmein)[-_\d!.]{0,6}$/i;

/**
 * Whether a value can be searched for. A short or common one stands in every repository for reasons of its own, and what
 * would be told of it would be noise.
 */
export function searchable(name: string, value: Uint8Array, publishable: boolean): Searchable {
  if (value.length < SHORTEST_PATTERN) return skipped(`it is shorter than ${SHORTEST_PATTERN} bytes`);
  if (new Set(value.subarray(0, LONGEST_LOOKED_AT)).size < FEWEST_DIFFERENT_BYTES) {
    return skipped('it is made of a few characters only');
  }
  if (value.length > LONGEST_LOOKED_AT || !isUtf8(value)) return { search: true, harmless: publishable };
  const text = Buffer.from(value.buffer, value.byteOffset, value.length).toString('utf8');
  if (COMMON.test(text)) return skipped('it is a common placeholder');
  if (/^(?:[a-z]{1,15}|[A-Z]{1,15}|[A-Z]?[a-z]{1,14})$/.test(text)) return skipped('it is like a word');
  if (/^\d{1,11}$/.test(text)) return skipped('it is a short number');
  const { verdict, reason } = isLikelySecret(name, text);
  switch (verdict) {
    case 'not-a-secret':
      return skipped(`it looks like ${reason}`);
    case 'publishable':
      return { search: true, harmless: true };
    case 'secret':
      return { search: true, harmless: publishable };
  }
}

function skipped(reason: string): Searchable {
  return { search: false, reason };
}
