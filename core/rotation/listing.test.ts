import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyId } from '#shared/domain/ids.ts';
import type { RemoteKeyDraft } from '#shared/domain/remote-key.ts';
import { RotationBench } from '../../tests/fixtures/rotation-bench.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { addConnection } from '../connections/connections.ts';
import { finishSync } from '../connections/finish-sync.ts';
import { packDraft } from '../connections/packed-draft.ts';
import { findRemoteKey, listRemoteKeys } from '../connections/remote-key-rows.ts';
import { draft, instant, LOOKS } from '../connections/testing/drafts.ts';
import { applyFields } from '../keys/edit-key.ts';
import { keyDetail } from '../keys/key-detail.ts';
import { setValue } from '../keys/versions.ts';
import { linkRemoteKey } from '../matching/links.ts';
import { readDrift } from '../matching/read-drift.ts';
import { planRotation as planDay } from '../reminders/planned-rotations.ts';
import { setPolicy } from '../reminders/policy-rows.ts';
import { readFacts } from '../reminders/read-facts.ts';
import { thingsUntil } from '../reminders/things.ts';
import { latestChange, undoChange } from '../store/undo-journal.ts';
import { abortRotation } from './abort-rotation.ts';
import { giveValue, stepDone } from './answer-step.ts';
import { keysOfFilter } from './campaign.ts';
import { planRotation, type RotationWish } from './plan-rotation.ts';
import { readRotation } from './rotation-of.ts';
import { runRotation } from './run-rotation.ts';
import { undoStep } from './undo-step.ts';

// Made up, in the formats of the documents.
const OLD = 'nrx_Ks7dF2xW9bT3mNq0madeUp';
const NEW = 'nrx_p0QmZ81aVv4Lr7Xc2madeUp';
const DAY_MS = 86_400_000;

let bench: RotationBench;
beforeEach(async () => {
  bench = await RotationBench.make();
});
afterEach(() => bench.dispose());

/** A connection that is read from its dashboard, by a person. */
function dashboard(provider: string): (...drafts: RemoteKeyDraft[]) => string {
  const { connectionId } = must(addConnection(bench.store, { provider }));
  return (...drafts) => {
    bench.ci.vault.clock.at += 60_000;
    const how = {
      way: 'dashboard' as const,
      startedAt: bench.ci.vault.clock.at,
      rateLimit: null,
      completeness: LOOKS.complete,
    };
    must(finishSync(bench.store, connectionId, { drafts: drafts.map(packDraft), ...how }));
    return connectionId;
  };
}

const run = async (id: string) => must(await runRotation(bench.store, id, bench.options));

/** Goes on until a step of a kind is next; everything before it is said to be done. */
async function upTo(id: string, kind: string) {
  for (let turn = 0; turn < 20; turn += 1) {
    const { steps, step: position } = await run(id);
    const step = steps[position ?? -1];
    if (step === undefined || step.kind === kind) return step;
    if (step.needs === 'value') must(giveValue(bench.store, id, { bytes: Buffer.from(NEW) }));
    else must(stepDone(bench.store, id, step.position));
  }
  throw new Error('It does not get there');
}

const CI = draft({ name: 'CI', prefix: OLD.slice(0, 12), status: 'active' });
const CI_2 = draft({ name: 'CI 2', prefix: NEW.slice(0, 12), status: 'active' });

