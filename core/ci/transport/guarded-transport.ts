import type { RateLimits } from '#shared/domain/provider-api.ts';
import type { Clock } from '../../http/clock.ts';
import {
  EXCHANGE_LIMITS,
  type ExchangeLimits,
  exchange,
  type HttpAnswer,
  type HttpMethod,
} from '../../http/exchange.ts';
import { cancelled, invalidAnswer, ProviderError } from '../../http/provider-error.ts';
import { readRetryAfter } from '../../http/rate-headers.ts';
import { backoffMs, LONGEST_WAIT_MS, limited, RateGate } from '../../http/rate-limit.ts';
import { refusal } from '../../http/refusal.ts';

export type TransportOptions = {
  /** Requests go to its origin only. */
  readonly baseUrl: string;
  /** Headers that say who asks, names in lower case. They are added here, so that a vendor's client never holds them. */
  readonly credential: Readonly<Record<string, string>>;
  /** What must not come back in an answer. */
  readonly secrets: readonly string[];
  readonly rateLimits?: RateLimits | undefined;
  /** The system's own reading of an answer that is no good; null: the usual one. */
  readonly explain: (answer: HttpAnswer) => ProviderError | null;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: ExchangeLimits | undefined;
  /** Rather than wait longer for a limit to pass, a request fails; the default is a minute and a half. */
  readonly longestWaitMs?: number | undefined;
};

