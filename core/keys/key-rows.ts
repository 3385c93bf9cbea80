import type { DatedFact, DateOrigin } from '#shared/domain/instant.ts';
import type { KeyDetail, KeyKind, KeySummary, KeyVersion, StoredStatus } from '#shared/domain/key.ts';
import type { Store } from '../store/store.ts';

/** A row of `keys` as SQLite gives it. */
export type KeyRow = {
  id: string;
  project_id: string;
  environment_id: string;
  name: string;
  provider: string | null;
  kind: KeyKind;
  status: StoredStatus;
  prefix: string;
  suffix: string;
  scopes: string;
  tags: string;
  consumer: string | null;
  created_at: number | null;
  created_origin: DateOrigin | null;
  created_precision: 'day' | 'instant' | null;
  expires_at: number | null;
  expires_origin: DateOrigin | null;
  expires_precision: 'day' | 'instant' | null;
  last_used_at: number | null;
  last_used_origin: DateOrigin | null;
  last_used_precision: 'day' | 'instant' | null;
  rotate_every: string | null;
  version_count: number;
  rotated_at: number;
  archived_at: number | null;
  deleted_at: number | null;
  added_at: number;
  updated_at: number;
  description: string;
  notes: string;
};

export type VersionRow = {
  id: string;
  key_id: string;
  number: number;
  state: KeyVersion['state'];
  prefix: string;
  suffix: string;
  identifier: string | null;
  length_bytes: number;
  sealed: Buffer | null;
  fingerprint: Buffer | null;
  created_at: number;
  retired_at: number | null;
};

export function keyRow(store: Store, keyId: string): KeyRow | null {
  return (store.sql('SELECT * FROM keys WHERE id = ?').get(keyId) as KeyRow | undefined) ?? null;
}

export function versionRows(store: Store, keyId: string): VersionRow[] {
  return store.sql('SELECT * FROM versions WHERE key_id = ? ORDER BY number DESC').all(keyId) as VersionRow[];
}

/** Lists are stored as JSON; most are empty, which is worth not parsing. */
export function parseList(json: string): string[] {
  return json === '[]' ? [] : (JSON.parse(json) as string[]);
}

export function versionOf(row: VersionRow): KeyVersion {
  return {
    id: row.id as KeyVersion['id'],
    number: row.number,
    state: row.state,
    prefix: row.prefix,
    suffix: row.suffix,
    identifier: row.identifier,
    lengthBytes: row.length_bytes,
    hasValue: row.sealed !== null,
    createdAt: row.created_at,
    retiredAt: row.retired_at,
  };
}

export function detailOf(row: KeyRow, versions: VersionRow[], sameValue: KeyDetail['sameValue']): KeyDetail {
  return {
    id: row.id as KeyDetail['id'],
    projectId: row.project_id as KeyDetail['projectId'],
    environmentId: row.environment_id as KeyDetail['environmentId'],
    name: row.name,
    provider: row.provider,
    kind: row.kind,
    status: row.status,
    consumer: row.consumer,
    description: row.description,
    notes: row.notes,
    scopes: parseList(row.scopes),
    tags: parseList(row.tags),
    created: datedFact(row.created_at, row.created_origin, row.created_precision),
    expires: datedFact(row.expires_at, row.expires_origin, row.expires_precision),
    lastUsed: datedFact(row.last_used_at, row.last_used_origin, row.last_used_precision),
    rotateEvery: row.rotate_every,
    versions: versions.map(versionOf),
    sameValue,
    addedAt: row.added_at,
    updatedAt: row.updated_at,
    archivedAt: row.archived_at,
    deletedAt: row.deleted_at,
  };
}

function datedFact(
  at: number | null,
  origin: DateOrigin | null,
  precision: DatedFact['precision'] | null,
): DatedFact | null {
  return at === null ? null : { at, origin: origin ?? 'typed', precision: precision ?? 'instant' };
}

/** A summary as SQLite builds it: the columns under the summary's own names, which spares a second object for each row. */
export const SUMMARY_COLUMNS = `id, project_id AS projectId, environment_id AS environmentId, name, provider, kind, status,
  prefix, suffix, scopes, tags, consumer, created_at AS createdAt, expires_at AS expiresAt,
  expires_origin AS expiresOrigin, rotate_every AS rotateEvery, last_used_at AS lastUsedAt, version_count AS versions,
  rotated_at AS rotatedAt, archived_at AS archivedAt, deleted_at AS deletedAt, updated_at AS updatedAt`;

/** A summary whose lists are still JSON. */
export type SummaryRow = Omit<KeySummary, 'scopes' | 'tags'> & { scopes: string; tags: string };

/**
 * Parses the lists of rows in place; the rows are used up. Few different lists recur in many rows, so each is parsed once
 * and frozen.
 */
export function summariesOf(rows: SummaryRow[]): KeySummary[] {
  const parsed = new Map<string, readonly string[]>();
  const listOf = (json: string): readonly string[] => {
    let list = parsed.get(json);
    if (list === undefined) {
      list = Object.freeze(parseList(json));
      parsed.set(json, list);
    }
    return list;
  };
  for (const row of rows as { scopes: unknown; tags: unknown }[]) {
    row.scopes = listOf(row.scopes as string);
    row.tags = listOf(row.tags as string);
  }
  return rows as unknown as KeySummary[];
}

/** The part of an activity note that names a key. */
export function about(key: Pick<KeyRow, 'id' | 'project_id' | 'environment_id' | 'name'>) {
  return { keyId: key.id, projectId: key.project_id, environmentId: key.environment_id, subject: key.name };
}
