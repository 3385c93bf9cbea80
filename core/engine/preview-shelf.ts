import { randomUUID } from 'node:crypto';
import type { PreviewId } from '#shared/domain/ids.ts';

/** How many previews are kept; a window shows one at a time. */
const MOST = 4;
/** A preview that nobody looked at for so long is one that a window forgot, in milliseconds. */
const KEPT_MS = 60 * 60_000;

/** Keeps what was read and waits for a person's yes in memory, so that a window can choose among names only. */
export class PreviewShelf<Kept, Id extends string = PreviewId> {
  readonly #kept = new Map<Id, { kept: Kept; at: number }>();
  readonly #now: () => number;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  keep(kept: Kept): Id {
    const previewId = randomUUID() as string as Id;
    this.#put(previewId, kept);
    for (const id of [...this.#kept.keys()].slice(0, Math.max(0, this.#kept.size - MOST))) this.#kept.delete(id);
    return previewId;
  }

  find(previewId: Id): Kept | null {
    this.#forgetOld();
    const found = this.#kept.get(previewId);
    if (found === undefined) return null;
    this.#put(previewId, found.kept);
    return found.kept;
  }

  /** Puts what a preview became in its place; one that was discarded meanwhile stays so. */
  replace(previewId: Id, kept: Kept): void {
    if (this.#kept.has(previewId)) this.#put(previewId, kept);
  }

  discard(previewId: Id): void {
    this.#kept.delete(previewId);
  }

  clear(): void {
    this.#kept.clear();
  }

  /** The one that was used last stands last. */
  #put(previewId: Id, kept: Kept): void {
    this.#forgetOld();
    this.#kept.delete(previewId);
    this.#kept.set(previewId, { kept, at: this.#now() });
  }

  #forgetOld(): void {
    const now = this.#now();
    for (const [id, { at }] of this.#kept) if (Math.abs(now - at) > KEPT_MS) this.#kept.delete(id);
  }
}
