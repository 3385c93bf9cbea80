import { afterEach, beforeEach, expect, it } from 'vitest';
import { SIMULATED, type SimulatedPlace } from '../../tests/fixtures/ci-simulators.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addKey } from '../keys/add-key.ts';
import { setValue } from '../keys/versions.ts';
import { readRevision } from '../store/revision.ts';
import { openStore, type Store } from '../store/store.ts';
import { loadSystem } from './open-target.ts';
import { listPlacements } from './placement-rows.ts';
import { planPush } from './plan-push.ts';
import { refreshStatus } from './refresh-status.ts';
import { runPush } from './run-push.ts';
import { startPush } from './start-push.ts';
import { addTarget } from './targets.ts';
import { steppingClock } from './testing/memory-ci.ts';

// GitLab tells no times and no tails, but sends what its variables hold along with every list of them.
let vault: TestVault;
let store: Store;
let gitlab: SimulatedPlace;
let targetId: string;
let keyId: string;
const clock = steppingClock({ at: Date.UTC(2026, 10, 21, 12) });
const options = { clock, confirmed: () => true };

beforeEach(async () => {
  vault = await createTestVault();
  store = openStore(vault.store.session, { by: 'cli', now: clock.now });
  gitlab = await SIMULATED.gitlab(clock.now);
  const { place, baseUrl, token } = gitlab;
  targetId = must(addTarget(store, await loadSystem('gitlab'), { place, baseUrl, token, name: 'web' })).targetId;
  const bytes = Buffer.from('CANARY-first-value');
  keyId = must(addKey(store, { environmentId: vault.environment.staging, name: 'TOKEN', kind: 'secret', bytes })).keyId;
  await push();
});
afterEach(async () => {
  await gitlab.simulator.close();
  expect(gitlab.simulator.bugs).toEqual([]);
  await vault.dispose();
});

async function push() {
  const plan = must(await planPush(store, [{ keyId, targetId, named: false }], options));
  const { receiptId } = must(startPush(store, plan, { agreed: () => true, confirmed: () => true }));
  return must(await runPush(store, receiptId, options));
}
async function look(): Promise<string | undefined> {
  must({ ok: true, value: await refreshStatus(store, [targetId], options) });
  return listPlacements(store)[0]?.state;
}
const set = (text: string) => must(setValue(store, { keyId, bytes: Buffer.from(text), discardPrevious: false }));

it('a change elsewhere shows, is left alone, and is over when the value is back; one list tells all', async () => {
  expect(await look()).toBe('current');
  gitlab.plant('TOKEN', 'CANARY-of-somebody-else');
  gitlab.simulator.requests.clear();
  expect(await look()).toBe('changed-elsewhere');
  expect(gitlab.simulator.requests.entries).toHaveLength(1);
  const plan = must(await planPush(store, [{ keyId, targetId, named: false }], options));
  expect(plan.steps).toMatchObject([{ action: 'left-alone', problem: { code: 'not-ours' } }]);
  gitlab.plant('TOKEN', 'CANARY-first-value');
  expect(await look()).toBe('current');
  const kept = JSON.stringify(store.db.prepare('SELECT * FROM placements, ci_targets, receipt_steps').all());
  expect(kept).not.toContain('CANARY');
});

it('a look counts as a change of the vault where it finds one', async () => {
  await look();
  const revision = readRevision(store);
  await look();
  expect(readRevision(store)).toBe(revision);
  gitlab.plant('TOKEN', 'CANARY-of-somebody-else');
  await look();
  expect(readRevision(store)).toBe(revision + 1);
  await look();
  expect(readRevision(store)).toBe(revision + 1);
});

it.each([
  ['was taken', { kind: 'truncated' }, 'replaced', 'CANARY-second-value', 'current'],
  ['was not taken', { kind: 'status', status: 502 }, 'failed', 'CANARY-first-value', 'behind'],
] as const)(
  'a write without an answer that %s is known to be by what is there',
  async (_, fault, outcome, there, state) => {
    set('CANARY-second-value');
    gitlab.simulator.faults.add(fault, { method: 'PUT', times: 1 });
    const receipt = await push();
    expect(receipt.steps[0]?.outcome).toBe(outcome);
    expect([gitlab.held('TOKEN'), await look()]).toEqual([there, state]);
  },
);
