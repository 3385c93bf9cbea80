export function median(samples: readonly number[]): number {
  return percentile(samples, 50);
}

/** Linear between the two nearest samples, as spreadsheets and NumPy do it. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const place = ((sorted.length - 1) * percent) / 100;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError('There are no samples');
  return below + (above - below) * (place - Math.floor(place));
}
