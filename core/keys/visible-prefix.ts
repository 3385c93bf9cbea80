import { isUtf8 } from 'node:buffer';
import type { KeyKind } from '#shared/domain/key.ts';
import { recognise } from '../recognition/recognise.ts';

/** The longest value that recognition is asked about; a longer one has no prefix worth showing. */
const LONGEST_RECOGNISED_BYTES = 65_536;

/**
 * The start of a value that is safe to show: what the provider itself displays, else a short piece that tells nothing.
 * Empty for passwords and files, of which no part is safe.
 */
export function visiblePrefix(bytes: Uint8Array, kind: KeyKind): string {
  if (kind === 'file' || kind === 'key-pair' || kind === 'username-password') return '';
  if (bytes.length > LONGEST_RECOGNISED_BYTES || !isUtf8(bytes)) return '';
  return recognise(Buffer.from(bytes).toString('utf8'))[0]?.prefix ?? '';
}
