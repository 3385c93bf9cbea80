/** Milliseconds since 1970. Every rule of a simulator that depends on time asks it. */
export type Clock = () => number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** A clock that stands still until a test moves it. */
export class ManualClock {
  #nowMs: number;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  readonly now: Clock = () => this.#nowMs;

  advance(byMs: number): void {
    this.#nowMs += byMs;
  }
}

export function unixSeconds(ms: number): number {
  return Math.floor(ms / SECOND_MS);
}
