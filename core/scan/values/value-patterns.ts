import type { ValueForm } from '#shared/domain/repository-scan.ts';
import { wipe } from '../../crypto/secret-bytes.ts';
import type { Confirm } from './content-search.ts';
import {
  type Base64Ends,
  base64Core,
  base64Ends,
  base64UrlOf,
  escapedThroughout,
  hasBase64Ends,
} from './encode-bytes.ts';
import { type Anchor, EscapedValue } from './escaped-value.ts';
import { type SearchedValue, trimmed, type ValueOwner } from './opened-values.ts';
import { SHORTEST_PATTERN } from './pattern-matcher.ts';

/** One value in one form. */
export type ValuePattern = {
  readonly owners: readonly ValueOwner[];
  readonly form: ValueForm;
  readonly harmless: boolean;
  /** It is short, so it counts only where no letter or digit goes on beside it. */
  readonly wholeWord: boolean;
  /** The pattern is a part of a value, the rest of which may be escaped. */
  readonly escaped: { readonly value: EscapedValue; readonly anchor: Anchor } | null;
  /** What of a value is in the characters of base64 beside the pattern. */
  readonly ends: Base64Ends | null;
};

export type ValuePatterns = {
  readonly patterns: readonly ValuePattern[];
  /** The bytes of each pattern. Whoever gets them wipes them. */
  readonly bytes: readonly Buffer[];
};

/** From here on a value is found inside longer words as well. */
const WHOLE_WORD_BELOW = 16;
/** Longer values are searched for as they are, not encoded. */
const LONGEST_ENCODED = 65_536;
const SHORTEST_KEY_LINE = 32;

type Form = Pick<ValuePattern, 'form' | 'escaped' | 'ends'> & { readonly pattern: Buffer };

/**
 * Makes patterns of values: as they are, with any of their characters escaped, and in base64. A private key in PEM is searched
 * for by one line of its body, which is the same however the lines end and wherever they are indented.
 */
export function valuePatterns(values: readonly SearchedValue[]): ValuePatterns {
  const patterns: ValuePattern[] = [];
  const bytes: Buffer[] = [];
  for (const { bytes: value, owners, harmless } of values) {
    for (const { pattern, form, escaped, ends } of formsOf(asBuffer(value))) {
      if (pattern.length < SHORTEST_PATTERN) {
        wipe(pattern);
        continue;
      }
      bytes.push(pattern);
      const wholeWord = form === 'plain' && pattern.length < WHOLE_WORD_BELOW;
      patterns.push({ owners, form, harmless, wholeWord, escaped, ends });
    }
  }
  return { patterns, bytes };
}

/** Which matches of the patterns are values, by what is around them. */
export function confirmOf({ patterns, bytes }: ValuePatterns): Confirm {
  const reaches = patterns.map(({ escaped }, index) => {
    return escaped?.value.reach(escaped.anchor) ?? { before: 1, behind: (bytes[index]?.length ?? 0) + 1 };
  });
  return {
    before: reaches.reduce((most, { before }) => Math.max(most, before), 0),
    behind: reaches.reduce((most, { behind }) => Math.max(most, behind), 0),
    isMatch: (index, text, offset) => {
      const pattern = patterns[index];
      const end = offset + (bytes[index]?.length ?? 0);
      if (pattern === undefined) return false;
      if (pattern.wholeWord && (isWord(text[offset - 1]) || isWord(text[end]))) return false;
      if (pattern.ends !== null && !hasBase64Ends(text, offset, end, pattern.ends)) return false;
      return pattern.escaped === null || pattern.escaped.value.isAt(text, offset, pattern.escaped.anchor);
    },
  };
}

/** Overwrites what was made of the values. */
export function wipePatterns({ patterns, bytes }: ValuePatterns): void {
  wipe(...bytes);
  for (const { escaped } of patterns) escaped?.value.wipe();
}

function formsOf(value: Buffer): Form[] {
  const keyLine = privateKeyLine(value);
  const plain = keyLine ?? value;
  const add = (form: ValueForm, pattern: Buffer, more: Partial<Form> = {}): void => {
    forms.push({ form, pattern, escaped: null, ends: null, ...more });
  };
  const forms: Form[] = [];
  add('plain', copyOf(plain));
  if (value.length > LONGEST_ENCODED) return forms;
  const escaped = EscapedValue.of(plain, SHORTEST_PATTERN);
  if (escaped === null) {
    for (const pattern of escapedThroughout(plain)) add('escaped', pattern);
  } else {
    for (const anchor of escaped.anchors) add('escaped', anchor.bytes, { escaped: { value: escaped, anchor } });
  }
  if (keyLine === null && value.includes('\n') && !value.includes('\r')) add('plain', withCarriageReturns(value));
  for (const shift of [0, 1, 2] as const) {
    const ends = base64Ends(value, shift);
    const base64 = base64Core(value, shift);
    const forAddresses = base64UrlOf(base64);
    if (forAddresses !== null) add('base64', forAddresses, { ends });
    add('base64', base64, { ends });
  }
  return forms;
}

function isWord(byte: number | undefined): boolean {
  return (
    byte !== undefined &&
    ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))
  );
}

function asBuffer(bytes: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Memory of its own, so that wiping the one leaves the other. */
function copyOf(bytes: Uint8Array): Buffer {
  const copy = Buffer.alloc(bytes.length);
  copy.set(bytes);
  return copy;
}

/** A line from the middle of a private key's body: not the first ones, which say what kind of key it is. */
function privateKeyLine(value: Buffer): Buffer | null {
  const begin = value.indexOf('PRIVATE KEY-----');
  if (begin === -1 || !value.includes('-----BEGIN ')) return null;
  const end = value.indexOf('-----END', begin);
  const lines: Buffer[] = [];
  for (let at = value.indexOf(0x0a, begin); at !== -1 && (end === -1 || at < end); ) {
    const next = value.indexOf(0x0a, at + 1);
    const line = trimmed(value.subarray(at + 1, next === -1 ? value.length : next));
    if (line.length >= SHORTEST_KEY_LINE && !line.includes(':')) lines.push(line);
    at = next;
  }
  return lines[Math.floor(lines.length / 2)] ?? null;
}

function withCarriageReturns(value: Buffer): Buffer {
  let count = 0;
  for (const byte of value) if (byte === 0x0a) count += 1;
  const result = Buffer.alloc(value.length + count);
  let at = 0;
  for (const byte of value) {
    if (byte === 0x0a) result[at++] = 0x0d;
    result[at++] = byte;
  }
  return result;
}
