import type { Demo } from '../demo.ts';
import { DAY_MS } from '../frame/clock.ts';
import type { Simulator, SimulatorOptions } from '../frame/server.ts';
import { startBitbucket } from './bitbucket.ts';
import { startCircleCi } from './circleci.ts';
import { startGitHubCi } from './github.ts';
import { startGitLabCi } from './gitlab.ts';
import { startJenkins } from './jenkins.ts';
import { startNetlify } from './netlify.ts';
import { startVercelCi } from './vercel.ts';

/** CI systems with made-up secrets in them: by the name of the system, and "-ci" because some are providers as well. */
export const CI_DEMOS: Readonly<Record<string, (options: SimulatorOptions) => Promise<Demo>>> = {
  'github-ci': async (options) => {
    const simulator = await startGitHubCi(options);
    const { state } = simulator;
    const token = state.addToken({ expiresAtMs: Date.now() + 20 * DAY_MS });
    const readOnly = state.addToken({ kind: 'classic', scopes: ['gist'] });
    const web = state.addRepository('acme/web', ['staging', 'production']);
    web.actions.set('NPM_TOKEN', 'made up', Date.now() - 40 * DAY_MS);
    state.addOrganisation('acme').actions.set('SONAR_TOKEN', 'made up', Date.now(), { visibility: 'all' });
    return {
      simulator,
      path: '/api/v3',
      access: { token: token.value, 'token without permission': readOnly.value },
      commands: adding(simulator, '/api/v3', {
        token: [token.value],
        places: [
          'github acme/web',
          'github acme/web --environment production',
          'github acme/web --dependabot',
          'github acme --org',
        ],
      }),
    };
  },
  'gitlab-ci': async (options) => {
    const simulator = await startGitLabCi(options);
    const { state } = simulator;
    const token = state.addToken();
    const web = state.addHome('projects', 'acme/web');
    state.addHome('groups', 'acme');
    state.set(web, 'NPM_TOKEN', 'made-up-value', { masked: true, environment_scope: 'production' });
    return {
      simulator,
      path: '/api/v4',
      access: { token: token.value },
      commands: adding(simulator, '', {
        token: [token.value],
        places: ['gitlab acme/web', 'gitlab acme/web --scope production', 'gitlab acme --group'],
      }),
    };
  },
  'circleci-ci': async (options) => {
    const simulator = await startCircleCi(options);
    const { state } = simulator;
    const token = state.tokens.add();
    state.set(state.addProject('gh/acme/web'), 'NPM_TOKEN', 'made-up-value');
    state.addContext('gh/acme', 'production');
    return {
      simulator,
      path: '/api/v2',
      access: { token: token.value },
      commands: adding(simulator, '/api/v2', {
        token: [token.value],
        places: ['circleci gh/acme/web', 'circleci gh/acme --context production'],
      }),
    };
  },
  'jenkins-ci': async (options) => {
    const simulator = await startJenkins(options);
    const { state } = simulator;
    const { user, value } = state.tokens.add();
    const fields = { scope: 'GLOBAL', id: 'NPM_TOKEN', description: 'made up', secret: 'made-up-value' };
    state.addFolder('team').set('NPM_TOKEN', {
      type: 'org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl',
      fields: new Map(Object.entries(fields)),
    });
    return {
      simulator,
      path: '',
      access: { user, 'API token': value },
      commands: adding(simulator, '', { token: [user, value], places: ['jenkins', 'jenkins team'] }),
    };
  },
  'bitbucket-ci': async (options) => {
    const simulator = await startBitbucket(options);
    const { state } = simulator;
    const token = state.tokens.add({ user: 'robot@example.test' });
    const web = state.addRepository('acme/web');
    state.add(web.variables, 'NPM_TOKEN', 'made-up-value');
    state.addEnvironment(web, 'Production');
    state.workspaces.set('acme', []);
    return {
      simulator,
      path: '/2.0',
      access: { user: token.user, token: token.value },
      commands: adding(simulator, '/2.0', {
        token: [token.value, token.user],
        places: ['bitbucket acme/web', 'bitbucket acme/web --environment Production', 'bitbucket acme'],
      }),
    };
  },
  'vercel-ci': async (options) => {
    const simulator = await startVercelCi(options);
    const { state } = simulator;
    const token = state.tokens.add();
    state.add(state.addProject('web'), 'NPM_TOKEN', 'made-up-value');
    state.addProject('shop', 'acme');
    return {
      simulator,
      path: '',
      access: { token: token.value },
      commands: adding(simulator, '', {
        token: [token.value],
        places: ['vercel web', 'vercel web --environment preview --branch main', 'vercel shop --team acme'],
      }),
    };
  },
  'netlify-ci': async (options) => {
    const simulator = await startNetlify(options);
    const { state } = simulator;
    const token = state.tokens.add();
    const account = state.addAccount('acme');
    state.set(state.addSite(account, 'site-1'), 'NPM_TOKEN', 'made-up-value', 'production');
    return {
      simulator,
      path: '/api/v1',
      access: { token: token.value },
      commands: adding(simulator, '/api/v1', {
        token: [token.value],
        places: ['netlify acme/site-1', 'netlify acme/site-1 --scope production', 'netlify acme'],
      }),
    };
  },
};

/** What to type to add each place as a target. The token goes through a pipe, as it does for a real one. */
function adding(
  { url }: Simulator<unknown>,
  path: string,
  { token, places }: { readonly token: readonly string[]; readonly places: readonly string[] },
): string[] {
  return places.map(
    (place) => `printf '%s\\n' ${token.join(' ')} | keyrail ci targets add ${place} --base-url ${url}${path}`,
  );
}
