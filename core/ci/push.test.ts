import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CiBench } from '../../tests/fixtures/ci-bench.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { deleteKeys } from '../keys/arrange-keys.ts';
import { listActivity } from '../store/activity-log.ts';
import { planPush } from './plan-push.ts';
import { listReceipts, readReceipt, unfinishedReceipt } from './receipts.ts';
import { recordPlacement } from './record-placement.ts';
import { refreshStatus } from './refresh-status.ts';
import { runPush } from './run-push.ts';
import { startPush } from './start-push.ts';
import { planUndo } from './undo-push.ts';

let bench: CiBench;
beforeEach(async () => {
  bench = await CiBench.make();
});
afterEach(() => bench.dispose());

function actions(plan: { steps: readonly { secretName: string; action: string }[] }): string[] {
  return plan.steps.map(({ secretName, action }) => `${secretName} ${action}`);
}

describe('a push', () => {
  it('creates what is not there; a second one changes nothing; a new value is behind until it is pushed', async () => {
    const { ci } = bench;
    ci.set('acme/web', 'UNRELATED', 'not ours');
    const targetId = bench.target();
    const [a, b] = [bench.key('API_KEY', 'value-one'), bench.key('DB_URL', 'value-two')];
    const wanted = [
      { keyId: a, targetId },
      { keyId: b, targetId },
    ];
    const first = await bench.plan(wanted);
    expect(actions(first)).toEqual(['API_KEY create', 'DB_URL create']);
    expect(ci.taken).toEqual([]);
    const receipt = await bench.push(first);
    expect([receipt.status, ...receipt.steps.map(({ outcome }) => outcome)]).toEqual(['done', 'created', 'created']);
    expect([ci.valueOf('acme/web', 'API_KEY'), ci.valueOf('acme/web', 'DB_URL')]).toEqual(['value-one', 'value-two']);
    expect(bench.states()).toEqual({ API_KEY: 'current', DB_URL: 'current' });

    const second = await bench.plan(wanted);
    expect(actions(second)).toEqual(['API_KEY same', 'DB_URL same']);
    expect(codeOf(startPush(bench.store, second, { agreed: () => true, confirmed: () => true }))).toBe(
      'nothing-to-push',
    );

    bench.set(a, 'value-three');
    expect(bench.states()).toEqual({ API_KEY: 'behind', DB_URL: 'current' });
    const third = await bench.push(await bench.plan(wanted));
    expect(third.steps.map(({ outcome }) => outcome)).toEqual(['replaced']);
    expect(bench.states()).toEqual({ API_KEY: 'current', DB_URL: 'current' });
    expect(ci.valueOf('acme/web', 'UNRELATED')).toBe('not ours');
    expect(ci.taken).toHaveLength(3);
    const activity = listActivity(bench.store, { keyId: a, limit: 10 }).entries.map(({ what, detail }) => [
      what,
      detail,
    ]);
    expect(activity).toContainEqual(['placed', 'version 2, in web as API_KEY']);
  });

  it('sees what somebody else did, and leaves it alone unless it is named', async () => {
    const targetId = bench.target();
    const keyId = bench.key('API_KEY', 'value-one');
    bench.ci.set('acme/web', 'API_KEY', 'set by hand');
    const left = await bench.plan([{ keyId, targetId }]);
    expect(left.steps).toMatchObject([{ action: 'left-alone', problem: { code: 'not-ours' } }]);
    await bench.push(await bench.plan([{ keyId, targetId, named: true }]));
    expect(bench.states()).toEqual({ API_KEY: 'current' });

    bench.ci.set('acme/web', 'API_KEY', 'set by hand again');
    await refreshStatus(bench.store, undefined, bench.options);
    expect(bench.states()).toEqual({ API_KEY: 'changed-elsewhere' });
    expect(actions(await bench.plan([{ keyId, targetId }]))).toEqual(['API_KEY left-alone']);
    bench.ci.places.get('acme/web')?.delete('API_KEY');
    await refreshStatus(bench.store, undefined, bench.options);
    expect(bench.states()).toEqual({ API_KEY: 'missing' });
    expect(actions(await bench.plan([{ keyId, targetId }]))).toEqual(['API_KEY create']);
  });

  it('stops for a step whose target or key changed since the preview, and for no other', async () => {
    const targetId = bench.target();
    const [a, b, c] = [bench.key('A', '1'), bench.key('B', '2'), bench.key('C', '3')];
    const plan = await bench.plan([a, b, c].map((keyId) => ({ keyId, targetId })));
    bench.ci.set('acme/web', 'A', 'somebody was faster');
    bench.set(b, 'a newer value');
    const receipt = await bench.push(plan);
    expect(receipt.steps.map(({ outcome }) => outcome)).toEqual(['skipped', 'skipped', 'created']);
    expect([receipt.status, receipt.steps[0]?.error?.code]).toEqual(['failed', 'conflict']);
    expect(bench.ci.valueOf('acme/web', 'A')).toBe('somebody was faster');
    expect(bench.ci.valueOf('acme/web', 'B')).toBeUndefined();
  });

  it('checks names and values before any request that writes, and offers a mend', async () => {
    const targetId = bench.target();
    const plan = await bench.plan([
      { keyId: bench.key('GITHUB_TOKEN', 'x'), targetId },
      { keyId: bench.key('BIG', 'x'.repeat(48_001)), targetId },
      { keyId: bench.key('FINE', 'y'), targetId },
      { keyId: bench.key('OTHER', 'z'), targetId, secretName: 'fine' },
    ]);
    expect(plan.steps.map(({ action, problem }) => [action, problem?.code ?? null])).toEqual([
      ['refused', 'name-reserved'],
      ['refused', 'value-too-large'],
      ['create', null],
      ['refused', 'name-twice'],
    ]);
    expect(plan.steps[0]?.problem?.mend).toBe('Call it X_GITHUB_TOKEN there.');
  });

  it('lets one failing target stop no other', async () => {
    const [good, bad] = [bench.target('good'), bench.target('bad')];
    const [a, b] = [bench.key('A', '1'), bench.key('B', '2')];
    const wanted = [a, b].flatMap((keyId) => [good, bad].map((targetId) => ({ keyId, targetId })));
    bench.ci.fault = ({ place }) => (place === 'acme/bad' ? { kind: 'refused' } : null);
    const plan = await bench.plan(wanted);
    expect(plan.steps.map(({ action }) => action)).toEqual(['create', 'refused', 'create', 'refused']);

    bench.ci.fault = () => null;
    const whole = await bench.plan(wanted);
    bench.ci.pace = { atOnce: 1, writesAMinute: null };
    // A token that loses its permission half way: the first write is let through.
    bench.ci.fault = ({ place, what }) =>
      place === 'acme/bad' && what === 'put' && bench.ci.writesOf('acme/bad', 'A') > 0 ? { kind: 'refused' } : null;
    const receipt = await bench.push(whole);
    expect(receipt.steps.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created', 'failed']);
    expect(receipt.status).toBe('failed');
  });
});

describe('the guard', () => {
  it('wants a yes for a protected key elsewhere, for a production value, and for a secret in a client', async () => {
    const { environment, project } = bench.vault;
    const marked = bench.target('marked', { projectId: project, environmentId: environment.development });
    const plain = bench.target('plain');
    const live = bench.key('LIVE', 'the very same value', environment.production);
    const copy = bench.key('COPY', 'the very same value', environment.development);
    const client = bench.key('VITE_SECRET', 'another value', environment.development);
    const plan = await bench.plan([
      { keyId: live, targetId: marked },
      { keyId: copy, targetId: marked },
      { keyId: client, targetId: plain },
      { keyId: live, targetId: plain },
    ]);
    expect(plan.steps.map(({ warnings }) => warnings.map(({ code }) => code))).toEqual([
      ['protected-elsewhere'],
      ['production-value'],
      ['secret-in-client'],
      [],
    ]);
    expect(plan.steps[3]?.notes).toEqual(['The value of LIVE is also used in development of storefront.']);
    const consent = { agreed: () => false, confirmed: () => true };
    const refused = startPush(bench.store, plan, consent);
    expect(codeOf(refused)).toBe('confirmation-needed');
    expect(listReceipts(bench.store, 10)).toEqual([]);
    // A yes to the warnings is no yes to the protected environment.
    expect(codeOf(startPush(bench.store, plan, { agreed: () => true, confirmed: () => false }))).toBe(
      'confirmation-needed',
    );
    expect((await bench.push(plan)).status).toBe('done');
  });
});

describe('limits and lost answers', () => {
  it('waits a limit out, and stops where it lasts too long, to go on later with nothing twice', async () => {
    const targetId = bench.target();
    const keys = Array.from({ length: 12 }, (_, index) => bench.key(`KEY_${index}`, `value ${index}`));
    const wanted = keys.map((keyId) => ({ keyId, targetId }));
    let left = 4;
    let retryAfterMs = 30_000;
    bench.ci.fault = ({ what }) => {
      if (what !== 'put') return null;
      left -= 1;
      return left < 0 && left >= -3 ? { kind: 'limited', retryAfterMs } : null;
    };
    const plan = await bench.plan(wanted.slice(0, 6));
    const started = bench.clock.now();
    expect((await bench.push(plan)).status).toBe('done');
    expect(bench.clock.now() - started).toBeGreaterThan(30_000);

    left = 2;
    retryAfterMs = 3_600_000;
    const { receiptId } = bench.start(await bench.plan(wanted.slice(6)));
    const stopped = must(await runPush(bench.store, receiptId, bench.options));
    expect(stopped.status).toBe('stopped');
    expect(stopped.resumeAt).toBeGreaterThan(bench.clock.now() + 3_000_000);
    expect(stopped.steps.filter(({ outcome }) => outcome === 'waiting').length).toBeGreaterThan(0);
    expect(unfinishedReceipt(bench.store)?.id).toBe(receiptId);
    bench.ci.fault = () => null;
    const resumed = must(await runPush(bench.store, receiptId, bench.options));
    expect([resumed.status, resumed.resumeAt]).toEqual(['done', null]);
    for (const index of keys.keys()) expect(bench.ci.writesOf('acme/web', `KEY_${index}`)).toBe(1);
  });

  it.each([
    ['lost-answer', 'created', 1],
    ['lost-request', 'failed', 0],
  ] as const)('looks up a write with a %s, and tells the truth', async (kind, outcome, writes) => {
    const targetId = bench.target();
    const keyId = bench.key('A', 'value');
    const plan = await bench.plan([{ keyId, targetId }]);
    bench.ci.fault = ({ what }) => (what === 'put' ? { kind } : null);
    const receipt = await bench.push(plan);
    expect(receipt.steps[0]?.outcome).toBe(outcome);
    expect(bench.ci.writesOf('acme/web', 'A')).toBe(writes);
    expect(bench.states()).toEqual(writes === 1 ? { A: 'current' } : {});
  });

  it('stays unknown where the target tells nothing, and says so', async () => {
    bench.ci.tellsTimes = false;
    const targetId = bench.target();
    const keyId = bench.key('A', 'value');
    await bench.push(await bench.plan([{ keyId, targetId }]));
    bench.set(keyId, 'newer');
    const plan = await bench.plan([{ keyId, targetId }]);
    bench.ci.fault = ({ what }) => (what === 'put' ? { kind: 'lost-answer' } : null);
    const receipt = await bench.push(plan);
    expect([receipt.status, receipt.steps[0]?.outcome]).toEqual(['failed', 'unknown']);
    expect(bench.states()).toEqual({ A: 'unknown' });
    bench.ci.fault = () => null;
    await refreshStatus(bench.store, undefined, bench.options);
    expect(bench.states()).toEqual({ A: 'unknown' });
    await bench.push(await bench.plan([{ keyId, targetId }]));
    expect(bench.states()).toEqual({ A: 'current' });
  });

  it('knows by the end of a value what became of a lost write', async () => {
    Object.assign(bench.ci, { tellsTimes: false, tellsTail: true });
    const targetId = bench.target();
    const keyId = bench.key('A', 'value-1111');
    await bench.push(await bench.plan([{ keyId, targetId }]));
    bench.set(keyId, 'value-2222');
    const plan = await bench.plan([{ keyId, targetId }]);
    bench.ci.fault = ({ what }) => (what === 'put' ? { kind: 'lost-answer' } : null);
    expect((await bench.push(plan)).steps[0]?.outcome).toBe('replaced');
    bench.ci.set('acme/web', 'A', 'value-3333');
    bench.ci.fault = () => null;
    await refreshStatus(bench.store, undefined, bench.options);
    expect(bench.states()).toEqual({ A: 'changed-elsewhere' });
  });

  it('stops when the network or the signal does, and leaves the rest waiting', async () => {
    const targetId = bench.target();
    const wanted = ['A', 'B', 'C', 'D'].map((name) => ({ keyId: bench.key(name, name), targetId }));
    bench.ci.pace = { atOnce: 1, writesAMinute: null };
    const { receiptId } = bench.start(await bench.plan(wanted));
    bench.ci.fault = ({ what, name }) => (what === 'put' && name === 'B' ? { kind: 'offline' } : null);
    const off = must(await runPush(bench.store, receiptId, bench.options));
    expect(off.steps.map(({ outcome }) => outcome)).toEqual(['created', 'waiting', 'waiting', 'waiting']);
    expect([off.status, off.steps[1]?.error?.code]).toEqual(['stopped', 'provider-unreachable']);

    const controller = new AbortController();
    bench.ci.fault = ({ what, name }) => {
      if (what === 'put' && name === 'C') controller.abort();
      return null;
    };
    const aborted = must(await runPush(bench.store, receiptId, { ...bench.options, signal: controller.signal }));
    expect(aborted.steps.map(({ outcome }) => outcome)).toEqual(['created', 'created', 'created', 'waiting']);
    expect(must(await runPush(bench.store, receiptId, bench.options)).status).toBe('done');
  });

  it('keeps to the pace of the system', async () => {
    const targetId = bench.target();
    bench.ci.pace = { atOnce: 2, writesAMinute: 3 };
    const wanted = Array.from({ length: 7 }, (_, index) => ({ keyId: bench.key(`KEY_${index}`, 'x'), targetId }));
    const plan = await bench.plan(wanted);
    const started = bench.clock.now();
    expect((await bench.push(plan)).status).toBe('done');
    expect(bench.clock.now() - started).toBeGreaterThan(100_000);
  });

  it('carries out only the later of two pushes that wait for one secret', async () => {
    const targetId = bench.target();
    const keyId = bench.key('A', 'x');
    const earlier = bench.start(await bench.plan([{ keyId, targetId }]));
    await bench.push(await bench.plan([{ keyId, targetId }]));
    const { status, steps } = must(readReceipt(bench.store, earlier.receiptId));
    expect([status, steps[0]?.outcome, steps[0]?.error?.code]).toEqual(['failed', 'skipped', 'superseded']);
    expect(unfinishedReceipt(bench.store)).toBeNull();
    expect(bench.ci.writesOf('acme/web', 'A')).toBe(1);
  });

  it('refuses to carry the same receipt out twice at once', async () => {
    const targetId = bench.target();
    const { receiptId } = bench.start(await bench.plan([{ keyId: bench.key('A', 'x'), targetId }]));
    const [first, second] = await Promise.all([
      runPush(bench.store, receiptId, bench.options),
      runPush(bench.store, receiptId, bench.options),
    ]);
    expect([must(first).status, codeOf(second)]).toEqual(['done', 'conflict']);
    expect(bench.ci.writesOf('acme/web', 'A')).toBe(1);
  });

  it('lets the second of two pushes of one secret stop', async () => {
    const targetId = bench.target();
    const keyId = bench.key('A', 'x');
    const [one, two] = [await bench.plan([{ keyId, targetId }]), await bench.plan([{ keyId, targetId }])];
    const receipts = await Promise.all([bench.push(one), bench.push(two)]);
    expect(receipts.map(({ steps }) => steps[0]?.outcome).toSorted()).toEqual(['created', 'skipped']);
    expect(bench.ci.writesOf('acme/web', 'A')).toBe(1);
  });
});

describe('taking a push back', () => {
  it('puts the previous version back where it is known, and says where not', async () => {
    const targetId = bench.target();
    const [a, b] = [bench.key('A', 'old'), bench.key('B', 'new here')];
    await bench.push(await bench.plan([{ keyId: a, targetId }]));
    bench.set(a, 'new');
    const pushed = await bench.push(
      await bench.plan([
        { keyId: a, targetId },
        { keyId: b, targetId },
      ]),
    );
    const { plan, notUndone } = must(await planUndo(bench.store, pushed.id, bench.options));
    expect(notUndone).toMatchObject([{ secretName: 'B', why: expect.stringContaining('deletes nothing') }]);
    if (plan === null) throw new Error('nothing to undo');
    expect(actions(plan)).toEqual(['A replace']);
    const undone = await bench.push(plan);
    expect([undone.status, undone.undoes]).toEqual(['done', pushed.id]);
    expect(bench.ci.valueOf('acme/web', 'A')).toBe('old');
    expect(bench.states()).toEqual({ A: 'behind', B: 'current' });
    const again = must(await planUndo(bench.store, pushed.id, bench.options));
    expect(again.plan).toBeNull();
    expect(again.notUndone.map(({ why }) => why)).toContain('It was placed anew, or taken back, since.');
  });
});

describe('what is recorded by hand', () => {
  it('is presumed until the target agrees', async () => {
    const targetId = bench.target();
    const keyId = bench.key('A', 'x');
    const versionId = (await bench.plan([{ keyId, targetId }])).steps[0]?.versionId ?? null;
    must(recordPlacement(bench.store, { keyId, targetId, secretName: 'A', versionId, how: 'copy' }));
    expect(bench.states()).toEqual({ A: 'presumed' });
    bench.ci.set('acme/web', 'A', 'x');
    await refreshStatus(bench.store, undefined, bench.options);
    expect(bench.states()).toEqual({ A: 'current' });
    bench.set(keyId, 'y');
    expect(bench.states()).toEqual({ A: 'behind' });
    must(deleteKeys(bench.store, [keyId]));
    expect(bench.states()).toEqual({});
  });
});

it('keeps values and tokens out of receipts, plans and errors', async () => {
  const CANARY = 'CANARY-made-up-value-0123456789';
  const targetId = bench.target();
  const keyId = bench.key('A', CANARY);
  const plan = await bench.plan([{ keyId, targetId }]);
  bench.ci.fault = ({ what }) => (what === 'put' ? { kind: 'lost-answer' } : null);
  const receipt = await bench.push(plan);
  const stored = bench.store.db
    .prepare('SELECT * FROM receipt_steps, receipts, placements, ci_targets, activity')
    .all();
  const written = JSON.stringify([plan, receipt, readReceipt(bench.store, receipt.id), stored]);
  expect(written).not.toMatch(/CANARY/);
  const failed = await planPush(bench.store, [], bench.options);
  expect(codeOf(failed)).toBe('nothing-to-push');
});
