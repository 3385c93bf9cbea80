import type { Item } from './chart-layout.ts';

/** Where the focus is among the rows: what row, and which of its items. */
export interface Spot {
  readonly row: number;
  readonly item: number;
}

export interface GridKey {
  readonly key: string;
  readonly ctrlOrMeta: boolean;
}

/** Of one row, from left to right: where its items are. A title's button lies before everything. */
export type RowPlaces = readonly number[];

export function placesOf(items: readonly Item[], hasTitle: boolean): RowPlaces {
  const places = items.map(({ x }) => x);
  return hasTitle ? [-1, ...places] : places;
}

/**
 * Where a key takes the focus: arrows to the neighbour, up and down to what lies closest to `x` in another row, Page keys by
 * `pageRows`. Null where the key does not move; `past` where the row has nothing more on that side.
 */
export function moveInChart(
  rowCount: number,
  placesAt: (row: number) => RowPlaces,
  spot: Spot,
  { key, ctrlOrMeta }: GridKey,
  { pageRows, x }: { readonly pageRows: number; readonly x: number },
): Spot | 'past' | null {
  const inRow = (row: number): Spot => {
    const to = Math.min(Math.max(row, 0), rowCount - 1);
    return { row: to, item: closest(placesAt(to), x) };
  };
  const own = placesAt(spot.row);
  switch (key) {
    case 'ArrowLeft':
      return spot.item <= 0 ? 'past' : { row: spot.row, item: spot.item - 1 };
    case 'ArrowRight':
      return spot.item >= own.length - 1 ? 'past' : { row: spot.row, item: spot.item + 1 };
    case 'ArrowUp':
      return inRow(spot.row - 1);
    case 'ArrowDown':
      return inRow(spot.row + 1);
    case 'PageUp':
      return inRow(spot.row - pageRows);
    case 'PageDown':
      return inRow(spot.row + pageRows);
    case 'Home':
      return ctrlOrMeta ? { row: 0, item: 0 } : { row: spot.row, item: 0 };
    case 'End':
      return ctrlOrMeta ? inRow(rowCount - 1) : { row: spot.row, item: Math.max(0, own.length - 1) };
    default:
      return null;
  }
}

function closest(places: RowPlaces, x: number): number {
  let best = 0;
  for (let index = 1; index < places.length; index += 1) {
    if (Math.abs((places[index] ?? 0) - x) < Math.abs((places[best] ?? 0) - x)) best = index;
  }
  return best;
}
