import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { failure, type Result, success } from '#shared/contract/result.ts';
import type { FromWorker, Jobs, ToWorker } from './jobs.ts';

/** What work on something from outside may cost. */
export type WorkLimits = {
  /** Of the worker's own heap, in MiB; buffers are not in it, and bounded by who makes them. */
  readonly heapMb: number;
  /** Milliseconds without a sign of life: the worker is busy with one thing and hears nothing. */
  readonly silenceMs: number;
  /** Milliseconds altogether. */
  readonly longestMs: number;
};

type JobName = keyof Jobs;
type Options<J extends JobName> = {
  readonly limits: WorkLimits;
  readonly signal?: AbortSignal | undefined;
  /** Memory of the request that the worker gets and this thread loses, so that no copy of a secret stays behind. */
  readonly transfer?: readonly ArrayBuffer[];
  readonly onProgress?: (progress: Jobs[J]['progress']) => void;
};

const STACK_MB = 4;
const YOUNG_HEAP_MB = 64;
/** A cancelled worker may end its own child processes for so long; then it is ended. */
const ENDING_MS = 1_000;

/**
 * Does a job in a worker thread of its own, which cannot hold up this one: it ends when its heap is full, when it is silent or at
 * work for too long, or when the signal says so. A request reaches it in memory alone, and its environment is empty.
 * @returns `cancelled` by the signal; `too-much` where a limit ended it
 * @throws what the job threw that it did not expect itself, as an Error without its message, which can quote the input
 */
export function doInWorker<J extends JobName>(
  job: J,
  request: Jobs[J]['request'],
  { limits, signal, transfer = [], onProgress = () => undefined }: Options<J>,
): Promise<Result<Jobs[J]['answer'], 'cancelled' | 'too-much'>> {
  if (signal?.aborted === true) return Promise.resolve(cancelled());
  const worker = new Worker(workerFile(), {
    workerData: { job, request } satisfies ToWorker,
    transferList: [...transfer],
    env: {},
    execArgv: [],
    resourceLimits: {
      maxOldGenerationSizeMb: limits.heapMb,
      maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
      stackSizeMb: STACK_MB,
    },
  });
  return new Promise((resolve, reject) => {
    const timers = new Set<NodeJS.Timeout>();
    const after = (ms: number, act: () => void): NodeJS.Timeout => {
      const timer = setTimeout(act, ms);
      timers.add(timer);
      return timer;
    };
    const end = (): void => {
      for (const timer of timers) clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      void worker.terminate();
    };
    const finish = (result: Result<Jobs[J]['answer'], 'cancelled' | 'too-much'>): void => {
      end();
      resolve(result);
    };
    const abort = (): void => {
      worker.postMessage('cancel');
      after(ENDING_MS, () => finish(cancelled()));
    };
    signal?.addEventListener('abort', abort);
    after(limits.longestMs, () => finish(tooMuch()));
    const silence = after(limits.silenceMs, () => finish(tooMuch()));
    worker.on('message', (message: FromWorker<J>) => {
      silence.refresh();
      switch (message.kind) {
        case 'alive':
          return;
        case 'progress':
          onProgress(message.progress);
          return;
        case 'answer':
          finish(success(message.answer));
          return;
        case 'cancelled':
          finish(cancelled());
          return;
        case 'failed':
          end();
          reject(new Error(`The job "${job}" failed in its worker (${message.name})`));
      }
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') finish(tooMuch());
      else {
        end();
        reject(new Error(`The worker for "${job}" failed (${error.code ?? error.name})`));
      }
    });
    worker.on('exit', () => finish(signal?.aborted === true ? cancelled() : tooMuch()));
  });
}

function cancelled() {
  return failure('cancelled', 'It was cancelled. Nothing was changed.');
}

function tooMuch() {
  return failure('too-much', 'It needed more time or memory than it may have. Nothing was changed.');
}

/** In a bundle beside it or, of one in chunks, beside their folder; from source the file here, which Node reads as it is. */
export function workerFile(folder: string = import.meta.dirname): string {
  const built = [path.join(folder, 'work', 'worker.cjs'), path.join(folder, '..', 'work', 'worker.cjs')];
  return built.find((file) => existsSync(file)) ?? path.join(folder, 'worker.ts');
}
