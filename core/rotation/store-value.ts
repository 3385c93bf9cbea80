import { failure, type Result, success } from '#shared/contract/result.ts';
import { targetRows } from '../ci/target-rows.ts';
import { openToken, sealToken, type TargetToken } from '../ci/target-token.ts';
import { connectionRows } from '../connections/connection-rows.ts';
import { openCredential, sealCredential } from '../connections/credential.ts';
import { applyFields } from '../keys/edit-key.ts';
import { keyRow } from '../keys/key-rows.ts';
import type { ValueError } from '../keys/key-value.ts';
import { openValue, versionOfChoice } from '../keys/read-versions.ts';
import { replaceValue } from '../keys/versions.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';
import type { MadeKey } from './issuer.ts';
import {
  dataOf,
  type KeptDates,
  type RotationKeyRow,
  rotationKeys,
  setData,
  setFacts,
  stepOfKind,
} from './rotation-rows.ts';

/** The journal of undo does not know of rotations, which take their steps back by themselves. */
const NO_JOURNAL = { touch: () => undefined };

export type NewValue = {
  readonly bytes: Uint8Array;
  /** The public half; null: as it was, or there is none. */
  readonly identifier: string | null;
  readonly made: MadeKey | null;
};

/**
 * Makes the new value the current one of every key of a rotation, the old one staying as previous. Connections and CI targets
 * that sign in with the old value sign in with the new one from then on. Call it inside the `write` that notes the step.
 */
export function storeNewValue(
  store: Store,
  rotationId: string,
  value: NewValue,
): Result<{ evidence: string }, ValueError | 'key-not-found' | 'conflict'> {
  const said: string[] = [];
  const keys = rotationKeys(store, rotationId);
  const missing = keys.some(({ part }) => part === 'identifier') && value.identifier === null;
  if (missing) {
    return failure('value-invalid', 'This is a pair: give the new public half (the access key id) with the value.');
  }
  keepDates(store, rotationId, keys);
  const switched = switchCredentials(store, keys, value);
  for (const key of keys) {
    const row = keyRow(store, key.key_id);
    if (row === null || row.deleted_at !== null) return gone(key);
    if (versionOfChoice(store, key.key_id, 'current')?.id !== key.old_version_id) return changedMeanwhile(key);
    const identifier = key.part === 'identifier' || value.identifier === null ? {} : { identifier: value.identifier };
    const bytes = key.part === 'value' ? value.bytes : Buffer.from(value.identifier ?? '', 'utf8');
    const replaced = replaceValue(store, NO_JOURNAL, row, {
      bytes,
      discardPrevious: false,
      ...(keys.some(({ part }) => part === 'identifier') ? {} : identifier),
    });
    if (!replaced.ok) return replaced;
    if (!replaced.value.changed) {
      return failure('value-invalid', 'That is the old value. Give the value of the replacement.');
    }
    store
      .sql('UPDATE rotation_keys SET new_version_id = ? WHERE rotation_id = ? AND position = ?')
      .run(replaced.value.versionId, rotationId, key.position);
    const expires = value.made?.expires ?? null;
    if (expires !== null) applyFields(store, key.key_id, { expires: { ...expires, origin: 'reported' } });
    said.push(`${key.name} in ${key.environment} of ${key.project}`);
  }
  if (value.made !== null) setFacts(store, rotationId, { newRemoteId: value.made.remoteId });
  bumpRevision(store);
  const also = switched.length === 0 ? '' : ` ${switched.join(', ')} signs in with it from now on.`;
  return success({
    evidence: `The new value is the current one of ${said.join('; ')}; the old one is kept as previous.${also}`,
  });
}

/** Makes the old values the current ones again; the new ones stay as previous. Call it inside a `write`. */
export function restoreOldValue(store: Store, rotationId: string): Result<void, 'key-not-found' | 'conflict'> {
  const keys = rotationKeys(store, rotationId);
  for (const key of keys) {
    const row = keyRow(store, key.key_id);
    if (row === null || row.deleted_at !== null) return gone(key);
    const old = versionOfChoice(store, key.key_id, { id: key.old_version_id });
    if (old === null || old.sealed === null) return failure('conflict', `The old value of ${key.name} was discarded.`);
    if (key.new_version_id === null || versionOfChoice(store, key.key_id, 'current')?.id !== key.new_version_id) {
      return changedMeanwhile(key);
    }
  }
  restoreCredentials(store, keys);
  const storing = stepOfKind(store, rotationId, 'store');
  const dates = storing === null ? {} : (dataOf(storing).dates ?? {});
  for (const key of keys) {
    store.sql(`UPDATE versions SET state = 'previous' WHERE id = ?`).run(key.new_version_id);
    store.sql(`UPDATE versions SET state = 'current', retired_at = NULL WHERE id = ?`).run(key.old_version_id);
    store
      .sql(`UPDATE keys SET
          (prefix, suffix) = (SELECT prefix, suffix FROM versions WHERE key_id = keys.id AND state = 'current'),
          rotated_at = (SELECT created_at FROM versions WHERE key_id = keys.id AND state = 'current'),
          updated_at = ? WHERE id = ?`)
      .run(store.now(), key.key_id);
    putDatesBack(store, key.key_id, dates[key.key_id]);
  }
  store.sql('UPDATE rotation_keys SET new_version_id = NULL WHERE rotation_id = ?').run(rotationId);
  bumpRevision(store);
  return success();
}

