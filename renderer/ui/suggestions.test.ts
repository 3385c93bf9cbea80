import { describe, expect, it } from 'vitest';
import { matchSuggestions, splitTags } from './suggestions.ts';

const of = (...labels: string[]) => labels.map((label) => ({ value: label.toLowerCase(), label }));

describe('matchSuggestions', () => {
  it('puts beginnings before middles', () => {
    const found = matchSuggestions(of('DigitalOcean', 'GitHub', 'GitLab'), 'git');
    expect(found.map((each) => each.label)).toEqual(['GitHub', 'GitLab', 'DigitalOcean']);
  });
  it('offers everything for nothing, and for a full match', () => {
    expect(matchSuggestions(of('A', 'B'), ' ')).toHaveLength(2);
    expect(matchSuggestions(of('A', 'B'), 'a')).toHaveLength(2);
  });
  it('offers nothing where nothing fits', () => {
    expect(matchSuggestions(of('A', 'B'), 'zebra')).toEqual([]);
  });
});

describe('splitTags', () => {
  it('splits at commas and line ends, trims, and leaves doubles out', () => {
    expect(splitTags(' read, write\nread,,admin ', ['admin'])).toEqual(['read', 'write']);
  });
});
