import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CiTargetId, KeyId, ReceiptId } from '#shared/domain/ids.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { openTestWindow, type TestWindow } from '../../tests/fixtures/test-window.ts';
import { type GitHubCi, startGitHubCi } from '../../tests/simulators/ci/github.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { MemoryCi, steppingClock } from '../ci/testing/memory-ci.ts';

let window: TestWindow;
afterEach(async () => {
  expect(window.lines).toEqual([]);
  await window.close();
  expect(JSON.stringify(window.events)).not.toContain('CANARY');
});

const client = () => window.engine.client;
async function addKey(name: string, value: string): Promise<KeyId> {
  const request = {
    environmentId: window.staging,
    name,
    value: { from: 'text', text: value },
    verbatim: true,
  } as const;
  return must(await client().keys.add(request)).keyId;
}
async function preview(keyIds: readonly KeyId[], targetId: CiTargetId) {
  const steps = keyIds.map((keyId) => ({ keyId, targetId, named: false }));
  return must(await client().pushes.preview({ of: 'steps', steps }));
}
async function start(keyIds: readonly KeyId[], targetId: CiTargetId): Promise<ReceiptId> {
  const { previewId } = await preview(keyIds, targetId);
  return must(await client().pushes.start({ previewId, agreed: [] })).receiptId;
}
const receiptOf = async (receiptId: ReceiptId) => must(await client().pushes.receipt({ receiptId })).receipt;
async function atEnd(receiptId: ReceiptId) {
  await vi.waitFor(async () => expect((await receiptOf(receiptId)).status).not.toBe('running'), 10_000);
  return receiptOf(receiptId);
}
const states = async () =>
  Object.fromEntries(
    must(await client().placements.list({})).placements.map(({ secretName, state }) => [secretName, state]),
  );

