// Encodings of secrets from bytes to bytes: a string could not be wiped.

const BASE64 = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
const PLUS = 0x2b;
const SLASH = 0x2f;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;

/**
 * The characters of base64 that a value makes wherever it stands in what is encoded, `shift` (0, 1 or 2) being its place
 * modulo three: those that depend on nothing but the value.
 */
export function base64Core(value: Uint8Array, shift: 0 | 1 | 2): Buffer {
  // Bits of the value start at 8 × shift; characters have six bits.
  const first = Math.ceil((8 * shift) / 6);
  const end = Math.floor((8 * (shift + value.length)) / 6);
  const core = Buffer.alloc(Math.max(0, end - first));
  for (let index = 0; index < core.length; index += 1) {
    const bit = 6 * (first + index) - 8 * shift;
    const pair = ((value[bit >> 3] ?? 0) << 8) | (value[(bit >> 3) + 1] ?? 0);
    core[index] = BASE64[(pair >> (10 - (bit & 7))) & 63] ?? 0;
  }
  return core;
}

/** The same in the alphabet for addresses; null where it does not differ. */
export function base64UrlOf(base64: Buffer): Buffer | null {
  if (!base64.includes(PLUS) && !base64.includes(SLASH)) return null;
  return Buffer.from(base64.map((byte) => (byte === PLUS ? DASH : byte === SLASH ? UNDERSCORE : byte)));
}

/** The bits of a value that share a character of base64 with what stands before or behind it. */
export type Base64Ends = {
  /** How many low bits of the character before the core are the value's, and which. */
  readonly before: { readonly count: number; readonly bits: number };
  /** How many high bits of the character behind the core are the value's, and which. */
  readonly behind: { readonly count: number; readonly bits: number };
};

/** What {@link base64Core} leaves out at its ends for the same `shift`. */
export function base64Ends(value: Uint8Array, shift: 0 | 1 | 2): Base64Ends {
  const before = [0, 4, 2][shift] ?? 0;
  const behind = (8 * (shift + value.length)) % 6;
  const last = value.at(-1) ?? 0;
  return {
    before: { count: before, bits: (value[0] ?? 0) >> (8 - before) },
    behind: { count: behind, bits: last & ((1 << behind) - 1) },
  };
}

/** Whether the characters around a core in a text have the value's bits, in either alphabet; both have to be there. */
export function hasBase64Ends(text: Uint8Array, start: number, end: number, { before, behind }: Base64Ends): boolean {
  if (before.count > 0) {
    const sextet = SEXTETS[text[start - 1] ?? 0] ?? -1;
    if (sextet === -1 || (sextet & ((1 << before.count) - 1)) !== before.bits) return false;
  }
  if (behind.count > 0) {
    const sextet = SEXTETS[text[end] ?? 0] ?? -1;
    if (sextet === -1 || sextet >> (6 - behind.count) !== behind.bits) return false;
  }
  return true;
}

/** By byte: the six bits that a character of either alphabet stands for, or -1. */
const SEXTETS = new Int8Array(256).fill(-1);
for (const [sextet, byte] of BASE64.entries()) SEXTETS[byte] = sextet;
SEXTETS[DASH] = 62;
SEXTETS[UNDERSCORE] = 63;

const JSON_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
]);

/**
 * A value as usual writers escape it, each in one manner throughout: of strings, addresses, XML and shells. For values in which
 * no part is long enough to look for by itself; those that do not differ from the value are left out, and none is twice.
 */
export function escapedThroughout(value: Uint8Array): Buffer[] {
  const found: Buffer[] = [];
  for (const manner of MANNERS) {
    const escaped = replaced(value, manner);
    if (escaped === null) continue;
    if (found.some((other) => other.equals(escaped))) escaped.fill(0);
    else found.push(escaped);
  }
  return found;
}

type Manner = (byte: number) => string | null;

const hexOf = (byte: number, upper: boolean, digits: number): string => {
  const hex = byte.toString(16).padStart(digits, '0');
  return upper ? hex.toUpperCase() : hex;
};
const isAlphanumeric = (byte: number): boolean => /[0-9A-Za-z]/.test(String.fromCharCode(byte)) && byte < 0x80;

