import type { z } from 'zod';
import type { RateLimits } from '#shared/domain/provider-api.ts';
import type { HttpAnswer, HttpMethod } from '../../http/exchange.ts';
import { invalidAnswer, ProviderError } from '../../http/provider-error.ts';
import { readJson, readShape } from '../../http/read-json.ts';
import type { CiSessionOptions } from '../ci-system.ts';
import { GuardedTransport } from './guarded-transport.ts';
import type { TokenHeaders } from './token-headers.ts';

export type PlainSetting = {
  /** Origin and path under which the API is, without a slash at its end. */
  readonly base: string;
  readonly token: TokenHeaders;
  readonly rateLimits?: RateLimits;
  /**
   * The system's reading of an answer that is no good; null: the usual one. `secrets` must not get into its message: the
   * token, and the values that are being written.
   */
  readonly explain: (answer: HttpAnswer, secrets: readonly string[]) => ProviderError | null;
};

type Timing = Pick<CiSessionOptions<never>, 'clock' | 'signal' | 'limits' | 'longestWaitMs'>;
type Query = Readonly<Record<string, string>>;
export type Write = {
  readonly method: Exclude<HttpMethod, 'GET' | 'DELETE'>;
  readonly url: URL;
  readonly contentType: string;
  readonly body: string;
  /** What the body holds that must not get into a message. */
  readonly secret: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** A hundred times the variables that a system has on a page. */
const MOST_PAGES = 200;

/** Requests to a system for which there is no client worth having: addresses, JSON, pages and writes over the guarded transport. */
export class PlainRequests {
  readonly #transport: GuardedTransport;
  readonly #base: string;
  readonly #beingWritten = new Set<{ readonly secret: string }>();

  constructor(setting: PlainSetting, { clock, signal, limits, longestWaitMs }: Timing) {
    const { base, token, rateLimits, explain } = setting;
    this.#base = base;
    this.#transport = new GuardedTransport({
      baseUrl: base,
      credential: token.headers,
      secrets: token.secrets,
      rateLimits,
      explain: (answer) => explain(answer, [...token.secrets, ...[...this.#beingWritten].map(({ secret }) => secret)]),
      clock,
      signal,
      limits,
      longestWaitMs,
    });
  }

  /** With the port, where it is not the usual one. */
  get host(): string {
    return this.#transport.host;
  }

  /** An address below the base. Each segment is escaped, a slash in one included. @throws ProviderError `parameter-missing` */
  address(segments: readonly string[], query: Query = {}): URL {
    for (const segment of segments) {
      // "." and ".." are steps in an address, whatever is escaped.
      if (segment === '' || segment === '.' || segment === '..') {
        throw new ProviderError('parameter-missing', `"${segment}" cannot be part of the target. Correct its place.`);
      }
    }
    const url = new URL(`${this.#base}/${segments.map(encodeURIComponent).join('/')}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  /** A good answer to a GET, whatever it holds. */
  get(url: URL, accept: string): Promise<HttpAnswer> {
    return this.#transport.send({ method: 'GET', url: url.href, headers: { accept } });
  }

  /** The JSON of a GET, of which only what the shape names is kept. */
  async read<Shape extends z.ZodType>(url: URL, shape: Shape): Promise<z.output<Shape>> {
    return readShape(shape, readJson(await this.get(url, 'application/json')), this.host);
  }

  /** Page after page, each asked for once it is needed. `next` gives the address of the one after, or null. */
  async *pages<Shape extends z.ZodType>(
    first: URL,
    shape: Shape,
    next: (page: z.output<Shape>, url: URL) => URL | null,
  ): AsyncGenerator<z.output<Shape>> {
    const visited = new Set<string>();
    for (let url: URL | null = first; url !== null; ) {
      if (visited.has(url.href)) {
        throw invalidAnswer('repeated-page', `The list of ${this.host} leads back to a page that was read already.`);
      }
      if (visited.size === MOST_PAGES) {
        throw invalidAnswer('endless-pages', `The list of ${this.host} does not end after ${MOST_PAGES} pages.`);
      }
      visited.add(url.href);
      const page: z.output<Shape> = await this.read(url, shape);
      yield page;
      url = next(page, url);
    }
  }

  /** An address that an answer names. @throws ProviderError where it is at another origin */
  follow(written: string, from: URL): URL {
    const url = URL.canParse(written, from) ? new URL(written, from) : null;
    if (url === null || url.origin !== from.origin) {
      throw invalidAnswer(
        'redirect-elsewhere',
        `${this.host} names a next page at another address. Nothing was sent there.`,
      );
    }
    return url;
  }

  /** Sends a write once and gives its good answer (2xx). @throws ProviderError, with `detail.sent` where it may have been taken */
  async write({ method, url, contentType, body, secret, headers }: Write): Promise<HttpAnswer> {
    const held = { secret };
    this.#beingWritten.add(held);
    try {
      return await this.#transport.send({
        method,
        url: url.href,
        headers: { accept: '*/*', ...headers, 'content-type': contentType },
        body,
      });
    } finally {
      this.#beingWritten.delete(held);
    }
  }

  /**
   * Sends JSON as {@link write} does, and reads the answer. A good status means that it was taken: an answer that cannot be
   * read is null.
   */
  async writeJson<Shape extends z.ZodType>(
    { method, url, value, secret }: Pick<Write, 'method' | 'url' | 'secret'> & { readonly value: unknown },
    shape: Shape,
  ): Promise<z.output<Shape> | null> {
    const answer = await this.write({
      method,
      url,
      contentType: 'application/json',
      body: JSON.stringify(value),
      secret,
      headers: { accept: 'application/json' },
    });
    try {
      return readShape(shape, readJson(answer), this.host);
    } catch (error) {
      if (error instanceof ProviderError && error.code === 'provider-answer-invalid') return null;
      throw error;
    }
  }
}
