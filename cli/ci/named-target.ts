import { findTarget, type TargetRow } from '#core/ci/target-rows.ts';
import type { Store } from '#core/store/store.ts';
import { failure, type Result, success } from '#shared/contract/result.ts';

/** A CI target by the name that a person typed, or by its id. */
export function namedTarget(store: Store, name: string): Result<TargetRow, 'ci-target-not-found'> {
  const row = findTarget(store, name);
  return row === null
    ? failure('ci-target-not-found', `There is no CI target named "${name}". "keyrail ci targets list" lists them.`)
    : success(row);
}
