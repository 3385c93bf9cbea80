import { cancelled, invalidAnswer, ProviderError } from './provider-error.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One request. Its headers hold credentials: it is never logged. */
export type HttpRequest = {
  readonly method: HttpMethod;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `answered`: a redirect is the answer and is not followed. For writes, which must not go anywhere by themselves. */
  readonly redirects?: 'followed' | 'answered';
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Headers;
  /** As UTF-8, complete. */
  readonly text: string;
  readonly url: URL;
};

export type ExchangeLimits = {
  /** Until the answer's headers are there. */
  readonly headersWithinMs: number;
  /** Until the whole answer is there, redirects included. */
  readonly wholeWithinMs: number;
  /** Of the body, after decompression. */
  readonly mostBytes: number;
};

export const EXCHANGE_LIMITS: ExchangeLimits = {
  headersWithinMs: 15_000,
  wholeWithinMs: 60_000,
  mostBytes: 10 * 1024 * 1024,
};

const MOST_REDIRECTS = 5;

/**
 * Sends one request and reads the whole answer, whatever its status. Redirects are followed on the same origin only, so
 * that no credential and no body goes anywhere else.
 * @throws ProviderError `provider-unreachable`, `provider-answer-invalid` or `cancelled`
 */
export async function exchange(
  request: HttpRequest,
  signal?: AbortSignal,
  limits: ExchangeLimits = EXCHANGE_LIMITS,
): Promise<HttpAnswer> {
  refuseInsecure(request.url);
  const whole = AbortSignal.timeout(limits.wholeWithinMs);
  const visited = new Set<string>();
  let current = request;
  for (let redirects = 0; ; redirects += 1) {
    visited.add(`${current.method} ${current.url.href}`);
    const answer = await answerTo(current, whole, signal, limits);
    if (request.redirects === 'answered') return answer;
    const next = redirectOf(current, answer);
    if (next === null) return answer;
    if (next.url.origin !== request.url.origin) {
      throw invalidAnswer(
        'redirect-elsewhere',
        `${request.url.host} sends us on to another address (${next.url.host}). Nothing was sent there. Check the base address.`,
      );
    }
    if (visited.has(`${next.method} ${next.url.href}`)) {
      throw invalidAnswer('redirect-loop', `${request.url.host} sends us round in a circle of redirects.`);
    }
    if (redirects === MOST_REDIRECTS) {
      throw invalidAnswer('too-many-redirects', `${request.url.host} redirects more than ${MOST_REDIRECTS} times.`);
    }
    current = next;
  }
}

/** HTTPS, or this very machine. */
function refuseInsecure(url: URL): void {
  const loopback =
    url.hostname === 'localhost' || url.hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return;
  throw new ProviderError('address-invalid', 'Credentials are sent by https only. Correct the base address.');
}

async function answerTo(
  { method, url, headers, body }: HttpRequest,
  whole: AbortSignal,
  signal: AbortSignal | undefined,
  limits: ExchangeLimits,
): Promise<HttpAnswer> {
  const slow = new AbortController();
  const timer = setTimeout(() => slow.abort(), limits.headersWithinMs);
  const stops = [whole, slow.signal, ...(signal === undefined ? [] : [signal])];
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.any(stops),
      ...(body === undefined ? {} : { body }),
    });
    clearTimeout(timer);
    const text = await readText(response, limits.mostBytes, url.host);
    return { status: response.status, headers: response.headers, text, url };
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    if (signal?.aborted === true) throw cancelled();
    if (whole.aborted || slow.signal.aborted) {
      throw new ProviderError('provider-unreachable', `${url.host} does not answer in time.`, { reason: 'timeout' });
    }
    throw networkError(error, url);
  } finally {
    clearTimeout(timer);
  }
}

async function readText(response: Response, mostBytes: number, host: string): Promise<string> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let length = 0;
  // Left early, the loop hangs up.
  for await (const part of response.body) {
    length += part.byteLength;
    if (length > mostBytes) {
      throw invalidAnswer('too-large', `The answer of ${host} is larger than ${Math.floor(mostBytes / 1024)} KiB.`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Where a redirect leads, and how it is asked there: RFC 9110, 15.4. Null where the answer is none. */
function redirectOf(request: HttpRequest, answer: HttpAnswer): HttpRequest | null {
  const location = answer.headers.get('location');
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === null) return null;
  if (!URL.canParse(location, request.url)) {
    throw invalidAnswer('redirect-elsewhere', `${request.url.host} redirects to what is no address.`);
  }
  const url = new URL(location, request.url);
  url.hash = '';
  const keeps = answer.status === 307 || answer.status === 308 || request.method === 'GET';
  return keeps ? { ...request, url } : { method: 'GET', url, headers: request.headers };
}

/** Says what went wrong by the system's own code; its texts may hold the address with everything in it. */
function networkError(error: unknown, url: URL): ProviderError {
  const code = codeOf(error);
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return new ProviderError('provider-unreachable', `The connection to ${url.host} was cut off.`, { reason: code });
  }
  const known: Readonly<Record<string, string>> = {
    ENOTFOUND: `There is no host called ${url.hostname}. Check the base address and the network.`,
    EAI_AGAIN: `${url.hostname} cannot be looked up. Is the network there?`,
    ECONNREFUSED: `${url.host} takes no connections.`,
    ENETUNREACH: 'The network cannot be reached.',
    EHOSTUNREACH: `${url.host} cannot be reached.`,
  };
  const tls = /CERT|TLS|SSL|SELF_SIGNED|ALTNAME/.test(code);
  const message = tls
    ? `The certificate of ${url.host} cannot be trusted. Nothing was sent.`
    : (known[code] ?? `${url.host} cannot be reached.`);
  return new ProviderError('provider-unreachable', message, { reason: tls ? 'certificate' : code });
}

function codeOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return 'unknown';
}
