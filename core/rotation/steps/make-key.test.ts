import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RotationBench } from '../../../tests/fixtures/rotation-bench.ts';
import { must } from '../../../tests/fixtures/test-vault.ts';
import type { Simulator } from '../../../tests/simulators/frame/server.ts';
import { type SendGrid, startSendGrid } from '../../../tests/simulators/providers/sendgrid.ts';
import { giveValue } from '../answer-step.ts';
import { runRotation } from '../run-rotation.ts';

vi.setConfig({ testTimeout: 60_000 });

let bench: RotationBench;
let simulator: Simulator<SendGrid>;
let id: string;
beforeEach(async () => {
  bench = await RotationBench.make();
  simulator = await startSendGrid({ now: () => bench.ci.vault.clock.at });
  const old = simulator.state.add('receipts', ['mail.send']);
  const keyId = bench.key('SENDGRID_API_KEY', old.value, 'sendgrid');
  await bench.connect('sendgrid', {
    baseUrl: `${simulator.url}/v3`,
    method: 'token',
    fields: { token: simulator.state.ownKey.value },
    link: { remoteId: old.id, keyId },
  });
  id = bench.start({ keyId, mode: 'planned' });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await simulator.close();
  await bench.dispose();
});

/** Every request of a method is answered so. */
function answers(method: string, status: number): void {
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) =>
    (request[1]?.method ?? 'GET') === method ? new Response('{}', { status }) : real(...request),
  );
}
async function making() {
  const { steps, step } = must(await runRotation(bench.store, id, bench.options));
  return steps[step ?? -1];
}

it('asks a person for the key where the API refuses to make it, or says too little', async () => {
  answers('POST', 400);
  const refused = { kind: 'create', needs: 'value', error: { code: 'provider-answer-invalid' } };
  expect(await making()).toMatchObject(refused);
  vi.unstubAllGlobals();
  // Without the old key's permissions none is made.
  answers('GET', 200);
  expect(await making()).toMatchObject(refused);
  vi.unstubAllGlobals();
  must(giveValue(bench.store, id, { bytes: Buffer.from('SG.made-by-hand') }));
  expect((await making())?.kind).not.toBe('create');
});

it('tries again what passes or can be mended, and goes on when it has', async () => {
  answers('POST', 409);
  expect(await making()).toMatchObject({ kind: 'create', state: 'failed', needs: null });
  vi.unstubAllGlobals();
  answers('POST', 403);
  expect(await making()).toMatchObject({ kind: 'create', state: 'failed', error: { code: 'provider-refused' } });
  vi.unstubAllGlobals();
  expect((await making())?.kind).not.toBe('create');
});
