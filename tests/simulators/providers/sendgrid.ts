import { type Clock, MINUTE_MS, SECOND_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { type LimitState, WindowLimiter } from '../frame/rate-limiter.ts';
import { json, noContent, type Reply, withHeaders } from '../frame/reply.ts';
import { bearer, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export interface SendGridKey {
  readonly id: string;
  name: string;
  scopes: readonly string[];
  readonly value: string;
}

const MAX_KEYS = 100;
/** SendGrid publishes no number; this one is the simulator's. */
const REQUESTS_PER_MINUTE = 600;
const FULL_ACCESS = ['mail.send', 'alerts.read', 'api_keys.read', 'api_keys.create', 'api_keys.delete'];

/** One account at SendGrid. */
export class SendGrid {
  readonly limiter: WindowLimiter;
  readonly keys: SendGridKey[] = [];
  /** The key that a client lists with. */
  readonly ownKey: SendGridKey;
  readonly #madeUp = new MadeUp('sendgrid');

  constructor(now: Clock) {
    this.limiter = new WindowLimiter(REQUESTS_PER_MINUTE, MINUTE_MS, now);
    this.ownKey = this.add('inventory');
  }

  add(name: string, scopes: readonly string[] = FULL_ACCESS): SendGridKey {
    const id = this.#madeUp.base62(22);
    const key = { id, name, scopes, value: `SG.${id}.${this.#madeUp.base62(43)}` };
    this.keys.push(key);
    return key;
  }
}

/** SendGrid's API under /v3: the list says only id and name, the scopes are asked key by key. */
export function startSendGrid(options: SimulatorOptions = {}): Promise<Simulator<SendGrid>> {
  const state = new SendGrid(options.now ?? Date.now);
  const router = new Router(() => failure(404, 'not found'));
  function route(method: string, path: string, handler: Handler): void {
    router.on(method, `/v3/api_keys${path}`, guarded(state, handler));
  }
  route('GET', '', (request) => {
    const limit = queryNumber(request, 'limit', MAX_KEYS, 1, Number.MAX_SAFE_INTEGER);
    return json({ result: state.keys.slice(0, limit).map(({ id, name }) => ({ api_key_id: id, name })) });
  });
  route('GET', '/:id', (request) => withKey(state, request, (key) => json({ result: [shown(key)] })));
  route('POST', '', (request) => {
    const { name, scopes } = jsonObject(request) ?? {};
    if (typeof name !== 'string') return failure(400, 'name is required', 'name');
    if (state.keys.length >= MAX_KEYS) return failure(403, 'Cannot create more than 100 API Keys');
    const key = state.add(name, texts(scopes) ?? FULL_ACCESS);
    return json({ api_key: key.value, ...shown(key) }, { status: 201 });
  });
  route('PATCH', '/:id', (request) =>
    withKey(state, request, (key) => {
      const name = jsonObject(request)?.['name'];
      if (typeof name !== 'string') return failure(400, 'name is required', 'name');
      key.name = name;
      return json({ api_key_id: key.id, name });
    }),
  );
  route('PUT', '/:id', (request) =>
    withKey(state, request, (key) => {
      const { name, scopes } = jsonObject(request) ?? {};
      if (typeof name !== 'string') return failure(400, 'name is required', 'name');
      key.name = name;
      key.scopes = texts(scopes) ?? key.scopes;
      return json(shown(key));
    }),
  );
  route('DELETE', '/:id', (request) =>
    withKey(state, request, (key) => {
      state.keys.splice(state.keys.indexOf(key), 1);
      return noContent();
    }),
  );
  return startServer(router, state, options);
}

function guarded(state: SendGrid, next: Handler): Handler {
  return async (request) => {
    const value = bearer(request);
    const known = state.keys.some((key) => key.value === value);
    if (!known || request.sessionExpired) return failure(401, 'The provided authorization grant is invalid');
    const counted = state.limiter.count(`${request.method} ${request.url.pathname}`);
    const reply = counted.allowed ? await next(request) : failure(429, 'too many requests');
    return withHeaders(reply, limitHeaders(counted));
  };
}

function limitHeaders({ limit, remaining, resetsAtMs }: LimitState): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(Math.ceil(resetsAtMs / SECOND_MS)),
  };
}

function withKey(state: SendGrid, request: SimulatorRequest, next: (key: SendGridKey) => Reply): Reply {
  const key = state.keys.find(({ id }) => id === param(request, 'id'));
  return key === undefined ? failure(404, 'unable to find the API Key') : next(key);
}

function shown({ id, name, scopes }: SendGridKey): Record<string, unknown> {
  return { api_key_id: id, name, scopes };
}

function texts(value: unknown): readonly string[] | null {
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;
}

function failure(status: number, message: string, field: string | null = null): Reply {
  return json({ errors: [{ message, field }] }, { status });
}
