import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { DAY_MS, HOUR_MS, ManualClock } from '../frame/clock.ts';
import type { Simulator } from '../frame/server.ts';
import { type GitHub, startGitHub } from '../providers/github.ts';
import { packageOrSkip } from './vendor-package.ts';

interface Octokit {
  request(
    route: string,
    parameters?: Record<string, unknown>,
  ): Promise<{ data: unknown; headers: Record<string, string> }>;
  paginate(route: string, parameters?: Record<string, unknown>): Promise<{ title: string }[]>;
}
type OctokitPackage = { readonly Octokit: new (options: Record<string, unknown>) => Octokit };

type Schema = Readonly<Record<string, unknown>>;
interface Specification {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Response | undefined>> }>>>
  >;
  readonly components: Schema;
}
type Response = { readonly content?: { readonly 'application/json'?: { readonly schema: Schema } } };
type AjvPackage = { readonly Ajv: new (options: Record<string, unknown>) => Ajv };
interface Ajv {
  compile(schema: Schema): { (value: unknown): boolean; errors?: unknown };
}

const NOW = Date.UTC(2026, 6, 1);
let clock: ManualClock;
let running: Simulator<GitHub>;

beforeEach(async () => {
  clock = new ManualClock(NOW);
  running = await startGitHub({ now: clock.now });
});

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

describe('Octokit', () => {
  async function octokit(context: TestContext, auth: string | null): Promise<Octokit> {
    const { Octokit } = await packageOrSkip<OctokitPackage>(context, '@octokit/rest');
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    return new Octokit({ baseUrl: running.url, log: silent, ...(auth === null ? {} : { auth }) });
  }

  it.for([
    ['utc', '2026-12-31 07:00:00 UTC'],
    ['offset', '2026-12-31 16:00:00 +0900'],
  ] as const)('finds the expiry of its token, in format %s', async ([expiryFormat, expected], context) => {
    const expiresAtMs = Date.UTC(2026, 11, 31, 7);
    const token = running.state.addToken('classic', { scopes: ['repo', 'gist'], expiresAtMs, expiryFormat });
    const { data, headers } = await (await octokit(context, token.value)).request('GET /user');
    expect(data).toMatchObject({ login: 'octo-dev' });
    expect(headers['github-authentication-token-expiration']).toBe(expected);
    expect(headers['x-oauth-scopes']).toBe('repo, gist');
    expect(headers['x-ratelimit-remaining']).toBe('4999');
  });

  it('follows the pages of deploy keys', async (context) => {
    const client = await octokit(context, running.state.addToken('fine-grained').value);
    for (let index = 0; index < 75; index += 1) running.state.addDeployKey('acme/web', `key ${index}`);
    const keys = await client.paginate('GET /repos/{owner}/{repo}/keys', { owner: 'acme', repo: 'web' });
    expect(keys.map(({ title }) => title)).toEqual(Array.from({ length: 75 }, (_, index) => `key ${index}`));
    expect(running.requests.entries).toHaveLength(3);
  });

  it('is refused without a token, with an expired one, and where it sees nothing', async (context) => {
    const token = running.state.addToken('classic', { expiresAtMs: NOW + DAY_MS });
    const client = await octokit(context, token.value);
    await expect(client.request('GET /repos/acme/secret/keys')).rejects.toMatchObject({ status: 404 });
    await expect(client.request('GET /user/keys')).rejects.toMatchObject({ status: 404 });
    await expect(client.request('GET /orgs/acme/personal-access-tokens')).rejects.toMatchObject({ status: 403 });
    clock.advance(DAY_MS);
    await expect(client.request('GET /user')).rejects.toMatchObject({ status: 401 });
    await expect((await octokit(context, null)).request('GET /user')).rejects.toMatchObject({ status: 401 });
  });

  it.for([403, 429] as const)('meets the limit as %i until the hour is over', async (status, context) => {
    const token = running.state.addToken('classic');
    const client = await octokit(context, token.value);
    running.state.limitStatus = status;
    running.state.limiter.leave(token.value, 0);
    await expect(client.request('GET /user')).rejects.toMatchObject({
      status,
      response: { headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String((NOW + HOUR_MS) / 1000) } },
    });
    clock.advance(HOUR_MS);
    expect((await client.request('GET /user')).data).toMatchObject({ login: 'octo-dev' });
  });

  it('is told 304 where nothing changed, at no cost', async (context) => {
    const client = await octokit(context, running.state.addToken('classic').value);
    const first = await client.request('GET /user');
    await expect(
      client.request('GET /user', { headers: { 'if-none-match': first.headers['etag'] } }),
    ).rejects.toMatchObject({
      status: 304,
      response: { headers: { 'x-ratelimit-remaining': first.headers['x-ratelimit-remaining'] } },
    });
  });

  it('revokes leaked tokens, of anybody, without signing in', async (context) => {
    const token = running.state.addToken('classic');
    const client = await octokit(context, token.value);
    const credentials = [token.value];
    await expect(client.request('POST /credentials/revoke', { credentials })).rejects.toMatchObject({ status: 403 });
    const anonymous = await octokit(context, null);
    await expect(anonymous.request('POST /credentials/revoke', { credentials: [] })).rejects.toMatchObject({
      status: 422,
    });
    expect(await anonymous.request('POST /credentials/revoke', { credentials })).toMatchObject({ status: 202 });
    await expect(client.request('GET /user')).rejects.toMatchObject({ status: 401 });
  });
});

