import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GlobMatcher } from './match-glob.ts';

const matches = (pattern: string, file: string): boolean => new GlobMatcher().matching(pattern, [file])?.length === 1;

describe('GlobMatcher', () => {
  it.each([
    ['ci/*.yml', 'ci/a.yml', true],
    ['ci/*.yml', 'ci/a/b.yml', false],
    ['ci/**/*.yml', 'ci/a.yml', true],
    ['ci/**/*.yml', 'ci/a/b/c.yml', true],
    ['**.yml', 'a/b.yml', true],
    ['ci/**', 'ci/a/b', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'aXbY', false],
  ])('%s on %s', (pattern, file, expected) => {
    expect(matches(pattern, file)).toBe(expected);
  });

  it('agrees with Node’s own where that has an answer', () => {
    const part = fc.stringMatching(/^[ab]{1,2}$/);
    const file = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    const pattern = fc
      .array(fc.oneof(part, fc.constantFrom('*', 'a*', '*b', '**')), { minLength: 1, maxLength: 4 })
      .map((parts) => [...parts, 'a'].join('/'));
    fc.assert(
      fc.property(pattern, file, (glob, one) => {
        expect(matches(glob, one)).toBe(path.posix.matchesGlob(one, glob));
      }),
    );
  });

  it('ends soon on patterns made to keep it busy, and gives up on too many', () => {
    const file = 'a'.repeat(200);
    const matcher = new GlobMatcher();
    expect(matcher.matching(`${'*a'.repeat(100)}b`, [file])).toEqual([]);
    expect(matcher.matching(`${'**/'.repeat(20)}b`, [`${'a/'.repeat(100)}c`])).toEqual([]);
    const many = Array.from({ length: 20_000 }, () => file);
    expect(matcher.matching(`${'*a'.repeat(100)}b`, many)).toBeNull();
  });
});
