import { existsSync, readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RotationBench } from '../../tests/fixtures/rotation-bench.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { type AwsIam, startAwsIam } from '../../tests/simulators/providers/aws-iam.ts';
import { type SendGrid, type SendGridKey, startSendGrid } from '../../tests/simulators/providers/sendgrid.ts';
import { removeTarget } from '../ci/targets.ts';
import { removeConnection } from '../connections/connections.ts';
import { openCredential } from '../connections/credential.ts';
import { newRecoveryCode } from '../crypto/recovery-code.ts';
import { deleteKeys, purgeKeys } from '../keys/arrange-keys.ts';
import { keyRow } from '../keys/key-rows.ts';
import { setValue } from '../keys/versions.ts';
import { openStore } from '../store/store.ts';
import { rekey } from '../vault/rekey.ts';
import { unlockVault } from '../vault/unlock-vault.ts';
import { abortRotation } from './abort-rotation.ts';
import { giveValue, skipStep, stepDone } from './answer-step.ts';
import { planCampaign, readCampaign, runCampaign, startCampaign } from './campaign.ts';
import { planRotation } from './plan-rotation.ts';
import { readRotation } from './rotation-of.ts';
import { runRotation } from './run-rotation.ts';
import { startRotation } from './start-rotation.ts';
import { undoStep } from './undo-step.ts';

vi.setConfig({ testTimeout: 60_000 });

const OLD = 'nrx_made-up-old-value-0001';
const NEW = 'nrx_made-up-new-value-0002';

let bench: RotationBench;
const running: Simulator<unknown>[] = [];
beforeEach(async () => {
  bench = await RotationBench.make();
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
  await bench.dispose();
});

async function norrix(): Promise<string> {
  const keyId = bench.key('NORRIX_API_KEY', OLD, 'norrix');
  await bench.place(keyId);
  return keyId;
}

async function sendgrid(
  own: boolean,
): Promise<{ simulator: Simulator<SendGrid>; keyId: string; old: SendGridKey; connectionId: string }> {
  const simulator = await startSendGrid({ now: () => bench.ci.vault.clock.at });
  running.push(simulator);
  const old = simulator.state.add('receipts', ['mail.send']);
  const keyId = bench.key('SENDGRID_API_KEY', old.value, 'sendgrid');
  const connectionId = await bench.connect('sendgrid', {
    baseUrl: `${simulator.url}/v3`,
    method: 'token',
    fields: { token: own ? old.value : simulator.state.ownKey.value },
    link: { remoteId: old.id, keyId },
  });
  return { simulator, keyId, old, connectionId };
}

const run = async (id: string) => must(await runRotation(bench.store, id, bench.options));
const next = (rotation: Awaited<ReturnType<typeof run>>) => {
  const step = rotation.steps[rotation.step ?? -1];
  if (step === undefined) throw new Error('Nothing is next');
  return step;
};
const give = (id: string, text: string) => giveValue(bench.store, id, { bytes: Buffer.from(text) });

