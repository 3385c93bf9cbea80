import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DAY_MS, ManualClock, MINUTE_MS } from '../frame/clock.ts';
import type { Simulator, SimulatorOptions } from '../frame/server.ts';
import { startAnthropic } from './anthropic.ts';
import { startAwsIam } from './aws-iam.ts';
import { startCloudflare } from './cloudflare.ts';
import { startDatadog } from './datadog.ts';
import { startGitHub } from './github.ts';
import { startGitLab } from './gitlab.ts';
import { startHuggingFace } from './hugging-face.ts';
import { startNpmRegistry } from './npm.ts';
import { startOpenAi } from './openai.ts';
import { startSendGrid } from './sendgrid.ts';
import { startSupabase } from './supabase.ts';
import { startTwilio } from './twilio.ts';
import { startVercel } from './vercel.ts';

type Headers = Readonly<Record<string, string>>;
type Body = Readonly<Record<string, unknown>>;

/** A listing with so many keys in it, and how to ask for a page of ten. */
interface Listing {
  readonly simulator: Simulator<unknown>;
  readonly path: string;
  readonly headers: Headers;
  /** Whether the answer says that there is more; null where the API has no pages. */
  readonly hasNext: ((reply: Response, body: Body) => boolean) | null;
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const NOW = Date.UTC(2026, 6, 1);
const clock = new ManualClock(NOW);
const options: SimulatorOptions = { now: clock.now };

const LISTINGS: Readonly<Record<string, (count: number) => Promise<Listing>>> = {
  github: async (count) => {
    const simulator = await startGitHub(options);
    const token = simulator.state.addToken('fine-grained');
    for (let index = 0; index < count; index += 1) simulator.state.addSshKey(`key ${index}`);
    return {
      simulator,
      path: '/user/keys?per_page=10',
      headers: bearer(token.value),
      hasNext: (reply) => (reply.headers.get('link') ?? '').includes('rel="next"'),
    };
  },
  gitlab: async (count) => {
    const simulator = await startGitLab(options);
    const token = simulator.state.add('inventory');
    for (let index = 1; index < count; index += 1) simulator.state.add(`token ${index}`);
    return {
      simulator,
      path: '/api/v4/personal_access_tokens?per_page=10',
      headers: { 'private-token': token.value },
      hasNext: (reply) => (reply.headers.get('x-next-page') ?? '') !== '',
    };
  },
  openai: async (count) => {
    const simulator = await startOpenAi(options);
    const admin = simulator.state.addAdminKey('inventory');
    const project = simulator.state.addProject('Checkout');
    for (let index = 0; index < count; index += 1) simulator.state.addProjectKey(project.id, `key ${index}`);
    return {
      simulator,
      path: `/v1/organization/projects/${project.id}/api_keys?limit=10`,
      headers: bearer(admin.value),
      hasNext: (_reply, body) => body['has_more'] === true,
    };
  },
  anthropic: async (count) => {
    const simulator = await startAnthropic(options);
    for (let index = 0; index < count; index += 1) simulator.state.add(`key ${index}`);
    return {
      simulator,
      path: '/v1/organizations/api_keys?limit=10',
      headers: { 'x-api-key': simulator.state.adminKey, 'anthropic-version': '2023-06-01' },
      hasNext: (_reply, body) => body['has_more'] === true,
    };
  },
  cloudflare: async (count) => {
    const simulator = await startCloudflare(options);
    const own = simulator.state.add('inventory');
    for (let index = 1; index < count; index += 1) simulator.state.add(`token ${index}`);
    return {
      simulator,
      path: '/client/v4/user/tokens?per_page=10',
      headers: bearer(own.value),
      hasNext: (_reply, body) => {
        const info = body['result_info'] as { page: number; per_page: number; total_count: number };
        return info.page * info.per_page < info.total_count;
      },
    };
  },
  sendgrid: async (count) => {
    const simulator = await startSendGrid(options);
    for (let index = 1; index < count; index += 1) simulator.state.add(`key ${index}`);
    return { simulator, path: '/v3/api_keys', headers: bearer(simulator.state.ownKey.value), hasNext: null };
  },
  datadog: async (count) => {
    const simulator = await startDatadog(options);
    const { apiKey, applicationKey } = simulator.state;
    for (let index = 1; index < count; index += 1) simulator.state.add('api_keys', `key ${index}`);
    return {
      simulator,
      path: '/api/v2/api_keys?page[size]=10',
      headers: { 'dd-api-key': apiKey.value, 'dd-application-key': applicationKey.value },
      hasNext: (_reply, body) => {
        const { page } = body['meta'] as { page: { total_filtered_count: number } };
        return page.total_filtered_count > (body['data'] as unknown[]).length;
      },
    };
  },
  supabase: async (count) => {
    const simulator = await startSupabase(options);
    const ref = simulator.state.addProject();
    for (let index = 2; index < count; index += 1) simulator.state.add(ref, 'secret', `worker_${index}`);
    return {
      simulator,
      path: `/v1/projects/${ref}/api-keys`,
      headers: bearer(simulator.state.accessToken),
      hasNext: null,
    };
  },
  npm: async (count) => {
    const simulator = await startNpmRegistry(options);
    for (let index = 1; index < count; index += 1) simulator.state.add(`token ${index}`);
    return {
      simulator,
      path: '/-/npm/v1/tokens?perPage=10',
      headers: bearer(simulator.state.ownToken.value),
      hasNext: (_reply, body) => (body['urls'] as { next?: string }).next !== undefined,
    };
  },
  vercel: async (count) => {
    const simulator = await startVercel(options);
    simulator.state.pageSize = 10;
    const own = simulator.state.add('inventory');
    for (let index = 1; index < count; index += 1) simulator.state.add(`token ${index}`);
    return {
      simulator,
      path: '/v6/user/tokens',
      headers: bearer(own.value),
      hasNext: (_reply, body) => (body['pagination'] as { next: number | null }).next !== null,
    };
  },
  twilio: async (count) => {
    const simulator = await startTwilio(options);
    const { accountSid, authToken } = simulator.state;
    for (let index = 0; index < count; index += 1) simulator.state.add(`key ${index}`);
    return {
      simulator,
      path: `/v1/Keys?AccountSid=${accountSid}&PageSize=10`,
      headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
      hasNext: (_reply, body) => (body['meta'] as { next_page_url: string | null }).next_page_url !== null,
    };
  },
  'hugging-face': async () => {
    const simulator = await startHuggingFace(options);
    return { simulator, path: '/api/whoami-v2', headers: bearer(simulator.state.add('ci-read').value), hasNext: null };
  },
};

describe.each(Object.entries(LISTINGS))('the listing of %s', (_id, open) => {
  let listing: Listing;

  async function ask(headers: Headers = listing.headers) {
    const reply = await fetch(listing.simulator.url + listing.path, { headers });
    return { reply, body: (await reply.json()) as Body };
  }

  afterEach(async () => {
    await listing.simulator.close();
    expect(listing.simulator.bugs).toEqual([]);
  });

  it('is for those with a credential, and refuses in JSON', async () => {
    listing = await open(3);
    expect((await ask()).reply.status).toBe(200);
    expect([401, 403]).toContain((await ask({})).reply.status);
    const wrong = Object.fromEntries(
      Object.entries(listing.headers).map(([name, value]) => [name, `${value.slice(0, -8)}zzzzzzzz`]),
    );
    expect([400, 401, 403]).toContain((await ask(wrong)).reply.status);
    listing.simulator.faults.add({ kind: 'session-expired' }, { times: 1 });
    expect([401, 403]).toContain((await ask()).reply.status);
    expect((await ask()).reply.status).toBe(200);
  });

  it('has a next page while there is more', async () => {
    listing = await open(12);
    const { reply, body } = await ask();
    if (listing.hasNext !== null) expect(listing.hasNext(reply, body)).toBe(true);
    await listing.simulator.close();
    listing = await open(5);
    const short = await ask();
    if (listing.hasNext !== null) expect(listing.hasNext(short.reply, short.body)).toBe(false);
    listing.simulator.faults.add({ kind: 'endless-pages' });
    const endless = await ask();
    if (listing.hasNext !== null) expect(listing.hasNext(endless.reply, endless.body)).toBe(true);
  });

  it('never says the credential that asked', async () => {
    listing = await open(3);
    const { body } = await ask();
    const values = Object.values(listing.headers).map((value) => value.replace(/^(Bearer|Basic) /, ''));
    for (const value of values.filter((candidate) => candidate.length > 20))
      expect(JSON.stringify(body)).not.toContain(value);
  });
});

describe('rules of one provider', () => {
  let running: Simulator<unknown>;

  beforeEach(() => clock.advance(DAY_MS));
  afterEach(async () => {
    await running.close();
    expect(running.bugs).toEqual([]);
  });

  async function open<State>(starting: Promise<Simulator<State>>): Promise<Simulator<State>> {
    const simulator = await starting;
    running = simulator;
    return simulator;
  }
  async function ask(path: string, headers: Headers, init: RequestInit = {}) {
    const reply = await fetch(running.url + path, { ...init, headers });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: (text === '' ? {} : JSON.parse(text)) as Body };
  }

  it('Cloudflare wraps every answer, reports its limit in seconds, and can fail inside success', async () => {
    const { state } = await open(startCloudflare(options));
    const own = state.add('inventory');
    const path = '/client/v4/user/tokens';
    const first = await ask(path, bearer(own.value));
    expect(first.body).toMatchObject({
      success: true,
      errors: [],
      messages: [],
      result_info: { page: 1, total_count: 1 },
    });
    expect(first.headers.get('ratelimit')).toBe('"default";r=1199;t=300');
    state.limiter.leave('user', 0);
    const limited = await ask(path, bearer(own.value));
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '300']);
    clock.advance(5 * MINUTE_MS);
    state.failInside = true;
    expect(await ask(path, bearer(own.value))).toMatchObject({ status: 200, body: { success: false, result: null } });
  });

  it('Cloudflare leaves expired tokens out unless asked, and PUT drops what it does not name', async () => {
    const { state } = await open(startCloudflare(options));
    const own = state.add('inventory');
    const old = state.add('old', null, { status: 'expired' });
    const dated = state.add('dated', null, { expires_on: '2026-12-31T23:59:59Z' });
    const ids = async (query: string) =>
      ((await ask(`/client/v4/user/tokens${query}`, bearer(own.value))).body['result'] as { id: string }[]).map(
        ({ id }) => id,
      );
    expect(await ids('')).not.toContain(old.token.id);
    expect(await ids('?include_expired=true')).toContain(old.token.id);
    const path = `/client/v4/user/tokens/${dated.token.id}`;
    const body = JSON.stringify({ name: 'dated', policies: [], status: 'disabled' });
    expect((await ask(path, bearer(own.value), { method: 'PUT', body: '{}' })).status).toBe(400);
    const replaced = await ask(path, bearer(own.value), { method: 'PUT', body });
    expect(replaced.body['result']).toMatchObject({ status: 'disabled' });
    expect(replaced.body['result']).not.toHaveProperty('expires_on');
  });

  it('SendGrid and Datadog report limits each in their own way', async () => {
    const sendGrid = await open(startSendGrid(options));
    const headers = bearer(sendGrid.state.ownKey.value);
    expect((await ask('/v3/api_keys', headers)).headers.get('x-ratelimit-remaining')).toBe('599');
    sendGrid.state.limiter.leave('GET /v3/api_keys', 0);
    const limited = await ask('/v3/api_keys', headers);
    expect(limited.status).toBe(429);
    expect(Number(limited.headers.get('x-ratelimit-reset'))).toBe((clock.now() + MINUTE_MS) / 1000);
    await sendGrid.close();
    const datadog = await open(startDatadog(options));
    datadog.state.limiter.leave('organisation', 0);
    const { apiKey, applicationKey } = datadog.state;
    const both = { 'dd-api-key': apiKey.value, 'dd-application-key': applicationKey.value };
    const waiting = await ask('/api/v2/api_keys', both);
    expect([waiting.status, waiting.headers.get('x-ratelimit-reset')]).toEqual([429, '60']);
    expect((await ask('/api/v2/api_keys', { 'dd-api-key': apiKey.value })).status).toBe(403);
  });

  it('Datadog names the last use of its kinds differently', async () => {
    const { state } = await open(startDatadog(options));
    state.add('personal_access_tokens', 'cli', { expires_at: '2026-10-09T08:58:54Z' });
    const both = { 'dd-api-key': state.apiKey.value, 'dd-application-key': state.applicationKey.value };
    const attributes = async (kind: string) =>
      ((await ask(`/api/v2/${kind}`, both)).body['data'] as { attributes: Body }[])[0]?.attributes;
    expect(await attributes('api_keys')).toHaveProperty('date_last_used');
    expect(await attributes('application_keys')).toMatchObject({ last_used_at: null, scopes: null });
    expect(await attributes('personal_access_tokens')).toMatchObject({ expires_at: '2026-10-09T08:58:54Z' });
  });

  it('npm wants password and one-time code for creating, and 90 days at most', async () => {
    const { state } = await open(startNpmRegistry(options));
    const headers = { ...bearer(state.ownToken.value), 'npm-otp': state.oneTimeCode };
    const create = (body: Body, sent: Headers = headers) =>
      ask('/-/npm/v1/tokens', sent, {
        method: 'POST',
        body: JSON.stringify({ password: state.password, name: 'ci', ...body }),
      });
    expect((await create({}, bearer(state.ownToken.value))).status).toBe(401);
    expect((await create({ password: 'wrong' })).status).toBe(401);
    expect((await create({ expires: 91 })).status).toBe(400);
    const created = await create({ expires: 90 });
    expect(created).toMatchObject({ status: 201, body: { name: 'ci' } });
    state.oldCidrField = true;
    const listed = await ask('/-/npm/v1/tokens', bearer(state.ownToken.value));
    expect((listed.body['objects'] as Body[])[0]).toHaveProperty('cidr_whitelist');
    expect(JSON.stringify(listed.body)).not.toContain(String(created.body['token']));
  });

  it('Supabase shows legacy and publishable keys in the clear, secret ones on demand', async () => {
    const { state } = await open(startSupabase(options));
    const ref = state.addProject();
    state.add(ref, 'publishable', 'web');
    const secret = state.add(ref, 'secret', 'worker');
    const keys = async (query: string) =>
      (await ask(`/v1/projects/${ref}/api-keys${query}`, bearer(state.accessToken))).body as unknown as {
        api_key: string | null;
      }[];
    expect((await keys('')).map(({ api_key }) => api_key === null)).toEqual([false, false, false, true]);
    expect((await keys('?reveal=true')).at(-1)?.api_key).toBe(secret.value);
    const post = (body: Body) =>
      ask(`/v1/projects/${ref}/api-keys`, bearer(state.accessToken), { method: 'POST', body: JSON.stringify(body) });
    expect((await post({ type: 'secret', name: 'Bad-Name' })).status).toBe(400);
    expect((await post({ type: 'secret', name: 'queue' })).status).toBe(201);
    expect((await ask('/v1/projects/none/api-keys', bearer(state.accessToken))).status).toBe(403);
  });

  it('OpenAI ends admin keys at their time, and filters by the owner’s access', async () => {
    const { state } = await open(startOpenAi(options));
    const admin = state.addAdminKey('short', clock.now() + MINUTE_MS);
    const { id } = state.addProject('Checkout');
    state.addProjectKey(id, 'orphan', { ownerAccess: 'inactive' });
    state.addProjectKey(id, 'owned');
    const path = `/v1/organization/projects/${id}/api_keys?owner_project_access=inactive`;
    expect((await ask(path, bearer(admin.value))).body).toMatchObject({ data: [{ name: 'orphan' }], has_more: false });
    clock.advance(MINUTE_MS);
    expect(await ask(path, bearer(admin.value))).toMatchObject({
      status: 401,
      body: { error: { code: 'invalid_api_key' } },
    });
  });

  it('Vercel turns pages by time and refuses a revoked token', async () => {
    const { state } = await open(startVercel(options));
    state.pageSize = 2;
    const own = state.add('inventory');
    for (let index = 1; index < 5; index += 1) state.add(`token ${index}`);
    const names: string[] = [];
    let next: number | null = null;
    do {
      const { body } = await ask(`/v6/user/tokens${next === null ? '' : `?until=${next}`}`, bearer(own.value));
      names.push(...(body['tokens'] as { name: string }[]).map(({ name }) => name));
      next = (body['pagination'] as { next: number | null }).next;
    } while (next !== null);
    expect(names).toEqual(['inventory', 'token 1', 'token 2', 'token 3', 'token 4']);
    own.token.revokedAt = clock.now();
    expect((await ask('/v6/user/tokens', bearer(own.value))).status).toBe(403);
  });

  it('Twilio writes dates as RFC 2822 and pages of its older API relative', async () => {
    const { state } = await open(startTwilio(options));
    for (let index = 0; index < 3; index += 1) state.add(`key ${index}`);
    const headers = {
      authorization: `Basic ${Buffer.from(`${state.accountSid}:${state.authToken}`).toString('base64')}`,
    };
    const { body } = await ask(`/2010-04-01/Accounts/${state.accountSid}/Keys.json?PageSize=2`, headers);
    expect(body['next_page_uri']).toBe(`/2010-04-01/Accounts/${state.accountSid}/Keys.json?PageSize=2&Page=1`);
    expect((body['keys'] as Body[])[0]?.['date_created']).toMatch(/^\w{3}, \d\d \w{3} 2026 \d\d:\d\d:\d\d \+0000$/);
    expect((await ask('/v1/Keys', headers)).status).toBe(400);
  });

  it('Hugging Face describes the token that asks, within its limit and life', async () => {
    const { state } = await open(startHuggingFace(options));
    const token = state.add('ci-read', { role: 'fineGrained', expiresAtMs: clock.now() + DAY_MS });
    const { body, headers } = await ask('/api/whoami-v2', bearer(token.value));
    expect(body['auth']).toMatchObject({
      accessToken: { displayName: 'ci-read', fineGrained: { global: ['discussion.write'] } },
    });
    expect(headers.get('ratelimit')).toBe('"api";r=499;t=300');
    expect(headers.get('ratelimit-policy')).toBe('"fixed window";"api";q=500;w=300');
    state.limiter.leave(token.value, 0);
    expect((await ask('/api/whoami-v2', bearer(token.value))).status).toBe(429);
    clock.advance(DAY_MS);
    expect((await ask('/api/whoami-v2', bearer(token.value))).status).toBe(401);
  });

  it('AWS takes no request that is not signed', async () => {
    await open(startAwsIam(options));
    const reply = await fetch(running.url, { method: 'POST', body: 'Action=ListAccessKeys&Version=2010-05-08' });
    expect(reply.status).toBe(403);
    expect(await reply.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });
});
