import { afterEach, beforeEach, expect, it, type TestContext } from 'vitest';
import { type GitLabCi, type GitLabCiToken, type GitLabHome, startGitLabCi } from '../ci/gitlab.ts';
import { ManualClock } from '../frame/clock.ts';
import type { Simulator } from '../frame/server.ts';
import { packageOrSkip } from './vendor-package.ts';

type Options = Record<string, unknown>;
type Variable = Readonly<Record<string, unknown>>;
interface Variables {
  all(id: string, options?: Options): Promise<Variable[]>;
  show(id: string, key: string, options?: Options): Promise<Variable>;
  create(id: string, key: string, value: string, options?: Options): Promise<Variable>;
  edit(id: string, key: string, value: string, options?: Options): Promise<Variable>;
  remove(id: string, key: string, options?: Options): Promise<void>;
}
interface Client {
  readonly ProjectVariables: Variables;
  readonly GroupVariables: Variables;
  readonly PersonalAccessTokens: { show(): Promise<Variable> };
}
type Package = { readonly Gitlab: new (options: Options) => Client };

const PROJECT = 'acme/web/storefront';
let running: Simulator<GitLabCi>;
let token: GitLabCiToken;
let project: GitLabHome;

beforeEach(async () => {
  running = await startGitLabCi({ now: new ManualClock(Date.UTC(2026, 6, 1)).now });
  token = running.state.addToken({ expiresAt: '2026-08-01' });
  project = running.state.addHome('projects', PROJECT);
  running.state.addHome('groups', 'acme');
});

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

/** Gitbeaker itself, with its own way to send: not the one that Keyrail gives it. */
async function client(context: TestContext, value = token.value): Promise<Client> {
  const { Gitlab } = await packageOrSkip<Package>(context, '@gitbeaker/rest');
  return new Gitlab({ host: running.url, token: value, queryTimeout: 5_000 });
}
const status = (code: number) => ({ cause: { response: { status: code } } });

it.for(['ProjectVariables', 'GroupVariables'] as const)(
  'creates, reads, changes and removes: %s',
  async (kind, context) => {
    const variables = (await client(context))[kind];
    const id = kind === 'ProjectVariables' ? PROJECT : 'acme';
    const created = await variables.create(id, 'DEPLOY_TOKEN', 'made-up-value', {
      masked: true,
      protected: true,
      raw: true,
      environmentScope: 'production',
      description: 'rotated 2026-08',
    });
    expect(created).toEqual({
      variable_type: 'env_var',
      key: 'DEPLOY_TOKEN',
      value: 'made-up-value',
      protected: true,
      masked: true,
      hidden: false,
      raw: true,
      environment_scope: 'production',
      description: 'rotated 2026-08',
    });
    await variables.create(id, 'DEPLOY_TOKEN', 'another', { environmentScope: 'staging' });
    const filter = { filter: { environment_scope: 'production' } };
    await expect(variables.show(id, 'DEPLOY_TOKEN')).rejects.toMatchObject(status(409));
    expect(await variables.show(id, 'DEPLOY_TOKEN', filter)).toEqual(created);
    expect(await variables.edit(id, 'DEPLOY_TOKEN', 'made-up-value-2', filter)).toEqual({
      ...created,
      value: 'made-up-value-2',
    });
    expect(await variables.all(id)).toMatchObject([{ value: 'made-up-value-2' }, { value: 'another' }]);
    await variables.remove(id, 'DEPLOY_TOKEN', filter);
    expect(await variables.all(id)).toMatchObject([{ environment_scope: 'staging' }]);
    await expect(variables.edit(id, 'DEPLOY_TOKEN', 'x', filter)).rejects.toMatchObject(status(404));
  },
);

it('holds to the rules of masking, hiding and names', async (context) => {
  const { ProjectVariables } = await client(context);
  for (const [value, options] of [
    ['short', {}],
    ['has space', { raw: true }],
    ['line\nline', { raw: true }],
    ['with$dollar', { raw: false }],
  ] as const) {
    await expect(ProjectVariables.create(PROJECT, 'A', value, { masked: true, ...options })).rejects.toMatchObject({
      ...status(400),
      message: '{"value":["is invalid"]}',
    });
  }
  await ProjectVariables.create(PROJECT, 'A', 'with$dollar', { masked: true, raw: true });
  await expect(ProjectVariables.create(PROJECT, 'A', 'x')).rejects.toThrow('already been taken');
  await expect(ProjectVariables.create(PROJECT, 'A-B', 'x')).rejects.toMatchObject(status(400));
  running.state.set(project, 'LONG_ENOUGH', 'made up');
  await expect(ProjectVariables.create(PROJECT, 'B', 'LONG_ENOUGH', { masked: true, raw: true })).rejects.toMatchObject(
    status(400),
  );
  const hidden = await ProjectVariables.create(PROJECT, 'H', 'made-up-value', { maskedAndHidden: true });
  expect(hidden).toMatchObject({ masked: true, hidden: true, value: null });
  // It cannot be turned on later.
  const seen = await ProjectVariables.edit(PROJECT, 'A', 'made-up-value', { maskedAndHidden: true });
  expect(seen).toMatchObject({ hidden: false, value: 'made-up-value' });
  expect(await ProjectVariables.create(PROJECT, 'F', 'line\nline', { variableType: 'file' })).toMatchObject({
    variable_type: 'file',
    masked: false,
  });
});

it.for([false, true])('lists all pages, with totals left out: %s', async (omitTotals, context) => {
  running.state.omitTotals = omitTotals;
  for (let index = 0; index < 45; index += 1) running.state.set(project, `V_${index}`, 'made up');
  const { ProjectVariables } = await client(context);
  const keys = (await ProjectVariables.all(PROJECT)).map(({ key }) => key);
  expect(keys).toEqual(Array.from({ length: 45 }, (_, index) => `V_${index}`));
  expect(running.requests.entries).toHaveLength(3);
});

it('refuses by scope, role and token, and hides what is not to be seen', async (context) => {
  const own = await client(context);
  expect(await own.PersonalAccessTokens.show()).toMatchObject({ scopes: ['api'], expires_at: '2026-08-01' });
  await expect(own.ProjectVariables.all('acme/nothing')).rejects.toMatchObject(status(404));
  const reader = await client(context, running.state.addToken({ scopes: ['read_api'] }).value);
  expect(await reader.ProjectVariables.all(PROJECT)).toEqual([]);
  await expect(reader.ProjectVariables.create(PROJECT, 'A', 'x')).rejects.toMatchObject(status(403));
  const maintainer = await client(context, running.state.addToken({ role: 'Maintainer' }).value);
  await maintainer.ProjectVariables.create(PROJECT, 'A', 'x');
  await expect(maintainer.GroupVariables.all('acme')).rejects.toMatchObject(status(403));
  const outsider = await client(context, running.state.addToken({ hiddenFrom: [PROJECT] }).value);
  await expect(outsider.ProjectVariables.all(PROJECT)).rejects.toMatchObject(status(404));
  const ended = await client(context, running.state.addToken({ expiresAt: '2026-07-01' }).value);
  await expect(ended.ProjectVariables.all(PROJECT)).rejects.toMatchObject(status(401));
});

it('limits with plain text and the documented headers', async () => {
  running.state.limiter.leave('user', 0);
  const reply = await fetch(`${running.url}/api/v4/projects/${encodeURIComponent(PROJECT)}/variables`, {
    headers: { 'private-token': token.value },
  });
  expect(reply.status).toBe(429);
  expect(await reply.text()).toBe('Retry later\n');
  expect(reply.headers.get('retry-after')).toBe('60');
});
