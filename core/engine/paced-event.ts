/** Tells of something that changes often: at once, then at most once in a while, and always once after the last change. */
export class PacedEvent {
  readonly #tell: () => void;
  readonly #everyMs: number;
  #timer: NodeJS.Timeout | null = null;
  #isDue = false;

  constructor(tell: () => void, everyMs: number) {
    this.#tell = tell;
    this.#everyMs = everyMs;
  }

  changed(): void {
    if (this.#timer !== null) {
      this.#isDue = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (!this.#isDue) return;
      this.#isDue = false;
      this.changed();
    }, this.#everyMs);
    this.#timer.unref();
    this.#tell();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isDue = false;
  }
}
