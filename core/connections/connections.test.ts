import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { codeOf, createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { listActivity, verifyActivity } from '../store/activity-log.ts';
import { resealEverything } from '../store/reseal.ts';
import { openStore } from '../store/store.ts';
import { rekey } from '../vault/rekey.ts';
import { VaultError } from '../vault/vault-error.ts';
import { checkAddress } from './connection-address.ts';
import { connectionOf, connectionRow, connectionRows } from './connection-rows.ts';
import { addConnection, editConnection, findConnection, rememberColumns, removeConnection } from './connections.ts';
import { openCredential, setCredential } from './credential.ts';

// Made up.
const CREDENTIAL = { method: 'bearer', fields: { token: 'CANARY-made-up-admin-token' } };

let vault: TestVault;
beforeEach(async () => {
  vault = await createTestVault();
});
afterEach(() => vault.dispose());

function add(fields: Parameters<typeof addConnection>[1] = { provider: 'norrix' }): string {
  return must(addConnection(vault.store, fields)).connectionId;
}
function shown(connectionId: string) {
  const row = connectionRow(vault.store, connectionId);
  if (row === null) throw new Error('not there');
  return connectionOf(vault.store, row, 0);
}

describe('connections', () => {
  it('are added with what is said of them, edited and removed, and the activity tells', () => {
    const { project, environment } = vault;
    const id = add({
      provider: 'nativebridge',
      name: 'Bridge',
      baseUrl: 'https://api.example.com/v1/',
      plan: 'starter',
      projectId: project,
      environments: [{ remote: '', environmentId: environment.staging }],
    });
    expect(shown(id)).toMatchObject({
      ...{ provider: 'nativebridge', name: 'Bridge', baseUrl: 'https://api.example.com/v1', plan: 'starter' },
      ...{ projectId: project, environments: [{ remote: '', environmentId: environment.staging }] },
      ...{ hasCredential: false, lastSync: null, snapshotAt: null, remoteKeyCount: 0 },
    });
    must(editConnection(vault.store, id, { name: 'Main', baseUrl: null, syncEveryMs: 3_600_000 }));
    expect(shown(id)).toMatchObject({ name: 'Main', baseUrl: null, plan: 'starter', syncEveryMs: 3_600_000 });
    expect(findConnection(vault.store, 'MAIN')?.id).toBe(id);
    expect(findConnection(vault.store, id)?.id).toBe(id);
    must(removeConnection(vault.store, id));
    expect(connectionRows(vault.store)).toEqual([]);
    const { entries } = listActivity(vault.store, { limit: 3 });
    expect(entries.map(({ what, subject }) => [what, subject])).toEqual([
      ['connection-removed', 'Main'],
      ['connection-changed', 'Main'],
      ['connection-added', 'Bridge'],
    ]);
    expect(verifyActivity(vault.store).intact).toBe(true);
  });

  it('are synced as a person chose, where the provider has that way', () => {
    const id = add({ provider: 'github' });
    expect(shown(id).chosenWay).toBeNull();
    must(editConnection(vault.store, id, { way: 'dashboard' }));
    expect(shown(id).chosenWay).toBe('dashboard');
    must(editConnection(vault.store, id, { way: null }));
    expect(shown(id).chosenWay).toBeNull();
    expect(codeOf(addConnection(vault.store, { provider: 'norrix', way: 'api' }))).toBe('value-invalid');
    expect(connectionRows(vault.store)).toHaveLength(1);
  });

  it('have names of their own: one that is given is refused, one that is not gets a number', () => {
    expect(shown(add()).name).toBe('Norrix');
    const second = add();
    expect(shown(second).name).toBe('Norrix 2');
    expect(codeOf(addConnection(vault.store, { provider: 'norrix', name: 'norrix' }))).toBe('name-taken');
    expect(codeOf(editConnection(vault.store, second, { name: 'NORRIX' }))).toBe('name-taken');
    expect(connectionRows(vault.store)).toHaveLength(2);
  });

  it.each([
    [{ provider: 'nobody' }, 'provider-not-found'],
    [{ provider: 'norrix', name: ' x' }, 'name-invalid'],
    [{ provider: 'norrix', baseUrl: 'http://example.com' }, 'address-invalid'],
    [{ provider: 'nativebridge', plan: 'golden' }, 'value-invalid'],
    [{ provider: 'norrix', parameters: { unknown: '1' } }, 'value-invalid'],
    [{ provider: 'norrix', projectId: 'gone' }, 'project-not-found'],
    [{ provider: 'norrix', environments: [{ remote: '', environmentId: 'x' }] }, 'environment-not-found'],
    [{ provider: 'norrix', syncEveryMs: 60_000 }, 'duration-invalid'],
  ])('are not added where something is wrong: %j', (request, code) => {
    expect(codeOf(addConnection(vault.store, request))).toBe(code);
    expect(connectionRows(vault.store)).toEqual([]);
  });

  it('forget the environments of a project when they go to another, and those that were removed', () => {
    const id = add({
      provider: 'norrix',
      projectId: vault.project,
      environments: [{ remote: 'Prod', environmentId: vault.environment.production }],
    });
    must(rememberColumns(vault.store, id, { 'key prefix': 'key' }));
    expect(connectionRow(vault.store, id)?.mapping).toBe('{"key prefix":"key"}');
    vault.store.sql('DELETE FROM environments WHERE id = ?').run(vault.environment.production);
    expect(shown(id).environments).toEqual([]);
    must(editConnection(vault.store, id, { projectId: null }));
    expect(shown(id)).toMatchObject({ projectId: null, environments: [] });
  });
});

describe('addresses', () => {
  it.each([
    ['https://api.example.com/', 'https://api.example.com'],
    ['HTTPS://API.Example.com:443/v1//', 'https://api.example.com/v1'],
    ['http://127.0.0.1:4100/api', 'http://127.0.0.1:4100/api'],
    ['http://127.1:80', 'http://127.0.0.1'],
    ['http://localhost:4873', 'http://localhost:4873'],
    ['http://[::1]:8080/', 'http://[::1]:8080'],
  ])('%s is taken', (typed, stored) => {
    expect(must(checkAddress(typed, 'base'))).toBe(stored);
  });

  it.each([
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://0.0.0.0',
    'ftp://localhost',
    'https://user@example.com',
    'https://user:made-up@example.com',
    'https://example.com/?key=1',
    'https://example.com/#a',
    'example.com',
    'file:///etc/passwd',
    `https://example.com/${'a'.repeat(3_000)}`,
  ])('%s is refused', (typed) => {
    expect(codeOf(checkAddress(typed, 'base'))).toBe('address-invalid');
  });

  it('of a page may have a query', () => {
    expect(must(checkAddress('https://example.com/keys?project=1#list', 'page'))).toBe(
      'https://example.com/keys?project=1#list',
    );
  });
});

describe('a credential', () => {
  const sealed = (id: string) =>
    vault.store.sql('SELECT credential_id AS id, credential FROM connections WHERE id = ?').get(id) as {
      id: string;
      credential: Buffer;
    };

  it('is sealed anew each time, opens, and is not in any list', () => {
    const id = add();
    expect(must(openCredential(vault.store, id))).toBeNull();
    must(setCredential(vault.store, id, CREDENTIAL));
    const first = sealed(id);
    expect(first.credential.includes('CANARY')).toBe(false);
    must(setCredential(vault.store, id, CREDENTIAL));
    expect(sealed(id).id).not.toBe(first.id);
    expect(must(openCredential(vault.store, id))).toEqual(CREDENTIAL);
    expect(shown(id).hasCredential).toBe(true);
    expect(JSON.stringify([shown(id), listActivity(vault.store, { limit: 50 })])).not.toContain('CANARY');
    must(setCredential(vault.store, id, null));
    expect(must(openCredential(vault.store, id))).toBeNull();
    expect(shown(id).hasCredential).toBe(false);
  });

  it('of another connection, or an older one, does not open in its place', () => {
    const [a, b] = [add(), add()];
    must(setCredential(vault.store, a, CREDENTIAL));
    const old = sealed(a).credential;
    must(setCredential(vault.store, b, CREDENTIAL));
    vault.store.sql('UPDATE connections SET credential = ? WHERE id = ?').run(old, b);
    expect(() => openCredential(vault.store, b)).toThrow(VaultError);
    must(setCredential(vault.store, a, CREDENTIAL));
    vault.store.sql('UPDATE connections SET credential = ? WHERE id = ?').run(old, a);
    expect(() => openCredential(vault.store, a)).toThrow(VaultError);
  });

  it('opens under a new vault key', async () => {
    const id = add();
    must(setCredential(vault.store, id, CREDENTIAL));
    const before = sealed(id).credential;
    expect(vault.place.reseal).toBe(resealEverything);
    const session = must(await rekey(vault.place, vault.store.session, { recoveryCode: newRecoveryCode() }));
    const store = openStore(session, { by: 'window', now: vault.clock.now });
    expect(must(openCredential(store, id))).toEqual(CREDENTIAL);
    const after = store.sql('SELECT credential FROM connections WHERE id = ?').pluck().get(id) as Buffer;
    expect(after.equals(before)).toBe(false);
    expect(verifyActivity(store).intact).toBe(true);
    session.lock();
  });
});
