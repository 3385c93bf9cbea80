import { z } from 'zod';

export const MINIMUM_SIZE = { width: 880, height: 560 } as const;
export const FIRST_SIZE = { width: 1240, height: 800 } as const;

const pixels = z.int().min(-100_000).max(100_000);

/** What is remembered of a window, in device-independent pixels. */
export const windowState = z.strictObject({
  bounds: z.strictObject({
    x: pixels,
    y: pixels,
    width: z.int().min(1).max(100_000),
    height: z.int().min(1).max(100_000),
  }),
  maximised: z.boolean(),
});
export type WindowState = z.output<typeof windowState>;

export type Rectangle = Readonly<{ x: number; y: number; width: number; height: number }>;
export type Placement = Readonly<{ x?: number; y?: number; width: number; height: number }>;

/** Enough of the title bar to take hold of a window by. */
const GRIP = { width: 120, height: 40 } as const;

/**
 * Where to open the window. A remembered place that no display shows any more (unplugged, rearranged, smaller) is
 * brought back onto one; without a position the window manager decides.
 *
 * @param workAreas the displays' work areas, the primary one first; empty where the runtime does not know them
 */
export function placeWindow(remembered: Rectangle | null, workAreas: readonly Rectangle[]): Placement {
  const wanted = remembered ?? FIRST_SIZE;
  const home = workAreas.find((area) => remembered !== null && showsGrip(remembered, area)) ?? workAreas[0];
  const width = clamped(wanted.width, MINIMUM_SIZE.width, home?.width);
  const height = clamped(wanted.height, MINIMUM_SIZE.height, home?.height);
  if (remembered === null || home === undefined) return { width, height };
  const placed = { x: remembered.x, y: remembered.y, width, height };
  // Asked again, since a window that was made smaller may no longer reach the display.
  return showsGrip(placed, home) ? placed : { ...centred(home, width, height), width, height };
}

function showsGrip(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const belowTop = window.y >= area.y && window.y + GRIP.height <= area.y + area.height;
  return across >= GRIP.width && belowTop;
}

function clamped(wanted: number, least: number, most: number | undefined): number {
  return Math.max(least, most === undefined ? wanted : Math.min(wanted, most));
}

function centred(area: Rectangle, width: number, height: number): { x: number; y: number } {
  return {
    x: area.x + Math.max(0, Math.round((area.width - width) / 2)),
    y: area.y + Math.max(0, Math.round((area.height - height) / 2)),
  };
}