describe('at GitHub', () => {
  let simulator: Simulator<GitHubCi>;
  const GENTLE = { headersWithinMs: 400, wholeWithinMs: 2_000, mostBytes: 1_000_000 };
  beforeEach(async () => {
    window = await openTestWindow({ ci: (clock) => ({ clock: steppingClock(clock), limits: GENTLE }) });
    simulator = await startGitHubCi({ now: window.clock.now });
    simulator.state.addRepository('acme/web');
  });
  afterEach(async () => {
    expect(simulator.bugs).toEqual([]);
    await simulator.close();
  });
  async function target(place = { text: 'acme/web', choices: {} }, options = {}): Promise<CiTargetId> {
    const token = { token: simulator.state.addToken(options).value };
    const added = await client().ciTargets.add({ system: 'github', place, baseUrl: simulator.url, token });
    return must(added).targetId;
  }
  const writes = () => simulator.requests.entries.filter(({ method }) => method === 'PUT').length;
  const held = (name: string) => simulator.state.repository('acme/web')?.actions.opened(name) ?? null;

  it('says which rule a name or a value breaks, before anything that writes is sent', async () => {
    const targetId = await target();
    const keys = [
      await addKey('GITHUB_TOKEN', 'CANARY'),
      await addKey('BIG', 'x'.repeat(49_153)),
      await addKey('a-b', 'x'),
    ];
    const { steps } = (await preview(keys, targetId)).preview;
    expect(steps.map(({ action, problem }) => [action, problem?.code])).toEqual([
      ['refused', 'name-reserved'],
      ['refused', 'value-too-large'],
      ['refused', 'name-characters'],
    ]);
    for (const { problem } of steps) {
      expect(problem?.mend).not.toBe('');
      expect(JSON.stringify(problem)).not.toMatch(/--[a-z]|keyrail |CANARY/);
    }
    expect(writes()).toBe(0);
  });

  it.each([
    ['a token that may not', 'acme/web', {}, { permissions: {} }, 'provider-refused'],
    ['a target that vanished', 'acme/gone', {}, {}, 'provider-listing-missing'],
    ['an environment that is not there', 'acme/web', { environment: 'nowhere' }, {}, 'provider-listing-missing'],
  ] as const)('refuses the steps of %s, with what to do', async (_, text, choices, options, code) => {
    const targetId = await target({ text, choices }, options);
    const { steps } = (await preview([await addKey('A', 'CANARY')], targetId)).preview;
    expect(steps).toMatchObject([{ action: 'refused', problem: { code, mend: expect.stringMatching(/./) } }]);
    expect(JSON.stringify(steps)).not.toMatch(/--[a-z]|keyrail |CANARY/);
    const [state] = must(await client().ciTargets.list({})).targets;
    expect(state?.target.error?.code).toBe(code);
    expect(must(await client().placements.refresh({ targetIds: [targetId] })).looks).toMatchObject([
      { secrets: null, error: { code } },
    ]);
    expect(codeOf(await client().ciTargets.secrets({ targetId }))).toBe(code);
    expect(must(await client().ciTargets.test({ targetId })).result).toBe('refused');
    expect(writes()).toBe(0);
  });

  it.each([
    [403, 'failed', 'provider-refused'],
    [404, 'failed', 'provider-listing-missing'],
    [409, 'failed', 'provider-answer-invalid'],
    [422, 'failed', 'provider-answer-invalid'],
    [500, 'failed', 'provider-unreachable'],
    [503, 'failed', 'provider-unreachable'],
  ] as const)('takes a %i to a write for %s, and shows nothing as placed', async (status, outcome, code) => {
    const targetId = await target();
    const keyId = await addKey('A', 'CANARY');
    simulator.faults.add({ kind: 'status', status }, { method: 'PUT', times: 1 });
    const receipt = await atEnd(await start([keyId], targetId));
    expect(receipt.steps).toMatchObject([{ outcome, error: { code } }]);
    expect([await states(), held('A'), writes()]).toEqual([{}, null, 1]);
    // Nothing stands in the way of another one.
    expect((await atEnd(await start([keyId], targetId))).status).toBe('done');
  });

  it('waits a limit out, and stops at one that lasts, to be resumed when it is over', async () => {
    const targetId = await target();
    simulator.faults.add({ kind: 'limited', retryAfterSeconds: 30 }, { method: 'PUT', times: 1 });
    expect((await atEnd(await start([await addKey('A', 'CANARY')], targetId))).status).toBe('done');
    simulator.faults.add({ kind: 'limited', retryAfterSeconds: 3_600 }, { method: 'PUT', times: 1 });
    const receiptId = await start([await addKey('B', 'CANARY')], targetId);
    const stopped = await atEnd(receiptId);
    expect([stopped.status, stopped.steps[0]?.outcome]).toEqual(['stopped', 'waiting']);
    expect(stopped.resumeAt).toBeGreaterThan(window.clock.at + 3_000_000);
    window.clock.at = stopped.resumeAt ?? 0;
    must(await client().pushes.resume({ receiptId }));
    expect((await atEnd(receiptId)).status).toBe('done');
    expect(held('B')).toBe('CANARY');
  });

  it('looks a write up whose answer came too late, and does not send it again', async () => {
    const targetId = await target();
    const off = simulator.faults.add({ kind: 'slow', delayMs: 900 }, { method: 'PUT', times: 1 });
    const receipt = await atEnd(await start([await addKey('A', 'CANARY')], targetId));
    off();
    expect([held('A'), writes(), receipt.steps[0]?.outcome]).toEqual(['CANARY', 1, 'created']);
    expect(await states()).toEqual({ A: 'current' });
  });

  it('ends a look when the vault is locked', async () => {
    const targetId = await target();
    simulator.faults.add({ kind: 'slow', delayMs: 300 });
    const asked = [
      client().placements.refresh({ targetIds: [targetId] }),
      client().ciTargets.secrets({ targetId }),
      client().ciTargets.test({ targetId }),
      client().pushes.preview({ of: 'steps', steps: [{ keyId: await addKey('A', 'x'), targetId, named: false }] }),
    ];
    await vi.waitFor(() => expect(simulator.requests.entries.length).toBeGreaterThan(0));
    expect(must(await client().ciTargets.list({})).targets).toMatchObject([{ looking: true }]);
    must(await client().vault.lock({}));
    expect((await Promise.all(asked)).map((answer) => codeOf(answer))).toEqual(asked.map(() => 'vault-locked'));
    must(await client().vault.unlock({ with: { kind: 'keychain' } }));
    expect(must(await client().ciTargets.list({})).targets).toMatchObject([
      { looking: false, target: { checkedAt: null, error: null } },
    ]);
  });
});

