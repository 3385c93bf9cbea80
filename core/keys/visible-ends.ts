import { isUtf8 } from 'node:buffer';
import type { KeyKind } from '#shared/domain/key.ts';
import { recognise } from '../recognition/recognise.ts';

/** The longest value that recognition is asked about; of a longer one nothing is worth showing. */
const LONGEST_RECOGNISED_BYTES = 65_536;
/** Dashboards show the last four characters of a masked value; here only where that is less than a fifth of it. */
const SUFFIX_CHARACTERS = 4;
const SHORTEST_WITH_SUFFIX = 20;

/**
 * The start and the end of a value that are safe to show: the start that the provider itself displays, else a short piece
 * that tells nothing; the last four characters of a long token. Both are empty for passwords and files, of which no
 * part is safe.
 */
export function visibleEnds(bytes: Uint8Array, kind: KeyKind): { prefix: string; suffix: string } {
  if (kind === 'file' || kind === 'key-pair' || kind === 'username-password') return { prefix: '', suffix: '' };
  if (bytes.length > LONGEST_RECOGNISED_BYTES || !isUtf8(bytes)) return { prefix: '', suffix: '' };
  const value = Buffer.from(bytes).toString('utf8');
  const prefix = recognise(value)[0]?.prefix ?? '';
  // Texts with spaces or lines are pass phrases and documents, whose ends are words.
  const isToken = value.length >= SHORTEST_WITH_SUFFIX && /^[\x21-\x7e]+$/.test(value);
  return { prefix, suffix: isToken ? value.slice(-SUFFIX_CHARACTERS) : '' };
}
