import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import type { KeyId } from '#shared/domain/ids.ts';
import type { KeyKind } from '#shared/domain/key.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { type ChangeRecorder, refreshKeySummary, undoableChange } from '../store/undo-journal.ts';
import { applyFields, type FieldError, type KeyFields } from './edit-key.ts';
import { about, type KeyRow, keyRow } from './key-rows.ts';
import { checkValue, type ValueError } from './key-value.ts';
import { toldByValue } from './told-by-value.ts';
import { insertVersion } from './versions.ts';

export type NewKey = KeyFields & {
  environmentId: string;
  /** A name that `keyName` of the domain accepts. */
  name: string;
  kind: KeyKind;
  bytes: Uint8Array;
  identifier?: string | null | undefined;
};

export type AddKeyError = ValueError | FieldError | 'environment-not-found' | 'name-taken';

/** A new key with its first version. */
export function addKey(store: Store, request: NewKey): Result<{ keyId: KeyId } & Undoable, AddKeyError> {
  return undoableChange(store, `Added ${request.name}`, (recorder) => {
    const inserted = insertKey(store, recorder, request);
    if (!inserted.ok) return inserted;
    recordActivity(store, { ...about(inserted.value), what: 'key-added' });
    return success({ keyId: inserted.value.id as KeyId });
  });
}

/** The rows of a new key, inside a change that may have more to it (an import). */
export function insertKey(store: Store, recorder: ChangeRecorder, request: NewKey): Result<KeyRow, AddKeyError> {
  const checked = checkValue(request.bytes, request.kind);
  if (!checked.ok) return checked;
  const place = store
    .sql(`SELECT e.project_id, e.name AS environment, (SELECT id FROM keys WHERE environment_id = e.id AND name = ?
        AND archived_at IS NULL AND deleted_at IS NULL) AS taken_by FROM environments e WHERE e.id = ?`)
    .get(request.name, request.environmentId) as
    | { project_id: string; environment: string; taken_by: string | null }
    | undefined;
  if (place === undefined) return failure('environment-not-found', 'That environment is not there any more.');
  if (place.taken_by !== null) {
    return failure(
      'name-taken',
      `${place.environment} already has a key named ${request.name}. Set a new value for it, or choose another name.`,
    );
  }

  const id = randomUUID();
  recorder.touch('keys', id);
  const now = store.now();
  store
    .sql(`INSERT INTO keys (id, project_id, environment_id, name, kind, status, prefix, suffix, scopes, tags, version_count,
        rotated_at, added_at, updated_at, description, notes)
      VALUES (?, ?, ?, ?, ?, 'active', '', '', '[]', '[]', 1, ?, ?, ?, '', '')`)
    .run(id, place.project_id, request.environmentId, request.name, request.kind, now, now, now);
  const { shown, inferred } = toldByValue(request.bytes, request.kind);
  const applied = applyFields(store, id, { ...inferred, ...definedFields(request) });
  if (!applied.ok) return applied;
  insertVersion(store, {
    keyId: id,
    number: 1,
    bytes: request.bytes,
    shown,
    identifier: request.identifier ?? null,
  });
  refreshKeySummary(store, id);
  const row = keyRow(store, id);
  if (row === null) throw new Error('A key that was just inserted is not there');
  return success(row);
}

/** A field that is there without a value must not hide what was inferred. */
function definedFields(fields: KeyFields): KeyFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
