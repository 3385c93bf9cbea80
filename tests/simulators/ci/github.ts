import sodium from 'libsodium-wrappers';
import { type Clock, HOUR_MS, MINUTE_MS, SECOND_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { linkHeader, pageAt, sameRequest } from '../frame/paging.ts';
import { type LimitState, WindowLimiter } from '../frame/rate-limiter.ts';
import { json, noContent, type Reply, withHeaders } from '../frame/reply.ts';
import { header, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { repositoryOf } from './github-repository.ts';
import { type GitHubSecret, SecretStore } from './github-store.ts';

type Level = 'read' | 'write';
type Family = 'actions' | 'dependabot';
/** GitHub's names of permissions, as far as these addresses ask for them. */
type Permission =
  | 'secrets'
  | 'environments'
  | 'dependabot_secrets'
  | 'organization_secrets'
  | 'organization_dependabot_secrets';

export interface GitHubCiToken {
  readonly value: string;
  readonly kind: 'classic' | 'fine-grained';
  /** Of classic tokens. */
  scopes: readonly string[];
  /** Of fine-grained tokens. */
  permissions: Readonly<Partial<Record<Permission, Level>>>;
  /** `owner/repo`; null: all that the account can see. */
  repositories: readonly string[] | null;
  readonly expiresAtMs: number | null;
  /** GitHub writes the expiry in either of two formats. */
  readonly expiryFormat: 'utc' | 'offset';
  revoked: boolean;
}

export interface GitHubRepository {
  readonly id: number;
  fullName: string;
  readonly actions: SecretStore;
  readonly dependabot: SecretStore;
  readonly environments: Map<string, SecretStore>;
}

export interface GitHubOrganisation {
  readonly actions: SecretStore;
  readonly dependabot: SecretStore;
}

const HOURLY = 5_000;
const MOST_BYTES = 49_152;
/** A box is this much larger than what is in it. */
const BOX_BYTES = 48;

/** Repositories and organisations with their secrets. */
export class GitHubCi {
  readonly limiter: WindowLimiter;
  /** The secondary limit on writes. The number is the one that the product is held to; GitHub documents none for this. */
  writes: WindowLimiter;
  limitStatus: 403 | 429 = 403;
  /** Null: the secondary limit names no time. */
  secondaryRetryAfterSeconds: number | null = 60;
  readonly tokens: GitHubCiToken[] = [];
  readonly repositories: GitHubRepository[] = [];
  readonly organisations = new Map<string, GitHubOrganisation>();
  /** Old full name to the repository that had it. */
  readonly renamed = new Map<string, GitHubRepository>();
  readonly #madeUp = new MadeUp('github-ci');
  readonly #now: Clock;
  #stores = 0;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(HOURLY, HOUR_MS, now);
    this.writes = new WindowLimiter(200, MINUTE_MS, now);
  }

  /** Without options: a fine-grained token that may do everything here. */
  addToken(options: Partial<Omit<GitHubCiToken, 'value'>> = {}): GitHubCiToken {
    const kind = options.kind ?? 'fine-grained';
    const token: GitHubCiToken = {
      value: kind === 'classic' ? `ghp_${this.#madeUp.base62(36)}` : `github_pat_${this.#madeUp.base62(82)}`,
      kind,
      scopes: kind === 'classic' ? ['repo', 'admin:org'] : [],
      permissions: {
        secrets: 'write',
        environments: 'write',
        dependabot_secrets: 'write',
        organization_secrets: 'write',
        organization_dependabot_secrets: 'write',
      },
      repositories: null,
      expiresAtMs: null,
      expiryFormat: 'utc',
      revoked: false,
      ...options,
    };
    this.tokens.push(token);
    return token;
  }

  addRepository(fullName: string, environments: readonly string[] = []): GitHubRepository {
    const repository: GitHubRepository = {
      id: 130_000_000 + this.repositories.length,
      fullName,
      actions: this.#store(100),
      dependabot: this.#store(100),
      environments: new Map(environments.map((name) => [name, this.#store(100)])),
    };
    this.repositories.push(repository);
    return repository;
  }

  addOrganisation(name: string): GitHubOrganisation {
    const organisation = { actions: this.#store(1000), dependabot: this.#store(1000) };
    this.organisations.set(name, organisation);
    return organisation;
  }

  rename(repository: GitHubRepository, fullName: string): void {
    this.renamed.set(repository.fullName.toLowerCase(), repository);
    repository.fullName = fullName;
  }

  repository(fullName: string): GitHubRepository | null {
    return this.repositories.find((one) => one.fullName.toLowerCase() === fullName.toLowerCase()) ?? null;
  }

  find(value: string | null): GitHubCiToken | null {
    const token = this.tokens.find((one) => one.value === value) ?? null;
    const isOver = token?.expiresAtMs != null && token.expiresAtMs <= this.#now();
    return token === null || token.revoked || isOver ? null : token;
  }

  #store(most: number): SecretStore {
    this.#stores += 1;
    return new SecretStore(this.#stores, most);
  }
}

/** Where a request's secrets are, and what it takes to get there. */
interface Place {
  readonly store: SecretStore;
  readonly permission: Permission;
  readonly scope: 'repo' | 'admin:org';
  readonly isOrganisation: boolean;
}
type Lookup = (request: SimulatorRequest, token: GitHubCiToken) => Place | Reply;

/**
 * GitHub's REST API as far as secrets of Actions and Dependabot go, at the root as api.github.com has it and under `/api/v3`
 * as an own server has it.
 */
export async function startGitHubCi(options: SimulatorOptions = {}): Promise<Simulator<GitHubCi>> {
  await sodium.ready;
  const now = options.now ?? Date.now;
  const state = new GitHubCi(now);
  const router = new Router(() => notFound());
  for (const base of ['', '/api/v3']) {
    for (const family of ['actions', 'dependabot'] as const) {
      secrets(base, `/repos/:owner/:repo/${family}/secrets`, (request, token) => {
        const found = seen(state, request, token, base, param(request, 'owner'), param(request, 'repo'));
        return 'status' in found ? found : ofRepository(found, family);
      });
      secrets(base, `/repositories/:id/${family}/secrets`, (request, token) => {
        const found = byId(state, request, token);
        return found === null ? notFound() : ofRepository(found, family);
      });
      secrets(base, `/orgs/:org/${family}/secrets`, (request) => {
        const organisation = state.organisations.get(param(request, 'org'));
        if (organisation === undefined) return notFound();
        return {
          store: organisation[family],
          permission: family === 'actions' ? 'organization_secrets' : 'organization_dependabot_secrets',
          scope: 'admin:org',
          isOrganisation: true,
        };
      });
    }
    secrets(base, '/repos/:owner/:repo/environments/:environment/secrets', (request, token) => {
      const found = seen(state, request, token, base, param(request, 'owner'), param(request, 'repo'));
      return 'status' in found ? found : ofEnvironment(found, param(request, 'environment'));
    });
    secrets(base, '/repositories/:id/environments/:environment/secrets', (request, token) => {
      const found = byId(state, request, token);
      return found === null ? notFound() : ofEnvironment(found, param(request, 'environment'));
    });
  }
  return startServer(router, state, options);

  /** The addresses under one path of secrets. */
  function secrets(base: string, path: string, lookup: Lookup): void {
    const on = (
      method: string,
      rest: string,
      level: Level,
      handle: (request: SimulatorRequest, place: Place) => Reply,
    ): void => {
      router.on(method, `${base}${path}${rest}`, (request) =>
        answered(state, now, request, (token) => {
          const place = lookup(request, token);
          return 'status' in place ? place : (refused(token, place, level) ?? handle(request, place));
        }),
      );
    };
    on('GET', '', 'read', (request, { store, isOrganisation }) =>
      listed(
        request,
        'secrets',
        [...store.secrets.values()].map((one) => shown(one, isOrganisation, request)),
      ),
    );
    on('GET', '/public-key', 'read', (_, { store }) => json({ key_id: store.keyId, key: store.publicKey }));
    on('GET', '/:name', 'read', (request, { store, isOrganisation }) => {
      const secret = store.secrets.get(param(request, 'name').toUpperCase());
      return secret === undefined ? notFound() : json(shown(secret, isOrganisation, request));
    });
    on('PUT', '/:name', 'write', (request, place) => put(state, request, place, now()));
    if (path.startsWith('/orgs/')) {
      on('GET', '/:name/repositories', 'read', (request, { store }) => {
        const secret = store.secrets.get(param(request, 'name').toUpperCase());
        if (secret === undefined) return notFound();
        const selected = state.repositories.filter(({ id }) => secret.selectedRepositories.includes(id));
        return listed(
          request,
          'repositories',
          selected.map(({ id, fullName }) => repositoryOf(fullName, id)),
        );
      });
    }
  }
}

/** Counts the request, refuses what is too much, and says with every answer how much is left. */
function answered(
  state: GitHubCi,
  now: Clock,
  request: SimulatorRequest,
  next: (token: GitHubCiToken) => Reply,
): Reply {
  const authorization = header(request, 'authorization');
  if (authorization === null) return failure(401, 'Requires authentication');
  const token = state.find(/^(?:Bearer|token) (.+)$/i.exec(authorization)?.[1] ?? null);
  if (token === null || request.sessionExpired) return failure(401, 'Bad credentials');
  const budget = state.limiter.count(token.value);
  const headers = { ...limitHeaders(budget), ...tokenHeaders(token) };
  if (!budget.allowed) return withHeaders(failure(state.limitStatus, 'API rate limit exceeded'), headers);
  if (request.method === 'PUT' && !state.writes.count(token.value).allowed) {
    const seconds = state.secondaryRetryAfterSeconds;
    return withHeaders(failure(state.limitStatus, 'You have exceeded a secondary rate limit'), {
      ...headers,
      ...(seconds === null ? {} : { 'retry-after': String(seconds) }),
    });
  }
  const reply = next(token);
  return withHeaders(reply, { date: new Date(now()).toUTCString(), ...headers });
}

/** The repository, what it is called now, or 404 where the token does not see it. */
function seen(
  state: GitHubCi,
  request: SimulatorRequest,
  token: GitHubCiToken,
  base: string,
  owner: string,
  name: string,
): GitHubRepository | Reply {
  const fullName = `${owner}/${name}`;
  const repository = state.repository(fullName);
  if (repository !== null) return maySee(token, repository) ? repository : notFound();
  const moved = state.renamed.get(fullName.toLowerCase());
  if (moved === undefined || !maySee(token, moved)) return notFound();
  // GitHub redirects to the repository's number, reading permanently and writing with 307.
  const rest = request.url.pathname.slice(`${base}/repos/${owner}/${name}`.length);
  const location = `http://${request.headers.host ?? ''}${base}/repositories/${moved.id}${rest}${request.url.search}`;
  const status = request.method === 'GET' ? 301 : 307;
  return json({ message: 'Moved Permanently', url: location }, { status, headers: { location } });
}

function byId(state: GitHubCi, request: SimulatorRequest, token: GitHubCiToken): GitHubRepository | null {
  const repository = state.repositories.find(({ id }) => String(id) === param(request, 'id')) ?? null;
  return repository !== null && maySee(token, repository) ? repository : null;
}

/** What a token does not see does not exist for it: a classic one without `repo` sees no private repository. */
function maySee({ kind, scopes, repositories }: GitHubCiToken, { fullName }: GitHubRepository): boolean {
  if (kind === 'classic') return scopes.includes('repo');
  return repositories === null || repositories.includes(fullName);
}

function ofRepository(repository: GitHubRepository, family: Family): Place {
  return {
    store: repository[family],
    permission: family === 'actions' ? 'secrets' : 'dependabot_secrets',
    scope: 'repo',
    isOrganisation: false,
  };
}

function ofEnvironment(repository: GitHubRepository, name: string): Place | Reply {
  const store = repository.environments.get(name);
  if (store === undefined) return notFound();
  return { store, permission: 'environments', scope: 'repo', isOrganisation: false };
}

/** 403 where the token may not; which permission it takes is in a header, of fine-grained tokens only. */
function refused(token: GitHubCiToken, { permission, scope }: Place, level: Level): Reply | null {
  if (token.kind === 'classic') {
    return token.scopes.includes(scope) ? null : failure(403, 'Must have admin rights to Repository.');
  }
  const has = token.permissions[permission];
  if (has === 'write' || has === level) return null;
  return failure(403, 'Resource not accessible by personal access token', {
    'x-accepted-github-permissions': `${permission}=${level}`,
  });
}

/** GitHub documents no status for a broken rule; 422 is what its API says of such things elsewhere. */
function put(state: GitHubCi, request: SimulatorRequest, { store, isOrganisation }: Place, nowMs: number): Reply {
  const body = jsonObject(request);
  const name = param(request, 'name').toUpperCase();
  const box = body?.['encrypted_value'];
  const visibility = body?.['visibility'];
  const selected = body?.['selected_repository_ids'] ?? [];
  if (!/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/.test(name)) return failure(422, 'Secret names can only contain …');
  if (typeof box !== 'string' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(box)) {
    return failure(422, 'Validation Failed');
  }
  if (body?.['key_id'] !== store.keyId || !store.isSealedForNow(box)) return failure(422, 'Bad request - key_id');
  if (Buffer.from(box, 'base64').length - BOX_BYTES > MOST_BYTES) return failure(422, 'Secret is too large');
  if (isOrganisation && !isVisibility(visibility)) return failure(422, 'Validation Failed');
  if (!Array.isArray(selected) || !selected.every((id) => state.repositories.some((one) => one.id === id))) {
    return failure(422, 'Validation Failed');
  }
  const known = store.secrets.get(name);
  if (known === undefined && store.secrets.size >= store.most) return failure(422, 'Too many secrets');
  store.secrets.set(name, {
    name,
    createdAtMs: known?.createdAtMs ?? nowMs,
    updatedAtMs: nowMs,
    box,
    visibility: isOrganisation && isVisibility(visibility) ? visibility : null,
    selectedRepositories: visibility === 'selected' ? (selected as number[]) : [],
  });
  return known === undefined ? json({}, { status: 201 }) : noContent();
}

function isVisibility(value: unknown): value is 'all' | 'private' | 'selected' {
  return value === 'all' || value === 'private' || value === 'selected';
}

function shown(secret: GitHubSecret, isOrganisation: boolean, request: SimulatorRequest) {
  const { name, createdAtMs, updatedAtMs, visibility } = secret;
  const secrets = request.url.pathname.replace(/(\/secrets)\/[^/]+$/, '$1');
  return {
    name,
    created_at: isoSeconds(createdAtMs),
    updated_at: isoSeconds(updatedAtMs),
    ...(isOrganisation ? { visibility } : {}),
    ...(isOrganisation && visibility === 'selected'
      ? { selected_repositories_url: `http://${request.headers.host ?? ''}${secrets}/${name}/repositories` }
      : {}),
  };
}

function listed(request: SimulatorRequest, field: string, all: readonly unknown[]): Reply {
  const size = queryNumber(request, 'per_page', 30, 1, 100);
  const page = queryNumber(request, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const { items, hasNext } = pageAt(all, page - 1, size, request);
  const links = hasNext ? { next: sameRequest(request, { page: page + 1 }) } : {};
  return json({ total_count: all.length, [field]: items }, { headers: hasNext ? { link: linkHeader(links) } : {} });
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

function tokenHeaders({ kind, scopes, expiresAtMs, expiryFormat }: GitHubCiToken): Record<string, string> {
  const at = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
  const written = (ms: number) => (expiryFormat === 'utc' ? `${at(ms)} UTC` : `${at(ms + 9 * HOUR_MS)} +0900`);
  return {
    ...(kind === 'classic' ? { 'x-oauth-scopes': scopes.join(', ') } : {}),
    ...(expiresAtMs === null ? {} : { 'github-authentication-token-expiration': written(expiresAtMs) }),
  };
}

function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '');
}

function notFound(): Reply {
  return failure(404, 'Not Found');
}

function failure(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return json(
    { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
    { status, headers },
  );
}
