import type { Clock } from '../../http/clock.ts';
import { cancelled } from '../../http/provider-error.ts';

/** A clock whose sleeps pass at once and move it, and are remembered. */
export class MovedClock implements Clock {
  at: number;
  readonly slept: number[] = [];

  constructor(at = Date.now()) {
    this.at = at;
  }

  readonly now = (): number => this.at;
  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted === true) throw cancelled();
    this.slept.push(ms);
    this.at += ms;
  };
}