const DATES = ['created', 'expires', 'last_used'] as const;

/** Notes what is known of the old values' dates, for whoever takes the storing back. */
function keepDates(store: Store, rotationId: string, keys: readonly RotationKeyRow[]): void {
  const storing = stepOfKind(store, rotationId, 'store');
  if (storing === null) return;
  const dates: Record<string, KeptDates> = {};
  for (const { key_id: keyId } of keys) {
    const row = keyRow(store, keyId);
    if (row === null) continue;
    dates[keyId] = {
      created: { at: row.created_at, origin: row.created_origin, precision: row.created_precision },
      expires: { at: row.expires_at, origin: row.expires_origin, precision: row.expires_precision },
      last_used: { at: row.last_used_at, origin: row.last_used_origin, precision: row.last_used_precision },
    };
  }
  setData(store, storing, { dates });
}

function putDatesBack(store: Store, keyId: string, dates: KeptDates | undefined): void {
  for (const column of DATES) {
    const { at, origin, precision } = dates?.[column] ?? { at: null, origin: null, precision: null };
    store
      .sql(`UPDATE keys SET ${column}_at = ?, ${column}_origin = ?, ${column}_precision = ? WHERE id = ?`)
      .run(at, origin, precision, keyId);
  }
}

/** Whether the vault still is as the rotation left it; null where it is. */
export function changedKey(
  store: Store,
  rotationId: string,
): { code: 'key-not-found' | 'conflict'; message: string } | null {
  for (const key of rotationKeys(store, rotationId)) {
    const row = keyRow(store, key.key_id);
    if (row === null || row.deleted_at !== null) return gone(key).error;
    const expected = key.new_version_id ?? key.old_version_id;
    if (versionOfChoice(store, key.key_id, 'current')?.id !== expected) return changedMeanwhile(key).error;
  }
  return null;
}

function gone(key: RotationKeyRow) {
  return failure(
    'key-not-found',
    `${key.name} in ${key.environment} of ${key.project} was deleted meanwhile. Restore it and try again, or abort the rotation.`,
  );
}

function changedMeanwhile(key: RotationKeyRow) {
  return failure(
    'conflict',
    `${key.name} got another value meanwhile, which this rotation does not know. Abort the rotation, and begin a new one if it is still wanted.`,
  );
}

/** Old texts to new ones. */
type Swap = ReadonlyMap<string, string>;

function switchCredentials(store: Store, keys: readonly RotationKeyRow[], value: NewValue): string[] {
  const swap = new Map<string, string>();
  let secret: string | null = null;
  for (const key of keys) {
    const old = textOfVersion(store, key.key_id, key.old_version_id);
    if (old === null) continue;
    const fresh = key.part === 'value' ? Buffer.from(value.bytes).toString('utf8') : (value.identifier ?? '');
    if (key.part === 'value') secret = old.value;
    swap.set(old.value, fresh);
    if (key.part === 'value' && old.identifier !== null && value.identifier !== null) {
      swap.set(old.identifier, value.identifier);
    }
  }
  return secret === null ? [] : applySwap(store, swap, secret);
}

function restoreCredentials(store: Store, keys: readonly RotationKeyRow[]): void {
  const swap = new Map<string, string>();
  let secret: string | null = null;
  for (const key of keys) {
    const old = textOfVersion(store, key.key_id, key.old_version_id);
    const fresh = key.new_version_id === null ? null : textOfVersion(store, key.key_id, key.new_version_id);
    if (old === null || fresh === null) continue;
    if (key.part === 'value') secret = fresh.value;
    swap.set(fresh.value, old.value);
    if (fresh.identifier !== null && old.identifier !== null) swap.set(fresh.identifier, old.identifier);
  }
  if (secret !== null) applySwap(store, swap, secret);
}

/** @param secret only credentials that hold this are touched: an identifier alone is no sign */
function applySwap(store: Store, swap: Swap, secret: string): string[] {
  const switched: string[] = [];
  const swapped = (fields: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, swap.get(text) ?? text]));
  for (const row of connectionRows(store)) {
    const opened = openCredential(store, row.id);
    if (!opened.ok || opened.value === null || !Object.values(opened.value.fields).includes(secret)) continue;
    sealCredential(store, row.id, { ...opened.value, fields: swapped(opened.value.fields) });
    switched.push(`the connection ${row.name}`);
  }
  for (const row of targetRows(store)) {
    const opened = openToken(store, row.id);
    if (!opened.ok || opened.value === null || !Object.values(opened.value).includes(secret)) continue;
    sealToken(store, row.id, swapped(opened.value) as TargetToken);
    switched.push(`the CI target ${row.name}`);
  }
  return switched;
}

/** JavaScript's texts cannot be wiped; these live as long as the transaction. */
function textOfVersion(
  store: Store,
  keyId: string,
  versionId: string,
): { value: string; identifier: string | null } | null {
  const version = versionOfChoice(store, keyId, { id: versionId });
  const opened = version === null ? null : openValue(store, version);
  if (version === null || opened === null || !opened.ok) return null;
  const value = opened.value.toString('utf8');
  opened.value.fill(0);
  return { value, identifier: version.identifier };
}