export type TransportRequest = {
  readonly method: HttpMethod;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

const MOST_LIMITED = 4;
const MOST_FAILED = 2;
/** GitHub: a secondary limit that names no time takes a minute at least. */
const UNNAMED_LIMIT_MS = 60_000;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Of these, the ones that say the request itself was not carried out, but should be made elsewhere. */
const NOT_CARRIED_OUT = [301, 307, 308];
/** Shorter than any token; a piece like that occurs by chance. */
const SHORTEST_ECHO = 8;
/** No connection was made, so nothing was sent. Every other failure can have come after the request was out. */
const BEFORE_SENDING = [
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'certificate',
];

/**
 * What the vendors' clients send through: one origin, signed here, within its limits. Reading is repeated after a limit or a
 * failure that passes. A write goes out once and follows no redirect; where it may have been taken although no good answer
 * came, the `ProviderError` has `detail.sent` true, and nobody knows what is there until it is looked up.
 * A write that is under way is not broken off by the signal, which would leave just that doubt; it ends by its own limits.
 */
export class GuardedTransport {
  readonly #options: TransportOptions;
  readonly #origin: string;
  readonly #gate: RateGate;
  /** Since an answer said so, in milliseconds since 1970. */
  #pausedUntil = 0;

  constructor(options: TransportOptions) {
    if (!URL.canParse(options.baseUrl)) {
      throw new ProviderError('address-invalid', 'The base address of the target is no web address.');
    }
    this.#options = options;
    this.#origin = new URL(options.baseUrl).origin;
    this.#gate = new RateGate(options.rateLimits, options.clock, { longestWaitMs: this.#longestWaitMs });
  }

  /** With the port, where it is not the usual one. */
  get host(): string {
    return new URL(this.#origin).host;
  }

  /** A good answer (2xx) to a request. @throws ProviderError */
  async send(request: TransportRequest): Promise<HttpAnswer> {
    const url = URL.canParse(request.url) ? new URL(request.url) : null;
    if (url === null || url.origin !== this.#origin) {
      throw invalidAnswer(
        'redirect-elsewhere',
        `${this.host} names an address that is not its own. Nothing was sent there.`,
      );
    }
    return request.method === 'GET' ? this.#read(url, request) : this.#write(url, request);
  }

  async #read(url: URL, request: TransportRequest): Promise<HttpAnswer> {
    let limitedTimes = 0;
    let failedTimes = 0;
    for (;;) {
      try {
        return this.#good(await this.#once(url, request), false);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        if (error.code === 'provider-limited' && limitedTimes < MOST_LIMITED) {
          // How long was noted, and is waited for before the next request.
          if ((error.retryAfterMs ?? 0) > this.#longestWaitMs) throw error;
          limitedTimes += 1;
        } else if (passes(error) && failedTimes < MOST_FAILED) {
          const waitMs = backoffMs(failedTimes);
          if (waitMs > this.#longestWaitMs) throw error;
          await this.#options.clock.sleep(waitMs, this.#options.signal);
          failedTimes += 1;
        } else throw error;
      }
    }
  }

  async #write(url: URL, request: TransportRequest): Promise<HttpAnswer> {
    let answer: HttpAnswer;
    try {
      answer = await this.#once(url, request);
    } catch (error) {
      if (!(error instanceof ProviderError) || !isDoubtful(error)) throw error;
      throw asSent(error);
    }
    if (REDIRECTS.includes(answer.status)) throw this.#moved(answer);
    return this.#good(answer, true);
  }

  /** One request and its answer, whatever its status. */
  async #once(url: URL, { method, headers, body }: TransportRequest): Promise<HttpAnswer> {
    const { credential, signal, limits, clock } = this.#options;
    if (signal?.aborted === true) throw cancelled();
    await this.#gate.enter(signal);
    try {
      await this.#pause();
      const answer = await exchange(
        {
          method,
          url,
          headers: { ...headers, 'user-agent': 'Keyrail', ...credential },
          redirects: method === 'GET' ? 'followed' : 'answered',
          ...(body === undefined ? {} : { body }),
        },
        method === 'GET' ? signal : undefined,
        limits ?? EXCHANGE_LIMITS,
      );
      this.#gate.note(answer.headers);
      if (this.#isLimited(answer)) this.#pausedUntil = clock.now() + this.#retryAfterMs(answer);
      return answer;
    } finally {
      this.#gate.leave();
    }
  }

  /** Waits until a limit that an answer named is over. */
  async #pause(): Promise<void> {
    const { clock, signal } = this.#options;
    for (let waitMs = this.#leftMs(); waitMs > 0; waitMs = this.#leftMs()) {
      if (waitMs > this.#longestWaitMs) throw limited(waitMs);
      await clock.sleep(waitMs, signal);
    }
  }

  #leftMs(): number {
    return this.#pausedUntil - this.#options.clock.now();
  }

  #good(answer: HttpAnswer, isWrite: boolean): HttpAnswer {
    const { secrets, explain } = this.#options;
    const { status } = answer;
    if (status >= 200 && status < 300) {
      if (!secrets.some((secret) => secret.length >= SHORTEST_ECHO && answer.text.includes(secret))) return answer;
      const echo = invalidAnswer('credential-echo', `${this.host} sends the token back. Its answer was not taken.`);
      throw isWrite ? asSent(echo) : echo;
    }
    if (this.#isLimited(answer)) throw limited(this.#retryAfterMs(answer));
    const error = explain(answer) ?? this.#usual(answer);
    // 408 and 5xx come from anything on the way; what is behind it may have taken the write.
    throw isWrite && (status >= 500 || status === 408) ? asSent(error) : error;
  }

  #usual(answer: HttpAnswer): ProviderError {
    const { status } = answer;
    if (status === 401 || status === 403) return refusal(answer, null, this.#options.secrets);
    if (status === 404) {
      return new ProviderError(
        'provider-listing-missing',
        `${this.host} says that there is nothing at that address, or hides it from this token. Check the target's place and base address.`,
        { status },
      );
    }
    if (status >= 500 || status === 408) {
      return new ProviderError('provider-unreachable', `${this.host} has a problem of its own (${status}).`, {
        status,
      });
    }
    if (status === 409) {
      return notTaken(`${this.host} says that something else changes there at this moment (409). Try again.`, status);
    }
    return notTaken(`${this.host} did not take the request (${status}).`, status);
  }

  #moved({ status, headers, url }: HttpAnswer): ProviderError {
    const location = headers.get('location') ?? '';
    const to = URL.canParse(location, url) ? new URL(location, url) : null;
    if (to !== null && to.origin !== this.#origin) {
      return invalidAnswer(
        'redirect-elsewhere',
        `${this.host} sends us on to another address (${to.host}). Nothing was sent there. Check the base address.`,
      );
    }
    const error = new ProviderError(
      'provider-answer-invalid',
      `${this.host} says that this place has moved. Look up its new name, and correct the target.`,
      { reason: 'moved', status },
    );
    return NOT_CARRIED_OUT.includes(status) ? error : asSent(error);
  }

  /** Whether an answer says "too many requests". A 403 can be that or a refusal, where the system uses it for both. */
  #isLimited({ status, headers, text }: HttpAnswer): boolean {
    const { rateLimits } = this.#options;
    if (status === 429) return true;
    if (status !== 403 || rateLimits?.refusedWith?.value.includes(403) !== true) return false;
    const remaining = rateLimits.headers?.value.remaining;
    const left = remaining === undefined ? null : headers.get(remaining);
    return left === '0' || headers.has('retry-after') || /rate limit/i.test(text.slice(0, 2_000));
  }

  #retryAfterMs({ headers }: HttpAnswer): number {
    const { rateLimits, clock } = this.#options;
    if (headers.has('retry-after')) return readRetryAfter(headers, undefined, clock.now()) ?? UNNAMED_LIMIT_MS;
    // The reset is of the hour's budget; while some of that is left, the limit was another one.
    const remaining = rateLimits?.headers?.value.remaining;
    const isBudget = remaining !== undefined && headers.get(remaining) === '0';
    return (isBudget ? readRetryAfter(headers, rateLimits, clock.now()) : null) ?? UNNAMED_LIMIT_MS;
  }

  get #longestWaitMs(): number {
    return this.#options.longestWaitMs ?? LONGEST_WAIT_MS;
  }
}

/** What a system did not take, and so did not change. */
export function notTaken(message: string, status: number): ProviderError {
  return new ProviderError('provider-answer-invalid', message, { reason: 'status', status });
}

/** Whether a write may have been taken although it failed. */
export function mayHaveBeenTaken(error: ProviderError): boolean {
  return error.failure.detail?.['sent'] === true;
}

/** Reads the good answer to a write. One that cannot be read leaves open what was written. @throws ProviderError */
export function readAfterWrite<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof ProviderError ? asSent(error) : error;
  }
}

function asSent({ code, message, failure: { detail } }: ProviderError): ProviderError {
  return new ProviderError(code, `${message} Whether the secret was written is not known; it has to be looked up.`, {
    ...detail,
    sent: true,
  });
}

function isDoubtful({ code, failure: { detail } }: ProviderError): boolean {
  if (code === 'provider-answer-invalid') return true;
  return code === 'provider-unreachable' && !BEFORE_SENDING.includes(String(detail?.['reason']));
}

/** Whether a failure to read may be over by itself. */
function passes({ code, failure: { detail } }: ProviderError): boolean {
  if (code !== 'provider-unreachable') return false;
  return (
    typeof detail?.['status'] === 'number' || ['UND_ERR_SOCKET', 'ECONNRESET'].includes(String(detail?.['reason']))
  );
}
