import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CiTargetId, CopyId, KeyId } from '#shared/domain/ids.ts';
import { EngineBench } from '../../tests/fixtures/engine-bench.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';

const VALUE = 'canary-value-9c3e-not-a-real-secret';
const NEWER = 'canary-value-7d1a-not-a-real-secret';
const NOBODY = '00000000-0000-4000-8000-000000000000';

let bench: EngineBench;
let keyId: KeyId;
let targetId: CiTargetId;
beforeEach(async () => {
  bench = await EngineBench.make();
  keyId = await bench.key('API_KEY', VALUE);
  targetId = await bench.target();
});
afterEach(async () => {
  // Nothing that was put anywhere is in the log.
  expect(bench.lines.join('\n')).not.toContain('canary');
  await bench.dispose();
});

const assistant = () => bench.client.copyAssistant;
const held = () => bench.platform.clipboardText;

async function begin(fields: { secretName?: string; targetId?: CiTargetId; keyId?: KeyId } = {}) {
  return must(await assistant().begin({ keyId, targetId, ...fields }));
}
async function set(text: string): Promise<void> {
  must(await bench.client.keys.setValue({ keyId, value: { from: 'text', text } }));
}
async function placements() {
  return must(await bench.client.placements.list({ keyId })).placements;
}

describe('the copy assistant', () => {
  it('gives the page, the name, then the value, clears the clipboard and records the placement', async () => {
    const begun = await begin();
    expect(begun).toMatchObject({
      secretName: 'API_KEY',
      page: {
        url: 'https://github.com/acme/web/settings/secrets/actions',
        path: ['Settings', 'Secrets and variables', 'Actions'],
      },
      warnings: [],
      notes: [],
      problem: null,
    });
    const { copyId } = begun;
    expect(must(await assistant().copyName({ copyId, openPage: true }))).toEqual({ opened: true });
    expect(bench.platform.openedUrls).toEqual([begun.page.url]);
    expect([held(), bench.platform.clipboardSecret]).toEqual(['API_KEY', false]);
    const copied = must(await assistant().copyValue({ copyId, agreed: false }));
    expect([held(), bench.platform.clipboardSecret]).toEqual([VALUE, true]);
    const finished = must(await assistant().finish({ copyId }));
    expect(held()).toBe('');
    expect(await placements()).toMatchObject([
      { id: finished.placementId, secretName: 'API_KEY', how: 'copy', placedVersion: 1, state: 'presumed' },
    ]);
    expect(JSON.stringify([begun, copied, finished])).not.toContain('canary');
    expect(bench.events).toContainEqual({ type: 'ci-changed' });
    const { entries } = must(await bench.client.activity.list({}));
    expect(entries.slice(0, 2)).toMatchObject([
      { what: 'placement-recorded', detail: 'in acme/web' },
      { what: 'copied', detail: 'version 1, for acme/web' },
    ]);
    expect(codeOf(await assistant().finish({ copyId }))).toBe('copy-not-found');
  });

  it('offers the name under which the key is there already, however it is written', async () => {
    must(await bench.client.placements.record({ keyId, targetId, secretName: 'SHOP_API_KEY', versionId: null }));
    expect((await begin()).secretName).toBe('SHOP_API_KEY');
    const { copyId, secretName } = await begin({ secretName: 'shop_api_key' });
    expect(secretName).toBe('SHOP_API_KEY');
    must(await assistant().copyValue({ copyId, agreed: false }));
    must(await assistant().finish({ copyId }));
    expect(await placements()).toMatchObject([{ secretName: 'SHOP_API_KEY', how: 'copy' }]);
  });

  it.each([
    ['GITHUB_TOKEN', 'name'],
    ['my-key', 'name'],
  ])('does not go on under the name %s, and says what would do', async (secretName, about) => {
    const { copyId, problem } = await begin({ secretName });
    expect(problem).toMatchObject({ about, suggestedName: expect.any(String) });
    expect((await begin({ secretName: problem?.suggestedName ?? '' })).problem).toBeNull();
    expect(codeOf(await assistant().copyName({ copyId, openPage: true }))).toBe('conflict');
    expect(codeOf(await assistant().copyValue({ copyId, agreed: true }))).toBe('conflict');
    expect([held(), bench.platform.openedUrls]).toEqual(['', []]);
  });

  it('says which rule a value breaks, and that one which is no text cannot be copied', async () => {
    await set('x'.repeat(50_000));
    expect((await begin()).problem).toMatchObject({ about: 'value', suggestedName: null });
    const file = join(bench.home, 'picture.bin');
    await writeFile(file, Buffer.from([0xff, 0xfe, 0x00, 0x80]));
    bench.platform.fileToOpen = file;
    const added = await bench.client.keys.add({ environmentId: bench.staging, name: 'BIN', value: { from: 'file' } });
    expect(codeOf(await assistant().begin({ keyId: must(added).keyId, targetId }))).toBe('value-invalid');
  });

  it('wants a yes to what the guard warns of, and one of its own for a protected environment', async () => {
    const live = await bench.key('LIVE_KEY', `${VALUE}-live`, bench.production);
    const marked = { projectId: bench.project, environmentId: bench.staging };
    must(await bench.client.ciTargets.edit({ targetId, ...marked }));
    const { copyId, warnings } = await begin({ keyId: live });
    expect(warnings.map(({ code }) => code)).toContain('protected-elsewhere');
    const unasked = await assistant().copyValue({ copyId, agreed: false });
    expect(unasked).toMatchObject({ ok: false, error: { code: 'confirmation-needed' } });
    expect(unasked.ok || unasked.error.detail).toBeUndefined();
    expect(await assistant().copyValue({ copyId, agreed: true })).toMatchObject({
      ok: false,
      error: { code: 'confirmation-needed', detail: { environment: 'production' } },
    });
    expect(held()).toBe('');
    must(await bench.client.environments.confirmProtected({ environmentId: bench.production }));
    must(await assistant().copyValue({ copyId, agreed: true }));
    expect(held()).toBe(`${VALUE}-live`);
  });

  it('warns where the secret holds the value of another key', async () => {
    const other = await bench.key('OTHER', NEWER);
    must(await bench.client.placements.record({ keyId: other, targetId, secretName: 'API_KEY', versionId: null }));
    const { copyId, warnings } = await begin();
    expect(warnings).toMatchObject([{ code: 'other-key', message: expect.stringContaining('OTHER in staging') }]);
    expect(codeOf(await assistant().copyValue({ copyId, agreed: false }))).toBe('confirmation-needed');
  });

  it('begins again where what was checked does not hold any more', async () => {
    const { copyId } = await begin();
    await set(NEWER);
    const refused = await assistant().copyValue({ copyId, agreed: true });
    expect(refused).toMatchObject({ ok: false, error: { code: 'conflict' } });
    expect(refused.ok || refused.error.message).toContain('new value');

    const again = await begin();
    must(await bench.client.ciTargets.edit({ targetId, projectId: bench.project, environmentId: bench.development }));
    expect(codeOf(await assistant().copyValue({ copyId: again.copyId, agreed: true }))).toBe('conflict');

    const third = await begin();
    must(await bench.client.ciTargets.edit({ targetId, place: { text: 'acme/other', choices: {} } }));
    expect(codeOf(await assistant().copyName({ copyId: third.copyId, openPage: true }))).toBe('conflict');
    expect([held(), bench.platform.openedUrls]).toEqual(['', []]);
  });

  it('records the version that was copied, although a newer one came before the end', async () => {
    const { copyId } = await begin();
    must(await assistant().copyValue({ copyId, agreed: false }));
    await set(NEWER);
    must(await assistant().finish({ copyId }));
    expect(await placements()).toMatchObject([{ placedVersion: 1, currentVersion: 2, state: 'behind' }]);
  });

  it('does not finish before the value was copied', async () => {
    const { copyId } = await begin();
    must(await assistant().copyName({ copyId, openPage: false }));
    expect(codeOf(await assistant().finish({ copyId }))).toBe('conflict');
    expect(await placements()).toEqual([]);
    must(await assistant().copyValue({ copyId, agreed: false }));
    must(await assistant().finish({ copyId }));
  });

  it('says what is gone: the key, the target, the copy', async () => {
    const unknown = { copyId: NOBODY as CopyId };
    expect(codeOf(await assistant().begin({ keyId: NOBODY as KeyId, targetId }))).toBe('key-not-found');
    expect(codeOf(await assistant().begin({ keyId, targetId: NOBODY as CiTargetId }))).toBe('ci-target-not-found');
    expect(codeOf(await assistant().copyName({ ...unknown, openPage: true }))).toBe('copy-not-found');
    expect(codeOf(await assistant().copyValue({ ...unknown, agreed: true }))).toBe('copy-not-found');
    expect(codeOf(await assistant().finish(unknown))).toBe('copy-not-found');
    must(await assistant().cancel(unknown));

    const first = await begin();
    must(await bench.client.keys.remove({ keyIds: [keyId] }));
    expect(codeOf(await assistant().copyValue({ copyId: first.copyId, agreed: true }))).toBe('key-not-found');
    must(await bench.client.keys.restore({ keyIds: [keyId] }));

    const second = await begin();
    must(await assistant().copyValue({ copyId: second.copyId, agreed: true }));
    must(await bench.client.ciTargets.remove({ targetId }));
    expect(codeOf(await assistant().copyName({ copyId: second.copyId, openPage: true }))).toBe('ci-target-not-found');
    expect(codeOf(await assistant().copyValue({ copyId: second.copyId, agreed: true }))).toBe('ci-target-not-found');
    expect(codeOf(await assistant().finish({ copyId: second.copyId }))).toBe('ci-target-not-found');
    expect(held()).toBe('');
  });

  it('goes on without a browser, and says so without a clipboard', async () => {
    bench.platform.hasBrowser = false;
    const { copyId } = await begin();
    expect(must(await assistant().copyName({ copyId, openPage: true }))).toEqual({ opened: false });
    bench.platform.clipboardWorks = false;
    for (const refused of [
      await assistant().copyName({ copyId, openPage: false }),
      await assistant().copyValue({ copyId, agreed: false }),
    ]) {
      expect(refused).toMatchObject({ ok: false, error: { code: 'clipboard-unavailable', message: 'Install xclip.' } });
    }
    bench.platform.clipboardWorks = true;
    must(await assistant().copyValue({ copyId, agreed: false }));
  });

  it('opens a page of this machine, as of a Jenkins that runs here', async () => {
    const place = { text: 'team', choices: {} };
    const local = await bench.target({ system: 'jenkins', place, baseUrl: 'http://127.0.0.1:8080/ci' });
    const { copyId } = await begin({ targetId: local });
    must(await assistant().copyName({ copyId, openPage: true }));
    expect(bench.platform.openedUrls).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:8080\/ci\/.*team/)]);
  });
});