describe('a list that a person reads from the dashboard', () => {
  it('shows whether the old key is ended and used, and the new one takes its link', async () => {
    const sync = dashboard('norrix');
    const keyId = bench.key('NORRIX_API_KEY', OLD, 'norrix');
    const connectionId = sync(CI);
    const id = bench.start({ keyId, mode: 'planned' });
    expect((await upTo(id, 'end'))?.task?.text).toContain('revoke "CI"');
    must(stepDone(bench.store, id, 4));
    // What was read before it was ended shows nothing.
    const confirm = await upTo(id, 'confirm');
    expect([confirm?.needs, confirm?.task?.text]).toEqual([
      'done',
      expect.stringMatching(/^Sync Norrix and try again/),
    ]);
    sync(CI, CI_2);
    expect((await upTo(id, 'confirm'))?.task?.text).toContain('still lists "CI" as active');
    const usedAt = bench.ci.vault.clock.at + 30_000;
    sync({ ...CI, status: 'revoked', statusText: 'Revoked', lastUsed: instant(new Date(usedAt).toISOString()) }, CI_2);
    expect((await upTo(id, 'confirm'))?.task?.text).toMatch(/was used at .*, after it was ended/);
    sync({ ...CI, status: 'revoked', statusText: 'Revoked', lastUsed: instant('2020-01-02T03:04:05Z') }, CI_2);
    const done = await run(id);
    expect(done.status).toBe('done');
    expect(done.steps[5]?.evidence).toMatch(/^Norrix lists it as revoked\. Norrix says that it was last used at 2020/);
    expect(listRemoteKeys(bench.store, connectionId).map(({ name, match }) => [name, match?.keyId ?? null])).toEqual([
      ['CI', null],
      ['CI 2', keyId],
    ]);
    expect(readDrift(bench.store)).toEqual([]);
  });

  it('gives the name that bkend wants typed, to copy, and says that deleting cannot be undone', async () => {
    const sync = dashboard('bkend');
    const keyId = bench.key('BKEND_SECRET_KEY', OLD, 'bkend');
    const connectionId = sync(draft({ name: 'orders', status: 'active' }));
    must(linkRemoteKey(bench.store, must(findRemoteKey(bench.store, connectionId, 'orders')).id, keyId));
    const id = bench.start({ keyId, mode: 'planned' });
    const end = await upTo(id, 'end');
    expect(end).toMatchObject({
      title: 'Delete the old key',
      task: { copy: 'orders', text: expect.stringMatching(/asks for the name of the key.*cannot be undone/) },
      undo: { possible: false, text: expect.stringContaining('cannot be undone') },
    });
  });

  it('has a key of NativeBridge made under the same name once the old one is revoked, and beside it under another', async () => {
    const sync = dashboard('nativebridge');
    const keyId = bench.key('NATIVEBRIDGE_API_KEY', OLD, 'nativebridge');
    const connectionId = sync(draft({ name: 'CI runner', status: 'active' }));
    must(linkRemoteKey(bench.store, must(findRemoteKey(bench.store, connectionId, 'CI runner')).id, keyId));
    const beside = bench.start({ keyId, mode: 'planned' });
    expect((await upTo(beside, 'create'))?.task).toMatchObject({ copy: null });
    must(abortRotation(bench.store, beside));
    const id = bench.start({ keyId, mode: 'leaked' });
    expect((await upTo(id, 'end'))?.task?.text).toContain('revoke "CI runner"');
    must(stepDone(bench.store, id, 0));
    expect((await upTo(id, 'create'))?.task).toMatchObject({
      copy: 'CI runner',
      text: expect.stringContaining('with the same name, "CI runner"'),
    });
  });

  it('knows the default key of SDK&Key by its name, which nobody can deactivate, and marks it as leaked', async () => {
    const sync = dashboard('sdkkey');
    const keyId = bench.key('EXPERIMENT_TOKEN', OLD, 'sdkkey');
    const connectionId = sync(draft({ name: '6666_default_193444', status: 'active' }));
    must(linkRemoteKey(bench.store, must(findRemoteKey(bench.store, connectionId, '6666_default_193444')).id, keyId));
    const wish: RotationWish = { keyId, mode: 'leaked' };
    expect(must(planRotation(bench.store, wish)).plan.strategy).toBe('cannot-deactivate');
    const id = bench.start(wish);
    const support = await upTo(id, 'support');
    expect(support?.task).toMatchObject({
      copy: '6666_default_193444',
      text: expect.stringMatching(/counts as leaked.*support/),
    });
    expect(await upTo(id, 'never')).toBeUndefined();
    expect(must(readRotation(bench.store, id)).steps.at(-1)?.evidence).toContain('It is marked as leaked.');
    const ended = bench.store.sql(`SELECT detail FROM activity WHERE what = 'rotation-ended'`).pluck().all();
    expect(ended).toEqual(['with the old value retired, and marked as leaked']);
  });
});

