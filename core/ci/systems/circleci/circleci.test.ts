import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CircleCi, startCircleCi } from '../../../../tests/simulators/ci/circleci.ts';
import {
  type Bench,
  describeSessions,
  dump,
  failureOf,
  listed,
  openOn,
  text,
} from '../../../../tests/simulators/ci/session-suite.ts';
import { MINUTE_MS } from '../../../../tests/simulators/frame/clock.ts';
import { WindowLimiter } from '../../../../tests/simulators/frame/rate-limiter.ts';
import type { Simulator } from '../../../../tests/simulators/frame/server.ts';
import { MovedClock } from '../../../sync/testing/moved-clock.ts';
import { circleci } from './system.ts';

const PROJECT = { system: 'circleci', kind: 'project', slug: 'gh/acme/web', context: null } as const;
const CONTEXT = { system: 'circleci', kind: 'context', slug: 'gh/acme', context: 'production' } as const;

async function benchFor(place: typeof PROJECT | typeof CONTEXT, now?: () => number): Promise<Bench<'circleci'>> {
  const simulator: Simulator<CircleCi> = await startCircleCi(now === undefined ? {} : { now });
  const { state } = simulator;
  const project = state.addProject('gh/acme/web');
  for (const name of ['staging', 'production']) state.addContext('gh/acme', name);
  const context = state.contexts.get('gh/acme')?.[1]?.variables ?? new Map();
  const variables = place.kind === 'project' ? project : context;
  const credential = state.tokens.add();
  return {
    system: circleci,
    simulator,
    place,
    missing: place.kind === 'project' ? { ...place, slug: 'gh/acme/gone' } : { ...place, context: 'gone' },
    basePath: '/api/v2',
    credential,
    token: { token: credential.value },
    held: (name) => variables.get(name)?.value ?? null,
    plant: (name, value) => state.set(variables, name, value),
    everything: () => dump([state.projects, state.contexts]),
  };
}

describe('a CircleCI project', () => {
  describeSessions(() => benchFor(PROJECT));
});

describe('a CircleCI context', () => {
  describeSessions(() => benchFor(CONTEXT));
});

describe('CircleCI', () => {
  let bench: Bench<'circleci'>;
  let state: CircleCi;

  beforeEach(async () => {
    bench = await benchFor(PROJECT);
    state = (bench.simulator as Simulator<CircleCi>).state;
  });

  afterEach(() => bench.simulator.close());

  it('shows the last four characters of a project’s variable, and no time of its change', async () => {
    bench.plant('LONG', 'made-up-value-9f3a');
    bench.plant('SHORT', 'abc');
    const session = await openOn(bench);
    const createdAt = state.projects.get('gh/acme/web')?.get('LONG')?.createdAtMs;
    expect(await session.find('LONG')).toMatchObject({ tail: '9f3a', createdAt, updatedAt: null });
    expect(await session.find('SHORT')).toMatchObject({ tail: null });
    expect(await session.find('NONE')).toBeNull();
    expect(await session.put('LONG', text('made-up-other-77Zz'), null)).toMatchObject({ updatedAt: null });
    expect(await session.find('LONG')).toMatchObject({ tail: '77Zz' });
  });

  it('tells a project that has gone from a variable that is not there', async () => {
    const session = await openOn(bench);
    state.projects.clear();
    expect((await failureOf(session.find('LONG'))).code).toBe('provider-listing-missing');
  });

  it('shows when a context’s variable was written', async () => {
    const clock = new MovedClock(Date.UTC(2026, 7, 1));
    const other = await benchFor(CONTEXT, clock.now);
    try {
      const session = await openOn(other);
      const first = await session.put('DEPLOY_TOKEN', text('made-up-value-9f3a'), null);
      clock.at += MINUTE_MS;
      const known = await session.find('DEPLOY_TOKEN');
      expect(first.updatedAt).toBe(clock.at - MINUTE_MS);
      expect(known).toMatchObject({ tail: '9f3a', updatedAt: clock.at - MINUTE_MS });
      expect(await session.put('DEPLOY_TOKEN', text('made-up-value-0000'), known)).toEqual({
        what: 'replaced',
        updatedAt: clock.at,
      });
      // The context is looked up once.
      expect(other.simulator.requests.entries.filter(({ path }) => path === '/api/v2/context')).toHaveLength(1);
    } finally {
      await other.simulator.close();
    }
  });

  it('finds a context beyond the first page, and follows a list that leads back no further', async () => {
    state.pageSize = 1;
    const place = { ...CONTEXT, context: 'production' };
    const session = await openOn(bench, { place });
    expect(await listed(session)).toEqual([]);
    for (const name of ['A', 'B', 'C']) bench.plant(name, 'made-up-value');
    bench.simulator.faults.add({ kind: 'endless-pages' });
    const error = await failureOf(listed(await openOn(bench)));
    expect(error.failure.detail?.['reason']).toBe('repeated-page');
  });

  it('keeps within the budget that answers tell, in seconds until its reset', async () => {
    const clock = new MovedClock(Date.UTC(2026, 7, 1));
    const other = await benchFor(PROJECT, clock.now);
    try {
      const limited = (other.simulator as Simulator<CircleCi>).state;
      limited.limiter = new WindowLimiter(3, MINUTE_MS, clock.now);
      const session = await openOn(other, { clock });
      for (let index = 0; index < 5; index += 1) await session.put(`SECRET_${index}`, text('made-up-value'), null);
      expect(clock.slept).toEqual([MINUTE_MS]);
      expect(other.simulator.requests.entries.every(({ status }) => status === 201)).toBe(true);
    } finally {
      await other.simulator.close();
    }
  });

  it('takes ids as slugs, and refuses what is no slug before anything is asked', async () => {
    const slug = 'circleci/9d2c/7f00';
    state.addProject(slug);
    const session = await openOn(bench, { place: { ...PROJECT, slug } });
    await session.put('DEPLOY_TOKEN', text('made-up-value'), null);
    expect(state.projects.get(slug)?.get('DEPLOY_TOKEN')?.value).toBe('made-up-value');
    for (const place of [
      { ...PROJECT, slug: 'acme/web' },
      { ...PROJECT, slug: 'gh/../web' },
      { ...CONTEXT, slug: 'acme' },
      { ...CONTEXT, context: null },
    ]) {
      await expect(openOn(bench, { place })).rejects.toMatchObject({ code: 'parameter-missing' });
    }
  });

  it('knows its rules', () => {
    expect(circleci.checkName('A'.repeat(301), PROJECT)).toMatchObject({
      code: 'name-too-long',
      suggestedName: 'A'.repeat(300),
    });
    expect(circleci.checkName('deploy-token', PROJECT)).toMatchObject({ suggestedName: 'deploy_token' });
    expect(circleci.checkName('9LIVES', PROJECT)).toMatchObject({ suggestedName: '_9LIVES' });
    expect(circleci.checkValue(text('x'.repeat(32_768)), PROJECT)).toBeNull();
    expect(circleci.checkValue(text('x'.repeat(32_769)), PROJECT)).toMatchObject({ code: 'value-too-large' });
    expect(circleci.settingsPage(PROJECT, null)).toEqual({
      url: 'https://circleci.com',
      path: ['gh/acme/web', 'Project Settings', 'Environment Variables'],
    });
  });
});
