import type { ClipboardPort } from '../platform.ts';

/**
 * Puts values on the clipboard and takes them off again: after a time, when the vault locks, and when the app ends.
 * What somebody copied meanwhile is left alone.
 */
export class ClipboardGuard {
  #held: string | null = null;
  #timer: NodeJS.Timeout | undefined;
  readonly #clipboard: ClipboardPort;
  readonly #onCleared: () => void;

  constructor(clipboard: ClipboardPort, onCleared: () => void) {
    this.#clipboard = clipboard;
    this.#onCleared = onCleared;
  }

  /** Rejects where the clipboard cannot be reached. */
  async put(text: string, options: { secret: boolean; clearAfterMs: number }): Promise<void> {
    await this.#clipboard.write(text, { secret: options.secret });
    clearTimeout(this.#timer);
    this.#held = text;
    this.#timer = setTimeout(() => void this.clear(), options.clearAfterMs);
    // A pending clear must not keep a process alive that has nothing else to do; whoever ends it calls `clear`.
    this.#timer.unref();
  }

  /** Empties the clipboard if it still holds what was put there. */
  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    const held = this.#held;
    this.#held = null;
    if (held === null) return;
    try {
      if (await this.#clipboard.clearIfHolds(held)) this.#onCleared();
    } catch {
      // The desktop is gone or refuses; there is nothing left to do about its clipboard.
    }
  }
}
