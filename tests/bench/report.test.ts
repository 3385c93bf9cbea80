import { describe, expect, it } from 'vitest';
import { medianOf, notMeasured, row } from './bench-row.ts';
import { tableOf } from './report.ts';

const ms = (value: number) => medianOf([value], 'ms');

describe('the table of a benchmark', () => {
  it('says of each row whether its target is met', () => {
    const rows = [
      row('fast', { ours: ms(5), baseline: ms(100) }, { kind: 'ratio', atMost: 0.06 }),
      row('slow', { ours: ms(7), baseline: ms(100) }, { kind: 'ratio', atMost: 0.06 }),
      row('small', { ours: medianOf([130], 'MB'), baseline: medianOf([80], 'MB') }, { kind: 'more', atMost: 60 }),
      row('quick', { ours: ms(16.5), baseline: null }, { kind: 'value', atMost: 16 }),
    ];
    expect(rows.map(({ met }) => met)).toEqual([true, false, true, false]);
    expect(rows.map(({ compared }) => compared)).toEqual([0.05, 0.07, 50, 16.5]);
  });

  it('shows a row without a target, and why another one was not measured', () => {
    const table = tableOf([
      row('beside', { ours: ms(2), baseline: ms(4) }, null, 'for comparison'),
      notMeasured('absent', { kind: 'ratio', atMost: 1 }, 'it is not installed'),
    ]);
    expect(table).toMatch(/beside +2\.0 ms +4\.0 ms +0\.500 +– +– +for comparison\n/);
    expect(table).toMatch(/absent +– +– +– +≤ 1 +– +not measured: it is not installed\n/);
  });

  it('aligns its columns', () => {
    const lines = tableOf([
      row('a', { ours: ms(1), baseline: ms(1) }, { kind: 'ratio', atMost: 1 }),
      row('a longer measure', { ours: ms(1000), baseline: ms(1) }, { kind: 'ratio', atMost: 1 }),
    ]).split('\n');
    expect(new Set(lines.slice(1, 3).map((line) => line.indexOf('≤'))).size).toBe(1);
  });
});
