import { randomInt } from 'node:crypto';
import type { RateLimits } from '#shared/domain/provider-api.ts';
import type { Clock } from './clock.ts';
import { cancelled, ProviderError } from './provider-error.ts';
import { type RateLimitBudget, readBudget } from './rate-headers.ts';

type Window = {
  readonly requests: number;
  readonly everyMs: number;
  /** When each request of the window was sent, oldest first from `head` on. */
  sent: number[];
  head: number;
};

/** A window of a minute and what it takes to be sure that it is over. */
export const LONGEST_WAIT_MS = 90_000;
/** Where a plan has no limit, as many as one sync has use for. */
const MOST_AT_ONCE = 8;

/**
 * Keeps the requests of one connection within what its plan allows, by our own count and by what the provider's headers
 * say: so many in a window, so many at a time.
 */
export class RateGate {
  readonly #limits: RateLimits | undefined;
  readonly #clock: Clock;
  readonly #longestWaitMs: number;
  readonly #windows: readonly Window[];
  readonly #concurrent: number;
  #running = 0;
  #waiting: (() => void)[] = [];
  #reported: RateLimitBudget | null;

  /**
   * @param options.plan the id of one of the definition's plans
   * @param options.known what the connection's last sync was told
   * @param options.longestWaitMs rather than wait longer, `enter` fails with `provider-limited`
   */
  constructor(
    limits: RateLimits | undefined,
    clock: Clock,
    options: { plan?: string | null; known?: RateLimitBudget | null; longestWaitMs?: number } = {},
  ) {
    this.#limits = limits;
    this.#clock = clock;
    this.#longestWaitMs = options.longestWaitMs ?? LONGEST_WAIT_MS;
    this.#reported = options.known ?? null;
    const plan = limits?.plans?.value.find(({ id }) => id === options.plan);
    const allowances = [...(plan?.allowance == null ? [] : [plan.allowance]), ...(limits?.limits?.value ?? [])];
    this.#windows = allowances.map(({ requests, everyMs }) => ({ requests, everyMs, sent: [], head: 0 }));
    this.#concurrent = Math.min(plan?.concurrent ?? MOST_AT_ONCE, MOST_AT_ONCE);
  }

  /** Requests that may be under way together. */
  get concurrent(): number {
    return this.#concurrent;
  }

  /** What is left, as the provider last said; by our own count where it does not say. */
  get budget(): RateLimitBudget | null {
    if (this.#reported !== null) return this.#reported;
    const tightest = this.#windows.toSorted((a, b) => left(a) - left(b))[0];
    if (tightest === undefined) return null;
    this.#forget(tightest);
    const oldest = tightest.sent[tightest.head];
    return {
      limit: tightest.requests,
      remaining: left(tightest),
      resetsAt: oldest === undefined ? null : oldest + tightest.everyMs,
    };
  }

  /**
   * Waits until a request may go out, and counts it. Each call is followed by one of `leave`.
   * @throws ProviderError `provider-limited` where the wait would be too long, or `cancelled`
   */
  async enter(signal?: AbortSignal): Promise<void> {
    while (this.#running >= this.#concurrent) await this.#turn(signal);
    this.#running += 1;
    try {
      for (;;) {
        if (signal?.aborted === true) throw cancelled();
        const waitMs = this.#waitMs();
        if (waitMs === 0) break;
        if (waitMs > this.#longestWaitMs) throw limited(waitMs);
        await this.#clock.sleep(waitMs, signal);
      }
    } catch (error) {
      this.leave();
      throw error;
    }
    const now = this.#clock.now();
    for (const window of this.#windows) window.sent.push(now);
    const { remaining } = this.#reported ?? {};
    if (this.#reported !== null && typeof remaining === 'number') {
      this.#reported = { ...this.#reported, remaining: Math.max(0, remaining - 1) };
    }
  }

  leave(): void {
    this.#running -= 1;
    this.#waiting.shift()?.();
  }

  /** Takes note of what an answer says. */
  note(headers: Headers): void {
    this.#reported = readBudget(headers, this.#limits, this.#clock.now()) ?? this.#reported;
  }

  #waitMs(): number {
    const now = this.#clock.now();
    const { remaining, resetsAt } = this.#reported ?? {};
    let until = 0;
    if (remaining === 0 && typeof resetsAt === 'number') {
      if (resetsAt > now) until = resetsAt;
      else this.#reported = null;
    }
    for (const window of this.#windows) {
      this.#forget(window);
      const oldest = window.sent[window.head];
      if (oldest !== undefined && left(window) <= 0) until = Math.max(until, oldest + window.everyMs);
    }
    return Math.max(0, until - now);
  }

  #forget(window: Window): void {
    const since = this.#clock.now() - window.everyMs;
    while ((window.sent[window.head] ?? Number.POSITIVE_INFINITY) <= since) window.head += 1;
    if (window.head > 1_000) {
      window.sent = window.sent.slice(window.head);
      window.head = 0;
    }
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) throw cancelled();
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        this.#waiting = this.#waiting.filter((other) => other !== go);
        reject(cancelled());
      };
      const go = (): void => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      signal?.addEventListener('abort', stop, { once: true });
      this.#waiting.push(go);
    });
  }
}

/** The failure of a provider that takes no more requests for now. */
export function limited(retryAfterMs: number | null): ProviderError {
  const when = retryAfterMs === null ? 'later' : `in ${inWords(retryAfterMs)}`;
  return new ProviderError(
    'provider-limited',
    `The provider takes no more requests for now. Try again ${when}.`,
    retryAfterMs === null ? {} : { retryAfterMs },
  );
}

/** Exponential with jitter: twice as long each time, of which between half and all, so that clients do not come back together. */
export function backoffMs(attempt: number, firstMs = 1_000, longestMs = 30_000): number {
  const most = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20));
  return randomInt(Math.floor(most / 2), most + 1);
}

function left({ requests, sent, head }: Window): number {
  return requests - (sent.length - head);
}

function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  if (seconds < 120) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  return `${Math.ceil(seconds / 60)} minutes`;
}
