import { afterEach, describe, expect, it } from 'vitest';
import { type RemoteKeyDraft, remoteKeyDraft } from '#shared/domain/remote-key.ts';
import { DEMOS } from '../../tests/simulators/demo.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { startAwsIam } from '../../tests/simulators/providers/aws-iam.ts';
import { startDatadog } from '../../tests/simulators/providers/datadog.ts';
import { startGitHub } from '../../tests/simulators/providers/github.ts';
import { startGitLab } from '../../tests/simulators/providers/gitlab.ts';
import { startNpmRegistry } from '../../tests/simulators/providers/npm.ts';
import { startOpenAi } from '../../tests/simulators/providers/openai.ts';
import { startSupabase } from '../../tests/simulators/providers/supabase.ts';
import { startVercel } from '../../tests/simulators/providers/vercel.ts';
import { findProvider } from '../providers/catalogue.ts';
import { ADAPTERS } from './adapters/index.ts';
import { openClient } from './open-client.ts';
import { MovedClock } from './testing/moved-clock.ts';

const running: Simulator<unknown>[] = [];
afterEach(async () => {
  for (const { bugs } of running) expect(bugs).toEqual([]);
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});
function started<S extends Simulator<unknown>>(simulator: S): S {
  running.push(simulator);
  return simulator;
}

type Setting = {
  fields: Record<string, string>;
  parameters?: Record<string, string>;
  path?: string;
  skipped?: string[];
};

async function list(
  id: string,
  simulator: { readonly url: string },
  { fields, parameters = {}, path = '', skipped = [] }: Setting,
): Promise<RemoteKeyDraft[]> {
  const definition = findProvider(id);
  const api = definition?.sync.api;
  if (definition == null || api === undefined) throw new Error(`${id} has no API`);
  const clock = new MovedClock();
  const client = openClient({
    definition,
    baseUrl: simulator.url + path,
    plan: null,
    credential: { method: api.authentication, fields },
    clock,
  });
  const drafts: RemoteKeyDraft[] = [];
  const pages = ADAPTERS[api.adapter]({
    client,
    definition,
    parameters,
    credential: fields,
    now: clock.now,
    skipped: (listing) => skipped.push(listing),
  });
  for await (const page of pages) drafts.push(...page.drafts);
  for (const draft of drafts) expect(remoteKeyDraft.parse(draft)).toEqual(draft);
  return drafts;
}

const names = (drafts: readonly RemoteKeyDraft[]) => drafts.map(({ name }) => name);
const found = (drafts: readonly RemoteKeyDraft[], name: string) => drafts.find((draft) => draft.name === name);

