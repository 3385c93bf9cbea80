import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RemoteSecret, remoteSecret } from '#shared/domain/ci.ts';
import { type GitHubCi, type GitHubCiToken, startGitHubCi } from '../../../../tests/simulators/ci/github.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../tests/simulators/frame/clock.ts';
import { startElsewhere } from '../../../../tests/simulators/frame/elsewhere.ts';
import { WindowLimiter } from '../../../../tests/simulators/frame/rate-limiter.ts';
import type { Simulator } from '../../../../tests/simulators/frame/server.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import { MovedClock } from '../../../sync/testing/moved-clock.ts';
import type { CiSession, CiSessionOptions, SecretValue } from '../../ci-system.ts';
import type { GitHubPlace } from './place.ts';
import { github } from './system.ts';

// Made up.
const CANARY = 'canary-value-6Qm2xV9-made-up';
const NOW = Date.UTC(2026, 6, 1);
const REPOSITORY: GitHubPlace = {
  system: 'github',
  owner: 'acme',
  repository: 'storefront',
  environment: null,
  family: 'actions',
  visibility: null,
};
const ENVIRONMENT: GitHubPlace = { ...REPOSITORY, environment: 'eu/production' };
const DEPENDABOT: GitHubPlace = { ...REPOSITORY, family: 'dependabot' };
const ORGANISATION: GitHubPlace = { ...REPOSITORY, repository: null, visibility: 'private' };
const ORGANISATION_DEPENDABOT: GitHubPlace = { ...ORGANISATION, family: 'dependabot' };

let simulator: Simulator<GitHubCi>;
let token: GitHubCiToken;
let clock: MovedClock;
/** Everything that was told, to be searched for what must not be told. */
let told: unknown[];

beforeEach(async () => {
  clock = new MovedClock(NOW);
  told = [];
  simulator = await startGitHubCi({ now: clock.now });
  token = simulator.state.addToken();
  simulator.state.addRepository('acme/storefront', ['eu/production', 'staging']);
  simulator.state.addOrganisation('acme');
});

afterEach(async () => {
  expect(simulator.bugs).toEqual([]);
  await simulator.close();
  const text = told
    .map((one) => (one instanceof Error ? `${String(one)} ${one.stack} ${JSON.stringify(one)}` : JSON.stringify(one)))
    .join('\n');
  expect(text).not.toContain(CANARY);
  expect(text).not.toContain(Buffer.from(CANARY).toString('base64').slice(0, 16));
  for (const { value } of simulator.state.tokens) expect(text).not.toContain(value);
});

function open(place = REPOSITORY, options: Partial<CiSessionOptions<'github'>> = {}): Promise<CiSession> {
  return github.open({ place, baseUrl: simulator.url, token: { token: token.value }, clock, ...options });
}
const text = (value: string): SecretValue => ({
  bytes: Buffer.from(value, 'utf8'),
  form: 'text',
  identifier: null,
});
async function listed(session: CiSession): Promise<RemoteSecret[]> {
  const all: RemoteSecret[] = [];
  for await (const page of session.list()) all.push(...page);
  for (const one of all) expect(remoteSecret.parse(one)).toEqual(one);
  told.push(all);
  return all;
}
async function failed(promise: Promise<unknown>): Promise<ProviderError> {
  const error = await promise.then(
    (value) => new Error(`It did not fail: ${JSON.stringify(value)}`),
    (thrown: unknown) => thrown,
  );
  told.push(error);
  if (!(error instanceof ProviderError)) throw error;
  told.push(error.failure, error.cause);
  return error;
}
const puts = () => simulator.requests.entries.filter(({ method }) => method === 'PUT');
function storeOf(place: GitHubPlace) {
  const repository = simulator.state.repositories[0];
  const store =
    place.repository === null
      ? simulator.state.organisations.get(place.owner)?.[place.family]
      : place.environment === null
        ? repository?.[place.family]
        : repository?.environments.get(place.environment);
  if (store === undefined) throw new Error('no such place');
  return store;
}

