import { type Result, success } from '#shared/contract/result.ts';
import type { KeyDetail } from '#shared/domain/key.ts';
import type { Store } from '../store/store.ts';
import { detailOf, keyRow, versionRows } from './key-rows.ts';
import { keyNotFound, keysWithFingerprint } from './read-versions.ts';

/** Everything that is known of a key, without its values. */
export function keyDetail(store: Store, keyId: string): Result<{ key: KeyDetail }, 'key-not-found'> {
  const row = keyRow(store, keyId);
  if (row === null) return keyNotFound();
  const versions = versionRows(store, keyId);
  const current = versions.find(({ state }) => state === 'current');
  const fingerprint = current?.fingerprint ?? null;
  const sameValue = fingerprint === null ? [] : keysWithFingerprint(store, fingerprint, keyId);
  return success({ key: detailOf(row, versions, sameValue) });
}
