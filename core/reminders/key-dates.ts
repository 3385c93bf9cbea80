import { type Result, success } from '#shared/contract/result.ts';
import type { ReminderOrigin } from '#shared/domain/reminder.ts';
import { LAST_INSTANT_MS } from '#shared/time/units.ts';
import { keyRow } from '../keys/key-rows.ts';
import { keyNotFound } from '../keys/read-versions.ts';
import type { Store } from '../store/store.ts';
import type { KeyFacts } from './facts.ts';
import { KEY_FACTS, readKeyFacts } from './read-key-facts.ts';
import { expiryOf, rotationOf } from './things.ts';

export type KeyDates = {
  expiry: { at: number; precision: 'day' | 'instant'; origin: ReminderOrigin } | null;
  rotation: { at: number; planned: boolean } | null;
};

/** When a key ends and when it is to be replaced; both null for one that is not in use. Reads that key alone. */
export function keyDates(store: Store, keyId: string): Result<KeyDates, 'key-not-found'> {
  if (keyRow(store, keyId) === null) return keyNotFound();
  const key = store.sql(`${KEY_FACTS} AND k.id = ?`).get(keyId) as KeyFacts | undefined;
  if (key === undefined) return success({ expiry: null, rotation: null });
  const told = store
    .sql(`SELECT 1 FROM remote_keys WHERE key_id = ? AND gone_at IS NULL AND instr(draft, '"header":true') > 0`)
    .get(keyId);
  const facts = { ...readKeyFacts(store, []), headerExpiries: new Set(told === undefined ? [] : [key.id]) };
  return success({
    expiry: expiryOf(facts, key),
    rotation: rotationOf(facts, key, facts.policies.ofKey(key), LAST_INSTANT_MS),
  });
}
