import { describe, expect, it } from 'vitest';
import { canApply, countWords, duplicateWords, FIELD_OPTIONS, foundNothing, withField } from './capture-words.ts';

describe('a capture in words', () => {
  it.each([
    [
      12,
      { new: 2, changed: 1, missing: 1, gone: 1, absent: 2, same: 9 },
      '12 keys: 2 new, 1 changed, 1 not listed, 1 gone',
    ],
    [1, { new: 0, changed: 0, missing: 0, gone: 0, absent: 0, same: 1 }, '1 key: nothing new'],
  ])('%i keys with %j', (keyCount, changes, words) => {
    expect(countWords({ keyCount, changes })).toBe(words);
  });

  it('tells of names that stand more than once', () => {
    expect(duplicateWords([])).toBe('');
    expect(duplicateWords([{ name: 'CI', count: 3 }])).toBe(
      '“CI” is listed 3 times. Each is kept as a key of its own.',
    );
    expect(
      duplicateWords([
        { name: 'CI', count: 2 },
        { name: 'a', count: 2 },
      ]),
    ).toContain('and 1 more');
  });

  it('offers every field once, what is not kept last', () => {
    expect(FIELD_OPTIONS.at(-1)).toEqual({ value: 'ignore', label: 'Not kept' });
    expect(new Set(FIELD_OPTIONS.map(({ value }) => value)).size).toBe(14);
  });
});

describe('correcting a column', () => {
  const columns = [{ field: 'name' }, { field: 'key' }, { field: null }, { field: 'ignore' }] as const;

  it('takes a field away from the column that had it', () => {
    expect(withField(columns, 2, 'name')).toEqual([null, 'key', 'name', 'ignore']);
  });

  it('lets any number of columns be not kept', () => {
    expect(withField(columns, 1, 'ignore')).toEqual(['name', 'ignore', null, 'ignore']);
  });
});

describe('what was found', () => {
  const list = { title: '', columns: [], sample: [], rowCount: 1, included: true };

  it.each([
    ['read', [list], true, false],
    ['no-key-list', [{ ...list, included: false }], false, false],
    ['empty-list', [], true, false],
    ['no-list', [], false, true],
    ['sign-in', [list], true, true],
  ] as const)('%s', (outcome, lists, apply, nothing) => {
    expect([canApply({ outcome, lists: [...lists] }), foundNothing({ outcome, lists: [...lists] })]).toEqual([
      apply,
      nothing,
    ]);
  });
});
