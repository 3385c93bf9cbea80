import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Jenkins, startJenkins } from '../../../../tests/simulators/ci/jenkins.ts';
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
import type { SecretValue } from '../../ci-system.ts';
import type { JenkinsPlace } from './place.ts';
import { jenkins } from './system.ts';

const SYSTEM: JenkinsPlace = { system: 'jenkins', folder: '' };
const FOLDER: JenkinsPlace = { system: 'jenkins', folder: 'team a/app' };
const STRING = 'org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl';
const FILE = 'org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl';
const USER = 'com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl';

function fields(id: string, own: Readonly<Record<string, string>>): Map<string, string> {
  return new Map(Object.entries({ scope: 'GLOBAL', id, description: '', ...own }));
}

async function benchFor(place: JenkinsPlace, basePath = ''): Promise<Bench<'jenkins'>> {
  const simulator = await startJenkins();
  const { state } = simulator;
  state.addFolder('team a');
  state.addFolder('team a/app');
  const store = state.stores.get(place.folder) ?? new Map();
  const credential = state.tokens.add();
  return {
    system: jenkins,
    simulator,
    place,
    missing: { ...place, folder: 'gone' },
    basePath,
    credential,
    token: { user: credential.user, apiToken: credential.value },
    held: (id) => store.get(id)?.fields.get('secret') ?? null,
    plant: (id, value) => store.set(id, { type: STRING, fields: fields(id, { secret: value }) }),
    everything: () => dump([...state.stores].map(([path, one]) => [path, [...one]])),
  };
}

describe('credentials in Jenkins’s own store', () => describeSessions(() => benchFor(SYSTEM)));
describe('credentials in a folder of a Jenkins below a path', () =>
  describeSessions(() => benchFor(FOLDER, '/jenkins')));

