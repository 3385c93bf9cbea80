import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Netlify, type NetlifyVariable, startNetlify } from '../../../../tests/simulators/ci/netlify.ts';
import {
  type Bench,
  describeSessions,
  dump,
  failureOf,
  listed,
  openOn,
  text,
} from '../../../../tests/simulators/ci/session-suite.ts';
import type { Simulator } from '../../../../tests/simulators/frame/server.ts';
import type { NetlifyPlace } from './place.ts';
import { netlify } from './system.ts';

const SITE: NetlifyPlace = { system: 'netlify', account: 'acme', site: 'site-1', context: 'production' };
const TEAM: NetlifyPlace = { ...SITE, site: null, context: 'all' };
const BRANCH: NetlifyPlace = { ...SITE, context: 'feature/login' };

async function benchFor(place: NetlifyPlace): Promise<Bench<'netlify'>> {
  const simulator = await startNetlify();
  const { state } = simulator;
  const account = state.addAccount('acme');
  const site = state.addSite(account, 'site-1');
  const variables = place.site === null ? account.variables : site;
  const credential = state.tokens.add();
  const isBranch = place.context === 'feature/login';
  const context = isBranch ? 'branch' : place.context;
  const branch = isBranch ? { branch: place.context } : {};
  return {
    system: netlify,
    simulator,
    place,
    missing: place.site === null ? { ...place, account: 'gone' } : { ...place, site: 'gone' },
    basePath: '/api/v1',
    credential,
    token: { token: credential.value },
    held: (name) => state.valueOf(variables, name, context, branch.branch),
    plant: (name, value) => state.set(variables, name, value, context, branch),
    everything: () => dump(state.accounts),
  };
}

describe('variables of a Netlify site', () => describeSessions(() => benchFor(SITE)));
describe('variables of a Netlify team', () => describeSessions(() => benchFor(TEAM)));
describe('variables of a Netlify site for a branch', () => describeSessions(() => benchFor(BRANCH)));

