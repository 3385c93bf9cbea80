import { afterEach, expect, it } from 'vitest';
import { DAY_MS, ManualClock } from '../frame/clock.ts';
import type { Simulator } from '../frame/server.ts';
import { Visitor } from '../frame/visitor.ts';
import { type Norrix, startNorrix } from './norrix.ts';

const HOME = '/dashboard/settings/api-keys';
let running: Simulator<Norrix>;

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

async function open(userName = 'dana', options: Parameters<typeof startNorrix>[0] = {}) {
  running = await startNorrix(options);
  const visitor = new Visitor(running.url);
  await visitor.signIn(userName);
  return visitor;
}

function call(value: string, scope = 'build'): Promise<Response> {
  return fetch(`${running.url}/api/${scope}`, { headers: { authorization: `Bearer ${value}` } });
}

it('lists the documented columns, with active, revoked and expired keys and 12 characters of each', async () => {
  const page = await (await open()).page(HOME);
  for (const title of ['Name', 'Key prefix', 'Scopes', 'Last used', 'Expiration', 'Created by']) {
    expect(page).toContain(`<th scope="col">${title}</th>`);
  }
  for (const status of ['active', 'revoked', 'expired']) expect(page).toContain(`<td>${status}</td>`);
  for (const key of running.state.keys) {
    expect(key.value).toMatch(/^nrx_[A-Za-z0-9+/]+=*$/);
    expect(page).toContain(`<code>${key.value.slice(0, 12).replaceAll('+', '+')}...</code>`);
    expect(page).not.toContain(key.value);
  }
});

it('turns pages of ten', async () => {
  const visitor = await open();
  running.state.fill(21);
  const names = new Set<string>();
  for (const page of [1, 2, 3]) {
    const markup = await visitor.page(`${HOME}?page=${page}`);
    for (const [, id] of markup.matchAll(/data-id="([^"]+)"/g)) names.add(id ?? '');
    expect(markup.includes('rel="next"')).toBe(page < 3);
  }
  expect(names.size).toBe(25);
});

it('never ends its pages where that fault is on', async () => {
  const visitor = await open();
  running.faults.add({ kind: 'endless-pages' });
  expect(await visitor.page(`${HOME}?page=500`)).toContain('?page=501');
});

it('creates with all scopes unless fewer are picked, and shows the key once', async () => {
  const visitor = await open('sam');
  expect([...(await visitor.page(`${HOME}/new`)).matchAll(/name="scopes" value="\w+" checked/g)]).toHaveLength(3);
  const fields = new URLSearchParams([
    ['name', 'Deploy'],
    ['scopes', 'update'],
    ['days', '30'],
  ]);
  const page = await (await visitor.post(HOME, fields)).text();
  const key = running.state.keys[0];
  expect(key).toMatchObject({ name: 'Deploy', scopes: ['update'], createdBy: 'sam' });
  expect(page).toContain(key?.value);
  expect(await visitor.page(HOME)).not.toContain(key?.value);
});

it('lets owners revoke any key, admins their own, members none', async () => {
  const admin = await open('sam');
  const owner = new Visitor(running.url);
  await owner.signIn('dana');
  const member = new Visitor(running.url);
  await member.signIn('mia');
  const ofDana = running.state.create('of dana', { createdBy: 'dana' });
  const ofSam = running.state.create('of sam', { createdBy: 'sam' });
  expect((await admin.page(HOME)).includes(`${ofDana.id}/revoke`)).toBe(false);
  expect((await admin.post(`${HOME}/${ofDana.id}/revoke`)).status).toBe(403);
  expect((await admin.post(`${HOME}/${ofSam.id}/revoke`)).status).toBe(200);
  expect((await member.get(HOME)).status).toBe(403);
  expect((await member.post(`${HOME}/${ofDana.id}/revoke`)).status).toBe(403);
  expect((await owner.post(`${HOME}/${ofDana.id}/revoke`)).status).toBe(200);
  expect(running.state.keys.find(({ id }) => id === ofDana.id)?.revoked).toBe(true);
});

it('accepts active keys within their scopes', async () => {
  const clock = new ManualClock(Date.UTC(2026, 6, 1));
  await open('dana', { now: clock.now });
  const key = running.state.create('short', { scopes: ['build'], expiresInDays: 1 });
  expect((await call(key.value)).status).toBe(200);
  expect((await call(key.value, 'submit')).status).toBe(403);
  clock.advance(DAY_MS);
  expect((await call(key.value)).status).toBe(401);
  const other = running.state.create('other');
  running.state.revoke(other.id);
  expect((await call(other.value)).status).toBe(401);
});
