import { randomUUID } from 'node:crypto';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { ProjectId, ScanId } from '#shared/domain/ids.ts';
import type { FoundValue, RepositoryScan, ScanFinding, UsedSecret } from '#shared/domain/repository-scan.ts';
import { storageFailure } from '../database/storage-errors.ts';
import { bumpRevision } from '../store/revision.ts';
import type { Store } from '../store/store.ts';

/** A repository that was scanned. */
export type ScannedRepository = {
  readonly scanId: ScanId;
  readonly root: string;
  readonly projectId: ProjectId | null;
  /** Milliseconds since 1970. */
  readonly scannedAt: number;
};

/** A row of `scan_findings` without its scan. */
type FindingRow = {
  key_id: string;
  version_id: string | null;
  what: ScanFinding['what'];
  file: string | null;
  line: number | null;
  in_files: 0 | 1;
  harmless: 0 | 1;
  commit_id: string | null;
  commit_at: number | null;
};

/**
 * Keeps what a scan found of the vault's keys, in place of what the scan before found in that folder; the folder keeps its
 * id. Keys and versions that were erased since the scan began are left out.
 */
export function recordScan(store: Store, scan: RepositoryScan): ScanId {
  return store.write(() => {
    const { id } = store
      .sql(`INSERT INTO scans (id, root, project_id, scanned_at)
        VALUES (@id, @root, (SELECT id FROM projects WHERE id = @projectId), @now)
        ON CONFLICT (root) DO UPDATE SET project_id = excluded.project_id, scanned_at = excluded.scanned_at
        RETURNING id`)
      .get({ id: randomUUID(), root: scan.root, projectId: scan.projectId, now: store.now() }) as { id: ScanId };
    store.sql('DELETE FROM scan_findings WHERE scan_id = ?').run(id);
    const insert = store.sql(`INSERT INTO scan_findings
        (scan_id, key_id, version_id, what, file, line, in_files, harmless, commit_id, commit_at)
      SELECT @scan_id, @key_id, @version_id, @what, @file, @line, @in_files, @harmless, @commit_id, @commit_at
      WHERE EXISTS (SELECT 1 FROM keys WHERE id = @key_id)
        AND (@version_id IS NULL OR EXISTS (SELECT 1 FROM versions WHERE id = @version_id))`);
    const found = [
      ...scan.secrets.flatMap((secret) => usesOf(store, secret)),
      ...scan.values.flatMap((value) => placesOf(value)),
    ];
    const rows = new Map(found.map((row) => [JSON.stringify(Object.values(row)), row]));
    for (const row of rows.values()) insert.run({ scan_id: id, ...row });
    bumpRevision(store);
    return id;
  });
}

/** How the recording of a scan ended; `notRemembered` says why the vault does not have it, or is null. */
export type RecordedScan = { readonly scanId: ScanId; readonly notRemembered: string | null };

/**
 * Records a scan like {@link recordScan}. Where the vault cannot be written to (a full disk), what was found is worth no
 * less: the answer says why it is not remembered, and names the scan by an id that the vault does not know yet.
 */
export function rememberScan(store: Store, scan: RepositoryScan): RecordedScan {
  try {
    return { scanId: recordScan(store, scan), notRemembered: null };
  } catch (error) {
    const known = storageFailure(error);
    if (known === null) throw error;
    const before = listScans(store).find(({ root }) => root === scan.root);
    return { scanId: before?.scanId ?? (randomUUID() as ScanId), notRemembered: known.error.message };
  }
}

/** The repositories that were scanned, the last one first. */
export function listScans(store: Store): ScannedRepository[] {
  return store
    .sql(`SELECT id AS scanId, root, project_id AS projectId, scanned_at AS scannedAt FROM scans
      ORDER BY scanned_at DESC, root`)
    .all() as ScannedRepository[];
}

/** Where the last scan of each repository found a key: CI files that use its name, and files and commits with its value. */
export function findingsOf(store: Store, keyId: string): ScanFinding[] {
  const rows = store
    .sql(`SELECT s.id AS scanId, s.root, s.scanned_at AS scannedAt, f.what, v.number AS version, f.file, f.line,
        f.in_files AS inFiles, f.harmless, f.commit_id AS commitId, f.commit_at AS commitAt
      FROM scan_findings f JOIN scans s ON s.id = f.scan_id LEFT JOIN versions v ON v.id = f.version_id
      WHERE f.key_id = ?
      ORDER BY s.scanned_at DESC, s.root, f.what, f.in_files DESC, f.file, f.line`)
    .all(keyId) as (Omit<ScanFinding, 'inFiles' | 'harmless' | 'commit'> & {
    inFiles: 0 | 1;
    harmless: 0 | 1;
    commitId: string | null;
    commitAt: number | null;
  })[];
  return rows.map(({ inFiles, harmless, commitId, commitAt, ...row }) => ({
    ...row,
    inFiles: inFiles === 1,
    harmless: harmless === 1,
    commit: commitId === null || commitAt === null ? null : { id: commitId, at: commitAt },
  }));
}

/** Forgets a repository and what was found in it. Nothing is changed in the repository. */
export function forgetScan(store: Store, scanId: string): Result<void, 'scan-not-found'> {
  return store.write(() => {
    const { changes } = store.sql('DELETE FROM scans WHERE id = ?').run(scanId);
    if (changes === 0) return scanNotFound();
    bumpRevision(store);
    return success();
  });
}

export function scanNotFound() {
  return failure('scan-not-found', 'That repository is not on the list any more. Scan its folder again.');
}

/** What is recorded as placed there is certain; without that it is the key that fits. */
function usesOf(store: Store, { key, placementIds, uses }: UsedSecret): FindingRow[] {
  const placed = placementIds.flatMap(
    (id) => (store.sql('SELECT key_id FROM placements WHERE id = ?').get(id) as { key_id: string } | undefined) ?? [],
  );
  const keyIds = placed.length > 0 ? placed.map(({ key_id }) => key_id) : key === null ? [] : [key.keyId];
  return [...new Set(keyIds)].flatMap((key_id) =>
    uses.map(
      ({ file, line }): FindingRow => ({
        ...{ key_id, version_id: null, what: 'used', file, line },
        ...{ in_files: 1, harmless: 0, commit_id: null, commit_at: null },
      }),
    ),
  );
}

function placesOf({ keyId, versionId, file, lines, inFiles, harmless, commit }: FoundValue): FindingRow[] {
  return (lines.length === 0 ? [null] : lines).map(
    (line): FindingRow => ({
      ...{ key_id: keyId, version_id: versionId, what: 'value', file, line },
      ...{ in_files: inFiles ? 1 : 0, harmless: harmless ? 1 : 0 },
      ...{ commit_id: commit?.id ?? null, commit_at: commit?.at ?? null },
    }),
  );
}