describe('what cannot be begun', () => {
  it('refuses a second rotation of one key, and lets one follow the other', async () => {
    const keyId = await norrix();
    const first = bench.start({ keyId, mode: 'planned' });
    expect(codeOf(planRotation(bench.store, { keyId, mode: 'leaked' }))).toBe('conflict');
    must(abortRotation(bench.store, first));
    expect(bench.start({ keyId, mode: 'leaked' })).not.toBe(first);
  });

  it('asks for a yes to an outage, to other keys with the value, and to a protected environment', async () => {
    const keyId = bench.key('NATIVEBRIDGE_API_KEY', 'made-up-native-bridge', 'nativebridge');
    const no = { agreed: false, confirmed: () => true };
    expect(codeOf(startRotation(bench.store, { keyId, mode: 'leaked' }, no))).toBe('confirmation-needed');
    const plan = must(planRotation(bench.store, { keyId, mode: 'leaked' })).plan;
    expect([plan.strategy, plan.steps[0]?.kind]).toEqual(['regenerate', 'end']);
    expect(plan.outage).toMatch(/fails from then on/);
    // As planned no document says how: the careful way.
    expect(must(planRotation(bench.store, { keyId, mode: 'planned' })).plan).toMatchObject({
      strategy: 'overlap',
      outage: null,
    });
    const same = bench.key('SAME', 'made-up-native-bridge', 'nativebridge', bench.ci.vault.environment.development);
    expect(codeOf(startRotation(bench.store, { keyId, mode: 'planned' }, no))).toBe('confirmation-needed');
    const both = must(planRotation(bench.store, { keyId, mode: 'planned', withSameValue: true })).plan;
    expect([both.warnings, both.keys.map((key) => key.keyId)]).toEqual([[], [keyId, same]]);
    const production = bench.key('N', 'made-up-production', 'norrix', bench.ci.vault.environment.production);
    expect(
      codeOf(
        startRotation(bench.store, { keyId: production, mode: 'planned' }, { agreed: true, confirmed: () => false }),
      ),
    ).toBe('confirmation-needed');
  });
});

