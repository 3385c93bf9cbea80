import { type Clock, MINUTE_MS, SECOND_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { pageAfter } from '../frame/paging.ts';
import { WindowLimiter } from '../frame/rate-limiter.ts';
import { json, type Reply, withHeaders } from '../frame/reply.ts';
import { bearer, header, jsonObject, param, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { CiTokens } from './tokens.ts';

export interface CircleCiVariable {
  readonly name: string;
  value: string;
  readonly createdAtMs: number;
  updatedAtMs: number;
}

export interface CircleCiContext {
  readonly id: string;
  name: string;
  readonly createdAtMs: number;
  readonly variables: Map<string, CircleCiVariable>;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,299}$/;
const MOST_CHARACTERS = 32_768;
const MOST_IN_CONTEXT = 100;

/** Projects and contexts of organisations at CircleCI. */
export class CircleCi {
  readonly tokens = new CiTokens('circleci');
  /** By slug: `gh/acme/web`. */
  readonly projects = new Map<string, Map<string, CircleCiVariable>>();
  /** By the owner's slug: `gh/acme`. */
  readonly contexts = new Map<string, CircleCiContext[]>();
  /** Rows on a page. CircleCI documents no size. */
  pageSize = 20;
  /** CircleCI documents its headers, and no number. */
  limiter: WindowLimiter;
  readonly #madeUp = new MadeUp('circleci');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(1_000, MINUTE_MS, now);
  }

  addProject(slug: string): Map<string, CircleCiVariable> {
    const variables = new Map<string, CircleCiVariable>();
    this.projects.set(slug, variables);
    return variables;
  }

  addContext(owner: string, name: string): CircleCiContext {
    const context = { id: this.#madeUp.uuid(), name, createdAtMs: this.#now(), variables: new Map() };
    this.contexts.set(owner, [...(this.contexts.get(owner) ?? []), context]);
    return context;
  }

  /** As somebody with a browser does it, or a request. */
  set(variables: Map<string, CircleCiVariable>, name: string, value: string): CircleCiVariable {
    const known = variables.get(name);
    const variable = { name, value, createdAtMs: known?.createdAtMs ?? this.#now(), updatedAtMs: this.#now() };
    variables.set(name, variable);
    return variable;
  }

  findContext(id: string): CircleCiContext | undefined {
    return [...this.contexts.values()].flat().find((context) => context.id === id);
  }
}

/** CircleCI's v2: variables of projects and of contexts. Bodies of refusals are the simulator's. */
export function startCircleCi(options: SimulatorOptions = {}): Promise<Simulator<CircleCi>> {
  const now = options.now ?? Date.now;
  const state = new CircleCi(now);
  const router = new Router(() => failure(404, 'Not found'));

  function route(method: string, path: string, handler: Handler): void {
    const guarded: Handler = async (request) => {
      const token = state.tokens.find(bearer(request) ?? header(request, 'circle-token'));
      if (token === null) return failure(401, 'Invalid token provided.');
      const limit = state.limiter.count(token.value);
      const headers = {
        'ratelimit-limit': String(limit.limit),
        'ratelimit-remaining': String(limit.remaining),
        'ratelimit-reset': String(Math.ceil((limit.resetsAtMs - now()) / SECOND_MS)),
      };
      if (!limit.allowed) {
        const wait = { 'retry-after': headers['ratelimit-reset'] };
        return withHeaders(failure(429, 'Too many requests'), { ...headers, ...wait });
      }
      if (!token.mayRead) return withHeaders(failure(404, 'Project not found'), headers);
      if (method !== 'GET' && !token.mayWrite) return withHeaders(failure(403, 'Permission denied'), headers);
      return withHeaders(await handler(request), headers);
    };
    router.on(method, `/api/v2${path}`, guarded);
    // A slug is three segments, or one in which the slashes are escaped.
    if (!path.includes(':slug')) return;
    router.on(method, `/api/v2${path.replace(':slug', ':vcs/:organisation/:repository')}`, (request) => {
      const slug = ['vcs', 'organisation', 'repository'].map((name) => param(request, name)).join('/');
      return guarded({ ...request, params: { ...request.params, slug } });
    });
  }
  function withProject(next: (variables: Map<string, CircleCiVariable>, request: SimulatorRequest) => Reply): Handler {
    return (request) => {
      const variables = state.projects.get(param(request, 'slug'));
      return variables === undefined ? failure(404, 'Project not found') : next(variables, request);
    };
  }
  function withContext(next: (context: CircleCiContext, request: SimulatorRequest) => Reply): Handler {
    return (request) => {
      const context = state.findContext(param(request, 'context'));
      return context === undefined ? failure(404, 'Context not found') : next(context, request);
    };
  }

  route(
    'GET',
    '/project/:slug/envvar',
    withProject((variables, request) => listed(state, [...variables.values()], ofProject, request)),
  );
  route(
    'GET',
    '/project/:slug/envvar/:name',
    withProject((variables, request) => {
      const variable = variables.get(param(request, 'name'));
      return variable === undefined ? failure(404, 'Environment variable not found.') : json(ofProject(variable));
    }),
  );
  route(
    'POST',
    '/project/:slug/envvar',
    withProject((variables, request) => {
      const { name, value } = jsonObject(request) ?? {};
      if (typeof name !== 'string' || !isTaken(name, value)) return failure(400, 'Invalid environment variable');
      return json(ofProject(state.set(variables, name, value)), { status: 201 });
    }),
  );
  route('GET', '/context', (request) => {
    const contexts = state.contexts.get(request.url.searchParams.get('owner-slug') ?? '');
    if (contexts === undefined) return failure(404, 'Organization not found');
    return listed(
      state,
      contexts,
      ({ id, name, createdAtMs }) => ({ id, name, created_at: iso(createdAtMs) }),
      request,
    );
  });
  route(
    'GET',
    '/context/:context/environment-variable',
    withContext(({ id, variables }, request) =>
      listed(
        state,
        [...variables.values()],
        (variable) => ({ truncated_value: variable.value.slice(-4), ...ofContext(variable, id) }),
        request,
      ),
    ),
  );
  route(
    'PUT',
    '/context/:context/environment-variable/:name',
    withContext(({ id, variables }, request) => {
      const name = param(request, 'name');
      const { value } = jsonObject(request) ?? {};
      const isFull = !variables.has(name) && variables.size >= MOST_IN_CONTEXT;
      if (!isTaken(name, value) || isFull) return failure(400, 'Invalid environment variable');
      return json(ofContext(state.set(variables, name, value), id));
    }),
  );
  return startServer(router, state, options);
}

function isTaken(name: string, value: unknown): value is string {
  return NAME.test(name) && typeof value === 'string' && value.length <= MOST_CHARACTERS;
}

/** Tokens of pages are opaque. */
function listed<Item extends { readonly name: string }>(
  state: CircleCi,
  all: readonly Item[],
  shown: (item: Item) => unknown,
  request: SimulatorRequest,
): Reply {
  const given = request.url.searchParams.get('page-token');
  const after = given === null ? null : Buffer.from(given, 'base64url').toString('utf8');
  const { items, hasNext } = pageAfter(all, ({ name }) => name, after, state.pageSize, request);
  const last = items.at(-1)?.name ?? '';
  return json({
    items: items.map(shown),
    next_page_token: hasNext ? Buffer.from(last, 'utf8').toString('base64url') : null,
  });
}

function ofProject({ name, value, createdAtMs }: CircleCiVariable) {
  return { name, value: value.length > 4 ? `xxxx${value.slice(-4)}` : 'xxxx', 'created-at': iso(createdAtMs) };
}

function ofContext({ name, createdAtMs, updatedAtMs }: CircleCiVariable, contextId: string) {
  return { variable: name, context_id: contextId, created_at: iso(createdAtMs), updated_at: iso(updatedAtMs) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function failure(status: number, message: string): Reply {
  return json({ message }, { status });
}
