import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Simulator } from '../frame/server.ts';
import { Visitor } from '../frame/visitor.ts';
import { type Bkend, startBkend } from './bkend.ts';

const HOME = '/project/api-keys';
let running: Simulator<Bkend>;
let visitor: Visitor;

beforeEach(async () => {
  running = await startBkend();
  visitor = new Visitor(running.url);
  await visitor.signIn();
});

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

it('lists the keys of one environment in two sections', async () => {
  const dev = await visitor.page(HOME);
  expect(dev).toContain('Publishable Keys');
  expect(dev).toContain('Secret Keys');
  expect([...dev.matchAll(/<article/g)]).toHaveLength(2);
  expect(await visitor.page(`${HOME}?environment=staging`)).toContain('No keys in this environment.');
  expect([...(await visitor.page(`${HOME}?environment=prod`)).matchAll(/<article/g)]).toHaveLength(3);
});

it('always shows publishable keys, and secret ones masked', async () => {
  const page = await visitor.page(HOME);
  expect(page).toContain(running.state.keysOf('dev', 'publishable')[0]?.value);
  expect(page).not.toContain(running.state.keysOf('dev', 'secret')[0]?.value);
});

it('shows a new secret key once', async () => {
  const page = await (await visitor.post(`${HOME}?environment=prod&kind=secret`, { name: 'worker' })).text();
  const key = running.state.keysOf('prod', 'secret').at(-1);
  expect(key?.value).toMatch(/^sk_/);
  expect(page).toContain(key?.value);
  expect(await visitor.page(`${HOME}?environment=prod`)).not.toContain(key?.value);
});

it('deletes only when the name is typed', async () => {
  const key = running.state.keysOf('dev', 'secret')[0];
  expect((await visitor.post(`${HOME}/${key?.id}/delete`, { name: 'server' })).status).toBe(422);
  expect(running.state.keysOf('dev', 'secret')).toHaveLength(1);
  expect((await visitor.post(`${HOME}/${key?.id}/delete`, { name: 'server-key' })).status).toBe(200);
  expect(running.state.keysOf('dev', 'secret')).toHaveLength(0);
  expect(running.state.keysOf('prod', 'secret')).toHaveLength(1);
  expect((await visitor.post(`${HOME}/${key?.id}/delete`, { name: 'server-key' })).status).toBe(404);
});

it('takes keys in X-API-Key, and calls of a user with Authorization beside it', async () => {
  const [key] = running.state.keysOf('prod', 'publishable');
  const secret = running.state.keysOf('prod', 'secret')[0];
  async function ask(path: string, headers: Record<string, string>) {
    const reply = await fetch(`${running.url}${path}`, { headers });
    return { status: reply.status, body: (await reply.json()) as unknown };
  }
  const withKey = { 'x-api-key': key?.value ?? '' };
  expect(await ask('/api/public', withKey)).toEqual({
    status: 200,
    body: { environment: 'prod', permissions: 'limited' },
  });
  expect((await ask('/api/public', { 'x-api-key': secret?.value ?? '' })).body).toMatchObject({ permissions: 'full' });
  expect((await ask('/api/me', withKey)).status).toBe(401);
  expect((await ask('/api/me', { ...withKey, authorization: `Bearer ${running.state.appUserToken}` })).status).toBe(
    200,
  );
  running.state.delete(key?.id ?? '', key?.name ?? '');
  expect((await ask('/api/public', withKey)).status).toBe(401);
});
