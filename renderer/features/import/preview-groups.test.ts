import { describe, expect, it } from 'vitest';
import {
  chooseGroup,
  chosenOf,
  firstChoice,
  groupPreview,
  isChoosable,
  type Outcome,
  type PreviewEntry,
  withReadings,
} from './preview-groups.ts';

function entry(index: number, outcome: Outcome): PreviewEntry {
  return {
    index,
    name: `KEY_${index}`,
    line: index + 1,
    outcome,
    reason: '',
    provider: null,
    maybe: null,
    kind: 'secret',
    prefix: '',
    existing: null,
    readings: [],
    reading: null,
    differs: false,
    unread: [],
  };
}
const ENTRIES = [entry(0, 'same'), entry(1, 'new'), entry(2, 'not-a-secret'), entry(3, 'changed'), entry(4, 'new')];

describe('import preview', () => {
  it('groups by outcome and keeps the order of the file', () => {
    const { rows, counts } = groupPreview(ENTRIES);
    expect(counts).toEqual({ new: 2, changed: 1, same: 1, 'not-a-secret': 1, elsewhere: 0, unread: 0 });
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

  it('goes by the reading that a person chose, and by its own elsewhere', () => {
    const judged = { reason: '', provider: null, maybe: null, kind: 'secret', prefix: '' } as const;
    const twoWays: PreviewEntry = {
      ...entry(5, 'new'),
      readings: [
        { readers: ['dotenv'], says: 'nothing', ...judged, outcome: 'not-a-secret', reason: 'empty' },
        { readers: ['bash', 'compose'], says: '9 characters', ...judged, outcome: 'new' },
      ],
      reading: 1,
      differs: true,
    };
    const entries = [...ENTRIES, twoWays];
    expect(withReadings(entries, new Map())).toBe(entries);
    const chosen = withReadings(entries, new Map([[5, 0]]));
    expect(chosen.at(-1)).toMatchObject({ outcome: 'not-a-secret', reason: 'empty', reading: 0, name: 'KEY_5' });
    expect(chosen.slice(0, -1)).toEqual(ENTRIES);
  });

  it('does not offer what no program reads', () => {
    expect(isChoosable(entry(0, 'unread'))).toBe(false);
    expect(isChoosable(entry(0, 'elsewhere'))).toBe(true);
    expect([...firstChoice([entry(0, 'unread'), entry(1, 'elsewhere')])]).toEqual([]);
  });
});
