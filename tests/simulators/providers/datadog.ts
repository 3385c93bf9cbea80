import { type Clock, MINUTE_MS, SECOND_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { pageAt } from '../frame/paging.ts';
import { WindowLimiter } from '../frame/rate-limiter.ts';
import { json, noContent, type Reply, withHeaders } from '../frame/reply.ts';
import { header, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export const DATADOG_KINDS = ['api_keys', 'application_keys', 'personal_access_tokens'] as const;
export type DatadogKind = (typeof DATADOG_KINDS)[number];

/** One key of any of the three kinds, as the API shows it. */
export interface DatadogKey {
  readonly type: DatadogKind;
  readonly id: string;
  /** `last4` and `date_last_used` of API keys, `last_used_at` of the others, `public_portion` of tokens. */
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly relationships: Readonly<Record<string, unknown>>;
}

export interface DatadogEntry {
  key: DatadogKey;
  readonly value: string;
}

const USER = { data: { type: 'users', id: 'c2b1a0f9-0000-4000-8000-0a0b0c0d0e0f' } };
/** Datadog's own numbers are not known here. */
const REQUESTS_PER_MINUTE = 600;

/** One organisation at Datadog. */
export class Datadog {
  readonly limiter: WindowLimiter;
  readonly entries: DatadogEntry[] = [];
  /** The two that every call needs. */
  readonly apiKey: DatadogEntry;
  readonly applicationKey: DatadogEntry;
  readonly #madeUp = new MadeUp('datadog');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(REQUESTS_PER_MINUTE, MINUTE_MS, now);
    this.apiKey = this.add('api_keys', 'inventory');
    this.applicationKey = this.add('application_keys', 'inventory');
  }

  add(type: DatadogKind, name: string, attributes: Readonly<Record<string, unknown>> = {}): DatadogEntry {
    const value = this.#madeUp.hex(type === 'api_keys' ? 32 : 40);
    const created = new Date(this.#now()).toISOString().replace('Z', '000+00:00');
    const own = {
      api_keys: {
        modified_at: created,
        last4: value.slice(-4),
        category: 'default',
        remote_config_read_enabled: true,
        date_last_used: null,
        used_in_last_24_hours: false,
      },
      application_keys: { last4: value.slice(-4), last_used_at: null, scopes: null },
      personal_access_tokens: {
        expires_at: null,
        last_used_at: null,
        modified_at: null,
        public_portion: this.#madeUp.base62(22),
        scopes: ['logs_read_data'],
      },
    }[type];
    const owner = type === 'api_keys' ? { created_by: USER, modified_by: USER } : { owned_by: USER };
    const entry = {
      key: {
        type,
        id: this.#madeUp.uuid(),
        attributes: { name, created_at: created, ...own, ...attributes },
        relationships: type === 'personal_access_tokens' ? owner : { ...owner, leak_information: { data: null } },
      },
      value,
    };
    this.entries.push(entry);
    return entry;
  }
}

/** Datadog's API under /api/v2: API keys, application keys and personal access tokens. */
export function startDatadog(options: SimulatorOptions = {}): Promise<Simulator<Datadog>> {
  const now = options.now ?? Date.now;
  const state = new Datadog(now);
  const router = new Router(() => failure(404, 'Not found'));
  function route(method: string, path: string, handler: Handler): void {
    router.on(method, `/api/v2${path}`, guarded(state, now, handler));
  }
  for (const kind of DATADOG_KINDS) route('GET', `/${kind}`, (request) => listed(state, kind, request));
  route('GET', '/current_user/application_keys', (request) => listed(state, 'application_keys', request));
  for (const kind of ['api_keys', 'application_keys'] as const) {
    // One key by its id comes with its whole value.
    route('GET', `/${kind}/:id`, (request) => withEntry(state, kind, request, withValue));
  }
  route('POST', '/api_keys', (request) => {
    const name = nameIn(request);
    return name === null ? failure(400, 'Bad request') : withValue(state.add('api_keys', name), 201);
  });
  route('PATCH', '/api_keys/:id', (request) =>
    withEntry(state, 'api_keys', request, (entry) => {
      const name = nameIn(request);
      if (name === null) return failure(400, 'Bad request');
      entry.key = { ...entry.key, attributes: { ...entry.key.attributes, name } };
      return json({ data: entry.key });
    }),
  );
  route('DELETE', '/api_keys/:id', (request) =>
    withEntry(state, 'api_keys', request, (entry) => {
      state.entries.splice(state.entries.indexOf(entry), 1);
      return noContent();
    }),
  );
  return startServer(router, state, options);
}

function guarded(state: Datadog, now: Clock, next: Handler): Handler {
  return async (request) => {
    const has = (kind: DatadogKind, name: string) =>
      state.entries.some(({ key, value }) => key.type === kind && value === header(request, name));
    const known = has('api_keys', 'dd-api-key') && has('application_keys', 'dd-application-key');
    // Their bodies are not documented: this one is the simulator's.
    if (!known || request.sessionExpired) return failure(403, 'Forbidden');
    const { allowed, resetsAtMs } = state.limiter.count('organisation');
    // Seconds to wait, unlike the resets of others.
    const reset = { 'X-Ratelimit-Reset': String(Math.ceil((resetsAtMs - now()) / SECOND_MS)) };
    return allowed ? next(request) : withHeaders(failure(429, 'Rate limit of requests exceeded'), reset);
  };
}

function listed(state: Datadog, kind: DatadogKind, request: SimulatorRequest): Reply {
  const query = request.url.searchParams;
  const filter = (query.get('filter') ?? '').toLowerCase();
  const all = state.entries
    .map(({ key }) => key)
    .filter((key) => key.type === kind && String(key.attributes['name']).toLowerCase().includes(filter));
  sort(all, query.get('sort') ?? 'name');
  const size = queryNumber(request, 'page[size]', 10, 1, 100);
  const { items } = pageAt(all, queryNumber(request, 'page[number]', 0, 0, Number.MAX_SAFE_INTEGER), size, request);
  const limits = {
    api_keys: { max_allowed: 200 },
    application_keys: { max_allowed_per_user: 1000 },
    personal_access_tokens: {},
  };
  const total = request.endlessPages ? Number.MAX_SAFE_INTEGER : all.length;
  return json({ data: items, meta: { page: { total_filtered_count: total }, ...limits[kind] } });
}

function sort(keys: DatadogKey[], by: string): void {
  const field = by.replace(/^-/, '');
  keys.sort((a, b) => String(a.attributes[field]).localeCompare(String(b.attributes[field])));
  if (by.startsWith('-')) keys.reverse();
}

function withEntry(
  state: Datadog,
  kind: DatadogKind,
  request: SimulatorRequest,
  next: (entry: DatadogEntry) => Reply,
): Reply {
  const entry = state.entries.find(({ key }) => key.type === kind && key.id === param(request, 'id'));
  return entry === undefined ? failure(404, 'Not found') : next(entry);
}

function withValue({ key, value }: DatadogEntry, status = 200): Reply {
  return json({ data: { ...key, attributes: { ...key.attributes, key: value } } }, { status });
}

function nameIn(request: SimulatorRequest): string | null {
  const data = jsonObject(request)?.['data'] as { readonly attributes?: { readonly name?: unknown } } | undefined;
  const name = data?.attributes?.name;
  return typeof name === 'string' ? name : null;
}

function failure(status: number, message: string): Reply {
  return json({ errors: [message] }, { status });
}