describe('Netlify', () => {
  let bench: Bench<'netlify'>;
  let state: Netlify;
  let team: NetlifyVariable[];
  let site: NetlifyVariable[];

  beforeEach(async () => {
    bench = await benchFor(SITE);
    state = (bench.simulator as Simulator<Netlify>).state;
    team = state.accounts.get('acme')?.variables ?? [];
    site = state.accounts.get('acme')?.sites.get('site-1') ?? [];
  });

  afterEach(async () => {
    expect(bench.simulator.bugs).toEqual([]);
    // It would wipe the values of all other contexts.
    expect(bench.simulator.requests.entries.filter(({ method }) => method === 'PUT')).toEqual([]);
    await bench.simulator.close();
  });

  it('never changes the team’s variable for a site', async () => {
    state.set(team, 'DEPLOY_TOKEN', 'made-up-of-the-team', 'production');
    const session = await openOn(bench);
    expect(await session.find('DEPLOY_TOKEN')).toBeNull();
    await session.put('DEPLOY_TOKEN', text('made-up-first'), null);
    await session.put('DEPLOY_TOKEN', text('made-up-second'), await session.find('DEPLOY_TOKEN'));
    expect(state.valueOf(team, 'DEPLOY_TOKEN', 'production')).toBe('made-up-of-the-team');
    expect(bench.held('DEPLOY_TOKEN')).toBe('made-up-second');
    expect(bench.simulator.requests.entries.every(({ query }) => query === '?site_id=site-1')).toBe(true);
    for (const nowhere of ['', '.', '..']) {
      await expect(openOn(bench, { place: { ...SITE, site: nowhere } })).rejects.toMatchObject({
        code: 'parameter-missing',
      });
    }
  });

  it('sets one context, and leaves the others with their values', async () => {
    state.set(site, 'DEPLOY_TOKEN', 'made-up-preview', 'deploy-preview');
    state.set(site, 'DEPLOY_TOKEN', 'made-up-branch', 'branch', { branch: 'main' });
    const session = await openOn(bench);
    expect(await session.find('DEPLOY_TOKEN')).toBeNull();
    expect(await session.put('DEPLOY_TOKEN', text('made-up-first'), null)).toMatchObject({ what: 'created' });
    const known = await session.find('DEPLOY_TOKEN');
    expect(known).toMatchObject({ detail: 'secret, for context production', updatedAt: site[0]?.updatedAtMs });
    expect(await session.put('DEPLOY_TOKEN', text('made-up-second'), known)).toEqual({
      what: 'replaced',
      updatedAt: site[0]?.updatedAtMs,
    });
    expect(site[0]?.values.map(({ context, value }) => [context, value])).toEqual([
      ['deploy-preview', 'made-up-preview'],
      ['branch', 'made-up-branch'],
      ['production', 'made-up-second'],
    ]);
  });

  it('creates secrets, for what may hold one', async () => {
    await (await openOn(bench)).put('DEPLOY_TOKEN', text('made-up-value'), null);
    expect(site).toMatchObject([{ isSecret: true, scopes: ['builds', 'functions', 'runtime'] }]);
    state.secretsNeedContext = true;
    const everywhere = await openOn(bench, { place: { ...SITE, context: 'all' } });
    const error = await failureOf(everywhere.put('OTHER', text('made-up-value'), null));
    expect(error.message).toContain('choose another context for the target, such as production');
    expect(site).toHaveLength(1);
  });

  it('does not set all contexts of a variable that has its own for some', async () => {
    state.set(site, 'DEPLOY_TOKEN', 'made-up-preview', 'deploy-preview');
    const session = await openOn(bench, { place: { ...SITE, context: 'all' } });
    const error = await failureOf(session.put('DEPLOY_TOKEN', text('made-up-value'), null));
    expect(error.message).toContain('context deploy-preview');
    expect(bench.simulator.requests.entries.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('drops values that a listing shows', async () => {
    state.set(site, 'OPEN', 'made-up-open-value', 'production', { isSecret: false });
    state.set(site, 'LOCAL', 'made-up-local-value', 'dev');
    for (const place of [SITE, { ...SITE, context: 'dev' }]) {
      const all = await listed(await openOn(bench, { place }));
      expect(all).toHaveLength(1);
      expect(JSON.stringify(all)).not.toContain('made-up');
    }
    expect((await (await openOn(bench)).find('OPEN'))?.detail).toContain('not secret');
  });

  it('writes neither over what was made meanwhile, nor into what has gone', async () => {
    const session = await openOn(bench);
    await listed(session);
    bench.plant('DEPLOY_TOKEN', 'made-up-value-of-somebody');
    const made = await failureOf(session.put('DEPLOY_TOKEN', text('made-up-value'), null));
    expect(made.message).toContain('there already');
    const known = await session.find('DEPLOY_TOKEN');
    const again = await failureOf(session.put('DEPLOY_TOKEN', text('made-up-value'), null));
    expect(again.failure.detail?.['status']).toBe(409);
    expect(bench.held('DEPLOY_TOKEN')).toBe('made-up-value-of-somebody');
    site.splice(0);
    const gone = await failureOf(session.put('DEPLOY_TOKEN', text('made-up-value'), known));
    expect(gone.code).toBe('provider-listing-missing');
    expect(site).toEqual([]);
  });

  it('creates and replaces in one go', async () => {
    const session = await openOn(bench);
    for (const place of [SITE, { ...SITE, context: 'deploy-preview' }]) {
      const one = await openOn(bench, { place });
      await one.put('DEPLOY_TOKEN', text('made-up-first'), null);
      await one.put('DEPLOY_TOKEN', text('made-up-second'), {
        name: 'DEPLOY_TOKEN',
        createdAt: null,
        updatedAt: null,
        tail: null,
        remoteId: null,
        detail: '',
      });
    }
    expect(await session.find('DEPLOY_TOKEN')).not.toBeNull();
    expect(site[0]?.values.map(({ value }) => value)).toEqual(['made-up-second', 'made-up-second']);
  });

  it('knows its places, rules and pages', () => {
    expect(netlify.placeText(BRANCH)).toBe('site site-1, branch feature/login');
    expect(netlify.placeText(TEAM)).toBe('team acme, all contexts');
    expect(netlify.checkName('deploy.token', SITE)).toBeNull();
    expect(netlify.checkName('A=B', SITE)).toMatchObject({ suggestedName: 'A_B' });
    expect(netlify.settingsPage(SITE, null)).toEqual({
      url: 'https://app.netlify.com',
      path: ['site-1', 'Project configuration', 'Environment variables'],
    });
  });
});
