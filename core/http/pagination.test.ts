import { createServer, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { MovedClock } from '../sync/testing/moved-clock.ts';
import { addressIn, cursor, linkHeader, type NextPage, pagesFrom } from './pagination.ts';
import { ProviderClient } from './provider-client.ts';
import { RateGate } from './rate-limit.ts';
import { refusal } from './refusal.ts';

let server: Server | null = null;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

type Answer = { json: unknown; link?: string };

async function clientOf(answer: (path: string) => Answer): Promise<ProviderClient> {
  const made = createServer((request, response) => {
    const { json, link } = answer(request.url ?? '');
    response.writeHead(200, { 'content-type': 'application/json', ...(link === undefined ? {} : { link }) });
    response.end(JSON.stringify(json));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  const address = made.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const clock = new MovedClock();
  return new ProviderClient({
    baseUrl: `http://127.0.0.1:${address.port}/base`,
    authorizer: { headersFor: async () => ({}), secrets: () => [] },
    gate: new RateGate(undefined, clock),
    clock,
  });
}

async function read(client: ProviderClient, next: NextPage, mostPages = 20): Promise<unknown[]> {
  const pages: unknown[] = [];
  for await (const { json } of pagesFrom(client, client.address('/list'), next, { mostPages })) pages.push(json);
  return pages;
}

describe('pages', () => {
  it('are followed by Link, whatever else stands in it', async () => {
    const client = await clientOf((path) => ({
      json: path,
      ...(path.includes('2') ? { link: '</list?page=1>; rel="prev"' } : {}),
      ...(path === '/base/list'
        ? { link: '<http://x.test/a,b>; rel="first", </base/list?page=2>; title="rel=next"; rel="last next"' }
        : {}),
    }));
    expect(await read(client, linkHeader(client))).toEqual(['/base/list', '/base/list?page=2']);
  });

  it('are not followed to another origin', async () => {
    for (const to of ['http://127.0.0.1:9/list', 'https://example.com/', '//example.com/list', 'file:///etc']) {
      const client = await clientOf(() => ({ json: { next: to } }));
      const next = addressIn(client, (json) => (json as { next: string }).next);
      await expect(read(client, next)).rejects.toMatchObject({ failure: { detail: { reason: 'redirect-elsewhere' } } });
      server?.close();
    }
  });

  it('that come round again or never end are named', async () => {
    const round = await clientOf(() => ({ json: { after: 'same' } }));
    const after = cursor('after', (json) => (json as { after: string }).after);
    await expect(read(round, after)).rejects.toMatchObject({ failure: { detail: { reason: 'repeated-page' } } });
    server?.close();
    let count = 0;
    const endless = await clientOf(() => {
      count += 1;
      return { json: { after: String(count) } };
    });
    await expect(read(endless, after)).rejects.toMatchObject({ failure: { detail: { reason: 'endless-pages' } } });
    expect(count).toBe(20);
  });
});

describe('addresses', () => {
  it('take parameters without leaving their place', async () => {
    const client = await clientOf(() => ({ json: null }));
    expect(client.address('/p/{id}/keys', { id: 'a/../b?c#d' }).pathname).toBe('/base/p/a%2F..%2Fb%3Fc%23d/keys');
    for (const id of ['', '.', '..']) {
      expect(() => client.address('/p/{id}/keys', { id })).toThrowError(
        expect.objectContaining({ code: 'parameter-missing' }),
      );
    }
  });
});

describe('a refusal', () => {
  const secret = 'tok_madeUpSecret.read_write_all';
  const refused = (text: string, status = 403) =>
    refusal({ status, text, headers: new Headers(), url: new URL('https://api.example.com/') }, null, [secret]);

  it('names the permissions that the answer asks for', () => {
    expect(refused('{"error":"Missing scopes: api.management.read, keys:list"}').message).toContain(
      'It asks for: api.management.read, keys:list.',
    );
    expect(refused('{"message":"requires permission \\"dns_records.read\\""}').message).toContain('dns_records.read');
    expect(refused('{"error":"insufficient_scope","scope":"read_api"}').message).toContain('read_api');
  });

  it('takes nothing of an echo', () => {
    for (const text of [
      `your token ${secret} is missing scope ${secret}`,
      `permission: read_write_all, scope: ${secret.toUpperCase()}`,
      'permission: you are not allowed',
      `scopes: ${'a.b'.repeat(100)}`,
    ]) {
      expect(refused(text).message).not.toContain('asks for');
    }
  });
});