/** Addresses: what a writer leaves as it is beside letters and digits, and how it writes a blank. */
const percent =
  (left: string, upper: boolean, blank = ''): Manner =>
  (byte) => {
    if (byte === 0x20 && blank !== '') return blank;
    if (isAlphanumeric(byte) || (byte < 0x80 && left.includes(String.fromCharCode(byte)))) return null;
    return `%${hexOf(byte, upper, 2)}`;
  };
/** JSON: what is written as \\u00XX beside its own escapes, and whether the slash is escaped. */
const json =
  (points: string, upper: boolean, slash: boolean): Manner =>
  (byte) => {
    if (byte < 0x80 && points.includes(String.fromCharCode(byte))) return `\\u${hexOf(byte, upper, 4)}`;
    return slash && byte === SLASH ? '\\/' : (JSON_ESCAPES.get(byte) ?? null);
  };
const xml =
  (names: Readonly<Record<string, string>>): Manner =>
  (byte) =>
    byte < 0x80 ? (names[String.fromCharCode(byte)] ?? null) : null;
const BASIC_XML = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const MANNERS: readonly Manner[] = [
  ...[true, false].flatMap((upper) => [
    percent('-_.~', upper),
    percent("-_.~!'()*", upper),
    percent("-_.~!'()*;/?:@&=+$,#", upper),
    percent('-_.~/', upper),
    percent('-_.*', upper, '+'),
    json('<>&', upper, false),
    json('<>&\'"', upper, true),
    json('<>&\'"+`', upper, false),
    (byte: number) => (isAlphanumeric(byte) || byte >= 0x80 ? null : `&#x${hexOf(byte, upper, 1)};`),
    (byte: number) => (isAlphanumeric(byte) || byte >= 0x80 ? null : `\\x${hexOf(byte, upper, 2)}`),
    (byte: number) => (isAlphanumeric(byte) || byte >= 0x80 ? null : `\\u${hexOf(byte, upper, 4)}`),
  ]),
  json('', false, false),
  json('', false, true),
  xml(BASIC_XML),
  xml({ ...BASIC_XML, '"': '&quot;' }),
  xml({ ...BASIC_XML, '"': '&quot;', "'": '&apos;' }),
  xml({ ...BASIC_XML, '"': '&quot;', "'": '&#39;' }),
  xml({ ...BASIC_XML, '"': '&quot;', "'": '&#039;' }),
  xml({ ...BASIC_XML, '"': '&#34;', "'": '&#39;' }),
  xml({ ...BASIC_XML, '"': '&quot;', "'": '&#x27;' }),
  xml({ ...BASIC_XML, '"': '&quot;', "'": '&#x27;', '/': '&#x2F;', '`': '&#x60;', '=': '&#x3D;' }),
  (byte) => (isAlphanumeric(byte) || byte >= 0x80 ? null : `&#${byte};`),
  (byte) => ('"$\\`'.includes(String.fromCharCode(byte)) && byte < 0x80 ? `\\${String.fromCharCode(byte)}` : null),
  (byte) => (isAlphanumeric(byte) || byte >= 0x80 || byte < 0x20 ? null : `\\${String.fromCharCode(byte)}`),
  (byte) => (byte === 0x27 ? "'\\''" : null),
  (byte) => (byte === 0x27 ? "''" : null),
  (byte) => (byte === 0x22 ? '""' : null),
  (byte) => (byte === 0x24 ? '$$' : null),
];

function replaced(value: Uint8Array, by: (byte: number) => string | null): Buffer | null {
  let length = 0;
  for (const byte of value) length += by(byte)?.length ?? 1;
  if (length === value.length) return null;
  const result = Buffer.alloc(length);
  let at = 0;
  for (const byte of value) {
    const text = by(byte);
    if (text === null) result[at++] = byte;
    else at += result.write(text, at, 'latin1');
  }
  return result;
}