describe('in memory', () => {
  let ci: MemoryCi;
  beforeEach(async () => {
    window = await openTestWindow({
      ci: (clock) => {
        const stepping = steppingClock(clock);
        ci = new MemoryCi(stepping.now);
        return { systems: ci.load, clock: stepping };
      },
    });
    ci.pace = { atOnce: 1, writesAMinute: null };
  });
  async function target(name = 'web'): Promise<CiTargetId> {
    const place = { text: `acme/${name}`, choices: {} };
    const added = await client().ciTargets.add({ system: 'github', place, name, token: { token: 'CANARY-token' } });
    return must(added).targetId;
  }
  const names = ['A', 'B', 'C', 'D'];
  const keys = () => Promise.all(names.map((name) => addKey(name, `CANARY-${name}`)));
  /** Holds the write of a secret until it is let go. */
  function holdWriteOf(secret: string): { reached: Promise<void>; letGo: () => void } {
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      ci.hold = ({ what, name }) => {
        if (what !== 'put' || name !== secret) return Promise.resolve();
        resolve();
        return held;
      };
    });
    return { reached, letGo };
  }

  it('a write between request and answer is unknown, is looked up, and never assumed', async () => {
    ci.tellsTimes = false;
    const targetId = await target();
    const keyId = await addKey('A', 'CANARY-1111');
    await atEnd(await start([keyId], targetId));
    const value = { from: 'text', text: 'CANARY-2222' } as const;
    must(await client().keys.setValue({ keyId, value, verbatim: true, discardPrevious: false }));
    ci.fault = ({ what }) => (what === 'put' ? { kind: 'lost-answer' } : null);
    const receipt = await atEnd(await start([keyId], targetId));
    expect([receipt.status, receipt.steps[0]?.outcome]).toEqual(['failed', 'unknown']);
    expect(await states()).toEqual({ A: 'unknown' });
    ci.fault = () => null;
    ci.tellsTail = true;
    must(await client().placements.refresh({}));
    expect(await states()).toEqual({ A: 'current' });
    expect(ci.writesOf('acme/web', 'A')).toBe(2);
    expect((await receiptOf(receipt.id)).steps[0]?.outcome).toBe('replaced');
  });

  it('is stopped after what is under way, and resumed with nothing twice', async () => {
    const targetId = await target();
    const { reached, letGo } = holdWriteOf('B');
    const receiptId = await start(await keys(), targetId);
    await reached;
    expect((await receiptOf(receiptId)).status).toBe('running');
    // Nobody else carries it out meanwhile.
    expect(codeOf(await client().pushes.resume({ receiptId }))).toBe('conflict');
    expect(must(await client().pushes.stop({ receiptId })).wasRunning).toBe(true);
    letGo();
    const stopped = await atEnd(receiptId);
    expect(stopped.steps.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'waiting', 'waiting']);
    expect(stopped.status).toBe('stopped');
    expect(must(await client().pushes.stop({ receiptId })).wasRunning).toBe(false);
    must(await client().pushes.resume({ receiptId }));
    expect((await atEnd(receiptId)).status).toBe('done');
    expect(names.map((name) => ci.writesOf('acme/web', name))).toEqual([1, 1, 1, 1]);
  });

  it('that the lock cuts leaves the truth behind, and goes on after it with nothing twice', async () => {
    const targetId = await target();
    const { reached, letGo } = holdWriteOf('B');
    const receiptId = await start(await keys(), targetId);
    await reached;
    window.events.length = 0;
    must(await client().vault.lock({}));
    must(await client().vault.unlock({ with: { kind: 'keychain' } }));
    // Its answer is still to come: until then nobody looks it up or sends it again.
    expect((await receiptOf(receiptId)).steps.map(({ outcome }) => outcome)).toEqual([
      ...['created', 'unknown', 'waiting', 'waiting'],
    ]);
    expect(codeOf(await client().pushes.resume({ receiptId }))).toBe('conflict');
    letGo();
    await vi.waitFor(async () => expect((await receiptOf(receiptId)).status).toBe('stopped'));
    expect(await states()).toEqual({ A: 'current', B: 'unknown' });
    expect(window.events.filter(({ type }) => type === 'push-progress')).toEqual([]);
    must(await client().pushes.resume({ receiptId }));
    expect((await atEnd(receiptId)).status).toBe('done');
    expect(names.map((name) => ci.writesOf('acme/web', name))).toEqual([1, 1, 1, 1]);
    expect(Object.values(await states())).toEqual(names.map(() => 'current'));
  });

  it('two pushes at once: each secret is written once, and two targets go on side by side', async () => {
    const [web, api] = [await target('web'), await target('api')];
    const keyIds = await keys();
    const plans = [await preview(keyIds, web), await preview(keyIds, web), await preview(keyIds, api)];
    const started = await Promise.all(plans.map(({ previewId }) => client().pushes.start({ previewId, agreed: [] })));
    const receipts = await Promise.all(started.map((one) => atEnd(must(one).receiptId)));
    for (const name of names) {
      expect([ci.writesOf('acme/web', name), ci.writesOf('acme/api', name)]).toEqual([1, 1]);
    }
    expect(receipts[2]?.status).toBe('done');
    const outcomes = receipts.slice(0, 2).flatMap(({ steps }) => steps.map(({ outcome }) => outcome));
    expect(outcomes.toSorted()).toEqual([...names.map(() => 'created'), ...names.map(() => 'skipped')]);
  });

  it('carries on where one of many targets is away, and tells of each by itself', async () => {
    const targets = await Promise.all(['one', 'two', 'three'].map((name) => target(name)));
    ci.fault = ({ place }) => (place === 'acme/two' ? { kind: 'offline' } : null);
    const keyId = await addKey('A', 'CANARY');
    const steps = targets.map((targetId) => ({ keyId, targetId, named: false }));
    const shown = must(await client().pushes.preview({ of: 'steps', steps }));
    expect(shown.preview.steps.map(({ action }) => action)).toEqual(['create', 'refused', 'create']);
    const { receiptId } = must(await client().pushes.start({ previewId: shown.previewId, agreed: [] }));
    expect((await atEnd(receiptId)).steps.map(({ targetName }) => targetName)).toEqual(['one', 'three']);
    expect(must(await client().placements.refresh({})).looks).toHaveLength(2);
  });

  it('tells its progress at most four times a second, and the last step always', async () => {
    const targetId = await target();
    ci.pace = { atOnce: 4, writesAMinute: null };
    const many = await Promise.all(Array.from({ length: 40 }, (_, index) => addKey(`KEY_${index}`, 'x')));
    window.events.length = 0;
    const receiptId = await start(many, targetId);
    await atEnd(receiptId);
    // Its end and what it changed are told apart, in either order.
    await vi.waitFor(() => expect(window.events.slice(-2).map(({ type }) => type)).toContain('vault-changed'));
    const progress = window.events.flatMap((event) => (event.type === 'push-progress' ? [event] : []));
    expect(progress.at(-1)).toEqual({ type: 'push-progress', receiptId, done: 40, total: 40 });
    expect(progress.length).toBeLessThan(20);
    expect(progress.map(({ done }) => done)).toEqual(progress.map(({ done }) => done).toSorted((a, b) => a - b));
  });
});
