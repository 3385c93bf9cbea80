import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Bench,
  describeSessions,
  dump,
  failureOf,
  listed,
  openOn,
  text,
} from '../../../../tests/simulators/ci/session-suite.ts';
import { startVercelCi, type VercelCi, type VercelProject } from '../../../../tests/simulators/ci/vercel.ts';
import type { Simulator } from '../../../../tests/simulators/frame/server.ts';
import type { VercelPlace } from './place.ts';
import { vercel } from './system.ts';

const PRODUCTION: VercelPlace = {
  system: 'vercel',
  project: 'web',
  team: null,
  targets: ['production'],
  gitBranch: null,
};
const BRANCH: VercelPlace = { ...PRODUCTION, team: 'acme', targets: ['preview'], gitBranch: 'feature/login' };

async function benchFor(place: VercelPlace): Promise<Bench<'vercel'>> {
  const simulator = await startVercelCi();
  const { state } = simulator;
  const project = state.addProject('web', place.team);
  const credential = state.tokens.add();
  const ours = (name: string) =>
    project.variables.find(
      ({ key, target, gitBranch }) =>
        key === name && gitBranch === place.gitBranch && target.join() === place.targets.join(),
    );
  return {
    system: vercel,
    simulator,
    place,
    missing: { ...place, project: 'gone' },
    basePath: '',
    credential,
    token: { token: credential.value },
    held: (name) => ours(name)?.value ?? null,
    plant: (name, value) => state.add(project, name, value, { target: place.targets, gitBranch: place.gitBranch }),
    everything: () => dump(state.projects),
  };
}

describe('variables of a Vercel project for production', () => describeSessions(() => benchFor(PRODUCTION)));
describe('variables of a Vercel project for a branch', () => describeSessions(() => benchFor(BRANCH)));

