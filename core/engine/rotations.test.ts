import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CampaignId, KeyId, RotationId } from '#shared/domain/ids.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { openTestWindow, type TestWindow } from '../../tests/fixtures/test-window.ts';
import { type GitHubCi, type GitHubRepository, startGitHubCi } from '../../tests/simulators/ci/github.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { type SendGrid, startSendGrid } from '../../tests/simulators/providers/sendgrid.ts';
import { steppingClock } from '../ci/testing/memory-ci.ts';

vi.setConfig({ testTimeout: 60_000 });

// Made up.
const OLD = 'CANARY-nrx-old';
const NEW = 'CANARY-nrx-new';

let window: TestWindow;
let github: Simulator<GitHubCi>;
let sendgrid: Simulator<SendGrid>;
let repository: GitHubRepository;
/** Everything that was answered, to be searched for what must not be told. */
let told: unknown[];
beforeEach(async () => {
  told = [];
  window = await openTestWindow({ ci: (clock) => ({ clock: steppingClock(clock) }) });
  github = await startGitHubCi({ now: window.clock.now });
  sendgrid = await startSendGrid({ now: window.clock.now });
  repository = github.state.addRepository('acme/web');
});
afterEach(async () => {
  vi.unstubAllGlobals();
  expect(window.lines).toEqual([]);
  await window.close();
  await Promise.all([github.close(), sendgrid.close()]);
  expect([...github.bugs, ...sendgrid.bugs]).toEqual([]);
  const text = JSON.stringify([told, window.events]);
  const values = [OLD, NEW, ...sendgrid.state.keys.map(({ value }) => value)];
  expect(values.filter((value) => text.includes(value))).toEqual([]);
});

const client = () => window.engine.client;
function ok<T>(result: Parameters<typeof must<T>>[0]): T {
  told.push(result);
  return must(result);
}
const get = async (rotationId: RotationId) => ok(await client().rotations.get({ rotationId })).rotation;

/** The rotation once nobody works on it. */
async function settled(rotationId: RotationId) {
  await vi.waitFor(async () => expect((await get(rotationId)).status).not.toBe('running'), 20_000);
  return get(rotationId);
}
async function next(rotationId: RotationId) {
  const { steps, step } = await settled(rotationId);
  return steps[step ?? -1];
}

/** A key in the vault and in CI. */
async function placedKey(name: string, text: string, provider: string): Promise<KeyId> {
  const fields = { environmentId: window.staging, name, provider, verbatim: true };
  const { keyId } = must(await client().keys.add({ ...fields, value: { from: 'text', text } }));
  const added = await client().ciTargets.add({
    system: 'github',
    place: { text: 'acme/web', choices: {} },
    name: 'web',
    baseUrl: github.url,
    token: { token: github.state.addToken().value },
  });
  const { targetId } = ok(added);
  const { previewId } = ok(await client().pushes.preview({ of: 'steps', steps: [{ keyId, targetId, named: false }] }));
  const { receiptId } = ok(await client().pushes.start({ previewId, agreed: [] }));
  await vi.waitFor(async () => {
    expect(ok(await client().pushes.receipt({ receiptId })).receipt.status).toBe('done');
  }, 10_000);
  return keyId;
}

async function sendgridKey(): Promise<KeyId> {
  const old = sendgrid.state.add('receipts', ['mail.send']);
  const keyId = await placedKey('SENDGRID_API_KEY', old.value, 'sendgrid');
  const credential = { method: 'token', fields: { token: sendgrid.state.ownKey.value } };
  const connection = { provider: 'sendgrid', baseUrl: `${sendgrid.url}/v3`, credential };
  const { connectionId } = ok(await client().connections.add(connection));
  ok(await client().connections.sync({ connectionId }));
  const { remoteKeys } = ok(await client().remoteKeys.list({ connectionId }));
  const remoteKeyId = remoteKeys.find(({ remoteId }) => remoteId === old.id)?.id;
  if (remoteKeyId === undefined) throw new Error('It is not listed');
  ok(await client().remoteKeys.link({ remoteKeyId, keyId }));
  return keyId;
}

async function start(keyId: KeyId, mode: 'planned' | 'leaked'): Promise<RotationId> {
  return ok(await client().rotations.start({ keyId, mode, agreed: true })).rotationId;
}
async function unlock(): Promise<void> {
  ok(await client().vault.unlock({ with: { kind: 'keychain' } }));
}

