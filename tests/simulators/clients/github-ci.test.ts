import sodium from 'libsodium-wrappers';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import type { SecretValue } from '#core/ci/ci-system.ts';
import { github } from '#core/ci/systems/github/system.ts';
import { MovedClock } from '#core/sync/testing/moved-clock.ts';
import type { CiPlaceOf } from '#shared/domain/ci.ts';
import { type GitHubCi, type GitHubCiToken, startGitHubCi } from '../ci/github.ts';
import { DAY_MS, MINUTE_MS } from '../frame/clock.ts';
import { WindowLimiter } from '../frame/rate-limiter.ts';
import type { Simulator } from '../frame/server.ts';
import { type Exchange, githubDescriptionOrSkip, recordExchanges } from './github-description.ts';
import { packageOrSkip } from './vendor-package.ts';

type Parameters = Readonly<Record<string, unknown>>;
type Secret = { readonly name: string; readonly updated_at: string; readonly visibility?: string };
type Call<T = unknown> = (parameters: Parameters) => Promise<{ readonly status: number; readonly data: T }>;
/** The methods of `@octokit/plugin-rest-endpoint-methods`, as far as they are used here. */
interface Octokit {
  readonly rest: {
    readonly actions: {
      readonly listRepoSecrets: Call<{ total_count: number; secrets: Secret[] }>;
      readonly getRepoPublicKey: Call<{ key_id: string; key: string }>;
      readonly getRepoSecret: Call<Secret>;
      readonly createOrUpdateRepoSecret: Call;
      readonly getEnvironmentPublicKey: Call<{ key_id: string; key: string }>;
      readonly createOrUpdateEnvironmentSecret: Call;
      readonly getOrgPublicKey: Call<{ key_id: string; key: string }>;
      readonly createOrUpdateOrgSecret: Call;
      readonly listSelectedReposForOrgSecret: Call<{ repositories: { id: number }[] }>;
    };
    readonly dependabot: {
      readonly getRepoPublicKey: Call<{ key_id: string; key: string }>;
      readonly createOrUpdateRepoSecret: Call;
    };
  };
  paginate(method: unknown, parameters: Parameters): Promise<Secret[]>;
}
type OctokitPackage = { readonly Octokit: new (options: Record<string, unknown>) => Octokit };

const NOW = Date.UTC(2026, 6, 1);
const REPOSITORY = { owner: 'acme', repo: 'storefront' };
let clock: MovedClock;
let running: Simulator<GitHubCi>;
let token: GitHubCiToken;

beforeEach(async () => {
  clock = new MovedClock(NOW);
  running = await startGitHubCi({ now: clock.now });
  token = running.state.addToken({ expiresAtMs: NOW + DAY_MS });
  running.state.addRepository('acme/storefront', ['eu/production']);
  running.state.addOrganisation('acme');
});

afterEach(async () => {
  await running.close();
  expect(running.bugs).toEqual([]);
});