describe('Jenkins', () => {
  let bench: Bench<'jenkins'>;
  let state: Jenkins;

  beforeEach(async () => {
    bench = await benchFor(SYSTEM);
    state = (bench.simulator as Simulator<Jenkins>).state;
  });

  afterEach(async () => {
    expect(bench.simulator.bugs).toEqual([]);
    await bench.simulator.close();
  });

  const stored = (id: string) => state.stores.get('')?.get(id);

  it('makes a user name with password, and a file of whatever bytes', async () => {
    const session = await openOn(bench);
    const password = text('made-up & <pass>\u00e9');
    await session.put('login', { ...password, form: 'username-password', identifier: 'deploy & co' }, null);
    expect(stored('login')?.type).toBe(USER);
    expect(Object.fromEntries(stored('login')?.fields ?? [])).toMatchObject({
      username: 'deploy & co',
      password: 'made-up & <pass>\u00e9',
    });
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    for (const [id, identifier] of [
      ['named', 'key.p12'],
      ['unnamed', null],
    ] as const) {
      await session.put(id, { bytes, form: 'file', identifier }, null);
      expect(stored(id)?.type).toBe(FILE);
      expect(stored(id)?.fields.get('fileName')).toBe(identifier ?? id);
      expect(Uint8Array.from(Buffer.from(stored(id)?.fields.get('secretBytes') ?? '', 'base64'))).toEqual(bytes);
    }
    expect((await listed(session)).map(({ name, detail }) => [name, detail])).toEqual([
      ['login', 'Username with password'],
      ['named', 'Secret file'],
      ['unnamed', 'Secret file'],
    ]);
  });

  it('keeps scope, description and what else a credential has when it gets another value', async () => {
    const own = { scope: 'SYSTEM', description: 'Ümlaut & <more>', usernameSecret: 'true' };
    state.stores
      .get('')
      ?.set('login', { type: USER, fields: fields('login', { ...own, username: 'old', password: 'x' }) });
    state.stores.get('')?.set('file', {
      type: FILE,
      fields: fields('file', { description: 'kept', fileName: 'a.pem', secretBytes: 'eA==' }),
    });
    const session = await openOn(bench);
    const known = await session.find('login');
    await session.put('login', { ...text('made-up'), form: 'username-password', identifier: 'new' }, known);
    expect(Object.fromEntries(stored('login')?.fields ?? [])).toEqual({
      id: 'login',
      ...own,
      username: 'new',
      password: 'made-up',
    });
    const file: SecretValue = { ...text('made-up'), form: 'file', identifier: null };
    await session.put('file', file, await session.find('file'));
    expect(Object.fromEntries(stored('file')?.fields ?? [])).toMatchObject({
      description: 'kept',
      fileName: 'a.pem',
      secretBytes: Buffer.from('made-up').toString('base64'),
    });
  });

  it('does not make another kind of a credential', async () => {
    bench.plant('token', 'made-up-value');
    const session = await openOn(bench);
    const login: SecretValue = { ...text('made-up'), form: 'username-password', identifier: 'new' };
    const kind = await failureOf(session.put('token', login, await session.find('token')));
    expect(kind.message).toContain('of another kind');
    expect(bench.held('token')).toBe('made-up-value');
    expect(bench.simulator.requests.entries.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('tells an id that is there by now, and one that has gone', async () => {
    const session = await openOn(bench);
    await listed(session);
    bench.plant('token', 'made-up-value-of-somebody');
    const made = await failureOf(session.put('token', text('made-up-value'), null));
    expect(made.failure.detail).toMatchObject({ status: 409 });
    const known = await session.find('token');
    state.stores.get('')?.clear();
    const gone = await failureOf(session.put('token', text('made-up-value'), known));
    expect(gone.code).toBe('provider-listing-missing');
    expect(stored('token')).toBeUndefined();
  });

  it('gets a crumb where Jenkins wants one, once for the session', async () => {
    state.wantsCrumb = true;
    const session = await openOn(bench);
    await session.put('first', text('made-up-first'), null);
    await session.put('second', text('made-up-second'), null);
    expect([bench.held('first'), bench.held('second')]).toEqual(['made-up-first', 'made-up-second']);
    const asked = bench.simulator.requests.entries.map(({ path, status }) => [path.split('/').at(-1), status]);
    expect(asked).toEqual([
      ['createCredentials', 403],
      ['json', 200],
      ['createCredentials', 200],
      ['createCredentials', 200],
    ]);
  });

  it('says that a 403 can be the permission or the crumb', async () => {
    bench.credential.mayWrite = false;
    for (const wantsCrumb of [false, true]) {
      state.wantsCrumb = wantsCrumb;
      const error = await failureOf((await openOn(bench)).put('token', text('made-up-value'), null));
      expect(error.code).toBe('provider-refused');
      expect(error.message).toContain('Credentials/Create');
      expect(error.message).toContain('crumb');
    }
  });

  it('says which plugin may be missing', async () => {
    state.hasPlainCredentials = false;
    const session = await openOn(bench);
    const error = await failureOf(session.put('token', text('made-up-value'), null));
    expect(error.message).toContain('Plain Credentials');
    expect(error.failure.detail).toMatchObject({ sent: true });
    await session.put('login', { ...text('made-up'), form: 'username-password', identifier: 'robot' }, null);
    expect(stored('login')?.type).toBe(USER);
  });

  it('takes no answer for another credential', async () => {
    bench.plant('token', 'made-up-value');
    const session = await openOn(bench);
    const known = await session.find('token');
    stored('token')?.fields.set('id', 'other');
    const error = await failureOf(session.put('token', text('made-up-new'), known));
    expect(error.failure.detail?.['reason']).toBe('unexpected-shape');
    expect(bench.held('token')).toBe('made-up-value');
  });

  it('knows its places and rules', async () => {
    await expect(openOn(bench, { baseUrl: null })).rejects.toMatchObject({ code: 'address-invalid' });
    await expect(openOn(bench, { place: { ...SYSTEM, folder: 'a/../b' } })).rejects.toMatchObject({
      code: 'parameter-missing',
    });
    await expect(openOn(bench, { token: { user: 'a:b', apiToken: 'x' } })).rejects.toMatchObject({
      code: 'credential-missing',
    });
    expect(jenkins.settingsPage(FOLDER, 'https://ci.example.test/jenkins/')).toEqual({
      url: 'https://ci.example.test/jenkins/job/team%20a/job/app/credentials/store/folder/domain/_/',
      path: ['Credentials'],
    });
    expect(jenkins.checkName('deploy token', SYSTEM)).toMatchObject({ suggestedName: 'deploy-token' });
    expect(jenkins.checkName('..', SYSTEM)).toMatchObject({ code: 'name-characters' });
    expect(jenkins.checkName('team.deploy-token_1', SYSTEM)).toBeNull();
    const control = text('made-up\u001bvalue');
    expect(jenkins.checkValue(control, SYSTEM)).toMatchObject({
      code: 'value-not-xml',
      mend: expect.stringContaining('base64'),
    });
    expect(jenkins.checkValue({ ...control, form: 'file' }, SYSTEM)).toBeNull();
    expect(jenkins.checkValue({ ...text('x'), form: 'file', identifier: 'a\u0000b' }, SYSTEM)).toMatchObject({
      code: 'identifier-characters',
    });
    expect(jenkins.checkValue({ ...text('x'), form: 'username-password' }, SYSTEM)).toMatchObject({
      code: 'username-missing',
    });
  });
});
