import { findKey, type Place } from '#core/keys/find-key.ts';
import type { KeyRow } from '#core/keys/key-rows.ts';
import type { Store } from '#core/store/store.ts';
import type { ErrorCode } from '#shared/contract/error-codes.ts';
import { type Result, success } from '#shared/contract/result.ts';

/** The keys of a place by their names, each once. Fails with the first that is not there. */
export function findKeys(
  store: Store,
  place: Place,
  names: readonly string[],
  find: (name: string) => Result<KeyRow, ErrorCode> = (name) => findKey(store, place, name),
): Result<readonly KeyRow[], ErrorCode> {
  const keys = new Map<string, KeyRow>();
  for (const name of names) {
    const key = find(name);
    if (!key.ok) return key;
    keys.set(key.value.id, key.value);
  }
  return success([...keys.values()]);
}

export function idsOf(keys: readonly KeyRow[]): string[] {
  return keys.map(({ id }) => id);
}

/** "API_KEY", or "3 keys". */
export function named(keys: readonly KeyRow[]): string {
  const [first] = keys;
  return keys.length === 1 && first !== undefined ? first.name : `${keys.length} keys`;
}
