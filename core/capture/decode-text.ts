import { isUtf8 } from 'node:buffer';
import { failure, type Result, success } from '#shared/contract/result.ts';

/** A page of 20 MiB in UTF-16 or with characters of several bytes. */
export const MAX_TEXT_BYTES = 64 * 1024 * 1024;

/** The text of a file: UTF-8, or UTF-16 with its mark, as Windows programs save texts. */
export function decodeText(bytes: Buffer): Result<string, 'import-invalid'> {
  const isUtf16 = bytes.length >= 2 && bytes.readUInt16LE(0) === 0xfeff;
  if (!isUtf16 && !isUtf8(bytes)) {
    return failure('import-invalid', 'The file is not text in UTF-8. Save it as UTF-8. Nothing was synced.');
  }
  return success(bytes.toString(isUtf16 ? 'utf16le' : 'utf8'));
}
