import type { RateLimits } from '#shared/domain/provider-api.ts';
import type { Authorizer } from './authorize.ts';
import type { Clock } from './clock.ts';
import {
  EXCHANGE_LIMITS,
  type ExchangeLimits,
  exchange,
  type HttpAnswer,
  type HttpMethod,
  type HttpRequest,
} from './exchange.ts';
import { cancelled, invalidAnswer, ProviderError } from './provider-error.ts';
import { readRetryAfter } from './rate-headers.ts';
import { backoffMs, LONGEST_WAIT_MS, limited, type RateGate } from './rate-limit.ts';
import { readJson } from './read-json.ts';
import { refusal } from './refusal.ts';

export type ClientOptions = {
  /** Origin and path under which the API is, without a slash at its end. */
  readonly baseUrl: string;
  readonly authorizer: Authorizer;
  readonly gate: RateGate;
  readonly clock: Clock;
  readonly rateLimits?: RateLimits | undefined;
  /** What the definition says the credential must be. */
  readonly needs?: string | null;
  readonly signal?: AbortSignal | undefined;
  readonly limits?: ExchangeLimits;
  /** Rather than wait longer for a limit to pass, a request fails; the default is a minute and a half. */
  readonly longestWaitMs?: number;
};

export type AskOptions = {
  readonly method?: HttpMethod;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly contentType: string; readonly text: string };
};

const MOST_LIMITED = 4;
const MOST_FAILED = 2;
/** GitHub: without a Retry-After a secondary limit takes a minute at least. */
const SECONDARY_LIMIT_MS = 60_000;
/** What AWS says instead of 429, under 400. */
const AWS_THROTTLING = /<Code>(?:Throttling|ThrottlingException|RequestLimitExceeded)<\/Code>/;
/** Shorter than any credential; a piece like that occurs by chance. */
const SHORTEST_ECHO = 8;

/**
 * Asks one provider as one connection: on its base address only, signed, within its limits, again after a limit or a
 * failure that passes. Everything that can go wrong is thrown as a `ProviderError`, without anything that was sent.
 */
export class ProviderClient {
  readonly #options: ClientOptions;
  readonly #base: URL;

  constructor(options: ClientOptions) {
    if (!URL.canParse(options.baseUrl)) {
      throw new ProviderError('address-invalid', 'The base address of the connection is no web address.');
    }
    this.#options = options;
    this.#base = new URL(options.baseUrl);
  }

  get host(): string {
    return this.#base.host;
  }

  get gate(): RateGate {
    return this.#options.gate;
  }

