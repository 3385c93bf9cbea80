import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { netlify } from '../../../core/ci/systems/netlify/system.ts';
import { SYSTEM_CLOCK } from '../../../core/http/clock.ts';
import { type Netlify, type NetlifyVariable, startNetlify } from '../ci/netlify.ts';
import { listed, text } from '../ci/session-suite.ts';
import type { CiToken } from '../ci/tokens.ts';
import type { Simulator } from '../frame/server.ts';
import { type NetlifyExchange, netlifyViolations } from './netlify-description.ts';

let simulator: Simulator<Netlify>;
let site: NetlifyVariable[];
let token: CiToken;
let exchanges: NetlifyExchange[];

beforeEach(async () => {
  simulator = await startNetlify();
  const { state } = simulator;
  site = state.addSite(state.addAccount('acme'), 'site-1');
  token = state.tokens.add();
  exchanges = [];
  const original = globalThis.fetch;
  vi.stubGlobal('fetch', async (input: string | URL, init?: RequestInit) => {
    const reply = await original(input, init);
    exchanges.push({
      method: init?.method ?? 'GET',
      url: new URL(input),
      body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
      status: reply.status,
      answer: await reply.clone().json(),
    });
    return reply;
  });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  expect(simulator.bugs).toEqual([]);
  await simulator.close();
});

const violations = () => exchanges.flatMap(netlifyViolations);
const statuses = () => [...new Set(exchanges.map(({ method, status }) => `${method} ${status}`))].sort();

function open(context: string, siteId: string | null = 'site-1') {
  const place = { system: 'netlify', account: 'acme', site: siteId, context } as const;
  const baseUrl = `${simulator.url}/api/v1`;
  return netlify.open({ place, baseUrl, token: { token: token.value }, clock: SYSTEM_CLOCK, longestWaitMs: 0 });
}

/** As somebody without Keyrail asks. */
function ask(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(`${simulator.url}/api/v1/accounts/${path}`, {
    method,
    headers: { authorization: `Bearer ${token.value}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

describe('Netlify’s own description of its API', () => {
  it('allows every request of ours, and every answer to them', async () => {
    for (const context of ['all', 'production', 'deploy-preview', 'feature/login']) {
      // For all contexts at once a variable must have no other.
      const name = context === 'all' ? 'EVERYWHERE' : 'DEPLOY_TOKEN';
      const session = await open(context);
      for (const value of ['made-up-first', 'made-up-second']) {
        await session.put(name, text(value), await session.find(name));
      }
      expect((await listed(session)).map((one) => one.name)).toContain(name);
      expect((await session.test()).result).toBe('works');
    }
    expect(site.map(({ key, values }) => [key, values.map(({ value }) => value)])).toEqual([
      ['EVERYWHERE', ['made-up-second']],
      ['DEPLOY_TOKEN', ['made-up-second', 'made-up-second', 'made-up-second']],
    ]);
    expect(statuses()).toEqual(['GET 200', 'PATCH 201', 'POST 201']);
    expect(violations()).toEqual([]);
  });

  it('allows every refusal', async () => {
    const { state } = simulator;
    state.secretsNeedContext = true;
    await expect((await open('all')).put('DEPLOY_TOKEN', text('made-up-value'), null)).rejects.toThrow();
    await expect(listed(await open('all', 'gone'))).rejects.toThrow();
    token.mayWrite = false;
    await expect((await open('production')).put('DEPLOY_TOKEN', text('made-up-value'), null)).rejects.toThrow();
    state.limiter.leave(token.value, 0);
    await expect(listed(await open('production'))).rejects.toThrow();
    token.revoked = true;
    expect(await (await open('all', null)).test()).toMatchObject({ result: 'refused' });
    expect(statuses()).toEqual(['GET 200', 'GET 401', 'GET 404', 'GET 429', 'POST 403', 'POST 422']);
    expect(violations()).toEqual([]);
  });

  it('allows what the simulator answers to others', async () => {
    const value = { value: 'made-up-value', context: 'production' };
    await ask('POST', 'acme/env', [{ key: 'SHARED', values: [value], is_secret: false }]);
    await ask('GET', 'acme/env/SHARED');
    await ask('PUT', 'acme/env/SHARED', { key: 'SHARED', values: [{ ...value, context: 'dev' }], is_secret: true });
    await ask('GET', 'acme/env?site_id=site-1');
    await ask('PATCH', 'acme/env/SHARED', { ...value, context: 'nowhere' });
    await ask('GET', 'acme/env/GONE');
    expect(exchanges.map(({ status }) => status)).toEqual([201, 200, 200, 200, 422, 404]);
    // The request with a context that is not one was wrong on purpose.
    expect(violations()).toEqual([expect.stringMatching(/^PATCH .* 422, request: .*context must be equal to one of/)]);
  });

  it('would notice a wrong one', () => {
    const url = new URL('https://api.netlify.com/api/v1/accounts/acme/env');
    const good = { method: 'POST', url, body: [{ key: 'A', values: [] }], status: 201, answer: [] };
    expect(netlifyViolations(good)).toEqual([]);
    const wrong: Partial<NetlifyExchange>[] = [
      { url: new URL('https://api.netlify.com/api/v1/accounts/acme/variables') },
      { url: new URL('?sites=1', url) },
      { body: { key: 'A' } },
      { body: [{ name: 'A' }] },
      { status: 200 },
      { status: 422, answer: { error: 'no' } },
      { answer: [{ key: 7 }] },
    ];
    for (const one of wrong) expect(netlifyViolations({ ...good, ...one }), JSON.stringify(one)).not.toEqual([]);
  });
});
