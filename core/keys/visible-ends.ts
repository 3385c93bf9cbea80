import type { KeyKind } from '#shared/domain/key.ts';
import { type ToldByValue, toldByValue } from './told-by-value.ts';

/** The start and the end of a value that are safe to show; see `ToldByValue`. */
export function visibleEnds(bytes: Uint8Array, kind: KeyKind): ToldByValue['shown'] {
  return toldByValue(bytes, kind).shown;
}