describe('Octokit', () => {
  async function octokit(context: TestContext, auth = token.value): Promise<Octokit> {
    const { Octokit } = await packageOrSkip<OctokitPackage>(context, '@octokit/rest');
    const silent = { debug() {}, info() {}, warn() {}, error() {} };
    return new Octokit({ baseUrl: running.url, log: silent, auth });
  }
  async function sealed(value: string, { key, key_id }: { key: string; key_id: string }) {
    await sodium.ready;
    const box = sodium.crypto_box_seal(value, sodium.from_base64(key, sodium.base64_variants.ORIGINAL));
    return { encrypted_value: sodium.to_base64(box, sodium.base64_variants.ORIGINAL), key_id };
  }

  it('puts secrets that the simulator opens, of a repository, an environment, Dependabot and an organisation', async (context) => {
    const { actions, dependabot } = (await octokit(context)).rest;
    const [repository] = running.state.repositories;
    const environment = { ...REPOSITORY, environment_name: 'eu/production' };
    const put = { ...REPOSITORY, secret_name: 'TOKEN' };
    const { data: key } = await actions.getRepoPublicKey(REPOSITORY);
    expect(await actions.createOrUpdateRepoSecret({ ...put, ...(await sealed('of repo', key)) })).toMatchObject({
      status: 201,
    });
    expect(await actions.createOrUpdateRepoSecret({ ...put, ...(await sealed('of repo, new', key)) })).toMatchObject({
      status: 204,
    });
    const { data: ofEnvironment } = await actions.getEnvironmentPublicKey(environment);
    const inEnvironment = { ...environment, secret_name: 'TOKEN', ...(await sealed('of environment', ofEnvironment)) };
    await actions.createOrUpdateEnvironmentSecret(inEnvironment);
    const { data: ofDependabot } = await dependabot.getRepoPublicKey(REPOSITORY);
    await dependabot.createOrUpdateRepoSecret({ ...put, ...(await sealed('of Dependabot', ofDependabot)) });
    const { data: ofOrganisation } = await actions.getOrgPublicKey({ org: 'acme' });
    const inOrganisation = { org: 'acme', secret_name: 'TOKEN', ...(await sealed('of org', ofOrganisation)) };
    await expect(actions.createOrUpdateOrgSecret(inOrganisation)).rejects.toMatchObject({ status: 422 });
    const selected = { visibility: 'selected', selected_repository_ids: [repository?.id] };
    await actions.createOrUpdateOrgSecret({ ...inOrganisation, ...selected });
    expect(
      (await actions.listSelectedReposForOrgSecret({ org: 'acme', secret_name: 'TOKEN' })).data.repositories,
    ).toMatchObject([{ id: repository?.id, full_name: 'acme/storefront' }]);
    expect([
      repository?.actions.opened('TOKEN'),
      repository?.environments.get('eu/production')?.opened('TOKEN'),
      repository?.dependabot.opened('TOKEN'),
      running.state.organisations.get('acme')?.actions.opened('TOKEN'),
    ]).toEqual(['of repo, new', 'of environment', 'of Dependabot', 'of org']);
    // Another place's key seals nothing here.
    await expect(
      actions.createOrUpdateRepoSecret({ ...put, ...(await sealed('x', ofEnvironment)) }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('follows the pages, and finds a repository that was renamed', async (context) => {
    const client = await octokit(context);
    const [repository] = running.state.repositories;
    if (repository === undefined) throw new Error('no repository');
    for (let index = 0; index < 75; index += 1) repository.actions.set(`S_${index}`, 'made up', NOW);
    const names = async () =>
      (await client.paginate(client.rest.actions.listRepoSecrets, REPOSITORY)).map(({ name }) => name);
    const expected = Array.from({ length: 75 }, (_, index) => `S_${index}`);
    expect(await names()).toEqual(expected);
    expect(running.requests.entries).toHaveLength(3);
    running.state.rename(repository, 'acme/shop');
    expect(await names()).toEqual(expected);
    expect((await client.rest.actions.getRepoSecret({ ...REPOSITORY, secret_name: 's_7' })).data.name).toBe('S_7');
  });

  it('is refused as GitHub refuses', async (context) => {
    const { actions } = (await octokit(context)).rest;
    const { data: key } = await actions.getRepoPublicKey(REPOSITORY);
    const body = await sealed('made up', key);
    for (const secret_name of ['GITHUB_X', '1X', 'A-B']) {
      await expect(actions.createOrUpdateRepoSecret({ ...REPOSITORY, secret_name, ...body })).rejects.toMatchObject({
        status: 422,
      });
    }
    const big = { ...REPOSITORY, secret_name: 'BIG', ...(await sealed('x'.repeat(49_153), key)) };
    await expect(actions.createOrUpdateRepoSecret(big)).rejects.toMatchObject({ status: 422 });
    const nowhere = { owner: 'acme', repo: 'nothing' };
    await expect(actions.listRepoSecrets(nowhere)).rejects.toMatchObject({ status: 404 });
    const reader = running.state.addToken({ permissions: { secrets: 'read' } });
    const readOnly = (await octokit(context, reader.value)).rest.actions;
    expect((await readOnly.listRepoSecrets(REPOSITORY)).data).toEqual({ total_count: 0, secrets: [] });
    await expect(readOnly.createOrUpdateRepoSecret({ ...REPOSITORY, secret_name: 'X', ...body })).rejects.toMatchObject(
      {
        status: 403,
        response: { headers: { 'x-accepted-github-permissions': 'secrets=write' } },
      },
    );
    running.state.writes = new WindowLimiter(1, MINUTE_MS, clock.now);
    const put = { ...REPOSITORY, secret_name: 'X', ...body };
    await actions.createOrUpdateRepoSecret(put);
    await expect(actions.createOrUpdateRepoSecret(put)).rejects.toMatchObject({
      status: 403,
      response: { headers: { 'retry-after': '60', 'x-ratelimit-remaining': expect.stringMatching(/^4\d{3}$/) } },
    });
    clock.at += DAY_MS;
    await expect(actions.listRepoSecrets(REPOSITORY)).rejects.toMatchObject({ status: 401 });
  });
});

describe('GitHub’s own description of its API', () => {
  const place = (options: Partial<CiPlaceOf<'github'>>): CiPlaceOf<'github'> => ({
    system: 'github',
    owner: 'acme',
    repository: 'storefront',
    environment: null,
    family: 'actions',
    visibility: null,
    ...options,
  });
  const value = (text: string): SecretValue => ({ bytes: Buffer.from(text), form: 'text', identifier: null });
  const PLACES = [
    place({}),
    place({ environment: 'eu/production' }),
    place({ family: 'dependabot' }),
    place({ repository: null, visibility: 'selected' }),
    place({ repository: null, visibility: 'private', family: 'dependabot' }),
  ];

  /** A secret of the organisation that one repository may use. */
  function shareOne(): void {
    const selectedRepositories = running.state.repositories.map(({ id }) => id);
    const { actions } = running.state.organisations.get('acme') ?? {};
    actions?.set('SHARED', 'made up', NOW, { visibility: 'selected', selectedRepositories });
  }

  /** Everything that a target is used for, at every kind of place, with what went to and fro. */
  async function exchanges(): Promise<Exchange[]> {
    return recordExchanges(async () => {
      for (const one of PLACES) {
        const options = { place: one, baseUrl: `${running.url}/api/v3`, token: { token: token.value }, clock };
        const session = await github.open(options);
        if (one.visibility === 'selected') shareOne();
        await session.test();
        await session.put('TOKEN', value('made up'), null);
        await session.put('TOKEN', value('made up, new'), null);
        await session.find('TOKEN');
        if (one.visibility === 'selected') await session.put('SHARED', value('made up, new'), null);
        for await (const page of session.list()) expect(page.length).toBeGreaterThan(0);
        await expect((await github.open({ ...options, token: { token: 'wrong' } })).find('TOKEN')).rejects.toThrow();
      }
    });
  }

  it('allows every request of ours, and every answer of the simulator', async (context) => {
    const description = await githubDescriptionOrSkip(context);
    const seen = await exchanges();
    expect(seen.length).toBeGreaterThan(30);
    expect(seen.flatMap((one) => description.violations(one))).toEqual([]);
    // Every address that we use is one that GitHub describes, and writes were among them.
    expect(new Set(seen.map((one) => description.templateOf(one))).size).toBeGreaterThan(14);
    expect(seen.filter(({ method }) => method === 'PUT').map(({ status }) => status)).toEqual(
      PLACES.flatMap(({ visibility }) => (visibility === 'selected' ? [201, 204, 204] : [201, 204])),
    );
  });

  it('would notice a wrong one', async (context) => {
    const description = await githubDescriptionOrSkip(context);
    const seen = await exchanges();
    const write = seen.find(({ method }) => method === 'PUT');
    const read = seen.find(({ method }) => method === 'GET');
    if (write === undefined || read === undefined) throw new Error('nothing was asked');
    expect(description.violations({ ...write, body: { key_id: 5 } })).not.toEqual([]);
    expect(description.violations({ ...write, body: { encrypted_value: 'no base64!', key_id: '1' } })).not.toEqual([]);
    expect(description.violations({ ...write, path: write.path.replace('/actions/', '/nothing/') })).not.toEqual([]);
    expect(description.violations({ ...write, status: 202 })).not.toEqual([]);
    expect(description.violations({ ...read, answer: { secrets: [] } })).not.toEqual([]);
  });
});
