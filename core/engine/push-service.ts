import { type Result, success } from '#shared/contract/result.ts';
import type { Receipt } from '#shared/domain/ci.ts';
import type { ReceiptId } from '#shared/domain/ids.ts';
import type { CiOptions } from '../ci/open-target.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import { VaultError } from '../vault/vault-error.ts';
import { PacedEvent } from './paced-event.ts';

/** How far a push is: steps that have ended, and all of them. */
export type PushState = { readonly receiptId: ReceiptId; readonly done: number; readonly total: number };

export type PushServiceOptions = {
  readonly log: Log;
  readonly ci: Omit<CiOptions, 'signal' | 'looking'>;
  /** Whether the person said yes to a protected environment since the vault was unlocked. */
  readonly confirmed: (environmentId: string) => boolean;
  /** At most four times a second a push, and always once with its last step. */
  readonly onProgress: (state: PushState) => void;
  /** A look or a push began or ended; at most four times a second, and at once where a push has ended. */
  readonly onState: () => void;
  /** A push ended, and lists may have changed. */
  readonly onEnd: () => void;
};

const TELL_EVERY_MS = 250;

/** The pushes of one unlocked vault, which go on in the background, and its looks at CI targets. */
export class PushService {
  readonly #store: Store;
  readonly #options: PushServiceOptions;
  readonly #running = new Map<string, AbortController>();
  /** How many looks at a target are under way. */
  readonly #looking = new Map<string, number>();
  readonly #state: PacedEvent;
  /** Ends looks where the vault is locked. */
  readonly #life = new AbortController();

  constructor(store: Store, options: PushServiceOptions) {
    this.#store = store;
    this.#options = options;
    this.#state = new PacedEvent(options.onState, TELL_EVERY_MS);
  }

  /**
   * Carries a receipt out, or goes on with it. Answers when it has begun; how it ends is in the receipt.
   * @throws VaultError `vault-locked` where the vault was locked meanwhile
   */
  async begin(receiptId: ReceiptId): Promise<Result<void, 'receipt-not-found' | 'conflict' | 'confirmation-needed'>> {
    const { beginPush } = await import('../ci/run-push.ts');
    if (this.#hasEnded) throw lockedMeanwhile();
    const controller = new AbortController();
    let last: PushState | null = null;
    const tell = (): void => {
      if (last !== null) this.#options.onProgress(last);
    };
    const paced = new PacedEvent(tell, TELL_EVERY_MS);
    const begun = beginPush(this.#store, receiptId, {
      ...this.#options.ci,
      signal: controller.signal,
      confirmed: this.#options.confirmed,
      onProgress: ({ done, total }) => {
        last = { receiptId, done, total };
        if (!this.#hasEnded) paced.changed();
      },
    });
    if (!begun.ok) return begun;
    this.#running.set(receiptId, controller);
    this.#state.changed();
    void this.#follow(receiptId, begun.value.ended, () => {
      paced.stop();
      if (!this.#hasEnded) tell();
    });
    return success();
  }

  /** What is under way comes to its end, the rest waits. False where it was not running in this app. */
  stop(receiptId: string): boolean {
    const controller = this.#running.get(receiptId);
    controller?.abort();
    return controller !== undefined;
  }

  /**
   * Asks targets something, with what that takes.
   * @throws VaultError `vault-locked` where the vault was locked meanwhile
   */
  async ask<T>(work: (options: CiOptions) => Promise<T>): Promise<T> {
    const options: CiOptions = {
      ...this.#options.ci,
      signal: this.#life.signal,
      looking: (targetId) => this.#beginLook(targetId),
    };
    try {
      const answer = await work(options);
      if (!this.#hasEnded) return answer;
    } catch (error) {
      // Whatever it was, nothing can be noted of it any more.
      if (!this.#hasEnded) throw error;
    }
    throw lockedMeanwhile();
  }

  isLooking(targetId: string): boolean {
    return this.#looking.has(targetId);
  }

  /** Ends what runs; nothing is written any more. Call it before the vault is locked. */
  end(): void {
    this.#life.abort();
    this.#state.stop();
    for (const controller of this.#running.values()) controller.abort();
  }

  get #hasEnded(): boolean {
    return this.#life.signal.aborted;
  }

  async #follow(
    receiptId: ReceiptId,
    ended: Promise<Result<Receipt, 'receipt-not-found'>>,
    tellLast: () => void,
  ): Promise<void> {
    try {
      await ended;
    } catch (error) {
      // A lock closes the database under it; the receipt then says by itself that it stopped.
      if (!this.#hasEnded) this.#options.log.error('push', error);
    }
    this.#running.delete(receiptId);
    tellLast();
    if (this.#hasEnded) return;
    this.#options.onState();
    this.#options.onEnd();
  }

  #beginLook(targetId: string): () => void {
    this.#looking.set(targetId, (this.#looking.get(targetId) ?? 0) + 1);
    this.#tellState();
    return () => {
      const left = (this.#looking.get(targetId) ?? 1) - 1;
      if (left === 0) this.#looking.delete(targetId);
      else this.#looking.set(targetId, left);
      this.#tellState();
    };
  }

  #tellState(): void {
    if (!this.#hasEnded) this.#state.changed();
  }
}

function lockedMeanwhile(): VaultError {
  return new VaultError('vault-locked', 'The vault was locked meanwhile. What was known before stays.');
}