describe.each([
  ['a repository', REPOSITORY],
  ['an environment', ENVIRONMENT],
  ['Dependabot of a repository', DEPENDABOT],
  ['an organisation', ORGANISATION],
  ['Dependabot of an organisation', ORGANISATION_DEPENDABOT],
] as const)('%s', (_, place) => {
  it('takes a secret that GitHub opens again, replaces it, and keeps its hands off the others', async () => {
    const store = storeOf(place);
    store.set('UNRELATED', 'of somebody else', NOW - DAY_MS, {
      visibility: place.repository === null ? 'all' : null,
    });
    const before = { ...store.secrets.get('UNRELATED') };
    const session = await open(place);
    expect(await session.find('DEPLOY_TOKEN')).toBeNull();
    expect(await session.put('DEPLOY_TOKEN', text(CANARY), null)).toEqual({ what: 'created', updatedAt: null });
    expect(store.opened('DEPLOY_TOKEN')).toBe(CANARY);
    const first = await session.find('deploy_token');
    expect(first).toMatchObject({ name: 'DEPLOY_TOKEN', createdAt: NOW, updatedAt: NOW });
    clock.at += HOUR_MS;
    expect(await session.put('deploy_token', text(`${CANARY}2`), first)).toMatchObject({ what: 'replaced' });
    expect(store.opened('DEPLOY_TOKEN')).toBe(`${CANARY}2`);
    expect((await listed(session)).map(({ name, createdAt, updatedAt }) => [name, createdAt, updatedAt])).toEqual([
      ['UNRELATED', NOW - DAY_MS, NOW - DAY_MS],
      ['DEPLOY_TOKEN', NOW, NOW + HOUR_MS],
    ]);
    expect(store.secrets.get('UNRELATED')).toEqual(before);
    expect(puts()).toHaveLength(2);
    // In no other place, either.
    const places = [REPOSITORY, ENVIRONMENT, DEPENDABOT, ORGANISATION, ORGANISATION_DEPENDABOT];
    expect(places.filter((other) => storeOf(other).secrets.has('DEPLOY_TOKEN'))).toEqual([place]);
  });

  it('keeps every byte, lines and letters of all kinds, up to 48 KB', async () => {
    const session = await open(place);
    for (const value of ['-----BEGIN KEY-----\nabc\n-----END KEY-----\n', 'żółć 🔑 $X {{ x }}', 'x'.repeat(49_152)]) {
      await session.put('VALUE', text(value), null);
      expect(storeOf(place).opened('VALUE')).toBe(value);
    }
  });
});

describe('listing', () => {
  it('reads all pages, of a hundred', async () => {
    const store = storeOf(ORGANISATION);
    for (let index = 0; index < 250; index += 1) store.set(`S_${index}`, 'made up', NOW, { visibility: 'selected' });
    const all = await listed(await open(ORGANISATION));
    expect(all.map(({ name }) => name)).toEqual(Array.from({ length: 250 }, (__, index) => `S_${index}`));
    expect(all[0]?.detail).toBe('for selected repositories');
    expect(simulator.requests.entries).toHaveLength(3);
  });

  it('notices pages without end', async () => {
    storeOf(REPOSITORY).set('ONE', 'made up', NOW);
    simulator.faults.add({ kind: 'endless-pages' });
    expect(await failed(listed(await open()))).toMatchObject({ failure: { detail: { reason: 'repeated-page' } } });
  });

  it('waits out a limit, tries again after an error that passes, and gives up in the end', async () => {
    storeOf(REPOSITORY).set('ONE', 'made up', NOW);
    simulator.faults.add({ kind: 'limited', retryAfterSeconds: 20 }, { times: 1 });
    simulator.faults.add({ kind: 'status', status: 502 }, { times: 1 });
    expect(await listed(await open())).toHaveLength(1);
    expect(clock.slept[0]).toBe(20_000);
    simulator.faults.add({ kind: 'status', status: 503 });
    expect(await failed(listed(await open()))).toMatchObject({ code: 'provider-unreachable' });
    simulator.faults.clear();
    simulator.state.limiter.leave(token.value, 0);
    const late = await failed(listed(await open()));
    expect(late).toMatchObject({ code: 'provider-limited' });
    expect(late.retryAfterMs).toBeGreaterThan(3_000_000);
  });
});