describe('Vercel', () => {
  let bench: Bench<'vercel'>;
  let state: VercelCi;
  let project: VercelProject;

  beforeEach(async () => {
    bench = await benchFor(PRODUCTION);
    state = (bench.simulator as Simulator<VercelCi>).state;
    project = state.projects[0] ?? state.addProject('web');
  });

  afterEach(async () => {
    expect(bench.simulator.bugs).toEqual([]);
    // The one would show values, the other write over what somebody else has made.
    expect(bench.simulator.requests.entries.filter(({ query }) => /decrypt|upsert/.test(query))).toEqual([]);
    await bench.simulator.close();
  });

  it.each([
    [['production'], 'sensitive'],
    [['production', 'preview'], 'sensitive'],
    [['development'], 'encrypted'],
    [['production', 'preview', 'development'], 'encrypted'],
  ] as const)('creates for %j what is %s', async (targets, type) => {
    const session = await openOn(bench, { place: { ...PRODUCTION, targets: [...targets] } });
    const answer = await session.put('DEPLOY_TOKEN', text('made-up-value'), null);
    expect(project.variables).toMatchObject([{ key: 'DEPLOY_TOKEN', type, target: targets, value: 'made-up-value' }]);
    expect(answer).toEqual({ what: 'created', updatedAt: project.variables[0]?.updatedAt });
  });

  it('touches no variable of the same name for other targets or branches', async () => {
    const others = [
      state.add(project, 'DEPLOY_TOKEN', 'made-up-preview', { target: ['preview'] }),
      state.add(project, 'DEPLOY_TOKEN', 'made-up-branch', { target: ['preview'], gitBranch: 'main' }),
      state.add(project, 'DEPLOY_TOKEN', 'made-up-custom', { target: [], customEnvironmentIds: ['env_1'] }),
    ].map((variable) => ({ ...variable }));
    const session = await openOn(bench);
    expect(await listed(session)).toEqual([]);
    await session.put('DEPLOY_TOKEN', text('made-up-first'), null);
    const known = await session.find('DEPLOY_TOKEN');
    expect(known?.detail).toBe('sensitive, for production');
    await session.put('DEPLOY_TOKEN', text('made-up-second'), known);
    expect(project.variables.slice(0, 3)).toEqual(others);
    expect(project.variables.slice(3)).toMatchObject([{ value: 'made-up-second', target: ['production'] }]);
    expect(bench.simulator.requests.entries.at(-1)?.path).toBe(`/v9/projects/web/env/${known?.remoteId}`);
  });

  it('does not write to a variable that is for more, or for less', async () => {
    const shared = state.add(project, 'SHARED', 'made-up-shared', { target: ['production', 'preview'] });
    const session = await openOn(bench);
    expect(await session.find('SHARED')).toBeNull();
    const error = await failureOf(session.put('SHARED', text('made-up-value'), null));
    expect(error.message).toContain('for production and preview');
    expect(error.failure.detail).toMatchObject({ status: 409 });
    const both = await openOn(bench, { place: { ...PRODUCTION, targets: ['preview', 'production'] } });
    const known = await both.find('SHARED');
    await both.put('SHARED', text('made-up-new'), known);
    expect(shared).toMatchObject({ value: 'made-up-new', target: ['production', 'preview'] });
    // It was for both when it was listed, and is not any more.
    state.change(shared, { target: ['preview'] });
    await listed(both);
    expect((await failureOf(both.put('SHARED', text('made-up-value'), known))).failure.detail?.['status']).toBe(404);
    expect(shared.value).toBe('made-up-new');
    expect(bench.simulator.requests.entries.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });

  it.each([true, false])(
    'does not write over what was made meanwhile, told inside a good answer: %s',
    async (inside) => {
      state.conflictsInside = inside;
      const session = await openOn(bench);
      await listed(session);
      bench.plant('DEPLOY_TOKEN', 'made-up-value-of-somebody');
      const error = await failureOf(session.put('DEPLOY_TOKEN', text('made-up-value'), null));
      expect(error.code).toBe('provider-answer-invalid');
      expect(error.failure.detail?.['sent']).toBeUndefined();
      expect(error.message).toContain('there already');
      expect(bench.held('DEPLOY_TOKEN')).toBe('made-up-value-of-somebody');
    },
  );

  it('does not take a good answer for a write that cannot be read', async () => {
    const session = await openOn(bench);
    await listed(session);
    bench.simulator.faults.add({ kind: 'wrong-content-type', contentType: 'text/html' }, { method: 'POST' });
    const error = await failureOf(session.put('DEPLOY_TOKEN', text('made-up-value'), null));
    expect(error.failure.detail).toMatchObject({ sent: true });
    expect(bench.held('DEPLOY_TOKEN')).toBe('made-up-value');
  });

  it('makes a plain variable sensitive, and leaves other types as they are', async () => {
    const plain = state.add(project, 'PLAIN', 'made-up-plain-value', { type: 'plain' });
    const encrypted = state.add(project, 'ENCRYPTED', 'made-up-encrypted-value', { type: 'encrypted' });
    const session = await openOn(bench);
    const all = await listed(session);
    expect(JSON.stringify(all)).not.toContain('made-up');
    for (const known of all) await session.put(known.name, text('made-up-new'), known);
    expect([plain, encrypted].map(({ type, value }) => [type, value])).toEqual([
      ['sensitive', 'made-up-new'],
      ['encrypted', 'made-up-new'],
    ]);
  });

  it('does not pretend to know what a token is not shown', async () => {
    state.hiddenProduction = 2;
    const session = await openOn(bench);
    expect((await failureOf(listed(session))).code).toBe('provider-refused');
    expect(await session.test()).toMatchObject({ result: 'refused' });
    const preview = await openOn(bench, { place: { ...PRODUCTION, targets: ['preview'] } });
    expect(await listed(preview)).toEqual([]);
  });

  it('reads every form of the list', async () => {
    state.listForm = 'bare';
    bench.plant('SECRET_0', 'made-up-value');
    expect(await listed(await openOn(bench))).toHaveLength(1);
    state.listForm = 'pagination';
    for (let index = 1; index < 5; index += 1) bench.plant(`SECRET_${index}`, 'made-up-value');
    expect(await listed(await openOn(bench))).toHaveLength(5);
    bench.simulator.faults.add({ kind: 'endless-pages' });
    expect((await failureOf(listed(await openOn(bench)))).failure.detail?.['reason']).toBe('repeated-page');
  });

  it('names the team by its slug or its id', async () => {
    const { team } = state.addProject('shop', 'acme');
    for (const name of ['acme', team?.id ?? '']) {
      const session = await openOn(bench, { place: { ...PRODUCTION, project: 'shop', team: name } });
      expect(await session.test()).toMatchObject({ result: 'works' });
    }
    const without = await openOn(bench, { place: { ...PRODUCTION, project: 'shop' } });
    expect(await without.test()).toMatchObject({ result: 'refused' });
  });

  it('creates and replaces in one go, though the listing is older', async () => {
    const session = await openOn(bench);
    await session.put('DEPLOY_TOKEN', text('made-up-first'), null);
    const other = await openOn(bench);
    const known = await other.find('DEPLOY_TOKEN');
    await session.put('DEPLOY_TOKEN', text('made-up-second'), known);
    expect(project.variables).toMatchObject([{ value: 'made-up-second' }]);
  });

  it('knows its places, rules and page', async () => {
    await expect(openOn(bench, { place: { ...PRODUCTION, gitBranch: 'main' } })).rejects.toMatchObject({
      code: 'parameter-missing',
    });
    expect(vercel.checkName('TZ', PRODUCTION)).toMatchObject({ code: 'name-reserved', suggestedName: 'APP_TZ' });
    expect(vercel.checkValue(text('x'.repeat(65_537)), PRODUCTION)).toMatchObject({ code: 'value-too-large' });
    expect(vercel.placeText(BRANCH)).toBe('acme/web, preview, branch feature/login');
    expect(vercel.settingsPage(BRANCH, null).url).toBe('https://vercel.com/acme/web/settings/environment-variables');
    expect(vercel.settingsPage(PRODUCTION, null)).toEqual({
      url: 'https://vercel.com',
      path: ['web', 'Settings', 'Environment Variables'],
    });
  });
});
