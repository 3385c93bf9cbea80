import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SIMULATED, type SimulatedPlace } from '../../tests/fixtures/ci-simulators.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addKey } from '../keys/add-key.ts';
import { openStore, type Store } from '../store/store.ts';
import { loadSystem } from './open-target.ts';
import { planPush } from './plan-push.ts';
import type { PushOptions } from './push-run.ts';
import type { StepRow } from './receipts.ts';
import { runPush } from './run-push.ts';
import { startPush } from './start-push.ts';
import * as stepRecord from './step-record.ts';
import { StepsAhead, type TakenStep } from './steps-ahead.ts';
import { addTarget } from './targets.ts';
import { steppingClock } from './testing/memory-ci.ts';

const KEYS = 40;

describe('a push of many keys to one target', () => {
  let vault: TestVault;
  let store: Store;
  let github: SimulatedPlace;
  let receiptId: string;
  const options: PushOptions = { clock: steppingClock({ at: Date.UTC(2026, 10, 21, 12) }), confirmed: () => true };
  const opened: Buffer[] = [];

  beforeEach(async () => {
    const { takeStep } = stepRecord;
    opened.length = 0;
    vi.spyOn(stepRecord, 'takeStep').mockImplementation((...given) => {
      const taken = takeStep(...given);
      if (taken.ok) opened.push(taken.value.taken.bytes);
      return taken;
    });
    vault = await createTestVault();
    store = openStore(vault.store.session, { by: 'cli', now: options.clock?.now ?? Date.now });
    github = await SIMULATED.github(store.now);
    const { place, baseUrl, token } = github;
    const { targetId } = must(addTarget(store, await loadSystem('github'), { place, baseUrl, token, name: 'web' }));
    const wanted = Array.from({ length: KEYS }, (_, index) => {
      const key = { environmentId: vault.environment.staging, name: nameOf(index), kind: 'secret' } as const;
      return {
        keyId: must(addKey(store, { ...key, bytes: Buffer.from(secretOf(index)) })).keyId,
        targetId,
        named: false,
      };
    });
    const plan = must(await planPush(store, wanted, options));
    ({ receiptId } = must(startPush(store, plan, { agreed: () => true, confirmed: () => true })));
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    expect(opened.every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
    await github.simulator.close();
    expect(github.simulator.bugs).toEqual([]);
    await vault.dispose();
  });

  const nameOf = (index: number) => `KEY_${index}`;
  const secretOf = (index: number) => `made-up-value-${index}`;
  const run = async (more: Partial<PushOptions> = {}) => must(await runPush(store, receiptId, { ...options, ...more }));
  const outcomes = (receipt: Awaited<ReturnType<typeof run>>) =>
    Object.fromEntries(
      Map.groupBy(receipt.steps, ({ outcome }) => outcome)
        .entries()
        .map(([outcome, steps]) => [outcome, steps.length]),
    );
  const sent = () => github.simulator.requests.entries.filter(({ method }) => method === 'PUT');
  const pending = () => store.sql('SELECT count(*) FROM placements WHERE pending_at IS NOT NULL').pluck().get();

  it('opens and sends every value once', async () => {
    expect(outcomes(await run())).toEqual({ created: KEYS });
    expect(opened).toHaveLength(KEYS);
    expect(new Set(sent().map(({ path }) => path)).size).toBe(KEYS);
    expect(sent()).toHaveLength(KEYS);
    for (let index = 0; index < KEYS; index += 1) expect(github.held(nameOf(index))).toBe(secretOf(index));
  });

  it.each([1, 3, 8])('goes on after %i limits, with nothing skipped and nothing sent twice', async (times) => {
    github.simulator.faults.add({ kind: 'limited', retryAfterSeconds: 5 }, { method: 'PUT', after: 9, times });
    expect(outcomes(await run())).toEqual({ created: KEYS });
    expect(sent().filter(({ status }) => status === 201)).toHaveLength(KEYS);
    expect(pending()).toBe(0);
  });

  it('leaves what was not sent waiting where it is cancelled, and goes on later', async () => {
    const cancel = new AbortController();
    const onProgress: PushOptions['onProgress'] = ({ done }) => {
      if (done === 10) cancel.abort();
    };
    const stopped = await run({ signal: cancel.signal, onProgress });
    expect(stopped.status).toBe('stopped');
    expect(outcomes(stopped)).toEqual({ created: sent().length, waiting: KEYS - sent().length });
    expect(sent().length).toBeLessThan(KEYS);
    expect(pending()).toBe(0);
    expect(outcomes(await run())).toEqual({ created: KEYS });
    expect(sent()).toHaveLength(KEYS);
  });

  it('leaves nothing unknown where the token loses its right', async () => {
    github.simulator.faults.add({ kind: 'status', status: 403 }, { method: 'PUT', after: 10 });
    const { created = 0, failed = 0, ...rest } = outcomes(await run());
    expect(created).toBe(10);
    expect(failed).toBe(KEYS - 10);
    expect(rest).toEqual({});
    expect(sent().length).toBeLessThan(20);
    expect(pending()).toBe(0);
  });
});

it('gives a step that is being given back to nobody before it waits again', async () => {
  const order: string[] = [];
  const ahead = new StepsAhead({ giveBack: () => order.push('waits again'), hurry: () => order.push('hurried') });
  const step = { position: 7 } as StepRow;
  const bytes = Buffer.from('made-up-value');
  let note: (taken: TakenStep) => void = () => undefined;
  ahead.add(
    step,
    new Promise((resolve) => {
      note = resolve;
    }),
  );
  const given = ahead.giveAllBack();
  const asked = ahead.take(step).then((taken) => order.push(taken === null ? 'not there' : 'taken'));
  note({ ok: true, value: { step, taken: { bytes } as (TakenStep & { ok: true })['value']['taken'] } });
  await Promise.all([given, asked]);
  expect(order).toEqual(['waits again', 'not there']);
  expect(bytes.every((byte) => byte === 0)).toBe(true);
});
