import { randomBytes } from 'node:crypto';
import { type Clock, DAY_MS, MINUTE_MS, SECOND_MS, unixSeconds } from '../frame/clock.ts';
import { type Account, Dashboard } from '../frame/dashboard.ts';
import { DEMO_ACCOUNTS } from '../frame/demo-accounts.ts';
import { MadeUp } from '../frame/made-up.ts';
import { type LimitState, WindowLimiter } from '../frame/rate-limiter.ts';
import { json, text, withHeaders } from '../frame/reply.ts';
import { bearer, header, jsonObject, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { readToken, signToken } from './json-web-token.ts';
import { addNativeMessagePages } from './nativemessage-pages.ts';

const ACCESS_MS = 15 * MINUTE_MS;
const REFRESH_MS = 7 * DAY_MS;
const REQUESTS_PER_MINUTE = 200;

export interface NativeMessageKey {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  /** User name; the key has this person's permissions. */
  readonly createdBy: string;
  /** `nmk_live_` and more, shown once. */
  readonly value: string;
}

/** One tenant of NativeMessage. */
export class NativeMessage {
  readonly dashboard: Dashboard;
  /** Requests of the tenant; `leave('tenant', 3)` takes all but three away. */
  readonly limiter: WindowLimiter;
  #signingKey = randomBytes(32);
  readonly #keys: NativeMessageKey[] = [];
  readonly #madeUp = new MadeUp('nativemessage');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(REQUESTS_PER_MINUTE, MINUTE_MS, now);
    this.dashboard = new Dashboard({
      brand: 'NativeMessage',
      home: '/settings/api-keys',
      nav: [{ path: '/settings/api-keys', title: 'Settings' }],
      accounts: DEMO_ACCOUNTS,
      now,
    });
  }

  get keys(): readonly NativeMessageKey[] {
    return this.#keys;
  }

  create(name: string, createdBy = 'dana', createdAtMs = this.#now()): NativeMessageKey {
    const value = `nmk_live_${this.#madeUp.hex(16)}`;
    const key = { id: this.#madeUp.uuid(), name, createdAtMs, createdBy, value };
    this.#keys.push(key);
    return key;
  }

  revoke(id: string): boolean {
    const index = this.#keys.findIndex((key) => key.id === id);
    if (index < 0) return false;
    this.#keys.splice(index, 1);
    return true;
  }

  fill(count: number): void {
    for (let index = 0; index < count; index += 1) this.create(`worker ${index + 1}`);
  }

  removeAll(): void {
    this.#keys.length = 0;
  }

  /** Ends every token before its time, as a change of the signing key does. */
  invalidateTokens(): void {
    this.#signingKey = randomBytes(32);
  }

  /** A new token of that person. */
  issue(account: Account, use: 'access' | 'refresh'): string {
    const iat = unixSeconds(this.#now());
    const lifeMs = use === 'access' ? ACCESS_MS : REFRESH_MS;
    return signToken({ sub: account.userName, use, iat, exp: iat + lifeMs / SECOND_MS }, this.#signingKey);
  }

  /** Whose token it is; null where it has ended, was never ours, or is for the other use. */
  holderOf(token: string | null, use: 'access' | 'refresh'): Account | null {
    const claims = token === null ? null : readToken(token, this.#signingKey, this.#now());
    if (claims === null || claims.use !== use) return null;
    return this.dashboard.accounts.find((account) => account.userName === claims.sub) ?? null;
  }

  hasKey(value: string | null): boolean {
    return this.#keys.some((key) => key.value === value);
  }
}

/** NativeMessage: JWT sign-in, keys in X-API-Key, 200 requests a minute, and a list that loads more rows. */
export function startNativeMessage(options: SimulatorOptions = {}): Promise<Simulator<NativeMessage>> {
  const now = options.now ?? Date.now;
  const state = new NativeMessage(now);
  state.create('billing', 'dana', now() - 80 * DAY_MS);
  state.create('newsletter', 'sam', now() - 20 * DAY_MS);
  state.create('alerts', 'dana', now() - DAY_MS);
  const router = new Router(() => text('Not found', { status: 404 }));
  state.dashboard.addTo(router);
  addNativeMessagePages(router, state);
  router
    .on('POST', '/api/v1/auth/login', limited(state, login(state)))
    .on('POST', '/api/v1/auth/refresh', limited(state, refresh(state)))
    .on('GET', '/api/v1/messages', limited(state, messages(state)));
  return startServer(router, state, options);
}

function limited(state: NativeMessage, next: Handler): Handler {
  return async (request) => {
    const counted = state.limiter.count('tenant');
    if (!counted.allowed) return json({ error: 'Too Many Requests' }, { status: 429, headers: limitHeaders(counted) });
    return withHeaders(await next(request), limitHeaders(counted));
  };
}

function limitHeaders({ limit, remaining, resetsAtMs }: LimitState): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(Math.ceil(resetsAtMs / SECOND_MS)),
  };
}

const UNAUTHORIZED = json({ error: 'Unauthorized' }, { status: 401 });

function login(state: NativeMessage): Handler {
  return (request) => {
    const given = jsonObject(request);
    const account = state.dashboard.accountOf(given?.['username'], given?.['password']);
    if (account === null) return UNAUTHORIZED;
    return json({
      access_token: state.issue(account, 'access'),
      refresh_token: state.issue(account, 'refresh'),
      expires_in: ACCESS_MS / SECOND_MS,
    });
  };
}

/** The document says that a new access token comes back, and not what else: nothing else does here. */
function refresh(state: NativeMessage): Handler {
  return (request) => {
    const account = request.sessionExpired ? null : state.holderOf(bearer(request), 'refresh');
    if (account === null) return UNAUTHORIZED;
    return json({ access_token: state.issue(account, 'access'), expires_in: ACCESS_MS / SECOND_MS });
  };
}

function messages(state: NativeMessage): Handler {
  return (request) => (mayRead(state, request) ? json({ messages: [] }) : UNAUTHORIZED);
}

function mayRead(state: NativeMessage, request: SimulatorRequest): boolean {
  if (request.sessionExpired) return false;
  return state.hasKey(header(request, 'x-api-key')) || state.holderOf(bearer(request), 'access') !== null;
}
