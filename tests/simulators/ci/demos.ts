import type { Demo } from '../demo.ts';
import { DAY_MS } from '../frame/clock.ts';
import type { SimulatorOptions } from '../frame/server.ts';
import { startGitHubCi } from './github.ts';
import { startGitLabCi } from './gitlab.ts';

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
      access: { token: token.value, 'token without permission': readOnly.value, repository: 'acme/web', org: 'acme' },
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
      access: { token: token.value, project: 'acme/web', group: 'acme' },
    };
  },
};
