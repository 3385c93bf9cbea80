import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { json } from '../../../tests/simulators/frame/reply.ts';
import { Router } from '../../../tests/simulators/frame/router.ts';
import { type Simulator, startServer } from '../../../tests/simulators/frame/server.ts';
import { ProviderError } from '../../http/provider-error.ts';
import { MovedClock } from '../../sync/testing/moved-clock.ts';
import { explainPlain } from './explain-plain.ts';
import { PlainRequests } from './plain-requests.ts';
import { bearerToken } from './token-headers.ts';

/** Looks like the name of a permission, which is the one thing that is taken out of a refusal. */
const VALUE = 'deploy_live-made.up:value';
const TOKEN = 'token_of-made.up:robot';

let server: Simulator<null>;
let requests: PlainRequests;

beforeEach(async () => {
  const router = new Router(() => json({}, { status: 404 }));
  router.on('POST', '/base/refused', ({ body }) =>
    json({ message: `Missing permissions: ${body}, ${TOKEN}, secrets:write` }, { status: 403 }),
  );
  router.on('POST', '/base/taken', ({ body }) => json({ echo: body }));
  router.on('GET', '/base/a%2Fb/c', ({ url }) => json({ query: url.search, extra: VALUE }));
  server = await startServer(router, null, {});
  requests = new PlainRequests(
    {
      base: `${server.url}/base`,
      token: bearerToken({ token: TOKEN }),
      explain: (answer, secrets) =>
        explainPlain(answer, { where: 'place', needs: 'a right', notTaken: {}, check: 'Look.' }, secrets),
    },
    { clock: new MovedClock() },
  );
});

afterEach(() => server.close());

it('takes names of permissions from a refusal, and neither the value nor the token that it echoes', async () => {
  const asked = requests.write({
    method: 'POST',
    url: requests.address(['refused']),
    contentType: 'text/plain',
    body: VALUE,
    secret: VALUE,
  });
  const error = await asked.then(
    () => null,
    (failed: unknown) => failed,
  );
  if (!(error instanceof ProviderError)) throw new Error('It was expected to be refused.');
  expect(JSON.stringify(error.failure)).toContain('secrets:write');
  expect(JSON.stringify(error.failure)).not.toContain(VALUE);
  expect(JSON.stringify(error.failure)).not.toContain(TOKEN);
});

it('counts a write as taken whose good answer has another form', async () => {
  const write = { method: 'POST', url: requests.address(['taken']), value: { a: 1 }, secret: VALUE } as const;
  expect(await requests.writeJson(write, z.object({ echo: z.string() }))).toEqual({ echo: '{"a":1}' });
  expect(await requests.writeJson(write, z.object({ other: z.string() }))).toBeNull();
});

it('escapes what stands in an address, and keeps only what the shape names', async () => {
  const url = requests.address(['a/b', 'c'], { name: 'x&y=z' });
  expect(await requests.read(url, z.object({ query: z.string() }))).toEqual({ query: '?name=x%26y%3Dz' });
  for (const segment of ['', '.', '..']) {
    expect(() => requests.address([segment])).toThrow(ProviderError);
  }
});

it('follows no address to another origin', () => {
  const from = requests.address(['a']);
  expect(requests.follow('/next', from).href).toBe(`${server.url}/next`);
  for (const written of ['https://elsewhere.example.test/', '//elsewhere.example.test/', 'http://[']) {
    expect(() => requests.follow(written, from)).toThrow(ProviderError);
  }
});