describe('dates', () => {
  it('come back with the old value, and leave with it', async () => {
    const keyId = bench.key('NORRIX_API_KEY', OLD, 'norrix');
    const expires = { at: 4_000_000_000_000, precision: 'day' as const, origin: 'typed' as const };
    must(applyFields(bench.store, keyId, { expires }));
    const id = bench.start({ keyId, mode: 'planned' });
    await upTo(id, 'check');
    const dates = () => must(keyDetail(bench.store, keyId)).key.expires;
    expect(dates()).toBeNull();
    for (const position of [2, 1]) must(await undoStep(bench.store, id, position, bench.options));
    expect([bench.value(keyId), dates()]).toEqual([OLD, expires]);
  });

  it('of the next rotation move when it is done, and an open one is told of', async () => {
    const { store, ci } = bench;
    const keyId = bench.key('NORRIX_API_KEY', OLD, 'norrix');
    const { clock } = ci.vault;
    const planned = clock.at + 2 * DAY_MS;
    must(planDay(store, keyId, planned));
    const told = (from: number) =>
      thingsUntil(readFacts(store), from)
        .filter((thing) => thing.keyId === keyId)
        .map(({ kind, dueAt }) => ({ kind, dueAt }));
    clock.at = planned + 1;
    expect(told(clock.at)).toEqual([{ kind: 'rotate', dueAt: planned }]);
    const id = bench.start({ keyId, mode: 'planned' });
    await upTo(id, 'check');
    clock.at += 2 * DAY_MS;
    // The value is new; what is left are its steps.
    expect(told(clock.at)).toEqual([
      { kind: 'rotation-unfinished', dueAt: expect.toSatisfy((at) => at <= clock.at - DAY_MS) },
    ]);
    await upTo(id, 'never');
    expect(told(clock.at)).toEqual([]);
    expect(told(clock.at + 200 * DAY_MS)).toMatchObject([{ kind: 'rotate' }]);
  });
});

describe('what a person knew', () => {
  it('are the keys that they made, or that notes name them at', () => {
    const { store } = bench;
    const sync = dashboard('norrix');
    const made = bench.key('NORRIX_API_KEY', OLD, 'norrix');
    sync({ ...CI, createdBy: 'Sam Doe' });
    const noted = bench.key('STRIPE_KEY', 'sk_made-up-1', 'stripe');
    must(setPolicy(store, { of: 'key', keyId: noted as KeyId }, { ownerNote: 'ask sam' }));
    bench.key('OTHER', 'sk_made-up-2', 'stripe');
    expect(keysOfFilter(store, { person: ' SAM ' }).map(({ id }) => id)).toEqual([made, noted]);
    expect(keysOfFilter(store, { person: ' ' })).toEqual([]);
  });
});

describe('undo of an earlier change', () => {
  it('does not bring an earlier value back over the new one', async () => {
    const keyId = bench.key('NORRIX_API_KEY', 'nrx_made-up-before', 'norrix');
    must(setValue(bench.store, { keyId, bytes: Buffer.from(OLD), discardPrevious: false }));
    const earlier = latestChange(bench.store);
    const id = bench.start({ keyId, mode: 'planned' });
    await upTo(id, 'check');
    expect(codeOf(undoChange(bench.store, earlier?.undoId ?? ''))).toBe('conflict');
    const current = bench.store.sql(`SELECT count(*) FROM versions WHERE key_id = ? AND state = 'current'`).pluck();
    expect([bench.value(keyId), current.get(keyId)]).toEqual([NEW, 1]);
    must(abortRotation(bench.store, id));
  });
});
