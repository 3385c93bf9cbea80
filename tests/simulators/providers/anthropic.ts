import type { Clock } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { pageAfter } from '../frame/paging.ts';
import { json, type Reply } from '../frame/reply.ts';
import { bearer, header, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

const SETTABLE = ['active', 'inactive', 'archived'] as const;
export type AnthropicStatus = (typeof SETTABLE)[number] | 'expired';

/** A key as the API shows it. */
export interface AnthropicKey {
  readonly id: string;
  readonly type: 'api_key';
  name: string;
  status: AnthropicStatus;
  readonly partial_key_hint: string;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly created_by: { readonly id: string; readonly type: string };
  readonly principal: { readonly id: string; readonly type: 'user' | 'service_account' } | null;
  readonly workspace_id: string | null;
}

/** One organisation at Anthropic. */
export class Anthropic {
  readonly adminKey: string;
  readonly keys: AnthropicKey[] = [];
  readonly #madeUp = new MadeUp('anthropic');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.adminKey = `sk-ant-admin01-${this.#madeUp.base62(80)}`;
  }

  add(name: string, options: Partial<AnthropicKey> = {}): AnthropicKey {
    const key: AnthropicKey = {
      id: `apikey_01${this.#madeUp.base62(22)}`,
      type: 'api_key',
      name,
      status: 'active',
      partial_key_hint: `sk-ant-api03-${this.#madeUp.base62(3)}...${this.#madeUp.base62(2)}AA`,
      created_at: microseconds(this.#now()),
      expires_at: null,
      created_by: { id: 'user_01Pm4EXAMPLE', type: 'user' },
      principal: null,
      workspace_id: null,
      ...options,
    };
    this.keys.push(key);
    return key;
  }
}

const ERROR_TYPES = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  404: 'not_found_error',
} as const;

/** Anthropic's Admin API: the organisation's keys. */
export function startAnthropic(options: SimulatorOptions = {}): Promise<Simulator<Anthropic>> {
  const state = new Anthropic(options.now ?? Date.now);
  const router = new Router(() => failure(404, 'Not found'));
  function route(method: string, path: string, handler: Handler): void {
    router.on(method, `/v1/organizations/api_keys${path}`, (request) => {
      // The reference documents X-Api-Key; Anthropic's own client sends the same key as a Bearer token.
      const key = header(request, 'x-api-key') ?? bearer(request);
      if (key !== state.adminKey || request.sessionExpired) {
        return failure(401, 'invalid x-api-key');
      }
      if (header(request, 'anthropic-version') === null) return failure(400, 'anthropic-version: header is required');
      return handler(request);
    });
  }
  route('GET', '', (request) => listed(state, request));
  route('GET', '/:id', (request) => {
    const key = state.keys.find(({ id }) => id === param(request, 'id'));
    return key === undefined ? failure(404, 'Not found') : json(key);
  });
  route('POST', '/:id', (request) => {
    const key = state.keys.find(({ id }) => id === param(request, 'id'));
    if (key === undefined) return failure(404, 'Not found');
    const { name = key.name, status = key.status } = jsonObject(request) ?? {};
    const wanted = SETTABLE.find((candidate) => candidate === status) ?? (status === key.status ? key.status : null);
    if (typeof name !== 'string' || wanted === null) return failure(400, 'Not a valid change');
    key.name = name;
    key.status = wanted;
    return json(key);
  });
  return startServer(router, state, options);
}

function listed(state: Anthropic, request: SimulatorRequest): Reply {
  const query = request.url.searchParams;
  const all = state.keys.filter(
    (key) =>
      [key.status, null].includes(query.get('status') as AnthropicStatus | null) &&
      [key.workspace_id, null].includes(query.get('workspace_id')) &&
      [key.created_by.id, null].includes(query.get('created_by_user_id')),
  );
  const limit = queryNumber(request, 'limit', 20, 1, 1000);
  const before = query.get('before_id');
  const backwards = before !== null;
  const { items, hasNext } = pageAfter(
    backwards ? [...all].reverse() : all,
    ({ id }) => id,
    backwards ? before : query.get('after_id'),
    limit,
    request,
  );
  const data = backwards ? [...items].reverse() : items;
  return json({ data, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null, has_more: hasNext });
}

/** RFC 3339 with six digits of a second. */
function microseconds(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000Z');
}

function failure(status: keyof typeof ERROR_TYPES, message: string): Reply {
  return json({ type: 'error', error: { type: ERROR_TYPES[status], message } }, { status });
}
