import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionId } from '#shared/domain/ids.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { openTestWindow, type TestWindow } from '../../tests/fixtures/test-window.ts';
import { DEMO_ACCOUNTS } from '../../tests/simulators/frame/demo-accounts.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { type GitLab, type GitLabToken, startGitLab } from '../../tests/simulators/providers/gitlab.ts';
import { startNativeMessage } from '../../tests/simulators/seeds/nativemessage.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000' as ConnectionId;

let window: TestWindow;
let simulator: Simulator<GitLab>;
let token: GitLabToken;
beforeEach(async () => {
  window = await openTestWindow();
  simulator = await startGitLab({ now: window.clock.now });
  token = simulator.state.add('inventory', { scopes: ['api'] });
  for (let index = 0; index < 150; index += 1) simulator.state.add(`bot ${index}`);
});
afterEach(async () => {
  await window.close();
  expect(simulator.bugs).toEqual([]);
  await simulator.close();
});

const client = () => window.engine.client;
async function add(value = token.value, name = 'GitLab'): Promise<ConnectionId> {
  const request = {
    provider: 'gitlab',
    name,
    baseUrl: `${simulator.url}/api/v4`,
    projectId: window.projectId,
    environments: [{ remote: '', environmentId: window.staging }],
    credential: { method: 'token', fields: { token: value } },
  };
  return must(await client().connections.add(request)).connectionId;
}
const list = async () => must(await client().connections.list({})).connections;
const only = async () => {
  const [first] = await list();
  if (first === undefined) throw new Error('no connection');
  return first;
};
const told = (type: string) => window.events.filter((event) => event.type === type).length;

describe('a connection', () => {
  it('is added with its credential or not at all, and never shows it', async () => {
    const credential = (fields: Record<string, string>, method = 'token') => ({ method, fields });
    for (const [wrong, said] of [
      [credential({}), 'Access token'],
      [credential({ token: '   ' }), 'Access token'],
      [credential({ token: 'a', password: 'CANARY' }), 'token'],
      [credential({ token: 'a' }, 'no-such-method'), 'token'],
      [credential({ token: 'CANARY\u0000b' }), 'one line'],
    ] as const) {
      const refused = await client().connections.add({ provider: 'gitlab', credential: wrong });
      expect(refused).toMatchObject({ ok: false, error: { code: 'value-invalid' } });
      expect(JSON.stringify(refused)).toContain(said);
      expect(JSON.stringify(refused)).not.toContain('CANARY');
    }
    expect(await list()).toEqual([]);
    expect(codeOf(await client().connections.add({ provider: 'nobody' }))).toBe('provider-not-found');
    expect(codeOf(await client().connections.add({ provider: 'gitlab', baseUrl: 'http://example.com' }))).toBe(
      'address-invalid',
    );
    expect(codeOf(await client().connections.add({ provider: 'gitlab', syncEveryMs: 1 }))).toBe('duration-invalid');

    for (const typed of [` ${token.value}`, `${token.value}\n`]) {
      const refused = await client().connections.add({ provider: 'gitlab', credential: credential({ token: typed }) });
      expect(codeOf(refused)).toBe('value-invalid');
      expect(JSON.stringify(refused)).not.toContain(token.value);
    }
    await add(token.value);
    expect(await only()).toMatchObject({
      connection: { name: 'GitLab', provider: 'gitlab', hasCredential: true, lastSync: null, remoteKeyCount: 0 },
      ...{ way: 'api', running: null, dashboardOpen: false, nextSyncAt: expect.any(Number) },
    });
    expect(JSON.stringify(await list())).not.toContain(token.value);
  });

  it('is changed as a whole, and keeps its credential unless it is said', async () => {
    const connectionId = await add();
    const wrong = { connectionId, name: 'Other', credential: { method: 'token', fields: {} } };
    expect(codeOf(await client().connections.edit(wrong))).toBe('value-invalid');
    expect((await only()).connection.name).toBe('GitLab');
    must(await client().connections.edit({ connectionId, name: 'Other', syncEveryMs: 3_600_000 }));
    expect((await only()).connection).toMatchObject({ name: 'Other', hasCredential: true, syncEveryMs: 3_600_000 });
    must(await client().connections.edit({ connectionId, credential: null }));
    expect(await only()).toMatchObject({ connection: { hasCredential: false }, nextSyncAt: null });
    expect(codeOf(await client().connections.edit({ connectionId: NOBODY, name: 'x' }))).toBe('connection-not-found');
  });

  it('is tested with one request, and nothing is kept', async () => {
    const connectionId = await add();
    expect(must(await client().connections.test({ connectionId }))).toMatchObject({ result: 'works', hints: [] });
    expect(simulator.requests.entries).toHaveLength(1);
    expect((await only()).connection).toMatchObject({ lastSync: null, remoteKeyCount: 0 });
    token.revoked = true;
    const refused = must(await client().connections.test({ connectionId }));
    expect(refused.result).toBe('refused');
    expect(JSON.stringify(refused)).not.toContain(token.value);
    must(await client().connections.edit({ connectionId, credential: null }));
    expect(codeOf(await client().connections.test({ connectionId }))).toBe('credential-missing');
    const { connectionId: norrix } = must(await client().connections.add({ provider: 'norrix' }));
    expect(codeOf(await client().connections.test({ connectionId: norrix }))).toBe('unsupported');
    expect(codeOf(await client().connections.test({ connectionId: NOBODY }))).toBe('connection-not-found');
  });
});

