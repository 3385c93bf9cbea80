import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Simulator } from '../frame/server.ts';
import { Visitor } from '../frame/visitor.ts';
import { type SdkKeyPlatform, startSdkKey } from './sdkkey.ts';

const HOME = '/projects/6666/settings/sdk-key';
let running: Simulator<SdkKeyPlatform>;
let visitor: Visitor;

beforeEach(async () => {
  running = await startSdkKey();
  visitor = new Visitor(running.url);
  await visitor.signIn();
});

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

async function status(token: string): Promise<number> {
  return (await fetch(`${running.url}/api/flags`, { headers: { authorization: `Bearer ${token}` } })).status;
}

it('gives every project an active default key that nobody can deactivate', async () => {
  const key = running.state.keysOf('6666')?.find(({ isDefault }) => isDefault);
  expect(key?.name).toMatch(/^6666_default_\d+$/);
  expect(key?.active).toBe(true);
  expect(await visitor.page(HOME)).toContain('<button type="button" disabled>Deactivate</button>');
  expect((await visitor.post(`${HOME}/${key?.id}/deactivate`)).status).toBe(403);
  expect(key?.active).toBe(true);
});

it('keeps projects apart', async () => {
  expect(await visitor.page(HOME)).not.toContain('7777_default');
  expect(await visitor.page('/projects/7777/settings/sdk-key')).not.toContain('server_prod');
  expect((await visitor.get('/projects/1/settings/sdk-key')).status).toBe(404);
});

it('masks tokens until one is shown', async () => {
  const page = await visitor.page(HOME);
  const keys = running.state.keysOf('6666') ?? [];
  for (const { token } of keys) expect(page).not.toContain(token);
  const [, second] = keys;
  expect(await visitor.page(`${HOME}?reveal=${second?.id}`)).toContain(second?.token);
});

it.each(['ios-prod', 'ios.prod', 'ios prod', 'ümlaut', ''])('refuses the name "%s"', async (name) => {
  expect((await visitor.post(HOME, { name })).status).toBe(422);
  expect(running.state.keysOf('6666')).toHaveLength(4);
});

it('creates active keys, and rejects a token as soon as its key is deactivated', async () => {
  const page = await (await visitor.post(HOME, { name: 'ios_prod', description: 'the app' })).text();
  const key = running.state.keysOf('6666')?.at(-1);
  expect(page).toContain('ios_prod');
  expect(key).toMatchObject({ active: true, description: 'the app', createdBy: 'dana' });
  expect(await status(key?.token ?? '')).toBe(200);
  expect(await (await visitor.post(`${HOME}/${key?.id}/deactivate`)).text()).toContain('ios_prod');
  expect(await status(key?.token ?? '')).toBe(401);
});
