import type { Clock } from '../http/clock.ts';
import type { Store } from '../store/store.ts';
import type { GroupedWrites } from './grouped-writes.ts';
import type { CiOptions } from './open-target.ts';
import type { Pacer } from './pacer.ts';
import type { ReceiptRow, StepOutcome } from './receipts.ts';

export type PushProgress = {
  readonly receiptId: string;
  /** Steps that came to an end, and all of them. */
  readonly done: number;
  readonly total: number;
  readonly step: { readonly targetName: string; readonly secretName: string; readonly outcome: StepOutcome };
};

export type PushOptions = CiOptions & {
  /** Whether the person said yes to this protected environment since the vault was unlocked. */
  readonly confirmed: (environmentId: string) => boolean;
  readonly onProgress?: (progress: PushProgress) => void;
};

/** What the runs of all targets of a push share. */
export type PushRun = {
  readonly store: Store;
  readonly receipt: ReceiptRow;
  readonly options: PushOptions;
  readonly clock: Clock;
  readonly longestWaitMs: number;
  readonly notes: GroupedWrites;
  /** One a system and address. */
  readonly pacerOf: (name: string, pace: ConstructorParameters<typeof Pacer>[0]) => Pacer;
  readonly ended: (position: number) => void;
  /** A limit lasts longer than is waited for. */
  readonly stoppedUntil: (instant: number) => void;
};

/** Whether going on later is worth while: the target or the network may be there again, or the limit over. */
export function passes(code: string): boolean {
  return code === 'provider-limited' || code === 'provider-unreachable' || code === 'cancelled';
}
