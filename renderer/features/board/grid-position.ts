import type { BoardRow } from '../../data/board-model.ts';

/** A cell of the board: the row's index in the list of rows (group titles counted) and the environment's index. */
export interface Position {
  readonly row: number;
  readonly column: number;
}

export interface GridKey {
  readonly key: string;
  readonly ctrlOrMeta: boolean;
}

/**
 * Where a key takes the focus, by the grid pattern of ARIA: arrows by one, Home and End along the row, with Ctrl to the
 * first and last cell, Page keys by `pageRows`. Group titles are stepped over. Null where the key does not move.
 */
export function moveInGrid(
  rows: readonly BoardRow[],
  columns: number,
  { row, column }: Position,
  { key, ctrlOrMeta }: GridKey,
  pageRows: number,
): Position | null {
  const last = columns - 1;
  switch (key) {
    case 'ArrowLeft':
      return { row, column: ctrlOrMeta ? 0 : Math.max(0, column - 1) };
    case 'ArrowRight':
      return { row, column: ctrlOrMeta ? last : Math.min(last, column + 1) };
    case 'ArrowUp':
      return { row: ctrlOrMeta ? firstRow(rows) : step(rows, row, -1, 1), column };
    case 'ArrowDown':
      return { row: ctrlOrMeta ? lastRow(rows) : step(rows, row, 1, 1), column };
    case 'PageUp':
      return { row: step(rows, row, -1, pageRows), column };
    case 'PageDown':
      return { row: step(rows, row, 1, pageRows), column };
    case 'Home':
      return ctrlOrMeta ? { row: firstRow(rows), column: 0 } : { row, column: 0 };
    case 'End':
      return ctrlOrMeta ? { row: lastRow(rows), column: last } : { row, column: last };
    default:
      return null;
  }
}

export function firstRow(rows: readonly BoardRow[]): number {
  return Math.max(
    0,
    rows.findIndex((row) => row.type === 'keys'),
  );
}

function lastRow(rows: readonly BoardRow[]): number {
  return Math.max(
    0,
    rows.findLastIndex((row) => row.type === 'keys'),
  );
}

/** The row that is `count` key rows away, or the last one on the way. */
function step(rows: readonly BoardRow[], from: number, direction: 1 | -1, count: number): number {
  let at = from;
  let left = count;
  for (let index = from + direction; left > 0 && index >= 0 && index < rows.length; index += direction) {
    if (rows[index]?.type !== 'keys') continue;
    at = index;
    left -= 1;
  }
  return at;
}
