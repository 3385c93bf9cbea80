import { failure, type Result, success } from '#shared/contract/result.ts';
import { recogniseForeign } from './foreign-files.ts';

/**
 * The text of a file that somebody wants to import: UTF-8, or UTF-16 where it begins with its byte order mark, as PowerShell
 * writes it. The byte order mark of UTF-8 stays: a file that is one key is kept byte for byte.
 *
 * Fails with `import-invalid` for what is no text, and for files that another program sealed or laid out for itself.
 */
export function decodeFile(source: string, bytes: Buffer): Result<string, 'import-invalid'> {
  const foreign = recogniseForeign(source, bytes);
  if (foreign !== null) {
    return failure('import-invalid', `"${source}" is ${foreign.what}. Nothing was imported. ${foreign.advice}`);
  }
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return success(new TextDecoder(encoding, { fatal: true, ignoreBOM: encoding === 'utf-8' }).decode(bytes));
  } catch {
    return failure('import-invalid', `"${source}" is not text in UTF-8. Nothing was imported.`);
  }
}
