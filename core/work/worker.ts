// The worker thread of bounded-work.ts: does the one job that it is started with, and ends.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { ScanCancelled } from '../scan/pace.ts';
import { readRepository } from '../scan/read-repository.ts';
import type { FromWorker, ToWorker } from './jobs.ts';

const ALIVE_EVERY_MS = 1_000;

if (parentPort === null) throw new TypeError('This file is a worker’s');
const port: MessagePort = parentPort;
const tell = (message: FromWorker): void => port.postMessage(message);
const { job, request } = workerData as ToWorker;
const controller = new AbortController();
const { signal } = controller;
port.on('message', () => controller.abort());
const alive = setInterval(() => tell({ kind: 'alive' }), ALIVE_EVERY_MS);

void work();

async function work(): Promise<void> {
  try {
    switch (job) {
      case 'read-repository': {
        const onProgress = (progress: Extract<FromWorker, { kind: 'progress' }>['progress']): void =>
          tell({ kind: 'progress', progress });
        tell({ kind: 'answer', answer: await readRepository(request, { signal, onProgress }) });
      }
    }
  } catch (error) {
    const isCancelled = signal.aborted || error instanceof ScanCancelled;
    tell(
      isCancelled
        ? { kind: 'cancelled' }
        : { kind: 'failed', name: error instanceof Error ? error.name : typeof error },
    );
  } finally {
    clearInterval(alive);
    port.close();
  }
}