describe('an organisation’s secret', () => {
  it('is created for whom the target says', async () => {
    for (const visibility of ['all', 'private', 'selected'] as const) {
      await (await open({ ...ORGANISATION, visibility })).put(`FOR_${visibility}`, text(CANARY), null);
      expect(storeOf(ORGANISATION).secrets.get(`FOR_${visibility.toUpperCase()}`)).toMatchObject({
        visibility,
        selectedRepositories: [],
      });
    }
  });

  it('is for the same repositories after it was replaced', async () => {
    const ids = Array.from({ length: 130 }, (__, index) => simulator.state.addRepository(`acme/r${index}`).id);
    storeOf(ORGANISATION).set('SHARED', 'old', NOW, { visibility: 'selected', selectedRepositories: ids });
    const session = await open({ ...ORGANISATION, visibility: 'all' });
    expect(await session.put('SHARED', text(CANARY), await session.find('SHARED'))).toMatchObject({ what: 'replaced' });
    expect(storeOf(ORGANISATION).secrets.get('SHARED')).toMatchObject({
      visibility: 'selected',
      selectedRepositories: ids,
    });
  });

  it('needs to say for whom it is', async () => {
    const session = await open({ ...ORGANISATION, visibility: null });
    expect(await failed(session.put('NEW', text(CANARY), null))).toMatchObject({ code: 'parameter-missing' });
    expect(puts()).toEqual([]);
  });
});

describe('the key to seal with', () => {
  it('is asked for once a session, also by writes at one time', async () => {
    const session = await open();
    await Promise.all(Array.from({ length: 30 }, (__, index) => session.put(`S_${index}`, text(`v${index}`), null)));
    expect(simulator.requests.entries.filter(({ path }) => path.endsWith('/public-key'))).toHaveLength(1);
    for (let index = 0; index < 30; index += 1) expect(storeOf(REPOSITORY).opened(`S_${index}`)).toBe(`v${index}`);
  });

  it('is asked for again where GitHub has another one by now', async () => {
    const session = await open();
    await session.put('ONE', text(CANARY), null);
    storeOf(REPOSITORY).rotateKey();
    const names = ['TWO', 'THREE', 'FOUR'];
    await Promise.all(names.map((name) => session.put(name, text(CANARY + name), null)));
    for (const name of names) expect(storeOf(REPOSITORY).opened(name)).toBe(CANARY + name);
    expect(simulator.requests.entries.filter(({ path }) => path.endsWith('/public-key'))).toHaveLength(2);
  });

  it('is not the reason for every refusal: then nothing is sent twice', async () => {
    for (let index = 0; index < 100; index += 1) storeOf(REPOSITORY).set(`S_${index}`, 'made up', NOW);
    const session = await open();
    const error = await failed(session.put('ONE_TOO_MANY', text(CANARY), null));
    expect(error).toMatchObject({ code: 'provider-answer-invalid', failure: { detail: { status: 422 } } });
    expect(error.message).toContain('Nothing was changed');
    expect(puts()).toHaveLength(1);
  });
});

describe('a repository that was renamed', () => {
  const rename = () => {
    const [repository] = simulator.state.repositories;
    if (repository === undefined) throw new Error('no repository');
    simulator.state.rename(repository, 'acme/shop');
  };

  it.each([
    ['a repository', REPOSITORY],
    ['an environment', ENVIRONMENT],
  ] as const)('is found again, before and between the writes: %s', async (_, place) => {
    const session = await open(place);
    await session.put('BEFORE', text(CANARY), null);
    rename();
    await session.put('AFTER', text(`${CANARY}2`), null);
    await session.put('LATER', text(`${CANARY}3`), null);
    expect(['BEFORE', 'AFTER', 'LATER'].map((name) => storeOf(place).opened(name))).toEqual([
      CANARY,
      `${CANARY}2`,
      `${CANARY}3`,
    ]);
    expect(puts().map(({ status }) => status)).toEqual([201, 307, 201, 201]);
    const fresh = await open(place);
    await fresh.put('AFTER', text(CANARY), null);
    expect(puts()).toHaveLength(5);
    expect(await listed(fresh)).toHaveLength(3);
  });

  it('is not written to where the redirect leads nowhere new', async () => {
    const session = await open();
    simulator.faults.add({ kind: 'redirect', to: '/repositories/1/actions/secrets/X' }, { method: 'PUT' });
    expect(await failed(session.put('ONE', text(CANARY), null))).toMatchObject({
      failure: { detail: { reason: 'moved' } },
    });
    expect(puts()).toHaveLength(1);
  });

  it('is not guessed from a redirect that does not say that nothing was done', async () => {
    const session = await open();
    simulator.faults.add({ kind: 'redirect', to: '/elsewhere', status: 302 }, { method: 'PUT' });
    expect(await failed(session.put('ONE', text(CANARY), null))).toMatchObject({
      failure: { detail: { reason: 'moved', sent: true } },
    });
    expect(puts()).toHaveLength(1);
  });
});

