/** Somebody has cancelled the scan. */
export class ScanCancelled extends Error {
  override readonly name = 'ScanCancelled';
}

const WORK_MS = 12;

/** Keeps long work from holding up everything else in the process: it stops for a moment every few milliseconds. */
export class Pace {
  readonly #signal: AbortSignal | undefined;
  #since = performance.now();

  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  isDue(): boolean {
    return performance.now() - this.#since > WORK_MS;
  }

  /** @throws ScanCancelled */
  async breathe(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#signal?.aborted === true) throw new ScanCancelled();
    this.#since = performance.now();
  }
}
