import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { CiPlace } from '#shared/domain/ci.ts';
import { type RepositoryScan, repositoryScan } from '#shared/domain/repository-scan.ts';
import { must } from '../../tests/fixtures/test-vault.ts';
import { listPlacements } from '../ci/placement-rows.ts';
import { recordPlacement } from '../ci/record-placement.ts';
import { addTarget } from '../ci/targets.ts';
import { MemoryCi } from '../ci/testing/memory-ci.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import * as scans from '../database/migrations/0005-scans.ts';
import { MIGRATIONS } from '../database/migrations/index.ts';
import { schemaVersion } from '../database/migrations.ts';
import { addKey } from '../keys/add-key.ts';
import { deleteKeys, purgeKeys } from '../keys/arrange-keys.ts';
import { takeValue } from '../keys/take-value.ts';
import { createProject } from '../projects/projects.ts';
import { verifyActivity } from '../store/activity-log.ts';
import { resealEverything } from '../store/reseal.ts';
import { openStore } from '../store/store.ts';
import { createVault } from '../vault/create-vault.ts';
import { rekey } from '../vault/rekey.ts';
import { temporaryHome, testPlace } from '../vault/testing/test-place.ts';
import { unlockVault } from '../vault/unlock-vault.ts';
import { findingsOf, listScans, recordScan } from './scan-findings.ts';

// Made up.
const VALUE = 'canary-value-3e9b-not-a-real-secret';
const PLACE: CiPlace = {
  system: 'github',
  owner: 'acme',
  repository: 'web',
  environment: null,
  family: 'actions',
  visibility: null,
};

let home: string;
let remove: () => void;
beforeEach(() => ({ home, remove } = temporaryHome()));
afterEach(() => remove());

it('brings a vault of the schema before to this one with everything in it, and a backup beside it', async () => {
  const older = testPlace(home, { migrations: MIGRATIONS.slice(0, scans.version - 1), reseal: resealEverything });
  const made = must(await createVault(older, { unlock: 'keychain' }));
  const before = openStore(made.session, { by: 'window', now: Date.now });
  expect(schemaVersion(before.db)).toBe(scans.version - 1);
  const { project } = must(createProject(before, 'shop'));
  const environmentId = project.environments[0]?.id ?? '';
  const { keyId } = must(addKey(before, { environmentId, name: 'API_KEY', kind: 'secret', bytes: Buffer.from(VALUE) }));
  const { targetId } = must(addTarget(before, new MemoryCi(Date.now).system, { place: PLACE, projectId: project.id }));
  must(recordPlacement(before, { keyId, targetId, secretName: 'API_KEY', versionId: null, how: 'recorded' }));
  const placements = listPlacements(before);
  made.session.lock();

  const newer = { ...older, migrations: MIGRATIONS };
  const { session } = must(await unlockVault(newer, { kind: 'keychain' }));
  const store = openStore(session, { by: 'window', now: Date.now });
  expect(schemaVersion(store.db)).toBe(MIGRATIONS.length);
  expect(listPlacements(store)).toEqual(placements.map((one) => ({ ...one, encoding: 'plain' })));
  expect(listScans(store)).toEqual([]);
  const taken = must(takeValue(store, { keyId, version: 'current', use: 'read', confirmed: () => true }));
  expect(taken.bytes.toString('utf8')).toBe(VALUE);
  expect(verifyActivity(store).intact).toBe(true);
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(store.db.pragma('foreign_key_check')).toEqual([]);

  recordScan(store, scanWith(keyId, taken.version.id, project.id));
  const found = findingsOf(store, keyId);
  expect(found).toMatchObject([{ root: '/code/web', what: 'value', version: 1, file: '.env', line: 2, commit: null }]);
  const rotated = must(await rekey(newer, session, { recoveryCode: newRecoveryCode() }));
  const last = openStore(rotated, { by: 'window', now: Date.now });
  expect(findingsOf(last, keyId)).toEqual(found);
  // What is known of a key goes with it; the repository stays on the list.
  must(deleteKeys(last, [keyId]));
  must(purgeKeys(last, [keyId]));
  expect([findingsOf(last, keyId), listScans(last)]).toMatchObject([[], [{ root: '/code/web' }]]);
  rotated.lock();

  const backups = join(home, 'backups');
  expect(existsSync(backups) && readdirSync(backups)).toContainEqual(
    expect.stringMatching(new RegExp(`^before-000${scans.version}-scans-.*\\.keyrail-backup$`)),
  );
});

function scanWith(keyId: string, versionId: string, projectId: string): RepositoryScan {
  const value = {
    ...{ keyId, versionId, name: 'API_KEY', project: 'shop', environment: 'development', version: 1 },
    ...{
      versionState: 'current',
      form: 'plain',
      harmless: false,
      file: '.env',
      lines: [2],
      inFiles: true,
      commit: null,
    },
  };
  return repositoryScan.parse({
    ...{ root: '/code/web', repository: true, projectId, ciFiles: [], secrets: [], unused: [], suggestions: [] },
    ...{ values: [value], skippedValues: [], notSearched: [], problems: [] },
    searched: { files: 1, objects: 0, bytes: 1, values: 1 },
  });
}
