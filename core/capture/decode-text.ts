import { isUtf8 } from 'node:buffer';
import { failure, type Result, success } from '#shared/contract/result.ts';

/** A page of 20 MiB in UTF-16 or with characters of several bytes. */
export const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** Bytes that Windows-1252 gives no character. */
const UNUSED = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);
const DECLARED =
  /<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{1,40})|^content-type:[^\n]{0,200}charset="?([\w-]{1,40})/im;

/**
 * The text of a file: UTF-8; UTF-16 with its mark, as Windows programs save texts; what a page declares of itself; else
 * Windows-1252, where every byte is a character of it.
 */
export function decodeText(bytes: Buffer): Result<string, 'import-invalid'> {
  const mark = bytes.length >= 2 ? bytes.readUInt16LE(0) : 0;
  if (mark === 0xfeff) return success(bytes.toString('utf16le'));
  if (mark === 0xfffe) return success(new TextDecoder('utf-16be').decode(bytes));
  if (isUtf8(bytes)) return success(bytes.toString('utf8'));
  const declared = DECLARED.exec(bytes.toString('latin1', 0, 4_096));
  const charset = declared?.[1] ?? declared?.[2];
  const named = charset === undefined || /^utf-?8$/i.test(charset) ? null : decodedAs(bytes, charset);
  if (named !== null) return success(named);
  const isPlain = bytes.every(
    (byte) => !UNUSED.has(byte) && (byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d),
  );
  if (isPlain && charset === undefined) return success(new TextDecoder('windows-1252').decode(bytes));
  return failure('import-invalid', 'The file is not text in UTF-8. Save it as UTF-8. Nothing was synced.');
}

/** Null for a name that no browser knows, and where the bytes are not what it names. */
function decodedAs(bytes: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
