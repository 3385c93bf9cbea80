import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure, success } from '#shared/contract/result.ts';
import { codeOf, createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { connectionRow } from '../connections/connection-rows.ts';
import { addConnection } from '../connections/connections.ts';
import { setCredential } from '../connections/credential.ts';
import { finishSync } from '../connections/finish-sync.ts';
import { lastSync, recordFailedSync } from '../connections/sync-records.ts';
import { LOOKS } from '../connections/testing/drafts.ts';
import { createLog } from '../log.ts';
import { type SyncRunner, SyncService } from './sync-service.ts';

const MINUTE = 60_000;

let vault: TestVault;
let lines: string[];
let events: string[];
let services: SyncService[];
/** What really passed, whatever the clock says. */
let passedMs: number;
beforeEach(async () => {
  vault = await createTestVault();
  lines = [];
  events = [];
  services = [];
  passedMs = 0;
});
afterEach(async () => {
  for (const service of services) service.stop();
  expect(lines).toEqual([]);
  await vault.dispose();
});

function connect(name: string, syncEveryMs: number | null = null, provider = 'gitlab'): string {
  const { connectionId } = must(addConnection(vault.store, { provider, name, syncEveryMs }));
  must(setCredential(vault.store, connectionId, { method: 'token', fields: { token: 'made-up-token' } }));
  return connectionId;
}

/** Syncs that end when a test says so. */
class HeldSyncs {
  readonly begun: { id: string; at: number }[] = [];
  readonly #open = new Map<string, (fails: boolean) => void>();
  most = 0;

  readonly run: SyncRunner = async (store, connectionId, { signal, onProgress }) => {
    if (this.#open.has(connectionId)) throw new Error('twice at once');
    this.begun.push({ id: connectionId, at: passedMs });
    const startedAt = store.now();
    onProgress?.({ connectionId, page: 1, pages: 2, keys: 100 });
    const fails = await new Promise<boolean>((resolve) => {
      this.#open.set(connectionId, resolve);
      this.most = Math.max(this.most, this.#open.size);
      if (signal?.aborted === true) resolve(true);
      signal?.addEventListener('abort', () => resolve(true));
    });
    this.#open.delete(connectionId);
    const how = { way: 'api', startedAt, rateLimit: null } as const;
    if (fails) {
      const status = signal?.aborted === true ? 'cancelled' : 'failed';
      const error = { code: 'provider-unreachable', message: 'made up' };
      const outcome = recordFailedSync(store, connectionId, { ...how, status, error });
      return success({ outcome, duplicates: [], completeness: null, skipped: [] });
    }
    const finished = finishSync(store, connectionId, { ...how, drafts: [], completeness: LOOKS.complete });
    return finished.ok ? success({ ...finished.value, completeness: LOOKS.complete, skipped: [] }) : finished;
  };

  get running(): string[] {
    return [...this.#open.keys()];
  }

  end(connectionId: string, fails = false): void {
    this.#open.get(connectionId)?.(fails);
  }
}

function serve(held: HeldSyncs): SyncService {
  const service = new SyncService(vault.store, {
    log: createLog((line) => lines.push(line)),
    onState: () => events.push('state'),
    onEnd: () => events.push('end'),
    elapsedMs: () => passedMs,
    run: held.run,
    canAsk: async () => true,
  });
  services.push(service);
  return service;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
function pass(ms: number): void {
  passedMs += ms;
  vault.clock.at += ms;
}

describe('a sync on demand', () => {
  it('is joined by who asks again, and tells how far it is', async () => {
    const id = connect('one');
    const held = new HeldSyncs();
    const service = serve(held);
    const asked = [service.sync(id), service.sync(id)];
    await vi.waitFor(() => expect(held.running).toEqual([id]));
    expect(service.runningOf(id)).toEqual({ page: 1, pages: 2, keys: 100 });
    held.end(id);
    const [one, other] = await Promise.all(asked);
    expect(one).toBe(other);
    expect(held.begun).toHaveLength(1);
    expect(service.runningOf(id)).toBeNull();
    expect(events.at(-1)).toBe('end');
  });

  it('waits where several run, and goes on when one has ended', async () => {
    const ids = ['a', 'b', 'c', 'd', 'e'].map((name) => connect(name));
    const held = new HeldSyncs();
    const service = serve(held);
    const asked = ids.map((id) => service.sync(id));
    await vi.waitFor(() => expect(held.running).toHaveLength(3));
    for (const id of ids) {
      await vi.waitFor(() => expect(held.running).toContain(id));
      held.end(id, id === ids[1]);
    }
    const ended = await Promise.all(asked);
    expect(ended.map((one) => must(one).outcome.status)).toEqual(['done', 'failed', 'done', 'done', 'done']);
    expect(held.most).toBe(3);
  });

  it('is cancelled, running or waiting, and only where there is one', async () => {
    const id = connect('one');
    const held = new HeldSyncs();
    const service = serve(held);
    expect(service.cancel(id)).toBe(false);
    const asked = service.sync(id);
    await vi.waitFor(() => expect(held.running).toEqual([id]));
    expect(service.cancel(id)).toBe(true);
    expect(must(await asked).outcome.status).toBe('cancelled');

    const [first, second, third, waits] = ['a', 'b', 'c', 'd'].map((name) => connect(name));
    const running = [first, second, third].map((other) => service.sync(other ?? ''));
    const waiting = service.sync(waits ?? '');
    await vi.waitFor(() => expect(held.running).toEqual([first, second, third]));
    expect(service.cancel(waits ?? '')).toBe(true);
    expect(must(await waiting).outcome.status).toBe('cancelled');
    expect(held.running).toEqual([first, second, third]);
    for (const other of [first, second, third]) held.end(other ?? '');
    await Promise.all(running);
    const last = service.sync(id);
    await vi.waitFor(() => expect(held.running).toEqual([id]));
    held.end(id);
    expect(must(await last).outcome.status).toBe('done');
  });

  it('of a connection that is gone says so', async () => {
    const service = serve(Object.assign(new HeldSyncs(), { run: async () => failure('connection-not-found', '') }));
    expect(codeOf(await service.sync(connect('one')))).toBe('connection-not-found');
  });

  it('that is cut by a lock writes nothing and says that the vault is locked', async () => {
    const id = connect('one');
    const held = new HeldSyncs();
    const service = serve(held);
    const waiting = ['b', 'c', 'd'].map((name) => service.sync(connect(name)));
    const asked = [service.sync(id), ...waiting];
    await vi.waitFor(() => expect(held.running).toHaveLength(3));
    service.stop();
    vault.store.session.lock();
    for (const one of await Promise.allSettled(asked)) {
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'vault-locked' } });
    }
  });
});

describe('the schedule', () => {
  it('begins some seconds after unlocking, a few at a time, without those that need a person', async () => {
    const ids = ['a', 'b', 'c', 'd'].map((name) => connect(name));
    must(addConnection(vault.store, { provider: 'gitlab', name: 'without a credential' }));
    const held = new HeldSyncs();
    const service = serve(held);
    await service.look();
    expect(held.running).toEqual([]);
    pass(6_000);
    await service.look();
    await settled();
    expect(held.running).toHaveLength(3);
    for (const id of held.running) held.end(id);
    await settled();
    await service.look();
    await settled();
    expect(held.running).toEqual(ids.slice(3));
    expect(service.nextSyncAt(rowOf(ids[0]))).toBeNull();
  });

  it('goes on after a sleep, and with the others where one fails', async () => {
    const [bad = '', good = ''] = [connect('bad', 30 * MINUTE), connect('good', 30 * MINUTE)];
    const held = new HeldSyncs();
    const service = serve(held);
    const round = async (): Promise<string[]> => {
      await service.look();
      await settled();
      const { running } = held;
      held.end(bad, true);
      held.end(good);
      await settled();
      return running;
    };
    pass(6_000);
    expect(await round()).toEqual([bad, good]);
    pass(4 * MINUTE);
    expect(await round()).toEqual([]);
    pass(2 * MINUTE);
    expect(await round()).toEqual([bad]);
    // The machine slept for a night; `passedMs` may stand still meanwhile.
    vault.clock.at += 8 * 60 * MINUTE;
    passedMs += 5 * MINUTE;
    expect(await round()).toEqual([bad, good]);
  });

  it('leaves what another process has begun or done', async () => {
    const id = connect('one');
    const [mine, theirs] = [new HeldSyncs(), new HeldSyncs()];
    const [service, other] = [serve(mine), serve(theirs)];
    pass(6_000);
    await other.look();
    await settled();
    await service.look();
    await settled();
    expect([theirs.running, mine.running]).toEqual([[id], []]);
    theirs.end(id);
    await settled();
    pass(6 * MINUTE);
    await service.look();
    await settled();
    expect(mine.begun).toEqual([]);
    expect(lastSync(vault.store, id)?.status).toBe('done');
  });

  it('never syncs a connection twice at once, nor more often than every five minutes, whatever clocks do', async () => {
    type Step = { wait: number } | { sleep: number } | { jump: number } | { end: boolean };
    const step = fc.oneof(
      fc.record({ wait: fc.integer({ min: 0, max: 20 * MINUTE }) }),
      fc.record({ sleep: fc.integer({ min: 0, max: 24 * 60 * MINUTE }) }),
      fc.record({ jump: fc.integer({ min: -48 * 60 * MINUTE, max: 48 * 60 * MINUTE }) }),
      fc.record({ end: fc.boolean() }),
    );
    const start = vault.clock.at;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps: Step[]) => {
        vault.store.sql('DELETE FROM connections').run();
        vault.store.sql(`DELETE FROM meta WHERE name LIKE 'sync-begun %'`).run();
        vault.clock.at = start;
        const ids = [connect('often', 5 * MINUTE), connect('seldom')];
        const held = new HeldSyncs();
        const service = serve(held);
        for (const one of steps) {
          if ('wait' in one) pass(one.wait);
          else if ('sleep' in one) pass(one.sleep);
          else if ('jump' in one) vault.clock.at += one.jump;
          else for (const id of held.running) held.end(id, one.end);
          await settled();
          await service.look();
          await settled();
        }
        service.stop();
        for (const id of ids) {
          const begun = held.begun.filter((run) => run.id === id).map(({ at }) => at);
          for (const [index, at] of begun.entries()) {
            if (index > 0) expect(at - (begun[index - 1] ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE);
          }
        }
        for (const id of held.running) held.end(id);
        await settled();
      }),
      { numRuns: 60 },
    );
  });
});

function rowOf(id: string | undefined) {
  const row = connectionRow(vault.store, id ?? '');
  if (row === null) throw new Error('no connection');
  return row;
}
