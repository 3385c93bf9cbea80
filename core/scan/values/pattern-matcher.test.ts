import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PatternMatcher, SHORTEST_PATTERN } from './pattern-matcher.ts';

/** Every place, by looking at each. */
function naive(patterns: readonly Uint8Array[], text: Buffer): string[] {
  return patterns
    .flatMap((bytes, pattern) => {
      const found: string[] = [];
      for (let at = text.indexOf(bytes); at !== -1; at = text.indexOf(bytes, at + 1)) found.push(`${pattern}@${at}`);
      return found;
    })
    .sort();
}

function found(patterns: readonly Uint8Array[], text: Uint8Array, from = 0): string[] {
  return new PatternMatcher(patterns.map((bytes) => Uint8Array.from(bytes)))
    .search(text, from)
    .map(({ pattern, offset }) => `${pattern}@${offset}`)
    .sort();
}

// Few different bytes, so that patterns overlap, repeat and contain each other.
const bytesOf = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(0, 10, 97, 98, 255), { minLength, maxLength }).map((list) => Buffer.from(list));

describe('PatternMatcher', () => {
  it('finds what indexOf finds, wherever the text lies in its memory', () => {
    fc.assert(
      fc.property(
        fc.array(bytesOf(SHORTEST_PATTERN, 40), { minLength: 1, maxLength: 12 }),
        fc.array(bytesOf(0, 30), { maxLength: 12 }),
        fc.array(fc.nat(), { maxLength: 12 }),
        fc.integer({ min: 0, max: 7 }),
        (patterns, fillers, chosen, shift) => {
          const parts = fillers.flatMap((filler, index) => {
            const pattern = patterns[(chosen[index] ?? 0) % patterns.length];
            return pattern === undefined ? [filler] : [filler, pattern];
          });
          const joined = Buffer.concat(parts);
          const memory = Buffer.alloc(joined.length + shift + 3);
          joined.copy(memory, shift);
          const text = memory.subarray(shift, shift + joined.length);
          expect(found(patterns, text)).toEqual(naive(patterns, text));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([8, 10, 11, 14, 15, 33])('finds patterns of %i bytes at every place of a text', (length) => {
    const pattern = Buffer.from(Array.from({ length }, (_, index) => 65 + index));
    for (let at = 0; at < 64; at += 1) {
      const text = Buffer.alloc(64 + length, 46);
      pattern.copy(text, at);
      expect(found([pattern], text)).toEqual([`0@${at}`]);
    }
  });

  it('leaves out what starts before `from`', () => {
    const pattern = Buffer.from('abcdEFGH1234');
    const text = Buffer.concat([pattern, Buffer.from('..'), pattern]);
    expect(found([pattern], text, 1)).toEqual(['0@14']);
  });

  it('finds nothing in a text that ends within a pattern', () => {
    expect(found([Buffer.from('abcdEFGH1234')], Buffer.from('..abcdEFGH123'))).toEqual([]);
    expect(found([Buffer.from('abcdEFGH')], Buffer.alloc(0))).toEqual([]);
    expect(found([], Buffer.from('text without any pattern'))).toEqual([]);
  });

  it('refuses patterns that are too short', () => {
    expect(() => new PatternMatcher([Buffer.from('1234567')])).toThrow(RangeError);
  });

  it('clears its patterns', () => {
    const pattern = Buffer.from('abcdEFGH1234');
    const matcher = new PatternMatcher([pattern]);
    matcher.wipe();
    expect(pattern.every((byte) => byte === 0)).toBe(true);
    expect(matcher.search(Buffer.from('..abcdEFGH1234..'))).toEqual([]);
  });
});
