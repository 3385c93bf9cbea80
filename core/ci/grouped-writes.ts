import type { Store } from '../store/store.ts';

type Entry = {
  /** Makes the change, and gives what tells its caller of it. */
  readonly apply: () => () => void;
  readonly fail: (error: unknown) => void;
};

/**
 * Puts notes that come at much the same moment into one transaction: those of steps that end and begin, and those of looks.
 * Waiting for the disk once a request would take longer than the requests.
 */
export class GroupedWrites {
  readonly #store: Store;
  readonly #laterMs: number;
  #entries: Entry[] = [];
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;

  /** @param laterMs the longest that a change waits for others with which nobody waits for the disk */
  constructor(store: Store, laterMs: number) {
    this.#store = store;
    this.#laterMs = laterMs;
  }

  /**
   * Runs `change` in a transaction, with what else comes in this turn of the event loop, and resolves when it is on the disk.
   * It must leave nothing behind where it fails.
   */
  write<T>(change: () => T): Promise<T> {
    const written = this.#add(change);
    this.hurry();
    return written;
  }

  /** As {@link write}, for what may wait for others a little. */
  writeLater<T>(change: () => T): Promise<T> {
    const written = this.#add(change);
    this.#timer ??= setTimeout(() => this.flush(), this.#laterMs);
    return written;
  }

  /** Somebody waits now: what is there is written at the end of this turn of the event loop. */
  hurry(): void {
    this.#immediate ??= setImmediate(() => this.flush());
  }

  /** Writes what waits, now. */
  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
    const entries = this.#entries;
    this.#entries = [];
    if (entries.length === 0) return;
    try {
      const tell = this.#store.write(() => entries.map(({ apply }) => apply()));
      for (const told of tell) told();
    } catch (error) {
      for (const { fail } of entries) fail(error);
    }
  }

  #add<T>(change: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const apply = (): (() => void) => {
        const result = change();
        return () => resolve(result);
      };
      this.#entries.push({ apply, fail: reject });
    });
  }
}
