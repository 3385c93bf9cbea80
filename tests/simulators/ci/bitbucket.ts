import { MINUTE_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { pageAt, sameRequest } from '../frame/paging.ts';
import { WindowLimiter } from '../frame/rate-limiter.ts';
import { json, type Reply } from '../frame/reply.ts';
import { basic, bearer, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { CiTokens } from './tokens.ts';

export interface BitbucketVariable {
  readonly uuid: string;
  readonly key: string;
  value: string;
  secured: boolean;
}

export interface BitbucketRepository {
  readonly variables: BitbucketVariable[];
  readonly environments: { readonly uuid: string; name: string; readonly variables: BitbucketVariable[] }[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Workspaces and repositories with their Pipelines variables. */
export class Bitbucket {
  readonly tokens = new CiTokens('bitbucket');
  /** By `workspace/repository`. */
  readonly repositories = new Map<string, BitbucketRepository>();
  readonly workspaces = new Map<string, BitbucketVariable[]>();
  /** The most rows on a page. */
  mostOnPage = 100;
  /** Bitbucket's limits are not documented here: the number and the answer are the simulator's. */
  limiter: WindowLimiter;
  readonly #madeUp = new MadeUp('bitbucket');

  constructor(now: () => number) {
    this.limiter = new WindowLimiter(1_000, MINUTE_MS, now);
  }

  addRepository(fullName: string): BitbucketRepository {
    const repository: BitbucketRepository = { variables: [], environments: [] };
    this.repositories.set(fullName, repository);
    return repository;
  }

  addEnvironment(repository: BitbucketRepository, name: string): BitbucketVariable[] {
    const environment = { uuid: this.uuid(), name, variables: [] };
    repository.environments.push(environment);
    return environment.variables;
  }

  /** As somebody with a browser does it, or a request. */
  add(variables: BitbucketVariable[], key: string, value: string, secured = true): BitbucketVariable {
    const variable = { uuid: this.uuid(), key, value, secured };
    variables.push(variable);
    return variable;
  }

  uuid(): string {
    return `{${this.#madeUp.uuid()}}`;
  }
}

/** Variables in 2.0: `pipelines_config` of repositories, `pipelines-config` of workspaces. Messages of refusals are the simulator's. */
export function startBitbucket(options: SimulatorOptions = {}): Promise<Simulator<Bitbucket>> {
  const state = new Bitbucket(options.now ?? Date.now);
  const router = new Router(() => failure(404, 'Resource not found'));

  function route(method: string, path: string, handler: Handler): void {
    router.on(method, `/2.0${path}`, (request) => {
      const given = basic(request);
      const token = given === null ? state.tokens.find(bearer(request)) : state.tokens.find(given.password, given.name);
      if (token === null) return failure(401, 'Access denied. You must have valid credentials.');
      if (!state.limiter.count(token.value).allowed) return failure(429, 'Rate limit exceeded');
      if (!token.mayRead) return refused('pipeline');
      if (method !== 'GET' && !token.mayWrite) return refused('pipeline:variable');
      return handler(request);
    });
  }
  function variables(base: string, find: (request: SimulatorRequest) => BitbucketVariable[] | undefined): void {
    const within =
      (next: (found: BitbucketVariable[], request: SimulatorRequest) => Reply): Handler =>
      (request) => {
        const found = find(request);
        return found === undefined ? failure(404, 'There is nothing here') : next(found, request);
      };
    route(
      'GET',
      base,
      within((found, request) => listed(state, found, shown, request)),
    );
    route(
      'POST',
      base,
      within((found, request) => created(state, found, request)),
    );
    route('PUT', `${base}/:uuid`, within(changed));
  }

  const repository = (request: SimulatorRequest): BitbucketRepository | undefined =>
    state.repositories.get(`${param(request, 'workspace')}/${param(request, 'repo')}`);
  variables('/repositories/:workspace/:repo/pipelines_config/variables', (request) => repository(request)?.variables);
  variables('/workspaces/:workspace/pipelines-config/variables', (request) =>
    state.workspaces.get(param(request, 'workspace')),
  );
  variables(
    '/repositories/:workspace/:repo/deployments_config/environments/:environment/variables',
    (request) =>
      repository(request)?.environments.find(({ uuid }) => uuid === param(request, 'environment'))?.variables,
  );
  route('GET', '/repositories/:workspace/:repo/environments', (request) => {
    const found = repository(request);
    if (found === undefined) return failure(404, 'There is nothing here');
    const shownEnvironment = ({ uuid, name }: { uuid: string; name: string }): unknown => ({
      type: 'deployment_environment',
      uuid,
      name,
    });
    return listed(state, found.environments, shownEnvironment, request);
  });
  return startServer(router, state, options);
}

function created(state: Bitbucket, variables: BitbucketVariable[], request: SimulatorRequest): Reply {
  const { key, value, secured } = jsonObject(request) ?? {};
  if (typeof key !== 'string' || typeof value !== 'string' || !NAME.test(key)) return failure(400, 'Bad request');
  if (variables.some((other) => other.key === key)) return failure(409, 'A variable with the provided key exists');
  return json(shown(state.add(variables, key, value, secured === true)), { status: 201 });
}

function changed(variables: BitbucketVariable[], request: SimulatorRequest): Reply {
  const { key, value, secured } = jsonObject(request) ?? {};
  const index = variables.findIndex(({ uuid }) => uuid === param(request, 'uuid'));
  const known = variables[index];
  if (known === undefined) return failure(404, 'The variable does not exist');
  if (typeof key !== 'string' || typeof value !== 'string' || !NAME.test(key)) return failure(400, 'Bad request');
  const variable = { uuid: known.uuid, key, value, secured: secured === true };
  variables[index] = variable;
  return json(shown(variable));
}

function listed<Item>(
  state: Bitbucket,
  all: readonly Item[],
  shownItem: (item: Item) => unknown,
  request: SimulatorRequest,
): Reply {
  const size = queryNumber(request, 'pagelen', 10, 1, state.mostOnPage);
  const page = queryNumber(request, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const { items, hasNext } = pageAt(all, page - 1, size, request);
  return json({
    page,
    pagelen: size,
    size: all.length,
    values: items.map(shownItem),
    ...(hasNext ? { next: sameRequest(request, { page: request.endlessPages ? page : page + 1 }) } : {}),
  });
}

function shown({ uuid, key, value, secured }: BitbucketVariable) {
  return { type: 'pipeline_variable', uuid, key, secured, ...(secured ? {} : { value }) };
}

function refused(scope: string): Reply {
  return failure(403, `Your credentials lack one or more required privilege scopes: ${scope}`);
}

function failure(status: number, message: string): Reply {
  return json({ type: 'error', error: { message } }, { status });
}
