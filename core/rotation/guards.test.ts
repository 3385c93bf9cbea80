import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RotationBench } from '../../tests/fixtures/rotation-bench.ts';
import { codeOf, must } from '../../tests/fixtures/test-vault.ts';
import type { Simulator } from '../../tests/simulators/frame/server.ts';
import { type SendGrid, startSendGrid } from '../../tests/simulators/providers/sendgrid.ts';
import { moveKeys } from '../keys/arrange-keys.ts';
import { giveValue } from './answer-step.ts';
import { readRotation } from './rotation-of.ts';
import { rotationRow } from './rotation-rows.ts';
import { runRotation } from './run-rotation.ts';
import { undoStep } from './undo-step.ts';

vi.setConfig({ testTimeout: 60_000 });

let bench: RotationBench;
let simulator: Simulator<SendGrid>;
beforeEach(async () => {
  bench = await RotationBench.make();
  simulator = await startSendGrid({ now: () => bench.ci.vault.clock.at });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await simulator.close();
  await bench.dispose();
});

async function sendgrid(): Promise<{ id: string; keyId: string }> {
  const old = simulator.state.add('receipts', ['mail.send']);
  const keyId = bench.key('SENDGRID_API_KEY', old.value, 'sendgrid');
  await bench.connect('sendgrid', {
    baseUrl: `${simulator.url}/v3`,
    method: 'token',
    fields: { token: simulator.state.ownKey.value },
    link: { remoteId: old.id, keyId },
  });
  return { id: bench.start({ keyId, mode: 'leaked' }), keyId };
}
const stepsOf = (id: string) => must(readRotation(bench.store, id)).steps;
const toProduction = (keyId: string) =>
  must(moveKeys(bench.store, [keyId], bench.ci.vault.environment.production as never));

describe('a key that was moved to a protected environment', () => {
  const unasked = { confirmed: () => false };

  it('has nothing made, placed or ended before somebody said yes, whoever goes on with it', async () => {
    const { id, keyId } = await sendgrid();
    toProduction(keyId);
    const keys = simulator.state.keys.length;
    must(await runRotation(bench.store, id, { ...bench.options, ...unasked }));
    expect(stepsOf(id)[0]).toMatchObject({ state: 'failed', error: { code: 'confirmation-needed' } });
    expect(simulator.state.keys).toHaveLength(keys);
    expect(must(await runRotation(bench.store, id, bench.options)).status).toBe('done');
  });

  it('has nothing taken back before somebody said yes', async () => {
    const keyId = bench.key('NORRIX_API_KEY', 'nrx_made-up-old', 'norrix');
    await bench.place(keyId);
    const id = bench.start({ keyId, mode: 'planned' });
    must(await runRotation(bench.store, id, bench.options));
    must(giveValue(bench.store, id, { bytes: Buffer.from('nrx_made-up-new') }));
    must(await runRotation(bench.store, id, bench.options));
    const place = stepsOf(id).find(({ kind }) => kind === 'place')?.position ?? -1;
    toProduction(keyId);
    expect(codeOf(await undoStep(bench.store, id, place, { ...bench.options, ...unasked }))).toBe(
      'confirmation-needed',
    );
    expect(stepsOf(id)[place]?.state).toBe('done');
  });
});

describe('whoever stops or loses a rotation', () => {
  it('begins no step after a stop, even where each was agreed to', async () => {
    const { id } = await sendgrid();
    const controller = new AbortController();
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      const answer = await real(...request);
      if (request[1]?.method === 'POST') controller.abort();
      return answer;
    });
    const stopped = must(
      await runRotation(bench.store, id, { ...bench.options, agreed: true, signal: controller.signal }),
    );
    expect(stopped.status).toBe('waiting');
    // The value that was made is stored; nothing after that was begun.
    expect(stopped.steps.map(({ state }) => state)).toEqual(['done', 'done', ...Array(5).fill('waiting')]);
    expect(stopped.steps.every(({ error }) => error === null)).toBe(true);
  });

  it('overwrites nothing that another process noted meanwhile', async () => {
    const { id } = await sendgrid();
    const real = globalThis.fetch;
    vi.stubGlobal('fetch', async (...request: Parameters<typeof fetch>) => {
      // Another process takes it over while this one is silent, and ends it.
      bench.store.sql(`UPDATE rotations SET status = 'aborted', finished_at = 1, runner = NULL WHERE id = ?`).run(id);
      vi.stubGlobal('fetch', real);
      void request;
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }) });
    });
    must(await runRotation(bench.store, id, bench.options));
    expect(rotationRow(bench.store, id)).toMatchObject({ status: 'aborted', finished_at: 1 });
    expect(stepsOf(id)[0]).toMatchObject({ state: 'waiting', error: null });
  });

  it('is told that nothing runs any more, however it ended', async () => {
    const { id } = await sendgrid();
    const seen: string[] = [];
    vi.stubGlobal('fetch', async () => {
      throw Object.assign(new Error('no room'), { code: 'SQLITE_FULL' });
    });
    const write = vi.spyOn(bench.store, 'write').mockImplementation(<T>(change: () => T): T => {
      if (seen.length > 0) throw Object.assign(new Error('no room'), { code: 'SQLITE_FULL' });
      return change();
    });
    await expect(
      runRotation(bench.store, id, {
        ...bench.options,
        onChange: () => seen.push(must(readRotation(bench.store, id)).status),
      }),
    ).rejects.toThrow('no room');
    write.mockRestore();
    expect(seen).toEqual(['running', 'waiting']);
  });
});