describe('GitHub’s own description of its API', () => {
  it('allows what the simulator answers', async (context) => {
    const { Ajv } = await packageOrSkip<AjvPackage>(context, 'ajv');
    const api = specificationOrSkip(context);
    const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
    const token = running.state.addToken('classic', { scopes: ['read:public_key'] });
    const app = running.state.addToken('app');
    running.state.addSshKey('laptop');
    running.state.addDeployKey('acme/web', 'deployer', { last_used: '2026-06-30T10:12:13Z' });
    running.state.addGrant('acme', 'release reader', { token_expires_at: '2026-11-16T08:47:09.000-07:00' });
    for (const [path, address, auth, status] of [
      ['/user', '/user', token.value, 200],
      ['/user', '/user', 'wrong', 401],
      ['/user/keys', '/user/keys', token.value, 200],
      ['/repos/{owner}/{repo}/keys', '/repos/acme/web/keys', token.value, 200],
      ['/orgs/{org}/personal-access-tokens', '/orgs/acme/personal-access-tokens', app.value, 200],
      ['/orgs/{org}/personal-access-tokens', '/orgs/acme/personal-access-tokens', token.value, 403],
      ['/orgs/{org}/personal-access-tokens', '/orgs/nobody/personal-access-tokens', app.value, 404],
    ] as const) {
      const reply = await fetch(running.url + address, { headers: { authorization: `Bearer ${auth}` } });
      expect([address, reply.status]).toEqual([address, status]);
      const schema = schemaOf(api, path, 'get', status);
      const validate = ajv.compile({ ...schema, components: api.components });
      expect([validate(await reply.json()), validate.errors]).toEqual([true, null]);
      expect(validate(status === 200 ? [{}] : { message: 5 })).toBe(false);
    }
  });
});

function specificationOrSkip(context: TestContext): Specification {
  try {
    return createRequire(import.meta.url)('@octokit/openapi/generated/api.github.com.json') as Specification;
  } catch {
    return context.skip('@octokit/openapi is not installed');
  }
}

/** The schema of an answer. Ajv knows OpenAPI's `nullable`. */
function schemaOf(api: Specification, path: string, method: string, status: number): Schema {
  const answer = api.paths[path]?.[method]?.responses[String(status)] as (Response & { $ref?: string }) | undefined;
  const name = answer?.$ref?.split('/').at(-1);
  const resolved =
    name === undefined ? answer : (api.components['responses'] as Record<string, Response | undefined>)[name];
  const schema = resolved?.content?.['application/json']?.schema;
  if (schema === undefined) throw new Error(`GitHub describes no ${status} for ${path}.`);
  return schema;
}
