import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { must } from '../../tests/fixtures/test-vault.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
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
import { connectionRows } from './connection-rows.ts';
import { addConnection, editConnection } from './connections.ts';

// Made up, in the format of Norrix's documentation.
const VALUE = 'nrx_Ks7dF2xW9bT3mNq0madeUp';

let home: string;
let remove: () => void;
beforeEach(() => ({ home, remove } = temporaryHome()));
afterEach(() => remove());

it('brings a vault of the first schema to the second with everything in it, and a backup beside it', async () => {
  const older = testPlace(home, { migrations: MIGRATIONS.slice(0, 1), reseal: resealEverything });
  const made = must(await createVault(older, { unlock: 'keychain' }));
  const before = openStore(made.session, { by: 'window', now: Date.now });
  expect(schemaVersion(before.db)).toBe(1);
  const { project } = must(createProject(before, 'shop'));
  const environmentId = project.environments[0]?.id ?? '';
  const { keyId } = must(
    addKey(before, { environmentId, name: 'NORRIX_API_KEY', kind: 'secret', bytes: Buffer.from(VALUE) }),
  );
  // The vault key can be rotated where the second schema is not there yet.
  const rotated = must(await rekey(older, made.session, { recoveryCode: newRecoveryCode() }));
  rotated.lock();

  const newer = { ...older, migrations: MIGRATIONS };
  const { session } = must(await unlockVault(newer, { kind: 'keychain' }));
  const store = openStore(session, { by: 'window', now: Date.now });
  expect(schemaVersion(store.db)).toBe(MIGRATIONS.length);
  expect(connectionRows(store)).toEqual([]);
  must(addConnection(store, { provider: 'norrix', projectId: project.id }));
  const taken = must(takeValue(store, { keyId, version: 'current', use: 'read', confirmed: () => true }));
  expect(taken.bytes.toString('utf8')).toBe(VALUE);
  expect(verifyActivity(store).intact).toBe(true);
  expect(store.db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(store.db.pragma('foreign_key_check')).toEqual([]);
  session.lock();
  const backups = join(home, 'backups');
  expect(existsSync(backups) && readdirSync(backups)).toContainEqual(
    expect.stringMatching(/^before-0002-connections-.*\.keyrail-backup$/),
  );
});

it('keeps the connections of the second schema, without a chosen way', async () => {
  const older = testPlace(home, { migrations: MIGRATIONS.slice(0, 2), reseal: resealEverything });
  const made = must(await createVault(older, { unlock: 'keychain' }));
  made.session.db
    .prepare(`INSERT INTO connections (id, provider, name, parameters, environments, mapping, added_at, updated_at)
      VALUES ('6f1e7d3a-0000-4000-8000-000000000001', 'github', 'GitHub', '{}', '[]', '{}', 1, 1)`)
    .run();
  made.session.lock();

  const { session } = must(await unlockVault({ ...older, migrations: MIGRATIONS }, { kind: 'keychain' }));
  const store = openStore(session, { by: 'window', now: Date.now });
  expect(connectionRows(store)).toMatchObject([{ name: 'GitHub', provider: 'github', way: null }]);
  must(editConnection(store, connectionRows(store)[0]?.id ?? '', { way: 'dashboard' }));
  expect(connectionRows(store)).toMatchObject([{ way: 'dashboard' }]);
  session.lock();
  expect(readdirSync(join(home, 'backups'))).toContainEqual(expect.stringMatching(/^before-0003-connection-way-/));
});