describe('what changes meanwhile', () => {
  it('says that the key was deleted, or got another value, and leaves the vault as it is', async () => {
    const keyId = await norrix();
    const id = bench.start({ keyId, mode: 'planned' });
    await run(id);
    must(deleteKeys(bench.store, [keyId]));
    expect(codeOf(give(id, NEW))).toBe('key-not-found');
    expect(bench.value(keyId)).toBe(OLD);
    bench.store.sql('UPDATE keys SET deleted_at = NULL WHERE id = ?').run(keyId);
    must(setValue(bench.store, { keyId, bytes: Buffer.from('nrx_by-hand'), discardPrevious: false }));
    expect(codeOf(give(id, NEW))).toBe('conflict');
    must(abortRotation(bench.store, id));
    expect(bench.value(keyId)).toBe('nrx_by-hand');
  });

  it('says that the key is gone for good, and can be aborted then', async () => {
    const keyId = await norrix();
    const id = bench.start({ keyId, mode: 'planned' });
    await run(id);
    must(deleteKeys(bench.store, [keyId]));
    expect(next(await run(id))).toMatchObject({ state: 'failed', error: { code: 'key-not-found' } });
    must(purgeKeys(bench.store, [keyId]));
    expect(next(await run(id))).toMatchObject({ state: 'failed', error: { code: 'key-not-found' } });
    expect(must(readRotation(bench.store, id)).keys[0]?.name).toBe('NORRIX_API_KEY');
    must(abortRotation(bench.store, id));
    expect(must(readRotation(bench.store, id)).status).toBe('aborted');
  });

  it.each(['changed', 'in the bin', 'gone for good'])('keeps an answer whose key is %s meanwhile', async (what) => {
    const { simulator, keyId } = await sendgrid(false);
    const id = bench.start({ keyId, mode: 'planned' });
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      const answer = await real(...request);
      if (request[1]?.method === 'POST') {
        if (what === 'changed') {
          must(setValue(bench.store, { keyId, bytes: Buffer.from('SG.by-hand'), discardPrevious: false }));
        } else must(deleteKeys(bench.store, [keyId]));
        if (what === 'gone for good') must(purgeKeys(bench.store, [keyId]));
      }
      return answer;
    });
    const stopped = next(await run(id));
    vi.unstubAllGlobals();
    expect([stopped.kind, stopped.state]).toEqual(['create', 'failed']);
    expect(stopped.error?.message).toMatch(/The new value is kept, sealed/);
    const made = simulator.state.keys.at(-1)?.value ?? '';
    if (what === 'in the bin') {
      expect(codeOf(abortRotation(bench.store, id))).toBe('conflict');
      bench.store.sql('UPDATE keys SET deleted_at = NULL WHERE id = ?').run(keyId);
      await run(id);
      expect(bench.value(keyId)).toBe(made);
      return;
    }
    const { left } = must(abortRotation(bench.store, id));
    if (what === 'gone for good') {
      expect(left[0]).toMatch(/had no key any more/);
      return;
    }
    expect(left[0]).toMatch(/kept in the history of SENDGRID_API_KEY, as version 3/);
    const [version] = bench.store.sql('SELECT id FROM versions WHERE number = 3').pluck().all() as string[];
    expect([bench.value(keyId), bench.value(keyId, { id: version ?? '' })]).toEqual([
      'SG.by-hand',
      expect.stringContaining(made),
    ]);
  });

  it('refuses the old value as the new one, an empty one, and a value that nobody asked for', async () => {
    const keyId = await norrix();
    const id = bench.start({ keyId, mode: 'planned' });
    await run(id);
    expect([codeOf(give(id, OLD)), codeOf(give(id, ''))]).toEqual(['value-invalid', 'value-empty']);
    must(give(id, NEW));
    expect(codeOf(give(id, 'nrx_another'))).toBe('conflict');
    expect(codeOf(skipStep(bench.store, id, 0, 'why'))).toBe('conflict');
    expect(codeOf(stepDone(bench.store, id, 99))).toBe('conflict');
  });

  it('asks about places that were removed with their target, and about those that do not take it', async () => {
    const keyId = await norrix();
    const id = bench.start({ keyId, mode: 'planned' });
    await run(id);
    const [web] = bench.store.sql(`SELECT id FROM ci_targets WHERE name = 'web'`).pluck().all() as string[];
    must(removeTarget(bench.store, web ?? ''));
    bench.ci.ci.fault = ({ what }) => (what === 'put' ? { kind: 'rejected' } : null);
    must(give(id, NEW));
    expect(next(await run(id))).toMatchObject({
      kind: 'place',
      needs: 'done',
      task: { text: expect.stringContaining('api') },
    });
    bench.ci.ci.fault = () => null;
    expect(next(await run(id))).toMatchObject({
      kind: 'place',
      needs: 'yes',
      task: { text: expect.stringContaining('in web') },
    });
    expect(bench.ci.ci.valueOf('acme/api', 'NORRIX_API_KEY')).toBe(NEW);
    must(stepDone(bench.store, id, 2));
    expect(next(await run(id)).kind).toBe('check');
  });

  it('knows of a place that a person says has the new value, so that nothing calls it behind', async () => {
    const keyId = await norrix();
    const id = bench.start({ keyId, mode: 'planned' });
    await run(id);
    bench.ci.ci.fault = ({ what }) => (what === 'put' ? { kind: 'rejected' } : null);
    must(give(id, NEW));
    expect(next(await run(id))).toMatchObject({ kind: 'place', needs: 'done' });
    must(stepDone(bench.store, id, 2));
    const held = bench.store.sql(
      `SELECT DISTINCT v.number, p.how FROM placements p JOIN versions v ON v.id = p.version_id WHERE p.key_id = ?`,
    );
    expect(held.all(keyId)).toEqual([{ number: 2, how: 'recorded' }]);
  });

  it('turns to a person where the connection was removed', async () => {
    const { keyId, connectionId } = await sendgrid(false);
    const id = bench.start({ keyId, mode: 'planned' });
    must(removeConnection(bench.store, connectionId));
    const step = next(await run(id));
    expect(step).toMatchObject({ kind: 'create', needs: 'value', error: { code: 'credential-missing' } });
  });
});

