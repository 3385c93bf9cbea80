import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bitbucket, startBitbucket } from '../../../../tests/simulators/ci/bitbucket.ts';
import {
  type Bench,
  describeSessions,
  dump,
  failureOf,
  listed,
  openOn,
  text,
} from '../../../../tests/simulators/ci/session-suite.ts';
import { startElsewhere } from '../../../../tests/simulators/frame/elsewhere.ts';
import type { Simulator } from '../../../../tests/simulators/frame/server.ts';
import type { BitbucketPlace } from './place.ts';
import { bitbucket } from './system.ts';

const REPOSITORY: BitbucketPlace = { system: 'bitbucket', workspace: 'acme', repository: 'web', environment: null };
const ENVIRONMENT: BitbucketPlace = { ...REPOSITORY, environment: 'Production' };
const WORKSPACE: BitbucketPlace = { ...REPOSITORY, repository: null };

async function benchFor(place: BitbucketPlace): Promise<Bench<'bitbucket'>> {
  const simulator = await startBitbucket();
  const { state } = simulator;
  const repository = state.addRepository('acme/web');
  state.addEnvironment(repository, 'Staging');
  const environment = state.addEnvironment(repository, 'Production');
  const workspace = state.workspaces.set('acme', []).get('acme') ?? [];
  const variables =
    place.environment !== null ? environment : place.repository !== null ? repository.variables : workspace;
  const credential = state.tokens.add({ user: 'robot@example.test' });
  const gone = place.environment !== null ? { environment: 'Gone' } : { workspace: 'gone' };
  return {
    system: bitbucket,
    simulator,
    place,
    missing: { ...place, ...gone },
    basePath: '/2.0',
    credential,
    token: { user: credential.user, token: credential.value },
    held: (name) => variables.find(({ key }) => key === name)?.value ?? null,
    plant: (name, value) => state.add(variables, name, value),
    everything: () => dump([state.repositories, state.workspaces]),
  };
}

describe('variables of a Bitbucket repository', () => describeSessions(() => benchFor(REPOSITORY)));
describe('variables of a Bitbucket deployment environment', () => describeSessions(() => benchFor(ENVIRONMENT)));
describe('variables of a Bitbucket workspace', () => describeSessions(() => benchFor(WORKSPACE)));

