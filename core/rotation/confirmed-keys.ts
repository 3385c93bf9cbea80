import { type Result, success } from '#shared/contract/result.ts';
import { keyRow } from '../keys/key-rows.ts';
import { checkConfirmed } from '../keys/take-value.ts';
import type { Store } from '../store/store.ts';
import { rotationKeys } from './rotation-rows.ts';

/** The environments that the keys of a rotation are in by now: they may have been moved since it began. */
export function environmentsOfRotation(store: Store, rotationId: string): string[] {
  const environments = rotationKeys(store, rotationId).map(
    ({ key_id: keyId, environment_id: atStart }) => keyRow(store, keyId)?.environment_id ?? atStart,
  );
  return [...new Set(environments)];
}

/** `confirmation-needed` where a key of a rotation is in a protected environment that nobody said yes to yet. */
export function checkRotationConfirmed(
  store: Store,
  rotationId: string,
  confirmed: (environmentId: string) => boolean,
): Result<void, 'confirmation-needed'> {
  for (const environmentId of environmentsOfRotation(store, rotationId)) {
    const allowed = checkConfirmed(store, environmentId, confirmed);
    if (!allowed.ok) return allowed;
  }
  return success();
}
