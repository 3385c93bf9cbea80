import { isDeepStrictEqual } from 'node:util';
import type { RemoteSecret } from '#shared/domain/ci.ts';
import { ProviderError } from '../http/provider-error.ts';
import type { TakenValue } from '../keys/take-value.ts';
import { inTurns } from '../sync/in-turns.ts';
import type { PutAnswer } from './ci-system.ts';
import { secretValueOf } from './encoding.ts';
import { type Look, lookAt, recordLook, secretNamed } from './look.ts';
import { type OpenTarget, targetFailure } from './open-target.ts';
import type { Pacer } from './pacer.ts';
import { type PushRun, passes } from './push-run.ts';
import { knownOf, type StepRow, stepRow } from './receipts.ts';
import { noteRefused, noteTaken, noteUnknown, putBack, settleStep, takeStep } from './step-record.ts';
import { StepsAhead, type TakenStep } from './steps-ahead.ts';
import { mayHaveBeenTaken } from './transport/guarded-transport.ts';

/** What a look tells is held to be so for this long. */
const LOOK_HOLDS_MS = 30_000;
/** Limits in a row without a write in between. */
const MOST_LIMITED = 4;
/** Where a limit does not say how long it lasts. */
const UNNAMED_LIMIT_MS = 60_000;

/** Whether a step came to its end, or waits for a limit to pass. */
type Attempt = 'over' | 'limited';

