import type { KeyKind } from '#shared/domain/key.ts';
import { keyRow } from '../keys/key-rows.ts';
import type { Store } from '../store/store.ts';
import { rotationKeys } from './rotation-rows.ts';

/** What kind of key gets the new value; a rotation that is not there, or whose key is gone, is told of later. */
export function kindOfRotated(store: Store, rotationId: string): KeyKind {
  const rotated = rotationKeys(store, rotationId).find(({ part }) => part !== 'identifier');
  return (rotated === undefined ? null : keyRow(store, rotated.key_id))?.kind ?? 'secret';
}
