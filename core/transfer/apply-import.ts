import { failure, type Result, success } from '#shared/contract/result.ts';
import type { UndoId } from '#shared/domain/ids.ts';
import { insertKey } from '../keys/add-key.ts';
import { applyFields } from '../keys/edit-key.ts';
import { keyRow } from '../keys/key-rows.ts';
import { replaceValue } from '../keys/versions.ts';
import { environmentById } from '../projects/environments.ts';
import { recordActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { undoableChange } from '../store/undo-journal.ts';
import type { KeptImport } from './kept-import.ts';
import { liveKeys } from './preview-import.ts';

export type ImportAnswer = { added: number; changed: number; undoId: UndoId | null; label: string };

/**
 * Takes the chosen entries of a preview into the vault, all or none. An entry that became a key since the preview is set
 * as its new value, so that the outcome is the same whoever was quicker.
 * @param readings by entry, which of its readings was chosen instead of the preview's
 */
export function applyImport(
  store: Store,
  { preview, values }: KeptImport,
  indexes: ReadonlySet<number>,
  readings: ReadonlyMap<number, number> = new Map(),
): Result<ImportAnswer, 'import-invalid' | 'environment-not-found' | 'conflict'> {
  if (preview.errors.length > 0) {
    return failure(
      'import-invalid',
      'Some lines cannot be read, so nothing was imported. Correct them and open the file again.',
    );
  }
  const environment = environmentById(store, preview.environmentId);
  if (environment === null) return failure('environment-not-found', 'That environment is not there any more.');

  const chosen = [...values.entries()].flatMap(([index, entry]) => {
    if (!indexes.has(index)) return [];
    const taken = { ...entry, ...entry.readings[readings.get(index) ?? -1] };
    return taken.value === null ? [] : [{ ...taken, value: taken.value }];
  });
  let added = 0;
  let changed = 0;
  const applied = undoableChange(store, `Imported ${preview.source} into ${environment.name}`, (recorder) => {
    const existing = liveKeys(store, preview.environmentId);
    for (const entry of chosen) {
      const bytes = Buffer.from(entry.value, 'utf8');
      const found = existing.get(entry.name);
      if (found === undefined) {
        const inserted = insertKey(store, recorder, {
          ...entry.fields,
          environmentId: environment.id,
          name: entry.name,
          kind: entry.kind,
          identifier: entry.identifier,
          bytes,
        });
        if (!inserted.ok) return failure('conflict', `${entry.name}: ${inserted.error.message}`);
        added += 1;
        continue;
      }
      const key = keyRow(store, found.id);
      if (key === null) return failure('conflict', `${entry.name} was erased meanwhile. Open the file again.`);
      const set = replaceValue(store, recorder, key, {
        bytes,
        identifier: entry.identifier ?? undefined,
        discardPrevious: false,
      });
      if (!set.ok) return failure('conflict', `${entry.name}: ${set.error.message}`);
      if (!set.value.changed) continue;
      changed += 1;
      const applied = applyFields(store, key.id, entry.fields);
      if (!applied.ok) return failure('conflict', `${entry.name}: ${applied.error.message}`);
    }
    recordActivity(store, {
      what: 'imported',
      projectId: environment.projectId,
      environmentId: environment.id,
      subject: environment.name,
      detail: `${added} new, ${changed} changed`,
    });
    return success({});
  });
  if (!applied.ok) return applied;
  const { undoId, label } = applied.value;
  return success({ added, changed, undoId: added + changed > 0 ? undoId : null, label });
}
