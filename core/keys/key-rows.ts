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

/** The columns of a summary, in the order of `summaryOf`. */
export const SUMMARY_COLUMNS = `id, project_id, environment_id, name, provider, kind, status, prefix, scopes, tags,
  consumer, created_at, expires_at, expires_origin, rotate_every, last_used_at, version_count, rotated_at, archived_at,
  deleted_at, updated_at, suffix`;

/** A row read in raw mode, which spares SQLite's own object for each. */
export type SummaryRow = [
  id: string,
  projectId: string,
  environmentId: string,
  name: string,
  provider: string | null,
  kind: KeyKind,
  status: StoredStatus,
  prefix: string,
  scopes: string,
  tags: string,
  consumer: string | null,
  createdAt: number | null,
  expiresAt: number | null,
  expiresOrigin: DateOrigin | null,
  rotateEvery: string | null,
  lastUsedAt: number | null,
  versions: number,
  rotatedAt: number,
  archivedAt: number | null,
  deletedAt: number | null,
  updatedAt: number,
  suffix: string,
];

export function summaryOf(row: SummaryRow): KeySummary {
  return {
    id: row[0] as KeySummary['id'],
    projectId: row[1] as KeySummary['projectId'],
    environmentId: row[2] as KeySummary['environmentId'],
    name: row[3],
    provider: row[4],
    kind: row[5],
    status: row[6],
    prefix: row[7],
    scopes: parseList(row[8]),
    tags: parseList(row[9]),
    consumer: row[10],
    createdAt: row[11],
    expiresAt: row[12],
    expiresOrigin: row[13],
    rotateEvery: row[14],
    lastUsedAt: row[15],
    versions: row[16],
    rotatedAt: row[17],
    archivedAt: row[18],
    deletedAt: row[19],
    updatedAt: row[20],
    suffix: row[21],
  };
}

/** The part of an activity note that names a key. */
export function about(key: Pick<KeyRow, 'id' | 'project_id' | 'environment_id' | 'name'>) {
  return { keyId: key.id, projectId: key.project_id, environmentId: key.environment_id, subject: key.name };
}