describe('a rotation in the window', () => {
  it('waits for a person where it needs one, and goes on in the background after each answer', async () => {
    const keyId = await placedKey('NORRIX_API_KEY', OLD, 'norrix');
    const { plan } = ok(await client().rotations.plan({ keyId, mode: 'planned' }));
    expect([plan.strategy, plan.outage, plan.warnings]).toEqual(['overlap', null, []]);
    const id = await start(keyId, 'planned');
    expect(await next(id)).toMatchObject({ kind: 'create', needs: 'value' });
    expect(codeOf(await client().rotations.start({ keyId, mode: 'leaked', agreed: true }))).toBe('conflict');
    ok(await client().rotations.giveValue({ rotationId: id, value: NEW }));
    expect(await next(id)).toMatchObject({ kind: 'check', needs: 'done' });
    expect(repository.actions.opened('NORRIX_API_KEY')).toBe(NEW);
    const types = new Set(window.events.map(({ type }) => type));
    expect([...types]).toEqual(expect.arrayContaining(['rotation-changed', 'vault-changed', 'ci-changed']));
    ok(await client().rotations.undo({ rotationId: id, position: 2 }));
    expect(repository.actions.opened('NORRIX_API_KEY')).toBe(OLD);
    ok(await client().rotations.retry({ rotationId: id }));
    for (const position of [3, 4, 5]) {
      expect(await next(id)).toMatchObject({ position, needs: 'done' });
      ok(await client().rotations.stepDone({ rotationId: id, position, note: 'looked at the logs' }));
    }
    expect(await settled(id)).toMatchObject({ status: 'done', oldEnded: true });
    expect(repository.actions.opened('NORRIX_API_KEY')).toBe(NEW);
    expect(ok(await client().rotations.list({ open: true })).rotations).toEqual([]);
  });

  it('warns before it ends what leaked by itself', async () => {
    const keyId = await sendgridKey();
    const refused = await client().rotations.start({ keyId, mode: 'leaked', agreed: false });
    expect(refused).toMatchObject({ ok: false, error: { code: 'confirmation-needed' } });
    expect(refused.ok ? '' : refused.error.message).toMatch(/by itself.*revoke the old key/);
    const id = await start(keyId, 'leaked');
    expect((await settled(id)).status).toBe('done');
    expect(sendgrid.state.keys.map(({ value }) => value)).toContain(repository.actions.opened('SENDGRID_API_KEY'));
    expect(sendgrid.state.keys).toHaveLength(2);
  });

  it.each([
    ['the key is made', sendgridHost, 'POST'],
    ['it is placed', githubHost, 'PUT'],
    ['the old one is ended', sendgridHost, 'DELETE'],
  ] as const)(
    'that is locked while %s is gone on with after the next unlock, and loses no value',
    async (_, host, method) => {
      const keyId = await sendgridKey();
      const real = globalThis.fetch;
      let locked: Promise<unknown> | null = null;
      vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
        const answer = await real(...request);
        if (request[1]?.method === method && String(request[0]).startsWith(host()) && locked === null) {
          locked = client().vault.lock({});
          await locked;
        }
        return answer;
      });
      const id = await start(keyId, 'leaked');
      await vi.waitFor(() => expect(locked).not.toBeNull(), 20_000);
      await locked;
      expect(codeOf(await client().rotations.get({ rotationId: id }))).toBe('vault-locked');
      vi.unstubAllGlobals();
      await unlock();
      // Nobody works on it any more, and it says so.
      await vi.waitFor(async () => expect((await get(id)).status).toBe('waiting'), 20_000);
      ok(await client().rotations.retry({ rotationId: id }));
      expect(await settled(id)).toMatchObject({ status: 'done', oldEnded: true });
      const fresh = repository.actions.opened('SENDGRID_API_KEY');
      expect(sendgrid.state.keys.map(({ value }) => value)).toEqual([sendgrid.state.ownKey.value, fresh]);
    },
  );

  it('runs a campaign, with what needs nobody done and the rest counted', async () => {
    await sendgridKey();
    const fields = { environmentId: window.staging, name: 'NORRIX_API_KEY', provider: 'norrix', verbatim: true };
    must(await client().keys.add({ ...fields, value: { from: 'text', text: OLD } }));
    const filter = { projectId: window.projectId, environmentName: 'staging' };
    expect(ok(await client().rotations.planCampaign({ filter, mode: 'leaked' })).plans).toHaveLength(2);
    const request = { name: 'Everything', filter, mode: 'leaked' as const, agreed: true };
    const { campaignId } = ok(await client().rotations.startCampaign(request));
    const progress = async (id: CampaignId) =>
      ok(await client().rotations.campaign({ campaignId: id })).campaign.progress;
    await vi.waitFor(async () => {
      expect(await progress(campaignId)).toMatchObject({ total: 2, done: 1, needPerson: 1, running: 0 });
    }, 20_000);
  });
});

function sendgridHost(): string {
  return sendgrid.url;
}
function githubHost(): string {
  return github.url;
}