describe('a connection that signs in by name and password', () => {
  it('is tested with what its document checks, and asks for what is missing', async () => {
    const service = await startNativeMessage({ now: window.clock.now });
    try {
      const { connectionId } = must(
        await client().connections.add({ provider: 'nativemessage', baseUrl: `${service.url}/api/v1` }),
      );
      expect(codeOf(await client().connections.test({ connectionId }))).toBe('credential-missing');
      const [account] = DEMO_ACCOUNTS;
      const fields = { userName: account.userName, password: account.password };
      must(await client().connections.edit({ connectionId, credential: { method: 'sign-in', fields } }));
      expect(must(await client().connections.test({ connectionId })).result).toBe('works');
      const wrong = { ...fields, password: 'made-up-and-wrong-CANARY' };
      must(await client().connections.edit({ connectionId, credential: { method: 'sign-in', fields: wrong } }));
      const refused = must(await client().connections.test({ connectionId }));
      expect(refused.result).toBe('refused');
      expect(JSON.stringify(refused)).not.toContain('CANARY');
      expect(codeOf(await client().connections.sync({ connectionId }))).toBe('unsupported');
    } finally {
      await service.close();
    }
  });
});

describe('a sync', () => {
  it('is joined, tells its progress, and changes the lists', async () => {
    const connectionId = await add();
    window.events.length = 0;
    const [one, other] = await Promise.all([
      client().connections.sync({ connectionId }),
      client().connections.sync({ connectionId }),
    ]);
    expect(must(one).outcome).toMatchObject({ status: 'done', way: 'api', seen: 151, new: 151, error: null });
    expect(must(other)).toEqual(must(one));
    expect(must(await client().connections.syncs({ connectionId })).syncs).toHaveLength(1);
    expect(told('connections-changed')).toBeGreaterThanOrEqual(1);
    expect(window.events).toContainEqual({ type: 'vault-changed', by: 'this-window' });
    expect(await only()).toMatchObject({ connection: { remoteKeyCount: 151, driftCount: 151 }, running: null });
  });

  it('of all starts those that can be asked, and a failure is in the outcome of its own', async () => {
    await add();
    await add('glpat-madeUpWrong00000000', 'bad');
    must(await client().connections.add({ provider: 'norrix' }));
    expect(must(await client().connections.syncAll({})).started).toHaveLength(2);
    await vi.waitFor(async () => {
      const statuses = (await list()).map(({ connection }) => [connection.name, connection.lastSync?.status ?? null]);
      expect(statuses).toEqual([
        ['bad', 'failed'],
        ['GitLab', 'done'],
        ['Norrix', null],
      ]);
    });
  });

  it('is cancelled, and says so; one that is not there is not', async () => {
    const connectionId = await add();
    const restore = simulator.faults.add({ kind: 'slow', delayMs: 3_000 });
    const asked = client().connections.sync({ connectionId });
    await vi.waitFor(async () => expect((await only()).running).not.toBeNull());
    expect(must(await client().connections.cancelSync({ connectionId })).wasRunning).toBe(true);
    expect(must(await asked).outcome).toMatchObject({ status: 'cancelled' });
    restore();
    expect(must(await client().connections.cancelSync({ connectionId })).wasRunning).toBe(false);
    const { connectionId: norrix } = must(await client().connections.add({ provider: 'norrix' }));
    expect(codeOf(await client().connections.sync({ connectionId: norrix }))).toBe('unsupported');
    expect(codeOf(await client().connections.sync({ connectionId: NOBODY }))).toBe('connection-not-found');
    expect(codeOf(await client().connections.cancelSync({ connectionId: NOBODY }))).toBe('connection-not-found');
    expect(codeOf(await client().connections.syncs({ connectionId: NOBODY }))).toBe('connection-not-found');
  });

  it('that the lock cuts answers that the vault is locked, and leaves no trace', async () => {
    const connectionId = await add();
    simulator.faults.add({ kind: 'slow', delayMs: 2_000 }, { after: 1 });
    const asked = client().connections.sync({ connectionId });
    await vi.waitFor(() => expect(simulator.requests.entries.length).toBeGreaterThanOrEqual(2));
    must(await client().vault.lock({}));
    expect(codeOf(await asked)).toBe('vault-locked');
    must(await client().vault.unlock({ with: { kind: 'keychain' } }));
    expect(await only()).toMatchObject({ connection: { remoteKeyCount: 0, lastSync: null }, running: null });
    expect(window.lines).toEqual([]);
  });

  it('is begun by the schedule after unlocking', async () => {
    await add();
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      must(await client().vault.lock({}));
      must(await client().vault.unlock({ with: { kind: 'keychain' } }));
      window.clock.at += 6_000;
      await vi.advanceTimersByTimeAsync(6_000);
    } finally {
      vi.useRealTimers();
    }
    await vi.waitFor(async () => expect((await only()).connection.lastSync?.status).toBe('done'), 5_000);
    expect(window.lines).toEqual([]);
  });
});

