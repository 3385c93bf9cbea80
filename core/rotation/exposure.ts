import type { ActivityKind } from '#shared/domain/activity.ts';
import type { Exposure } from '#shared/domain/rotation.ts';
import { listPlacements } from '../ci/placement-rows.ts';
import { targetRow } from '../ci/target-rows.ts';
import { keysWithFingerprint } from '../keys/read-versions.ts';
import type { Store } from '../store/store.ts';

/** Ways in which a value leaves the vault. */
const USES: readonly ActivityKind[] = ['revealed', 'copied', 'read', 'ran', 'exported', 'placed'];
const MOST_FINDINGS = 1_000;

/**
 * Where the value of a version was, and since when, as far as Keyrail knows: files and history of scanned repositories, CI
 * targets, other keys with the same value, and how often it left the vault. Holds no value.
 */
export function exposureOf(store: Store, keyId: string, versionId: string): Exposure {
  const version = store.sql('SELECT created_at, fingerprint FROM versions WHERE id = ?').get(versionId) as
    | { created_at: number; fingerprint: Buffer | null }
    | undefined;
  const findings = findingsOf(store, keyId, versionId);
  const placements = listPlacements(store, { keyId })
    .filter(({ placedVersionId }) => placedVersionId === versionId || placedVersionId === null)
    .map(({ targetId, secretName, placedAt }) => ({
      what: 'ci-target' as const,
      where: `${secretName} in ${targetRow(store, targetId)?.name ?? '?'}`,
      since: placedAt,
    }));
  const fingerprint = version?.fingerprint ?? null;
  const same = (fingerprint === null ? [] : keysWithFingerprint(store, fingerprint, keyId)).map(
    ({ name, project, environment }) => ({
      what: 'same-value' as const,
      where: `${name} in ${environment} of ${project}`,
      since: null,
    }),
  );
  const uses = usesOf(store, keyId, version?.created_at ?? 0);
  // Being in the vault and in CI is where it belongs; files and the history are where it was seen by others.
  const since = findings.flatMap((one) => (one.since === null ? [] : [one.since]));
  return {
    since: since.length === 0 ? null : Math.min(...since),
    places: [...findings, ...placements, ...same],
    uses,
  };
}

function findingsOf(store: Store, keyId: string, versionId: string): Exposure['places'] {
  const rows = store
    .sql(`SELECT s.root, s.scanned_at, f.file, f.line, f.in_files, f.commit_id, f.commit_at
      FROM scan_findings f JOIN scans s ON s.id = f.scan_id
      WHERE f.key_id = ? AND f.version_id = ? AND f.what = 'value' AND f.harmless = 0 ORDER BY f.commit_at, s.root, f.file LIMIT ${MOST_FINDINGS}`)
    .all(keyId, versionId) as {
    root: string;
    scanned_at: number;
    file: string | null;
    line: number | null;
    in_files: number;
    commit_id: string | null;
    commit_at: number | null;
  }[];
  return rows.map((row) => {
    const line = row.line === null ? '' : `, line ${row.line}`;
    const commit = row.commit_id === null ? '' : `, commit ${row.commit_id.slice(0, 12)}`;
    return {
      what: row.in_files === 1 ? ('file' as const) : ('history' as const),
      where: `${row.file === null ? 'a commit message' : `${row.file}${line}`} in ${row.root}${commit}`,
      since: row.commit_at ?? (row.in_files === 1 ? row.scanned_at : null),
    };
  });
}

function usesOf(store: Store, keyId: string, since: number): Exposure['uses'] {
  return store
    .sql(`SELECT what, count(*) AS times, max(at) AS last FROM activity
      WHERE key_id = ? AND at >= ? AND what IN (${USES.map((what) => `'${what}'`).join(', ')}) GROUP BY what ORDER BY what`)
    .all(keyId, since) as Exposure['uses'];
}
