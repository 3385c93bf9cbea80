import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { ProviderError } from '../../http/provider-error.ts';
import { MovedClock } from '../../sync/testing/moved-clock.ts';
import { GuardedTransport, mayHaveBeenTaken, readAfterWrite, type TransportOptions } from './guarded-transport.ts';

// Made up.
const TOKEN = 'tok_madeUpForTests0123456789';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
const clock = () => new MovedClock(Date.UTC(2026, 6, 1));
function transport(baseUrl: string, options: Partial<TransportOptions> = {}): GuardedTransport {
  return new GuardedTransport({
    baseUrl,
    credential: { authorization: `Bearer ${TOKEN}` },
    secrets: [TOKEN],
    explain: () => null,
    clock: clock(),
    ...options,
  });
}
async function failed(promise: Promise<unknown>): Promise<ProviderError> {
  const error: unknown = await promise.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ProviderError)) throw error;
  expect(JSON.stringify([error.failure, String(error), error.stack])).not.toContain(TOKEN);
  return error;
}
const get = (url: string) => ({ method: 'GET', url, headers: {} }) as const;
const put = (url: string) => ({ method: 'PUT', url, headers: {}, body: '{}' }) as const;

describe('the guarded transport', () => {
  it('signs, and lets no caller set another token or user agent', async () => {
    const seen: unknown[] = [];
    const base = await serve(({ headers }, response) => {
      seen.push([headers.authorization, headers['user-agent'], headers['x-own']]);
      response.end('{}');
    });
    const headers = { authorization: 'Bearer of somebody else', 'user-agent': 'x', 'x-own': 'kept' };
    await transport(base).send({ ...get(`${base}/a`), headers });
    expect(seen).toEqual([[`Bearer ${TOKEN}`, 'Keyrail', 'kept']]);
  });

  it.each(['http://127.0.0.1:1/x', 'https://example.com/', '/relative', 'nonsense'])(
    'asks nothing at another origin: %s',
    async (url) => {
      let asked = 0;
      const base = await serve((_, response) => {
        asked += 1;
        response.end('{}');
      });
      for (const request of [get(url), put(url)]) {
        expect(await failed(transport(base).send(request))).toMatchObject({ code: 'provider-answer-invalid' });
      }
      expect(asked).toBe(0);
    },
  );

  it('knows that a write was not sent where nobody took the connection', async () => {
    const base = await serve(() => undefined);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    const error = await failed(transport(base).send(put(`${base}/a`)));
    expect(error).toMatchObject({ code: 'provider-unreachable' });
    expect(mayHaveBeenTaken(error)).toBe(false);
    expect(error.message).not.toContain('looked up');
  });

  it('takes a write for doubtful after 5xx and 408, and for refused after 4xx', async () => {
    let status = 500;
    const base = await serve((_, response) => response.writeHead(status).end());
    const doubtful: number[] = [];
    for (status of [400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504]) {
      if (mayHaveBeenTaken(await failed(transport(base).send(put(`${base}/a`))))) doubtful.push(status);
    }
    expect(doubtful).toEqual([408, 500, 502, 503, 504]);
  });

  it('follows redirects of reads on its origin only, and of writes never', async () => {
    const asked: string[] = [];
    const base = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      if (request.url === '/old') response.writeHead(307, { location: '/new' }).end();
      else response.end('{}');
    });
    expect((await transport(base).send(get(`${base}/old`))).url.pathname).toBe('/new');
    const error = await failed(transport(base).send(put(`${base}/old`)));
    expect(error).toMatchObject({ failure: { detail: { reason: 'moved', status: 307 } } });
    expect(mayHaveBeenTaken(error)).toBe(false);
    expect(asked).toEqual(['GET /old', 'GET /new', 'PUT /old']);
  });

  it('repeats reads after what passes, at most twice, and writes never', async () => {
    const asked: (string | undefined)[] = [];
    const base = await serve((request, response) => {
      asked.push(request.method);
      response.writeHead(503).end();
    });
    await failed(transport(base).send(get(`${base}/a`)));
    await failed(transport(base).send(put(`${base}/a`)));
    expect(asked).toEqual(['GET', 'GET', 'GET', 'PUT']);
  });

  it('keeps quiet until a limit is over, for reads and writes alike', async () => {
    let limitedOnce = false;
    const asked: (string | undefined)[] = [];
    const base = await serve((request, response) => {
      asked.push(request.method);
      if (limitedOnce) return response.end('{}');
      limitedOnce = true;
      return response.writeHead(429, { 'retry-after': '30' }).end();
    });
    const time = clock();
    const one = transport(base, { clock: time });
    expect(await failed(one.send(put(`${base}/a`)))).toMatchObject({ code: 'provider-limited', retryAfterMs: 30_000 });
    time.at += 10_000;
    await one.send(put(`${base}/b`));
    expect(time.slept).toEqual([20_000]);
    expect(asked).toEqual(['PUT', 'PUT']);
  });

  it('does not begin what was cancelled', async () => {
    let asked = 0;
    const base = await serve((_, response) => {
      asked += 1;
      response.end('{}');
    });
    const signal = AbortSignal.abort();
    for (const request of [get(`${base}/a`), put(`${base}/a`)]) {
      expect(await failed(transport(base, { signal }).send(request))).toMatchObject({ code: 'cancelled' });
    }
    expect(asked).toBe(0);
  });

  it('takes no answer with the token in it, and cannot tell what a write did then', async () => {
    const base = await serve((_, response) => response.end(JSON.stringify({ you: TOKEN })));
    expect(await failed(transport(base).send(get(`${base}/a`)))).toMatchObject({
      failure: { detail: { reason: 'credential-echo' } },
    });
    expect(mayHaveBeenTaken(await failed(transport(base).send(put(`${base}/a`))))).toBe(true);
  });

  it('marks an answer to a write that cannot be read', () => {
    const broken = () => {
      throw new ProviderError('provider-answer-invalid', 'It is no JSON.', { reason: 'not-json' });
    };
    expect(() => readAfterWrite(broken)).toThrow('has to be looked up');
    expect(readAfterWrite(() => 5)).toBe(5);
  });
});