describe('the clipboard of the copy assistant', () => {
  it('is cleared by cancelling, unless something else was copied since', async () => {
    const first = await begin();
    must(await assistant().copyValue({ copyId: first.copyId, agreed: false }));
    must(await assistant().cancel({ copyId: first.copyId }));
    expect(held()).toBe('');
    expect(await placements()).toEqual([]);
    expect(codeOf(await assistant().finish({ copyId: first.copyId }))).toBe('copy-not-found');

    const other = await bench.key('OTHER', NEWER);
    const second = await begin();
    must(await assistant().copyValue({ copyId: second.copyId, agreed: false }));
    must(await bench.client.keys.copy({ keyId: other, field: 'value' }));
    must(await assistant().finish({ copyId: second.copyId }));
    expect(held()).toBe(NEWER);
  });

  it("is cleared after the settings' time", async () => {
    const { copyId } = await begin();
    vi.useFakeTimers();
    try {
      const { clearAfterMs } = must(await assistant().copyValue({ copyId, agreed: false }));
      await vi.advanceTimersByTimeAsync(clearAfterMs - 1);
      expect(held()).toBe(VALUE);
      await vi.advanceTimersByTimeAsync(1);
      expect(held()).toBe('');
    } finally {
      vi.useRealTimers();
    }
    must(await assistant().copyValue({ copyId, agreed: false }));
    expect(held()).toBe(VALUE);
  });

  it('is cleared by the lock, also by one or a cancelling that comes while it is being written', async () => {
    const { copyId } = await begin();
    must(await assistant().copyValue({ copyId, agreed: false }));
    must(await bench.client.vault.lock({}));
    expect(held()).toBe('');
    expect(codeOf(await assistant().finish({ copyId }))).toBe('vault-locked');
    must(await bench.client.vault.unlock({ with: { kind: 'keychain' } }));
    expect(codeOf(await assistant().finish({ copyId }))).toBe('copy-not-found');

    const cancelled = await begin();
    const write = bench.platform.clipboard.write;
    bench.platform.clipboard.write = async (text, options) => {
      must(await assistant().cancel({ copyId: cancelled.copyId }));
      await write(text, options);
    };
    expect(codeOf(await assistant().copyValue({ copyId: cancelled.copyId, agreed: false }))).toBe('copy-not-found');
    expect(held()).toBe('');

    const again = await begin();
    bench.platform.clipboard.write = async (text, options) => {
      must(await bench.client.vault.lock({}));
      await write(text, options);
    };
    expect(codeOf(await assistant().copyValue({ copyId: again.copyId, agreed: false }))).toBe('vault-locked');
    expect(held()).toBe('');
  });
});
