import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Simulator } from '../tests/simulators/frame/server.ts';
import { startDatadog } from '../tests/simulators/providers/datadog.ts';
import { type GitLab, type GitLabToken, startGitLab } from '../tests/simulators/providers/gitlab.ts';
import { CliSandbox } from './testing/run-cli.ts';

const cli = new CliSandbox();
const STAGING = ['-p', 'shop', '-e', 'staging'];
let simulator: Simulator<GitLab>;
let token: GitLabToken;
beforeAll(async () => {
  simulator = await startGitLab();
  token = simulator.state.add('inventory', { scopes: ['api'] });
  simulator.state.add('old laptop', { revoked: true });
  await cli.run(['init']);
  await cli.run(['projects', 'add', 'shop']);
  await cli.run(['add', 'GITLAB_TOKEN', ...STAGING], { input: token.value });
});
afterAll(async () => {
  await simulator.close();
  cli.remove();
});

describe('a connection with an API', () => {
  it('is synced by name and together with others, and tells failures by the exit status', async () => {
    const added = await cli.run(['connections', 'add', 'gitlab', ...STAGING, '--base-url', `${simulator.url}/api/v4`], {
      input: token.value,
    });
    expect(added.status).toBe(0);
    const synced = await cli.run(['sync', 'GitLab', '--json']);
    expect(JSON.parse(synced.stdout)).toMatchObject({
      ...{ connection: 'GitLab', provider: 'gitlab', status: 'done', way: 'api', seen: 2, new: 2, gone: 0 },
      rateLimit: { limit: expect.any(Number) },
      error: null,
    });
    await cli.run(['connections', 'add', 'gitlab', '--name', 'bad', '--base-url', simulator.url], {
      input: 'glpat-madeUpWrong00000000',
    });
    const all = await cli.run(['sync', '--json']);
    expect(JSON.parse(all.stdout)).toMatchObject({
      connections: [
        { connection: 'bad', status: 'failed', error: { code: 'provider-refused' } },
        { connection: 'GitLab', status: 'done', new: 0 },
      ],
    });
    expect(all.status).toBe(6);
    expect(all.stdout + all.stderr + synced.stdout + synced.stderr).not.toContain(token.value);
  });

  it('is tested with one request, which keeps nothing', async () => {
    const works = await cli.run(['connections', 'test', 'GitLab', '--json']);
    expect([works.status, JSON.parse(works.stdout)]).toMatchObject([
      0,
      { connection: 'GitLab', provider: 'gitlab', result: 'works', message: expect.any(String), hints: [] },
    ]);
    const refused = await cli.run(['connections', 'test', 'bad']);
    expect([refused.status, refused.stdout]).toMatchObject([6, expect.stringMatching(/^refused: /)]);
    expect((await cli.run(['connections', 'test', 'Nobody'])).status).toBe(4);
    await cli.run(['connections', 'add', 'norrix', '--name', 'by hand']);
    expect(await cli.run(['connections', 'test', 'by hand'])).toMatchObject({ status: 1, stdout: '' });
  });

  it('says how often an open window syncs it', async () => {
    const every = async (text: string) => cli.run(['connections', 'edit', 'GitLab', '--sync-every', text, '--json']);
    expect(JSON.parse((await every('6h')).stdout)).toMatchObject({ syncEveryMs: 21_600_000 });
    for (const wrong of ['6', 'often', '0h', '1min']) expect((await every(wrong)).status).toBe(5);
    expect(JSON.parse((await every('never')).stdout)).toMatchObject({ syncEveryMs: null });
  });

  it('is left to a person where that is what they chose', async () => {
    const way = async (text: string) => cli.run(['connections', 'edit', 'GitLab', '--way', text, '--json']);
    expect(JSON.parse((await way('dashboard')).stdout)).toMatchObject({ way: 'dashboard' });
    expect(await cli.run(['sync', 'GitLab'])).toMatchObject({ status: 2, stdout: '' });
    expect((await way('carrier-pigeon')).status).toBe(2);
    expect(JSON.parse((await way('usual')).stdout)).toMatchObject({ way: null });
  });

  it('names the listings that its credential may not read', async () => {
    const datadog = await startDatadog();
    try {
      datadog.faults.add({ kind: 'status', status: 403 }, { path: '/api/v2/application_keys' });
      const { apiKey, applicationKey } = datadog.state;
      const credential = JSON.stringify({ apiKey: apiKey.value, applicationKey: applicationKey.value });
      await cli.run(['connections', 'add', 'datadog', '--base-url', datadog.url], { input: credential });
      const synced = await cli.run(['sync', 'Datadog', '--json']);
      expect(JSON.parse(synced.stdout)).toMatchObject({
        ...{ status: 'done', completeness: 'partial' },
        skipped: [{ listing: expect.any(String), message: expect.stringContaining('does not let') }],
      });
      expect(synced.stderr).toContain('Not read: ');
    } finally {
      await datadog.close();
    }
  });

  it('tells whether a key is alive', async () => {
    const alive = await cli.run(['check', 'GITLAB_TOKEN', ...STAGING, '--connection', 'GitLab', '--json']);
    expect([alive.status, JSON.parse(alive.stdout)]).toMatchObject([0, { name: 'GITLAB_TOKEN', result: 'works' }]);
    token.revoked = true;
    const ended = await cli.run(['check', 'GITLAB_TOKEN', ...STAGING, '--connection', 'GitLab']);
    expect([ended.status, ended.stdout]).toMatchObject([6, expect.stringMatching(/^refused: /)]);
    expect(ended.stdout + ended.stderr + alive.stdout).not.toContain(token.value);
  });
});