describe('Bitbucket', () => {
  let bench: Bench<'bitbucket'>;
  let state: Bitbucket;

  beforeEach(async () => {
    bench = await benchFor(REPOSITORY);
    state = (bench.simulator as Simulator<Bitbucket>).state;
  });

  afterEach(() => bench.simulator.close());

  it('secures every variable, also one that was not', async () => {
    const variables = state.repositories.get('acme/web')?.variables ?? [];
    state.add(variables, 'OPEN', 'made-up-open-value', false);
    const session = await openOn(bench);
    const known = await session.find('OPEN');
    expect(known?.detail).toContain('not secured');
    expect(JSON.stringify(await listed(session))).not.toContain('made-up-open-value');
    await session.put('OPEN', text('made-up-new-value'), known);
    await session.put('NEW', text('made-up-new-value'), null);
    expect(variables.map(({ key, secured }) => [key, secured])).toEqual([
      ['OPEN', true],
      ['NEW', true],
    ]);
    expect((await session.find('NEW'))?.detail).toBe('secured');
  });

  it('changes the variable that the listing named, by its id in braces', async () => {
    bench.plant('DEPLOY_TOKEN', 'made-up-old-value');
    const session = await openOn(bench);
    const known = await session.find('DEPLOY_TOKEN');
    expect(known?.remoteId).toMatch(/^\{[0-9a-f-]{36}\}$/);
    await session.put('DEPLOY_TOKEN', text('made-up-new-value'), known);
    const path = bench.simulator.requests.entries.at(-1)?.path ?? '';
    expect(path).toBe(
      `/2.0/repositories/acme/web/pipelines_config/variables/${encodeURIComponent(known?.remoteId ?? '')}`,
    );
    // Without an id it is looked up; what has gone is not made anew.
    if (known === null) throw new Error('It was just there.');
    await session.put('DEPLOY_TOKEN', text('made-up-third-value'), { ...known, remoteId: null });
    expect(bench.held('DEPLOY_TOKEN')).toBe('made-up-third-value');
    state.repositories.get('acme/web')?.variables.splice(0);
    for (const gone of [known, { ...known, remoteId: null }]) {
      const error = await failureOf(session.put('DEPLOY_TOKEN', text('made-up-value'), gone));
      expect(error.failure.detail).toMatchObject({ status: 404 });
    }
    expect(bench.held('DEPLOY_TOKEN')).toBeNull();
  });

  it('does not write over what somebody else has made meanwhile', async () => {
    const session = await openOn(bench);
    await listed(session);
    bench.plant('DEPLOY_TOKEN', 'made-up-value-of-somebody');
    const error = await failureOf(session.put('DEPLOY_TOKEN', text('made-up-value'), null));
    expect(error.failure.detail).toMatchObject({ status: 409 });
    expect(error.message).toContain('there already');
    expect(bench.held('DEPLOY_TOKEN')).toBe('made-up-value-of-somebody');
  });

  it('follows the pages that answers name, on the same origin only', async () => {
    state.mostOnPage = 10;
    for (let index = 0; index < 35; index += 1) bench.plant(`SECRET_${index}`, 'made-up-value');
    expect(await listed(await openOn(bench))).toHaveLength(35);
    expect(bench.simulator.requests.entries).toHaveLength(4);
    bench.simulator.faults.add({ kind: 'endless-pages' });
    expect((await failureOf(listed(await openOn(bench)))).failure.detail?.['reason']).toBe('repeated-page');
    const elsewhere = await startElsewhere();
    try {
      const session = await openOn(bench, { baseUrl: `${elsewhere.url}/2.0` });
      await failureOf(listed(session));
      expect(elsewhere.requests.entries.map(({ path }) => path)).toEqual([
        '/2.0/repositories/acme/web/pipelines_config/variables',
      ]);
    } finally {
      await elsewhere.close();
    }
  });

  it('takes an access token without a user, and names the scope that one lacks', async () => {
    const { value: token } = bench.credential;
    const session = await openOn(bench, { token: { user: '', token } });
    await session.put('DEPLOY_TOKEN', text('made-up-value'), null);
    bench.credential.mayWrite = false;
    const error = await failureOf(session.put('OTHER', text('made-up-value'), null));
    expect(error.message).toContain('It asks for: pipeline:variable.');
    expect(error.failure.detail).toMatchObject({ permissions: ['pipeline:variable'] });
  });

  it('finds an environment by its name or its id, and asks for it once', async () => {
    const { uuid } = state.repositories.get('acme/web')?.environments[1] ?? { uuid: '' };
    for (const environment of ['Production', uuid]) {
      bench.simulator.requests.clear();
      const session = await openOn(bench, { place: { ...REPOSITORY, environment } });
      const known = await session.find('DEPLOY_TOKEN');
      await session.put('DEPLOY_TOKEN', text('made-up-value'), known);
      const asked = bench.simulator.requests.entries.filter(({ path }) => path.endsWith('/environments'));
      expect(asked).toHaveLength(environment === uuid ? 0 : 1);
    }
    expect(state.repositories.get('acme/web')?.environments.map(({ variables }) => variables.length)).toEqual([0, 1]);
    expect(state.repositories.get('acme/web')?.variables).toEqual([]);
  });

  it('knows its places and rules', async () => {
    await expect(openOn(bench, { place: { ...WORKSPACE, environment: 'Production' } })).rejects.toMatchObject({
      code: 'parameter-missing',
    });
    await expect(openOn(bench, { place: { ...REPOSITORY, repository: '..' } })).rejects.toMatchObject({
      code: 'parameter-missing',
    });
    expect(bitbucket.checkName('deploy.token', REPOSITORY)).toMatchObject({ suggestedName: 'deploy_token' });
    expect(bitbucket.placeText(ENVIRONMENT)).toBe('acme/web, environment Production');
    expect(bitbucket.settingsPage(WORKSPACE, null)).toEqual({
      url: 'https://bitbucket.org',
      path: ['acme', 'Workspace settings', 'Workspace variables'],
    });
  });
});
