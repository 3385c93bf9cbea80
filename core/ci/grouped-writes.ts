import type { Store } from '../store/store.ts';

type Entry = {
  /** Makes the change, and gives what tells its caller of it. */
  readonly apply: () => () => void;
  readonly fail: (error: unknown) => void;
};

/**
 * Puts the notes of steps that end and begin at the same moment into one transaction. Each of them has to be on the disk
 * before a request goes out, and waiting for the disk once a request would take longer than the requests.
 */
export class GroupedWrites {
  readonly #store: Store;
  #entries: Entry[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Runs `change` in a transaction and resolves when it is on the disk. It must leave nothing behind where it fails. */
  write<T>(change: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const apply = (): (() => void) => {
        const result = change();
        return () => resolve(result);
      };
      this.#entries.push({ apply, fail: reject });
      if (this.#entries.length === 1) setImmediate(() => this.#flush());
    });
  }

  #flush(): void {
    const entries = this.#entries;
    this.#entries = [];
    try {
      const tell = this.#store.write(() => entries.map(({ apply }) => apply()));
      for (const told of tell) told();
    } catch (error) {
      for (const { fail } of entries) fail(error);
    }
  }
}
