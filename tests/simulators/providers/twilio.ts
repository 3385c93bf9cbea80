import type { Clock } from '../frame/clock.ts';
import { MadeUp } from '../frame/made-up.ts';
import { pageAt, sameRequest } from '../frame/paging.ts';
import { json, noContent, type Reply } from '../frame/reply.ts';
import { basic, form, param, queryNumber, type SimulatorRequest } from '../frame/request.ts';
import { type Handler, Router } from '../frame/router.ts';
import { type Simulator, type SimulatorOptions, startServer } from '../frame/server.ts';

export interface TwilioKey {
  readonly sid: string;
  friendlyName: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Null: a standard key; else what a restricted one may do. */
  readonly policy: { readonly allow: readonly string[] } | null;
  readonly secret: string;
}

/** One account at Twilio. */
export class Twilio {
  readonly accountSid: string;
  readonly authToken: string;
  readonly keys: TwilioKey[] = [];
  readonly #madeUp = new MadeUp('twilio');
  readonly #now: Clock;

  constructor(now: Clock) {
    this.#now = now;
    this.accountSid = `AC${this.#madeUp.hex(32)}`;
    this.authToken = this.#madeUp.hex(32);
  }

  add(friendlyName: string, policy: TwilioKey['policy'] = null): TwilioKey {
    const key = {
      sid: `SK${this.#madeUp.hex(32)}`,
      friendlyName,
      createdAtMs: this.#now(),
      updatedAtMs: this.#now(),
      policy,
      secret: this.#madeUp.base62(32),
    };
    this.keys.push(key);
    return key;
  }
}

/** Twilio's keys in both of its APIs: /v1/Keys (nested paging, absolute addresses) and 2010-04-01 (flat, relative). */
export function startTwilio(options: SimulatorOptions = {}): Promise<Simulator<Twilio>> {
  const state = new Twilio(options.now ?? Date.now);
  const router = new Router(() => failure(404, 'The requested resource was not found'));
  function route(method: string, path: string, handler: Handler): void {
    router.on(method, path, (request) => {
      const given = basic(request);
      const known = given?.name === state.accountSid && given.password === state.authToken;
      return known && !request.sessionExpired ? handler(request) : failure(401, 'Authenticate');
    });
  }
  route('GET', '/v1/Keys', (request) => {
    if (request.url.searchParams.get('AccountSid') !== state.accountSid) return failure(400, 'AccountSid is required');
    return listed(state, request);
  });
  route('POST', '/v1/Keys', (request) => {
    const fields = form(request);
    if (fields.get('AccountSid') !== state.accountSid) return failure(400, 'AccountSid is required');
    const policy =
      fields.get('KeyType') === 'restricted'
        ? (JSON.parse(fields.get('Policy') ?? '{"allow":[]}') as { allow: string[] })
        : null;
    const key = state.add(fields.get('FriendlyName') ?? '', policy);
    return json({ ...shown(key), secret: key.secret, policy }, { status: 201 });
  });
  route('GET', '/v1/Keys/:sid', (request) =>
    withKey(state, request, (key) => json({ ...shown(key), policy: key.policy })),
  );
  route('POST', '/v1/Keys/:sid', (request) =>
    withKey(state, request, (key) => {
      key.friendlyName = form(request).get('FriendlyName') ?? key.friendlyName;
      return json({ ...shown(key), policy: key.policy });
    }),
  );
  route('DELETE', '/v1/Keys/:sid', (request) =>
    withKey(state, request, (key) => {
      state.keys.splice(state.keys.indexOf(key), 1);
      return noContent();
    }),
  );
  route('GET', '/2010-04-01/Accounts/:account/Keys.json', (request) =>
    param(request, 'account') === state.accountSid ? listedLegacy(state, request) : failure(404, 'Not found'),
  );
  return startServer(router, state, options);
}

function paging(request: SimulatorRequest) {
  return {
    size: queryNumber(request, 'PageSize', 50, 1, 1000),
    page: queryNumber(request, 'Page', 0, 0, Number.MAX_SAFE_INTEGER),
  };
}

function listed(state: Twilio, request: SimulatorRequest): Reply {
  const { size, page } = paging(request);
  const { items, hasNext } = pageAt(state.keys, page, size, request);
  const address = (at: number) => sameRequest(request, { PageSize: size, Page: at });
  return json({
    keys: items.map((key) => ({ ...shown(key), flags: ['rest_api', 'signing'] })),
    meta: {
      page,
      page_size: size,
      first_page_url: address(0),
      previous_page_url: page > 0 ? address(page - 1) : null,
      url: address(page),
      next_page_url: hasNext ? address(page + 1) : null,
      key: 'keys',
    },
  });
}

function listedLegacy(state: Twilio, request: SimulatorRequest): Reply {
  const { size, page } = paging(request);
  const { items, hasNext } = pageAt(state.keys, page, size, request);
  const address = (at: number) => `${request.url.pathname}?PageSize=${size}&Page=${at}`;
  return json({
    keys: items.map(shown),
    first_page_uri: address(0),
    next_page_uri: hasNext ? address(page + 1) : null,
    previous_page_uri: page > 0 ? address(page - 1) : null,
    uri: address(page),
    page,
    page_size: size,
    start: page * size,
    end: page * size + Math.max(items.length - 1, 0),
  });
}

function withKey(state: Twilio, request: SimulatorRequest, next: (key: TwilioKey) => Reply): Reply {
  const key = state.keys.find(({ sid }) => sid === param(request, 'sid'));
  return key === undefined ? failure(404, 'Not found') : next(key);
}

function shown({ sid, friendlyName, createdAtMs, updatedAtMs }: TwilioKey) {
  return { sid, friendly_name: friendlyName, date_created: rfc2822(createdAtMs), date_updated: rfc2822(updatedAtMs) };
}

/** "Tue, 06 Jan 2026 10:50:08 +0000" */
function rfc2822(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000');
}

/** Twilio documents no statuses or codes of errors: these are the simulator's. */
function failure(status: number, message: string): Reply {
  return json({ code: status, message, status }, { status });
}
