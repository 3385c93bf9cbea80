import { median } from './statistics.ts';

export type Unit = 'ms' | 'MB';

/** One side of a comparison: what the samples come to, and the samples themselves. */
export type Figure = {
  readonly value: number;
  readonly unit: Unit;
  readonly of: 'median' | '95th percentile';
  readonly samples: readonly number[];
};

/** `ratio`: ours over the baseline; `more`: ours less the baseline; `value`: ours alone. */
export type Target = { readonly kind: 'ratio' | 'more' | 'value'; readonly atMost: number };

export type BenchRow = {
  readonly measure: string;
  readonly ours: Figure | null;
  readonly baseline: Figure | null;
  readonly target: Target | null;
  /** What the target is about: a ratio, a difference or a value; null where a side is missing. */
  readonly compared: number | null;
  /** Null: not measured, or without a target. */
  readonly met: boolean | null;
  readonly note: string;
};

export type BenchOptions = {
  /** Smaller sizes and fewer rounds. */
  readonly quick: boolean;
  /** An empty folder that is removed afterwards. */
  readonly folder: string;
  /** Why the system's keychain must not be used here, or null. */
  readonly keychainProblem: string | null;
  readonly progress: (text: string) => void;
};

/** Measures the rows of one subject. A row that cannot be measured says why; what should not happen throws. */
export type Bench = (options: BenchOptions) => Promise<BenchRow[]>;

export function medianOf(samples: readonly number[], unit: Unit): Figure {
  return { value: median(samples), unit, of: 'median', samples };
}

/** @param target null: shown without one */
export function row(
  measure: string,
  figures: { ours: Figure; baseline: Figure | null },
  target: Target | null,
  note = '',
): BenchRow {
  const compared = comparedBy(target?.kind ?? (figures.baseline === null ? 'value' : 'ratio'), figures);
  const met = target === null || compared === null ? null : compared <= target.atMost;
  return { measure, ...figures, target, compared, met, note };
}

export function notMeasured(measure: string, target: Target, why: string): BenchRow {
  return { measure, ours: null, baseline: null, target, compared: null, met: null, note: `not measured: ${why}` };
}

function comparedBy(
  kind: Target['kind'],
  { ours, baseline }: { ours: Figure; baseline: Figure | null },
): number | null {
  switch (kind) {
    case 'value':
      return ours.value;
    case 'ratio':
      return baseline === null ? null : ours.value / baseline.value;
    case 'more':
      return baseline === null ? null : ours.value - baseline.value;
  }
}
