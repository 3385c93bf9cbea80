import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BoardRow } from '../../data/board-model.ts';
import { moveInGrid } from './grid-position.ts';

const group: BoardRow = { type: 'group', provider: null, title: 'Other', count: 2 };
const keys = (name: string): BoardRow => ({ type: 'keys', name, provider: null, cells: new Map(), hint: '' });
const rows: readonly BoardRow[] = [group, keys('A'), keys('B'), group, keys('C'), keys('D')];
const from = { row: 2, column: 1 };
const press = (key: string, ctrlOrMeta = false) => moveInGrid(rows, 3, from, { key, ctrlOrMeta }, 3);

describe('moving in the grid', () => {
  test.each([
    ['ArrowLeft', { row: 2, column: 0 }],
    ['ArrowRight', { row: 2, column: 2 }],
    ['ArrowUp', { row: 1, column: 1 }],
    ['ArrowDown', { row: 4, column: 1 }],
    ['PageDown', { row: 5, column: 1 }],
    ['PageUp', { row: 1, column: 1 }],
    ['Home', { row: 2, column: 0 }],
    ['End', { row: 2, column: 2 }],
  ])('%s', (key, to) => expect(press(key)).toEqual(to));

  test('Ctrl+Home and Ctrl+End go to the corners', () => {
    expect(press('Home', true)).toEqual({ row: 1, column: 0 });
    expect(press('End', true)).toEqual({ row: 5, column: 2 });
  });

  test('other keys do not move', () => expect(press('c')).toBeNull());

  test('no key ever leaves the grid or lands on a group title', () => {
    const key = fc.constantFrom('ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End');
    fc.assert(
      fc.property(fc.array(fc.tuple(key, fc.boolean())), (strokes) => {
        let at = from;
        for (const [each, ctrlOrMeta] of strokes) at = moveInGrid(rows, 3, at, { key: each, ctrlOrMeta }, 3) ?? at;
        expect(rows[at.row]?.type).toBe('keys');
        expect(at.column).toBeGreaterThanOrEqual(0);
        expect(at.column).toBeLessThan(3);
      }),
    );
  });
});
