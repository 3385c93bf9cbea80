import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { KeyId } from '#shared/domain/ids.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import { openTestWindow, type TestWindow } from '../../tests/fixtures/test-window.ts';

// Made up.
const OLD = 'CANARY-nrx-old';

let window: TestWindow;
beforeEach(async () => {
  window = await openTestWindow();
});
afterEach(() => window.close());

const rotations = () => window.engine.client.rotations;

async function rotate(mode: 'planned' | 'leaked', provider: string) {
  const { keyId } = must(
    await window.engine.client.keys.add({
      environmentId: window.staging,
      name: 'API_KEY',
      provider,
      verbatim: true,
      value: { from: 'text', text: OLD },
    }),
  ) as { keyId: KeyId };
  const { rotationId } = must(await rotations().start({ keyId, mode, agreed: true }));
  await vi.waitFor(async () => {
    expect(must(await rotations().get({ rotationId })).rotation.status).toBe('waiting');
  }, 10_000);
  return rotationId;
}

it('takes off what lies around a pasted value, unless it is wanted as it is', async () => {
  const taken = async (text: string, verbatim: boolean) => {
    const rotationId = await rotate('planned', 'norrix');
    const [key] = must(await rotations().get({ rotationId })).rotation.keys;
    must(await rotations().giveValue({ rotationId, value: text, verbatim }));
    const { keyId } = key as { keyId: KeyId };
    const revealed = must(await window.engine.client.keys.reveal({ keyId }));
    must(await window.engine.client.keys.remove({ keyIds: [keyId] }));
    return revealed;
  };
  expect(await taken('export API_KEY="CANARY-nrx-new"\n', false)).toMatchObject({ text: 'CANARY-nrx-new' });
  expect(await taken(' CANARY-nrx-new\n', true)).toMatchObject({ text: ' CANARY-nrx-new\n' });
});

it('takes what a file holds as it is, but for the line end behind a single line', async () => {
  const file = join(window.home, 'token.txt');
  const give = async (text: string) => {
    await writeFile(file, text);
    window.platform.fileToOpen = file;
    const rotationId = await rotate('planned', 'norrix');
    const [key] = must(await rotations().get({ rotationId })).rotation.keys;
    const { keyId } = key as { keyId: KeyId };
    const answer = await rotations().giveValue({ rotationId, value: { from: 'file' } });
    const { versions } = must(await window.engine.client.keys.get({ keyId })).key;
    const revealed = must(await window.engine.client.keys.reveal({ keyId }));
    must(await window.engine.client.keys.remove({ keyIds: [keyId] }));
    return { answer, identifier: versions[0]?.identifier, text: revealed.text };
  };
  expect(await give('CANARY-nrx-new\n')).toMatchObject({ identifier: null, text: 'CANARY-nrx-new' });
  for (const text of ['export API_KEY="CANARY-nrx-new"', '# CANARY\nA=CANARY-1\nB=CANARY-2\n', 'CANARY;\r']) {
    expect(await give(text)).toMatchObject({ text });
  }
  expect(codeOf((await give('\n')).answer)).toBe('value-empty');
});

it('copies the report of a leak, which holds no value', async () => {
  const rotationId = await rotate('leaked', 'norrix');
  must(await rotations().copyText({ rotationId, what: 'report' }));
  const { clipboardText } = window.platform;
  expect(clipboardText).toMatch(/^Leaked key\n- API_KEY in staging of /);
  expect(clipboardText).toContain('Create the replacement: not done');
  expect(clipboardText).not.toContain('CANARY');
});

it('has nothing to copy where nothing leaked, nothing is to be typed, or there is no rotation', async () => {
  const rotationId = await rotate('planned', 'norrix');
  expect(codeOf(await rotations().copyText({ rotationId, what: 'report' }))).toBe('conflict');
  expect(codeOf(await rotations().copyText({ rotationId, what: 'task' }))).toBe('conflict');
  const nobody = '00000000-0000-4000-8000-000000000000';
  expect(codeOf(await rotations().copyText({ rotationId: nobody, what: 'report' }))).toBe('rotation-not-found');
});
