import { type Clock, MINUTE_MS, SECOND_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { pageAt } from '../frame/paging.ts';
import { WindowLimiter } from '../frame/rate-limiter.ts';
import { json, type Reply, withHeaders } from '../frame/reply.ts';
import { bearer, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

const STATUSES = ['active', 'disabled', 'expired'] as const;

/** A token as the API shows it; what is missing was never set. */
export interface CloudflareToken {
  readonly id: string;
  name: string;
  status: (typeof STATUSES)[number];
  readonly issued_on: string;
  modified_on: string;
  not_before?: string;
  expires_on?: string;
  last_used_on?: string;
  condition?: unknown;
  policies: readonly unknown[];
}

export interface CloudflareEntry {
  readonly token: CloudflareToken;
  /** Null: the user's own; else the account's. */
  readonly accountId: string | null;
  value: string;
}

const LIMIT = 1200;
const WINDOW_MS = 5 * MINUTE_MS;

/** One user at Cloudflare and the accounts that they may see. */
export class Cloudflare {
  readonly limiter: WindowLimiter;
  readonly entries: CloudflareEntry[] = [];
  /** Answers every request 200 with `success: false`. */
  failInside = false;
  readonly #madeUp = new MadeUp('cloudflare');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(LIMIT, WINDOW_MS, now);
  }

  add(name: string, accountId: string | null = null, options: Partial<CloudflareToken> = {}): CloudflareEntry {
    const issued = isoSecond(this.#now());
    const token: CloudflareToken = {
      id: this.#madeUp.hex(32),
      name,
      status: 'active',
      issued_on: issued,
      modified_on: issued,
      policies: [
        {
          id: this.#madeUp.hex(32),
          effect: 'allow',
          permission_groups: [{ id: this.#madeUp.hex(32), name: 'DNS Write' }],
          resources: { 'com.cloudflare.api.account.zone.example': '*' },
        },
      ],
      ...options,
    };
    const entry = { token, accountId, value: this.#newValue(accountId) };
    this.entries.push(entry);
    return entry;
  }

  /** Keeps id, name and permissions; the old value ends at once. */
  roll(entry: CloudflareEntry): string {
    entry.value = this.#newValue(entry.accountId);
    entry.token.modified_on = isoSecond(this.#now());
    return entry.value;
  }

  #newValue(accountId: string | null): string {
    return `${accountId === null ? 'cfut_' : 'cfat_'}${this.#madeUp.base62(40)}`;
  }
}

/** Cloudflare's API under /client/v4: the tokens of a user and of accounts. */
export function startCloudflare(options: SimulatorOptions = {}): Promise<Simulator<Cloudflare>> {
  const now = options.now ?? Date.now;
  const state = new Cloudflare(now);
  const router = new Router(() => failure(404, 'Not found'));
  for (const home of ['/user/tokens', '/accounts/:account/tokens']) {
    const route = (method: string, path: string, handler: Handler) =>
      router.on(method, `/client/v4${home}${path}`, guarded(state, now, handler));
    route('GET', '/verify', (request) => {
      const token = caller(state, request)?.token;
      return success({
        id: token?.id,
        status: token?.status,
        expires_on: token?.expires_on,
        not_before: token?.not_before,
      });
    });
    route('GET', '', (request) => listed(state, request));
    route('GET', '/:id', (request) => withEntry(state, request, ({ token }) => success(token)));
    route('PUT', '/:id/value', (request) => withEntry(state, request, (entry) => success(state.roll(entry))));
    route('PUT', '/:id', (request) => withEntry(state, request, ({ token }) => replaced(token, request, now)));
    route('DELETE', '/:id', (request) =>
      withEntry(state, request, (entry) => {
        state.entries.splice(state.entries.indexOf(entry), 1);
        return success({ id: entry.token.id });
      }),
    );
  }
  return startServer(router, state, options);
}

function guarded(state: Cloudflare, now: Clock, next: Handler): Handler {
  return async (request) => {
    if (caller(state, request) === null || request.sessionExpired) return failure(401, 'Authentication error');
    if (state.failInside) return json(envelope(false, null, [{ code: 10_000, message: 'Something failed' }]));
    const { allowed, remaining, resetsAtMs } = state.limiter.count('user');
    const seconds = Math.ceil((resetsAtMs - now()) / SECOND_MS);
    const headers = {
      Ratelimit: `"default";r=${remaining};t=${seconds}`,
      'Ratelimit-Policy': `"default";q=${LIMIT};w=${WINDOW_MS / SECOND_MS}`,
    };
    if (allowed) return withHeaders(await next(request), headers);
    return withHeaders(failure(429, 'Rate limited'), { ...headers, 'retry-after': String(seconds) });
  };
}

function caller(state: Cloudflare, request: SimulatorRequest): CloudflareEntry | null {
  const value = bearer(request);
  return state.entries.find((entry) => entry.value === value && entry.token.status === 'active') ?? null;
}

function accountOf(request: SimulatorRequest): string | null {
  return request.params['account'] ?? null;
}

function listed(state: Cloudflare, request: SimulatorRequest): Reply {
  const query = request.url.searchParams;
  const all = state.entries
    .filter(
      ({ accountId, token }) =>
        accountId === accountOf(request) && (token.status !== 'expired' || query.get('include_expired') === 'true'),
    )
    .map(({ token }) => token);
  if (query.get('direction') === 'desc') all.reverse();
  const size = queryNumber(request, 'per_page', 20, 1, 1000);
  const page = queryNumber(request, 'page', 1, 1, Number.MAX_SAFE_INTEGER);
  const { items } = pageAt(all, page - 1, size, request);
  return json({
    ...envelope(true, items, []),
    result_info: {
      page,
      per_page: size,
      count: items.length,
      total_count: request.endlessPages ? (page + 1) * size : all.length,
    },
  });
}

function withEntry(state: Cloudflare, request: SimulatorRequest, next: (entry: CloudflareEntry) => Reply): Reply {
  const entry = state.entries.find(
    ({ accountId, token }) => accountId === accountOf(request) && token.id === param(request, 'id'),
  );
  return entry === undefined ? failure(404, 'Not found') : next(entry);
}

/** PUT replaces the whole token: name and policies must come along, and what does not is gone. */
function replaced(token: CloudflareToken, request: SimulatorRequest, now: Clock): Reply {
  const { name, policies, status = token.status, expires_on, not_before, condition } = jsonObject(request) ?? {};
  const wanted = STATUSES.find((candidate) => candidate === status);
  if (typeof name !== 'string' || !Array.isArray(policies) || wanted === undefined) return failure(400, 'Bad request');
  delete token.expires_on;
  delete token.not_before;
  Object.assign(token, { name, policies, status: wanted, condition, modified_on: isoSecond(now()) });
  if (typeof expires_on === 'string') token.expires_on = expires_on;
  if (typeof not_before === 'string') token.not_before = not_before;
  return success(token);
}

function success(result: unknown): Reply {
  return json(envelope(true, result, []));
}

/** The numbers of Cloudflare's errors are not known here: 10000 stands for all of them. */
function failure(status: number, message: string): Reply {
  return json(envelope(false, null, [{ code: 10_000, message }]), { status });
}

function envelope(ok: boolean, result: unknown, errors: readonly unknown[]): Record<string, unknown> {
  return { success: ok, errors, messages: [], result };
}

function isoSecond(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '');
}
