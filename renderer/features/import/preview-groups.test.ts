import { describe, expect, it } from 'vitest';
import { chooseGroup, chosenOf, firstChoice, groupPreview, type Outcome, type PreviewEntry } from './preview-groups.ts';

function entry(index: number, outcome: Outcome): PreviewEntry {
  return {
    index,
    name: `KEY_${index}`,
    line: index + 1,
    outcome,
    reason: '',
    provider: null,
    kind: 'secret',
    prefix: '',
    existing: null,
  };
}
const ENTRIES = [entry(0, 'same'), entry(1, 'new'), entry(2, 'not-a-secret'), entry(3, 'changed'), entry(4, 'new')];

describe('import preview', () => {
  it('groups by outcome and keeps the order of the file', () => {
    const { rows, counts } = groupPreview(ENTRIES);
    expect(counts).toEqual({ new: 2, changed: 1, same: 1, 'not-a-secret': 1 });
    expect(rows.map((row) => (row.type === 'heading' ? row.outcome : row.entry.index))).toEqual([
      'new',
      1,
      4,
      'changed',
      3,
      'not-a-secret',
      2,
      'same',
      0,
    ]);
  });

  it('chooses what is new or changed at first', () => {
    expect([...firstChoice(ENTRIES)]).toEqual([1, 3, 4]);
  });

  it('chooses groups whole, and never what is the same', () => {
    const none = chooseGroup(ENTRIES, 'new', firstChoice(ENTRIES), false);
    expect([...none]).toEqual([3]);
    expect(chosenOf(ENTRIES, 'new', none)).toBe(false);
    expect(chosenOf(ENTRIES, 'new', new Set([1]))).toBe('indeterminate');
    expect(chosenOf(ENTRIES, 'new', chooseGroup(ENTRIES, 'new', none, true))).toBe(true);
    expect([...chooseGroup(ENTRIES, 'same', none, true)]).toEqual([3]);
  });
});
