import type { Clock } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { json, type Reply } from '../frame/reply.ts';
import { bearer, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

/** A token as the API shows it; all times in milliseconds. */
export interface VercelToken {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly prefix?: string;
  readonly suffix?: string;
  readonly origin?: string;
  readonly scopes: readonly Readonly<Record<string, unknown>>[];
  readonly createdAt: number;
  readonly activeAt: number;
  readonly expiresAt?: number;
  revokedAt?: number;
  leakedAt?: number;
  leakedUrl?: string;
}

export interface VercelEntry {
  readonly token: VercelToken;
  readonly value: string;
}

/** One account at Vercel. */
export class Vercel {
  readonly entries: VercelEntry[] = [];
  /** Rows on a page. Vercel's list has cursors and documents no size. */
  pageSize = 20;
  readonly #madeUp = new MadeUp('vercel');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
  }

  add(name: string, options: Partial<VercelToken> = {}): VercelEntry {
    const value = `vcp_${this.#madeUp.base62(56)}`;
    // Cursors are times, so that no two tokens may have the same.
    const taken = new Set(this.entries.map(({ token }) => token.createdAt));
    let createdAt = this.#now();
    while (taken.has(createdAt)) createdAt -= 1;
    const entry = {
      token: {
        id: this.#madeUp.hex(64),
        name,
        type: 'token',
        prefix: 'vcp_',
        suffix: value.slice(-6),
        origin: 'manual',
        scopes: [{ type: 'user', origin: 'manual', createdAt }],
        createdAt,
        activeAt: createdAt,
        ...options,
      },
      value,
    };
    this.entries.push(entry);
    return entry;
  }
}

/** Vercel's tokens: listed by v6, read by v5, created and deleted by v3. */
export function startVercel(options: SimulatorOptions = {}): Promise<Simulator<Vercel>> {
  const now = options.now ?? Date.now;
  const state = new Vercel(now);
  const router = new Router(() => failure(404, 'not_found'));
  function caller(request: SimulatorRequest): VercelEntry | undefined {
    const value = bearer(request);
    return state.entries.find(
      ({ token, value: own }) =>
        own === value && token.revokedAt === undefined && (token.expiresAt ?? Number.POSITIVE_INFINITY) > now(),
    );
  }
  function route(method: string, path: string, handler: Handler): void {
    // The body of a refusal is not documented: this one is the simulator's.
    router.on(method, path, (request) =>
      caller(request) === undefined || request.sessionExpired ? failure(403, 'forbidden') : handler(request),
    );
  }
  function find(request: SimulatorRequest): VercelEntry | undefined {
    const id = param(request, 'id');
    return id === 'current' ? caller(request) : state.entries.find(({ token }) => token.id === id);
  }
  route('GET', '/v6/user/tokens', (request) => listed(state, request));
  route('GET', '/v5/user/tokens/:id', (request) => {
    const entry = find(request);
    return entry === undefined ? failure(404, 'not_found') : json({ token: entry.token });
  });
  route('POST', '/v3/user/tokens', (request) => {
    const { name, expiresAt } = jsonObject(request) ?? {};
    if (typeof name !== 'string') return failure(400, 'bad_request');
    const entry = state.add(name, typeof expiresAt === 'number' ? { expiresAt } : {});
    return json({ token: entry.token, bearerToken: entry.value });
  });
  route('DELETE', '/v3/user/tokens/:id', (request) => {
    const entry = find(request);
    if (entry === undefined) return failure(404, 'not_found');
    state.entries.splice(state.entries.indexOf(entry), 1);
    return json({ tokenId: entry.token.id });
  });
  return startServer(router, state, options);
}

/** Newest first; `next` is the time before which the next page starts, asked for as `until`. */
function listed(state: Vercel, request: SimulatorRequest): Reply {
  const until = queryNumber(request, 'until', Number.MAX_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER);
  const all = state.entries.map(({ token }) => token).sort((a, b) => b.createdAt - a.createdAt);
  const rest = request.endlessPages ? all : all.filter(({ createdAt }) => createdAt < until);
  const tokens = rest.slice(0, state.pageSize);
  const next = request.endlessPages || rest.length > tokens.length ? (tokens.at(-1)?.createdAt ?? null) : null;
  const prev = tokens[0] === all[0] ? null : (tokens[0]?.createdAt ?? null);
  return json({ tokens, pagination: { count: tokens.length, next, prev } });
}

function failure(status: number, code: string): Reply {
  return json({ error: { code, message: code } }, { status });
}
