import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clustersBetween, clustersOf, type Placed } from './clusters.ts';

const APART = 18;
const places = fc
  .array(fc.double({ min: 0, max: 1_500, noNaN: true }), { maxLength: 80 })
  .map((xs): readonly Placed<number>[] => xs.sort((a, b) => a - b).map((x, index) => ({ x, of: index })));

describe('clustersOf', () => {
  it('has everything once, in order, and nothing closer together than it may be', () => {
    fc.assert(
      fc.property(places, (placed) => {
        const clusters = clustersOf(placed, APART);
        expect(clusters.flatMap(({ of }) => of)).toEqual(placed.map(({ of }) => of));
        for (const [index, { x }] of clusters.entries()) {
          const before = clusters[index - 1];
          if (before !== undefined) expect(x - before.x).toBeGreaterThanOrEqual(APART);
        }
      }),
    );
  });

  it('leaves what has room where it is', () => {
    const placed = [0, 18, 100].map((x) => ({ x, of: x }));
    expect(clustersOf(placed, APART)).toEqual(placed.map(({ x, of }) => ({ x, of: [of] })));
  });

  it('stands in the middle of what it holds, and does not grow without end', () => {
    expect(
      clustersOf(
        [4, 10].map((x) => ({ x, of: x })),
        APART,
      ),
    ).toEqual([{ x: 7, of: [4, 10] }]);
    const daily = Array.from({ length: 400 }, (_, day) => ({ x: day * 2.5, of: day }));
    expect(clustersOf(daily, APART).length).toBeGreaterThan(20);
  });
});

describe('clustersBetween', () => {
  it('counts by the ticks, in the middle between two of them', () => {
    const placed = [5, 30, 39, 40, 95].map((x) => ({ x, of: x }));
    expect(clustersBetween(placed, [-20, 20, 40, 60], 100)).toEqual([
      { x: 10, of: [5] },
      { x: 30, of: [30, 39] },
      { x: 50, of: [40] },
      { x: 80, of: [95] },
    ]);
  });

  it('has everything once', () => {
    fc.assert(
      fc.property(places, fc.array(fc.integer({ min: 0, max: 1_500 }), { maxLength: 20 }), (placed, edges) => {
        const sorted = [...new Set(edges)].sort((a, b) => a - b);
        expect(clustersBetween(placed, sorted, 1_500).flatMap(({ of }) => of)).toEqual(placed.map(({ of }) => of));
      }),
    );
  });
});
