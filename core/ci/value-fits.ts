import type { ValueEncoding } from '#shared/domain/ci.ts';
import type { Store } from '../store/store.ts';
import { encoded } from './encoding.ts';

/** A version as a target holds it. */
export type PlacedValue = { readonly versionId: string | null; readonly encoding: ValueEncoding };

/** What a target shows of a value, if anything: how it ends, or the fingerprint of what it is. */
export type ShownValue = { readonly tail: string | null; readonly print: Buffer | null };

/**
 * Whether what a system shows of a value is so of a version; null where the system shows nothing or the version's value is
 * not there any more. The value does not leave this function.
 */
export function valueFits(
  store: Store,
  { versionId, encoding }: PlacedValue,
  { tail, print }: ShownValue,
): boolean | null {
  if (versionId === null || (print === null && (tail === null || tail === ''))) return null;
  const row = store.sql('SELECT key_id, sealed, fingerprint FROM versions WHERE id = ?').get(versionId) as
    | { key_id: string; sealed: Buffer | null; fingerprint: Buffer | null }
    | undefined;
  if (row === undefined || row.sealed === null) return null;
  // The common case needs no value to be opened.
  if (print !== null && encoding === 'plain') return row.fingerprint === null ? null : row.fingerprint.equals(print);
  const bytes = store.session.open(row.key_id, versionId, row.sealed);
  const held = encoded(bytes, encoding);
  const end = Buffer.from(tail ?? '', 'utf8');
  const fits =
    print === null
      ? held.length >= end.length && held.subarray(held.length - end.length).equals(end)
      : store.session.fingerprint(held).equals(print);
  bytes.fill(0);
  held.fill(0);
  return fits;
}