describe('a write', () => {
  it.each([
    ['an error of the server', { kind: 'status', status: 502 }, 'provider-unreachable'],
    ['a connection that breaks', { kind: 'reset' }, 'provider-unreachable'],
    ['an answer that comes too late', { kind: 'slow', delayMs: 600 }, 'provider-unreachable'],
    ['a web page', { kind: 'html-error', status: 200 }, 'provider-answer-invalid'],
    ['an answer without end', { kind: 'endless-body' }, 'provider-answer-invalid'],
  ] as const)('is unknown after %s, and sent once', async (_, fault, code) => {
    const limits = { headersWithinMs: 300, wholeWithinMs: 2_000, mostBytes: 100_000 };
    const session = await open(REPOSITORY, { limits });
    await session.test();
    simulator.faults.add(fault, { method: 'PUT', times: 1 });
    expect(await failed(session.put('ONE', text(CANARY), null))).toMatchObject({
      code,
      failure: { detail: { sent: true } },
    });
    expect(puts()).toHaveLength(1);
    // Looked up, the truth comes out.
    const there = storeOf(REPOSITORY).secrets.has('ONE');
    expect((await session.find('ONE')) !== null).toBe(there);
  });

  it('was taken although the answer came too late', async () => {
    const session = await open(REPOSITORY, {
      limits: { headersWithinMs: 300, wholeWithinMs: 2_000, mostBytes: 9_000 },
    });
    simulator.faults.add({ kind: 'slow', delayMs: 600 }, { method: 'PUT' });
    await failed(session.put('ONE', text(CANARY), null));
    expect(await session.find('ONE')).toMatchObject({ name: 'ONE' });
  });

  it('that was never sent is known not to be there', async () => {
    await simulator.close();
    const error = await failed((await open()).put('ONE', text(CANARY), null));
    expect(error).toMatchObject({ code: 'provider-unreachable' });
    expect(error.failure.detail?.['sent']).toBeUndefined();
  });

  it('that is under way is not broken off, and after that none begins', async () => {
    const stop = new AbortController();
    const session = await open(REPOSITORY, { signal: stop.signal });
    await session.test();
    simulator.faults.add({ kind: 'slow', delayMs: 200 }, { method: 'PUT' });
    const putting = session.put('ONE', text(CANARY), null);
    while (puts().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    expect(await putting).toMatchObject({ what: 'created' });
    expect(await failed(session.put('TWO', text(CANARY), null))).toMatchObject({ code: 'cancelled' });
    expect(storeOf(REPOSITORY).secrets.size).toBe(1);
  });

  it.each([
    [403, 60, 60_000],
    [429, 7, 7_000],
    [403, null, 60_000],
  ] as const)(
    'meets the secondary limit (%i, %s): not repeated, and nothing else goes out before its time',
    async (status, seconds, waitMs) => {
      simulator.state.writes = new WindowLimiter(3, MINUTE_MS, clock.now);
      simulator.state.limitStatus = status;
      simulator.state.secondaryRetryAfterSeconds = seconds;
      const session = await open();
      for (const name of ['A', 'B', 'C']) await session.put(name, text(CANARY), null);
      const error = await failed(session.put('D', text(CANARY), null));
      expect(error).toMatchObject({ code: 'provider-limited', retryAfterMs: waitMs });
      expect(error.failure.detail?.['sent']).toBeUndefined();
      expect(puts()).toHaveLength(4);
      expect(clock.slept).toEqual([]);
      clock.at += 1_000;
      expect(await session.find('A')).not.toBeNull();
      expect(clock.slept).toEqual([waitMs - 1_000]);
      const impatient = await open(REPOSITORY, { longestWaitMs: 0 });
      simulator.state.writes.leave(token.value, 0);
      await failed(impatient.put('E', text(CANARY), null));
      const count = simulator.requests.entries.length;
      expect(await failed(impatient.put('E', text(CANARY), null))).toMatchObject({ code: 'provider-limited' });
      expect(simulator.requests.entries).toHaveLength(count);
    },
  );

  it('does not go out while the hour’s budget is used up', async () => {
    const session = await open();
    await session.put('ONE', text(CANARY), null);
    simulator.state.limiter.leave(token.value, 1);
    await session.put('TWO', text(CANARY), null);
    const count = simulator.requests.entries.length;
    expect(await failed(session.put('THREE', text(CANARY), null))).toMatchObject({ code: 'provider-limited' });
    expect(simulator.requests.entries).toHaveLength(count);
    clock.at += HOUR_MS;
    expect(await session.put('THREE', text(CANARY), null)).toMatchObject({ what: 'created' });
  });

  it('is one of many until the documented limit, and the rest is taken a minute later', async () => {
    const session = await open(ORGANISATION);
    const names = Array.from({ length: 203 }, (_, index) => `S_${index}`);
    const outcomes = await Promise.allSettled(names.map((name) => session.put(name, text(CANARY), null)));
    const limited = names.filter((_, index) => outcomes[index]?.status === 'rejected');
    // Which of the last ones are refused, and which wait for the limit to pass, is a matter of order.
    expect(limited.length).toBeGreaterThan(0);
    expect(limited.length).toBeLessThanOrEqual(3);
    clock.at += MINUTE_MS;
    for (const name of limited) expect(await session.put(name, text(CANARY), null)).toMatchObject({ what: 'created' });
    expect(storeOf(ORGANISATION).secrets.size).toBe(203);
  });

  it('that breaks a rule is not sent', async () => {
    const session = await open();
    for (const name of ['GITHUB_TOKEN', '1ST', 'A-B', '', '..', 'a/b', 'public-key']) {
      expect(await failed(session.put(name, text(CANARY), null))).toMatchObject({ code: 'parameter-missing' });
      expect(await session.find(name)).toBeNull();
    }
    await failed(session.put('BIG', text(CANARY.repeat(5_000)), null));
    await failed(session.put('BINARY', { bytes: Buffer.from([0xff, 0]), form: 'file', identifier: 'k' }, null));
    expect(simulator.requests.entries).toEqual([]);
  });
});

describe('the connection’s test', () => {
  it('says that it works, and when the token ends, in both formats', async () => {
    const expiresAtMs = NOW + 30 * DAY_MS;
    for (const expiryFormat of ['utc', 'offset'] as const) {
      token = simulator.state.addToken({ expiresAtMs, expiryFormat });
      expect(await (await open()).test()).toMatchObject({
        result: 'works',
        mayRead: true,
        mayWrite: null,
        tokenExpiresAt: expiresAtMs,
      });
    }
    expect(puts()).toEqual([]);
  });

  it('knows what a classic token may: enough, too little, too much', async () => {
    token = simulator.state.addToken({ kind: 'classic', scopes: ['repo'] });
    expect(await (await open()).test()).toMatchObject({ mayWrite: true });
    const refused = await (await open(ORGANISATION)).test();
    expect(refused).toMatchObject({ result: 'refused', mayWrite: false });
    expect(refused.message).toContain('it needs admin:org');
    token = simulator.state.addToken({ kind: 'classic', scopes: ['repo', 'delete_repo', 'admin:org'] });
    expect((await (await open()).test()).message).toContain('may do more than that needs: delete_repo, admin:org');
    token = simulator.state.addToken({ kind: 'classic', scopes: ['gist'] });
    const hidden = await (await open()).test();
    expect(hidden).toMatchObject({ result: 'refused' });
    expect(hidden.message).toContain('It has the scopes gist; it needs repo');
  });

  it('names the permission that a fine-grained token lacks', async () => {
    token = simulator.state.addToken({ permissions: { dependabot_secrets: 'read' } });
    const test = await (await open()).test();
    told.push(test);
    expect(test).toMatchObject({ result: 'refused', mayRead: false });
    expect(test.message).toContain('secrets (read)');
    const session = await open(DEPENDABOT);
    expect(await session.test()).toMatchObject({ result: 'works', mayRead: true, mayWrite: null });
    const error = await failed(session.put('ONE', text(CANARY), null));
    expect(error).toMatchObject({
      code: 'provider-refused',
      failure: { detail: { status: 403, permissions: ['dependabot_secrets (write)'] } },
    });
    // A permission can be taken away half way.
    token.permissions = { dependabot_secrets: 'write' };
    await session.put('ONE', text(CANARY), null);
    token.revoked = true;
    expect(await failed(session.put('TWO', text(CANARY), null))).toMatchObject({
      failure: { detail: { status: 401 } },
    });
  });

  it.each([
    ['a repository that is not there', { ...REPOSITORY, repository: 'nothing' }],
    ['an environment that is not there', { ...REPOSITORY, environment: 'nothing' }],
    ['an organisation that is not there', { ...ORGANISATION, owner: 'nobody' }],
  ] as const)('says what is missing: %s', async (_, place) => {
    const session = await open(place);
    const test = await session.test();
    expect(test.result).toBe('refused');
    expect(test.message).toContain(github.placeText(place));
    expect(await failed(session.find('ONE'))).toMatchObject({ code: 'provider-listing-missing' });
    expect(await failed(session.put('ONE', text(CANARY), null))).toMatchObject({ code: 'provider-listing-missing' });
  });

  it('tells a limit and a server that is away from a refusal', async () => {
    simulator.state.limiter.leave(token.value, 0);
    expect(await (await open(REPOSITORY, { longestWaitMs: 0 })).test()).toMatchObject({
      result: 'limited',
      mayRead: null,
    });
    simulator.state.limiter.leave(token.value, 100);
    simulator.faults.add({ kind: 'html-error', status: 502 });
    expect(await (await open()).test()).toMatchObject({ result: 'unreachable', mayWrite: null });
    await simulator.close();
    expect(await (await open()).test()).toMatchObject({ result: 'unreachable' });
  });
});

describe('the token', () => {
  it('goes to no other origin, whatever the answers say', async () => {
    const elsewhere = await startElsewhere();
    try {
      storeOf(REPOSITORY).set('ONE', 'made up', NOW);
      for (const status of [301, 302, 307] as const) {
        const off = simulator.faults.add({ kind: 'redirect', to: `${elsewhere.url}/x`, status });
        const session = await open();
        expect(await failed(session.find('ONE'))).toMatchObject({
          failure: { detail: { reason: 'redirect-elsewhere' } },
        });
        expect(await failed(session.put('ONE', text(CANARY), null))).toMatchObject({ code: 'provider-answer-invalid' });
        off();
        const writer = await open();
        await writer.test();
        const offAgain = simulator.faults.add(
          { kind: 'redirect', to: `${elsewhere.url}/x`, status },
          { method: 'PUT' },
        );
        expect(await failed(writer.put('ONE', text(CANARY), null))).toMatchObject({
          failure: { detail: { reason: 'redirect-elsewhere' } },
        });
        offAgain();
      }
      expect(elsewhere.requests.entries).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('is in no message, where the server sends it back', async () => {
    for (const status of [400, 401] as const) {
      const off = simulator.faults.add({ kind: 'echo', status });
      const session = await open();
      await failed(session.find('ONE'));
      told.push(await session.test());
      await failed(session.put('ONE', text(CANARY), null));
      off();
    }
  });

  it('has to be one, and goes by https only', async () => {
    for (const value of ['', 'two words', 'line\nbreak']) {
      expect(await failed(open(REPOSITORY, { token: { token: value } }))).toMatchObject({ code: 'credential-missing' });
    }
    const session = await open(REPOSITORY, { baseUrl: 'http://github.example' });
    expect(await failed(session.find('ONE'))).toMatchObject({ code: 'address-invalid' });
    expect(await failed(open(REPOSITORY, { baseUrl: 'not an address' }))).toMatchObject({ code: 'address-invalid' });
  });
});

describe('places', () => {
  it('are refused where GitHub has none such', async () => {
    for (const place of [
      { ...DEPENDABOT, environment: 'production' },
      { ...ORGANISATION, environment: 'production' },
      { ...REPOSITORY, owner: '..' },
      { ...REPOSITORY, repository: '.' },
      { ...REPOSITORY, environment: '..' },
    ]) {
      expect(await failed(open(place))).toMatchObject({ code: 'parameter-missing' });
    }
  });

  it('have their pages, at GitHub and at an own server', () => {
    const pages = [REPOSITORY, ENVIRONMENT, DEPENDABOT, ORGANISATION, ORGANISATION_DEPENDABOT].map((place) => [
      github.settingsPage(place, null).url,
      github.settingsPage(place, 'https://git.acme.example/api/v3').url,
      github.placeText(place),
    ]);
    expect(pages).toEqual([
      [
        'https://github.com/acme/storefront/settings/secrets/actions',
        'https://git.acme.example/acme/storefront/settings/secrets/actions',
        'acme/storefront',
      ],
      [
        'https://github.com/acme/storefront/settings/environments',
        'https://git.acme.example/acme/storefront/settings/environments',
        'acme/storefront, environment eu/production',
      ],
      [
        'https://github.com/acme/storefront/settings/secrets/dependabot',
        'https://git.acme.example/acme/storefront/settings/secrets/dependabot',
        'acme/storefront, Dependabot',
      ],
      [
        'https://github.com/organizations/acme/settings/secrets/actions',
        'https://git.acme.example/organizations/acme/settings/secrets/actions',
        'organisation acme',
      ],
      [
        'https://github.com/organizations/acme/settings/secrets/dependabot',
        'https://git.acme.example/organizations/acme/settings/secrets/dependabot',
        'organisation acme, Dependabot',
      ],
    ]);
    expect(github.settingsPage(ENVIRONMENT, null).path).toEqual([
      'Settings',
      'Environments',
      'eu/production',
      'Environment secrets',
    ]);
  });

  it('are found at an own server by its bare address or by its API’s', async () => {
    for (const baseUrl of [simulator.url, `${simulator.url}/api/v3`, `${simulator.url}/api/v3/`]) {
      expect(await (await open(REPOSITORY, { baseUrl })).test()).toMatchObject({ result: 'works' });
    }
    expect(simulator.requests.entries.every(({ path }) => path.startsWith('/api/v3/repos/acme/'))).toBe(true);
  });
});

describe('rules', () => {
  it.each([
    ['GITHUB_TOKEN', 'name-reserved', 'GH_TOKEN'],
    ['github_pat', 'name-reserved', 'GH_PAT'],
    ['2FA_SECRET', 'name-starts-with-digit', '_2FA_SECRET'],
    ['stripe-key', 'name-characters', 'STRIPE_KEY'],
    ['clé d’accès', 'name-characters', 'CLE_D_ACCES'],
    ['GITHUB-GITHUB_X', 'name-characters', undefined],
    ['', 'name-empty', undefined],
    ['---', 'name-characters', undefined],
  ])('%s: %s', (name, code, suggested) => {
    const problem = github.checkName(name, REPOSITORY);
    expect(problem?.code).toBe(code);
    if (suggested !== undefined) expect(problem?.suggestedName).toBe(suggested);
    if (problem?.suggestedName !== undefined) expect(github.checkName(problem.suggestedName, REPOSITORY)).toBeNull();
    expect(problem?.mend).not.toBe('');
  });

  it('let names and values through that GitHub takes', () => {
    for (const name of ['DEPLOY_TOKEN', '_x', 'a1', 'MY_GITHUB_TOKEN']) {
      expect(github.checkName(name, REPOSITORY)).toBeNull();
    }
    const value = (bytes: Uint8Array) => github.checkValue({ bytes, form: 'text', identifier: null }, REPOSITORY);
    expect(value(Buffer.alloc(49_152, 'a'))).toBeNull();
    expect(value(Buffer.alloc(49_153, 'a'))).toMatchObject({ code: 'value-too-large' });
    expect(value(Buffer.from([0xc3, 0x28]))).toMatchObject({ code: 'value-not-text' });
    expect(github.sameName('Deploy_Token', 'DEPLOY_TOKEN')).toBe(true);
  });
});
