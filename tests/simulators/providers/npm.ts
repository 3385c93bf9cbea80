import { type Clock, DAY_MS } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { pageAt, sameRequest } from '../frame/paging.ts';
import { json, noContent, type Reply } from '../frame/reply.ts';
import { bearer, header, jsonObject, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export interface NpmToken {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly readonly: boolean;
  readonly bypass_2fa: boolean;
  readonly cidr: readonly string[] | null;
  readonly expiry: string;
  revoked: string | null;
  readonly created: string;
  readonly updated: string;
  readonly accessed: string | null;
  readonly permissions: readonly { readonly name: string; readonly action: 'read' | 'write' }[];
  readonly scopes: readonly { readonly type: string; readonly name: string }[];
  readonly value: string;
}

const MAX_READ_WRITE_DAYS = 90;

/** One account at an npm registry. */
export class NpmRegistry {
  readonly tokens: NpmToken[] = [];
  /** The token that a client lists with. */
  readonly ownToken: NpmToken;
  /** Made up; wanted for creating and deleting. */
  readonly password = 'made-up-password-of-dana';
  readonly oneTimeCode = '123456';
  /** Older answers call the address ranges so. */
  oldCidrField = false;
  readonly #madeUp = new MadeUp('npm');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.ownToken = this.add('inventory', { readonly: true, permissions: [{ name: 'package', action: 'read' }] });
  }

  add(name: string, options: Partial<NpmToken> = {}): NpmToken {
    const at = new Date(this.#now()).toISOString();
    const token: NpmToken = {
      key: this.#madeUp.uuid(),
      name,
      description: '',
      readonly: false,
      bypass_2fa: false,
      cidr: null,
      expiry: new Date(this.#now() + 30 * DAY_MS).toISOString(),
      revoked: null,
      created: at,
      updated: at,
      accessed: null,
      permissions: [{ name: 'package', action: 'write' }],
      scopes: [{ type: 'package', name: '@acme/ui' }],
      value: `npm_${this.#madeUp.base62(36)}`,
      ...options,
    };
    this.tokens.push(token);
    return token;
  }

  isActive(token: NpmToken): boolean {
    return token.revoked === null && Date.parse(token.expiry) > this.#now();
  }

  /** As the API shows it: of the value only the first 8 and the last 4 characters. */
  shown({ value, cidr, ...token }: NpmToken): Record<string, unknown> {
    return {
      ...token,
      token: `${value.slice(0, 8)}...${value.slice(-4)}`,
      ...(this.oldCidrField ? { cidr_whitelist: cidr } : { cidr }),
    };
  }
}

/** The token part of an npm registry, at whatever address it is. */
export function startNpmRegistry(options: SimulatorOptions = {}): Promise<Simulator<NpmRegistry>> {
  const now = options.now ?? Date.now;
  const state = new NpmRegistry(now);
  const router = new Router(() => json({ error: 'Not found' }, { status: 404 }));
  function route(method: string, path: string, handler: Handler): void {
    router.on(method, `/-/npm/v1/tokens${path}`, (request) => {
      const known = state.tokens.some((token) => token.value === bearer(request) && state.isActive(token));
      return known && !request.sessionExpired ? handler(request) : unauthorized();
    });
  }
  route('GET', '', (request) => listed(state, request));
  route('POST', '', (request) => created(state, request, now));
  route('DELETE', '/token/:key', (request) => {
    if (header(request, 'npm-otp') !== state.oneTimeCode) return unauthorized();
    const token = state.tokens.find(({ key, value }) => [key, value].includes(param(request, 'key')));
    if (token === undefined) return json({ error: 'Not found' }, { status: 404 });
    token.revoked = new Date(now()).toISOString();
    return noContent();
  });
  return startServer(router, state, options);
}

function listed(state: NpmRegistry, request: SimulatorRequest): Reply {
  const page = queryNumber(request, 'page', 0, 0, Number.MAX_SAFE_INTEGER);
  const size = queryNumber(request, 'perPage', 10, 1, 100);
  const { items, hasNext } = pageAt(state.tokens, page, size, request);
  return json({
    objects: items.map((token) => state.shown(token)),
    total: state.tokens.length,
    urls: {
      ...(hasNext ? { next: sameRequest(request, { page: page + 1, perPage: size }) } : {}),
      ...(page > 0 ? { prev: sameRequest(request, { page: page - 1, perPage: size }) } : {}),
    },
  });
}

function created(state: NpmRegistry, request: SimulatorRequest, now: Clock): Reply {
  const body = jsonObject(request);
  if (body?.['password'] !== state.password || header(request, 'npm-otp') !== state.oneTimeCode) return unauthorized();
  const { name, expires } = body;
  if (typeof name !== 'string') return json({ error: 'name is required' }, { status: 400 });
  const readOnly = body['packages_and_scopes_permission'] === 'read-only';
  const days = typeof expires === 'number' ? expires : readOnly ? 30 : 7;
  if (!readOnly && days > MAX_READ_WRITE_DAYS) {
    return json({ error: 'Tokens that may write end after 90 days at most' }, { status: 400 });
  }
  const token = state.add(name, { readonly: readOnly, expiry: new Date(now() + days * DAY_MS).toISOString() });
  return json({ key: token.key, token: token.value, name, expiry: token.expiry }, { status: 201 });
}

function unauthorized(): Reply {
  return json(
    { error: 'Unauthorized' },
    { status: 401, headers: { 'www-authenticate': 'OTP', 'npm-notice': 'A made-up announcement.' } },
  );
}
