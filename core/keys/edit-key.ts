import { failure, type Result, success } from '#shared/contract/result.ts';
import type { Undoable } from '#shared/contract/undoable.ts';
import type { DateOrigin } from '#shared/domain/instant.ts';
import type { KeyKind, StoredStatus } from '#shared/domain/key.ts';
import { durationToIso, parseDuration } from '#shared/time/duration.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { undoableChange } from '../store/undo-journal.ts';
import { about, keyRow } from './key-rows.ts';
import { keyNotFound } from './read-versions.ts';

/** What can be said of a key. Absent: stays as it is; null: taken away. */
export type KeyFields = {
  provider?: string | null | undefined;
  kind?: KeyKind | undefined;
  consumer?: string | null | undefined;
  description?: string | undefined;
  notes?: string | undefined;
  scopes?: readonly string[] | undefined;
  tags?: readonly string[] | undefined;
  /** When the provider made it, milliseconds. */
  createdAt?: number | null | undefined;
  expires?: { at: number; precision: 'day' | 'instant'; origin?: DateOrigin | undefined } | null | undefined;
  /** A calendar duration in any form that `parseDuration` reads; stored as ISO 8601. */
  rotateEvery?: string | null | undefined;
  status?: StoredStatus | undefined;
};

export type FieldError = 'duration-invalid';

/**
 * Writes the fields that are given into the key's row. Call it inside a `write`.
 * @returns the fields that are now other than they were, in words
 */
export function applyFields(store: Store, keyId: string, fields: KeyFields): Result<{ changed: string[] }, FieldError> {
  const before: Partial<Record<string, unknown>> = keyRow(store, keyId) ?? {};
  const columns: Record<string, string | number | null> = {};
  const changed: string[] = [];
  const put = (said: string, values: Record<string, string | number | null>): void => {
    // A form sends every field that it shows; said is what differs.
    if (Object.entries(values).every(([column, value]) => before[column] === value)) return;
    changed.push(said);
    Object.assign(columns, values);
  };

  if (fields.provider !== undefined) put('provider', { provider: fields.provider });
  if (fields.kind !== undefined) put('kind', { kind: fields.kind });
  if (fields.consumer !== undefined) put('consumer', { consumer: fields.consumer });
  if (fields.description !== undefined) put('description', { description: fields.description });
  if (fields.notes !== undefined) put('notes', { notes: fields.notes });
  if (fields.scopes !== undefined) put('scopes', { scopes: JSON.stringify(fields.scopes) });
  if (fields.tags !== undefined) put('tags', { tags: JSON.stringify(fields.tags) });
  if (fields.status !== undefined) put('status', { status: fields.status });
  if (fields.createdAt !== undefined) {
    put('created', {
      created_at: fields.createdAt,
      created_origin: fields.createdAt === null ? null : 'typed',
      created_precision: fields.createdAt === null ? null : 'instant',
    });
  }
  if (fields.expires !== undefined) {
    put('expiry', {
      expires_at: fields.expires?.at ?? null,
      expires_origin: fields.expires === null ? null : (fields.expires.origin ?? 'typed'),
      expires_precision: fields.expires?.precision ?? null,
    });
  }
  if (fields.rotateEvery !== undefined) {
    const parsed = fields.rotateEvery === null ? null : parseDuration(fields.rotateEvery);
    if (parsed !== null && !parsed.ok) return failure('duration-invalid', parsed.error.message);
    put('rotation', { rotate_every: parsed === null ? null : durationToIso(parsed.value) });
  }
  if (changed.length === 0) return success({ changed });

  const assignments = Object.keys(columns).map((column) => `${column} = @${column}`);
  store
    .sql(`UPDATE keys SET ${assignments.join(', ')}, updated_at = @updated_at WHERE id = @id`)
    .run({ ...columns, updated_at: store.now(), id: keyId });
  return success({ changed });
}

export function editKey(
  store: Store,
  keyId: string,
  fields: KeyFields,
): Result<Undoable, 'key-not-found' | FieldError> {
  const before = keyRow(store, keyId);
  if (before === null) return keyNotFound();
  return undoableChange(store, `Edited ${before.name}`, (recorder) => {
    recorder.touch('keys', keyId);
    const applied = applyFields(store, keyId, fields);
    if (!applied.ok) return applied;
    recordActivity(store, { ...about(before), what: 'key-edited', detail: applied.value.changed.join(', ') });
    return success({});
  });
}