describe('how it is left', () => {
  it('takes steps back from the last one on, as long as the old key is there', async () => {
    const { simulator, keyId, old } = await sendgrid(false);
    await bench.place(keyId, ['web']);
    const id = bench.start({ keyId, mode: 'planned' });
    // The new value works and is placed; ending the old one waits for a yes.
    expect(next(await run(id))).toMatchObject({ kind: 'end', needs: 'yes' });
    const undo = (position: number) => undoStep(bench.store, id, position, bench.options);
    expect(codeOf(await undo(0))).toBe('conflict');
    for (const position of [3, 2, 1, 0]) must(await undo(position));
    expect(bench.value(keyId)).toBe(old.value);
    expect(bench.ci.ci.valueOf('acme/web', 'SENDGRID_API_KEY')).toBe(old.value);
    expect(simulator.state.keys.map(({ name }) => name)).toEqual(['inventory', 'receipts']);
    const { left } = must(abortRotation(bench.store, id));
    expect(left).toEqual(['The old key was not ended, and still works.']);
  });

  it('says so where the old key is gone when it is aborted, and takes nothing back then', async () => {
    const { simulator, keyId, old } = await sendgrid(true);
    await bench.place(keyId, ['web']);
    const id = bench.start({ keyId, mode: 'leaked' });
    simulator.faults.add({ kind: 'status', status: 503 }, { method: 'GET', path: '/v3/api_keys', after: 1 });
    const stopped = await run(id);
    expect([next(stopped).kind, stopped.oldEnded]).toEqual(['check', true]);
    expect(codeOf(await undoStep(bench.store, id, 3, bench.options))).toBe('conflict');
    const { left } = must(abortRotation(bench.store, id));
    expect(left.at(-1)).toMatch(/old key was ended/);
    expect(bench.value(keyId)).not.toBe(old.value);
    expect(codeOf(abortRotation(bench.store, id))).toBe('conflict');
    // It signed in with the key that was rotated, and goes on with the new one.
    const connection = bench.store.sql('SELECT id FROM connections').pluck().get() as string;
    expect(must(openCredential(bench.store, connection))?.fields).toEqual({ token: bench.value(keyId) });
  });

  it('shows a key that was ended and got no new value as revoked, until it has one', async () => {
    const keyId = bench.key('NATIVEBRIDGE_API_KEY', 'nb_made-up-old', 'nativebridge');
    const status = () => keyRow(bench.store, keyId)?.status;
    const kept = bench.start({ keyId, mode: 'leaked' });
    await run(kept);
    must(abortRotation(bench.store, kept));
    expect(status()).toBe('active');
    const id = bench.start({ keyId, mode: 'leaked' });
    const { steps, step } = await run(id);
    expect(steps.find(({ position }) => position === step)?.kind).toBe('end');
    must(stepDone(bench.store, id, step ?? -1, ''));
    must(abortRotation(bench.store, id));
    expect(status()).toBe('revoked');
    must(setValue(bench.store, { keyId, bytes: Buffer.from('nb_made-up-new'), discardPrevious: false }));
    expect(status()).toBe('active');
  });

  it('lists in a leak where the value was, and gives the new key no more than the old one had', async () => {
    const { simulator, keyId } = await sendgrid(false);
    await bench.place(keyId, ['web']);
    const { store } = bench;
    const version = store.sql(`SELECT id FROM versions WHERE key_id = ?`).pluck().get(keyId) as string;
    store.sql(`INSERT INTO scans (id, root, scanned_at) VALUES ('s', '/code/shop', 5000)`).run();
    store
      .sql(
        `INSERT INTO scan_findings VALUES ('s', ?, ?, 'value', 'config/prod.yml', 12, 0, 0, 'abcdef0123456789', 4000)`,
      )
      .run(keyId, version);
    const id = bench.start({ keyId, mode: 'leaked' });
    const done = await run(id);
    expect(done.status).toBe('done');
    expect(done.exposure).toMatchObject({ since: 4000, uses: [{ what: 'placed', times: 1 }] });
    expect(done.exposure?.places.map(({ what, where }) => `${what}: ${where}`)).toEqual([
      'history: config/prod.yml, line 12 in /code/shop, commit abcdef012345',
      'ci-target: SENDGRID_API_KEY in web',
    ]);
    expect(simulator.state.keys.map(({ scopes }) => scopes.length)).toEqual([5, 1]);
    expect(done.steps.map(({ kind }) => kind).indexOf('end')).toBeLessThan(
      done.steps.map(({ kind }) => kind).indexOf('check'),
    );
  });
});

