import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RemoteSecret, remoteSecret } from '#shared/domain/ci.ts';
import {
  type GitLabCi,
  type GitLabCiToken,
  type GitLabHome,
  startGitLabCi,
} from '../../../../tests/simulators/ci/gitlab.ts';
import { DAY_MS } from '../../../../tests/simulators/frame/clock.ts';
import { startElsewhere } from '../../../../tests/simulators/frame/elsewhere.ts';
import type { Simulator } from '../../../../tests/simulators/frame/server.ts';
import { ProviderError } from '../../../http/provider-error.ts';
import { MovedClock } from '../../../sync/testing/moved-clock.ts';
import type { CiSession, CiSessionOptions, SecretValue } from '../../ci-system.ts';
import type { GitLabPlace } from './place.ts';
import { gitlab } from './system.ts';

// Made up.
const CANARY = 'canary-value-6Qm2xV9-made-up';
const NOW = Date.UTC(2026, 6, 1);
const PEM = `-----BEGIN PRIVATE KEY-----\n${CANARY}\n-----END PRIVATE KEY-----\n`;
const PROJECT: GitLabPlace = {
  system: 'gitlab',
  kind: 'project',
  path: 'acme/web/storefront',
  environmentScope: '*',
  masked: false,
  hidden: false,
  protected: false,
};
const PRODUCTION: GitLabPlace = { ...PROJECT, environmentScope: 'production' };
const GROUP: GitLabPlace = { ...PROJECT, kind: 'group', path: 'acme' };
const GROUP_PRODUCTION: GitLabPlace = { ...GROUP, environmentScope: 'production' };

let simulator: Simulator<GitLabCi>;
let token: GitLabCiToken;
let project: GitLabHome;
let group: GitLabHome;
let clock: MovedClock;
/** Everything that was told, to be searched for what must not be told. */
let told: unknown[];

beforeEach(async () => {
  clock = new MovedClock(NOW);
  told = [];
  simulator = await startGitLabCi({ now: clock.now });
  token = simulator.state.addToken();
  project = simulator.state.addHome('projects', 'acme/web/storefront');
  group = simulator.state.addHome('groups', 'acme');
});

afterEach(async () => {
  expect(simulator.bugs).toEqual([]);
  await simulator.close();
  const text = told
    .map((one) => (one instanceof Error ? `${String(one)} ${one.stack} ${JSON.stringify(one)}` : JSON.stringify(one)))
    .join('\n');
  expect(text).not.toContain(CANARY);
  for (const { value } of simulator.state.tokens) expect(text).not.toContain(value);
});

function open(place = PROJECT, options: Partial<CiSessionOptions<'gitlab'>> = {}): Promise<CiSession> {
  return gitlab.open({ place, baseUrl: simulator.url, token: { token: token.value }, clock, ...options });
}
const value = (text: string, form: SecretValue['form'] = 'text'): SecretValue => ({
  bytes: Buffer.from(text, 'utf8'),
  form,
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
    (result) => new Error(`It did not fail: ${JSON.stringify(result)}`),
    (thrown: unknown) => thrown,
  );
  told.push(error);
  if (!(error instanceof ProviderError)) throw error;
  told.push(error.failure, error.cause);
  return error;
}
const writes = () => simulator.requests.entries.filter(({ method }) => method !== 'GET');
const variable = (home: GitLabHome, key: string, scope = '*') =>
  home.variables.find((one) => one.key === key && one.environment_scope === scope);

