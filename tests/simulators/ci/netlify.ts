import { type Clock, MINUTE_MS, unixSeconds } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { WindowLimiter } from '../frame/rate-limiter.ts';
import { json, type Reply, withHeaders } from '../frame/reply.ts';
import { bearer, jsonObject, param, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';
import { CiTokens } from './tokens.ts';

export interface NetlifyValue {
  readonly id: string;
  value: string;
  readonly context: string;
  readonly context_parameter: string;
}

export interface NetlifyVariable {
  readonly key: string;
  scopes: readonly string[];
  values: NetlifyValue[];
  isSecret: boolean;
  updatedAtMs: number;
}

export interface NetlifyAccount {
  /** The team's own. */
  readonly variables: NetlifyVariable[];
  /** By the site's id. */
  readonly sites: Map<string, NetlifyVariable[]>;
}

const CONTEXTS = ['all', 'dev', 'dev-server', 'branch-deploy', 'deploy-preview', 'production', 'branch'];
const SCOPES = ['builds', 'functions', 'runtime', 'post-processing'];

/** Teams and sites with their environment variables. */
export class Netlify {
  readonly tokens = new CiTokens('netlify');
  readonly accounts = new Map<string, NetlifyAccount>();
  /** Netlify's own client gives secrets no value for all contexts or for dev; whether the API refuses it is not documented. */
  secretsNeedContext = false;
  /** The number is the simulator's. */
  limiter: WindowLimiter;
  readonly #madeUp = new MadeUp('netlify');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.limiter = new WindowLimiter(1_000, MINUTE_MS, now);
  }

  addAccount(id: string): NetlifyAccount {
    const account: NetlifyAccount = { variables: [], sites: new Map() };
    this.accounts.set(id, account);
    return account;
  }

  addSite(account: NetlifyAccount, id: string): NetlifyVariable[] {
    const variables: NetlifyVariable[] = [];
    account.sites.set(id, variables);
    return variables;
  }

  /** As somebody with a browser does it, or a request: the value of one context, beside those of others. */
  set(
    variables: NetlifyVariable[],
    key: string,
    value: string,
    context: string,
    options: { isSecret?: boolean; branch?: string; scopes?: readonly string[] } = {},
  ): NetlifyVariable {
    let variable = variables.find((one) => one.key === key);
    if (variable === undefined) {
      variable = {
        key,
        scopes: options.scopes ?? SCOPES,
        values: [],
        isSecret: options.isSecret ?? true,
        updatedAtMs: 0,
      };
      variables.push(variable);
    }
    const branch = options.branch ?? '';
    const known = variable.values.find((one) => one.context === context && one.context_parameter === branch);
    if (known === undefined) {
      variable.values.push({ id: this.#madeUp.uuid(), value, context, context_parameter: branch });
    } else known.value = value;
    variable.updatedAtMs = this.#now();
    return variable;
  }

  /** What a deploy in that context gets by that context's own value; null where it has none. */
  valueOf(variables: readonly NetlifyVariable[], key: string, context: string, branch = ''): string | null {
    const values = variables.find((one) => one.key === key)?.values ?? [];
    return values.find((one) => one.context === context && one.context_parameter === branch)?.value ?? null;
  }
}

/** Environment variables of teams and sites. Codes of errors are the simulator's. */
export function startNetlify(options: SimulatorOptions = {}): Promise<Simulator<Netlify>> {
  const now = options.now ?? Date.now;
  const state = new Netlify(now);
  const router = new Router(() => failure(404, 'Not Found'));

  function route(
    method: string,
    path: string,
    handler: (variables: NetlifyVariable[], request: SimulatorRequest) => Reply,
  ): void {
    const guarded: Handler = (request) => {
      const token = state.tokens.find(bearer(request));
      if (token === null) return failure(401, 'Access Denied');
      const limit = state.limiter.count(token.value);
      if (!limit.allowed) {
        const reset = { 'x-ratelimit-reset': String(unixSeconds(limit.resetsAtMs)) };
        return withHeaders(failure(429, 'Too Many Requests'), reset);
      }
      if (!token.mayRead || (method !== 'GET' && !token.mayWrite)) return failure(403, 'Forbidden');
      const account = state.accounts.get(param(request, 'account'));
      const site = request.url.searchParams.get('site_id');
      const variables = site === null ? account?.variables : account?.sites.get(site);
      return variables === undefined ? failure(404, 'Not Found') : handler(variables, request);
    };
    router.on(method, `/api/v1${path}`, guarded);
  }
  route('GET', '/accounts/:account/env', (variables) => json(variables.map(shown)));
  route('GET', '/accounts/:account/env/:key', (variables, request) =>
    withKey(variables, request, (variable) => json(shown(variable))),
  );
  route('POST', '/accounts/:account/env', (variables, request) => created(state, variables, request));
  route('PATCH', '/accounts/:account/env/:key', (variables, request) =>
    withKey(variables, request, ({ key, isSecret }) => {
      const { context, context_parameter: branch, value } = jsonObject(request) ?? {};
      if (typeof value !== 'string' || !isContext(context, branch)) return failure(422, 'Invalid value');
      if (isSecret && !mayBeSecret(state, context)) return failure(422, 'Invalid context');
      const options = typeof branch === 'string' ? { branch } : {};
      return json(shown(state.set(variables, key, value, context, options)), { status: 201 });
    }),
  );
  // Whoever uses it loses the values of all other contexts.
  route('PUT', '/accounts/:account/env/:key', (variables, request) =>
    withKey(variables, request, (variable) => {
      variable.values = [];
      const reply = created(state, variables, { ...request, body: `[${request.body}]` });
      return reply.status === 201 ? json(shown(variable)) : reply;
    }),
  );
  return startServer(router, state, options);
}

function created(state: Netlify, variables: NetlifyVariable[], request: SimulatorRequest): Reply {
  const body = JSON.parse(request.body) as unknown;
  if (!Array.isArray(body)) return failure(422, 'An array is expected');
  const made: NetlifyVariable[] = [];
  for (const { key, scopes, values, is_secret: isSecret } of body as Record<string, unknown>[]) {
    const known = variables.find((one) => one.key === key);
    if (typeof key !== 'string' || key === '' || (known?.values ?? []).length > 0) {
      return failure(422, 'Invalid key, or one that exists');
    }
    for (const { value, context, context_parameter: branch } of values as Record<string, unknown>[]) {
      if (typeof value !== 'string' || !isContext(context, branch)) return failure(422, 'Invalid value');
      if (isSecret === true && !mayBeSecret(state, context)) return failure(422, 'Invalid context');
      const variable = state.set(variables, key, value, context, {
        isSecret: isSecret === true,
        ...(typeof branch === 'string' ? { branch } : {}),
        ...(Array.isArray(scopes) ? { scopes: scopes as string[] } : {}),
      });
      if (!made.includes(variable)) made.push(variable);
    }
  }
  return json(made.map(shown), { status: 201 });
}

function withKey(
  variables: NetlifyVariable[],
  request: SimulatorRequest,
  next: (variable: NetlifyVariable) => Reply,
): Reply {
  const variable = variables.find(({ key }) => key === param(request, 'key'));
  return variable === undefined ? failure(404, 'Not Found') : next(variable);
}

function isContext(context: unknown, branch: unknown): context is string {
  return (
    typeof context === 'string' && CONTEXTS.includes(context) && (context === 'branch') === (typeof branch === 'string')
  );
}

function mayBeSecret(state: Netlify, context: string): boolean {
  return !state.secretsNeedContext || !['all', 'dev'].includes(context);
}

/** Values of secrets are shown for dev only, all others in the clear. */
function shown({ key, scopes, values, isSecret, updatedAtMs }: NetlifyVariable) {
  return {
    key,
    scopes,
    values: values.map((one) => ({ ...one, value: isSecret && one.context !== 'dev' ? '' : one.value })),
    is_secret: isSecret,
    updated_at: new Date(updatedAtMs).toISOString(),
    updated_by: { id: '5f0a', full_name: 'Ops', email: 'ops@example.test', avatar_url: '' },
  };
}

function failure(status: number, message: string): Reply {
  return json({ code: status, message }, { status });
}
