import type { PersonTask, RotationNeed } from '#shared/domain/rotation.ts';
import type { CiOptions } from '../ci/open-target.ts';
import type { ProviderError } from '../http/provider-error.ts';
import type { Store } from '../store/store.ts';
import type { ProviderOptions } from './open-issuer.ts';
import { wordingOf } from './rotation-of.ts';
import {
  factsOf,
  type RotationFacts,
  type RotationKeyRow,
  type RotationRow,
  type RotationStepRow,
  rotationKeys,
  rotationRow,
} from './rotation-rows.ts';
import { taskOf, type Wording } from './step-words.ts';

export type RotationOptions = CiOptions &
  ProviderOptions & {
    /** Whether the person said yes to this protected environment since the vault was unlocked. */
    readonly confirmed: (environmentId: string) => boolean;
    /** The person said yes beforehand to what steps are about to do. */
    readonly agreed?: boolean;
    /** After each step, and whenever one stops. */
    readonly onChange?: () => void;
  };

/** What the steps of a rotation work with. Rows are read anew: another step may have changed them. */
export class RotationRun {
  readonly store: Store;
  readonly id: string;
  readonly options: RotationOptions;

  constructor(store: Store, id: string, options: RotationOptions) {
    this.store = store;
    this.id = id;
    this.options = options;
  }

  get row(): RotationRow {
    const row = rotationRow(this.store, this.id);
    if (row === null) throw new Error('A rotation that is carried out is not there');
    return row;
  }

  get facts(): RotationFacts {
    return factsOf(this.row);
  }

  get keys(): RotationKeyRow[] {
    return rotationKeys(this.store, this.id);
  }

  /** The key that holds the secret value. */
  get mainKey(): RotationKeyRow {
    const key = this.keys.find(({ part }) => part === 'value');
    if (key === undefined) throw new Error('A rotation without a key');
    return key;
  }

  get wording(): Wording {
    return wordingOf(this.row, this.mainKey.name);
  }

  /** A person has to do the step. */
  byPerson(step: RotationStepRow, why?: { code: string; message: string }): StepEnd {
    const needs = step.kind === 'create' || step.kind === 'regenerate' || step.kind === 'store' ? 'value' : 'done';
    return { what: 'needs', needs, task: taskOf(step.kind, this.wording), error: why ?? null };
  }
}

/**
 * How an attempt at a step ended.
 * - `done`: it is; where `noted`, the step noted it itself in one transaction with what it changed.
 * - `needs`: a person. `failed`: trying again helps only after something was mended. `later`: it passes by itself.
 */
export type StepEnd =
  | { readonly what: 'done'; readonly evidence: string; readonly noted?: boolean }
  | {
      readonly what: 'needs';
      readonly needs: RotationNeed;
      readonly task: PersonTask;
      readonly error: { code: string; message: string } | null;
    }
  | { readonly what: 'failed'; readonly code: string; readonly message: string }
  | { readonly what: 'later'; readonly code: string; readonly message: string; readonly resumeAt: number | null };

export function done(evidence: string): StepEnd {
  return { what: 'done', evidence };
}

export function needsYes(text: string, error: { code: string; message: string } | null = null): StepEnd {
  return { what: 'needs', needs: 'yes', task: { text, copy: null, url: null }, error };
}

/** A provider's failure as the end of an attempt: what passes by itself waits, the rest has to be mended. */
export function endOfError(error: ProviderError, now: number): StepEnd {
  const { code, message, retryAfterMs } = error;
  if (code === 'provider-limited' || code === 'provider-unreachable' || code === 'cancelled') {
    return { what: 'later', code, message, resumeAt: retryAfterMs === null ? null : now + retryAfterMs };
  }
  return { what: 'failed', code, message };
}