describe('a dashboard', () => {
  it('opens at the connection’s address, the title says whose it is, and the lock closes it', async () => {
    const { connectionId } = must(await client().connections.add({ provider: 'norrix', name: 'Acme' }));
    const opened = await client().connections.openDashboard({ connectionId });
    expect(opened).toMatchObject({ ok: false, error: { code: 'address-invalid' } });
    const dashboardUrl = 'https://app.example.com/settings/api-keys?tab=1';
    must(await client().connections.edit({ connectionId, dashboardUrl }));
    window.events.length = 0;
    must(await client().connections.openDashboard({ connectionId }));
    const { dashboards } = window.platform;
    expect(dashboards.windowOf(connectionId)).toEqual({ url: dashboardUrl, title: 'Norrix – Acme' });
    expect(told('connections-changed')).toBe(1);
    expect(await only()).toMatchObject({ way: 'dashboard', dashboardOpen: true, nextSyncAt: null });
    must(await client().connections.openDashboard({ connectionId }));
    expect(dashboards.shown).toEqual([connectionId, connectionId]);

    must(await client().vault.lock({}));
    expect(dashboards.isOpen(connectionId)).toBe(false);
    expect(codeOf(await client().connections.openDashboard({ connectionId }))).toBe('vault-locked');
    must(await client().vault.unlock({ with: { kind: 'keychain' } }));
    must(await client().connections.openDashboard({ connectionId }));
    expect(must(await client().connections.closeDashboard({ connectionId })).wasOpen).toBe(true);
    expect(must(await client().connections.closeDashboard({ connectionId })).wasOpen).toBe(false);
    must(await client().connections.forgetDashboard({ connectionId }));
    must(await client().connections.openDashboard({ connectionId }));
    must(await client().connections.remove({ connectionId }));
    expect(dashboards.forgotten).toEqual([connectionId, connectionId]);
    expect(dashboards.isOpen(connectionId)).toBe(false);
    expect(codeOf(await client().connections.remove({ connectionId }))).toBe('connection-not-found');
  });

  it('of nobody is not there', async () => {
    for (const ask of ['openDashboard', 'closeDashboard', 'forgetDashboard'] as const) {
      expect(codeOf(await client().connections[ask]({ connectionId: NOBODY }))).toBe('connection-not-found');
    }
  });
});

