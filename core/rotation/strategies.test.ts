import { describe, expect, it, vi } from 'vitest';
import { RotationBench } from '../../tests/fixtures/rotation-bench.ts';
import { SCENARIOS, type Scenario } from '../../tests/fixtures/rotation-scenarios.ts';
import { must } from '../../tests/fixtures/test-vault.ts';
import { letGo } from '../ci/receipts.ts';
import { readDrift } from '../matching/read-drift.ts';
import { verifyActivity } from '../store/activity-log.ts';
import type { Store } from '../store/store.ts';
import { giveValue, stepDone } from './answer-step.ts';
import { planRotation } from './plan-rotation.ts';
import { readRotation } from './rotation-of.ts';
import { letGoRotation, rotationKeys } from './rotation-rows.ts';
import { runRotation } from './run-rotation.ts';

vi.setConfig({ testTimeout: 300_000 });

class Dead extends Error {}

/** A process that dies at one of its moments: before it writes, before a request goes out, or before it hears the answer. */
class Mortal {
  readonly store: Store;
  readonly fetch: typeof fetch;
  moments = 0;
  #dead = false;
  readonly #diesAt: number;

  constructor(store: Store, diesAt: number) {
    this.#diesAt = diesAt;
    this.store = {
      ...store,
      sql: (text) => {
        this.#alive();
        return store.sql(text);
      },
      write: (change) => {
        if (!store.db.inTransaction) this.#moment();
        return store.write(change);
      },
    };
    const real = globalThis.fetch;
    this.fetch = async (...request) => {
      this.#moment();
      const answer = await real(...request);
      // Read to its end: it arrived, and nobody hears of it.
      const text = await answer.text();
      this.#moment();
      return new Response(text === '' && answer.status === 204 ? null : text, {
        status: answer.status,
        headers: answer.headers,
      });
    };
  }

  get died(): boolean {
    return this.#dead;
  }

  #moment(): void {
    this.#alive();
    this.moments += 1;
    if (this.moments !== this.#diesAt) return;
    this.#dead = true;
    throw new Dead();
  }

  #alive(): void {
    if (this.#dead) throw new Dead();
  }
}

/** Goes on with a rotation to its end, with a person who does what they are asked. */
async function drive(bench: RotationBench, store: Store, rotationId: string, scenario: Scenario): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) {
    const rotation = must(await runRotation(store, rotationId, bench.options));
    if (rotation.status === 'done') return;
    const step = rotation.steps[rotation.step ?? -1];
    if (step === undefined) throw new Error('Nothing is next');
    if (step.state === 'failed') throw new Error(`${step.kind}: ${step.error?.message}`);
    switch (step.needs) {
      case 'value':
        must(giveValue(store, rotationId, { bytes: Buffer.from(scenario.make(), 'utf8') }));
        break;
      case 'done':
      case 'yes':
        scenario.act(step.kind);
        must(stepDone(store, rotationId, step.position));
        break;
      case null:
        bench.ci.vault.clock.at += 61_000;
    }
  }
  throw new Error('It does not come to its end');
}

async function expectRotated(bench: RotationBench, rotationId: string, scenario: Scenario, old: string): Promise<void> {
  const { store } = bench;
  const rotation = must(readRotation(store, rotationId));
  expect(rotation.steps.map(({ state }) => state)).toEqual(rotation.steps.map(() => 'done'));
  expect(rotation.steps.every(({ evidence, at }) => evidence !== '' && at !== null)).toBe(true);
  const fresh = bench.value(scenario.keyId);
  expect(fresh).not.toBe(old);
  // What the vault has is what the provider accepts, and nothing else of this key is left there.
  expect(scenario.accepted()).toEqual(scenario.endsOld ? [fresh] : expect.arrayContaining([fresh, old]));
  for (const { key_id: keyId, old_version_id: oldVersion, name } of rotationKeys(store, rotationId)) {
    expect(store.sql('SELECT state FROM versions WHERE id = ?').pluck().get(oldVersion)).toBe('retired');
    expect(bench.value(keyId, { id: oldVersion })).not.toBeNull();
    const places = [...bench.ci.ci.places.values()].flatMap((secrets) => secrets.get(name)?.value ?? []);
    expect(places.length).toBeGreaterThan(0);
    expect(places.every((value) => value === bench.value(keyId))).toBe(true);
  }
  // The next rotation knows which key of the provider it is.
  if (rotation.oldName !== null && rotation.steps[0]?.automatic === true) {
    const again = must(planRotation(store, scenario.wish)).plan;
    expect(again.steps.map(({ automatic }) => automatic)).toEqual(rotation.steps.map(({ automatic }) => automatic));
  }
  expect(readDrift(store).filter(({ keyId }) => keyId !== null)).toEqual([]);
  expect(verifyActivity(store).intact).toBe(true);
  expect(scenario.simulator.bugs).toEqual([]);
}

async function withScenario(
  name: string,
  use: (bench: RotationBench, scenario: Scenario, old: string) => Promise<void>,
): Promise<void> {
  const bench = await RotationBench.make();
  const make = SCENARIOS[name];
  if (make === undefined) throw new Error('No such scenario');
  const scenario = await make(bench, { now: () => bench.ci.vault.clock.at });
  try {
    await use(bench, scenario, bench.value(scenario.keyId) ?? '');
  } finally {
    vi.unstubAllGlobals();
    await scenario.simulator.close();
    await bench.dispose();
  }
}

describe.each(Object.keys(SCENARIOS))('%s', (name) => {
  it('comes to its end, with evidence of every step', async () => {
    await withScenario(name, async (bench, scenario, old) => {
      const rotationId = bench.start(scenario.wish);
      await drive(bench, bench.store, rotationId, scenario);
      await expectRotated(bench, rotationId, scenario, old);
    });
  });

  it('is gone on with wherever it was killed, and loses no value', async () => {
    for (let diesAt = 1; ; diesAt += 1) {
      let died = false;
      await withScenario(name, async (bench, scenario, old) => {
        const rotationId = bench.start(scenario.wish);
        const process = new Mortal(bench.store, diesAt);
        vi.stubGlobal('fetch', process.fetch);
        try {
          await drive(bench, process.store, rotationId, scenario);
        } catch (error) {
          if (!process.died) throw error;
        }
        vi.unstubAllGlobals();
        died = process.died;
        // Its process is gone; the next one is another.
        letGoRotation(rotationId);
        for (const id of bench.store.sql('SELECT id FROM receipts').pluck().all() as string[]) letGo(id);
        if (died && must(readRotation(bench.store, rotationId)).status !== 'done') {
          await drive(bench, bench.store, rotationId, scenario).catch((error: unknown) => {
            throw new Error(`killed at moment ${diesAt}: ${String(error)}`);
          });
        }
        await expectRotated(bench, rotationId, scenario, old);
      });
      if (!died) {
        expect(diesAt).toBeGreaterThan(20);
        return;
      }
    }
  });
});
