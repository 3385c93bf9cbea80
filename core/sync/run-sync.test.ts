import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { startElsewhere } from '../../tests/simulators/frame/elsewhere.ts';
import type { Fault, FaultScope } from '../../tests/simulators/frame/faults.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { type GitLab, startGitLab } from '../../tests/simulators/providers/gitlab.ts';
import { addConnection } from '../connections/connections.ts';
import { setCredential } from '../connections/credential.ts';
import { listRemoteKeys } from '../connections/remote-key-rows.ts';
import { lastSync } from '../connections/sync-records.ts';
import { runAll, runSync, type SyncOptions } from './run-sync.ts';
import { MovedClock } from './testing/moved-clock.ts';

let vault: TestVault;
let simulator: Simulator<GitLab>;
let token: string;
let connectionId: string;
/** Both sides' time; sleeping moves it. */
let time: MovedClock;
beforeEach(async () => {
  vault = await createTestVault();
  time = new MovedClock();
  simulator = await startGitLab({ now: time.now });
  token = simulator.state.add('inventory', { scopes: ['api'] }).value;
  for (let index = 0; index < 230; index += 1) simulator.state.add(`bot ${index}`);
  connectionId = connect(simulator.url, token);
});
afterEach(async () => {
  expect(simulator.bugs).toEqual([]);
  await simulator.close();
  await vault.dispose();
});

function connect(url: string, value: string | null, name?: string): string {
  const { store } = vault;
  const id = must(
    addConnection(store, { provider: 'gitlab', baseUrl: url, ...(name === undefined ? {} : { name }) }),
  ).connectionId;
  if (value !== null) must(setCredential(store, id, { method: 'token', fields: { token: value } }));
  return id;
}
function clock(): MovedClock {
  time.slept.length = 0;
  return time;
}
const sync = async (options: SyncOptions = {}) =>
  must(await runSync(vault.store, connectionId, { clock: clock(), ...options }));
const listed = () => listRemoteKeys(vault.store, connectionId).filter(({ goneAt }) => goneAt === null);

