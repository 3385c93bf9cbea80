import { afterEach, expect, it } from 'vitest';
import { startBitbucket } from '../ci/bitbucket.ts';
import { startCircleCi } from '../ci/circleci.ts';
import { startJenkins } from '../ci/jenkins.ts';
import { startVercelCi } from '../ci/vercel.ts';
import type { Simulator } from '../frame/server.ts';
import { installedPackage, packageOrSkip } from './vendor-package.ts';

type Options = Readonly<Record<string, unknown>>;
type Item = Readonly<Record<string, unknown>>;

let running: Simulator<unknown> | null = null;

afterEach(async () => {
  const bugs = running?.bugs ?? [];
  await running?.close();
  running = null;
  expect(bugs).toEqual([]);
});

async function open<State>(starting: Promise<Simulator<State>>): Promise<Simulator<State>> {
  const simulator = await starting;
  running = simulator;
  return simulator;
}

it('answers the client of Bitbucket: repository, environment and workspace', async () => {
  type Page = { readonly data: { readonly values: readonly Item[]; readonly next?: string } };
  type Call<Answer> = (options: Options) => Promise<Answer>;
  interface Client {
    readonly repositories: Readonly<
      Record<'listPipelineVariables' | 'listEnvironments' | 'listDeploymentVariables', Call<Page>> &
        Record<'createPipelineVariable' | 'updatePipelineVariable' | 'createDeploymentVariable', Call<{ data: Item }>>
    >;
    readonly workspaces: Readonly<
      Record<'getPipelineVariablesForWorkspace', Call<Page>> &
        Record<'createPipelineVariableForWorkspace', Call<{ data: Item }>>
    >;
    hasNextPage(data: Page['data']): boolean;
    getNextPage(data: Page['data']): Promise<Page>;
  }
  const { Bitbucket } = await installedPackage<{ Bitbucket: new (options: Options) => Client }>('bitbucket');
  const { state, url } = await open(startBitbucket());
  const token = state.tokens.add();
  const repository = state.addRepository('acme/web');
  const environment = state.addEnvironment(repository, 'Production');
  state.workspaces.set('acme', []);
  for (let index = 0; index < 15; index += 1) state.add(repository.variables, `SECRET_${index}`, 'made-up-value');
  const client = new Bitbucket({
    baseUrl: `${url}/2.0`,
    auth: { username: token.user, password: token.value },
    notice: false,
  });
  const place = { workspace: 'acme', repo_slug: 'web' };
  const { data: first } = await client.repositories.listPipelineVariables(place);
  expect([first.values.length, client.hasNextPage(first)]).toEqual([10, true]);
  const { data: second } = await client.getNextPage(first);
  expect([second.values.length, client.hasNextPage(second)]).toEqual([5, false]);
  expect([...first.values, ...second.values].every((variable) => !('value' in variable))).toBe(true);
  const _body = { key: 'DEPLOY_TOKEN', value: 'made-up-value', secured: true };
  const { data: created } = await client.repositories.createPipelineVariable({ ...place, _body });
  expect(created).toMatchObject({ type: 'pipeline_variable', key: 'DEPLOY_TOKEN', secured: true });
  await expect(client.repositories.createPipelineVariable({ ...place, _body })).rejects.toMatchObject({ status: 409 });
  const changed = { ...place, variable_uuid: created['uuid'], _body: { ..._body, value: 'made-up-new' } };
  expect((await client.repositories.updatePipelineVariable(changed)).data).toEqual(created);
  expect(repository.variables.at(-1)?.value).toBe('made-up-new');
  const { data: environments } = await client.repositories.listEnvironments(place);
  const inEnvironment = { ...place, environment_uuid: environments.values[0]?.['uuid'] };
  await client.repositories.createDeploymentVariable({ ...inEnvironment, _body });
  expect((await client.repositories.listDeploymentVariables(inEnvironment)).data.values).toHaveLength(1);
  expect(environment).toMatchObject([_body]);
  await client.workspaces.createPipelineVariableForWorkspace({ workspace: 'acme', _body });
  expect(
    (await client.workspaces.getPipelineVariablesForWorkspace({ workspace: 'acme' })).data.values[0],
  ).toMatchObject({ key: 'DEPLOY_TOKEN' });
  token.revoked = true;
  await expect(client.repositories.listPipelineVariables(place)).rejects.toMatchObject({ status: 401 });
});