describe('the vault in the middle', () => {
  it('keeps a value that arrives when the vault is locked, sealed beside it, and goes on after the next unlock', async () => {
    const { simulator, keyId } = await sendgrid(false);
    const id = bench.start({ keyId, mode: 'leaked' });
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      const answer = await real(...request);
      if (request[1]?.method === 'POST') bench.store.session.lock();
      return answer;
    });
    await expect(runRotation(bench.store, id, bench.options)).rejects.toMatchObject({ code: 'vault-locked' });
    vi.unstubAllGlobals();
    const made = simulator.state.keys.at(-1)?.value ?? '';
    const { home } = bench.store.session;
    expect(readdirSync(home).filter((name) => name.endsWith('.answer'))).toHaveLength(1);

    const { session } = must(await unlockVault(bench.ci.vault.place, { kind: 'keychain' }));
    const store = openStore(session, { by: 'window', now: bench.ci.clock.now });
    const done = must(await runRotation(store, id, bench.options));
    expect(done.status).toBe('done');
    expect(simulator.state.keys.map(({ value }) => value)).toContain(made);
    expect(simulator.state.keys).toHaveLength(2);
    expect(readdirSync(home).some((name) => name.endsWith('.answer'))).toBe(false);
    session.lock();
  });

  it('keeps what cannot be read sealed, through a new vault key as well, and lets nobody abort it away', async () => {
    const { simulator, keyId } = await sendgrid(false);
    const id = bench.start({ keyId, mode: 'planned' });
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      const answer = await real(...request);
      if (request[1]?.method !== 'POST') return answer;
      return new Response(JSON.stringify({ changed: await answer.text() }), { status: 201 });
    });
    // The message says to give a value: then it can be given.
    expect(next(await run(id))).toMatchObject({ kind: 'create', needs: 'value', automatic: true });
    vi.unstubAllGlobals();
    expect(codeOf(abortRotation(bench.store, id))).toBe('conflict');
    const made = simulator.state.keys.length;
    // Nothing is asked for a second time while an answer waits.
    expect(next(await run(id)).error?.message).toContain('give the value of a new key here');
    expect(simulator.state.keys).toHaveLength(made);
    const rekeyed = must(await rekey(bench.ci.vault.place, bench.store.session, { recoveryCode: newRecoveryCode() }));
    const store = openStore(rekeyed, { by: 'window', now: bench.ci.clock.now });
    expect(codeOf(abortRotation(store, id))).toBe('conflict');
    must(giveValue(store, id, { bytes: Buffer.from('SG.by-hand') }));
    expect(must(readRotation(store, id)).steps[1]?.state).toBe('done');
    must(abortRotation(store, id));
    rekeyed.lock();
    expect(existsSync(bench.ci.vault.place.home)).toBe(true);
  });
});

describe('aws', () => {
  it('says which keys there are where AWS allows no more, and goes on when one is deleted', async () => {
    const simulator: Simulator<AwsIam> = await startAwsIam({ now: () => bench.ci.vault.clock.at });
    running.push(simulator);
    const admin = simulator.state.add('admin');
    const old = simulator.state.add('deployer');
    const spare = simulator.state.add('deployer');
    const keyId = bench.key('AWS_SECRET_ACCESS_KEY', old.secretAccessKey, 'aws-iam');
    const half = bench.key('AWS_ACCESS_KEY_ID', old.accessKeyId, 'aws-iam');
    await bench.connect('aws-iam', {
      baseUrl: simulator.url,
      method: 'access-key',
      fields: { accessKeyId: admin.accessKeyId, secretAccessKey: admin.secretAccessKey },
      parameters: { userName: 'deployer' },
      link: { remoteId: old.accessKeyId, keyId: half },
    });
    const id = bench.start({ keyId: half, mode: 'planned' });
    const full = next(await run(id));
    expect([full.state, full.error?.message]).toEqual(['failed', expect.stringContaining(spare.accessKeyId)]);
    simulator.state.keys.splice(simulator.state.keys.indexOf(spare), 1);
    expect(next(await run(id))).toMatchObject({ kind: 'check', needs: 'done' });
    expect([bench.value(half), bench.value(keyId)]).toEqual([
      simulator.state.keys.at(-1)?.accessKeyId,
      simulator.state.keys.at(-1)?.secretAccessKey,
    ]);
  });
});

