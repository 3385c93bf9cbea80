import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PushPreview } from '#shared/contract/pushes.ts';
import type { CiTargetId, EnvironmentId, KeyId, PlacementId, PreviewId, ReceiptId } from '#shared/domain/ids.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { openTestWindow, type TestWindow } from '../../tests/fixtures/test-window.ts';
import {
  type GitHubCi,
  type GitHubCiToken,
  type GitHubRepository,
  startGitHubCi,
} from '../../tests/simulators/ci/github.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { steppingClock } from '../ci/testing/memory-ci.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

let window: TestWindow;
let simulator: Simulator<GitHubCi>;
let token: GitHubCiToken;
let repository: GitHubRepository;
/** Everything that was answered, to be searched for what must not be told. */
let told: unknown[];
beforeEach(async () => {
  told = [];
  window = await openTestWindow({ ci: (clock) => ({ clock: steppingClock(clock) }) });
  simulator = await startGitHubCi({ now: window.clock.now });
  token = simulator.state.addToken();
  repository = simulator.state.addRepository('acme/web', ['production']);
  repository.actions.set('UNRELATED', 'made-up-unrelated', window.clock.now());
});
afterEach(async () => {
  expect(window.lines).toEqual([]);
  await window.close();
  expect(simulator.bugs).toEqual([]);
  expect(repository.actions.opened('UNRELATED')).toBe('made-up-unrelated');
  expect(simulator.requests.entries.filter(({ method }) => method === 'DELETE')).toEqual([]);
  await simulator.close();
  const text = JSON.stringify([told, window.events]);
  expect(text).not.toContain('CANARY');
  expect(text).not.toContain(token.value);
});

const client = () => window.engine.client;
/** The value of an answer, which is kept to be searched. */
function ok<T>(result: Parameters<typeof must<T>>[0]): T {
  told.push(result);
  return must(result);
}
async function addTarget(fields: Partial<Parameters<TestWindow['engine']['client']['ciTargets']['add']>[0]> = {}) {
  const request = {
    system: 'github' as const,
    place: { text: 'acme/web', choices: {} },
    name: 'web',
    baseUrl: simulator.url,
    token: { token: token.value },
    ...fields,
  };
  return ok(await client().ciTargets.add(request)).targetId;
}
async function addKey(name: string, value: string, environmentId: EnvironmentId = window.staging): Promise<KeyId> {
  const added = await client().keys.add({ environmentId, name, value: { from: 'text', text: value }, verbatim: true });
  return ok(added).keyId;
}
async function setValue(keyId: KeyId, text: string): Promise<void> {
  ok(await client().keys.setValue({ keyId, value: { from: 'text', text }, verbatim: true, discardPrevious: false }));
}
async function preview(
  keyIds: readonly KeyId[],
  targetId: CiTargetId,
  secretName?: string,
): Promise<{ previewId: PreviewId; preview: PushPreview }> {
  const steps = keyIds.map((keyId) => ({ keyId, targetId, named: false, ...(secretName ? { secretName } : {}) }));
  return ok(await client().pushes.preview({ of: 'steps', steps }));
}
async function receiptAtEnd(receiptId: ReceiptId) {
  await vi.waitFor(async () => {
    const { receipt } = must(await client().pushes.receipt({ receiptId }));
    expect(receipt.status).not.toBe('running');
  }, 10_000);
  return ok(await client().pushes.receipt({ receiptId })).receipt;
}
async function push(previewId: PreviewId) {
  return receiptAtEnd(ok(await client().pushes.start({ previewId, agreed: [] })).receiptId);
}
const states = async () =>
  Object.fromEntries(
    ok(await client().placements.list({})).placements.map(({ secretName, state }) => [secretName, state]),
  );
const only = async () => {
  const [target] = ok(await client().ciTargets.list({})).targets;
  if (target === undefined) throw new Error('no target');
  return target;
};
const writes = () => simulator.requests.entries.filter(({ method }) => method === 'PUT').length;
const toldOf = (type: string) => window.events.filter((event) => event.type === type);

