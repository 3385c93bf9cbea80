import type { Store } from '../store/store.ts';

/**
 * Whether the end of a version's value is what a system shows of it; null where the system shows nothing or the value is not
 * there any more. The value does not leave this function.
 */
export function valueEndsWith(store: Store, versionId: string | null, tail: string | null): boolean | null {
  if (versionId === null || tail === null || tail === '') return null;
  const row = store.sql('SELECT key_id, sealed FROM versions WHERE id = ?').get(versionId) as
    | { key_id: string; sealed: Buffer | null }
    | undefined;
  if (row === undefined || row.sealed === null) return null;
  const bytes = store.session.open(row.key_id, versionId, row.sealed);
  const end = Buffer.from(tail, 'utf8');
  const fits = bytes.length >= end.length && bytes.subarray(bytes.length - end.length).equals(end);
  bytes.fill(0);
  return fits;
}
