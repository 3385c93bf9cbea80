import { type Clock, MINUTE_MS, SECOND_MS } from '../frame/clock.ts';
import { isoDay } from '../frame/language.ts';
import { MadeUp } from '../frame/made-up.ts';
import { linkHeader, pageAt, sameRequest } from '../frame/paging.ts';
import { type LimitState, WindowLimiter } from '../frame/rate-limiter.ts';
import { json, noContent, type Reply, text, withHeaders } from '../frame/reply.ts';
import { header, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

type Kind = 'projects' | 'groups';
type Role = 'Developer' | 'Maintainer' | 'Owner';

export interface GitLabCiToken {
  readonly value: string;
  scopes: readonly string[];
  /** A date without a time, `YYYY-MM-DD`. */
  readonly expiresAt: string | null;
  /** The owner's role everywhere. */
  role: Role;
  /** Paths that the token may not see. */
  readonly hiddenFrom: readonly string[];
  revoked: boolean;
}

export interface GitLabVariable {
  readonly key: string;
  value: string;
  variable_type: 'env_var' | 'file';
  protected: boolean;
  masked: boolean;
  readonly hidden: boolean;
  raw: boolean;
  environment_scope: string;
  description: string | null;
}

/** A project or a group with its variables. */
export interface GitLabHome {
  readonly id: number;
  readonly kind: Kind;
  readonly path: string;
  readonly variables: GitLabVariable[];
  /** Groups without Premium have no environment scopes. */
  readonly hasScopes: boolean;
}

const REQUESTS_PER_MINUTE = 2_000;
const ROLES: readonly Role[] = ['Developer', 'Maintainer', 'Owner'];
const MASKABLE = { expanded: /^[a-zA-Z0-9_+=/@:.~-]{8,}$/, raw: /^\S{8,}$/ } as const;
const MOST = { projects: 8_000, groups: 30_000 } as const;

/** One GitLab, with variables of projects and groups. */
export class GitLabCi {
  readonly limiter: WindowLimiter;
  /** Leaves out totals, as GitLab.com may on large sets. */
  omitTotals = false;
  readonly tokens: GitLabCiToken[] = [];
  readonly homes: GitLabHome[] = [];
  readonly #madeUp = new MadeUp('gitlab-ci');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(REQUESTS_PER_MINUTE, MINUTE_MS, now);
  }

  addToken(options: Partial<Omit<GitLabCiToken, 'value'>> = {}): GitLabCiToken {
    const token: GitLabCiToken = {
      value: `glpat-${this.#madeUp.base62(20)}`,
      scopes: ['api'],
      expiresAt: null,
      role: 'Owner',
      hiddenFrom: [],
      revoked: false,
      ...options,
    };
    this.tokens.push(token);
    return token;
  }

  addHome(kind: Kind, path: string, options: { readonly hasScopes?: boolean } = {}): GitLabHome {
    const home: GitLabHome = { id: 4_200 + this.homes.length, kind, path, variables: [], hasScopes: true, ...options };
    this.homes.push(home);
    return home;
  }

  /** From GitLab's side, as somebody with a browser does it; no rule is asked. */
  set(home: GitLabHome, key: string, value: string, options: Partial<GitLabVariable> = {}): GitLabVariable {
    const variable: GitLabVariable = {
      key,
      value,
      variable_type: 'env_var',
      protected: false,
      masked: false,
      hidden: false,
      raw: false,
      environment_scope: '*',
      description: null,
      ...options,
    };
    const at = home.variables.findIndex(
      (one) => one.key === key && one.environment_scope === variable.environment_scope,
    );
    if (at < 0) home.variables.push(variable);
    else home.variables[at] = variable;
    return variable;
  }

  find(value: string | null): GitLabCiToken | null {
    const token = this.tokens.find((one) => one.value === value) ?? null;
    const isOver = token?.expiresAt != null && token.expiresAt <= isoDay(this.#now());
    return token === null || token.revoked || isOver ? null : token;
  }
}

/** GitLab's REST API under /api/v4, as far as CI/CD variables of projects and groups go. */
export function startGitLabCi(options: SimulatorOptions = {}): Promise<Simulator<GitLabCi>> {
  const now = options.now ?? Date.now;
  const state = new GitLabCi(now);
  const router = new Router(() => failure(404, '404 Not Found'));
  function route(
    method: string,
    path: string,
    handler: (request: SimulatorRequest, token: GitLabCiToken) => Reply,
  ): void {
    router.on(method, `/api/v4${path}`, (request) => {
      const counted = state.limiter.count('user');
      if (!counted.allowed) return tooMany(counted, now());
      const token = state.find(header(request, 'private-token'));
      const reply =
        token === null || request.sessionExpired ? failure(401, '401 Unauthorized') : handler(request, token);
      return withHeaders(reply, limitHeaders(counted));
    });
  }
  route('GET', '/personal_access_tokens/self', (_, { scopes, expiresAt }) =>
    json({ id: 90_211, name: 'keyrail', revoked: false, active: true, scopes, expires_at: expiresAt, user_id: 5_540 }),
  );
  for (const kind of ['projects', 'groups'] as const) {
    const at = (rest: string) => `/${kind}/:id/variables${rest}`;
    const withHome =
      (isWrite: boolean, next: (request: SimulatorRequest, home: GitLabHome) => Reply) =>
      (request: SimulatorRequest, token: GitLabCiToken): Reply => {
        const home = homeOf(state, kind, param(request, 'id'), token);
        if (home === null) return failure(404, `404 ${kind === 'projects' ? 'Project' : 'Group'} Not Found`);
        return refused(token, kind, isWrite) ?? next(request, home);
      };
    route(
      'GET',
      at(''),
      withHome(false, (request, home) => listed(state, request, home)),
    );
    route(
      'GET',
      at('/:key'),
      withHome(false, (request, home) => one(request, home, (found) => json(shown(found)))),
    );
    route('POST', at(''), withHome(true, create));
    route(
      'PUT',
      at('/:key'),
      withHome(true, (request, home) => one(request, home, (found) => update(request, home, found))),
    );
    route(
      'DELETE',
      at('/:key'),
      withHome(true, (request, home) =>
        one(request, home, (found) => {
          home.variables.splice(home.variables.indexOf(found), 1);
          return noContent();
        }),
      ),
    );
  }
  return startServer(router, state, options);
}

function homeOf(state: GitLabCi, kind: Kind, id: string, token: GitLabCiToken): GitLabHome | null {
  const home = state.homes.find((one) => one.kind === kind && (one.path === id || String(one.id) === id)) ?? null;
  return home !== null && token.hiddenFrom.includes(home.path) ? null : home;
}

function refused({ scopes, role }: GitLabCiToken, kind: Kind, isWrite: boolean): Reply | null {
  const needed = kind === 'projects' ? 'Maintainer' : 'Owner';
  if (ROLES.indexOf(role) < ROLES.indexOf(needed)) return failure(403, '403 Forbidden');
  const mayDo = scopes.includes('api') || (!isWrite && scopes.includes('read_api'));
  if (mayDo) return null;
  return json(
    {
      error: 'insufficient_scope',
      error_description: 'The request requires higher privileges than provided by the access token.',
      scope: 'api',
    },
    { status: 403 },
  );
}

/** Applies to the one variable that is meant. Where several are, GitLab asks for a filter; which status is not documented. */
function one(request: SimulatorRequest, home: GitLabHome, next: (variable: GitLabVariable) => Reply): Reply {
  const inBody = jsonObject(request)?.['filter'] as { environment_scope?: unknown } | undefined;
  const scope = request.url.searchParams.get('filter[environment_scope]') ?? inBody?.environment_scope ?? null;
  const matching = home.variables.filter(
    ({ key, environment_scope }) =>
      key === param(request, 'key') && (scope === null || !home.hasScopes || environment_scope === scope),
  );
  if (matching.length > 1) {
    return failure(
      409,
      "There are multiple variables with provided parameters. Please use 'filter[environment_scope]'",
    );
  }
  return matching[0] === undefined ? failure(404, '404 Variable Not Found') : next(matching[0]);
}

function create(request: SimulatorRequest, home: GitLabHome): Reply {
  const body = jsonObject(request) ?? {};
  const { key, value } = body;
  if (typeof key !== 'string' || typeof value !== 'string')
    return json({ error: 'key, value are missing' }, { status: 400 });
  const hidden = body['masked_and_hidden'] === true;
  const variable: GitLabVariable = {
    key,
    value,
    variable_type: body['variable_type'] === 'file' ? 'file' : 'env_var',
    protected: body['protected'] === true,
    masked: hidden || body['masked'] === true,
    hidden,
    raw: body['raw'] === true,
    environment_scope:
      home.hasScopes && typeof body['environment_scope'] === 'string' ? body['environment_scope'] : '*',
    description: typeof body['description'] === 'string' ? body['description'] : null,
  };
  const isTaken = home.variables.some(
    (other) => other.key === key && other.environment_scope === variable.environment_scope,
  );
  if (isTaken) return broken('key', `(${key}) has already been taken`);
  if (home.variables.length >= MOST[home.kind]) return broken('base', 'Maximum number of variables exceeded');
  const problem = ruleBroken(variable, home);
  if (problem !== null) return problem;
  home.variables.push(variable);
  return json(shown(variable), { status: 201 });
}

/** What is not named stays as it is. */
function update(request: SimulatorRequest, home: GitLabHome, variable: GitLabVariable): Reply {
  const body = jsonObject(request) ?? {};
  if (typeof body['value'] !== 'string') return json({ error: 'value is missing' }, { status: 400 });
  const { value, variable_type, masked, protected: isProtected, raw, environment_scope, description } = body;
  const next: GitLabVariable = {
    ...variable,
    value,
    ...(variable_type === 'file' || variable_type === 'env_var' ? { variable_type } : {}),
    ...(typeof masked === 'boolean' ? { masked } : {}),
    ...(typeof isProtected === 'boolean' ? { protected: isProtected } : {}),
    ...(typeof raw === 'boolean' ? { raw } : {}),
    ...(typeof environment_scope === 'string' ? { environment_scope } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
  const problem = ruleBroken(next, home);
  if (problem !== null) return problem;
  Object.assign(variable, next);
  return json(shown(variable));
}

function ruleBroken({ key, value, masked, raw }: GitLabVariable, home: GitLabHome): Reply | null {
  if (!/^[A-Za-z0-9_]{1,255}$/.test(key)) return broken('key', "can contain only letters, digits and '_'.");
  if (!masked) return null;
  const isName = home.variables.some((other) => other.key === value);
  return (raw ? MASKABLE.raw : MASKABLE.expanded).test(value) && !isName ? null : broken('value', 'is invalid');
}

/** The value of a hidden variable is not told; as what it is not told is not documented. */
function shown({ value, hidden, ...rest }: GitLabVariable) {
  return { ...rest, hidden, value: hidden ? null : value };
}

function listed(state: GitLabCi, request: SimulatorRequest, home: GitLabHome): Reply {
  const size = queryNumber(request, 'per_page', 20, 1, 100);
  const page = queryNumber(request, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const { items, hasNext } = pageAt(home.variables, page - 1, size, request);
  return json(items.map(shown), {
    headers: {
      ...(hasNext ? { link: linkHeader({ next: sameRequest(request, { page: page + 1, per_page: size }) }) } : {}),
      'x-next-page': hasNext ? String(page + 1) : '',
      'x-page': String(page),
      'x-per-page': String(size),
      'x-prev-page': page > 1 ? String(page - 1) : '',
      ...(state.omitTotals
        ? {}
        : {
            'x-total': String(home.variables.length),
            'x-total-pages': String(Math.max(Math.ceil(home.variables.length / size), 1)),
          }),
    },
  });
}

function limitHeaders({ limit, used, remaining, resetsAtMs }: LimitState): Record<string, string> {
  return {
    'RateLimit-Limit': String(limit),
    'RateLimit-Name': 'throttle_authenticated_api',
    'RateLimit-Observed': String(used),
    'RateLimit-Remaining': String(remaining),
    'RateLimit-Reset': String(Math.ceil(resetsAtMs / SECOND_MS)),
  };
}

function tooMany(counted: LimitState, nowMs: number): Reply {
  return text('Retry later\n', {
    status: 429,
    headers: {
      ...limitHeaders(counted),
      'RateLimit-ResetTime': new Date(counted.resetsAtMs).toUTCString(),
      'Retry-After': String(Math.max(Math.ceil((counted.resetsAtMs - nowMs) / SECOND_MS), 1)),
    },
  });
}

function broken(field: string, message: string): Reply {
  return json({ message: { [field]: [message] } }, { status: 400 });
}

function failure(status: number, message: string): Reply {
  return json({ message }, { status });
}
