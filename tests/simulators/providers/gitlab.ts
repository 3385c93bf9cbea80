import { type Clock, DAY_MS, MINUTE_MS, SECOND_MS } from '../frame/clock.ts';
import { isoDay } from '../frame/language.ts';
import { MadeUp } from '../frame/made-up.ts';
import { linkHeader, pageAt, sameRequest } from '../frame/paging.ts';
import { type LimitState, WindowLimiter } from '../frame/rate-limiter.ts';
import { json, noContent, type Reply, text, withHeaders } from '../frame/reply.ts';
import { form, header, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { sortedAndFiltered } from './gitlab-filter.ts';

export interface GitLabToken {
  readonly id: number;
  readonly name: string;
  readonly description: string | null;
  readonly scopes: readonly string[];
  /** The owner; a bot's for tokens of projects and groups. */
  readonly userId: number;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
  /** A date without a time, `YYYY-MM-DD`. */
  readonly expiresAt: string | null;
  /** Null for personal tokens. */
  readonly accessLevel: number | null;
  /** `personal`, `projects/<id>` or `groups/<id>`. */
  readonly home: string;
  /** Tokens that follow each other by rotation. */
  readonly family: number;
  readonly value: string;
  revoked: boolean;
}

const DEFAULT_USER = 5540;
const REQUESTS_PER_MINUTE = 2000;

/** One GitLab, with the tokens of one user, projects and groups. */
export class GitLab {
  /** Leaves out totals and the last page's address, as GitLab.com may on large sets. */
  omitTotals = false;
  readonly limiter: WindowLimiter;
  readonly tokens: GitLabToken[] = [];
  readonly #madeUp = new MadeUp('gitlab');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(REQUESTS_PER_MINUTE, MINUTE_MS, now);
  }

  add(name: string, options: Partial<Omit<GitLabToken, 'id' | 'value' | 'name'>> = {}): GitLabToken {
    const id = 90_000 + this.tokens.length;
    const home = options.home ?? 'personal';
    const token: GitLabToken = {
      id,
      name,
      description: null,
      scopes: ['api'],
      userId: DEFAULT_USER,
      createdAtMs: this.#now(),
      lastUsedAtMs: null,
      expiresAt: isoDay(this.#now() + 90 * DAY_MS),
      accessLevel: home === 'personal' ? null : 20,
      home,
      family: id,
      value: `glpat-${this.#madeUp.base62(20)}`,
      revoked: false,
      ...options,
    };
    this.tokens.push(token);
    return token;
  }

  isActive(token: GitLabToken): boolean {
    return !token.revoked && (token.expiresAt === null || token.expiresAt > isoDay(this.#now()));
  }

  /** A new token in the old one's place, which ends at once. */
  rotate(old: GitLabToken, expiresAt: string | null): GitLabToken {
    old.revoked = true;
    return this.add(old.name, {
      description: old.description,
      scopes: old.scopes,
      userId: old.userId,
      accessLevel: old.accessLevel,
      home: old.home,
      family: old.family,
      expiresAt: expiresAt ?? isoDay(this.#now() + 7 * DAY_MS),
    });
  }

  revokeFamily(family: number): void {
    for (const token of this.tokens) if (token.family === family) token.revoked = true;
  }

  /** As the API shows it, with its value only where it was just made. */
  shown(token: GitLabToken, value: string | null = null): Readonly<Record<string, unknown>> {
    return {
      id: token.id,
      name: token.name,
      revoked: token.revoked,
      created_at: new Date(token.createdAtMs).toISOString(),
      description: token.description,
      scopes: token.scopes,
      user_id: token.userId,
      last_used_at: token.lastUsedAtMs === null ? null : new Date(token.lastUsedAtMs).toISOString(),
      active: this.isActive(token),
      expires_at: token.expiresAt,
      ...(token.accessLevel === null ? {} : { access_level: token.accessLevel }),
      ...(value === null ? {} : { token: value }),
    };
  }
}

/** GitLab's REST API under /api/v4, as far as access tokens go. */
export function startGitLab(options: SimulatorOptions = {}): Promise<Simulator<GitLab>> {
  const now = options.now ?? Date.now;
  const state = new GitLab(now);
  const router = new Router(() => failure(404, '404 Not Found'));
  function route(method: string, path: string, handler: TokenHandler): void {
    router.on(method, `/api/v4${path}`, limited(state, now, withToken(state, handler)));
  }
  route('GET', '/personal_access_tokens', (request, caller) => {
    const userId = request.url.searchParams.get('user_id');
    if (userId !== null && userId !== String(caller.userId)) return failure(401, '401 Unauthorized');
    return listed(state, request, 'personal', caller.userId);
  });
  route('GET', '/personal_access_tokens/:id', (request, caller) => {
    const token = personal(state, request, caller);
    return token === null ? failure(401, '401 Unauthorized') : json(state.shown(token));
  });
  route('POST', '/personal_access_tokens/:id/rotate', (request, caller) =>
    rotated(state, request, caller, personal(state, request, caller)),
  );
  route('DELETE', '/personal_access_tokens/:id', (request, caller) => {
    const token = personal(state, request, caller);
    if (token === null) return failure(401, '401 Unauthorized');
    token.revoked = true;
    return noContent();
  });
  for (const kind of ['projects', 'groups']) {
    route('GET', `/${kind}/:home/access_tokens`, (request) =>
      listed(state, request, `${kind}/${param(request, 'home')}`, null),
    );
    route('POST', `/${kind}/:home/access_tokens/:id/rotate`, (request, caller) =>
      rotated(state, request, caller, ofHome(state, request, kind)),
    );
    route('DELETE', `/${kind}/:home/access_tokens/:id`, (request) => {
      const token = ofHome(state, request, kind);
      if (token === null) return failure(404, '404 Not Found');
      token.revoked = true;
      return noContent();
    });
  }
  return startServer(router, state, options);
}

type TokenHandler = (request: SimulatorRequest, caller: GitLabToken) => Reply;

function withToken(state: GitLab, next: TokenHandler): Handler {
  return (request) => {
    const value = header(request, 'private-token');
    const caller = state.tokens.find((token) => token.value === value) ?? null;
    if (caller === null || request.sessionExpired) return failure(401, '401 Unauthorized');
    // Rotating with a token that was rotated before means that somebody else has a copy: the whole family ends.
    if (caller.revoked && request.method === 'POST') state.revokeFamily(caller.family);
    return state.isActive(caller) ? next(request, caller) : failure(401, '401 Unauthorized');
  };
}

function limited(state: GitLab, now: Clock, next: Handler): Handler {
  return async (request) => {
    const counted = state.limiter.count('user');
    if (counted.allowed) return withHeaders(await next(request), limitHeaders(counted));
    return text('Retry later\n', {
      status: 429,
      headers: {
        ...limitHeaders(counted),
        'RateLimit-ResetTime': new Date(counted.resetsAtMs).toUTCString(),
        'Retry-After': String(Math.max(Math.ceil((counted.resetsAtMs - now()) / SECOND_MS), 1)),
      },
    });
  };
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

function personal(state: GitLab, request: SimulatorRequest, caller: GitLabToken): GitLabToken | null {
  const id = param(request, 'id');
  if (id === 'self') return caller;
  return state.tokens.find((token) => String(token.id) === id && token.userId === caller.userId) ?? null;
}

function ofHome(state: GitLab, request: SimulatorRequest, kind: string): GitLabToken | null {
  const home = `${kind}/${param(request, 'home')}`;
  return state.tokens.find((token) => token.home === home && String(token.id) === param(request, 'id')) ?? null;
}

function rotated(state: GitLab, request: SimulatorRequest, caller: GitLabToken, token: GitLabToken | null): Reply {
  if (token === null) return failure(401, '401 Unauthorized');
  if (token.revoked) {
    state.revokeFamily(token.family);
    return failure(401, '401 Unauthorized');
  }
  const mayRotate = caller.scopes.includes('api') || (token === caller && caller.scopes.includes('self_rotate'));
  if (!mayRotate) return failure(403, '403 Forbidden');
  const expiresAt = jsonObject(request)?.['expires_at'] ?? form(request).get('expires_at');
  const fresh = state.rotate(token, typeof expiresAt === 'string' ? expiresAt : null);
  return json(state.shown(fresh, fresh.value));
}

function listed(state: GitLab, request: SimulatorRequest, home: string, userId: number | null): Reply {
  const own = state.tokens.filter((token) => token.home === home && (userId === null || token.userId === userId));
  const all = sortedAndFiltered(own, request.url.searchParams, (token) => state.isActive(token));
  const size = queryNumber(request, 'per_page', 20, 1, 100);
  const page = queryNumber(request, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const { items, hasNext } = pageAt(all, page - 1, size, request);
  const pages = Math.max(Math.ceil(all.length / size), 1);
  const links = {
    ...(page > 1 ? { prev: sameRequest(request, { page: page - 1, per_page: size }) } : {}),
    ...(hasNext ? { next: sameRequest(request, { page: page + 1, per_page: size }) } : {}),
    first: sameRequest(request, { page: 1, per_page: size }),
    ...(state.omitTotals ? {} : { last: sameRequest(request, { page: pages, per_page: size }) }),
  };
  return json(
    items.map((token) => state.shown(token)),
    {
      headers: {
        link: linkHeader(links),
        'x-next-page': hasNext ? String(page + 1) : '',
        'x-page': String(page),
        'x-per-page': String(size),
        'x-prev-page': page > 1 ? String(page - 1) : '',
        ...(state.omitTotals ? {} : { 'x-total': String(all.length), 'x-total-pages': String(pages) }),
      },
    },
  );
}

function failure(status: number, message: string): Reply {
  return json({ message }, { status });
}