describe.each([
  ['a project', PROJECT],
  ['an environment of a project', PRODUCTION],
  ['a group', GROUP],
  ['an environment of a group', GROUP_PRODUCTION],
] as const)('%s', (_, place) => {
  it('takes a variable, reads it back equal, replaces it, and keeps its hands off the others', async () => {
    const home = place.kind === 'project' ? project : group;
    const others = ['*', 'production', 'staging'].map((scope) =>
      simulator.state.set(home, 'UNRELATED', 'of somebody else', { environment_scope: scope, protected: true }),
    );
    simulator.state.set(home, 'DEPLOY_TOKEN', 'of staging', { environment_scope: 'staging' });
    const before = structuredClone(home.variables);
    const session = await open(place);
    expect(await session.find('DEPLOY_TOKEN')).toBeNull();
    expect(await session.put('DEPLOY_TOKEN', value(CANARY), null)).toEqual({ what: 'created', updatedAt: null });
    expect(variable(home, 'DEPLOY_TOKEN', place.environmentScope)).toMatchObject({
      value: CANARY,
      variable_type: 'env_var',
      raw: true,
      masked: false,
      protected: false,
    });
    const known = await session.find('DEPLOY_TOKEN');
    expect(known).toMatchObject({ name: 'DEPLOY_TOKEN', createdAt: null, updatedAt: null });
    expect(await session.put('DEPLOY_TOKEN', value(`${CANARY}2`), known)).toEqual({
      what: 'replaced',
      updatedAt: null,
    });
    expect(variable(home, 'DEPLOY_TOKEN', place.environmentScope)?.value).toBe(`${CANARY}2`);
    expect((await listed(session)).map(({ name }) => name)).toEqual(['UNRELATED', 'DEPLOY_TOKEN']);
    expect(home.variables.filter((one) => one.key !== 'DEPLOY_TOKEN' || one.environment_scope === 'staging')).toEqual(
      before,
    );
    expect(others).toHaveLength(3);
    expect(writes()).toHaveLength(2);
  });
});

describe('a variable', () => {
  it('is created with what the target says', async () => {
    await (await open({ ...PRODUCTION, masked: true, protected: true })).put('A', value(CANARY), null);
    expect(variable(project, 'A', 'production')).toMatchObject({ masked: true, hidden: false, protected: true });
    await (await open({ ...PROJECT, hidden: true })).put('B', value(CANARY), null);
    expect(variable(project, 'B')).toMatchObject({ masked: true, hidden: true, protected: false });
    await (await open()).put('C', value(PEM, 'file'), null);
    expect(variable(project, 'C')).toMatchObject({ variable_type: 'file', value: PEM });
    expect((await listed(await open())).map(({ name, detail }) => [name, detail])).toEqual([
      ['B', 'masked, hidden'],
      ['C', 'file'],
    ]);
    expect((await listed(await open(PRODUCTION)))[0]?.detail).toBe('protected, masked, for production');
  });

  it('keeps every character: nothing in it is expanded', async () => {
    const shown: string[] = [];
    const session = await open(PROJECT, { onValue: (_, bytes) => shown.push(Buffer.from(bytes).toString('utf8')) });
    for (const [index, text] of ['a$HOME$$b', ' spaces ', 'żółć 🔑', '\ufeffmark', PEM, '"\\\n\t'].entries()) {
      await session.put(`V_${index}`, value(text), null);
      expect(variable(project, `V_${index}`)).toMatchObject({ value: text, raw: true });
      await session.find(`V_${index}`);
      expect(shown.at(-1)).toBe(text);
    }
  });

  it('keeps its settings when it is replaced, and is marked as raw only where the value needs it', async () => {
    const options = { masked: true, protected: true, description: 'rotated 2026-08' };
    simulator.state.set(project, 'OLD', 'abcdefgh', options);
    const session = await open({ ...PROJECT, hidden: true });
    const known = await session.find('OLD');
    await session.put('OLD', value(CANARY), known);
    expect(variable(project, 'OLD')).toMatchObject({ ...options, value: CANARY, raw: false, hidden: false });
    await session.put('OLD', value(`${CANARY}$HOME`), known);
    expect(variable(project, 'OLD')).toMatchObject({ ...options, value: `${CANARY}$HOME`, raw: true });
    const error = await failed(session.put('OLD', value(PEM), known));
    expect(error.message).toContain('did not take the value');
    expect(error.failure.detail?.['sent']).toBeUndefined();
    expect(variable(project, 'OLD')?.value).toBe(`${CANARY}$HOME`);
  });

  it('is not overwritten where somebody made it meanwhile, nor made where somebody removed it', async () => {
    const session = await open();
    simulator.state.set(project, 'ONE', 'of somebody else');
    const error = await failed(session.put('ONE', value(CANARY), null));
    expect(error.message).toContain('by now');
    expect(variable(project, 'ONE')?.value).toBe('of somebody else');
    const known = await session.find('ONE');
    project.variables.length = 0;
    const gone = await failed(session.put('ONE', value(CANARY), known));
    expect(gone).toMatchObject({ code: 'provider-listing-missing' });
    expect(gone.message).toContain('no variable ONE in acme/web/storefront any more');
    expect(project.variables).toEqual([]);
  });

  it('that was made for all environments, where a scope was asked for, is pointed out', async () => {
    simulator.state.addHome('groups', 'free', { hasScopes: false });
    const error = await failed((await open({ ...GROUP_PRODUCTION, path: 'free' })).put('ONE', value(CANARY), null));
    expect(error).toMatchObject({ code: 'provider-answer-invalid', failure: { detail: { sent: true } } });
    expect(error.message).toContain('Premium');
    expect(await (await open({ ...GROUP, path: 'free' })).put('TWO', value(CANARY), null)).toMatchObject({
      what: 'created',
    });
  });
});

