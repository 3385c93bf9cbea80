import { isUtf8 } from 'node:buffer';
import type { KeyKind } from '#shared/domain/key.ts';

/**
 * What happens to the line end behind a value, in both directions. Bytes that are no text, and files, are never touched.
 *
 * In (a pipe, a file): one final line end, `\n` or `\r\n`, comes off, since nearly every program writes one behind what it
 * prints. A text of several lines keeps it: it is a line of the text, and OpenSSH refuses a private key without it.
 *
 * Out (`keyrail get`): a text that does not end with a line end gets one. Told not to, the bytes stay as they are stored.
 */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Whether bytes are text: UTF-8 without a NUL. */
export function isText(bytes: Uint8Array): boolean {
  return isUtf8(bytes) && !bytes.includes(0);
}

/** A value as it arrived, without the line end that is none of it. The bytes are shared, not copied. */
export function withoutFinalLineEnd<Bytes extends Uint8Array>(bytes: Bytes): Bytes {
  const end = finalLineEnd(bytes);
  if (end === 0 || bytes.indexOf(LINE_FEED) < bytes.length - 1 || !isText(bytes)) return bytes;
  return bytes.subarray(0, bytes.length - end) as Bytes;
}

/** Whether a line end belongs behind a value where it is printed. */
export function wantsLineEnd(bytes: Uint8Array, kind: KeyKind): boolean {
  return kind !== 'file' && bytes.at(-1) !== LINE_FEED && isText(bytes);
}

/** How many bytes the line end at the end has: 0, 1 or 2. */
function finalLineEnd(bytes: Uint8Array): number {
  if (bytes.at(-1) !== LINE_FEED) return 0;
  return bytes.at(-2) === CARRIAGE_RETURN ? 2 : 1;
}
