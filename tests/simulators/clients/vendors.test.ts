import { afterEach, expect, it } from 'vitest';
import { DAY_MS } from '../frame/clock.ts';
import type { Simulator } from '../frame/server.ts';
import { startAnthropic } from '../providers/anthropic.ts';
import { startCloudflare } from '../providers/cloudflare.ts';
import { startDatadog } from '../providers/datadog.ts';
import { startNpmRegistry } from '../providers/npm.ts';
import { startOpenAi } from '../providers/openai.ts';
import { startSendGrid } from '../providers/sendgrid.ts';
import { startSupabase } from '../providers/supabase.ts';
import { startTwilio } from '../providers/twilio.ts';
import { startVercel } from '../providers/vercel.ts';
import { packageOrSkip } from './vendor-package.ts';

type Options = Record<string, unknown>;
type Item = Readonly<Record<string, unknown>>;

let running: Simulator<unknown> | null = null;

afterEach(async () => {
  const bugs = running?.bugs ?? [];
  await running?.close();
  running = null;
  expect(bugs).toEqual([]);
});

async function open<State>(starting: Promise<Simulator<State>>): Promise<Simulator<State>> {
  const simulator = await starting;
  running = simulator;
  return simulator;
}

async function collect(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

it('answers the client of OpenAI', async (context) => {
  interface Client {
    readonly admin: {
      readonly organization: {
        readonly projects: {
          list(): AsyncIterable<Item>;
          readonly apiKeys: {
            list(project: string, query: Options): AsyncIterable<Item>;
            delete(key: string, query: Options): Promise<Item>;
          };
        };
        readonly adminAPIKeys: { list(): AsyncIterable<Item>; create(body: Options): Promise<Item> };
      };
    };
  }
  const { OpenAI } = await packageOrSkip<{ OpenAI: new (options: Options) => Client }>(context, 'openai');
  const { state, url } = await open(startOpenAi());
  const admin = state.addAdminKey('inventory', Date.now() + DAY_MS);
  const project = state.addProject('Checkout');
  for (let index = 0; index < 45; index += 1) state.addProjectKey(project.id, `key ${index}`);
  const robot = state.addProjectKey(project.id, 'robot', { owner: 'service_account', ownerAccess: 'inactive' });
  const { organization } = new OpenAI({ adminAPIKey: admin.value, apiKey: null, baseURL: `${url}/v1`, maxRetries: 0 })
    .admin;
  expect((await collect(organization.projects.list())).map(({ id }) => id)).toEqual([project.id]);
  const keys = await collect(organization.projects.apiKeys.list(project.id, { limit: 20 }));
  expect(keys.map(({ name }) => name)).toEqual([...Array.from({ length: 45 }, (_, index) => `key ${index}`), 'robot']);
  expect(keys.at(-1)).toMatchObject({ owner_project_access: 'inactive', owner: { type: 'service_account' } });
  const first = { project_id: project.id };
  expect(await organization.projects.apiKeys.delete(String(keys[0]?.['id']), first)).toMatchObject({ deleted: true });
  await expect(organization.projects.apiKeys.delete(robot.id, first)).rejects.toMatchObject({ status: 400 });
  expect(await organization.adminAPIKeys.create({ name: 'rotated' })).toMatchObject({ expires_at: null });
  expect(await collect(organization.adminAPIKeys.list())).toHaveLength(2);
  state.adminKeys.length = 0;
  await expect(collect(organization.projects.list())).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
});

it('answers the client of Anthropic', async (context) => {
  interface Client {
    readonly organization: {
      readonly apiKeys: {
        list(query?: Options): AsyncIterable<Item>;
        retrieve(id: string): Promise<Item>;
        update(id: string, body: Options): Promise<Item>;
      };
    };
  }
  const { Anthropic } = await packageOrSkip<{ Anthropic: new (options: Options) => Client }>(
    context,
    '@anthropic-ai/sdk',
  );
  const { state, url } = await open(startAnthropic());
  for (let index = 0; index < 45; index += 1) state.add(`key ${index}`);
  const old = state.add('old', { status: 'expired', expires_at: '2026-05-01T00:00:00.000000Z' });
  const options = { apiKey: state.adminKey, baseURL: url, maxRetries: 0 };
  const { apiKeys } = new Anthropic(options).organization;
  expect((await collect(apiKeys.list())).map(({ name }) => name)).toEqual(state.keys.map(({ name }) => name));
  expect(running?.requests.entries).toHaveLength(3);
  expect((await collect(apiKeys.list({ status: 'expired' }))).map(({ id }) => id)).toEqual([old.id]);
  expect(await apiKeys.retrieve(old.id)).toMatchObject({ name: 'old' });
  const first = state.keys[0]?.id ?? '';
  expect(await apiKeys.update(first, { status: 'inactive' })).toMatchObject({ status: 'inactive' });
  await expect(apiKeys.update(first, { status: 'expired' })).rejects.toMatchObject({ status: 400 });
  await expect(apiKeys.retrieve('apikey_none')).rejects.toMatchObject({ status: 404 });
});

it('answers the client of Cloudflare', async (context) => {
  interface Tokens {
    list(query?: Options): AsyncIterable<Item>;
    verify(query?: Options): Promise<Item>;
    readonly value: { update(id: string, body: Options): Promise<string> };
    delete(id: string): Promise<Item>;
  }
  interface Client {
    readonly user: { readonly tokens: Tokens };
    readonly accounts: { readonly tokens: Tokens };
  }
  const { Cloudflare } = await packageOrSkip<{ Cloudflare: new (options: Options) => Client }>(context, 'cloudflare');
  const { state, url } = await open(startCloudflare());
  const own = state.add('inventory');
  for (let index = 0; index < 30; index += 1) state.add(`token ${index}`);
  state.add('of the account', 'abc');
  const client = new Cloudflare({ apiToken: own.value, baseURL: `${url}/client/v4`, maxRetries: 0 });
  expect(await collect(client.user.tokens.list())).toHaveLength(31);
  expect((await collect(client.accounts.tokens.list({ account_id: 'abc' }))).map(({ name }) => name)).toEqual([
    'of the account',
  ]);
  expect(await client.user.tokens.verify()).toMatchObject({ id: own.token.id, status: 'active' });
  const other = state.entries[1];
  const before = other?.value;
  expect(await client.user.tokens.value.update(other?.token.id ?? '', { body: {} })).toBe(other?.value);
  expect(other?.value).not.toBe(before);
  expect(await client.user.tokens.delete(other?.token.id ?? '')).toMatchObject({ id: other?.token.id });
  state.limiter.leave('user', 0);
  await expect(client.user.tokens.verify()).rejects.toMatchObject({ status: 429 });
});

it('answers the client of SendGrid', async (context) => {
  interface Client {
    setApiKey(key: string): void;
    setDefaultRequest(name: string, value: string): void;
    request(options: Options): Promise<[{ statusCode: number }, { result: Item[] }]>;
  }
  const module = await packageOrSkip<{ Client: new () => Client; default: { Client: new () => Client } }>(
    context,
    '@sendgrid/client',
  );
  const { state, url } = await open(startSendGrid());
  const key = state.add('newsletter', ['mail.send']);
  const client = new module.default.Client();
  client.setApiKey(state.ownKey.value);
  client.setDefaultRequest('baseUrl', url);
  const [, list] = await client.request({ url: '/v3/api_keys', method: 'GET' });
  expect(list.result).toEqual([
    { api_key_id: state.ownKey.id, name: 'inventory' },
    { api_key_id: key.id, name: 'newsletter' },
  ]);
  const [, one] = await client.request({ url: `/v3/api_keys/${key.id}`, method: 'GET' });
  expect(one.result).toEqual([{ api_key_id: key.id, name: 'newsletter', scopes: ['mail.send'] }]);
  expect((await client.request({ url: `/v3/api_keys/${key.id}`, method: 'DELETE' }))[0].statusCode).toBe(204);
  while (state.keys.length < 100) state.add('more');
  await expect(
    client.request({ url: '/v3/api_keys', method: 'POST', body: { name: 'one too many' } }),
  ).rejects.toMatchObject({
    code: 403,
  });
});

it('answers the client of Datadog', async (context) => {
  interface Api {
    listAPIKeys(query: Options): Promise<{ data: { attributes: Item }[]; meta: { page: Item } }>;
    listApplicationKeys(query: Options): Promise<{ data: { attributes: Item }[] }>;
    getAPIKey(query: Options): Promise<{ data: { attributes: Item } }>;
    deleteAPIKey(query: Options): Promise<unknown>;
  }
  interface Package {
    readonly client: {
      createConfiguration(options: Options): unknown;
      readonly BaseServerConfiguration: new (url: string, variables: Options) => unknown;
    };
    readonly v2: { readonly KeyManagementApi: new (configuration: unknown) => Api };
  }
  const { client, v2 } = await packageOrSkip<Package>(context, '@datadog/datadog-api-client');
  const { state, url } = await open(startDatadog());
  for (let index = 0; index < 15; index += 1) state.add('api_keys', `agents ${String(index).padStart(2, '0')}`);
  state.add('application_keys', 'terraform', { scopes: ['dashboards_read'] });
  const api = new v2.KeyManagementApi(
    client.createConfiguration({
      baseServer: new client.BaseServerConfiguration(url, {}),
      authMethods: { apiKeyAuth: state.apiKey.value, appKeyAuth: state.applicationKey.value },
    }),
  );
  const first = await api.listAPIKeys({ pageSize: 10, pageNumber: 0 });
  const second = await api.listAPIKeys({ pageSize: 10, pageNumber: 1 });
  expect([first.data.length, second.data.length]).toEqual([10, 6]);
  expect(first.data[0]?.attributes).toMatchObject({ name: 'agents 00', last4: state.entries[2]?.value.slice(-4) });
  expect((await api.listApplicationKeys({ filter: 'terra' })).data[0]?.attributes).toMatchObject({
    scopes: ['dashboards_read'],
  });
  const { id } = state.entries[2]?.key ?? { id: '' };
  expect((await api.getAPIKey({ apiKeyId: id })).data.attributes['key']).toBe(state.entries[2]?.value);
  await api.deleteAPIKey({ apiKeyId: id });
  await expect(api.getAPIKey({ apiKeyId: id })).rejects.toMatchObject({ code: 404 });
});

it('answers the client of Supabase', async (context) => {
  interface Client {
    getProjectApiKeys(ref: string): Promise<{ data: Item[] }>;
  }
  const { SupabaseManagementAPI } = await packageOrSkip<{ SupabaseManagementAPI: new (options: Options) => Client }>(
    context,
    'supabase-management-js',
  );
  const { state, url } = await open(startSupabase());
  const ref = state.addProject();
  state.add(ref, 'secret', 'worker', 'queue worker');
  const client = new SupabaseManagementAPI({ accessToken: state.accessToken, baseUrl: url });
  const { data } = await client.getProjectApiKeys(ref);
  expect(data).toMatchObject([{ type: 'legacy', name: 'anon' }, { type: 'legacy' }, { type: 'secret', api_key: null }]);
});

it('answers the client of the npm registry', async (context) => {
  interface Package {
    listTokens(options: Options): Promise<Item[]>;
    removeToken(key: string, options: Options): Promise<null>;
  }
  const { default: profile } = await packageOrSkip<{ default: Package }>(context, 'npm-profile');
  const { state, url } = await open(startNpmRegistry());
  for (let index = 0; index < 24; index += 1) state.add(`token ${index}`);
  const registry = `${url}/`;
  const options = { registry, [`//${new URL(url).host}/:_authToken`]: state.ownToken.value, fetchRetries: 0 };
  const tokens = await profile.listTokens(options);
  expect(tokens.map(({ name }) => name)).toEqual(state.tokens.map(({ name }) => name));
  expect(tokens[0]?.['token']).toBe(`${state.ownToken.value.slice(0, 8)}...${state.ownToken.value.slice(-4)}`);
  const key = String(tokens[1]?.['key']);
  await expect(profile.removeToken(key, options)).rejects.toMatchObject({ code: 'EOTP' });
  await profile.removeToken(key, { ...options, otp: state.oneTimeCode });
  expect(state.tokens[1]?.revoked).not.toBeNull();
});

it('answers the client of Vercel', async (context) => {
  interface Client {
    readonly authentication: {
      listAuthTokens(): Promise<{ tokens: Item[] }>;
      getAuthToken(query: Options): Promise<{ token: Item }>;
      createAuthToken(query: Options): Promise<{ bearerToken: string }>;
      deleteAuthToken(query: Options): Promise<Item>;
    };
  }
  const { Vercel } = await packageOrSkip<{ Vercel: new (options: Options) => Client }>(context, '@vercel/sdk');
  const { state, url } = await open(startVercel());
  const own = state.add('inventory');
  const leaked = state.add('leaked', { leakedAt: 1_785_542_400_000, leakedUrl: 'https://example.test/gist' });
  const { authentication } = new Vercel({ bearerToken: own.value, serverURL: url });
  const { tokens } = await authentication.listAuthTokens();
  // The newest first, and the two are of one moment or of two.
  expect(tokens.toSorted((a, b) => String(a['name']).localeCompare(String(b['name'])))).toMatchObject([
    { name: 'inventory', prefix: 'vcp_' },
    { name: 'leaked', leakedAt: 1_785_542_400_000 },
  ]);
  expect((await authentication.getAuthToken({ tokenId: 'current' })).token).toMatchObject({ id: own.token.id });
  const created = await authentication.createAuthToken({
    requestBody: { name: 'fresh', expiresAt: Date.now() + DAY_MS },
  });
  expect(created.bearerToken).toBe(state.entries.at(-1)?.value);
  expect(await authentication.deleteAuthToken({ tokenId: leaked.token.id })).toEqual({ tokenId: leaked.token.id });
  await authentication.deleteAuthToken({ tokenId: 'current' });
  await expect(authentication.listAuthTokens()).rejects.toMatchObject({ statusCode: 403 });
});

it('answers the client of Twilio', async (context) => {
  interface Base {
    request(options: Options): Promise<unknown>;
  }
  interface Client {
    readonly iam: {
      readonly v1: {
        readonly getApiKeys: { list(query: Options): Promise<Item[]> };
        apiKey(sid: string): { fetch(): Promise<Item>; remove(): Promise<boolean> };
      };
    };
    readonly keys: { list(query: Options): Promise<Item[]> };
  }
  type Package = ((sid: string, token: string, options: Options) => Client) & {
    readonly RequestClient: new () => Base;
  };
  const { default: twilio } = await packageOrSkip<{ default: Package }>(context, 'twilio');
  const { state, url } = await open(startTwilio());
  for (let index = 0; index < 60; index += 1) state.add(`worker ${index}`);
  const restricted = state.add('restricted', { allow: ['/twilio/messaging/messages/read'] });
  /** Twilio's client knows no other address than Twilio's. */
  class Redirected extends twilio.RequestClient {
    override request(options: Options): Promise<unknown> {
      const { pathname, search } = new URL(String(options['uri']));
      return super.request({ ...options, uri: url + pathname + search });
    }
  }
  const client = twilio(state.accountSid, state.authToken, { httpClient: new Redirected() });
  const names = state.keys.map(({ friendlyName }) => friendlyName);
  const current = await client.iam.v1.getApiKeys.list({ accountSid: state.accountSid, pageSize: 25 });
  expect(current.map(({ friendlyName }) => friendlyName)).toEqual(names);
  const legacy = await client.keys.list({ pageSize: 25 });
  expect(legacy.map(({ friendlyName }) => friendlyName)).toEqual(names);
  expect(legacy[0]?.['dateCreated']).toBeInstanceOf(Date);
  const one = await client.iam.v1.apiKey(restricted.sid).fetch();
  expect(one['policy']).toEqual({ allow: ['/twilio/messaging/messages/read'] });
  expect(await client.iam.v1.apiKey(restricted.sid).remove()).toBe(true);
  await expect(client.iam.v1.apiKey(restricted.sid).fetch()).rejects.toMatchObject({ status: 404 });
});
