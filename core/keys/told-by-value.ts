import { isUtf8 } from 'node:buffer';
import type { KeyKind } from '#shared/domain/key.ts';
import { recognise } from '../recognition/recognise.ts';
import type { KeyFields } from './edit-key.ts';

/** The longest value that recognition is asked about; of a longer one nothing is worth showing. */
const LONGEST_RECOGNISED_BYTES = 65_536;
/** Dashboards show the last four characters of a masked value; here only where that is less than a fifth of it. */
const SUFFIX_CHARACTERS = 4;
const SHORTEST_WITH_SUFFIX = 20;

export type ToldByValue = {
  /**
   * The start and the end that are safe to show: the start that the provider itself displays, else a short piece that tells
   * nothing; the last four characters of a long token. Both are empty for passwords and files, of which no part is safe.
   */
  readonly shown: { readonly prefix: string; readonly suffix: string };
  /** The expiry inside a JSON Web Token. */
  readonly inferred: KeyFields;
};

/** What a value itself tells. Recognition, the slow part of adding a key, is asked once for all of it. */
export function toldByValue(bytes: Uint8Array, kind: KeyKind): ToldByValue {
  const nothing = { prefix: '', suffix: '' };
  if (bytes.length > LONGEST_RECOGNISED_BYTES || !isUtf8(bytes)) return { shown: nothing, inferred: {} };
  const value = Buffer.from(bytes).toString('utf8');
  const best = recognise(value)[0];
  return {
    shown: hasNothingToShow(kind) ? nothing : { prefix: best?.prefix ?? '', suffix: suffixOf(value) },
    inferred:
      best?.inferredExpiry === undefined
        ? {}
        : { expires: { at: Date.parse(best.inferredExpiry), precision: 'instant', origin: 'inferred' } },
  };
}

function hasNothingToShow(kind: KeyKind): boolean {
  return kind === 'file' || kind === 'key-pair' || kind === 'username-password';
}

function suffixOf(value: string): string {
  // Texts with spaces or lines are pass phrases and documents, whose ends are words.
  const isToken = value.length >= SHORTEST_WITH_SUFFIX && /^[\x21-\x7e]+$/.test(value);
  return isToken ? value.slice(-SUFFIX_CHARACTERS) : '';
}
