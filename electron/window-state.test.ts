import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FIRST_SIZE, MINIMUM_SIZE, placeWindow, type Rectangle, windowState } from './window-state.ts';

const laptop: Rectangle = { x: 0, y: 25, width: 1440, height: 875 };
const monitorOnTheLeft: Rectangle = { x: -2560, y: 0, width: 2560, height: 1415 };

describe('placeWindow', () => {
  it('opens a first window in the first size and leaves its place to the window manager', () => {
    expect(placeWindow(null, [laptop])).toEqual(FIRST_SIZE);
  });

  it('keeps a place that a display shows, also left of the primary one', () => {
    const bounds = { x: -2000, y: 100, width: 1300, height: 900 };
    expect(placeWindow(bounds, [laptop, monitorOnTheLeft])).toEqual(bounds);
  });

  it('brings a window back whose display is gone', () => {
    const placed = placeWindow({ x: -2000, y: 100, width: 1300, height: 900 }, [laptop]);
    expect(placed).toEqual({ x: 70, y: 25, width: 1300, height: 875 });
  });

  it('brings a window back whose title bar is above the display', () => {
    expect(placeWindow({ x: 10, y: -200, width: 1000, height: 700 }, [laptop]).y).toBeGreaterThanOrEqual(laptop.y);
  });

  it('keeps only the size where the runtime knows no displays', () => {
    expect(placeWindow({ x: 9000, y: 9000, width: 1000, height: 700 }, [])).toEqual({ width: 1000, height: 700 });
  });

  it('always gives a window of usable size that can be taken hold of', () => {
    const coordinate = fc.integer({ min: -100_000, max: 100_000 });
    const length = fc.integer({ min: 1, max: 100_000 });
    const remembered = fc.record({ x: coordinate, y: coordinate, width: length, height: length });
    const area = fc.record({
      x: fc.integer({ min: -8000, max: 8000 }),
      y: fc.integer({ min: -8000, max: 8000 }),
      width: fc.integer({ min: 800, max: 8000 }),
      height: fc.integer({ min: 600, max: 5000 }),
    });
    fc.assert(
      fc.property(remembered, fc.array(area, { minLength: 1, maxLength: 4 }), (bounds, areas) => {
        const { x, y, width, height } = placeWindow(bounds, areas);
        expect(width).toBeGreaterThanOrEqual(MINIMUM_SIZE.width);
        expect(height).toBeGreaterThanOrEqual(MINIMUM_SIZE.height);
        if (x === undefined || y === undefined) throw new Error('A remembered window has a place.');
        const reachable = areas.some(
          (shown) =>
            y >= shown.y &&
            y + 40 <= shown.y + shown.height &&
            Math.min(x + width, shown.x + shown.width) - Math.max(x, shown.x) >= 120,
        );
        expect(reachable).toBe(true);
      }),
    );
  });
});

describe('windowState', () => {
  const good = { bounds: { x: 1, y: 2, width: 900, height: 600 }, maximised: false };

  it('takes what the window writes', () => {
    expect(windowState.safeParse(good).success).toBe(true);
  });

  it.each([
    ['a fraction', { ...good, bounds: { ...good.bounds, x: 0.5 } }],
    ['no height', { ...good, bounds: { x: 1, y: 2, width: 900 } }],
    ['a size of nothing', { ...good, bounds: { ...good.bounds, width: 0 } }],
    ['a place at the end of the world', { ...good, bounds: { ...good.bounds, x: 1e9 } }],
    ['text', 'maximised'],
    ['something more', { ...good, fullScreen: true }],
  ])('refuses %s', (_what, value) => {
    expect(windowState.safeParse(value).success).toBe(false);
  });
});
