import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOrders, nameOrder } from './name-order.ts';

const sorted = (names: readonly string[]) => names.toSorted((a, b) => compareOrders(nameOrder(a), nameOrder(b)));

describe('the order of names', () => {
  it('takes numbers as numbers and leaves case out', () => {
    expect(sorted(['KEY_10', 'key_9', 'KEY_100', 'APP', 'KEY'])).toEqual(['APP', 'KEY', 'key_9', 'KEY_10', 'KEY_100']);
  });

  it('orders any two numbers as their values', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        expect(nameOrder(`K${a}`) < nameOrder(`K${b}`)).toBe(a < b);
      }),
    );
  });
});
