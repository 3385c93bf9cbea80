import { afterEach, beforeEach, expect, it } from 'vitest';
import { startElsewhere } from './elsewhere.ts';
import type { Fault } from './faults.ts';
import { json } from './reply.ts';
import { Router } from './router.ts';
import { type Simulator, startServer } from './server.ts';

const NOW = Date.UTC(2026, 6, 1, 12);
const AUTHORIZATION = { authorization: 'Bearer made-up-token' };
let running: Simulator<null>;

beforeEach(async () => {
  const router = new Router(() => json({ message: 'no' }, { status: 404 }));
  router.on('GET', '/keys', ({ endlessPages }) => json({ keys: ['first', 'second'], next: endlessPages }));
  router.on('GET', '/bug', () => {
    throw new Error('a bug');
  });
  running = await startServer(router, null, { now: () => NOW });
});

afterEach(() => running.close());

function ask(redirect: RequestRedirect = 'manual'): Promise<Response> {
  return fetch(`${running.url}/keys`, { headers: AUTHORIZATION, redirect });
}

it.each([401, 403, 404, 500] as const)('answers %i', async (status) => {
  running.faults.add({ kind: 'status', status });
  expect((await ask()).status).toBe(status);
});

it.each([
  [{ kind: 'limited', retryAfterSeconds: null }, null],
  [{ kind: 'limited', retryAfterSeconds: 7 }, '7'],
  [{ kind: 'limited', retryAfterSeconds: 60, as: 'date' }, 'Wed, 01 Jul 2026 12:01:00 GMT'],
] as const satisfies [Fault, string | null][])('limits with %o', async (fault, expected) => {
  running.faults.add(fault);
  const reply = await ask();
  expect(reply.status).toBe(429);
  expect(reply.headers.get('retry-after')).toBe(expected);
});

it('cuts a body in the middle', async () => {
  running.faults.add({ kind: 'truncated' });
  const reply = await ask();
  expect(reply.status).toBe(200);
  await expect(reply.text()).rejects.toThrow();
});

it('cuts the connection', async () => {
  running.faults.add({ kind: 'reset' });
  await expect(ask()).rejects.toThrow();
});

it('sends another content type, or a page where JSON was due', async () => {
  const off = running.faults.add({ kind: 'wrong-content-type', contentType: 'image/png' });
  expect((await ask()).headers.get('content-type')).toBe('image/png');
  off();
  running.faults.add({ kind: 'html-error', status: 200 });
  expect(await (await ask()).text()).toContain('<h1>');
});

it('pours an endless body until the other side hangs up', async () => {
  running.faults.add({ kind: 'endless-body' });
  const reader = (await ask()).body?.getReader();
  let bytes = 0;
  while (bytes < 5_000_000) bytes += (await reader?.read())?.value?.length ?? 0;
  await reader?.cancel();
  expect(bytes).toBeGreaterThanOrEqual(5_000_000);
});

it('redirects elsewhere, where somebody watches for credentials, or in circles', async () => {
  const elsewhere = await startElsewhere();
  const off = running.faults.add({ kind: 'redirect', to: `${elsewhere.url}/keys` });
  expect((await ask('follow')).url).toBe(`${elsewhere.url}/keys`);
  expect(elsewhere.requests.entries).toMatchObject([{ path: '/keys', credentials: [], status: 200 }]);
  off();
  running.faults.add({ kind: 'redirect-loop' });
  await expect(ask('follow')).rejects.toThrow();
  await elsewhere.close();
});

it('echoes credentials, in an error or beside the answer', async () => {
  const off = running.faults.add({ kind: 'echo', status: 400 });
  expect(await (await ask()).text()).toContain('made-up-token');
  off();
  running.faults.add({ kind: 'echo', status: 200 });
  expect((await ask()).headers.get('x-echo')).toContain('made-up-token');
});

it('claims that there are more pages', async () => {
  running.faults.add({ kind: 'endless-pages' });
  expect(await (await ask()).json()).toMatchObject({ next: true });
});

it('meets only the requests that it is for', async () => {
  running.faults.add({ kind: 'status', status: 500 }, { path: '/keys', method: 'GET', after: 1, times: 2 });
  expect((await fetch(`${running.url}/other`)).status).toBe(404);
  const statuses: number[] = [];
  for (let index = 0; index < 5; index += 1) statuses.push((await ask()).status);
  expect(statuses).toEqual([200, 500, 500, 200, 200]);
});

it('counts how many requests were under way at once, and says nothing about their credentials', async () => {
  running.faults.add({ kind: 'slow', delayMs: 100 });
  await Promise.all([ask(), ask(), ask()]);
  expect(running.requests.peak).toBe(3);
  expect(running.requests.entries[0]?.credentials).toEqual(['authorization']);
  expect(JSON.stringify(running.requests.entries)).not.toContain('made-up-token');
});

it('tells a bug of its own from a provider’s error', async () => {
  expect((await fetch(`${running.url}/bug`)).status).toBe(500);
  expect(running.bugs.map(({ message }) => message)).toEqual(['a bug']);
});
