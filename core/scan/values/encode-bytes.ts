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

const JSON_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x22, '\\"'],
  [0x5c, '\\\\'],
  [0x0a, '\\n'],
  [0x0d, '\\r'],
  [0x09, '\\t'],
]);

/** As inside a string of JSON and of most languages; null where it does not differ. */
export function escapedInString(value: Uint8Array): Buffer | null {
  return replaced(value, (byte) => JSON_ESCAPES.get(byte) ?? null);
}

/** As in an address, where it is not a letter, a digit or one of `-_.~`; null where it does not differ. */
export function escapedInAddress(value: Uint8Array): Buffer | null {
  return replaced(value, (byte) => {
    const plain =
      (byte >= 0x30 && byte <= 0x39) ||
      (byte >= 0x41 && byte <= 0x5a) ||
      (byte >= 0x61 && byte <= 0x7a) ||
      [0x2d, 0x5f, 0x2e, 0x7e].includes(byte);
    return plain ? null : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  });
}

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
