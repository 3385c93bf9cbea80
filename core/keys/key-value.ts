import { isUtf8 } from 'node:buffer';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { MAX_VALUE_BYTES } from '#shared/domain/limits.ts';

export type ValueError = 'value-empty' | 'value-invalid' | 'value-too-large';

/** Kinds whose value may be any bytes; the others go into environment variables and are text. */
export const BINARY_KINDS: readonly KeyKind[] = ['file', 'key-pair'];

/** Checks bytes that are to become a version of a key. */
export function checkValue(bytes: Uint8Array, kind: KeyKind): Result<void, ValueError> {
  if (bytes.length === 0) {
    return failure('value-empty', 'The value is empty. Give the value itself; to take a key away, delete it.');
  }
  if (bytes.length > MAX_VALUE_BYTES) {
    return failure('value-too-large', 'The value is larger than 1 MiB, the most that a key can hold.', {
      bytes: bytes.length,
    });
  }
  if (BINARY_KINDS.includes(kind)) return success();
  if (bytes.includes(0)) {
    return failure(
      'value-invalid',
      'The value contains a NUL byte, which no environment variable can hold. Add it with the kind "file".',
    );
  }
  if (!isUtf8(bytes)) {
    return failure('value-invalid', 'The value is not text in UTF-8. Add it with the kind "file".');
  }
  return success();
}
