import { describe, expect, it } from 'vitest';
import { interleaved } from './interleaved.ts';
import { median, percentile } from './statistics.ts';

describe('statistics of samples', () => {
  it('finds the middle of an odd and of an even number', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  it('finds a percentile between two samples', () => {
    const hundredAndOne = Array.from({ length: 101 }, (_, index) => 100 - index);
    expect(percentile(hundredAndOne, 95)).toBe(95);
    expect(percentile([0, 10], 95)).toBe(9.5);
  });

  it('has nothing to say without samples', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe('interleaved rounds', () => {
  it('gives every subject each place in a round, and counts no warm-up', async () => {
    const order: string[] = [];
    const subject = (name: string) => async () => {
      order.push(name);
      return order.length;
    };
    const samples = await interleaved(2, { a: subject('a'), b: subject('b') });
    expect(order).toEqual(['a', 'b', 'a', 'b', 'b', 'a']);
    expect(samples).toEqual({ a: [3, 6], b: [4, 5] });
  });
});
