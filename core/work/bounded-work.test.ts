import { expect, it } from 'vitest';
import type { ReadRequest } from '../scan/read-repository.ts';
import { doInWorker, workerFile } from './bounded-work.ts';

const LIMITS = { heapMb: 200, silenceMs: 30_000, longestMs: 60_000 };
const request = (more: Partial<ReadRequest> = {}): ReadRequest => ({
  ...{ folder: import.meta.dirname, env: { PATH: '' }, placed: [], values: [] },
  ...more,
});

it('answers from another thread, which takes the memory of the values over', async () => {
  const bytes = new Uint8Array(Buffer.from('made-up-value-9kQ2'));
  const values = [{ bytes, owners: [], harmless: false }];
  const transfer = [bytes.buffer];
  const steps: string[] = [];
  const onProgress = ({ step }: { step: string }): void => void steps.push(step);
  const answer = await doInWorker('read-repository', request({ values }), { limits: LIMITS, transfer, onProgress });
  expect(answer).toMatchObject({ ok: true, value: { repository: false, search: { searched: { values: 1 } } } });
  expect(bytes.byteLength).toBe(0);
  expect(steps).toContain('files');
});

it.each([
  ['too long', { ...LIMITS, longestMs: 1 }],
  ['silence', { ...LIMITS, silenceMs: 1 }],
  ['a full heap', { ...LIMITS, heapMb: 40 }],
])('is ended by its limits: %s', async (_, limits) => {
  const names = Array.from({ length: 300_000 }, (_, index) => `NAME_OF_${index}`);
  const placed = names.map((secretName) => ({ system: 'gitlab' as const, secretName }));
  const answer = await doInWorker('read-repository', request({ placed }), { limits });
  expect(answer).toMatchObject({ ok: false, error: { code: 'too-much' } });
});

it('is ended by its signal, before and while it works', async () => {
  const before = await doInWorker('read-repository', request(), { limits: LIMITS, signal: AbortSignal.abort() });
  expect(before).toMatchObject({ ok: false, error: { code: 'cancelled' } });
  const controller = new AbortController();
  const onProgress = (): void => controller.abort();
  const work = doInWorker('read-repository', request(), { limits: LIMITS, signal: controller.signal, onProgress });
  expect(await work).toMatchObject({ ok: false, error: { code: 'cancelled' } });
});

it('is one file beside a bundle, and this source without one', () => {
  expect(workerFile()).toMatch(/core.work.worker\.ts$/);
});
