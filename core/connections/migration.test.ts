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
import { finishSync } from './finish-sync.ts';
import { packDraft } from './packed-draft.ts';
import { listRemoteKeys } from './remote-key-rows.ts';
import { lastSync } from './sync-records.ts';
import { draft, LOOKS } from './testing/drafts.ts';

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

it('takes what one list lacked for missing, and not for gone, until a whole list or a person says so', async () => {
  const older = testPlace(home, { migrations: MIGRATIONS.slice(0, 7), reseal: resealEverything });
  const made = must(await createVault(older, { unlock: 'keychain' }));
  const id = '6f1e7d3a-0000-4000-8000-000000000001';
  made.session.db.exec(`
    INSERT INTO connections (id, provider, name, parameters, environments, mapping, added_at, updated_at)
      VALUES ('${id}', 'norrix', 'Norrix', '{}', '[]', '{}', 1, 1);
    INSERT INTO remote_keys (id, connection_id, identity, draft, name, status, origin, first_seen_at, last_seen_at, gone_at)
      VALUES ('a', '${id}', 'id 1', '${JSON.stringify(draft({ remoteId: '1', name: 'a' }))}', 'a', 'active', 'file', 1, 1, 2000),
             ('b', '${id}', 'id 2', '${JSON.stringify(draft({ remoteId: '2', name: 'b' }))}', 'b', 'active', 'file', 1, 1, NULL);
    INSERT INTO syncs (connection_id, started_at, finished_at, status, way, seen, new, changed, gone)
      VALUES ('${id}', 1, 2, 'done', 'file', 1, 0, 0, 1);
  `);
  made.session.lock();

  const { session } = must(await unlockVault({ ...older, migrations: MIGRATIONS }, { kind: 'keychain' }));
  const store = openStore(session, { by: 'window', now: () => 10_000 });
  expect(listRemoteKeys(store, id)).toMatchObject([
    { name: 'a', missingAt: 2_000, goneAt: null, absence: [{ at: 2_000, way: 'file', evidence: expect.any(String) }] },
    { name: 'b', missingAt: null, goneAt: null, absence: [] },
  ]);
  expect(lastSync(store, id)).toMatchObject({ gone: 1, missing: 0, completeness: null });
  const how = { way: 'file', startedAt: 9_000, rateLimit: null, completeness: LOOKS.complete } as const;
  must(finishSync(store, id, { ...how, drafts: [packDraft(draft({ remoteId: '2', name: 'b' }))] }));
  expect(listRemoteKeys(store, id).find(({ name }) => name === 'a')).toMatchObject({
    missingAt: 2_000,
    goneAt: 10_000,
  });
  session.lock();
});