describe('a pair that a person replaces', () => {
  it('takes both halves together, and none alone', async () => {
    const old = { id: 'AKIAMADEUPMADEUP2222', secret: 'made-up-secret-of-the-old-pair-0000000000' };
    const fresh = { id: 'AKIAMADEUPMADEUP3333', secret: 'made-up-secret-of-the-new-pair-0000000000' };
    const secret = bench.key('AWS_SECRET_ACCESS_KEY', old.secret, 'aws-iam');
    const half = bench.key('AWS_ACCESS_KEY_ID', old.id, 'aws-iam');
    const id = bench.start({ keyId: secret, mode: 'planned' });
    expect(next(await run(id))).toMatchObject({ kind: 'create', needs: 'value' });
    expect(codeOf(give(id, fresh.secret))).toBe('value-invalid');
    expect([bench.value(secret), bench.value(half)]).toEqual([old.secret, old.id]);
    must(giveValue(bench.store, id, { bytes: Buffer.from(fresh.secret), identifier: fresh.id }));
    expect([bench.value(secret), bench.value(half)]).toEqual([fresh.secret, fresh.id]);
    expect(codeOf(planRotation(bench.store, { keyId: half, mode: 'planned' }))).toBe('conflict');
  });
});

describe('campaigns', () => {
  it('takes every key of an environment once, goes on with what needs nobody, and counts', async () => {
    const { keyId, simulator } = await sendgrid(false);
    const manual = bench.key('NORRIX_API_KEY', OLD, 'norrix');
    const twin = bench.key('NORRIX_TWIN', OLD, 'norrix');
    bench.key('ELSEWHERE', 'made-up-elsewhere', 'norrix', bench.ci.vault.environment.development);
    const filter = { environmentName: 'staging' };
    expect(planCampaign(bench.store, filter, 'leaked').plans.map(({ keys }) => keys.map((key) => key.keyId))).toEqual([
      [manual, twin],
      [keyId],
    ]);
    const request = { name: 'Leaver', filter, mode: 'leaked' as const };
    const { campaignId } = must(startCampaign(bench.store, request, { agreed: true, confirmed: () => true }));
    expect(must(readCampaign(bench.store, campaignId)).progress).toMatchObject({ total: 2, canGoOn: 2 });
    await runCampaign(bench.store, campaignId, bench.options);
    expect(must(readCampaign(bench.store, campaignId)).progress).toEqual({
      total: 2,
      done: 1,
      aborted: 0,
      running: 0,
      needPerson: 1,
      canGoOn: 0,
    });
    expect(simulator.state.keys).toHaveLength(2);
    // A second one says of each why it is left out.
    const again = must(
      startCampaign(
        bench.store,
        { ...request, filter: { keyIds: [manual as never] } },
        { agreed: true, confirmed: () => true },
      ),
    );
    expect(must(readCampaign(bench.store, again.campaignId)).refused).toMatchObject([{ name: 'NORRIX_API_KEY' }]);
    expect(
      codeOf(
        startCampaign(
          bench.store,
          { ...request, filter: { provider: 'none' } },
          { agreed: true, confirmed: () => true },
        ),
      ),
    ).toBe('key-not-found');
  });
});
