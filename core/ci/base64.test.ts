import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CiSystemId } from '#shared/domain/ci.ts';
import { SIMULATED, type SimulatedPlace } from '../../tests/fixtures/ci-simulators.ts';
import { createTestVault, must, type TestVault } from '../../tests/fixtures/test-vault.ts';
import { addKey } from '../keys/add-key.ts';
import { setValue } from '../keys/versions.ts';
import { openStore, type Store } from '../store/store.ts';
import { loadSystem } from './open-target.ts';
import { listPlacements } from './placement-rows.ts';
import { planPush, type WantedStep } from './plan-push.ts';
import type { PushPlan } from './push-plan.ts';
import { refreshStatus } from './refresh-status.ts';
import { runPush } from './run-push.ts';
import { startPush } from './start-push.ts';
import { addTarget } from './targets.ts';
import { steppingClock } from './testing/memory-ci.ts';
import { planUndo } from './undo-push.ts';

// Made up. GitLab's target masks, Jenkins takes XML, and the others hold text only.
const PEM = '-----BEGIN PRIVATE KEY-----\nCANARY-made-up\n-----END PRIVATE KEY-----\n';
const VALUES: Readonly<Partial<Record<CiSystemId, Buffer>>> = {
  gitlab: Buffer.from(PEM),
  jenkins: Buffer.from('CANARY-made-up\u0001with-a-control-character'),
};
const BINARY = Buffer.from([0xff, 0x00, 0xfe, 0x80, 1, 2, 3, 4, 5]);
const OTHER = Buffer.from('made-up-\u0001-other\nvalue');

describe.each(Object.keys(SIMULATED) as CiSystemId[])('a value that %s cannot hold', (id) => {
  let vault: TestVault;
  let store: Store;
  let simulated: SimulatedPlace;
  let targetId: string;
  const clock = steppingClock({ at: Date.UTC(2026, 10, 21, 12) });
  const options = { clock, confirmed: () => true };
  const value = VALUES[id] ?? BINARY;

  beforeEach(async () => {
    vault = await createTestVault();
    store = openStore(vault.store.session, { by: 'cli', now: clock.now });
    simulated = await SIMULATED[id](clock.now);
    const { place, baseUrl, token } = simulated;
    targetId = must(addTarget(store, await loadSystem(id), { place, baseUrl, token, name: 'web' })).targetId;
  });
  afterEach(async () => {
    await simulated.simulator.close();
    expect(simulated.simulator.bugs).toEqual([]);
    await vault.dispose();
  });

  const key = (name: string, bytes: Buffer) => {
    const kind = bytes === BINARY ? ('file' as const) : ('secret' as const);
    const environmentId = vault.environment.staging;
    return must(addKey(store, { environmentId, name, kind, bytes: Buffer.from(bytes), identifier: null })).keyId;
  };
  const plan = async (wanted: Omit<WantedStep, 'targetId' | 'named'>) =>
    must(await planPush(store, [{ targetId, named: false, ...wanted }], options));
  const carryOut = async (made: PushPlan) => {
    const { receiptId } = must(startPush(store, made, { agreed: () => true, confirmed: () => true }));
    return must(await runPush(store, receiptId, options));
  };
  const look = async () => {
    await refreshStatus(store, [targetId], options);
    return listPlacements(store).map(({ state, encoding }) => [state, encoding]);
  };

  it('is refused with an offer, placed in base64, followed so, and stays so with the next value', async () => {
    const keyId = key('SIGNING_KEY', value);
    expect((await plan({ keyId })).steps).toMatchObject([{ action: 'refused', base64: 'offered' }]);
    const chosen = await plan({ keyId, encoding: 'base64' });
    expect(chosen.steps).toMatchObject([{ action: 'create', base64: 'chosen', problem: null }]);
    expect((await carryOut(chosen)).status).toBe('done');
    expect(simulated.held('SIGNING_KEY')).toBe(value.toString('base64'));
    expect(await look()).toEqual([['current', 'base64']]);
    expect((await plan({ keyId })).steps).toMatchObject([{ action: 'same' }]);

    must(setValue(store, { keyId, bytes: Buffer.from(OTHER), discardPrevious: false }));
    expect(await look()).toEqual([['behind', 'base64']]);
    const receipt = await carryOut(await plan({ keyId }));
    expect(simulated.held('SIGNING_KEY')).toBe(OTHER.toString('base64'));
    expect(await look()).toEqual([['current', 'base64']]);
    const undo = must(await planUndo(store, receipt.id, options)).plan;
    if (undo === null) throw new Error('nothing to put back');
    await carryOut(undo);
    expect(simulated.held('SIGNING_KEY')).toBe(value.toString('base64'));
    if ((await loadSystem(id)).tellsChanges) {
      simulated.plant('SIGNING_KEY', 'somebody-else-9999');
      expect(await look()).toEqual([['changed-elsewhere', 'base64']]);
    }
  });

  it('and one that it can hold goes from one form to the other and back by an undo', async () => {
    const keyId = key('PLAIN', Buffer.from('made-up-plain-value'));
    await carryOut(await plan({ keyId }));
    const step = await plan({ keyId, encoding: 'base64' });
    expect(step.steps).toMatchObject([{ action: 'replace', base64: 'chosen' }]);
    const receipt = await carryOut(step);
    expect(simulated.held('PLAIN')).toBe(Buffer.from('made-up-plain-value').toString('base64'));
    const undo = must(await planUndo(store, receipt.id, options)).plan;
    if (undo === null) throw new Error('nothing to put back');
    await carryOut(undo);
    expect(simulated.held('PLAIN')).toBe('made-up-plain-value');
    expect(await look()).toEqual([['current', 'plain']]);
  });
});
