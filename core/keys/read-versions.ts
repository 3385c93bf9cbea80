import { failure, type Result, success } from '#shared/contract/result.ts';
import type { SameValueKey } from '#shared/domain/key.ts';
import type { Store } from '../store/store.ts';
import type { VersionRow } from './key-rows.ts';

/** Which version a person means; one of the history by its `VersionId`, or by its number from 1. */
export type VersionChoice = 'current' | 'previous' | { id: string } | { number: number };

/** Opens a version's value. The caller decides who may have it, and records why. */
export function openValue(store: Store, version: VersionRow): Result<Buffer, 'version-not-found'> {
  if (version.sealed === null) {
    return failure('version-not-found', `The value of version ${version.number} was discarded.`);
  }
  return success(store.session.open(version.key_id, version.id, version.sealed));
}

export function versionOfChoice(store: Store, keyId: string, choice: VersionChoice): VersionRow | null {
  return (rowOfChoice(store, keyId, choice) as VersionRow | undefined) ?? null;
}

function rowOfChoice(store: Store, keyId: string, choice: VersionChoice): unknown {
  if (typeof choice === 'string') {
    return store
      .sql('SELECT * FROM versions WHERE key_id = ? AND state = ? ORDER BY number DESC LIMIT 1')
      .get(keyId, choice);
  }
  return 'id' in choice
    ? store.sql('SELECT * FROM versions WHERE key_id = ? AND id = ?').get(keyId, choice.id)
    : store.sql('SELECT * FROM versions WHERE key_id = ? AND number = ?').get(keyId, choice.number);
}

/** Keys (not in the bin) other than `exceptKeyId` whose current or previous value has this fingerprint. */
export function keysWithFingerprint(store: Store, fingerprint: Uint8Array, exceptKeyId: string | null): SameValueKey[] {
  return store
    .sql(`SELECT DISTINCT k.id AS keyId, k.name, p.name AS project, e.name AS environment
      FROM versions v JOIN keys k ON k.id = v.key_id JOIN projects p ON p.id = k.project_id
        JOIN environments e ON e.id = k.environment_id
      WHERE v.fingerprint = ? AND v.state <> 'retired' AND k.deleted_at IS NULL AND k.id IS NOT ?
      ORDER BY p.name, e.position LIMIT 100`)
    .all(fingerprint, exceptKeyId) as SameValueKey[];
}

export function keyNotFound() {
  return failure('key-not-found', 'That key is not there any more.');
}

export function versionNotFound() {
  return failure('version-not-found', 'This key has no such version.');
}