describe('the key behind a connection', () => {
  it('is listed with its key, its history and its drift, and settled', async () => {
    const add_ = { environmentId: window.staging, name: 'GITLAB_TOKEN', provider: 'gitlab' };
    const { keyId } = must(await client().keys.add({ ...add_, value: { from: 'text', text: token.value } }));
    const connectionId = await add();
    must(await client().connections.sync({ connectionId }));
    const listed = must(await client().remoteKeys.list({ connectionId }));
    const remote = listed.remoteKeys.find(({ name }) => name === 'inventory');
    if (remote === undefined) throw new Error('not listed');
    must(await client().remoteKeys.link({ remoteKeyId: remote.id, keyId }));
    expect(must(await client().remoteKeys.list({ connectionId })).keys).toEqual([
      { keyId, name: 'GITLAB_TOKEN', project: 'storefront', environment: 'staging' },
    ]);
    expect(must(await client().keys.check({ keyId }))).toMatchObject({ result: 'works', retryAfterMs: null });

    const bot = listed.remoteKeys.find(({ name }) => name === 'bot 3');
    if (bot === undefined) throw new Error('not listed');
    must(await client().remoteKeys.ignore({ remoteKeyId: bot.id, ignored: true }));
    expect((await only()).connection.driftCount).toBe(149);

    simulator.state.add('late');
    must(await client().connections.sync({ connectionId }));
    const { remoteKeys, drift } = must(await client().remoteKeys.ofKey({ keyId }));
    expect(remoteKeys).toMatchObject([{ connection: 'GitLab', provider: 'gitlab', snapshotAt: window.clock.at }]);
    expect(drift).toEqual([]);
    must(await client().remoteKeys.unlink({ remoteKeyId: remote.id }));
    expect(must(await client().remoteKeys.ofKey({ keyId })).remoteKeys).toEqual([]);
    expect(must(await client().remoteKeys.history({ remoteKeyId: remote.id })).changes).toEqual([]);

    const adopt = { remoteKeyId: bot.id, environmentId: window.staging, name: 'BOT_TOKEN' };
    expect(codeOf(await client().remoteKeys.adopt({ ...adopt, value: '' }))).toBe('value-empty');
    expect(codeOf(await client().remoteKeys.adopt({ ...adopt, value: 'A=made-up-1\nB=made-up-2' }))).toBe(
      'value-invalid',
    );
    const adopted = must(await client().remoteKeys.adopt({ ...adopt, value: ' BOT_TOKEN="made-up-value" ' }));
    expect(must(await client().keys.reveal({ keyId: adopted.keyId })).text).toBe('made-up-value');
    expect(must(await client().drifts.list({ connectionId })).drift.length).toBeGreaterThan(100);
    expect(must(await client().drifts.list({})).drift.length).toBeGreaterThan(100);
  });

  it('that is not there is named', async () => {
    const remoteKeyId = NOBODY as unknown as Parameters<
      ReturnType<typeof client>['remoteKeys']['unlink']
    >[0]['remoteKeyId'];
    const keyId = NOBODY as unknown as Parameters<ReturnType<typeof client>['keys']['check']>[0]['keyId'];
    const { remoteKeys, drifts, keys } = client();
    const environmentId = window.staging;
    const settle = { kind: 'unused', remoteKeyId, action: 'ignore' } as const;
    expect(codeOf(await remoteKeys.list({ connectionId: NOBODY }))).toBe('connection-not-found');
    expect(codeOf(await drifts.list({ connectionId: NOBODY }))).toBe('connection-not-found');
    expect(codeOf(await remoteKeys.ofKey({ keyId }))).toBe('key-not-found');
    expect(codeOf(await keys.check({ keyId }))).toBe('key-not-found');
    for (const asked of [
      remoteKeys.history({ remoteKeyId }),
      remoteKeys.link({ remoteKeyId, keyId }),
      remoteKeys.unlink({ remoteKeyId }),
      remoteKeys.ignore({ remoteKeyId, ignored: true }),
      remoteKeys.adopt({ remoteKeyId, environmentId, name: 'A', value: 'made-up' }),
      drifts.settle(settle),
    ]) {
      expect(codeOf(await asked)).toBe('remote-key-not-found');
    }
  });
});

describe('the catalogue', () => {
  it('is listed, searched and shown, and opens https pages only', async () => {
    await add();
    const { providers } = must(await client().providers.list({}));
    expect(providers.length).toBeGreaterThan(20);
    expect(providers.find(({ id }) => id === 'gitlab')).toMatchObject({ connectionCount: 1, checksKeys: true });
    expect(must(await client().providers.list({ search: 'norr' })).providers.map(({ id }) => id)).toEqual(['norrix']);
    expect(must(await client().providers.get({ providerId: 'norrix' })).definition.id).toBe('norrix');
    expect(codeOf(await client().providers.get({ providerId: 'nobody' }))).toBe('provider-not-found');
    const page = { providerId: 'openai', page: 'documentation' } as const;
    must(await client().providers.openPage(page));
    expect(window.platform.openedUrls).toEqual([expect.stringMatching(/^https:\/\//)]);
    expect(codeOf(await client().providers.openPage({ providerId: 'norrix', page: 'dashboard' }))).toBe('unsupported');
    expect(codeOf(await client().providers.openPage({ ...page, page: { source: '__proto__' } }))).toBe('unsupported');
    expect(codeOf(await client().providers.openPage({ ...page, providerId: 'nobody' }))).toBe('provider-not-found');
  });
});