/** Carries out the steps of one target. What ends it for the whole target is thrown as a `ProviderError`. */
export class TargetRun {
  readonly #run: PushRun;
  readonly #target: OpenTarget;
  readonly #pacer: Pacer;
  #look: Promise<Look> | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #limitedTimes = 0;
  /** Why no more steps of this target are begun. */
  #halted: unknown = null;
  readonly #written = new Set<string>();
  /** The notes of writes that were taken, by the steps' positions. */
  readonly #noted = new Map<number, Promise<void>>();
  /** Steps whose turn has not come. */
  readonly #upcoming: StepRow[] = [];
  readonly #ahead = new StepsAhead({
    giveBack: (step) => {
      if (!this.#run.store.session.locked) putBack(this.#run.store, step, null);
    },
    hurry: () => this.#run.notes.hurry(),
  });

  constructor(run: PushRun, target: OpenTarget) {
    this.#run = run;
    this.#target = target;
    const { system, row } = target;
    this.#pacer = run.pacerOf(`${system.id} ${row.base_url ?? ''}`, system.pace);
  }

  /** @param steps those that wait, and those whose answer never came */
  async carryOut(steps: readonly StepRow[]): Promise<void> {
    await this.#settle(steps.filter(({ outcome }) => outcome === 'unknown'));
    const waiting = steps
      .map((step) => stepRow(this.#run.store, step.receipt_id, step.position))
      .filter((step) => step?.outcome === 'waiting')
      .filter((step) => step !== null);
    this.#upcoming.push(...waiting);
    await inTurns(waiting, this.#pacer.atOnce, async (step) => {
      if (this.#halted === null) await this.#one(step);
    });
    await this.#ahead.giveAllBack();
    await Promise.all(this.#noted.values());
    await this.#lookAfterwards();
    if (this.#halted !== null) throw this.#halted;
  }

  /** Looks up writes of an earlier run whose answer never came. One that was not taken is sent again. */
  async #settle(steps: readonly StepRow[]): Promise<void> {
    for (const step of steps) {
      const now = await this.#target.session.find(step.secret_name);
      const settled = settleStep(this.#run.store, step, now, this.#printOf(now), 'waiting');
      if (settled === 'taken') this.#written.add(step.secret_name);
      if (settled !== 'not-taken') this.#run.ended(step.position);
    }
  }

  async #one(step: StepRow): Promise<void> {
    try {
      // A limit leaves the step waiting, and it goes out again once that is over.
      let how: Attempt = 'limited';
      while (this.#halted === null && how === 'limited') how = await this.#attempt(step);
    } catch (error) {
      this.#halted ??= error;
    }
    if (!this.#run.store.session.locked && !this.#noted.has(step.position)) this.#run.ended(step.position);
  }

  async #attempt(step: StepRow): Promise<Attempt> {
    const { store, options } = this.#run;
    if (this.#upcoming[0] === step) this.#upcoming.shift();
    if (await this.#changedThere(step)) {
      await this.#ahead.giveAllBack();
      noteRefused(store, step, 'skipped', {
        code: 'conflict',
        message: 'Somebody changed it at the target since the preview. Look at a new preview.',
      });
      return 'over';
    }
    await this.#pacer.enter(options.signal, () => this.#ahead.giveAllBack());
    try {
      // Whoever waited for its turn may find that there is none any more.
      if (this.#halted !== null) return 'over';
      const begun = await this.#taken(step);
      if (begun.ok) return await this.#send(begun.value.step, begun.value.taken);
      noteRefused(store, step, 'skipped', begun.error);
      return 'over';
    } finally {
      this.#pacer.leave();
    }
  }

  /** Notes a step as about to be sent and opens its value, where that was not done ahead. */
  async #taken(step: StepRow): Promise<TakenStep> {
    return (await this.#ahead.take(step)) ?? (await this.#run.notes.write(() => this.#take(step)));
  }

  #take(step: StepRow): TakenStep {
    const { store, receipt, options } = this.#run;
    return takeStep(store, receipt, step.position, options.confirmed);
  }

  /** Takes the step after those that are under way, where it will go out without waiting. */
  #takeAhead(): void {
    const { size } = this.#ahead;
    const isCertain = this.#target.system.tellsChanges && this.#halted === null && this.#limitedTimes === 0;
    if (!isCertain || size >= this.#pacer.atOnce || size >= this.#pacer.spare) return;
    const next = this.#upcoming.shift();
    if (next !== undefined) {
      this.#ahead.add(
        next,
        this.#run.notes.writeLater(() => this.#take(next)),
      );
    }
  }

  async #send(step: StepRow, { bytes, key, version }: TakenValue): Promise<Attempt> {
    const value = secretValueOf(key, version, bytes, step.encoding);
    let answer: PutAnswer;
    try {
      const sent = this.#target.session.put(step.secret_name, value, knownOf(step));
      this.#takeAhead();
      answer = await sent;
    } catch (error) {
      return await this.#afterFailure(step, error);
    } finally {
      bytes.fill(0);
      value.bytes.fill(0);
    }
    this.#limitedTimes = 0;
    this.#written.add(step.secret_name);
    // Noted together with what begins next. Until then the step is unknown, and would be looked up.
    const noted = this.#run.notes
      .writeLater(() => noteTaken(this.#run.store, step, answer.what, { updatedAt: answer.updatedAt }))
      .then(() => this.#run.ended(step.position))
      .catch((error: unknown) => {
        this.#halted ??= error;
      });
    this.#noted.set(step.position, noted);
    return 'over';
  }

  async #afterFailure(step: StepRow, error: unknown): Promise<Attempt> {
    const { store } = this.#run;
    // A bug tells nothing of the write: it stays unknown.
    if (!(error instanceof ProviderError)) throw error;
    if (mayHaveBeenTaken(error)) {
      await this.#lookUp(step, error);
      return 'over';
    }
    const failed = targetFailure(error);
    // What waits for something to pass does not wait with its value open.
    await this.#ahead.giveAllBack();
    if (error.code === 'provider-limited') {
      putBack(store, step, failed);
      this.#waitFor(error);
      return 'limited';
    }
    if (passes(error.code)) {
      putBack(store, step, failed);
      this.#halted ??= error;
      return 'over';
    }
    noteRefused(store, step, 'failed', failed);
    // The token or the place is refused, not this secret: the others would fare the same.
    const ofTarget: readonly string[] = [
      'provider-refused',
      'provider-listing-missing',
      'credential-missing',
      'address-invalid',
    ];
    if (ofTarget.includes(error.code)) this.#halted ??= error;
    return 'over';
  }

  /** The write was sent and no good answer came. It is looked up once; if that fails, it stays unknown. */
  async #lookUp(step: StepRow, error: ProviderError): Promise<void> {
    try {
      const now = await this.#target.session.find(step.secret_name);
      const settled = settleStep(this.#run.store, step, now, this.#printOf(now), 'failed');
      if (settled === 'taken') this.#written.add(step.secret_name);
    } catch (second) {
      if (!(second instanceof ProviderError)) throw second;
      noteUnknown(this.#run.store, step, targetFailure(error));
    }
  }

  #printOf(now: RemoteSecret | null): Buffer | null {
    return now === null ? null : this.#target.printOf(now);
  }

  /** Waits a limit out where that is not too long, else ends the target's run until then. */
  #waitFor(error: ProviderError): void {
    const { clock, longestWaitMs, stoppedUntil } = this.#run;
    const waitMs = error.retryAfterMs ?? UNNAMED_LIMIT_MS;
    const until = clock.now() + waitMs;
    this.#pacer.pauseUntil(until);
    this.#limitedTimes += 1;
    if (waitMs <= longestWaitMs && this.#limitedTimes <= MOST_LIMITED * this.#pacer.atOnce) return;
    stoppedUntil(until);
    this.#halted ??= error;
  }

  /** Whether the target has something else under the step's name than the preview was made from. */
  async #changedThere(step: StepRow): Promise<boolean> {
    const { clock } = this.#run;
    if (this.#look === null || clock.now() - this.#lookedAt > LOOK_HOLDS_MS) {
      this.#lookedAt = clock.now();
      this.#look = lookAt(this.#target, clock.now);
    }
    const now = secretNamed(await this.#look, step.secret_name, this.#target.system);
    return !sameSecret(now, knownOf(step));
  }

  /** What the target says of our own writes is what later changes are told by. It failing takes nothing back. */
  async #lookAfterwards(): Promise<void> {
    if (this.#written.size === 0) return;
    try {
      const look = await lookAt(this.#target, this.#run.clock.now);
      recordLook(this.#run.store, this.#target, look, this.#written);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
    }
  }
}

function sameSecret(a: RemoteSecret | null, b: RemoteSecret | null): boolean {
  return isDeepStrictEqual(a, b);
}
