import { type Clock, DAY_MS, SECOND_MS, unixSeconds } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { type Page, pageAfter } from '../frame/paging.ts';
import { json, type Reply } from '../frame/reply.ts';
import { bearer, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export interface OpenAiProject {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  archivedAtMs: number | null;
}

export interface OpenAiProjectKey {
  readonly id: string;
  readonly projectId: string;
  readonly name: string;
  readonly redacted: string;
  readonly createdAtMs: number;
  lastUsedAtMs: number | null;
  readonly owner: 'user' | 'service_account';
  /** Whether the owner can still reach the project. */
  ownerAccess: 'active' | 'inactive';
  readonly value: string;
}

/** Every key of a service account here belongs to this one. */
export const SERVICE_ACCOUNT = 'svc_acct_31x';

export interface OpenAiAdminKey {
  readonly id: string;
  readonly name: string | null;
  readonly value: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  lastUsedAtMs: number | null;
}

/** One organisation at OpenAI. */
export class OpenAi {
  readonly projects: OpenAiProject[] = [];
  readonly projectKeys: OpenAiProjectKey[] = [];
  readonly adminKeys: OpenAiAdminKey[] = [];
  readonly #madeUp = new MadeUp('openai');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
  }

  addProject(name: string): OpenAiProject {
    const project = { id: `proj_${this.#madeUp.base62(24)}`, name, createdAtMs: this.#now(), archivedAtMs: null };
    this.projects.push(project);
    return project;
  }

  addProjectKey(projectId: string, name: string, options: Partial<OpenAiProjectKey> = {}): OpenAiProjectKey {
    const prefix = options.owner === 'service_account' ? 'sk-svcacct-' : 'sk-proj-';
    const value = `${prefix}${this.#madeUp.base62(74)}T3BlbkFJ${this.#madeUp.base62(74)}`;
    const key: OpenAiProjectKey = {
      id: `key_${this.#madeUp.base62(16)}`,
      projectId,
      name,
      redacted: `${prefix}...${value.slice(-3)}`,
      value,
      createdAtMs: this.#now(),
      lastUsedAtMs: null,
      owner: 'user',
      ownerAccess: 'active',
      ...options,
    };
    this.projectKeys.push(key);
    return key;
  }

  addAdminKey(name: string, expiresAtMs: number | null = null): OpenAiAdminKey {
    const key = {
      id: `key_${this.#madeUp.base62(16)}`,
      name,
      value: `sk-admin-${this.#madeUp.base62(40)}`,
      createdAtMs: this.#now(),
      expiresAtMs,
      lastUsedAtMs: null,
    };
    this.adminKeys.push(key);
    return key;
  }
}

/** OpenAI's administration API under /v1/organization: projects, their keys, and admin keys. */
export function startOpenAi(options: SimulatorOptions = {}): Promise<Simulator<OpenAi>> {
  const now = options.now ?? Date.now;
  const state = new OpenAi(now);
  const router = new Router(() => failure(404, 'Unknown request URL', 'invalid_request_error', null));
  function route(method: string, path: string, handler: Handler): void {
    router.on(method, `/v1/organization${path}`, (request) => {
      const key = state.adminKeys.find(({ value }) => value === bearer(request));
      const ended =
        key === undefined || (key.expiresAtMs !== null && key.expiresAtMs <= now()) || request.sessionExpired;
      if (ended) return failure(401, 'Incorrect API key provided', 'invalid_request_error', 'invalid_api_key');
      key.lastUsedAtMs = now();
      return handler(request);
    });
  }
  route('GET', '/projects', (request) => {
    const all = state.projects.filter(
      ({ archivedAtMs }) => archivedAtMs === null || request.url.searchParams.get('include_archived') === 'true',
    );
    return list(paged(all, request), shownProject);
  });
  route('GET', '/projects/:project/api_keys', (request) => {
    if (!state.projects.some(({ id }) => id === param(request, 'project'))) return notFound();
    const access = request.url.searchParams.get('owner_project_access') ?? 'any';
    const all = keysOf(state, request).filter(({ ownerAccess }) => access === 'any' || access === ownerAccess);
    return list(paged(all, request), shownProjectKey);
  });
  route('GET', '/projects/:project/api_keys/:id', (request) => {
    const key = keysOf(state, request).find(({ id }) => id === param(request, 'id'));
    return key === undefined ? notFound() : json(shownProjectKey(key));
  });
  route('DELETE', '/projects/:project/api_keys/:id', (request) => {
    const key = keysOf(state, request).find(({ id }) => id === param(request, 'id'));
    if (key === undefined) return notFound();
    if (key.owner === 'service_account') {
      return failure(400, 'Keys of service accounts cannot be deleted here', 'invalid_request_error', null);
    }
    state.projectKeys.splice(state.projectKeys.indexOf(key), 1);
    return json({ object: 'organization.project.api_key.deleted', id: key.id, deleted: true });
  });
  route('POST', '/projects/:project/service_accounts/:account/api_keys', (request) => {
    const known = state.projects.some(({ id }) => id === param(request, 'project'));
    if (!known || param(request, 'account') !== SERVICE_ACCOUNT) return notFound();
    const name = jsonObject(request)?.['name'];
    const key = state.addProjectKey(param(request, 'project'), typeof name === 'string' ? name : 'key', {
      owner: 'service_account',
    });
    return json({
      object: 'organization.project.service_account.api_key',
      value: key.value,
      name: key.name,
      created_at: unixSeconds(key.createdAtMs),
      id: key.id,
    });
  });
  route('GET', '/admin_api_keys', (request) => {
    const all = request.url.searchParams.get('order') === 'desc' ? [...state.adminKeys].reverse() : state.adminKeys;
    return list(paged(all, request), shownAdminKey);
  });
  route('POST', '/admin_api_keys', (request) => {
    const body = jsonObject(request);
    const name = body?.['name'];
    if (typeof name !== 'string') return failure(400, 'name is required', 'invalid_request_error', null);
    const seconds = body?.['expires_in_seconds'];
    const key = state.addAdminKey(name, typeof seconds === 'number' ? now() + seconds * SECOND_MS : null);
    return json({ ...shownAdminKey(key), value: key.value });
  });
  route('DELETE', '/admin_api_keys/:id', (request) => {
    const index = state.adminKeys.findIndex(({ id }) => id === param(request, 'id'));
    if (index < 0) return notFound();
    state.adminKeys.splice(index, 1);
    return json({ id: param(request, 'id'), object: 'organization.admin_api_key.deleted', deleted: true });
  });
  return startServer(router, state, options);
}

function keysOf(state: OpenAi, request: SimulatorRequest): readonly OpenAiProjectKey[] {
  return state.projectKeys.filter(({ projectId }) => projectId === param(request, 'project'));
}

function paged<Item extends { readonly id: string }>(all: readonly Item[], request: SimulatorRequest): Page<Item> {
  const limit = queryNumber(request, 'limit', 20, 1, 100);
  return pageAfter(all, ({ id }) => id, request.url.searchParams.get('after'), limit, request);
}

function list<Item extends { readonly id: string }>(
  { items, hasNext }: Page<Item>,
  show: (item: Item) => unknown,
): Reply {
  return json({
    object: 'list',
    data: items.map(show),
    first_id: items[0]?.id ?? null,
    last_id: items.at(-1)?.id ?? null,
    has_more: hasNext,
  });
}

function shownProject(project: OpenAiProject): unknown {
  return {
    id: project.id,
    object: 'organization.project',
    name: project.name,
    created_at: unixSeconds(project.createdAtMs),
    archived_at: secondsOrNull(project.archivedAtMs),
    status: project.archivedAtMs === null ? 'active' : 'archived',
    external_key_id: null,
    residency: 'GLOBAL',
  };
}

function shownProjectKey(key: OpenAiProjectKey): unknown {
  const since = unixSeconds(key.createdAtMs - DAY_MS);
  return {
    object: 'organization.project.api_key',
    redacted_value: key.redacted,
    name: key.name,
    created_at: unixSeconds(key.createdAtMs),
    last_used_at: secondsOrNull(key.lastUsedAtMs),
    id: key.id,
    owner_project_access: key.ownerAccess,
    owner:
      key.owner === 'user'
        ? {
            type: 'user',
            user: { id: 'user_9aa', email: 'dana@example.test', name: 'Dana', created_at: since, role: 'member' },
          }
        : {
            type: 'service_account',
            service_account: { id: SERVICE_ACCOUNT, name: 'checkout', created_at: since, role: 'member' },
          },
  };
}

function shownAdminKey(key: OpenAiAdminKey): Readonly<Record<string, unknown>> {
  return {
    object: 'organization.admin_api_key',
    id: key.id,
    name: key.name,
    redacted_value: `sk-admin...${key.value.slice(-3)}`,
    created_at: unixSeconds(key.createdAtMs),
    expires_at: secondsOrNull(key.expiresAtMs),
    last_used_at: secondsOrNull(key.lastUsedAtMs),
    owner: {
      type: 'user',
      object: 'organization.user',
      id: 'user_2bb',
      name: 'Sam',
      created_at: unixSeconds(key.createdAtMs - DAY_MS),
      role: 'owner',
    },
  };
}

function secondsOrNull(ms: number | null): number | null {
  return ms === null ? null : unixSeconds(ms);
}

function notFound(): Reply {
  return failure(404, 'Not found', 'invalid_request_error', null);
}

function failure(status: number, message: string, type: string, code: string | null): Reply {
  return json({ error: { code, message, param: null, type } }, { status });
}