describe('a sync by the API', () => {
  it('puts everything over the snapshot, and tells what is gone at the next', async () => {
    const progress: number[] = [];
    const first = await sync({ onProgress: ({ keys }) => progress.push(keys) });
    expect(first).toMatchObject({
      completeness: { kind: 'complete', evidence: ['Its API listed the keys to the end.'] },
      skipped: [],
      outcome: { status: 'done', way: 'api', seen: 231, new: 231 },
    });
    expect(first.outcome.rateLimit).toMatchObject({ limit: expect.any(Number), remaining: expect.any(Number) });
    expect(progress).toEqual([100, 200, 231]);
    simulator.state.tokens.splice(5, 1);
    vault.clock.at += 60_000;
    expect((await sync()).outcome).toMatchObject({ seen: 230, new: 0, missing: 1, gone: 0 });
    vault.clock.at += 60_000;
    expect((await sync()).outcome).toMatchObject({ seen: 230, new: 0, missing: 0, gone: 1 });
  });

  it('waits as long as it is told after a 429, in seconds or as a date, and goes on', async () => {
    for (const as of ['seconds', 'date'] as const) {
      const waits = clock();
      const off = simulator.faults.add({ kind: 'limited', retryAfterSeconds: 7, as }, { after: 1, times: 1 });
      expect((await sync({ clock: waits })).outcome.status).toBe('done');
      expect(waits.slept).toHaveLength(1);
      // An HTTP date has whole seconds.
      expect(waits.slept[0]).toBeGreaterThan(as === 'date' ? 6_000 : 6_999);
      expect(waits.slept[0]).toBeLessThanOrEqual(7_000);
      off();
    }
  });

  it('backs off by itself after a 429 that says nothing, and gives up at last', async () => {
    const waits = clock();
    simulator.faults.add({ kind: 'limited', retryAfterSeconds: null });
    const { outcome } = await sync({ clock: waits });
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'provider-limited' } });
    expect(waits.slept).toHaveLength(4);
    expect(waits.slept[3]).toBeGreaterThan(waits.slept[0] ?? 0);
  });

  it('does not wait for an hour', async () => {
    const waits = clock();
    simulator.faults.add({ kind: 'limited', retryAfterSeconds: 3_600 });
    const { outcome } = await sync({ clock: waits });
    expect(outcome.error).toMatchObject({ code: 'provider-limited', message: expect.stringContaining('60 minutes') });
    expect(waits.slept).toEqual([]);
  });

  it('asks again after a failure that passes', async () => {
    simulator.faults.add({ kind: 'status', status: 502 }, { after: 1, times: 1 });
    simulator.faults.add({ kind: 'reset' }, { after: 2, times: 1 });
    expect((await sync()).outcome.status).toBe('done');
  });

  const LIMITS = { headersWithinMs: 300, wholeWithinMs: 2_000, mostBytes: 300_000 };
  const FAULTS: readonly [Fault, string, RegExp, FaultScope?][] = [
    [{ kind: 'status', status: 401 }, 'provider-refused', /does not accept the credential/],
    [{ kind: 'status', status: 403 }, 'provider-refused', /does not let/],
    [{ kind: 'status', status: 404 }, 'provider-listing-missing', /nothing at that address/],
    [{ kind: 'status', status: 400 }, 'provider-answer-invalid', /400/],
    [{ kind: 'status', status: 500 }, 'provider-unreachable', /problem of its own/],
    [{ kind: 'html-error', status: 200 }, 'provider-answer-invalid', /a web page where JSON was due/],
    [{ kind: 'html-error', status: 502 }, 'provider-unreachable', /502/],
    [{ kind: 'wrong-content-type', contentType: 'text/plain' }, 'provider-answer-invalid', /JSON was due/],
    [{ kind: 'truncated' }, 'provider-unreachable', /cut off/],
    [{ kind: 'reset' }, 'provider-unreachable', /cut off/],
    [{ kind: 'slow', delayMs: 700 }, 'provider-unreachable', /in time/],
    [{ kind: 'endless-body' }, 'provider-answer-invalid', /larger than/],
    [{ kind: 'endless-pages' }, 'provider-answer-invalid', /again|same keys|leads back|does not end/],
    [{ kind: 'redirect-loop' }, 'provider-answer-invalid', /circle of redirects/],
    [{ kind: 'echo', status: 400 }, 'provider-answer-invalid', /400/],
    [{ kind: 'echo', status: 401 }, 'provider-refused', /credential/],
    [{ kind: 'session-expired' }, 'provider-refused', /credential/],
  ];
  it.each(FAULTS)('names %o, keeps the snapshot, tells no credential', async (fault, code, words) => {
    await sync();
    const before = listed();
    simulator.faults.add(fault, fault.kind === 'endless-pages' ? {} : { after: 1 });
    const { outcome } = await sync({ limits: LIMITS });
    expect(outcome).toMatchObject({ status: 'failed', error: { code, message: expect.stringMatching(words) } });
    expect(listed()).toEqual(before);
    expect(lastSync(vault.store, connectionId)).toEqual(outcome);
    expect(JSON.stringify(outcome)).not.toContain(token.slice(6, 16));
  });

  it('sends nothing to another address that it is redirected to', async () => {
    const elsewhere = await startElsewhere();
    try {
      simulator.faults.add({ kind: 'redirect', to: `${elsewhere.url}/api/v4/personal_access_tokens` }, { after: 1 });
      const { outcome } = await sync();
      expect(outcome.error).toMatchObject({
        code: 'provider-answer-invalid',
        message: expect.stringContaining('Nothing was sent there'),
      });
      expect(elsewhere.requests.entries).toEqual([]);
    } finally {
      await elsewhere.close();
    }
  });

  it('takes no answer that holds the credential', async () => {
    await sync();
    simulator.state.add(`x ${token}`);
    const { outcome } = await sync();
    expect(outcome.error).toMatchObject({ code: 'provider-answer-invalid', message: expect.stringContaining('back') });
    expect(JSON.stringify([outcome, listed()])).not.toContain(token);
  });

  it('names a network that is gone', async () => {
    const other = await startElsewhere();
    await other.close();
    connectionId = connect(other.url, token, 'gone');
    expect((await sync()).outcome.error?.code).toBe('provider-unreachable');
  });

  it('needs a credential', async () => {
    connectionId = connect(simulator.url, null, 'later');
    expect((await sync()).outcome.error?.code).toBe('credential-missing');
    expect(simulator.requests.entries).toEqual([]);
  });

  it('is cancelled in the middle, without half a snapshot', async () => {
    const stop = new AbortController();
    const { outcome } = await sync({ signal: stop.signal, onProgress: ({ page }) => page === 1 && stop.abort() });
    expect(outcome).toMatchObject({ status: 'cancelled', error: { code: 'cancelled' } });
    expect(listed()).toEqual([]);
    expect(simulator.requests.entries).toHaveLength(1);
  });

  it('lets one failing connection stop no other', async () => {
    const bad = connect(simulator.url, 'glpat-wrongMadeUp00000000', 'bad');
    const both = await runAll(vault.store, [bad, connectionId], { clock: clock() });
    expect(both.map(({ sync: { outcome } }) => outcome.status)).toEqual(['failed', 'done']);
  });
});