describe('listing', () => {
  it('reads all pages of a hundred, with and without totals, of one scope only, and no value', async () => {
    for (let index = 0; index < 250; index += 1) {
      simulator.state.set(project, `V_${index}`, CANARY, { environment_scope: index % 2 === 0 ? '*' : 'production' });
    }
    for (const omitTotals of [false, true]) {
      simulator.state.omitTotals = omitTotals;
      simulator.requests.clear();
      const all = await listed(await open(PRODUCTION));
      expect(all.map(({ name }) => name)).toEqual(Array.from({ length: 125 }, (_, index) => `V_${index * 2 + 1}`));
      expect(simulator.requests.entries).toHaveLength(3);
    }
  });

  it('notices pages without end', async () => {
    simulator.state.set(project, 'ONE', CANARY);
    simulator.faults.add({ kind: 'endless-pages' });
    expect(await failed(listed(await open()))).toMatchObject({ failure: { detail: { reason: 'repeated-page' } } });
  });

  it.each([
    ['a web page', { kind: 'html-error', status: 200 }, 'not-json'],
    ['another type', { kind: 'wrong-content-type', contentType: 'text/plain' }, 'not-json'],
    ['an endless answer', { kind: 'endless-body' }, 'too-large'],
  ] as const)('says that it got %s', async (_, fault, reason) => {
    simulator.state.set(project, 'ONE', CANARY);
    simulator.faults.add(fault);
    const session = await open(PROJECT, {
      limits: { headersWithinMs: 2_000, wholeWithinMs: 4_000, mostBytes: 100_000 },
    });
    expect(await failed(listed(session))).toMatchObject({ failure: { detail: { reason } } });
  });

  it('waits out a limit, and gives up where that takes too long', async () => {
    simulator.state.limiter.leave('user', 0);
    expect(await listed(await open())).toEqual([]);
    expect(clock.slept).toEqual([60_000]);
    simulator.state.limiter.leave('user', 0);
    expect(await failed(listed(await open(PROJECT, { longestWaitMs: 1_000 })))).toMatchObject({
      code: 'provider-limited',
    });
  });
});