describe('targets', () => {
  it('are described for forms, without CLI options and without loading a client', async () => {
    const { systems } = ok(await client().ciTargets.systems({}));
    expect(systems.map(({ id }) => id)).toEqual([
      ...['github', 'gitlab', 'circleci', 'jenkins', 'bitbucket', 'vercel', 'netlify'],
    ]);
    expect(JSON.stringify(systems)).not.toMatch(/--[a-z]|keyrail /);
    expect(systems.find(({ id }) => id === 'jenkins')).toMatchObject({ baseUrl: null, choices: [] });
    expect(systems.find(({ id }) => id === 'gitlab')?.choices).toEqual([
      ...['group', 'scope', 'masked', 'hidden', 'protected'],
    ]);
  });

  it('are added, listed, changed, opened in the browser, and removed', async () => {
    const place = { text: 'https://github.com/acme/web', choices: { environment: 'production' } };
    const targetId = await addTarget({ place, projectId: window.projectId, environmentId: window.staging });
    expect(toldOf('ci-changed').length).toBeGreaterThan(0);
    expect(await only()).toMatchObject({
      target: { id: targetId, name: 'web', placeText: 'acme/web, environment production', hasToken: true },
      written: { text: 'acme/web', choices: { environment: 'production' } },
      states: {},
      looking: false,
      settingsPage: { url: expect.stringContaining('/acme/web/'), path: expect.arrayContaining(['Settings']) },
    });
    expect(simulator.requests.entries).toEqual([]);

    ok(await client().ciTargets.edit({ targetId, place: { text: 'acme/web', choices: { dependabot: true } } }));
    ok(await client().ciTargets.edit({ targetId, name: 'shop', baseUrl: null, token: null, environmentId: null }));
    expect(await only()).toMatchObject({
      target: { name: 'shop', hasToken: false, baseUrl: null, environmentId: null, place: { family: 'dependabot' } },
      settingsPage: { url: 'https://github.com/acme/web/settings/secrets/dependabot' },
    });
    ok(await client().ciTargets.openSettings({ targetId }));
    expect(window.platform.openedUrls).toEqual(['https://github.com/acme/web/settings/secrets/dependabot']);
    for (const [asked, code] of [
      [client().ciTargets.edit({ targetId, place: { text: 'acme', choices: {} } }), 'ci-place-invalid'],
      [client().ciTargets.edit({ targetId, place: { text: 'a/b', choices: { masked: true } } }), 'ci-place-invalid'],
      [client().ciTargets.edit({ targetId, token: {} }), 'value-invalid'],
      [client().ciTargets.edit({ targetId, baseUrl: 'http://ci.example' }), 'address-invalid'],
      [client().ciTargets.test({ targetId }), 'credential-missing'],
      [client().ciTargets.secrets({ targetId }), 'credential-missing'],
      [client().ciTargets.test({ targetId: NOBODY as CiTargetId }), 'ci-target-not-found'],
      [client().ciTargets.add({ system: 'jenkins', place: { text: '', choices: {} } }), 'address-invalid'],
    ] as const) {
      expect(codeOf(await asked)).toBe(code);
    }
    const { targetId: jenkins } = ok(
      await client().ciTargets.add({
        system: 'jenkins',
        place: { text: 'team', choices: {} },
        baseUrl: 'https://ci.example',
      }),
    );
    expect(codeOf(await client().ciTargets.edit({ targetId: jenkins, baseUrl: null }))).toBe('address-invalid');
    ok(await client().ciTargets.remove({ targetId: jenkins }));
    ok(await client().ciTargets.remove({ targetId }));
    expect(codeOf(await client().ciTargets.remove({ targetId }))).toBe('ci-target-not-found');
    expect(ok(await client().ciTargets.list({})).targets).toEqual([]);
  });

  it('say what their token may do, and list what they hold with what is ours of it', async () => {
    const targetId = await addTarget();
    expect(ok(await client().ciTargets.test({ targetId }))).toMatchObject({ result: 'works', mayRead: true });
    const keyId = await addKey('api_key', 'CANARY-one');
    await push((await preview([keyId], targetId)).previewId);
    const { secrets } = ok(await client().ciTargets.secrets({ targetId }));
    expect(secrets).toMatchObject([
      { secret: { name: 'UNRELATED' }, placement: null },
      { secret: { name: 'API_KEY' }, placement: { keyId, keyName: 'api_key', state: 'current' } },
    ]);
    token.revoked = true;
    expect(ok(await client().ciTargets.test({ targetId }))).toMatchObject({ result: 'refused', mayWrite: false });
    expect(codeOf(await client().ciTargets.secrets({ targetId }))).toBe('provider-refused');
    expect((await only()).target.error).toMatchObject({ code: 'provider-refused' });
  });

  it('cannot become another place while something is remembered of them', async () => {
    const targetId = await addTarget();
    await push((await preview([await addKey('A', 'CANARY-one')], targetId)).previewId);
    const place = { text: 'acme/other', choices: {} };
    expect(codeOf(await client().ciTargets.edit({ targetId, place }))).toBe('conflict');
  });
});

