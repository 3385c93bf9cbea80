import type { ClipboardPort } from '../platform.ts';

/** Names one text that was put on the clipboard. */
export type ClipboardPut = symbol;

/**
 * Puts values on the clipboard and takes them off again: after a time, when the vault locks, and when the app ends.
 * What somebody copied meanwhile is left alone.
 */
export class ClipboardGuard {
  #held: { readonly text: string; readonly put: ClipboardPut; readonly until: number } | null = null;
  #timer: NodeJS.Timeout | undefined;
  /** How often everything was to be taken off. */
  #clears = 0;
  readonly #clipboard: ClipboardPort;
  readonly #onCleared: () => void;

  constructor(clipboard: ClipboardPort, onCleared: () => void) {
    this.#clipboard = clipboard;
    this.#onCleared = onCleared;
  }

  /** Rejects where the clipboard cannot be reached. The time starts anew, also for a text that is there already. */
  async put(text: string, options: { secret: boolean; clearAfterMs: number }): Promise<ClipboardPut> {
    const clears = this.#clears;
    // The time of what was put there before must not run out while the same text is written again.
    clearTimeout(this.#timer);
    try {
      await this.#clipboard.write(text, { secret: options.secret });
    } catch (error) {
      if (this.#held !== null) this.#clearAfter(this.#held.until - performance.now());
      throw error;
    }
    const put = Symbol('put');
    this.#held = { text, put, until: performance.now() + options.clearAfterMs };
    this.#clearAfter(options.clearAfterMs);
    // The vault was locked while the desktop was writing.
    if (clears !== this.#clears) await this.#takeOff();
    return put;
  }

  #clearAfter(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#takeOff(), Math.max(0, ms));
    // A pending clear must not keep a process alive that has nothing else to do; whoever ends it calls `clear`.
    this.#timer.unref();
  }

  /** Empties the clipboard if it still holds what was put there. */
  async clear(): Promise<void> {
    this.#clears += 1;
    await this.#takeOff();
  }

  /** As {@link clear}, where nothing else was put there since. */
  async clearOnly(put: ClipboardPut): Promise<void> {
    if (this.#held?.put === put) await this.#takeOff();
  }

  async #takeOff(): Promise<void> {
    clearTimeout(this.#timer);
    const held = this.#held;
    this.#held = null;
    if (held === null) return;
    try {
      if (await this.#clipboard.clearIfHolds(held.text)) this.#onCleared();
    } catch {
      // The desktop is gone or refuses; there is nothing left to do about its clipboard.
    }
  }
}
