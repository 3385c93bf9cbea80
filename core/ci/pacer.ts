import type { Clock } from '../http/clock.ts';
import { cancelled } from '../http/provider-error.ts';
import type { CiSystem } from './ci-system.ts';

const MINUTE_MS = 60_000;

/**
 * Lets writes to one system go out at its pace: so many together, so many a minute, and none while a limit lasts. Targets
 * of one system at one address share it, because the system counts them together.
 */
export class Pacer {
  readonly #pace: CiSystem['pace'];
  readonly #clock: Clock;
  #running = 0;
  #waiting: (() => void)[] = [];
  /** When each write of the last minute went out, oldest first. */
  #sent: number[] = [];
  #pausedUntil = 0;

  constructor(pace: CiSystem['pace'], clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
  }

  get atOnce(): number {
    return Math.max(1, this.#pace.atOnce);
  }

  /** How many writes may begin now without waiting for a minute to pass. */
  get spare(): number {
    const { writesAMinute } = this.#pace;
    if (writesAMinute === null) return Number.POSITIVE_INFINITY;
    const since = this.#clock.now() - MINUTE_MS;
    return writesAMinute - this.#sent.filter((at) => at > since).length;
  }

  /** No write goes out before this instant. */
  pauseUntil(instant: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, instant);
  }

  /**
   * Waits until a write may go out, and counts it. Each call that succeeds is followed by one of `leave`.
   * @param beforeWaiting done before it waits for time to pass
   */
  async enter(signal: AbortSignal | undefined, beforeWaiting?: () => Promise<void>): Promise<void> {
    while (this.#running >= this.atOnce) await this.#turn();
    this.#running += 1;
    try {
      for (;;) {
        if (signal?.aborted === true) throw cancelled();
        const waitMs = this.#waitMs();
        if (waitMs <= 0) break;
        await beforeWaiting?.();
        await this.#clock.sleep(waitMs, signal);
      }
    } catch (error) {
      this.leave();
      throw error;
    }
    this.#sent.push(this.#clock.now());
  }

  leave(): void {
    this.#running -= 1;
    this.#waiting.shift()?.();
  }

  #waitMs(): number {
    const now = this.#clock.now();
    const most = this.#pace.writesAMinute;
    let until = this.#pausedUntil;
    if (most !== null) {
      const recent = this.#sent.findIndex((at) => at > now - MINUTE_MS);
      this.#sent = recent === -1 ? [] : this.#sent.slice(recent);
      const oldest = this.#sent[this.#sent.length - most];
      if (oldest !== undefined) until = Math.max(until, oldest + MINUTE_MS);
    }
    return until - now;
  }

  async #turn(): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