  /** The address of a path below the base address. Parameters are escaped, a slash in one included. */
  address(path: string, parameters: Readonly<Record<string, string>> = {}): URL {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = parameters[name] ?? '';
      if (value === '' || value === '.' || value === '..') {
        throw new ProviderError('parameter-missing', `The connection needs "${name}" for this.`, { parameter: name });
      }
      return encodeURIComponent(value);
    });
    return new URL(this.#base.origin + this.#base.pathname.replace(/\/+$/, '') + filled);
  }

  /** An address that an answer names, such as the next page: absolute, or relative to `from`. */
  follow(written: string, from: URL): URL {
    const url = URL.canParse(written, from) ? new URL(written, from) : null;
    if (url === null || url.origin !== this.#base.origin) {
      throw invalidAnswer(
        'redirect-elsewhere',
        `${this.host} names a next page at another address. Nothing was sent there.`,
      );
    }
    return url;
  }

  /** Asks and gives the JSON of a good answer with it. */
  async json(url: URL, options: AskOptions = {}): Promise<{ json: unknown; answer: HttpAnswer }> {
    const answer = await this.ask(url, { ...options, headers: { accept: 'application/json', ...options.headers } });
    return { json: readJson(answer), answer };
  }

  /** Asks until there is a good answer (2xx), or a failure that stays. */
  async ask(url: URL, options: AskOptions = {}): Promise<HttpAnswer> {
    const target = new URL(this.follow(url.href, url));
    for (const [name, value] of Object.entries(options.query ?? {})) target.searchParams.set(name, String(value));
    let limitedTimes = 0;
    let failedTimes = 0;
    let renewed = false;
    for (;;) {
      try {
        const answer = await this.#once(target, options);
        if (answer.status === 401 && !renewed && this.#options.authorizer.renew !== undefined) {
          renewed = true;
          if (await this.#options.authorizer.renew()) continue;
        }
        return this.#good(answer);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        if (error.code === 'provider-limited' && limitedTimes < MOST_LIMITED) {
          await this.#waitFor(error, limitedTimes);
          limitedTimes += 1;
        } else if (this.#passes(error, options) && failedTimes < MOST_FAILED) {
          const waitMs = backoffMs(failedTimes);
          if (waitMs > (this.#options.longestWaitMs ?? LONGEST_WAIT_MS)) throw error;
          await this.#sleep(waitMs);
          failedTimes += 1;
        } else throw error;
      }
    }
  }

  /** One signed request and its answer, whatever its status. */
  async #once(url: URL, options: AskOptions): Promise<HttpAnswer> {
    const { authorizer, clock } = this.#options;
    const method = options.method ?? 'GET';
    const unsigned = {
      method,
      url,
      body: options.body?.text ?? '',
      contentType: options.body?.contentType ?? null,
      nowMs: clock.now(),
    };
    const signed = await authorizer.headersFor(unsigned);
    return this.send({
      method,
      url,
      headers: {
        'user-agent': 'Keyrail',
        ...options.headers,
        ...(options.body === undefined ? {} : { 'content-type': options.body.contentType }),
        ...signed,
      },
      ...(options.body === undefined ? {} : { body: options.body.text }),
    });
  }

  /** Sends a request as it is, within the limits. */
  async send(request: HttpRequest): Promise<HttpAnswer> {
    const { gate, signal, limits } = this.#options;
    if (signal?.aborted === true) throw cancelled();
    await gate.enter(signal);
    try {
      const answer = await exchange(request, signal, limits ?? EXCHANGE_LIMITS);
      gate.note(answer.headers);
      return answer;
    } finally {
      gate.leave();
    }
  }

  /** The answer where its status is good. */
  #good(answer: HttpAnswer): HttpAnswer {
    const { authorizer, needs } = this.#options;
    const { status } = answer;
    if (status >= 200 && status < 300) {
      if (authorizer.secrets().some((secret) => secret.length >= SHORTEST_ECHO && answer.text.includes(secret))) {
        throw invalidAnswer('credential-echo', `${this.host} sends the credential back. Its answer was not taken.`);
      }
      return answer;
    }
    if (this.#isLimited(answer)) throw limited(this.#retryAfter(answer));
    if (status === 401 || status === 403) throw refusal(answer, needs ?? null, authorizer.secrets());
    if (status === 404) {
      throw new ProviderError(
        'provider-listing-missing',
        `${this.host} says that there is nothing at that address, or hides it from this credential. Check the base address and the parameters.`,
        { status },
      );
    }
    if (status >= 500) {
      throw new ProviderError('provider-unreachable', `${this.host} has a problem of its own (${status}).`, { status });
    }
    throw new ProviderError('provider-answer-invalid', `${this.host} did not take the request (${status}).`, {
      reason: 'status',
      status,
    });
  }

  /** Whether an answer says "too many requests". A 403 can be that or a refusal, where the provider uses it for both. */
  #isLimited({ status, headers, text }: HttpAnswer): boolean {
    const limits = this.#options.rateLimits;
    if (status === 429) return true;
    if (status === 400) return AWS_THROTTLING.test(text.slice(0, 2_000));
    if (!(limits?.refusedWith?.value.includes(status) ?? false)) return false;
    if (status !== 403) return true;
    const remaining = limits?.headers?.value.remaining;
    const left = remaining === undefined ? null : headers.get(remaining);
    return left === '0' || headers.has('retry-after') || /rate limit/i.test(text.slice(0, 2_000));
  }

  #retryAfter(answer: HttpAnswer): number | null {
    const waitMs = readRetryAfter(answer.headers, this.#options.rateLimits, this.#options.clock.now());
    return waitMs === null && answer.status === 403 ? SECONDARY_LIMIT_MS : waitMs;
  }

  async #waitFor(error: ProviderError, times: number): Promise<void> {
    const told = error.retryAfterMs;
    const waitMs = told === null || told === 0 ? backoffMs(times) : told;
    if (waitMs > (this.#options.longestWaitMs ?? LONGEST_WAIT_MS)) throw error;
    await this.#sleep(waitMs);
  }

  /** Whether a failure may be over by itself, and asking twice does no harm. */
  #passes({ code, failure: { detail } }: ProviderError, { method = 'GET' }: AskOptions): boolean {
    if (code !== 'provider-unreachable' || method !== 'GET') return false;
    return (
      typeof detail?.['status'] === 'number' || ['UND_ERR_SOCKET', 'ECONNRESET'].includes(String(detail?.['reason']))
    );
  }

  #sleep(ms: number): Promise<void> {
    return this.#options.clock.sleep(ms, this.#options.signal);
  }
}