describe('a push', () => {
  it('does what its preview says, tells its progress, and shows what it put where', async () => {
    const targetId = await addTarget();
    const keys = [await addKey('API_KEY', 'CANARY-one'), await addKey('DB_URL', 'CANARY-two')];
    const looked = await preview(keys, targetId);
    expect(looked.preview).toMatchObject({
      steps: [
        { secretName: 'API_KEY', action: 'create', keyName: 'API_KEY', targetName: 'web', system: 'github' },
        { secretName: 'DB_URL', action: 'create', environmentId: window.staging, projectId: window.projectId },
      ],
      undoes: null,
      notUndone: [],
    });
    expect(writes()).toBe(0);
    window.events.length = 0;
    const receipt = await push(looked.previewId);
    expect([receipt.status, ...receipt.steps.map(({ outcome }) => outcome)]).toEqual(['done', 'created', 'created']);
    expect(keys.map((_, index) => repository.actions.opened(['API_KEY', 'DB_URL'][index] ?? ''))).toEqual([
      'CANARY-one',
      'CANARY-two',
    ]);
    await vi.waitFor(() => expect(window.events.at(-1)).toEqual({ type: 'vault-changed', by: 'this-window' }));
    const last = toldOf('push-progress').at(-1);
    expect(last).toEqual({ type: 'push-progress', receiptId: receipt.id, done: 2, total: 2 });
    expect(window.events.findLastIndex(({ type }) => type === 'ci-changed')).toBeGreaterThan(
      window.events.findLastIndex(({ type }) => type === 'push-progress'),
    );
    expect(await only()).toMatchObject({ states: { current: 2 }, target: { placementCount: 2, error: null } });
    expect(ok(await client().pushes.receipts({})).receipts.map(({ id }) => id)).toEqual([receipt.id]);

    const again = await preview(keys, targetId);
    expect(again.preview.steps.map(({ action }) => action)).toEqual(['same', 'same']);
    expect(codeOf(await client().pushes.start({ previewId: again.previewId, agreed: [] }))).toBe('nothing-to-push');
    expect(writes()).toBe(2);
  });

  it('of what is behind or missing brings it up to date, and says when nothing is', async () => {
    const targetId = await addTarget();
    const [a, b] = [await addKey('API_KEY', 'CANARY-one'), await addKey('DB_URL', 'CANARY-two')];
    await push((await preview([a, b], targetId)).previewId);
    const none = await client().pushes.preview({ of: 'behind' });
    expect([codeOf(none), JSON.stringify(none)]).toEqual(['nothing-to-push', expect.stringContaining('is behind')]);

    await setValue(a, 'CANARY-three');
    window.clock.at += 60_000;
    repository.actions.secrets.delete('DB_URL');
    ok(await client().placements.refresh({}));
    expect(await states()).toEqual({ API_KEY: 'behind', DB_URL: 'missing' });
    expect((await only()).states).toEqual({ behind: 1, missing: 1 });
    const of = async (request: object) => {
      const behind = ok(await client().pushes.preview({ of: 'behind', ...request }));
      return behind.preview.steps.map(({ secretName, action }) => [secretName, action]);
    };
    expect(await of({ keyId: a })).toEqual([['API_KEY', 'replace']]);
    expect(codeOf(await client().pushes.preview({ of: 'behind', targetIds: [] }))).toBe('nothing-to-push');
    const both = ok(await client().pushes.preview({ of: 'behind', targetIds: [targetId] }));
    expect(both.preview.steps.map(({ action }) => action)).toEqual(['replace', 'create']);
    expect((await push(both.previewId)).status).toBe('done');
    expect(await states()).toEqual({ API_KEY: 'current', DB_URL: 'current' });

    await setValue(a, 'CANARY-four');
    ok(await client().ciTargets.edit({ targetId, token: null }));
    const closed = await client().pushes.preview({ of: 'behind' });
    expect(JSON.stringify(closed)).toContain('without an access token: web');
  });

  it('that somebody else wrote over shows so, and is left alone', async () => {
    const targetId = await addTarget();
    const keyId = await addKey('API_KEY', 'CANARY-one');
    await push((await preview([keyId], targetId)).previewId);
    window.clock.at += 3_600_000;
    repository.actions.set('API_KEY', 'set by hand', window.clock.now());
    expect(ok(await client().placements.refresh({ targetIds: [targetId] })).looks).toMatchObject([
      { targetId, name: 'web', secrets: 2, error: null },
    ]);
    expect(await states()).toEqual({ API_KEY: 'changed-elsewhere' });
    const left = await preview([keyId], targetId);
    expect(left.preview.steps).toMatchObject([{ action: 'left-alone', problem: { code: 'not-ours' } }]);
    expect(JSON.stringify(left)).not.toMatch(/--[a-z]|keyrail /);
    const steps = [{ keyId, targetId, named: true }];
    const replaced = ok(await client().pushes.preview({ of: 'steps', steps }));
    expect((await push(replaced.previewId)).steps).toMatchObject([{ outcome: 'replaced' }]);
  });

  it('is taken back from its receipt', async () => {
    const targetId = await addTarget();
    const [a, b] = [await addKey('A', 'CANARY-old'), await addKey('B', 'CANARY-new-here')];
    await push((await preview([a], targetId)).previewId);
    await setValue(a, 'CANARY-new');
    const pushed = await push((await preview([a, b], targetId)).previewId);
    const undo = ok(await client().pushes.preview({ of: 'receipt', receiptId: pushed.id }));
    expect(undo.preview).toMatchObject({
      undoes: pushed.id,
      steps: [{ secretName: 'A', action: 'replace' }],
      notUndone: [{ targetName: 'web', secretName: 'B', why: expect.stringContaining('deletes nothing') }],
    });
    const undone = await push(undo.previewId);
    expect([undone.status, undone.undoes, repository.actions.opened('A')]).toEqual(['done', pushed.id, 'CANARY-old']);
    expect(await states()).toEqual({ A: 'behind', B: 'current' });
    const again = ok(await client().pushes.preview({ of: 'receipt', receiptId: pushed.id }));
    expect(again.preview.steps).toEqual([]);
    expect(codeOf(await client().pushes.start({ previewId: again.previewId, agreed: [] }))).toBe('nothing-to-push');
    for (const call of ['receipt', 'stop', 'resume'] as const) {
      expect(codeOf(await client().pushes[call]({ receiptId: NOBODY as ReceiptId }))).toBe('receipt-not-found');
    }
    const nobody = await client().pushes.preview({ of: 'receipt', receiptId: NOBODY as ReceiptId });
    expect(codeOf(nobody)).toBe('receipt-not-found');
  });

  it('needs a yes to each warning, and to a protected environment', async () => {
    const { environments } = must(await client().projects.list({})).projects[0] ?? { environments: [] };
    const production = environments.find(({ name }) => name === 'production')?.id as EnvironmentId;
    const targetId = await addTarget({ projectId: window.projectId, environmentId: window.staging });
    const keyId = await addKey('LIVE', 'CANARY-live', production);
    const { previewId, preview: shown } = await preview([keyId], targetId);
    expect(shown.steps[0]?.warnings).toMatchObject([{ code: 'protected-elsewhere' }]);
    const start = (agreed: number[]) => client().pushes.start({ previewId, agreed });
    expect(await start([])).toMatchObject({
      error: { code: 'confirmation-needed', detail: { warnings: ['protected-elsewhere'] } },
    });
    expect(await start([0])).toMatchObject({
      error: { code: 'confirmation-needed', detail: { environment: 'production' } },
    });
    expect(codeOf(await start([7]))).toBe('confirmation-needed');
    must(await client().environments.confirmProtected({ environmentId: production }));
    const { receiptId } = ok(await start([0]));
    expect((await receiptAtEnd(receiptId)).status).toBe('done');
    // Taken on once.
    expect(codeOf(await start([0]))).toBe('preview-not-found');
  });

  it('places in base64 what the target cannot hold, where a person chooses that', async () => {
    const targetId = await addTarget();
    window.platform.fileToOpen = join(window.home, 'signing.key');
    await writeFile(window.platform.fileToOpen, Buffer.from([0xff, 0, 0xfe, 1]));
    const request = { environmentId: window.staging, name: 'SIGNING_KEY', value: { from: 'file' } } as const;
    const { keyId } = ok(await client().keys.add({ ...request, verbatim: true }));
    const { preview: refused } = await preview([keyId], targetId);
    expect(refused.steps).toMatchObject([
      { action: 'refused', base64: 'offered', problem: { code: 'value-not-text' } },
    ]);
    const steps = [{ keyId, targetId, named: false, encoding: 'base64' as const }];
    const chosen = ok(await client().pushes.preview({ of: 'steps', steps }));
    expect(chosen.preview.steps).toMatchObject([{ action: 'create', base64: 'chosen' }]);
    expect((await push(chosen.previewId)).status).toBe('done');
    expect(repository.actions.opened('SIGNING_KEY')).toBe('/wD+AQ==');
    expect(ok(await client().placements.list({ keyId })).placements).toMatchObject([
      { state: 'current', encoding: 'base64' },
    ]);
  });

  it('of a preview that was discarded, or forgotten at the lock, does not begin', async () => {
    const targetId = await addTarget();
    const keyId = await addKey('A', 'CANARY-one');
    const first = await preview([keyId], targetId);
    ok(await client().pushes.discard({ previewId: first.previewId }));
    expect(codeOf(await client().pushes.start({ previewId: first.previewId, agreed: [] }))).toBe('preview-not-found');
    const second = await preview([keyId], targetId);
    must(await client().vault.lock({}));
    expect(codeOf(await client().pushes.start({ previewId: second.previewId, agreed: [] }))).toBe('vault-locked');
    must(await client().vault.unlock({ with: { kind: 'keychain' } }));
    expect(codeOf(await client().pushes.start({ previewId: second.previewId, agreed: [] }))).toBe('preview-not-found');
    expect(writes()).toBe(0);
  });
});