/** What each demo's access is called in the definition. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  openai: { token: 'adminKey' },
  anthropic: { key: 'adminKey' },
  sendgrid: { token: 'key' },
  supabase: { token: 'accessToken' },
};
const PARAMETERS = ['account', 'ref', 'project', 'group'];

describe('every provider with a simulator', () => {
  const ids = Object.keys(DEMOS).filter((id) => findProvider(id)?.sync.api !== undefined);
  it.each(ids)('%s is listed', async (id) => {
    const demo = await DEMOS[id]?.({});
    if (demo === undefined) throw new Error('no demo');
    const simulator = started(demo.simulator);
    const method = findProvider(id)?.authentication.find(
      (one) => one.id === findProvider(id)?.sync.api?.authentication,
    );
    const fields = Object.fromEntries(
      (method?.credential ?? []).flatMap(({ field }) => {
        const value = demo.access[FIELDS[id]?.[field] ?? field];
        return value === undefined ? [] : [[field, value]];
      }),
    );
    const parameters = Object.fromEntries(
      PARAMETERS.flatMap((name) => (demo.access[name] ? [[name, demo.access[name]]] : [])),
    );
    const drafts = await list(id, simulator, { fields, parameters, path: demo.path });
    expect(drafts.length).toBeGreaterThan(0);
    expect(names(drafts)).not.toContain('');
    // Nothing that was sent came back into a draft, and no secret of the account did.
    const text = JSON.stringify(drafts);
    for (const { field, secret } of method?.credential ?? []) {
      if (secret) expect(text).not.toContain(fields[field]);
    }
  });
});

describe('GitLab', () => {
  it('reads all pages, with and without totals, of person, project and group', async () => {
    const simulator = started(await startGitLab());
    const token = simulator.state.add('inventory', { scopes: ['api'] });
    for (let index = 0; index < 250; index += 1) simulator.state.add(`bot ${index}`);
    simulator.state.add('gone', { revoked: true });
    simulator.state.add('deploy', { home: 'projects/42', userId: 9 });
    simulator.state.omitTotals = true;
    const drafts = await list('gitlab', simulator, {
      fields: { token: token.value },
      parameters: { project: '42' },
      path: '/api/v4',
    });
    expect(drafts).toHaveLength(253);
    expect(found(drafts, 'gone')).toMatchObject({ status: 'revoked' });
    expect(found(drafts, 'deploy')).toMatchObject({ environment: 'project 42', status: 'active' });
    expect(simulator.requests.entries.filter(({ path }) => path.endsWith('/personal_access_tokens'))).toHaveLength(3);
  });
});

describe('OpenAI', () => {
  it('lists the keys of every project, and admin keys with their end', async () => {
    const simulator = started(await startOpenAi());
    const end = Date.UTC(2027, 0, 1);
    const admin = simulator.state.addAdminKey('inventory', end);
    const [one, two] = [simulator.state.addProject('Checkout'), simulator.state.addProject('Search')];
    for (let index = 0; index < 120; index += 1) simulator.state.addProjectKey(one.id, `key ${index}`);
    const left = simulator.state.addProjectKey(two.id, 'dana laptop', { ownerAccess: 'inactive' });
    const drafts = await list('openai', simulator, { fields: { token: admin.value }, path: '/v1' });
    expect(drafts).toHaveLength(122);
    expect(found(drafts, 'dana laptop')).toMatchObject({
      remoteId: left.id,
      prefix: 'sk-proj-',
      suffix: left.redacted.slice(-3),
      environment: 'Search',
      createdBy: 'Dana',
      status: 'unknown',
      expires: null,
      description: 'Its owner cannot reach the project any more.',
    });
    expect(found(drafts, 'inventory')).toMatchObject({ expires: { at: end, precision: 'instant' } });
  });
});

describe('npm', () => {
  it('follows the next address and reads redacted tokens', async () => {
    const simulator = started(await startNpmRegistry());
    for (let index = 0; index < 130; index += 1) simulator.state.add(`ci ${index}`);
    const revoked = simulator.state.add('old', { revoked: '2026-01-01T00:00:00.000Z' });
    const drafts = await list('npm', simulator, { fields: { token: simulator.state.ownToken.value } });
    expect(drafts).toHaveLength(132);
    expect(found(drafts, 'old')).toMatchObject({
      status: 'revoked',
      prefix: revoked.value.slice(0, 8),
      suffix: revoked.value.slice(-4),
      lastUsed: 'never',
      scopes: ['package:write', 'package @acme/ui'],
    });
  });
});

describe('GitHub', () => {
  it.each(['utc', 'offset'] as const)(
    'reads the end of the token in use from its header (%s)',
    async (expiryFormat) => {
      const simulator = started(await startGitHub());
      const end = Date.UTC(2026, 11, 31, 7);
      const token = simulator.state.addToken('classic', { scopes: ['repo'], expiresAtMs: end, expiryFormat });
      simulator.state.addDeployKey('acme/web', 'deployer');
      const skipped: string[] = [];
      const drafts = await list('github', simulator, {
        fields: { token: token.value },
        parameters: { owner: 'acme', repo: 'web', org: 'acme' },
        skipped,
      });
      expect(drafts[0]).toMatchObject({ expires: { at: end }, scopes: ['repo'], suffix: token.value.slice(-4) });
      expect(found(drafts, 'deployer')).toMatchObject({ environment: 'acme/web', kind: 'key-pair' });
      expect(JSON.stringify(drafts)).not.toContain('ssh-ed25519');
      // A personal token may not list an organisation's: that is said, and the rest is kept.
      expect(skipped).toContain('organisation-tokens');
    },
  );
});

describe('Supabase', () => {
  it('drops the values that the listing holds, and never asks to reveal', async () => {
    const simulator = started(await startSupabase());
    const ref = simulator.state.addProject();
    simulator.state.add(ref, 'publishable', 'web');
    simulator.state.add(ref, 'secret', 'worker', 'queue worker');
    const fields = { token: simulator.state.accessToken };
    const raw = await fetch(`${simulator.url}/v1/projects/${ref}/api-keys`, {
      headers: { authorization: `Bearer ${fields.token}` },
    });
    const values = ((await raw.json()) as { api_key: string | null }[]).flatMap(({ api_key: value }) => value ?? []);
    expect(values.length).toBeGreaterThan(0);
    const drafts = await list('supabase', simulator, { fields, parameters: { ref } });
    for (const value of values) expect(JSON.stringify(drafts)).not.toContain(value);
    expect(simulator.requests.entries.every(({ query }) => !query.includes('reveal'))).toBe(true);
    expect(found(drafts, 'worker')).toMatchObject({ kind: 'secret', description: 'queue worker', status: 'unknown' });
  });
});

describe('Datadog', () => {
  it('reads three kinds of keys, over pages that count from 0', async () => {
    const simulator = started(await startDatadog());
    const { state } = simulator;
    for (let index = 0; index < 205; index += 1) state.add('api_keys', `agent ${index}`);
    state.add('personal_access_tokens', 'cli', { expires_at: '2026-10-09T08:58:54Z' });
    const drafts = await list('datadog', simulator, {
      fields: { apiKey: state.apiKey.value, applicationKey: state.applicationKey.value },
    });
    expect(new Set(drafts.map(({ remoteId }) => remoteId)).size).toBe(208);
    expect(found(drafts, 'cli')).toMatchObject({ expires: { at: Date.UTC(2026, 9, 9, 8, 58, 54) } });
    expect(found(drafts, 'agent 7')).toMatchObject({ expires: 'never' });
  });
});

describe('Vercel', () => {
  it('goes on by cursor', async () => {
    const simulator = started(await startVercel());
    const own = simulator.state.add('inventory');
    for (let index = 0; index < 45; index += 1) simulator.state.add(`bot ${index}`);
    simulator.state.add('leaked', { leakedAt: 1_785_542_400_000 });
    const drafts = await list('vercel', simulator, { fields: { token: own.value } });
    expect(drafts).toHaveLength(47);
    expect(found(drafts, 'leaked')).toMatchObject({ description: 'Vercel found this token leaked.' });
  });
});

describe('AWS IAM', () => {
  it('signs its requests and reads XML, with the last use of each key', async () => {
    const simulator = started(await startAwsIam());
    const key = simulator.state.add('ci-deployer');
    const at = Date.UTC(2026, 6, 31, 23, 10);
    const other = simulator.state.add('ci-deployer', {
      status: 'Inactive',
      lastUsed: { atMs: at, service: 's3', region: 'x' },
    });
    const drafts = await list('aws-iam', simulator, {
      fields: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey },
    });
    expect(drafts).toMatchObject([
      { remoteId: key.accessKeyId, status: 'active', lastUsed: 'never', createdBy: 'ci-deployer' },
      { remoteId: other.accessKeyId, status: 'deactivated', lastUsed: { at } },
    ]);
    await expect(
      list('aws-iam', simulator, { fields: { accessKeyId: key.accessKeyId, secretAccessKey: 'wrongMadeUp' } }),
    ).rejects.toMatchObject({ code: 'provider-refused' });
    simulator.state.throttledWith = 'Throttling';
    await expect(
      list('aws-iam', simulator, { fields: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey } }),
    ).rejects.toMatchObject({ code: 'provider-limited' });
  });
});
