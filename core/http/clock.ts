import { setTimeout as wait } from 'node:timers/promises';
import { cancelled } from './provider-error.ts';

/** Time as requests see it; tests bring their own. */
export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** @throws ProviderError `cancelled` once the signal is aborted */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
};

export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    try {
      await wait(ms, undefined, signal === undefined ? {} : { signal });
    } catch {
      throw cancelled();
    }
  },
};
