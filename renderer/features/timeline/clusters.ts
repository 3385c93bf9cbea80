/** Something at a place of the axis, in pixels. */
export interface Placed<T> {
  readonly x: number;
  readonly of: T;
}

/** One mark, or several that lie too close together to be told apart. */
export interface Cluster<T> {
  /** The middle. */
  readonly x: number;
  readonly of: readonly T[];
}

/**
 * Puts together what would overlap. The middles of two neighbours are at least `apart` pixels from each other, the order
 * stays, and everything is in one of them.
 * @param placed from left to right
 */
export function clustersOf<T>(placed: readonly Placed<T>[], apart: number): readonly Cluster<T>[] {
  const clusters: { first: number; last: number; of: T[] }[] = [];
  for (const { x, of } of placed) {
    const before = clusters.at(-1);
    if (before !== undefined && x - (before.first + before.last) / 2 < apart) {
      before.last = x;
      before.of.push(of);
    } else clusters.push({ first: x, last: x, of: [of] });
  }
  // The middle of a later one can have moved away from the one before it, never towards it.
  return clusters.map(({ first, last, of }) => ({ x: (first + last) / 2, of }));
}

/**
 * Counts by the axis: one cluster for each stretch between two of its ticks in which there is anything.
 * @param placed from left to right
 * @param edges where the stretches begin, from left to right; what lies before the first is in it
 */
export function clustersBetween<T>(
  placed: readonly Placed<T>[],
  edges: readonly number[],
  end: number,
): readonly Cluster<T>[] {
  const clusters: { readonly x: number; readonly of: T[] }[] = [];
  let stretch = 0;
  let current: { readonly x: number; readonly of: T[] } | undefined;
  for (const { x, of } of placed) {
    const own = stretch;
    while (stretch + 1 < edges.length && x >= (edges[stretch + 1] ?? end)) stretch += 1;
    if (current === undefined || own !== stretch) {
      const from = Math.max(0, edges[stretch] ?? 0);
      current = { x: (from + Math.min(edges[stretch + 1] ?? end, end)) / 2, of: [] };
      clusters.push(current);
    }
    current.of.push(of);
  }
  return clusters;
}
