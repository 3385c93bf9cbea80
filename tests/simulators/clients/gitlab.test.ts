import { afterEach, beforeEach, expect, it, type TestContext } from 'vitest';
import { DAY_MS, ManualClock } from '../frame/clock.ts';
import type { Simulator } from '../frame/server.ts';
import { type GitLab, type GitLabToken, startGitLab } from '../providers/gitlab.ts';
import { packageOrSkip } from './vendor-package.ts';

type Token = { readonly id: number; readonly name: string; readonly active: boolean; readonly token?: string };
type Query = Record<string, unknown>;
interface Client {
  readonly PersonalAccessTokens: {
    all(query?: Query): Promise<Token[]>;
    rotate(id: number | 'self', query?: Query): Promise<Token>;
    remove(query: Query): Promise<void>;
    show(query?: Query): Promise<Token>;
  };
  readonly ProjectAccessTokens: {
    all(project: number): Promise<Token[]>;
    revoke(project: number, token: number): Promise<void>;
  };
  readonly GroupAccessTokens: {
    all(group: number): Promise<Token[]>;
    rotate(group: number, token: number): Promise<Token>;
  };
}
type Package = { readonly Gitlab: new (options: Record<string, unknown>) => Client };

let running: Simulator<GitLab>;
let own: GitLabToken;

beforeEach(async () => {
  running = await startGitLab({ now: new ManualClock(Date.UTC(2026, 6, 1)).now });
  own = running.state.add('inventory');
});

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

async function client(context: TestContext, token = own.value): Promise<Client> {
  const { Gitlab } = await packageOrSkip<Package>(context, '@gitbeaker/rest');
  return new Gitlab({ host: running.url, token, queryTimeout: 5000 });
}

it.for([false, true])('lists all pages of personal tokens, with totals left out: %s', async (omitTotals, context) => {
  running.state.omitTotals = omitTotals;
  for (let index = 0; index < 50; index += 1) running.state.add(`token ${index}`);
  running.state.add('of somebody else', { userId: 1 });
  const tokens = await (await client(context)).PersonalAccessTokens.all();
  expect(tokens.map(({ name }) => name)).toEqual([
    'inventory',
    ...Array.from({ length: 50 }, (_, index) => `token ${index}`),
  ]);
  expect(running.requests.entries).toHaveLength(3);
});

it('filters by state, name and revocation', async (context) => {
  running.state.add('old laptop', { revoked: true });
  running.state.add('ended', { expiresAt: '2026-01-11' });
  const { PersonalAccessTokens } = await client(context);
  const names = async (query: Query) => (await PersonalAccessTokens.all(query)).map(({ name }) => name);
  expect(await names({ state: 'inactive' })).toEqual(['old laptop', 'ended']);
  expect(await names({ revoked: true })).toEqual(['old laptop']);
  expect(await names({ search: 'LAP' })).toEqual(['old laptop']);
  await expect(PersonalAccessTokens.all({ userId: 1 })).rejects.toMatchObject({ cause: { response: { status: 401 } } });
});

it('rotates into a new id and value, once: a second time ends the whole family', async (context) => {
  const first = await client(context);
  const rotated = await first.PersonalAccessTokens.rotate('self');
  expect(rotated.id).not.toBe(own.id);
  await expect(first.PersonalAccessTokens.show()).rejects.toThrow();
  const second = await client(context, rotated.token);
  expect(await second.PersonalAccessTokens.show()).toMatchObject({
    id: rotated.id,
    active: true,
    expires_at: '2026-07-08',
  });
  await expect(first.PersonalAccessTokens.rotate('self')).rejects.toMatchObject({
    cause: { response: { status: 401 } },
  });
  await expect(second.PersonalAccessTokens.show()).rejects.toMatchObject({ cause: { response: { status: 401 } } });
});

it('wants the scope for rotating', async (context) => {
  const reader = running.state.add('reader', { scopes: ['read_api'] });
  const selfish = running.state.add('selfish', { scopes: ['self_rotate'] });
  const forbidden = { cause: { response: { status: 403 } } };
  await expect((await client(context, reader.value)).PersonalAccessTokens.rotate('self')).rejects.toMatchObject(
    forbidden,
  );
  const { PersonalAccessTokens } = await client(context, selfish.value);
  await expect(PersonalAccessTokens.rotate(own.id)).rejects.toMatchObject(forbidden);
  expect((await PersonalAccessTokens.rotate('self')).token).toMatch(/^glpat-/);
});

it('revokes', async (context) => {
  const other = running.state.add('other');
  await (await client(context)).PersonalAccessTokens.remove({ tokenId: other.id });
  expect(other.revoked).toBe(true);
});

it('knows the tokens of projects and groups', async (context) => {
  const ofProject = running.state.add('deploy-pull', { home: 'projects/42', userId: 77_120 });
  const ofGroup = running.state.add('audit-reader', { home: 'groups/7', userId: 78_003 });
  const { ProjectAccessTokens, GroupAccessTokens } = await client(context);
  expect(await ProjectAccessTokens.all(42)).toMatchObject([{ name: 'deploy-pull', access_level: 20 }]);
  await ProjectAccessTokens.revoke(42, ofProject.id);
  expect(ofProject.revoked).toBe(true);
  const rotated = await GroupAccessTokens.rotate(7, ofGroup.id);
  expect((await GroupAccessTokens.all(7)).map(({ id, active }) => [id, active])).toEqual([
    [ofGroup.id, false],
    [rotated.id, true],
  ]);
});

it('limits with plain text and the documented headers', async () => {
  running.state.limiter.leave('user', 0);
  const reply = await fetch(`${running.url}/api/v4/personal_access_tokens`, {
    headers: { 'private-token': own.value },
  });
  expect(reply.status).toBe(429);
  expect(await reply.text()).toBe('Retry later\n');
  expect(reply.headers.get('retry-after')).toBe('60');
  expect(reply.headers.get('ratelimit-remaining')).toBe('0');
  expect(Date.parse(reply.headers.get('ratelimit-resettime') ?? '')).toBe(Date.UTC(2026, 6, 1, 0, 1));
});

it('takes no token that has ended', async () => {
  const ended = running.state.add('ended', {
    expiresAt: new Date(Date.UTC(2026, 6, 1) - DAY_MS).toISOString().slice(0, 10),
  });
  const reply = await fetch(`${running.url}/api/v4/personal_access_tokens/self`, {
    headers: { 'private-token': ended.value },
  });
  expect(reply.status).toBe(401);
});
