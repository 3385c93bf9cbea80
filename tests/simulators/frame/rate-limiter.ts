import type { Clock } from './clock.ts';

export interface LimitState {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  readonly used: number;
  /** When the window ends, in milliseconds since 1970. */
  readonly resetsAtMs: number;
}

/** So many requests a window, counted per name (a token, a tenant). The first request opens the window. */
export class WindowLimiter {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #now: Clock;
  readonly #windows = new Map<string, { endsAtMs: number; used: number }>();

  constructor(limit: number, windowMs: number, now: Clock) {
    this.#limit = limit;
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Counts one request; a refused one counts nothing. */
  count(name: string): LimitState {
    const window = this.#window(name);
    const allowed = window.used < this.#limit;
    if (allowed) window.used += 1;
    return this.#state(window, allowed);
  }

  /** Where the name stands, without counting. */
  look(name: string): LimitState {
    const window = this.#window(name);
    return this.#state(window, window.used < this.#limit);
  }

  /** From the provider's side: all but so many are gone. */
  leave(name: string, remaining: number): void {
    this.#window(name).used = Math.max(this.#limit - remaining, 0);
  }

  #window(name: string): { endsAtMs: number; used: number } {
    const current = this.#windows.get(name);
    if (current !== undefined && current.endsAtMs > this.#now()) return current;
    const opened = { endsAtMs: this.#now() + this.#windowMs, used: 0 };
    this.#windows.set(name, opened);
    return opened;
  }

  #state({ endsAtMs, used }: { endsAtMs: number; used: number }, allowed: boolean): LimitState {
    return { allowed, limit: this.#limit, used, remaining: Math.max(this.#limit - used, 0), resetsAtMs: endsAtMs };
  }
}

/** So many requests at once. */
export class ConcurrencyLimiter {
  readonly #limit: number;
  #running = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False where no more fit; true must be followed by {@link leave}. */
  enter(): boolean {
    if (this.#running >= this.#limit) return false;
    this.#running += 1;
    return true;
  }

  leave(): void {
    this.#running -= 1;
  }
}
