import type { Settings } from '#shared/domain/settings.ts';
import type { Platform } from '../platform.ts';

/** How often idleness is looked at, in milliseconds. */
const LOOK_EVERY_MS = 5_000;
/** A gap between two looks that is this much longer than it should be means that the machine slept. */
const SLEPT_MS = 30_000;
/** So long before an idle vault locks it is said, in milliseconds. */
const SAID_BEFORE_MS = 30_000;

/**
 * Decides when an unlocked vault locks by itself: after idle time, when the machine sleeps or its screen locks. It does
 * not rely on the desktop's events alone, which some systems do not send: a jump between two looks is a sleep as well.
 */
export class AutoLock {
  #lastUseMs: number;
  #lastLookMs: number;
  #timer: NodeJS.Timeout;
  #said = false;
  readonly #endAway: () => void;

  /**
   * @param settings is asked at every look, so that a change holds at once
   * @param now milliseconds since 1970
   * @param soon is told once that an idle vault locks in so many milliseconds
   */
  constructor(
    platform: Platform,
    settings: () => Settings,
    lock: () => void,
    now: () => number,
    soon: (inMs: number) => void,
  ) {
    this.#lastUseMs = now();
    this.#lastLookMs = now();
    this.#endAway = platform.onAway((reason) => {
      const { lockOnSuspend, lockOnScreenLock } = settings();
      if (reason === 'suspend' ? lockOnSuspend : lockOnScreenLock) lock();
    });
    this.#timer = setInterval(() => {
      const at = now();
      const gapMs = at - this.#lastLookMs;
      this.#lastLookMs = at;
      const { autoLockAfterMs, lockOnSuspend } = settings();
      if (lockOnSuspend && gapMs > LOOK_EVERY_MS + SLEPT_MS) {
        lock();
        return;
      }
      // A clock that was set back must not make the vault stay open longer.
      if (at < this.#lastUseMs) this.#lastUseMs = at;
      const idleMs = Math.min(platform.idleMs() ?? Number.POSITIVE_INFINITY, at - this.#lastUseMs);
      if (autoLockAfterMs === null) return;
      const leftMs = autoLockAfterMs - idleMs;
      if (leftMs <= 0) lock();
      else if (leftMs > SAID_BEFORE_MS) this.#said = false;
      else if (!this.#said) {
        this.#said = true;
        soon(leftMs);
      }
    }, LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** Somebody used the window. */
  used(now: number): void {
    this.#lastUseMs = now;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#endAway();
  }
}
