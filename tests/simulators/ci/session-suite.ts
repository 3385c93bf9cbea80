import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CiPlaceOf, CiSystemId, RemoteSecret } from '#shared/domain/ci.ts';
import type { CiSession, CiSessionOptions, CiSystem, SecretValue } from '../../../core/ci/ci-system.ts';
import { ProviderError } from '../../../core/http/provider-error.ts';
import { MovedClock } from '../../../core/sync/testing/moved-clock.ts';
import { startElsewhere } from '../frame/elsewhere.ts';
import type { Fault } from '../frame/faults.ts';
import type { Simulator } from '../frame/server.ts';
import type { CiToken } from './tokens.ts';

/** One system with its simulator, for tests that every system has to pass. */
export type Bench<S extends CiSystemId> = {
  readonly system: CiSystem<S>;
  readonly simulator: Simulator<unknown>;
  readonly place: CiPlaceOf<S>;
  /** A place of the same form that is not there. */
  readonly missing: CiPlaceOf<S>;
  /** Below the simulator's origin. */
  readonly basePath: string;
  readonly credential: CiToken;
  readonly token: Readonly<Record<string, string>>;
  /** What a job would get under a name; null where there is nothing. */
  readonly held: (secretName: string) => string | null;
  /** As somebody with a browser sets it. */
  readonly plant: (secretName: string, value: string) => void;
  /** Everything that the simulator holds, as text. */
  readonly everything: () => string;
};

export const text = (value: string): SecretValue => ({
  bytes: new TextEncoder().encode(value),
  form: 'text',
  identifier: null,
});

/** Made up, and long enough not to be found anywhere by chance. */
const CANARY = 'kr-canary_9fJ2-live.Xq71zVdLwRtB';
const LATER = 'kr-canary_later-live.mT40cYhUaPsE';
const TRICKY = [
  CANARY,
  '  spaces at both ends  ',
  `quotes " ' \` and $HOME \${{ x }} %41 \\n`,
  'a\nb\r\nc\rd\te',
  '\ufeffbyte order mark',
  'ümlaut ß 漢字 🔑 \u{10fffd}',
  '<a href="x">&amp;]]></a><!-- -->',
  'y'.repeat(9_000),
];

/** Everything in a simulator's state, as text. */
export function dump(state: unknown): string {
  return JSON.stringify(state, (_, value: unknown) => (value instanceof Map ? [...value] : value));
}

export async function failureOf(asked: Promise<unknown>): Promise<ProviderError> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('It was expected to fail.');
}

export async function listed(session: CiSession): Promise<RemoteSecret[]> {
  const all: RemoteSecret[] = [];
  for await (const page of session.list()) all.push(...page);
  return all;
}

export function openOn<S extends CiSystemId>(
  { system, simulator, place, basePath, token }: Bench<S>,
  options: Partial<CiSessionOptions<S>> = {},
): Promise<CiSession> {
  const baseUrl = simulator.url + basePath;
  return system.open({ place, baseUrl, token, clock: new MovedClock(), longestWaitMs: 120_000, ...options });
}