describe('values', () => {
  it('are shown as they arrive, of one scope and unless they are hidden, with no request more, and are wiped', async () => {
    simulator.state.set(project, 'PLAIN', CANARY);
    simulator.state.set(project, 'HIDDEN', CANARY, { masked: true, hidden: true });
    simulator.state.set(project, 'PLAIN', `${CANARY}2`, { environment_scope: 'production' });
    const shown: [string, string][] = [];
    const kept: Uint8Array[] = [];
    const session = await open(PROJECT, {
      onValue: (secret, bytes) => {
        shown.push([secret.name, Buffer.from(bytes).toString('utf8')]);
        kept.push(bytes);
      },
    });
    expect((await listed(session)).map(({ name }) => name)).toEqual(['PLAIN', 'HIDDEN']);
    expect(simulator.requests.entries).toHaveLength(1);
    for (const name of ['PLAIN', 'HIDDEN', 'NONE', '..']) told.push(await session.find(name));
    expect(shown).toEqual([
      ['PLAIN', CANARY],
      ['PLAIN', CANARY],
    ]);
    expect(kept.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
    expect(writes()).toEqual([]);
  });
});

describe('a write', () => {
  it.each([
    ['an error of the server', { kind: 'status', status: 502 }, 'provider-unreachable'],
    ['a connection that breaks', { kind: 'reset' }, 'provider-unreachable'],
    ['an answer that comes too late', { kind: 'slow', delayMs: 600 }, 'provider-unreachable'],
    ['half an answer', { kind: 'truncated' }, 'provider-unreachable'],
    ['a web page', { kind: 'html-error', status: 200 }, 'provider-answer-invalid'],
    ['the token sent back', { kind: 'echo', status: 400 }, 'provider-answer-invalid'],
  ] as const)('goes out once, and is unknown or refused after %s', async (_, fault, code) => {
    const session = await open(PROJECT, { limits: { headersWithinMs: 300, wholeWithinMs: 2_000, mostBytes: 100_000 } });
    await session.test();
    simulator.faults.add(fault, { method: 'POST', times: 1 });
    const error = await failed(session.put('ONE', value(CANARY), null));
    expect(error.code).toBe(code);
    expect(error.failure.detail?.['sent'] === true).toBe(fault.kind !== 'echo');
    expect(writes()).toHaveLength(1);
    expect((await session.find('ONE')) !== null).toBe(variable(project, 'ONE') !== undefined);
  });

  it('is not repeated after a limit', async () => {
    const session = await open();
    await session.test();
    simulator.state.limiter.leave('user', 0);
    expect(await failed(session.put('ONE', value(CANARY), null))).toMatchObject({ code: 'provider-limited' });
    expect(writes()).toHaveLength(1);
    expect(clock.slept).toEqual([]);
    expect(await session.find('ONE')).toBeNull();
    expect(clock.slept).toEqual([60_000]);
  });

  it('follows no redirect', async () => {
    for (const status of [301, 302, 307] as const) {
      const session = await open();
      const off = simulator.faults.add({ kind: 'redirect', to: '/api/v4/elsewhere', status }, { method: 'POST' });
      expect(await failed(session.put('ONE', value(CANARY), null))).toMatchObject({
        failure: { detail: { reason: 'moved' } },
      });
      off();
    }
    expect(writes()).toHaveLength(3);
    expect(project.variables).toEqual([]);
  });

  it('that breaks a rule is not sent', async () => {
    const masked = await open({ ...PROJECT, masked: true });
    for (const name of ['', 'A-B', '..', 'a/b', 'x'.repeat(256)]) {
      expect(await failed(masked.put(name, value(CANARY), null))).toMatchObject({ code: 'parameter-missing' });
      expect(await masked.find(name)).toBeNull();
    }
    await failed(masked.put('SHORT', value('short'), null));
    await failed(masked.put('LINES', value(PEM), null));
    await failed(masked.put('BINARY', { bytes: Buffer.from([0xff]), form: 'file', identifier: 'k' }, null));
    expect(simulator.requests.entries).toEqual([]);
  });
});

describe('the connection’s test', () => {
  it('says that it works, what the token may do and when it ends', async () => {
    token = simulator.state.addToken({ scopes: ['api', 'read_user'], expiresAt: '2026-08-01' });
    const test = await (await open()).test();
    expect(test).toMatchObject({
      result: 'works',
      mayRead: true,
      mayWrite: true,
      tokenExpiresAt: NOW + 31 * DAY_MS,
    });
    expect(test.message).toContain('more scopes than that needs: read_user');
    expect(writes()).toEqual([]);
  });

  it('says what is missing: a scope, a role, the token itself, the project', async () => {
    token.scopes = ['read_api'];
    const reader = await (await open()).test();
    expect(reader).toMatchObject({ result: 'works', mayRead: true, mayWrite: false });
    expect(reader.message).toContain('needs the scope api');
    expect(await failed((await open()).put('ONE', value(CANARY), null))).toMatchObject({ code: 'provider-refused' });
    token.scopes = ['api'];
    token.role = 'Developer';
    expect((await (await open()).test()).message).toContain('the role Maintainer');
    token.role = 'Maintainer';
    expect((await (await open(GROUP)).test()).message).toContain('the role Owner');
    const nowhere = await open({ ...PROJECT, path: 'acme/nothing' });
    expect(await nowhere.test()).toMatchObject({ result: 'refused', mayRead: false });
    expect(await failed(nowhere.find('ONE'))).toMatchObject({ code: 'provider-listing-missing' });
    token.revoked = true;
    expect(await (await open()).test()).toMatchObject({ result: 'refused' });
  });

  it('does without what GitLab tells of the token', async () => {
    for (const status of [403, 404] as const) {
      const off = simulator.faults.add({ kind: 'status', status }, { path: '/api/v4/personal_access_tokens' });
      expect(await (await open()).test()).toMatchObject({ result: 'works', mayWrite: null, tokenExpiresAt: null });
      off();
    }
  });

  it('tells a limit and a server that is away from a refusal', async () => {
    simulator.state.limiter.leave('user', 0);
    expect(await (await open(PROJECT, { longestWaitMs: 0 })).test()).toMatchObject({ result: 'limited' });
    await simulator.close();
    expect(await (await open()).test()).toMatchObject({ result: 'unreachable', mayRead: null });
  });
});

describe('the token', () => {
  it('goes to no other origin, whatever the answers say', async () => {
    const elsewhere = await startElsewhere();
    try {
      for (const status of [301, 302, 307] as const) {
        const off = simulator.faults.add({ kind: 'redirect', to: `${elsewhere.url}/x`, status });
        const session = await open();
        for (const asked of [session.find('ONE'), listed(session), session.put('ONE', value(CANARY), null)]) {
          expect(await failed(asked)).toMatchObject({ failure: { detail: { reason: 'redirect-elsewhere' } } });
        }
        off();
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
      await failed(session.put('ONE', value(CANARY), null));
      off();
    }
  });

  it('has to be one, and goes by https only', async () => {
    expect(await failed(open(PROJECT, { token: { token: 'two words' } }))).toMatchObject({
      code: 'credential-missing',
    });
    const session = await open(PROJECT, { baseUrl: 'http://gitlab.example' });
    expect(await failed(session.find('ONE'))).toMatchObject({ code: 'address-invalid' });
    expect(await failed(open(PROJECT, { baseUrl: 'nonsense' }))).toMatchObject({ code: 'address-invalid' });
    for (const path of ['..', 'a//b', '/a', 'a/../b']) {
      expect(await failed(open({ ...PROJECT, path }))).toMatchObject({ code: 'parameter-missing' });
    }
  });
});

describe('rules and pages', () => {
  it.each([
    ['stripe-key', 'name-characters', 'stripe_key'],
    ['clé d’accès', 'name-characters', 'cle_d_acces'],
    ['x'.repeat(300), 'name-too-long', undefined],
    ['---', 'name-characters', undefined],
    ['', 'name-empty', undefined],
  ])('refuse the name %s: %s', (name, code, suggested) => {
    const problem = gitlab.checkName(name, PROJECT);
    expect(problem?.code).toBe(code);
    expect(problem?.suggestedName).toBe(suggested);
    if (suggested !== undefined) expect(gitlab.checkName(suggested, PROJECT)).toBeNull();
  });

  it('know what can be masked', () => {
    const check = (text: string, place: GitLabPlace, form: SecretValue['form'] = 'text') =>
      gitlab.checkValue(value(text, form), place)?.code ?? null;
    const masked = { ...PROJECT, masked: true };
    expect(check('12345678', masked)).toBeNull();
    expect(check('p$ss{word}!', masked)).toBeNull();
    expect(check('1234567', masked)).toBe('value-not-maskable');
    expect(check('with space', masked)).toBe('value-not-maskable');
    expect(check(PEM, masked, 'file')).toBe('value-not-maskable');
    expect(check('1234567', { ...PROJECT, hidden: true })).toBe('value-not-maskable');
    expect(check('short', PROJECT)).toBeNull();
    expect(check(PEM, PROJECT, 'file')).toBeNull();
    const zero = { bytes: Buffer.from('a\0b'), form: 'text', identifier: null } as const;
    expect(gitlab.checkValue(zero, PROJECT)?.code).toBe('value-not-text');
    expect(gitlab.sameName('A', 'a')).toBe(false);
  });

  it('are at GitLab or at an own one, below a path as well', async () => {
    expect(gitlab.settingsPage(PROJECT, null).url).toBe('https://gitlab.com/acme/web/storefront/-/settings/ci_cd');
    expect(gitlab.settingsPage(GROUP, 'https://acme.example/gitlab/api/v4/').url).toBe(
      'https://acme.example/gitlab/groups/acme/-/settings/ci_cd',
    );
    expect(gitlab.settingsPage(GROUP, null).path).toEqual(['Settings', 'CI/CD', 'Variables']);
    expect(gitlab.placeText(GROUP_PRODUCTION)).toBe('group acme, environment production');
    for (const baseUrl of [simulator.url, `${simulator.url}/api/v4`, `${simulator.url}/api/v4/`]) {
      expect(await (await open(PROJECT, { baseUrl })).test()).toMatchObject({ result: 'works' });
    }
  });
});
