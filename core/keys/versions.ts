import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import type { VersionId } from '#shared/domain/ids.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { type ChangeRecorder, refreshKeySummary, undoableChange } from '../store/undo-journal.ts';
import { applyFields } from './edit-key.ts';
import { type KeyRow, keyRow } from './key-rows.ts';
import { checkValue, type ValueError } from './key-value.ts';
import { keyNotFound, versionNotFound, versionOfChoice } from './read-versions.ts';
import { type ToldByValue, toldByValue } from './told-by-value.ts';

/**
 * Seals a value and inserts it as the key's current version (the old current one must have stepped down), or as one of its
 * history that never was current.
 */
export function insertVersion(
  store: Store,
  version: {
    keyId: string;
    number: number;
    bytes: Uint8Array;
    shown: ToldByValue['shown'];
    identifier: string | null;
    state?: 'current' | 'retired';
  },
  id: string = randomUUID(),
): VersionId {
  const state = version.state ?? 'current';
  store
    .sql(`INSERT INTO versions (id, key_id, number, state, prefix, suffix, identifier, length_bytes, sealed, fingerprint,
        created_at, retired_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    .run(
      id,
      version.keyId,
      version.number,
      state,
      version.shown.prefix,
      version.shown.suffix,
      version.identifier,
      version.bytes.length,
      store.session.seal(version.keyId, id, version.bytes),
      store.session.fingerprint(version.bytes),
      store.now(),
      state === 'retired' ? store.now() : null,
    );
  return id as VersionId;
}

export type SetValueRequest = {
  keyId: string;
  bytes: Uint8Array;
  /** Absent: stays as it was. */
  identifier?: string | null | undefined;
  discardPrevious: boolean;
};

export type SetValueAnswer = {
  versionId: VersionId;
  undoId: Undoable['undoId'] | null;
  label: string;
  changed: boolean;
};

/** A new current version; the old one becomes previous, or its value is erased. */
export function setValue(store: Store, request: SetValueRequest): Result<SetValueAnswer, ValueError | 'key-not-found'> {
  const key = keyRow(store, request.keyId);
  if (key === null) return keyNotFound();
  const answer = undoableChange(store, `Set a new value for ${key.name}`, (recorder) =>
    replaceValue(store, recorder, key, request),
  );
  if (!answer.ok) return answer;
  const { versionId, changed, undoId, label } = answer.value;
  return success({ versionId, changed, label, undoId: changed && !request.discardPrevious ? undoId : null });
}

/** The rows of `setValue`, inside a change that may have more to it (an import). */
export function replaceValue(
  store: Store,
  recorder: ChangeRecorder,
  key: KeyRow,
  request: Omit<SetValueRequest, 'keyId'>,
): Result<{ versionId: VersionId; changed: boolean }, ValueError> {
  const checked = checkValue(request.bytes, key.kind);
  if (!checked.ok) return checked;
  const current = versionOfChoice(store, key.id, 'current');
  if (current === null) throw new Error('A key without a current version');
  const identifier = request.identifier === undefined ? current.identifier : request.identifier;
  const same = current.fingerprint?.equals(store.session.fingerprint(request.bytes)) === true;
  if (same && identifier === current.identifier) {
    return success({ versionId: current.id as VersionId, changed: false });
  }

  recorder.touch('keys', key.id);
  for (const row of store
    .sql(`SELECT id FROM versions WHERE key_id = ? AND state IN ('current', 'previous')`)
    .all(key.id) as { id: string }[]) {
    recorder.touch('versions', row.id);
  }
  store
    .sql(`UPDATE versions SET state = 'retired', retired_at = ? WHERE key_id = ? AND state = 'previous'`)
    .run(store.now(), key.id);
  if (request.discardPrevious) discardVersion(store, current.id);
  else store.sql(`UPDATE versions SET state = 'previous' WHERE id = ?`).run(current.id);

  const next = nextNumber(store, key.id);
  const id = randomUUID();
  recorder.touch('versions', id);
  const { shown, inferred } = toldByValue(request.bytes, key.kind);
  const versionId = insertVersion(store, { keyId: key.id, number: next, bytes: request.bytes, shown, identifier }, id);
  refreshKeySummary(store, key.id);
  startNewLife(store, key.id, inferred);
  recordActivity(store, {
    what: 'value-set',
    projectId: key.project_id,
    environmentId: key.environment_id,
    keyId: key.id,
    subject: key.name,
    detail: request.discardPrevious ? `version ${next}, the one before discarded` : `version ${next}`,
  });
  return success({ versionId, changed: true });
}

/**
 * Another value is current: what was known of the one before, its end, creation and last use, does not hold for it. What
 * the value itself tells does. Call it inside a `write`.
 */
export function startNewLife(store: Store, keyId: string, inferred: ToldByValue['inferred']): void {
  store
    .sql(`UPDATE keys SET updated_at = ?, status = 'active', created_at = NULL, created_origin = NULL,
      created_precision = NULL, expires_at = NULL, expires_origin = NULL, expires_precision = NULL,
      last_used_at = NULL, last_used_origin = NULL, last_used_precision = NULL WHERE id = ?`)
    .run(store.now(), keyId);
  const applied = applyFields(store, keyId, inferred);
  if (!applied.ok) throw new Error('What was inferred from a value does not fit a key');
}

/** Puts a value into a key's history without it ever having been current; answers with its number. Call it inside a `write`. */
export function keepInHistory(store: Store, key: KeyRow, bytes: Uint8Array): number {
  const number = nextNumber(store, key.id);
  const { shown } = toldByValue(bytes, key.kind);
  insertVersion(store, { keyId: key.id, number, bytes, shown, identifier: null, state: 'retired' });
  refreshKeySummary(store, key.id);
  return number;
}

function nextNumber(store: Store, keyId: string): number {
  return store.sql('SELECT max(number) + 1 FROM versions WHERE key_id = ?').pluck().get(keyId) as number;
}

/** Ends a previous version's time. Its value stays in the history. */
export function retireVersion(
  store: Store,
  keyId: string,
  versionId: string,
): Result<Undoable, 'key-not-found' | 'version-not-found' | 'conflict'> {
  const key = keyRow(store, keyId);
  if (key === null) return keyNotFound();
  return undoableChange(store, `Retired the previous value of ${key.name}`, (recorder) => {
    const version = versionOfChoice(store, keyId, { id: versionId });
    if (version === null) return versionNotFound();
    if (version.state !== 'previous') {
      return failure('conflict', 'Only a previous version can be retired. Set a new value first.');
    }
    recorder.touch('versions', versionId);
    store.sql(`UPDATE versions SET state = 'retired', retired_at = ? WHERE id = ?`).run(store.now(), versionId);
    recordActivity(store, {
      what: 'value-set',
      projectId: key.project_id,
      environmentId: key.environment_id,
      keyId,
      subject: key.name,
      detail: `version ${version.number} retired`,
    });
    return success({});
  });
}

function discardVersion(store: Store, versionId: string): void {
  store
    .sql(`UPDATE versions SET state = 'retired', retired_at = ?, sealed = NULL, fingerprint = NULL WHERE id = ?`)
    .run(store.now(), versionId);
}
