import type { KeyKind } from '#shared/domain/key.ts';
import type { SkippedValue } from '#shared/domain/repository-scan.ts';
import { wipe } from '../../crypto/secret-bytes.ts';
import type { Store } from '../../store/store.ts';
import { searchable } from './weak-values.ts';

/** Whose value it is. */
export type ValueOwner = {
  readonly keyId: string;
  readonly versionId: string;
  readonly name: string;
  readonly project: string;
  readonly environment: string;
  readonly version: number;
  readonly versionState: 'current' | 'previous' | 'retired';
};

/** A value that is searched for. Several keys can have the same. */
export type SearchedValue = {
  /** In memory of its own, which is the receiver's to wipe. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly owners: readonly ValueOwner[];
  readonly harmless: boolean;
};

export type OpenedValues = { readonly values: readonly SearchedValue[]; readonly skipped: readonly SkippedValue[] };

type Row = {
  key_id: string;
  id: string;
  number: number;
  state: ValueOwner['versionState'];
  sealed: Buffer;
  fingerprint: Buffer | null;
  name: string;
  kind: KeyKind;
  project: string;
  environment: string;
};

/** Opens every value of the vault that was not discarded, of keys that are not in the bin, each different one once. */
export function openValues(store: Store): OpenedValues {
  const rows = store
    .sql(`SELECT v.key_id, v.id, v.number, v.state, v.sealed, v.fingerprint, k.name, k.kind,
        p.name AS project, e.name AS environment
      FROM versions v JOIN keys k ON k.id = v.key_id JOIN projects p ON p.id = k.project_id
        JOIN environments e ON e.id = k.environment_id
      WHERE v.sealed IS NOT NULL AND k.deleted_at IS NULL
      ORDER BY p.name, e.position, k.name, v.number DESC`)
    .all() as Row[];
  const groups = Map.groupBy(rows, ({ fingerprint, id }) => fingerprint?.toString('base64') ?? id);
  const values: SearchedValue[] = [];
  const skipped: SkippedValue[] = [];
  for (const group of groups.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const opened = store.session.open(first.key_id, first.id, first.sealed);
    try {
      const value = trimmed(opened);
      const publishable = group.some(({ kind }) => kind === 'publishable');
      const verdict = searchable(first.name, value, publishable);
      if (verdict.search) {
        const bytes = new Uint8Array(value.length);
        bytes.set(value);
        values.push({ bytes, owners: group.map(ownerOf), harmless: verdict.harmless });
      } else {
        skipped.push(...group.map((row) => ({ ...skippedOf(row), reason: verdict.reason })));
      }
    } finally {
      wipe(opened);
    }
  }
  return { values, skipped };
}

/** Without blanks and line ends around it; the same memory. */
export function trimmed(value: Buffer): Buffer {
  const isBlank = (byte: number | undefined): boolean =>
    byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
  let start = 0;
  let end = value.length;
  while (start < end && isBlank(value[start])) start += 1;
  while (end > start && isBlank(value[end - 1])) end -= 1;
  return value.subarray(start, end);
}

function ownerOf({ key_id, id, name, project, environment, number, state }: Row): ValueOwner {
  return { keyId: key_id, versionId: id, name, project, environment, version: number, versionState: state };
}

function skippedOf(row: Row): Omit<SkippedValue, 'reason'> {
  const { name, project, environment, number } = row;
  return { keyId: row.key_id as SkippedValue['keyId'], name, project, environment, version: number };
}
