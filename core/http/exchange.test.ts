import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { EXCHANGE_LIMITS, exchange } from './exchange.ts';
import { readJson } from './read-json.ts';

// Made up.
const SECRET = 'tok_madeUpForTests0123456789';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('no port');
      resolve(new URL(`http://127.0.0.1:${address.port}/start`));
    });
  });
}
const get = (url: URL) => ({ method: 'GET' as const, url, headers: { authorization: `Bearer ${SECRET}` } });
const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('exchange', () => {
  it('follows redirects on the same origin with the credential, as often as five times', async () => {
    const seen: string[] = [];
    const url = await serve((request, response) => {
      seen.push(`${request.url} ${request.headers.authorization === `Bearer ${SECRET}`}`);
      const step = Number(/\d+/.exec(request.url ?? '')?.[0] ?? 0);
      if (step < 5) response.writeHead(302, { location: `/${step + 1}` }).end();
      else response.end('there');
    });
    expect((await exchange(get(url))).text).toBe('there');
    expect(seen).toEqual(['/start true', ...[1, 2, 3, 4, 5].map((step) => `/${step} true`)]);
    const far = await serve((request, response) => {
      response.writeHead(302, { location: `${request.url}x` }).end();
    });
    expect(await failed(exchange(get(far)))).toMatchObject({ failure: { detail: { reason: 'too-many-redirects' } } });
  });

  it.each(['other', '//', 'http://example.com/', 'file:///etc/passwd'])('goes nowhere else: %s', async (to) => {
    const reached: string[] = [];
    const other = await serve((request, response) => {
      reached.push(String(request.headers.authorization));
      response.end();
    });
    const url = await serve((_, response) => {
      response.writeHead(307, { location: to === 'other' ? other.href : to }).end();
    });
    expect(await failed(exchange(get(url)))).toMatchObject({ code: 'provider-answer-invalid' });
    expect(reached).toEqual([]);
  });

  it('sends nothing without TLS to another machine', async () => {
    for (const url of ['http://example.com/', 'http://127.0.0.1.example.com/', 'ftp://127.0.0.1/']) {
      expect(await failed(exchange(get(new URL(url))))).toMatchObject({ code: 'address-invalid' });
    }
  });

  it('stops at the size limit, though the answer is compressed or has no length', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024, ' '));
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(bomb);
    });
    expect(await failed(exchange(get(url)))).toMatchObject({ failure: { detail: { reason: 'too-large' } } });
  });

  it('tells a slow start from a slow whole by the same name, and a cancelled one apart', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    const limits = { ...EXCHANGE_LIMITS, wholeWithinMs: 200 };
    expect(await failed(exchange(get(url), undefined, limits))).toMatchObject({ code: 'provider-unreachable' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    expect(await failed(exchange(get(url), stop.signal))).toMatchObject({ code: 'cancelled' });
  });

  it('tells nothing of what was sent, whatever happens', async () => {
    const url = await serve((request) => request.socket.destroy());
    url.searchParams.set('key', SECRET);
    const error = await failed(exchange(get(url)));
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(SECRET);
  });
});

describe('readJson', () => {
  const url = new URL('https://api.example.com/');
  const of = (text: string, type = 'application/json') => ({
    url,
    text,
    headers: new Headers(type === '' ? {} : { 'content-type': type }),
  });
  it('reads JSON of every name', () => {
    for (const type of ['application/json; charset=utf-8', 'application/vnd.github+json', 'text/json']) {
      expect(readJson(of('{"a":"\\"]["}', type))).toEqual({ a: '"][' });
    }
  });
  it.each([
    ['<html>', 'text/html', 'not-json'],
    ['{}', '', 'not-json'],
    ['{"a":1', 'application/json', 'not-json'],
    ['', 'application/json', 'not-json'],
    ['['.repeat(100_000), 'application/json', 'too-deep'],
    [`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`, 'application/json', 'too-deep'],
  ])('names what is none: %.20s', (text, type, reason) => {
    expect(() => readJson(of(text, type))).toThrowError(
      expect.objectContaining({ failure: expect.objectContaining({ detail: { reason } }) }),
    );
  });
  it('never quotes what came', () => {
    expect(() => readJson(of(`{${SECRET}`))).toThrowError(expect.not.stringContaining(SECRET));
  });
});