it('answers the client of Jenkins: a folder’s credentials, with a crumb', async () => {
  interface Credentials {
    list(options: Options): Promise<Item[]>;
    create(options: Options): Promise<unknown>;
    config(options: Options): Promise<string | undefined>;
  }
  type Package = { readonly default: new (options: Options) => { readonly credentials: Credentials } };
  const { default: Client } = await installedPackage<Package>('jenkins');
  const { state, url } = await open(startJenkins());
  const store = state.addFolder('team/app');
  const { user, value } = state.tokens.add();
  state.wantsCrumb = true;
  const { credentials } = new Client({ baseUrl: url.replace('://', `://${user}:${value}@`), crumbIssuer: true });
  const place = { folder: 'team/app', store: 'folder', domain: '_' };
  const type = 'org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl';
  const xml = (secret: string) =>
    `<${type}><scope>GLOBAL</scope><id>deploy</id><description>made up</description><secret>${secret}</secret></${type}>`;
  await credentials.create({ ...place, xml: xml('made-up &amp; old') });
  expect(await credentials.list(place)).toMatchObject([{ id: 'deploy' }]);
  expect(await credentials.config({ ...place, id: 'deploy' })).toContain('<secret><secret-redacted/></secret>');
  await credentials.config({ ...place, id: 'deploy', xml: xml('made-up-new') });
  expect(store.get('deploy')?.fields.get('secret')).toBe('made-up-new');
  await expect(credentials.create({ ...place, xml: xml('made-up') })).rejects.toMatchObject({ statusCode: 409 });
  await expect(credentials.config({ ...place, id: 'gone' })).rejects.toMatchObject({ notFound: true });
});

it('answers a client of CircleCI’s v2: variables of projects and contexts', async () => {
  type Page = { readonly items: readonly Item[]; readonly next_page_token: string | null };
  interface Client {
    listEnvVars(options?: Options): Promise<Page>;
    createEnvVar(name: string, value: string): Promise<Item>;
    getEnvVar(name: string): Promise<Item>;
    listContexts(options: Options): Promise<Page>;
    listContextEnvVars(contextId: string): Promise<Page>;
    createContextEnvVar(contextId: string, name: string, value: string): Promise<Item>;
  }
  type Constructor = { baseUrl: string; new (token: string, slug: string): Client };
  type Package = { readonly default: Constructor | { readonly default: Constructor } };
  const { default: exported } = await installedPackage<Package>('circle-client');
  // It is CommonJS, which Node and Vitest take apart differently.
  const CircleCi = 'default' in exported ? exported.default : exported;
  const { state, url } = await open(startCircleCi());
  const variables = state.addProject('gh/acme/web');
  const { id, variables: inContext } = state.addContext('gh/acme', 'production');
  CircleCi.baseUrl = `${url}/api/v2`;
  const client = new CircleCi(state.tokens.add().value, 'gh/acme/web');
  for (const value of ['made-up-value-9f3a', 'made-up-value-77Zz']) {
    const shown = { name: 'DEPLOY_TOKEN', value: `xxxx${value.slice(-4)}` };
    expect(await client.createEnvVar('DEPLOY_TOKEN', value)).toMatchObject(shown);
    expect(await client.getEnvVar('DEPLOY_TOKEN')).toMatchObject(shown);
    expect(variables.get('DEPLOY_TOKEN')?.value).toBe(value);
    expect(await client.createContextEnvVar(id, 'DEPLOY_TOKEN', value)).toMatchObject({ variable: 'DEPLOY_TOKEN' });
    expect(inContext.get('DEPLOY_TOKEN')?.value).toBe(value);
  }
  expect(await client.listEnvVars()).toMatchObject({ items: [{ name: 'DEPLOY_TOKEN' }], next_page_token: null });
  expect((await client.listContexts({ ownerSlug: 'gh/acme' })).items).toMatchObject([{ id, name: 'production' }]);
  expect((await client.listContextEnvVars(id)).items).toMatchObject([{ variable: 'DEPLOY_TOKEN', context_id: id }]);
});

it('answers the client of Vercel', async (context) => {
  type Call = (options: Options) => Promise<Item>;
  interface Client {
    readonly projects: Readonly<Record<'filterProjectEnvs' | 'createProjectEnv' | 'editProjectEnv', Call>>;
  }
  const { Vercel } = await packageOrSkip<{ Vercel: new (options: Options) => Client }>(context, '@vercel/sdk');
  const { state, url } = await open(startVercelCi());
  const project = state.addProject('web');
  const { projects } = new Vercel({ bearerToken: state.tokens.add().value, serverURL: url });
  const requestBody = { key: 'DEPLOY_TOKEN', value: 'made-up-value', type: 'sensitive', target: ['production'] };
  const answer = await projects.createProjectEnv({ idOrName: 'web', requestBody });
  expect(answer).toMatchObject({ created: { key: 'DEPLOY_TOKEN', type: 'sensitive' }, failed: [] });
  const again = await projects.createProjectEnv({ idOrName: 'web', requestBody });
  expect(again['failed']).toHaveLength(1);
  const { id } = project.variables[0] ?? { id: '' };
  await projects.editProjectEnv({ idOrName: 'web', id, requestBody: { value: 'made-up-new' } });
  expect(project.variables).toMatchObject([{ value: 'made-up-new', type: 'sensitive', target: ['production'] }]);
  for (const listForm of ['count', 'pagination'] as const) {
    state.listForm = listForm;
    expect(await projects.filterProjectEnvs({ idOrName: 'web' })).toMatchObject({
      envs: [{ key: 'DEPLOY_TOKEN', target: ['production'] }],
    });
  }
  await expect(projects.filterProjectEnvs({ idOrName: 'gone' })).rejects.toMatchObject({ statusCode: 404 });
});
