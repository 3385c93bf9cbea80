import { createHash } from 'node:crypto';
import { type Clock, HOUR_MS, SECOND_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { linkHeader, pageAt, sameRequest } from '../frame/paging.ts';
import { type LimitState, WindowLimiter } from '../frame/rate-limiter.ts';
import { json, type Reply, withHeaders } from '../frame/reply.ts';
import { header, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { accountOf, userOf } from './github-user.ts';

export interface GitHubToken {
  readonly value: string;
  readonly kind: 'classic' | 'fine-grained' | 'app';
  /** Of classic tokens only. */
  readonly scopes: readonly string[];
  readonly expiresAtMs: number | null;
  /** GitHub writes the expiry in either of two formats. */
  readonly expiryFormat: 'utc' | 'offset';
  revoked: boolean;
}

export interface GitHubDeployKey {
  readonly id: number;
  readonly key: string;
  readonly url: string;
  readonly title: string;
  readonly verified: boolean;
  readonly created_at: string;
  readonly read_only: boolean;
  readonly added_by: string | null;
  readonly last_used: string | null;
  readonly enabled: boolean;
}

export type GitHubSshKey = Omit<GitHubDeployKey, 'added_by' | 'enabled'>;

/** A fine-grained token with access to an organisation. */
export interface GitHubGrant {
  readonly id: number;
  readonly owner: ReturnType<typeof accountOf>;
  readonly repository_selection: 'none' | 'all' | 'subset';
  readonly repositories_url: string;
  readonly permissions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly access_granted_at: string;
  readonly token_id: number;
  readonly token_name: string;
  readonly token_expired: boolean;
  readonly token_expires_at: string | null;
  readonly token_last_used_at: string | null;
}

const LOGIN = 'octo-dev';
const LIMIT = 5000;
const ANONYMOUS_LIMIT = 60;
const PREFIXES = { classic: 'ghp_', 'fine-grained': 'github_pat_', app: 'ghs_' } as const;

/** One account at GitHub, its repositories' deploy keys and one organisation. */
export class GitHub {
  /** What an exceeded limit is answered with; GitHub uses both. */
  limitStatus: 403 | 429 = 403;
  readonly limiter: WindowLimiter;
  readonly anonymousLimiter: WindowLimiter;
  readonly tokens: GitHubToken[] = [];
  readonly sshKeys: GitHubSshKey[] = [];
  /** By `owner/repository`. */
  readonly deployKeys = new Map<string, GitHubDeployKey[]>();
  /** By organisation. */
  readonly grants = new Map<string, GitHubGrant[]>();
  readonly #madeUp = new MadeUp('github');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(LIMIT, HOUR_MS, now);
    this.anonymousLimiter = new WindowLimiter(ANONYMOUS_LIMIT, HOUR_MS, now);
  }

  addToken(
    kind: GitHubToken['kind'],
    options: Partial<Pick<GitHubToken, 'scopes' | 'expiresAtMs' | 'expiryFormat'>> = {},
  ): GitHubToken {
    const token = {
      value: `${PREFIXES[kind]}${this.#madeUp.base62(kind === 'fine-grained' ? 82 : 36)}`,
      kind,
      scopes: [],
      expiresAtMs: null,
      expiryFormat: 'utc' as const,
      revoked: false,
      ...options,
    };
    this.tokens.push(token);
    return token;
  }

  addDeployKey(repository: string, title: string, options: Partial<GitHubDeployKey> = {}): GitHubDeployKey {
    const keys = this.deployKeys.get(repository) ?? [];
    this.deployKeys.set(repository, keys);
    const key = { ...this.#sshKey(title, `repos/${repository}/keys`), added_by: LOGIN, enabled: true, ...options };
    keys.push(key);
    return key;
  }

  addSshKey(title: string, options: Partial<GitHubSshKey> = {}): GitHubSshKey {
    const key = { ...this.#sshKey(title, 'user/keys'), ...options };
    this.sshKeys.push(key);
    return key;
  }

  addGrant(organisation: string, tokenName: string, options: Partial<GitHubGrant> = {}): GitHubGrant {
    const grants = this.grants.get(organisation) ?? [];
    this.grants.set(organisation, grants);
    const id = Number(this.#madeUp.digits(5));
    const grant: GitHubGrant = {
      id,
      owner: accountOf(LOGIN, 583231),
      repository_selection: 'subset',
      repositories_url: `https://api.github.com/organizations/652551/personal-access-tokens/${id}/repositories`,
      permissions: { organization: { members: 'read' }, repository: { metadata: 'read' } },
      access_granted_at: new Date(this.#now()).toISOString(),
      token_id: Number(this.#madeUp.digits(6)),
      token_name: tokenName,
      token_expired: false,
      token_expires_at: null,
      token_last_used_at: null,
      ...options,
    };
    grants.push(grant);
    return grant;
  }

  /** The token, if it may still be used. */
  find(value: string): GitHubToken | null {
    const token = this.tokens.find((candidate) => candidate.value === value) ?? null;
    const expired = token?.expiresAtMs !== null && (token?.expiresAtMs ?? 0) <= this.#now();
    return token === null || token.revoked || expired ? null : token;
  }

  #sshKey(title: string, path: string): GitHubSshKey {
    const id = Number(this.#madeUp.digits(7));
    return {
      id,
      key: `ssh-ed25519 ${this.#madeUp.base62(68)}`,
      url: `https://api.github.com/${path}/${id}`,
      title,
      verified: true,
      created_at: new Date(this.#now()).toISOString().replace(/\.\d+/, ''),
      read_only: true,
      last_used: null,
    };
  }
}

/** GitHub's REST API as far as it tells about keys. */
export function startGitHub(options: SimulatorOptions = {}): Promise<Simulator<GitHub>> {
  const now = options.now ?? Date.now;
  const state = new GitHub(now);
  const router = new Router(answered(state, () => notFound()));
  router
    .on(
      'GET',
      '/user',
      answered(
        state,
        withToken(state, () => json(userOf(LOGIN, 583231))),
      ),
    )
    .on(
      'GET',
      '/user/keys',
      answered(
        state,
        withToken(state, (request, token) =>
          token.kind !== 'classic' || token.scopes.some((scope) => /^(read|write|admin):public_key$/.test(scope))
            ? listed(request, state.sshKeys)
            : notFound(),
        ),
      ),
    )
    .on(
      'GET',
      '/repos/:owner/:repo/keys',
      answered(
        state,
        withToken(state, (request) => {
          const keys = state.deployKeys.get(`${param(request, 'owner')}/${param(request, 'repo')}`);
          return keys === undefined ? notFound() : listed(request, keys);
        }),
      ),
    )
    .on(
      'GET',
      '/orgs/:org/personal-access-tokens',
      answered(
        state,
        withToken(state, (request, token) => {
          if (token.kind !== 'app') return failure(403, 'Resource not accessible by personal access token');
          const grants = state.grants.get(param(request, 'org'));
          return grants === undefined ? notFound() : listed(request, grants);
        }),
      ),
    )
    .on(
      'POST',
      '/credentials/revoke',
      answered(state, (request) => revoke(state, request)),
    );
  return startServer(router, state, options);
}

function revoke(state: GitHub, request: SimulatorRequest): Reply {
  if (header(request, 'authorization') !== null) return failure(403, 'This endpoint takes no authentication');
  const values = jsonObject(request)?.['credentials'];
  if (!Array.isArray(values) || values.length === 0 || values.length > 1000) return failure(422, 'Validation Failed');
  for (const token of state.tokens) if (values.includes(token.value)) token.revoked = true;
  return json({}, { status: 202 });
}

/** Counts the request and says so; an ETag that still holds is answered 304 and costs nothing. */
function answered(state: GitHub, next: Handler): Handler {
  return async (request) => {
    const token = tokenOf(state, request);
    const limiter = token === null ? state.anonymousLimiter : state.limiter;
    const name = token?.value ?? 'anonymous';
    if (!limiter.look(name).allowed) {
      const refused = failure(state.limitStatus, 'API rate limit exceeded');
      return withHeaders(refused, limitHeaders(limiter.look(name)));
    }
    const reply = await next(request);
    const etag = `W/"${createHash('sha256').update(reply.body).digest('hex')}"`;
    const unchanged = reply.status === 200 && header(request, 'if-none-match') === etag;
    const limit = unchanged ? limiter.look(name) : limiter.count(name);
    return {
      status: unchanged ? 304 : reply.status,
      headers: {
        ...reply.headers,
        ...limitHeaders(limit),
        ...tokenHeaders(token),
        ...(reply.status === 200 ? { etag } : {}),
      },
      body: unchanged ? '' : reply.body,
    };
  };
}

function withToken(state: GitHub, next: (request: SimulatorRequest, token: GitHubToken) => Reply): Handler {
  return (request) => {
    if (header(request, 'authorization') === null) return failure(401, 'Requires authentication');
    const token = tokenOf(state, request);
    return token === null || request.sessionExpired ? failure(401, 'Bad credentials') : next(request, token);
  };
}

function tokenOf(state: GitHub, request: SimulatorRequest): GitHubToken | null {
  const value = /^(?:Bearer|token) (.+)$/i.exec(header(request, 'authorization') ?? '')?.[1];
  return value === undefined ? null : state.find(value);
}

function listed(request: SimulatorRequest, all: readonly unknown[]): Reply {
  const size = queryNumber(request, 'per_page', 30, 1, 100);
  const page = queryNumber(request, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const { items, hasNext } = pageAt(all, page - 1, size, request);
  const links = {
    ...(page > 1 ? { prev: sameRequest(request, { page: page - 1 }), first: sameRequest(request, { page: 1 }) } : {}),
    ...(hasNext
      ? {
          next: sameRequest(request, { page: page + 1 }),
          last: sameRequest(request, { page: Math.max(Math.ceil(all.length / size), page + 1) }),
        }
      : {}),
  };
  return json(items, { headers: Object.keys(links).length === 0 ? {} : { link: linkHeader(links) } });
}

function limitHeaders({ limit, remaining, used, resetsAtMs }: LimitState): Record<string, string> {
  return {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-used': String(used),
    'x-ratelimit-reset': String(Math.ceil(resetsAtMs / SECOND_MS)),
    'x-ratelimit-resource': 'core',
  };
}

function tokenHeaders(token: GitHubToken | null): Record<string, string> {
  if (token === null) return {};
  return {
    ...(token.kind === 'classic' ? { 'x-oauth-scopes': token.scopes.join(', ') } : {}),
    ...(token.expiresAtMs === null
      ? {}
      : { 'github-authentication-token-expiration': expiryText(token.expiresAtMs, token.expiryFormat) }),
  };
}

/** "2026-12-31 07:00:00 UTC", or the same moment as "2026-12-31 16:00:00 +0900". */
function expiryText(ms: number, format: GitHubToken['expiryFormat']): string {
  function clock(at: number): string {
    return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
  }
  return format === 'utc' ? `${clock(ms)} UTC` : `${clock(ms + 9 * HOUR_MS)} +0900`;
}

function notFound(): Reply {
  return failure(404, 'Not Found');
}

function failure(status: number, message: string): Reply {
  return json({ message, documentation_url: 'https://docs.github.com/rest', status: String(status) }, { status });
}
