import type { Result } from '#shared/contract/result.ts';
import type { TakenValue, UseError } from '../keys/take-value.ts';
import type { StepRow } from './receipts.ts';

/** A step that is noted as about to be sent, with its value open; or why it is not. */
export type TakenStep = Result<{ step: StepRow; taken: TakenValue }, UseError | 'conflict'>;

/**
 * Steps that are noted before it is their turn, while the answers of others are waited for: the disk then takes no time that
 * anybody waits for. A process that ends leaves them unknown, though they were never sent; so this is for targets only
 * where a look tells whether a write was taken.
 */
export class StepsAhead {
  readonly #giveBack: (step: StepRow) => void;
  readonly #hurry: () => void;
  readonly #taken = new Map<number, { readonly taking: Promise<TakenStep>; isNoted: boolean }>();
  #returning: Promise<unknown> = Promise.resolve();

  /**
   * @param notes.giveBack notes that a step waits again
   * @param notes.hurry called where somebody waits for a step that is not noted yet
   */
  constructor({ giveBack, hurry }: { giveBack: (step: StepRow) => void; hurry: () => void }) {
    this.#giveBack = giveBack;
    this.#hurry = hurry;
  }

  get size(): number {
    return this.#taken.size;
  }

  add({ position }: StepRow, taking: Promise<TakenStep>): void {
    const entry = { taking, isNoted: false };
    this.#taken.set(position, entry);
    taking.then(
      () => {
        entry.isNoted = true;
      },
      // It is told to who asks for the step.
      () => undefined,
    );
  }

  /** The step where it was taken ahead; it is the caller's from now on. */
  async take({ position }: StepRow): Promise<TakenStep | null> {
    // One that is being given back can be taken once it waits again.
    await this.#returning;
    const entry = this.#taken.get(position);
    if (entry === undefined) return null;
    this.#taken.delete(position);
    if (!entry.isNoted) this.#hurry();
    return entry.taking;
  }

  /** Closes the values of all that are left, and lets the steps wait again. */
  giveAllBack(): Promise<void> {
    const left = Array.from(this.#taken.values(), ({ taking }) => taking);
    this.#taken.clear();
    if (left.length > 0) this.#returning = Promise.all([this.#returning, this.#return(left)]);
    return this.#returning.then(() => undefined);
  }

  async #return(left: readonly Promise<TakenStep>[]): Promise<void> {
    for (const ended of await Promise.allSettled(left)) {
      if (ended.status === 'rejected' || !ended.value.ok) continue;
      const { step, taken } = ended.value.value;
      taken.bytes.fill(0);
      this.#giveBack(step);
    }
  }
}