/** What every system has to do, however it is asked. */
export function describeSessions<S extends CiSystemId>(start: () => Promise<Bench<S>>): void {
  let bench: Bench<S>;

  beforeEach(async () => {
    bench = await start();
  });

  afterEach(async () => {
    await bench.simulator.close();
    expect(bench.simulator.bugs).toEqual([]);
    const { entries } = bench.simulator.requests;
    expect(entries.filter(({ method }) => method === 'DELETE')).toEqual([]);
    // Addresses are logged by whatever is on the way.
    expect(JSON.stringify(entries)).not.toContain(CANARY);
    expect(JSON.stringify(entries)).not.toContain(bench.credential.value);
  });

  const writes = () => bench.simulator.requests.entries.filter(({ method }) => method !== 'GET');

  it.each(TRICKY)('holds exactly what was put: %j', async (value) => {
    const session = await openOn(bench);
    expect(await session.put('DEPLOY_TOKEN', text(value), null)).toMatchObject({ what: 'created' });
    expect(bench.held('DEPLOY_TOKEN')).toBe(value);
    expect(writes()).toHaveLength(1);
  });

  it('replaces one secret, and touches no other', async () => {
    bench.plant('UNRELATED', 'made-up-unrelated-value');
    const session = await openOn(bench);
    expect(await session.find('DEPLOY_TOKEN')).toBeNull();
    await session.put('DEPLOY_TOKEN', text(CANARY), null);
    const known = await session.find('DEPLOY_TOKEN');
    expect(known).toMatchObject({ name: 'DEPLOY_TOKEN' });
    for (const value of [LATER, LATER]) {
      expect(await session.put('DEPLOY_TOKEN', text(value), known)).toMatchObject({ what: 'replaced' });
      expect(bench.held('DEPLOY_TOKEN')).toBe(value);
    }
    expect((await listed(session)).map(({ name }) => name).sort()).toEqual(['DEPLOY_TOKEN', 'UNRELATED']);
    expect(bench.held('UNRELATED')).toBe('made-up-unrelated-value');
    expect(bench.everything()).not.toContain(CANARY);
    expect(writes()).toHaveLength(3);
  });

  it('lists every secret once, and no value', async () => {
    const names = Array.from({ length: 45 }, (_, index) => `SECRET_${String(index).padStart(2, '0')}`);
    for (const name of names) bench.plant(name, CANARY);
    const all = await listed(await openOn(bench));
    expect(all.map(({ name }) => name).sort()).toEqual(names);
    expect(JSON.stringify(all)).not.toContain(CANARY);
    expect(JSON.stringify(all)).not.toContain(CANARY.slice(0, -4));
  });

  it('says that a target works, and what the token is for', async () => {
    bench.plant('DEPLOY_TOKEN', CANARY);
    const test = await (await openOn(bench)).test();
    expect(test).toMatchObject({ result: 'works', mayRead: true, mayWrite: null, tokenExpiresAt: null });
    expect(test.message).toContain('(1)');
    expect(writes()).toEqual([]);
  });

  it('is refused with a token that was revoked', async () => {
    bench.credential.revoked = true;
    const session = await openOn(bench);
    const error = await failureOf(session.put('DEPLOY_TOKEN', text(CANARY), null));
    expect(error.code).toBe('provider-refused');
    expect(error.failure.detail?.['sent']).toBeUndefined();
    expect(error.message).not.toContain(bench.credential.value);
    expect(await session.test()).toMatchObject({ result: 'refused', mayRead: false, mayWrite: false });
  });

  it('is refused by a token that lost the right to write, and says what it needs', async () => {
    const session = await openOn(bench);
    await session.put('DEPLOY_TOKEN', text(CANARY), null);
    const known = await session.find('DEPLOY_TOKEN');
    bench.credential.mayWrite = false;
    for (const [name, before] of [
      ['DEPLOY_TOKEN', known],
      ['ANOTHER', null],
    ] as const) {
      const error = await failureOf(session.put(name, text(LATER), before));
      expect(error.code).toBe('provider-refused');
      expect(error.message).toContain('Needed:');
      expect(error.message).not.toContain(LATER);
      expect(error.failure.detail?.['sent']).toBeUndefined();
    }
    expect(bench.held('DEPLOY_TOKEN')).toBe(CANARY);
    expect(bench.held('ANOTHER')).toBeNull();
  });

  it('says so where the place is not there, or hidden', async () => {
    const session = await openOn(bench, { place: bench.missing });
    const error = await failureOf(listed(session));
    expect(error.code).toBe('provider-listing-missing');
    expect(await session.test()).toMatchObject({ result: 'refused' });
  });

  it('does not know what became of a write whose answer does not come', async () => {
    bench.plant('UNRELATED', 'made-up-unrelated-value');
    const session = await openOn(bench, {
      limits: { headersWithinMs: 150, wholeWithinMs: 300, mostBytes: 1_000_000 },
    });
    await listed(session);
    const off = bench.simulator.faults.add({ kind: 'slow', delayMs: 600 }, { method: 'POST' });
    bench.simulator.faults.add({ kind: 'slow', delayMs: 600 }, { method: 'PUT', times: 1 });
    const error = await failureOf(session.put('DEPLOY_TOKEN', text(CANARY), null));
    expect(error.failure).toMatchObject({ code: 'provider-unreachable', detail: { sent: true } });
    expect(error.message).not.toContain(CANARY);
    off();
    // It was taken all the same, which shows when it is looked up.
    expect(await session.find('DEPLOY_TOKEN')).toMatchObject({ name: 'DEPLOY_TOKEN' });
    expect(bench.held('DEPLOY_TOKEN')).toBe(CANARY);
    expect(writes()).toHaveLength(1);
  });

  it.each([
    { kind: 'truncated' },
    { kind: 'reset' },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 502 },
    { kind: 'html-error', status: 502 },
    { kind: 'endless-body' },
  ] satisfies Fault[])('sends a write once, and says that it may have been taken: %j', async (fault) => {
    const session = await openOn(bench, {
      limits: { headersWithinMs: 2_000, wholeWithinMs: 4_000, mostBytes: 1_000_000 },
    });
    await listed(session);
    for (const method of ['POST', 'PUT', 'PATCH']) bench.simulator.faults.add(fault, { method });
    const error = await failureOf(session.put('DEPLOY_TOKEN', text(CANARY), null));
    expect(error.failure.detail?.['sent']).toBe(true);
    expect(error.message).not.toContain(CANARY);
    expect(writes()).toHaveLength(1);
  });

  it.each([
    { kind: 'status', status: 400 },
    { kind: 'echo', status: 400 },
    { kind: 'echo', status: 401 },
  ] satisfies Fault[])('says that nothing was taken, without what an answer says: %j', async (fault) => {
    const session = await openOn(bench);
    await listed(session);
    for (const method of ['POST', 'PUT']) bench.simulator.faults.add(fault, { method });
    const error = await failureOf(session.put('DEPLOY_TOKEN', text(CANARY), null));
    expect(error.failure.detail?.['sent']).toBeUndefined();
    expect(JSON.stringify(error.failure)).not.toContain(bench.credential.value);
    expect(JSON.stringify(error.failure)).not.toContain(CANARY);
    expect(bench.held('DEPLOY_TOKEN')).toBeNull();
  });

  it('leaves a write that met a limit to the caller, with the time to wait', async () => {
    const session = await openOn(bench);
    await listed(session);
    for (const method of ['POST', 'PUT']) {
      bench.simulator.faults.add({ kind: 'limited', retryAfterSeconds: 7 }, { method, times: 1 });
    }
    const error = await failureOf(session.put('DEPLOY_TOKEN', text(CANARY), null));
    expect(error.failure).toMatchObject({ code: 'provider-limited', detail: { retryAfterMs: 7_000 } });
    expect(error.failure.detail?.['sent']).toBeUndefined();
    expect(writes()).toHaveLength(1);
  });

  it.each([
    ['seconds', 7],
    ['date', 9],
  ] as const)('waits for a limit on reading, told in %s', async (as, retryAfterSeconds) => {
    bench.plant('DEPLOY_TOKEN', CANARY);
    const clock = new MovedClock();
    const session = await openOn(bench, { clock });
    bench.simulator.faults.add({ kind: 'limited', retryAfterSeconds, as }, { times: 1 });
    expect(await listed(session)).toHaveLength(1);
    expect(clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan((retryAfterSeconds - 2) * 1_000);
    const patient = await openOn(bench, { longestWaitMs: 0 });
    bench.simulator.faults.add({ kind: 'limited', retryAfterSeconds, as }, { times: 1 });
    expect(await patient.test()).toMatchObject({ result: 'limited' });
  });

  it.each(['GET', 'write'] as const)('sends nothing to another origin: %s', async (what) => {
    const elsewhere = await startElsewhere();
    try {
      const session = await openOn(bench);
      await listed(session);
      for (const method of what === 'GET' ? ['GET'] : ['POST', 'PUT']) {
        bench.simulator.faults.add({ kind: 'redirect', to: `${elsewhere.url}/there`, status: 307 }, { method });
      }
      const asked = what === 'GET' ? listed(session) : session.put('DEPLOY_TOKEN', text(CANARY), null);
      const error = await failureOf(asked);
      expect(error.failure).toMatchObject({
        code: 'provider-answer-invalid',
        detail: { reason: 'redirect-elsewhere' },
      });
      expect(elsewhere.requests.entries).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it.each([301, 302, 307] as const)('follows no redirect with a write: %i', async (status) => {
    const session = await openOn(bench);
    await listed(session);
    for (const method of ['POST', 'PUT']) {
      bench.simulator.faults.add({ kind: 'redirect', to: '/login', status }, { method });
    }
    const before = bench.simulator.requests.entries.length;
    const error = await failureOf(session.put('DEPLOY_TOKEN', text(CANARY), null));
    expect(error.code).toBe('provider-answer-invalid');
    expect(writes()).toHaveLength(1);
    expect(bench.simulator.requests.entries.slice(before).some(({ path }) => path === '/login')).toBe(false);
  });

  it.each([
    { kind: 'html-error', status: 200 },
    { kind: 'wrong-content-type', contentType: 'text/html' },
    { kind: 'echo', status: 200 },
  ] satisfies Fault[])('takes no listing that is none: %j', async (fault) => {
    bench.plant('DEPLOY_TOKEN', CANARY);
    const session = await openOn(bench);
    const off = bench.simulator.faults.add(fault, { method: 'GET' });
    if (fault.kind === 'echo') {
      // In a header, which nothing reads.
      expect(await listed(session)).toHaveLength(1);
    } else {
      expect((await failureOf(listed(session))).code).toBe('provider-answer-invalid');
      expect(await session.test()).toMatchObject({ result: 'unreachable' });
    }
    off();
  });

  it('stops when it is cancelled, and knows a machine that is not there', async () => {
    const stop = new AbortController();
    stop.abort();
    const cancelled = await openOn(bench, { signal: stop.signal });
    expect((await failureOf(listed(cancelled))).code).toBe('cancelled');
    const port = new URL(bench.simulator.url).port;
    await bench.simulator.close();
    const session = await openOn(bench, { baseUrl: `http://127.0.0.1:${port}${bench.basePath}` });
    const error = await failureOf(session.put('DEPLOY_TOKEN', text(CANARY), null));
    expect(error.code).toBe('provider-unreachable');
    expect(error.failure.detail?.['sent']).toBeUndefined();
    expect(await session.test()).toMatchObject({ result: 'unreachable', mayRead: null });
  });

  it('sends no token in the clear, and none that no header can carry', async () => {
    await expect(
      openOn(bench, { baseUrl: 'http://ci.example.test' }).then((session) => failureOf(listed(session))),
    ).resolves.toMatchObject({ code: 'address-invalid' });
    await expect(openOn(bench, { baseUrl: 'ftp://127.0.0.1' })).rejects.toMatchObject({ code: 'address-invalid' });
    for (const value of ['', 'two\nlines', 'ümlaut']) {
      const token = Object.fromEntries(Object.entries(bench.token).map(([field]) => [field, value]));
      await expect(openOn(bench, { token })).rejects.toMatchObject({ code: 'credential-missing' });
    }
  });

  it('sends nothing that breaks a rule', async () => {
    const session = await openOn(bench);
    const binary: SecretValue = { bytes: Uint8Array.of(0xff, 0x00, 0xfe), form: 'text', identifier: null };
    for (const asked of [
      () => session.put('', text(CANARY), null),
      () => session.put('two\nlines', text(CANARY), null),
      () => session.put('DEPLOY_TOKEN', binary, null),
    ]) {
      expect((await failureOf(asked())).failure.code).toBe('parameter-missing');
    }
    expect(bench.simulator.requests.entries).toEqual([]);
  });

  describe('its words', () => {
    it('offer a name that it takes in place of one that it refuses', () => {
      const { system, place } = bench;
      for (const name of ['9 lives', 'naïve key', 'a\nb', 'x=y']) {
        const problem = system.checkName(name, place);
        if (problem === null) continue;
        expect(problem).toMatchObject({ code: expect.stringMatching(/^[a-z-]+$/), mend: expect.any(String) });
        expect(system.checkName(problem.suggestedName ?? '', place)).toBeNull();
      }
      expect(system.checkName('', place)).toMatchObject({ code: 'name-empty' });
      expect(system.checkName('DEPLOY_TOKEN', place)).toBeNull();
      expect(system.checkValue(text(CANARY), place)).toBeNull();
    });

    it('lead to a page of the target', () => {
      const { system, place, simulator, basePath } = bench;
      const page = system.settingsPage(place, simulator.url + basePath);
      expect(page.url.startsWith(simulator.url)).toBe(true);
      expect(page.path.length).toBeGreaterThan(0);
      expect(system.placeText(place)).not.toBe('');
    });
  });
}
