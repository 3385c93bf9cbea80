import type { CiPlace, CiSystemId } from '#shared/domain/ci.ts';
import { startBitbucket } from '../../../tests/simulators/ci/bitbucket.ts';
import { startCircleCi } from '../../../tests/simulators/ci/circleci.ts';
import { startGitHubCi } from '../../../tests/simulators/ci/github.ts';
import { startGitLabCi } from '../../../tests/simulators/ci/gitlab.ts';
import { startJenkins } from '../../../tests/simulators/ci/jenkins.ts';
import { startNetlify } from '../../../tests/simulators/ci/netlify.ts';
import { startVercelCi } from '../../../tests/simulators/ci/vercel.ts';
import type { Simulator } from '../../../tests/simulators/frame/server.ts';
import type { TargetToken } from '../target-token.ts';

/** A simulator with one place in it, and what a test does from the system's side. */
export type SimulatedPlace = {
  readonly simulator: Simulator<unknown>;
  readonly place: CiPlace;
  readonly baseUrl: string;
  readonly token: TargetToken;
  /** What a job would get under a name; null where there is nothing. */
  readonly held: (name: string) => string | null;
  /** As somebody with a browser sets it. */
  readonly plant: (name: string, value: string) => void;
  /** Names of everything that is there. */
  readonly names: () => string[];
};

type Start = (now: () => number) => Promise<SimulatedPlace>;

export const SIMULATED: Readonly<Record<CiSystemId, Start>> = {
  github: async (now) => {
    const simulator = await startGitHubCi({ now });
    const { actions } = simulator.state.addRepository('acme/web');
    return {
      simulator,
      place: {
        system: 'github',
        owner: 'acme',
        repository: 'web',
        environment: null,
        family: 'actions',
        visibility: null,
      },
      baseUrl: simulator.url,
      token: { token: simulator.state.addToken().value },
      held: (name) => actions.opened(name),
      plant: (name, value) => actions.set(name, value, now()),
      names: () => [...actions.secrets.keys()],
    };
  },
  gitlab: async (now) => {
    const simulator = await startGitLabCi({ now });
    const home = simulator.state.addHome('projects', 'acme/web');
    return {
      simulator,
      place: {
        system: 'gitlab',
        kind: 'project',
        path: 'acme/web',
        environmentScope: '*',
        masked: true,
        hidden: false,
        protected: false,
      },
      baseUrl: simulator.url,
      token: { token: simulator.state.addToken().value },
      held: (name) => home.variables.find(({ key }) => key === name)?.value ?? null,
      plant: (name, value) => simulator.state.set(home, name, value),
      names: () => home.variables.map(({ key }) => key),
    };
  },
  circleci: async (now) => {
    const simulator = await startCircleCi({ now });
    const variables = simulator.state.addProject('gh/acme/web');
    return {
      simulator,
      place: { system: 'circleci', kind: 'project', slug: 'gh/acme/web', context: null },
      baseUrl: `${simulator.url}/api/v2`,
      token: { token: simulator.state.tokens.add().value },
      held: (name) => variables.get(name)?.value ?? null,
      plant: (name, value) => simulator.state.set(variables, name, value),
      names: () => [...variables.keys()],
    };
  },
  jenkins: async (now) => {
    const simulator = await startJenkins({ now });
    const credentials = simulator.state.addFolder('team');
    const { user, value: apiToken } = simulator.state.tokens.add();
    const type = 'org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl';
    return {
      simulator,
      place: { system: 'jenkins', folder: 'team' },
      baseUrl: simulator.url,
      token: { user, apiToken },
      held: (name) => credentials.get(name)?.fields.get('secret') ?? null,
      plant: (name, value) => {
        const fields = { scope: 'GLOBAL', id: name, description: '', secret: value };
        credentials.set(name, { type, fields: new Map(Object.entries(fields)) });
      },
      names: () => [...credentials.keys()],
    };
  },
  bitbucket: async (now) => {
    const simulator = await startBitbucket({ now });
    const { variables } = simulator.state.addRepository('acme/web');
    const credential = simulator.state.tokens.add({ user: 'robot@example.test' });
    return {
      simulator,
      place: { system: 'bitbucket', workspace: 'acme', repository: 'web', environment: null },
      baseUrl: `${simulator.url}/2.0`,
      token: { user: credential.user, token: credential.value },
      held: (name) => variables.find(({ key }) => key === name)?.value ?? null,
      plant: (name, value) => {
        const known = variables.find(({ key }) => key === name);
        if (known === undefined) simulator.state.add(variables, name, value);
        else known.value = value;
      },
      names: () => variables.map(({ key }) => key),
    };
  },
  vercel: async (now) => {
    const simulator = await startVercelCi({ now });
    const project = simulator.state.addProject('web');
    const find = (name: string) => project.variables.find(({ key }) => key === name);
    return {
      simulator,
      place: { system: 'vercel', project: 'web', team: null, targets: ['production'], gitBranch: null },
      baseUrl: simulator.url,
      token: { token: simulator.state.tokens.add().value },
      held: (name) => find(name)?.value ?? null,
      plant: (name, value) => {
        const known = find(name);
        if (known === undefined) simulator.state.add(project, name, value);
        else simulator.state.change(known, { value });
      },
      names: () => project.variables.map(({ key }) => key),
    };
  },
  netlify: async (now) => {
    const simulator = await startNetlify({ now });
    const variables = simulator.state.addSite(simulator.state.addAccount('acme'), 'site-1');
    return {
      simulator,
      place: { system: 'netlify', account: 'acme', site: 'site-1', context: 'production' },
      baseUrl: `${simulator.url}/api/v1`,
      token: { token: simulator.state.tokens.add().value },
      held: (name) => simulator.state.valueOf(variables, name, 'production'),
      plant: (name, value) => simulator.state.set(variables, name, value, 'production'),
      names: () => variables.map(({ key }) => key),
    };
  },
};
