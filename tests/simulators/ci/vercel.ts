import { type Clock, MINUTE_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { WindowLimiter } from '../frame/rate-limiter.ts';
import { json, type Reply } from '../frame/reply.ts';
import { bearer, jsonObject, param, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { CiTokens } from './tokens.ts';

export interface VercelVariable {
  readonly id: string;
  readonly key: string;
  value: string;
  type: 'system' | 'encrypted' | 'plain' | 'secret' | 'sensitive';
  target: readonly string[];
  readonly gitBranch: string | null;
  readonly customEnvironmentIds: readonly string[];
  readonly createdAt: number;
  updatedAt: number;
}

export interface VercelProject {
  readonly name: string;
  /** Slug and id of the team that it is in; null: of the account. */
  readonly team: { readonly slug: string; readonly id: string } | null;
  readonly variables: VercelVariable[];
}

const MOST_BYTES = 65_536;
const RESERVED = ['TZ', 'NOW_REGION', 'AWS_SECRET_KEY', 'LAMBDA_TASK_ROOT', 'LAMBDA_RUNTIME_DIR'];

/** Projects of an account and of teams. */
export class VercelCi {
  readonly tokens = new CiTokens('vercel-ci');
  readonly projects: VercelProject[] = [];
  /** A conflict is told in a good answer; null: as an error with 400. Vercel documents the form and not when. */
  conflictsInside = true;
  /** Whether sensitive variables can be for development: not certain. */
  takesSensitiveDevelopment = false;
  /** How many variables of production a token does not see. */
  hiddenProduction = 0;
  /** Which form of its documented union the list has. */
  listForm: 'count' | 'pagination' | 'bare' = 'count';
  /** Vercel's limits are not documented here: the number and the answer are the simulator's. */
  limiter: WindowLimiter;
  readonly #madeUp = new MadeUp('vercel-ci');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(1_000, MINUTE_MS, now);
  }

  addProject(name: string, teamSlug: string | null = null): VercelProject {
    const team = teamSlug === null ? null : { slug: teamSlug, id: `team_${this.#madeUp.base62(24)}` };
    const project: VercelProject = { name, team, variables: [] };
    this.projects.push(project);
    return project;
  }

  /** As somebody with a browser does it, or a request. */
  add(project: VercelProject, key: string, value: string, options: Partial<VercelVariable> = {}): VercelVariable {
    const variable: VercelVariable = {
      id: this.#madeUp.base62(16),
      key,
      value,
      type: 'sensitive',
      target: ['production'],
      gitBranch: null,
      customEnvironmentIds: [],
      createdAt: this.#now(),
      updatedAt: this.#now(),
      ...options,
    };
    project.variables.push(variable);
    return variable;
  }

  change(variable: VercelVariable, changes: Partial<Pick<VercelVariable, 'value' | 'type' | 'target'>>): void {
    Object.assign(variable, changes, { updatedAt: this.#now() });
  }
}

/** Environment variables: listed and created by v10, changed by v9. Codes of errors are the simulator's. */
export function startVercelCi(options: SimulatorOptions = {}): Promise<Simulator<VercelCi>> {
  const state = new VercelCi(options.now ?? Date.now);
  const router = new Router(() => failure(404, 'not_found'));

  function route(
    method: string,
    path: string,
    handler: (project: VercelProject, request: SimulatorRequest) => Reply,
  ): void {
    const guarded: Handler = (request) => {
      const token = state.tokens.find(bearer(request));
      if (token === null) return failure(403, 'forbidden');
      if (!state.limiter.count(token.value).allowed) return failure(429, 'rate_limited');
      if (!token.mayRead || (method !== 'GET' && !token.mayWrite)) return failure(403, 'forbidden');
      const project = findProject(state, request);
      return project === undefined ? failure(404, 'not_found') : handler(project, request);
    };
    router.on(method, path, guarded);
  }
  route('GET', '/v10/projects/:project/env', (project, request) => listed(state, project, request));
  route('POST', '/v10/projects/:project/env', (project, request) => created(state, project, request));
  route('PATCH', '/v9/projects/:project/env/:id', (project, request) => {
    const known = project.variables.find(({ id }) => id === param(request, 'id'));
    if (known === undefined) return failure(404, 'not_found');
    const { value, type, target } = jsonObject(request) ?? {};
    state.change(known, {
      ...(typeof value === 'string' ? { value } : {}),
      ...(typeof type === 'string' ? { type: type as VercelVariable['type'] } : {}),
      ...(Array.isArray(target) ? { target: target as string[] } : {}),
    });
    return json(shown(known, request));
  });
  return startServer(router, state, options);
}

function findProject(state: VercelCi, request: SimulatorRequest): VercelProject | undefined {
  const { searchParams } = request.url;
  const teamId = searchParams.get('teamId');
  const slug = searchParams.get('slug');
  return state.projects.find(
    ({ name, team }) =>
      name === param(request, 'project') &&
      (team?.id ?? null) === (teamId ?? (slug === null ? null : (team?.id ?? ''))) &&
      (slug === null || team?.slug === slug),
  );
}

function listed(state: VercelCi, { variables }: VercelProject, request: SimulatorRequest): Reply {
  // Vercel's published client takes no row of a list without this.
  const envs = variables.map((variable) => ({ ...shown(variable, request), securityIssues: [] }));
  switch (state.listForm) {
    case 'bare':
      return json(envs[0] ?? { envs: [], hiddenProductionEnvCount: 0 });
    case 'pagination': {
      const until = request.url.searchParams.get('until');
      const start = until === null || request.endlessPages ? 0 : Number(until);
      const next = request.endlessPages || start + 2 < envs.length ? start + 2 : null;
      return json({ envs: envs.slice(start, start + 2), pagination: { count: 2, next, prev: null } });
    }
    case 'count':
      return json({ envs, hiddenProductionEnvCount: state.hiddenProduction });
  }
}

function created(state: VercelCi, project: VercelProject, request: SimulatorRequest): Reply {
  const body = JSON.parse(request.body) as unknown;
  const wanted = (Array.isArray(body) ? body : [body]) as Record<string, unknown>[];
  const made: VercelVariable[] = [];
  const failed: unknown[] = [];
  for (const { key, value, type, target, gitBranch } of wanted) {
    if (typeof key !== 'string' || typeof value !== 'string' || !Array.isArray(target)) {
      return failure(400, 'bad_request');
    }
    if (RESERVED.includes(key) || Buffer.byteLength(value) > MOST_BYTES) return failure(400, 'bad_request');
    const isForDevelopment = type === 'sensitive' && target.includes('development');
    if (isForDevelopment && !state.takesSensitiveDevelopment) return failure(400, 'bad_request');
    const branch = typeof gitBranch === 'string' ? gitBranch : null;
    const known = project.variables.find(
      (other) => other.key === key && other.gitBranch === branch && other.target.some((one) => target.includes(one)),
    );
    if (known !== undefined && request.url.searchParams.get('upsert') === 'true') {
      state.change(known, { value, type: type as VercelVariable['type'], target: target as string[] });
      made.push(known);
    } else if (known === undefined) {
      const options = { type: type as VercelVariable['type'], target: target as string[], gitBranch: branch };
      made.push(state.add(project, key, value, options));
    } else if (state.conflictsInside) {
      failed.push({
        error: { code: 'ENV_CONFLICT', message: `${key} is there already`, key, target, gitBranch: branch },
      });
    } else return failure(400, 'ENV_CONFLICT');
  }
  const shownAll = made.map((variable) => shown(variable, request));
  return json({ created: Array.isArray(body) ? shownAll : (shownAll[0] ?? null), failed }, { status: 201 });
}

/** Plain values are shown, encrypted ones to who asks for them in the clear, sensitive ones never. */
function shown(variable: VercelVariable, request: SimulatorRequest) {
  const isAsked = request.url.searchParams.get('decrypt') === 'true';
  const isOpen = variable.type === 'plain' || (variable.type === 'encrypted' && isAsked);
  return {
    ...variable,
    value: isOpen ? variable.value : variable.type === 'sensitive' ? '' : 'eyJ2IjoidjIifQ==',
    createdBy: 'usr_x1',
    updatedBy: null,
    configurationId: null,
    comment: '',
  };
}

function failure(status: number, code: string): Reply {
  return json({ error: { code, message: code } }, { status });
}
