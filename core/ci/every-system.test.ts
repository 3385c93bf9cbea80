import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CiSystemId } from '#shared/domain/ci.ts';
import { SIMULATED, type SimulatedPlace } from '../../tests/fixtures/ci-simulators.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addKey } from '../keys/add-key.ts';
import { setValue } from '../keys/versions.ts';
import { openStore, type Store } from '../store/store.ts';
import { loadSystem } from './open-target.ts';
import { listPlacements } from './placement-rows.ts';
import { planPush } from './plan-push.ts';
import { createReceipt, letGo } from './receipts.ts';
import { refreshStatus } from './refresh-status.ts';
import { runPush } from './run-push.ts';
import { startPush } from './start-push.ts';
import { takeStep } from './step-record.ts';
import { addTarget } from './targets.ts';
import { steppingClock } from './testing/memory-ci.ts';

// Made up.
const NAMES = ['DEPLOY_TOKEN', 'DB_URL', 'SIGNING_KEY'];
const first = (name: string) => `first-${name.toLowerCase()}-aaaa`;
const second = (name: string) => `second-${name.toLowerCase()}-bbbb`;

describe.each(Object.keys(SIMULATED) as CiSystemId[])('%s', (id) => {
  let vault: TestVault;
  let store: Store;
  let simulated: SimulatedPlace;
  let targetId: string;
  let keys: string[];
  const clock = { at: Date.UTC(2026, 10, 21, 12) };
  const options = { clock: steppingClock(clock), confirmed: () => true };

  beforeEach(async () => {
    vault = await createTestVault();
    store = openStore(vault.store.session, { by: 'cli', now: options.clock.now });
    simulated = await SIMULATED[id](options.clock.now);
    const { place, baseUrl, token } = simulated;
    targetId = must(addTarget(store, await loadSystem(id), { place, baseUrl, token, name: 'target' })).targetId;
    keys = NAMES.map(
      (name) =>
        must(
          addKey(store, {
            environmentId: vault.environment.production,
            name,
            kind: 'secret',
            bytes: Buffer.from(first(name)),
          }),
        ).keyId,
    );
    simulated.plant('UNRELATED', 'made-up-unrelated-value');
  });
  afterEach(async () => {
    expect(simulated.held('UNRELATED')).toBe('made-up-unrelated-value');
    await simulated.simulator.close();
    expect(simulated.simulator.bugs).toEqual([]);
    const { entries } = simulated.simulator.requests;
    expect(entries.filter(({ method }) => method === 'DELETE')).toEqual([]);
    await vault.dispose();
  });

  const writes = () => simulated.simulator.requests.entries.filter(({ method }) => method !== 'GET').length;
  const wanted = () => keys.map((keyId) => ({ keyId, targetId, named: false }));
  const plan = async () => must(await planPush(store, wanted(), options));
  const consent = { agreed: () => true, confirmed: () => true };
  const push = async () => {
    const { receiptId } = must(startPush(store, await plan(), consent));
    return must(await runPush(store, receiptId, options));
  };
  const states = () => listPlacements(store).map(({ state }) => state);
  const held = () => NAMES.map((name) => simulated.held(name));

  it('is pushed to, reads back equal, and a second push changes nothing', async () => {
    const receipt = await push();
    expect(receipt.steps.map(({ outcome, error }) => [outcome, error])).toEqual(NAMES.map(() => ['created', null]));
    expect(held()).toEqual(NAMES.map(first));
    expect(writes()).toBe(3);
    expect((await plan()).steps.map(({ action }) => action)).toEqual(['same', 'same', 'same']);
    expect(writes()).toBe(3);
    expect(states()).toEqual(['current', 'current', 'current']);

    for (const [index, keyId] of keys.entries()) {
      const bytes = Buffer.from(second(NAMES[index] ?? ''));
      must(setValue(store, { keyId, bytes, discardPrevious: false }));
    }
    expect(states()).toEqual(['behind', 'behind', 'behind']);
    expect((await push()).status).toBe('done');
    expect(held()).toEqual(NAMES.map(second));
    await refreshStatus(store, undefined, options);
    expect(states()).toEqual(['current', 'current', 'current']);
  });

  it('shows a change that somebody else made, as far as it tells of changes', async () => {
    await push();
    simulated.plant('DB_URL', 'somebody-else-9999');
    await refreshStatus(store, undefined, options);
    const { state } = listPlacements(store).find(({ secretName }) => secretName === 'DB_URL') ?? {};
    const tells = (await loadSystem(id)).tellsChanges;
    expect(state).toBe(tells ? 'changed-elsewhere' : 'current');
  });

  it('resumes a push that was killed before and after a write, with nothing twice', async () => {
    const { receiptId } = createReceipt(store, (await plan()).steps, null);
    const receipt = { id: receiptId, started_at: options.clock.now(), undoes: null };
    // Killed between the note and the request, and between the request and its answer.
    for (const position of [0, 1]) {
      const { taken } = must(takeStep(store, receipt, position, () => true));
      taken.bytes.fill(0);
    }
    options.clock.now();
    simulated.plant(NAMES[1] ?? '', first(NAMES[1] ?? ''));
    letGo(receiptId);
    expect(states()).toEqual(['unknown', 'unknown']);
    const resumed = must(await runPush(store, receiptId, options));
    expect(resumed.steps.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created']);
    expect(held()).toEqual(NAMES.map(first));
    expect(writes()).toBe(2);
    expect(states()).toEqual(['current', 'current', 'current']);
  });

  it('tells of a token that lost its right, and of a target that limits', async () => {
    for (const method of ['POST', 'PUT', 'PATCH']) {
      simulated.simulator.faults.add({ kind: 'limited', retryAfterSeconds: 7 }, { method, times: 1 });
    }
    expect((await push()).status).toBe('done');
    expect(writes()).toBeGreaterThan(3);
    expect(held()).toEqual(NAMES.map(first));
    for (const [index, keyId] of keys.entries()) {
      const bytes = Buffer.from(second(NAMES[index] ?? ''));
      must(setValue(store, { keyId, bytes, discardPrevious: false }));
    }
    const next = await plan();
    for (const method of ['POST', 'PUT', 'PATCH']) {
      simulated.simulator.faults.add({ kind: 'status', status: 403 }, { method });
    }
    const { receiptId } = must(startPush(store, next, consent));
    const refused = must(await runPush(store, receiptId, options));
    expect(refused.steps.every(({ outcome }) => outcome === 'failed')).toBe(true);
    expect(refused.steps[0]?.error?.code).toBe('provider-refused');
    expect(held()).toEqual(NAMES.map(first));
    expect(JSON.stringify(refused)).not.toContain(Object.values(simulated.token).at(-1));
  });
});
