import { afterEach, expect, it } from 'vitest';
import { DAY_MS, ManualClock, MINUTE_MS } from '../frame/clock.ts';
import type { Simulator } from '../frame/server.ts';
import { Visitor } from '../frame/visitor.ts';
import { type NativeMessage, startNativeMessage } from './nativemessage.ts';

const HOME = '/settings/api-keys';
let running: Simulator<NativeMessage>;
let clock: ManualClock;

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

async function open() {
  clock = new ManualClock(Date.UTC(2026, 6, 1));
  running = await startNativeMessage({ now: clock.now });
}

async function login(password = 'made-up-password-of-dana') {
  const reply = await fetch(`${running.url}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'dana', password }),
  });
  return { status: reply.status, tokens: (await reply.json()) as Record<string, string> };
}

function messages(headers: Record<string, string>): Promise<Response> {
  return fetch(`${running.url}/api/v1/messages`, { headers });
}

function refresh(token: string): Promise<Response> {
  return fetch(`${running.url}/api/v1/auth/refresh`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
}

it('gives tokens for user name and password, in the documented shape', async () => {
  await open();
  const { tokens } = await login();
  expect(Object.keys(tokens)).toEqual(['access_token', 'refresh_token', 'expires_in']);
  expect(tokens['expires_in']).toBe(900);
  expect(tokens['access_token']).toMatch(/^eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\./);
  expect((await messages({ authorization: `Bearer ${tokens['access_token']}` })).status).toBe(200);
  expect((await login('wrong')).status).toBe(401);
});

it('ends an access token after 15 minutes and renews it with a refresh token, which serves many times for 7 days', async () => {
  await open();
  const { tokens } = await login();
  const refreshToken = tokens['refresh_token'] ?? '';
  clock.advance(15 * MINUTE_MS);
  expect((await messages({ authorization: `Bearer ${tokens['access_token']}` })).status).toBe(401);
  for (let turn = 0; turn < 3; turn += 1) {
    const renewed = (await (await refresh(refreshToken)).json()) as Record<string, string>;
    expect((await messages({ authorization: `Bearer ${renewed['access_token']}` })).status).toBe(200);
    clock.advance(DAY_MS);
  }
  clock.advance(4 * DAY_MS);
  expect((await refresh(refreshToken)).status).toBe(401);
});

it('takes each token for its own use only', async () => {
  await open();
  const { tokens } = await login();
  expect((await refresh(tokens['access_token'] ?? '')).status).toBe(401);
  expect((await messages({ authorization: `Bearer ${tokens['refresh_token']}` })).status).toBe(401);
  expect((await messages({ authorization: `Bearer ${tokens['access_token']}x` })).status).toBe(401);
  expect((await messages({ authorization: 'Bearer nonsense' })).status).toBe(401);
});

it('takes a key in X-API-Key until it is revoked', async () => {
  await open();
  const key = running.state.create('worker');
  expect(key.value).toMatch(/^nmk_live_/);
  clock.advance(1000 * DAY_MS);
  expect((await messages({ 'x-api-key': key.value })).status).toBe(200);
  expect((await messages({ authorization: `Bearer ${key.value}` })).status).toBe(401);
  running.state.revoke(key.id);
  expect((await messages({ 'x-api-key': key.value })).status).toBe(401);
});

it('allows 200 requests a minute a tenant and says so in every answer', async () => {
  await open();
  const headers = { 'x-api-key': running.state.create('worker').value };
  const first = await messages(headers);
  expect(first.headers.get('x-ratelimit-limit')).toBe('200');
  expect(first.headers.get('x-ratelimit-remaining')).toBe('199');
  expect(Number(first.headers.get('x-ratelimit-reset'))).toBe((clock.now() + MINUTE_MS) / 1000);
  running.state.limiter.leave('tenant', 1);
  expect((await messages(headers)).headers.get('x-ratelimit-remaining')).toBe('0');
  const refused = await messages(headers);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  expect((await login()).status).toBe(429);
  clock.advance(MINUTE_MS);
  expect((await messages(headers)).status).toBe(200);
});

it('loads more rows of its table', async () => {
  await open();
  running.state.fill(42);
  const visitor = new Visitor(running.url);
  const first = await (await visitor.signIn()).text();
  expect([...first.matchAll(/data-id=/g)]).toHaveLength(20);
  expect(first).toContain('id="more"');
  const second = await visitor.get(`${HOME}/rows?from=20`);
  expect(second.headers.get('x-more')).toBe('true');
  expect([...(await second.text()).matchAll(/data-id=/g)]).toHaveLength(20);
  const last = await visitor.get(`${HOME}/rows?from=40`);
  expect(last.headers.get('x-more')).toBe('false');
  expect([...(await last.text()).matchAll(/data-id=/g)]).toHaveLength(5);
});

it('shows a new key once and revokes it', async () => {
  await open();
  const visitor = new Visitor(running.url);
  await visitor.signIn();
  const page = await (await visitor.post(HOME, { name: 'deploys' })).text();
  const key = running.state.keys.at(-1);
  expect(page).toContain(key?.value);
  const later = await visitor.page(HOME);
  expect(later).toContain('deploys');
  expect(later).not.toContain(key?.value);
  expect(await (await visitor.post(`${HOME}/${key?.id}/revoke`)).text()).not.toContain('deploys');
});
