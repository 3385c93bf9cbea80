import { afterEach, expect, it } from 'vitest';
import { HOUR_MS, ManualClock } from '../frame/clock.ts';
import type { Simulator } from '../frame/server.ts';
import { Visitor } from '../frame/visitor.ts';
import { type NativeBridge, startNativeBridge } from './nativebridge.ts';

const HOME = '/dashboard/api-keys';
let running: Simulator<NativeBridge>;

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

async function open(options: Parameters<typeof startNativeBridge>[0] = {}) {
  running = await startNativeBridge(options);
  const visitor = new Visitor(running.url);
  await visitor.signIn();
  return visitor;
}

function call(authorization: string): Promise<Response> {
  return fetch(`${running.url}/api/apps`, { headers: { authorization } });
}

it('lists name, created, last used and actions in a grid, and only active keys', async () => {
  const visitor = await open();
  const page = await visitor.page(HOME);
  expect([...page.matchAll(/role="columnheader"><span>([^<]*)/g)].map(([, title]) => title)).toEqual([
    'Name',
    'Created',
    'Last Used',
    'Actions',
  ]);
  expect(page).toContain('Never');
  expect(page).toContain('3 hours ago');
  running.state.revoke(running.state.keys[0]?.id ?? '');
  expect(await visitor.page(HOME)).not.toContain('GitHub Actions');
});

it('shows a new key once', async () => {
  const visitor = await open();
  const created = await (await visitor.post(HOME, { name: 'Deploys' })).text();
  const value = running.state.keys.at(-1)?.value ?? '';
  expect(created).toContain(value);
  expect(await visitor.page(HOME)).not.toContain(value);
});

it('regenerates as a revocation and a new key with the same name', async () => {
  const visitor = await open();
  const old = running.state.keys[0];
  if (old === undefined) throw new Error('There is no key.');
  const page = await (await visitor.post(`${HOME}/${old.id}/regenerate`)).text();
  const fresh = running.state.keys.at(-1);
  expect(fresh?.name).toBe(old.name);
  expect(page).toContain(fresh?.value);
  expect((await call(`Bearer ${old.value}`)).status).toBe(401);
  expect((await call(`Bearer ${fresh?.value}`)).status).toBe(200);
  expect((await visitor.post(`${HOME}/${old.id}/revoke`)).status).toBe(404);
});

it('wants "Bearer " and the exact key', async () => {
  await open();
  const value = running.state.keys[0]?.value ?? '';
  expect((await call(value)).status).toBe(401);
  expect((await call(`Bearer  ${value}`)).status).toBe(401);
  expect((await call(`Bearer ${value}`)).status).toBe(200);
});

it('holds the hourly limit of the plan', async () => {
  const clock = new ManualClock(Date.UTC(2026, 6, 1));
  await open({ plan: 'free', now: clock.now });
  const authorization = `Bearer ${running.state.keys[0]?.value}`;
  for (let index = 0; index < 60; index += 1) expect((await call(authorization)).status).toBe(200);
  const refused = await call(authorization);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBeNull();
  clock.advance(HOUR_MS);
  expect((await call(authorization)).status).toBe(200);
});

it.each([
  ['free', 1],
  ['starter', 3],
] as const)('lets plan %s have %i at once', async (plan, concurrent) => {
  await open({ plan });
  const authorization = `Bearer ${running.state.keys[0]?.value}`;
  running.faults.add({ kind: 'slow', delayMs: 200 });
  const replies = await Promise.all(Array.from({ length: concurrent + 2 }, () => call(authorization)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(concurrent);
  expect(replies.filter(({ status }) => status === 429)).toHaveLength(2);
  running.faults.clear();
  expect((await call(authorization)).status).toBe(200);
});
