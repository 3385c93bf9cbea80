import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { must } from '../../tests/fixtures/test-vault.ts';
import { connectionRows } from '../connections/connection-rows.ts';
import { addConnection } from '../connections/connections.ts';
import { openCredential, setCredential } from '../connections/credential.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import * as ci from '../database/migrations/0004-ci.ts';
import { MIGRATIONS } from '../database/migrations/index.ts';
import { schemaVersion } from '../database/migrations.ts';
import { addKey } from '../keys/add-key.ts';
import { takeValue } from '../keys/take-value.ts';
import { createProject } from '../projects/projects.ts';
import { verifyActivity } from '../store/activity-log.ts';
import { resealEverything } from '../store/reseal.ts';
import { openStore } from '../store/store.ts';
import { createVault } from '../vault/create-vault.ts';
import { rekey } from '../vault/rekey.ts';
import { temporaryHome, testPlace } from '../vault/testing/test-place.ts';
import { unlockVault } from '../vault/unlock-vault.ts';
import { recordPlacement } from './record-placement.ts';
import { targetRows } from './target-rows.ts';
import { addTarget } from './targets.ts';
import { MemoryCi } from './testing/memory-ci.ts';

// Made up, in the format of Norrix's documentation.
const VALUE = 'nrx_Ks7dF2xW9bT3mNq0madeUp';
const CREDENTIAL = { method: 'bearer', fields: { token: 'made-up-admin-token' } };

let home: string;
let remove: () => void;
beforeEach(() => ({ home, remove } = temporaryHome()));
afterEach(() => remove());

it('brings a vault of the schema before to this one with everything in it, and a backup beside it', async () => {
  const older = testPlace(home, { migrations: MIGRATIONS.slice(0, ci.version - 1), reseal: resealEverything });
  const made = must(await createVault(older, { unlock: 'keychain' }));
  const before = openStore(made.session, { by: 'window', now: Date.now });
  expect(schemaVersion(before.db)).toBe(ci.version - 1);
  const { project } = must(createProject(before, 'shop'));
  const environmentId = project.environments[0]?.id ?? '';
  const { keyId } = must(
    addKey(before, { environmentId, name: 'NORRIX_API_KEY', kind: 'secret', bytes: Buffer.from(VALUE) }),
  );
  const { connectionId } = must(addConnection(before, { provider: 'norrix', projectId: project.id }));
  must(setCredential(before, connectionId, CREDENTIAL));
  const rows = connectionRows(before);
  // The vault key can be rotated where this schema is not there yet.
  const rotated = must(await rekey(older, made.session, { recoveryCode: newRecoveryCode() }));
  rotated.lock();

  const newer = { ...older, migrations: MIGRATIONS };
  const { session } = must(await unlockVault(newer, { kind: 'keychain' }));
  const store = openStore(session, { by: 'window', now: Date.now });
  expect(schemaVersion(store.db)).toBe(MIGRATIONS.length);
  expect(connectionRows(store)).toEqual(rows);
  expect(must(openCredential(store, connectionId))).toEqual(CREDENTIAL);
  expect(targetRows(store)).toEqual([]);
  const place = {
    system: 'github',
    owner: 'acme',
    repository: 'web',
    environment: null,
    family: 'actions',
    visibility: null,
  } as const;
  const { targetId } = must(addTarget(store, new MemoryCi(Date.now).system, { place, projectId: project.id }));
  must(recordPlacement(store, { keyId, targetId, secretName: 'NORRIX', versionId: null, how: 'recorded' }));
  const taken = must(takeValue(store, { keyId, version: 'current', use: 'read', confirmed: () => true }));
  expect(taken.bytes.toString('utf8')).toBe(VALUE);
  expect(verifyActivity(store).intact).toBe(true);
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(store.db.pragma('foreign_key_check')).toEqual([]);
  session.lock();
  const backups = join(home, 'backups');
  expect(existsSync(backups) && readdirSync(backups)).toContainEqual(
    expect.stringMatching(new RegExp(`^before-000${ci.version}-ci-.*\\.keyrail-backup$`)),
  );
});