describe('placements', () => {
  it('are recorded on a person’s word, listed by key and target, and forgotten', async () => {
    const targetId = await addTarget();
    const keyId = await addKey('A', 'CANARY-same');
    const other = await addKey('B', 'CANARY-same');
    const record = { keyId, targetId, secretName: 'A_THERE', versionId: null };
    const { placementId } = ok(await client().placements.record(record));
    const { placements } = ok(await client().placements.list({ keyId, targetId }));
    expect(placements).toMatchObject([
      { id: placementId, keyName: 'A', targetName: 'web', system: 'github', placeText: 'acme/web', state: 'presumed' },
    ]);
    expect(ok(await client().placements.list({ keyId: other })).placements).toEqual([]);
    const reach = ok(await client().placements.reach({ keyId }));
    expect(reach).toMatchObject({ sameValue: [{ keyId: other, name: 'B' }], placements, findings: [] });
    expect(codeOf(await client().placements.reach({ keyId: NOBODY as KeyId }))).toBe('key-not-found');
    for (const [change, code] of [
      [{ keyId: NOBODY as KeyId }, 'key-not-found'],
      [{ targetId: NOBODY as CiTargetId }, 'ci-target-not-found'],
      [{ versionId: NOBODY as never }, 'version-not-found'],
    ] as const) {
      expect(codeOf(await client().placements.record({ ...record, ...change }))).toBe(code);
    }
    ok(await client().placements.forget({ placementId }));
    expect(codeOf(await client().placements.forget({ placementId }))).toBe('placement-not-found');
    expect(codeOf(await client().placements.forget({ placementId: NOBODY as PlacementId }))).toBe(
      'placement-not-found',
    );
  });
});
