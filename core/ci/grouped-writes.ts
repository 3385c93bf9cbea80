import type { Store } from '../store/store.ts';

type Entry = {
  /** Makes the change, and gives what tells its caller of it. */
  readonly apply: () => () => void;
  readonly fail: (error: unknown) => void;
};

/**
 * Puts notes that come at much the same moment into one transaction: those of steps that end and begin, each of which has to be
 * on the disk before a request goes out, or those of looks. Waiting for the disk once a request would take longer than the
 * requests.
 */
export class GroupedWrites {
  readonly #store: Store;
  readonly #withinMs: number;
  #entries: Entry[] = [];
  #stopWaiting: () => void = () => undefined;

  /** @param withinMs how long a change may wait for others; 0: only for those of the same turn of the event loop */
  constructor(store: Store, withinMs = 0) {
    this.#store = store;
    this.#withinMs = withinMs;
  }

  /** Runs `change` in a transaction and resolves when it is on the disk. It must leave nothing behind where it fails. */
  write<T>(change: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const apply = (): (() => void) => {
        const result = change();
        return () => resolve(result);
      };
      this.#entries.push({ apply, fail: reject });
      if (this.#entries.length === 1) this.#wait();
    });
  }

  /** Writes what waits, now. */
  flush(): void {
    this.#stopWaiting();
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

  #wait(): void {
    if (this.#withinMs === 0) {
      const immediate = setImmediate(() => this.flush());
      this.#stopWaiting = () => clearImmediate(immediate);
    } else {
      const timer = setTimeout(() => this.flush(), this.#withinMs);
      this.#stopWaiting = () => clearTimeout(timer);
    }
  }
}
